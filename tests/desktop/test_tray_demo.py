"""The whole loop: a question in the demo's Slack shows in the panel, and its answer makes the panel calm again."""

import subprocess
from pathlib import Path

from tests.desktop.lab.session import Desktop
from tests.desktop.quiet import QUESTION, TITLE, calm, end, quiet_company, running, start
from tests.desktop.test_tray_panel import window_is_shown
from tests.e2e.play import until, verb

ANSWER = {"do": "reply", "to": "q1", "by": "ada", "text": "I am on it."}


def test_a_question_shows_in_the_panel_until_it_is_answered(desktop: Desktop, tmp_path: Path) -> None:
    with quiet_company(tmp_path) as served, running(desktop, served) as app:
        icon = desktop.panel.icon(app.item())
        served.tell("play", [QUESTION])
        asked = app.item(lambda item: TITLE in item.tooltip)
        assert desktop.panel.icon(asked) != icon
        labels = desktop.panel.labels(asked)
        assert labels[0].endswith("1 needs you")
        assert TITLE in labels[1]
        served.tell("play", [ANSWER])
        calm(app)
        assert desktop.panel.icon(app.item()) == icon
        assert desktop.panel.labels(app.item())[0].endswith("nothing needs you")


def test_a_second_start_of_the_same_workspace_shows_the_first(desktop: Desktop, tmp_path: Path) -> None:
    with quiet_company(tmp_path) as served, running(desktop, served) as first:
        assert not window_is_shown()
        second = start(desktop, served.config)
        assert (second.wait(), second.output) == (0, "")
        until(window_is_shown, "the window")
        assert first.item().tooltip.startswith("Nothing needs you")


def test_a_link_opens_its_page_in_the_app_that_runs_and_in_one_that_it_starts(desktop: Desktop, tmp_path: Path) -> None:
    def status_is_shown() -> bool:
        names = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "status"], capture_output=True, timeout=30, check=False
        )
        return bool(names.stdout)

    with quiet_company(tmp_path) as served:
        first = start(desktop, served.config, "supporttray:status")
        until(status_is_shown, "the window of the status")
        calm(first)
        assert not window_is_shown()
        assert start(desktop, served.config, "supporttray:inbox").wait() == 0
        until(window_is_shown, "the inbox")
        end(first)


def test_the_app_ends_when_an_installer_asks_it_to(desktop: Desktop, tmp_path: Path) -> None:
    with quiet_company(tmp_path) as served:
        first = start(desktop, served.config)
        calm(first)
        asked = verb("quit", f"--config={served.config}")
        assert (asked.returncode, asked.stderr, first.wait(), first.output) == (0, "", 0, "")
        assert verb("--quit", f"--config={served.config}").returncode == 0  # there is none any more
