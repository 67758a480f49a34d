"""From nothing to a real need in the inbox, with the mouse and the clipboard only: the whole app, a real keyring, the demo company."""

import subprocess
import sys

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.e2e.play import PROGRAM, ROOT

MOST_CLICKS, MOST_PASTES = 12, 3
SLACK, GITHUB = "xoxp-demo-credential", "ghp_demo-credential"


class Person:
    """A person before the screen; how often they clicked and pasted is counted."""

    def __init__(self, tree: Tree, app: AppProcess) -> None:
        self.tree = tree
        self.app = app
        self.clicks = 0
        self.pastes = 0

    def sees(self, role: str, name: str) -> Widget:
        """Wait until something is on the screen and can be used."""

        def look() -> Widget | None:
            found = self.tree.program(self.app.pid).find(role, name)
            return found if found and "enabled" in found.states else None

        return self.tree.wait(look, f"{role} {name!r}")

    def reads(self, words: str) -> None:
        """Wait until these words stand in some sentence on the screen."""

        def look() -> bool:
            return any(words in each.name for each in self.tree.program(self.app.pid).every("label"))

        self.tree.wait(look, f"the words {words!r}")

    def clicks_on(self, role: str, name: str) -> None:
        self.tree.click(self.sees(role, name))
        self.clicks += 1

    def pastes_text(self, text: str) -> None:
        """Paste where the cursor stands."""
        command = [sys.executable, "-m", "tests.desktop.lab.clipboard", text]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as source:
            try:
                assert source.stdout
                assert source.stdout.readline() == "copied\n"
                self.tree.key("ctrl+v")
                self.reads("This is the token of")
            finally:
                source.terminate()
        self.pastes += 1


def start(desktop: Desktop, *arguments: str) -> AppProcess:
    app = desktop.start([*PROGRAM, "demo", "--first-run", *arguments], {"PYTHONPATH": str(ROOT)})
    app.item(lambda item: item.tooltip == "Not set up yet.")
    return app


def answer(person: Person) -> None:
    """Answer the first questions as far as the button that saves."""
    person.sees("text", "Token of Slack")
    person.pastes_text(SLACK)
    person.clicks_on("push button", "Next")
    person.sees("text", "Token of GitHub")
    person.pastes_text(GITHUB)
    person.clicks_on("push button", "Next")
    for title in ("GitLab", "Rollbar", "Sentry"):
        person.clicks_on("push button", f"Skip {title}")
    person.clicks_on("radio button", "Yes, until 9 in the morning of")


def test_from_nothing_to_a_need_in_the_inbox(desktop: Desktop, tree: Tree) -> None:
    app = start(desktop)
    person = Person(tree, app)
    answer(person)
    person.clicks_on("push button", "Save and start")
    person.reads("the tray speaks for it")
    person.clicks_on("push button", "Close")
    app.item(lambda item: "The checkout shows" in item.tooltip or "more" in item.tooltip)
    desktop.panel.activate(app.item())
    person.clicks += 1
    needs = tree.wait(lambda: list(tree.program(app.pid).every("list item")), "a need in the inbox")
    assert any("The checkout shows" in need.name for need in needs)
    assert person.clicks <= MOST_CLICKS
    assert person.pastes <= MOST_PASTES
    kept = subprocess.run(
        ["secret-tool", "search", "--all", "username", "slack"], capture_output=True, text=True, check=True
    )
    assert SLACK in kept.stdout
    app.process.terminate()
    assert app.wait() == 0
    kept = subprocess.run(
        ["secret-tool", "search", "--all", "username", "slack"], capture_output=True, text=True, check=False
    )
    assert SLACK not in kept.stdout, "the company is gone, and its credential with it"
