"""Broken builds by the command line, at the demo company's own day: six pipelines lost to one disk, and run again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.act import act
from tests.e2e.play import App, Company, app, company, until

FULL = "agent-14: disk full, 6 builds lost"
LOST = 400  # seconds from the start of the day until all six are red


@pytest.fixture
def quillfern(tmp_path: Path) -> Iterator[Company]:
    """The day that comes with the app, which goes on by the test's hand only."""
    with company(tmp_path / "company", "--hand") as one:
        one.config.write_text(one.config.read_text("utf-8").replace('every = "150ms"', 'every = "500ms"'), "utf-8")
        yield one


@pytest.fixture
def watcher(quillfern: Company, tmp_path: Path) -> Iterator[App]:
    """An app that watches it."""
    with app(quillfern.config, tmp_path / "app") as one:
        one.start()
        one.waits_for("On duty")
        yield one


def test_what_one_disk_lost_is_listed_explained_and_run_again_once(quillfern: Company, watcher: App) -> None:
    quillfern.advance(LOST)
    watcher.waits_for("agent-14: disk full, ")
    until(lambda: FULL in [need["title"] for need in watcher.verb("status")["needs"]], "all six are one need")
    lines = watcher.verb("builds")["lines"]
    lost = [line["key"] for line in lines if (line["verdict"] or {}).get("about") == "agent-14"]
    assert len(lost) == 6
    assert len({line["incident"] for line in lines if line["key"] in lost}) == 1
    why = act(watcher, "why", lost[0])
    assert why.returncode == 0, why.stderr
    assert "o space left on device" in why.stdout
    assert "Jonas" not in why.stdout
    again = [act(watcher, "rerun", key) for key in lost[:2]]  # two of one incident
    assert [one.returncode for one in again] == [0, 0], [one.stderr for one in again]

    def repeated() -> list[str]:
        return [line["workflow"] for line in quillfern.read("ledger") if line["what"] == "run_repeated"]

    until(lambda: len(repeated()) >= 6, "all six are run again")
    quillfern.advance(50)
    until(lambda: not [need for need in watcher.verb("status")["needs"] if "agent-14" in need["title"]], "all is well")
    assert sorted(repeated()) == ["Dealer app", "Firmware", "Kiosk", "Price tags", "Scanner", "Tests"]
    assert watcher.complained == ""
