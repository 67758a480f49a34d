"""A need is opened where a person reads it: in its own desktop app where there is one, else in the browser; and nothing else is."""

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from supporttray.ui import link
from tests.ui.conftest import Browser

PAGE, APP = "https://quillfern.example/archives/C1/p1", "slack://channel?team=T1&id=C1&message=1"
HANDLED, UNHANDLED, BROKEN = "echo slack.desktop", "true", "exit 3"
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nobody is asked")


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop that says which app opens what, as the test writes it; nothing is known of it yet."""
    monkeypatch.setattr(link, "_known", {})
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path / "xdg-mime"


def says(desktop: Path, line: str) -> None:
    desktop.write_text(f'#!/bin/sh\necho "$@" >> "{desktop}.asked"\n{line}\n')
    desktop.chmod(0o755)


@on_linux
@pytest.mark.parametrize(("answer", "shown"), [(HANDLED, APP), (UNHANDLED, PAGE), (BROKEN, PAGE)])
def test_the_app_is_opened_where_the_desktop_has_it_else_the_page(
    qtbot: QtBot, browser: Browser, desktop: Path, answer: str, shown: str
) -> None:
    says(desktop, answer)
    link.open_page(PAGE, APP)
    qtbot.waitUntil(lambda: browser.opened == [shown])


@on_linux
def test_the_desktop_is_asked_once_and_never_waited_for(qtbot: QtBot, browser: Browser, desktop: Path) -> None:
    says(desktop, HANDLED)
    link.open_page(PAGE, APP)
    link.open_page(PAGE, APP)
    assert browser.opened == []
    qtbot.waitUntil(lambda: browser.opened == [APP, APP])
    link.open_page(PAGE, APP)
    assert browser.opened == [APP] * 3
    assert Path(f"{desktop}.asked").read_text() == "query default x-scheme-handler/slack\n"


@on_linux
def test_where_nobody_can_be_asked_it_is_the_page(
    qtbot: QtBot, browser: Browser, desktop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desktop.parent))
    link.open_page(PAGE, APP)
    qtbot.waitUntil(lambda: browser.opened == [PAGE])


@on_linux
def test_a_desktop_that_never_says_it_costs_a_moment_and_not_the_page(
    qtbot: QtBot, browser: Browser, desktop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "PATIENCE_MS", 100)
    says(desktop, "exec tail -f /dev/null")
    link.open_page(PAGE, APP)
    qtbot.waitUntil(lambda: browser.opened == [PAGE])


@pytest.mark.parametrize("takes", [True, False])
def test_elsewhere_the_app_is_tried_and_then_the_page(monkeypatch: pytest.MonkeyPatch, takes: bool) -> None:  # noqa: FBT001
    tried: list[str] = []

    def attempt(url: object) -> bool:
        tried.append(url.toString())  # type: ignore[attr-defined]
        return takes

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(QDesktopServices, "openUrl", attempt)
    link.open_page(PAGE, APP)
    assert tried == ([APP] if takes else [APP, PAGE])


@pytest.mark.parametrize("app", ["", "file:///etc/passwd", "javascript:alert(1)", "slack", "steam://run/1", PAGE])
def test_only_the_apps_that_are_known_are_started(browser: Browser, app: str) -> None:
    link.open_page(PAGE, app)
    link.open_page("file:///etc/passwd", app)
    assert browser.opened == [PAGE]
