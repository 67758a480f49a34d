"""`supporttray backup off` where no app runs: what it says of a message that stands scheduled is true."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supporttray.cli import main
from supporttray.core.lease import Lease, Standing
from supporttray.engine.backup import Leases
from supporttray.engine.database import Database
from supporttray.paths import workspace

CONFIG = """
schema = 1
me = "Ada"
zone = "UTC"
[service.slack]
kind = "slack"
address = "http://127.0.0.1:9/api"
demo = true
[backup]
person = "U0BO"
name = "Bo"
consent = true
"""
SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=20)


def off(path: Path, *leases: Lease) -> int:
    path.write_text(CONFIG, "utf-8")
    place = workspace(None, path)
    base = Database(place.database, lambda: datetime.now(UTC))
    for one in leases:
        Leases(base).keep(one)
    base.close()
    return main(["backup", f"--config={path}", "off"])


def lease(account: str, *, known: bool = True) -> Lease:
    standing = (Standing("Q1", SOON),) if known else ()
    return Lease(account, "U0BO", "abcd", place="D0BO", standing=standing, looked_at=SOON if known else None)


@pytest.mark.parametrize("known", [True, False])
def test_what_could_not_be_taken_back_is_said(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    known: bool,  # noqa: FBT001
) -> None:
    assert off(tmp_path / "config.toml", lease("slack", known=known)) == 3
    said = capsys.readouterr()
    assert "Nothing new is sent without a click" in said.err
    assert "could not be taken back" in said.err
    assert ("Slack sends it" in said.err) is known
    assert "consent = false" in (tmp_path / "config.toml").read_text("utf-8")


def test_what_stands_at_an_account_that_is_gone_is_no_trap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert off(tmp_path / "config.toml", lease("gone")) == 3
    assert "could not be taken back" in capsys.readouterr().err


def test_where_nothing_stands_it_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert off(tmp_path / "config.toml", Lease("slack", "U0BO", "abcd")) == 0
    assert capsys.readouterr().out == "Nothing is sent without a click any more.\n"
