"""The channel's topic stops saying who is on duty: a toast says so, leads to the announcement, and one press makes it right again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from supporttray.core.rules.announce import NOT_ME
from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.session import Desktop
from tests.desktop.lab.tree import Tree
from tests.desktop.quiet import calm, can_press, quiet_company, running, told
from tests.e2e.play import Company

ONE = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
SIGN = """
[announce]
service = "slack"
topic = "C00SUPPORT"

[[watch]]
kind = "slack.sign"
name = "topic"
channel = "C00SUPPORT"
every = "150ms"
"""


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Company]:
    with quiet_company(tmp_path, config=SIGN) as served:
        topic(served, "On duty: Ada Okafor")
        yield served


def topic(served: Company, text: str) -> None:
    served.tell("play", [{"do": "topic", "by": "priya", "channel": "support", "text": text}])


@ONE
def test_a_toast_leads_to_the_announcement_and_one_press_makes_it_right(
    desktop: Desktop, quiet: Company, notifications: Daemon, tree: Tree
) -> None:
    with running(desktop, quiet) as app:
        topic(quiet, "Deploys are frozen")
        notifications.wait_count(1)
        app.item(lambda item: NOT_ME in item.tooltip)
        assert told(quiet, "topic") == []
        notifications.press("Open")
        tree.press(can_press(tree, app, "Announce"))
        notifications.wait(lambda: told(quiet, "topic"), "the topic in the demo's Slack")
        (line,) = told(quiet, "topic")
        assert line["topic"].startswith("Deploys are frozen | On duty: Ada Okafor until ")
        calm(app)


@ONE
def test_the_menu_leads_there_as_well(desktop: Desktop, quiet: Company, notifications: Daemon, tree: Tree) -> None:
    with running(desktop, quiet) as app:
        topic(quiet, "Deploys are frozen")
        notifications.wait_count(1)
        item = app.item(lambda item: NOT_ME in item.tooltip)
        label = next(label for label in desktop.panel.labels(item) if label.startswith(NOT_ME))
        desktop.panel.click(item, label)
        can_press(tree, app, "Announce")
        assert told(quiet, "topic") == []
