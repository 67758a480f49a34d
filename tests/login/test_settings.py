"""The settings ask the system, and the played company's workspace leaves the person's login alone."""

import asyncio
from pathlib import Path

import pytest

from supporttray import login
from supporttray.core.login import AskLogin, SetLogin, Standing
from supporttray.credentials import Credentials
from supporttray.engine.clock import SystemClock
from supporttray.errors import NotDone
from supporttray.paths import Workspace
from supporttray.setup.settings import Settings


def settings(name: str, folder: Path) -> Settings:
    place = Workspace(name, folder / "config.toml", folder / "state")
    return Settings(place, Credentials(place.keyring_name), SystemClock())


def test_the_usual_workspace_is_switched_on_and_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    usual = settings("default", tmp_path)
    for action, after in (
        (AskLogin(), False),
        (SetLogin(on=True), True),
        (AskLogin(), True),
        (SetLogin(on=False), False),
    ):
        assert asyncio.run(usual.do(action)) == Standing(on=after)


def test_the_demo_does_not_touch_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    demo = settings("demo", tmp_path)
    known = asyncio.run(demo.do(AskLogin()))
    assert known == Standing(on=False, able=False, said=login.OTHERS.format(name="demo"))
    with pytest.raises(NotDone, match="usual workspace"):
        asyncio.run(demo.do(SetLogin(on=True)))
    assert list(tmp_path.rglob("*.desktop")) == []
