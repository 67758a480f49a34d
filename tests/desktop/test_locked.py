"""A keyring that is locked, or not there: the app goes on living, says what it waits for, and goes on when it is unlocked."""

import secrets
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.lab.keyring import Keyring
from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree
from tests.desktop.quiet import calm, quiet_company, start
from tests.desktop.test_first_run import SLACK, Person
from tests.e2e.play import PROGRAM, ROOT
from tests.e2e.test_canary import found_below

WAITS = "Waiting for the keyring: a window of your system may ask for its password."
QUIT_S = 5.0


@pytest.fixture
def keyring(desktop: Desktop) -> Iterator[Keyring]:
    assert desktop.panel
    with Keyring() as one:
        yield one


def first_run(desktop: Desktop, tree: Tree, token: str) -> Person:
    """The first questions, answered with one token as far as the button that saves."""
    command = [*PROGRAM, "demo", "--first-run"]
    app = desktop.start(command, {"PYTHONPATH": str(ROOT), "TMPDIR": str(desktop.folder)})
    person = Person(tree, app)
    person.sees("text", "Token of Slack")
    person.pastes_text(token)
    person.clicks_on("push button", "Next")
    person.clicks_on("push button", "Skip GitHub")
    for title in ("GitLab", "Rollbar", "Sentry"):
        person.clicks_on("push button", f"Skip {title}")
    person.sees("radio button", "Yes, until 9 in the morning of")
    return person


def test_the_first_questions_wait_for_a_locked_keyring_and_go_on(
    desktop: Desktop, keyring: Keyring, tree: Tree
) -> None:
    keyring.lock()
    person = first_run(desktop, tree, SLACK)
    person.clicks_on("push button", "Save and start")
    person.reads(WAITS)
    tree.press(person.sees("page tab", "1 Slack ✓"))
    tree.wait(lambda: tree.program(person.app.pid).find("text", "Token of Slack"), "the other page")
    assert keyring.locked()
    keyring.unlock(tree)
    person.reads("the tray speaks for it")
    person.app.process.terminate()
    assert person.app.wait() == 0


def test_without_a_keyring_a_token_serves_this_run_and_stands_in_no_file(
    desktop: Desktop, keyring: Keyring, tree: Tree, home: Path
) -> None:
    canary = f"{SLACK}-{secrets.token_hex(12)}"
    keyring.stop()
    person = first_run(desktop, tree, canary)
    person.clicks_on("push button", "Save and start")
    person.reads("The keyring cannot be used")
    person.reads("They are never written into a file.")
    person.clicks_on("push button", "Keep them for this run only")
    person.reads("The tokens are forgotten when the app ends.")
    desktop.panel.activate(person.app.item())
    tree.wait(lambda: tree.program(person.app.pid).find("list item"), "a need in the inbox")
    assert [*found_below(home, canary), *found_below(desktop.folder, canary)] == []
    person.app.process.terminate()
    assert person.app.wait() == 0


def test_a_start_with_a_locked_keyring_says_what_it_waits_for(
    desktop: Desktop, keyring: Keyring, tree: Tree, tmp_path: Path
) -> None:
    with quiet_company(tmp_path) as served:
        config = served.config
        config.write_text(config.read_text("utf-8").replace("demo = true\n", ""), "utf-8")
        subprocess.run(
            [*PROGRAM, "secrets", "set", "slack", f"--config={config}"],
            input="demo-credential",
            text=True,
            check=True,
            cwd=ROOT,
        )
        keyring.lock()
        app = start(desktop, config)
        says(desktop, app, "The keyring has not answered yet")
        desktop.panel.click(app.item(), "Inbox")
        tree.wait(lambda: tree.program(app.pid).find("push button", "Look now"), "the inbox")
        ends_soon(app)
        again = start(desktop, config)
        says(desktop, again, "The keyring has not answered yet")
        keyring.unlock(tree)
        calm(again)
        ends_soon(again)


def says(desktop: Desktop, app: AppProcess, words: str) -> None:
    """Wait until a line of the menu says it."""
    item = app.item()
    desktop.panel.wait(lambda: any(words in label for label in desktop.panel.labels(item)), f"{words!r} in the menu")


def ends_soon(app: AppProcess) -> None:
    begin = time.monotonic()
    app.process.terminate()
    assert app.wait(QUIT_S) == 0
    assert time.monotonic() - begin < QUIT_S
