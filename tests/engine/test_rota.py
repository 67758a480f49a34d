"""The rota that a running engine tells: its own, with the watches that bring it."""

from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from supporttray import config
from supporttray.core.duty import AskRota, Rota, Source
from supporttray.core.hours import Hours
from supporttray.core.model import Duty
from supporttray.engine.rota import sources
from supporttray.engine.view import View
from tests.core.make import HOUR, health, world
from tests.engine.lab import NOON
from tests.engine.test_hand import QUESTION, Office, tell

PLAN = """
schema = 1
me = "Ada"
[[watch]]
kind = "roster.file"
name = "workplan"
shifts = []
[[watch]]
kind = "roster.csv"
name = "table"
path = "{path}"
[[watch]]
kind = "cctray.builds"
name = "builds"
service = "ci"
[service.ci]
kind = "cctray"
address = "https://ci.example.com/cc.xml"
"""


def test_what_a_face_draws_tells_the_workspaces_times() -> None:
    hours = Hours(zone=ZoneInfo("Asia/Kathmandu"))
    seen = View(replace(world(healths=(health(),)), hours=hours), Duty(on=True, until=NOON + 8 * HOUR), ())

    found = seen.snapshot(1, NOON, NOON)

    assert found.tray.tooltip.endswith(f"{NOON.astimezone(hours.zone):%H:%M}.")
    assert found.zone is hours.zone


def test_the_rota_is_the_engines_own_with_the_watch_that_brings_it(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        found = await office.do(AskRota())
        assert isinstance(found, Rota)
        assert (found.me, found.domains, found.zone, found.announces) == ("Ada", ("apps",), "Europe/Berlin", False)
        assert found.rows[0].begin <= NOON < (found.rows[0].end or NOON)
        assert found.rows[0].cells[0].mine
        assert found.sources == (Source("rota", "roster.file", writable=True),)
        assert [gap.domain for gap in found.gaps] == ["apps"], "the demo's rota ends"

    tell(tmp_path, story, QUESTION)


def test_a_rota_that_cannot_be_read_says_why_and_when_it_was() -> None:
    plan = config.parse(PLAN.format(path="/gone.csv"), "c.toml")
    table = health("unreachable", watch="table", detail="The file is gone.", seen=NOON)
    fine = health("ok", watch="workplan")

    found = sources(plan, {"table": table, "workplan": fine})
    assert [(one.trouble, one.seen_at) for one in found] == [("", None), ("The file is gone.", NOON)]


def test_only_watches_of_rotas_are_its_sources_and_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    plan = config.parse(PLAN.format(path=tmp_path / "gone.csv"), "c.toml")

    assert sources(plan, {}) == (Source("workplan", "roster.file", writable=True), Source("table", "roster.csv"))
