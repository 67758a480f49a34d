"""The app's icon in a real panel: its shape, its sentence, its menu, and its end."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from supporttray.core.model import Urgency
from supporttray.core.snapshot import TrayState
from supporttray.paths import resource
from supporttray.ui.tray import glyphs
from supporttray.ui.tray.icons import Icons
from tests.desktop.lab.panel import TrayItem
from tests.desktop.lab.session import Desktop
from tests.desktop.steering import ACTS, Steered, steered
from tests.ui.samples import BLIND, need, snapshot

HEADER = "On duty until Sat 12 Dec"


@pytest.fixture
def app(desktop: Desktop) -> Iterator[Steered]:
    with steered(desktop) as one:
        yield one


def showing(app: Steered, tooltip: str) -> TrayItem:
    return app.app.item(lambda item: item.tooltip == tooltip)


def test_the_icon_is_there_before_anything_is_known(app: Steered, desktop: Desktop) -> None:
    item = showing(app, "Support Tray is starting.")
    assert (item.id, item.status) == ("supporttray", "Active")
    assert desktop.panel.labels(item) == ["Starting: nothing seen yet", *ACTS]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("state", list(TrayState))
def test_each_state_is_in_the_panel_with_its_own_picture(app: Steered, desktop: Desktop, state: TrayState) -> None:
    needs = (need(1), need(2)) if state in (TrayState.NEEDS_YOU, TrayState.URGENT) else ()
    app.show(snapshot(*needs, state=state))
    expected = Icons(resource("icons")).draw(state.value, glyphs.text(len(needs)), 64).toImage()

    def same() -> bool:
        item = desktop.panel.item(app.app.pid)
        return bool(item) and desktop.panel.icon(item) == expected.convertToFormat(QImage.Format.Format_ARGB32)

    desktop.panel.wait(same, f"the picture of {state}")


def test_the_menu_names_what_needs_you_and_what_cannot_be_seen(app: Steered, desktop: Desktop) -> None:
    app.show(snapshot(need(1, "R&D: see _this_"), need(2), services=(BLIND,)))
    labels = desktop.panel.labels(showing(app, "2 need you."))
    ages = [label.rpartition(" · ")[0] for label in labels[1:3]]
    assert labels[0] == f"{HEADER} · 2 need you"
    assert ages == ["R&D: see _this_", "Question 2"]
    assert labels[3:] == ["Cannot see support: Slack refused the token — Run supporttray secrets set slack", *ACTS]


def test_the_menu_is_calm_again_when_the_needs_went(app: Steered, desktop: Desktop) -> None:
    app.show(snapshot(*(need(number, urgency=Urgency.URGENT) for number in range(8)), state=TrayState.URGENT))
    assert len(desktop.panel.labels(showing(app, "8 need you."))) == 7 + len(ACTS)
    app.show(snapshot())
    labels = desktop.panel.labels(showing(app, "Nothing needs you."))
    assert labels == [f"{HEADER} · nothing needs you", *ACTS]


def test_choosing_a_need_opens_its_page_in_the_browser(desktop: Desktop, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    os.mkfifo(opened)
    browser = tmp_path / "bin" / "xdg-open"
    browser.parent.mkdir()
    browser.write_text(f'#!/bin/sh\necho "$1" >{opened}\n')
    browser.chmod(0o700)
    with steered(desktop, PATH=f"{browser.parent}:/usr/bin:/bin") as app:
        app.show(snapshot(need(1, "Anna asks")))
        item = showing(app, "1 need you.")
        label = next(label for label in desktop.panel.labels(item) if label.startswith("Anna asks"))
        desktop.panel.click(item, label)
        said = subprocess.run(["head", "-n1", str(opened)], capture_output=True, timeout=30, check=True)
        assert said.stdout == b"https://chat.example/1\n"


def test_a_left_click_changes_nothing(app: Steered, desktop: Desktop) -> None:
    app.show(snapshot(need(1)))
    item = showing(app, "1 need you.")
    desktop.panel.activate(item)
    assert desktop.panel.labels(item)[0] == f"{HEADER} · 1 needs you"


def test_an_engine_that_failed_is_said_in_the_tray(app: Steered, desktop: Desktop) -> None:
    app.show(snapshot(need(1)))
    showing(app, "1 need you.")
    app.order("StoreError")
    labels = desktop.panel.labels(showing(app, "The database is full."))
    assert labels[:2] == ["The database is full", "Free some space."]
    assert labels[2].startswith("Question 1")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_cleanly_and_takes_the_icon_away(
    app: Steered, desktop: Desktop, number: signal.Signals
) -> None:
    app.show(snapshot())
    showing(app, "Nothing needs you.")
    app.app.process.send_signal(number)
    assert app.app.wait() == 0
    assert desktop.panel.item(app.app.pid) is None
    assert app.app.output == "up\n"


def test_quit_in_the_menu_ends_it(app: Steered, desktop: Desktop) -> None:
    desktop.panel.click(showing(app, "Support Tray is starting."), "Quit")
    assert app.app.wait() == 0
