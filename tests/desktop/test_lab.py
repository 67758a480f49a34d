"""The desktop of the tests itself: what the other desktop tests stand on."""

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.desktop.conftest import StartApp
from tests.desktop.lab.session import Desktop

PROBE = [sys.executable, str(Path(__file__).with_name("tray_program.py"))]


def test_a_program_shows_its_item_with_tooltip_menu_and_icon(app_process: StartApp, desktop: Desktop) -> None:
    probe = app_process(PROBE)
    item = probe.item(lambda item: item.tooltip == "Three things wait")
    assert (item.id, item.status) == ("lab-probe", "Active")
    assert desktop.panel.labels(item) == ["Say it is & was well", "More", "More>Fail", "Quit"]
    icon = desktop.panel.icon(item)
    assert icon.pixelColor(icon.width() // 2, icon.height() // 2).name() == "#ff0000"


def test_a_chosen_entry_and_a_click_on_the_icon_reach_the_program(app_process: StartApp, desktop: Desktop) -> None:
    probe = app_process(PROBE)
    desktop.panel.click(probe.item(), "Say it is & was well")
    desktop.panel.activate(probe.item(lambda item: item.tooltip == "All is well"))
    probe.item(lambda item: item.tooltip == "You clicked")
    desktop.panel.click(probe.item(), "Quit")
    assert probe.wait() == 0
    desktop.panel.wait(lambda: desktop.panel.item(probe.pid) is None, "the item's end")


def test_a_program_registers_again_with_a_panel_that_was_away(app_process: StartApp, desktop: Desktop) -> None:
    probe = app_process(PROBE)
    desktop.stop_panel()
    assert desktop.panel.items() == []
    desktop.start_panel()
    assert probe.item().id == "lab-probe"


def test_the_panel_shows_the_icon_on_the_screen(app_process: StartApp, desktop: Desktop, tmp_path: Path) -> None:
    def red() -> int:
        return red_pixels(desktop.screenshot(tmp_path / "screen.png"))

    desktop.panel.wait(lambda: not red(), "the end of the icon of the test before")
    app_process(PROBE)
    assert desktop.panel.wait(red, "the icon's pixels on the screen") > 100


def test_a_program_that_never_shows_is_reported_with_what_it_said(desktop: Desktop) -> None:
    silent = desktop.start([sys.executable, "-c", "print('I have no tray'); raise SystemExit(3)"])
    assert silent.wait() == 3
    with pytest.raises(AssertionError, match=r"exit status 3; it said:\nI have no tray"):
        silent.item(within_s=0.1)


def red_pixels(file: Path) -> int:
    image = QImage(str(file))
    red = (image.pixel(x, y) & 0xFFFFFF == 0xFF0000 for x in range(image.width()) for y in range(760, image.height()))
    return sum(red)
