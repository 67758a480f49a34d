"""The self-test: each part says what it found, and a part that is broken is named."""

import asyncio
import json
from pathlib import Path

import pytest

from supporttray import selftest
from tests.e2e.play import verb

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


def test_every_part_but_a_keyring_that_keeps_nothing_works_here(tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    done = verb("--selftest", str(file), env=OFFSCREEN)
    told = json.loads(file.read_text("utf-8"))
    assert [name for name, check in told["checks"].items() if not check["ok"]] == ["keyring"], told
    assert (done.returncode, told["ok"], told["frozen"], told["channel"]) == (1, False, False, "source")
    assert told["checks"]["judge"]["said"] == "infrastructure: disk.full"
    assert told["checks"]["platform"]["said"].endswith("on offscreen")


def test_a_part_that_breaks_is_named_and_the_others_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def broken() -> str:
        raise ImportError("no module named holidays")

    async def fine() -> str:
        return "12"

    monkeypatch.setattr(selftest, "CHECKS", {"holidays": broken, "zones": fine})
    monkeypatch.setattr(selftest, "_screen", dict)
    assert selftest.selftest(tmp_path / "told") == 1
    assert json.loads((tmp_path / "told").read_text("utf-8"))["checks"] == {
        "holidays": {"ok": False, "said": "ImportError: no module named holidays"},
        "zones": {"ok": True, "said": "12"},
    }


def test_a_part_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(selftest, "LIMIT_S", 0.0)
    monkeypatch.setattr(selftest, "CHECKS", {"keyring": lambda: asyncio.sleep(3600, "late")})
    monkeypatch.setattr(selftest, "_screen", dict)
    assert selftest.selftest(tmp_path / "told") == 1
    assert json.loads((tmp_path / "told").read_text("utf-8"))["checks"]["keyring"]["said"].startswith("TimeoutError")
