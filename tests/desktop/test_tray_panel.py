"""Panels that come late, go and come back, or are not there at all."""

import subprocess

from tests.desktop.lab.panel import TrayItem
from tests.desktop.lab.session import Desktop
from tests.desktop.steering import ACTS, Steered, steered
from tests.ui.samples import need, snapshot

WINDOW = ["xdotool", "search", "--onlyvisible", "--name", "^Support Tray$"]


def window_is_shown() -> bool:
    return bool(subprocess.run(WINDOW, capture_output=True, timeout=30, check=False).stdout)


def wait_for_the_window() -> None:
    subprocess.run([*WINDOW[:2], "--sync", *WINDOW[2:]], capture_output=True, timeout=30, check=True)


def showing(app: Steered, tooltip: str) -> TrayItem:
    return app.app.item(lambda item: item.tooltip == tooltip)


def test_a_panel_that_restarts_shows_the_icon_and_its_menu_again(desktop: Desktop) -> None:
    with steered(desktop) as app:
        app.show(snapshot(need(1)))
        showing(app, "1 need you.")
        desktop.stop_panel()
        app.show(snapshot(need(1), need(2)))
        desktop.start_panel()
        labels = desktop.panel.labels(showing(app, "2 need you."))
        assert [label.partition(" · ")[0] for label in labels[1:]] == ["Question 1", "Question 2", *ACTS]
        assert not window_is_shown()


def test_a_panel_that_comes_after_the_app_gets_the_icon(desktop: Desktop) -> None:
    desktop.stop_panel()
    with steered(desktop) as app:
        app.show(snapshot(need(1)))
        wait_for_the_window()
        desktop.start_panel()
        item = showing(app, "1 need you.")
        assert [label.partition(" · ")[0] for label in desktop.panel.labels(item)[1:]] == ["Question 1", *ACTS]


def test_without_a_panel_a_window_stands_in_until_one_comes(desktop: Desktop) -> None:
    desktop.stop_panel()
    with steered(desktop) as app:
        app.show(snapshot(need(1)))
        wait_for_the_window()
        desktop.start_panel()
        showing(app, "1 need you.")
        app.show(snapshot())
        showing(app, "Nothing needs you.")
        desktop.panel.wait(lambda: not window_is_shown(), "the window's end")


def test_a_panel_that_does_not_come_back_is_replaced_by_the_window(desktop: Desktop) -> None:
    with steered(desktop) as app:
        showing(app, "Support Tray is starting.")
        desktop.stop_panel()
        wait_for_the_window()


def test_closing_the_window_that_stands_in_ends_the_app(desktop: Desktop) -> None:
    desktop.stop_panel()
    with steered(desktop) as app:
        wait_for_the_window()
        subprocess.run([*WINDOW, "windowactivate", "--sync"], check=True, timeout=30)
        # to whatever has the keyboard: keys sent to the window itself would stay down when it is gone before they are up
        subprocess.run(["xdotool", "key", "alt+F4"], check=True, timeout=30)
        assert app.app.wait() == 0
