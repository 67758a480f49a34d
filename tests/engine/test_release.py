"""What a person does about releases and their problems, with a running engine: it is watched, searched, decided, and taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.connectors import Answer
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Error
from supporttray.core.outbox import Entry, Fate, Receipt
from supporttray.core.release import page
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem, Standing
from supporttray.core.release.ticket import Ticket
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.outbox import Outbox
from supporttray.engine.release.archive import Archive
from supporttray.engine.release.hand import GONE, NO_RELEASE
from supporttray.engine.release.releases import Releases
from supporttray.engine.store import Store
from supporttray.errors import NotDone
from tests.core.make import NOON
from tests.engine.lab import MINUTE, lab
from tests.engine.test_hand import Office, open_office

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STEP = timedelta(seconds=20)
SHOP = Release(product="Shop", version="4.0", start=NOON - HOUR, end=NOON + 2 * DAY, components=("loyalty points",))
LOST = "My loyalty points are gone"


class Desk(Office):
    """An office with a help desk: tickets come as a watch brings them."""

    @property
    def engine(self) -> Engine:
        assert self.company.running
        return self.company.running

    def came(self, *titles: str, begin: str = "t", whole: bool = True) -> None:
        at = self.company.clock.now() - MINUTE
        tickets = tuple(
            Ticket(key=f"ticket:desk/{begin}{number}", name=f"#{begin}{number}", title=title, text="", url="", at=at)
            for number, title in enumerate(titles)
        )
        watch = self.company.plan.watches[0]
        self.engine.desk.store.commit(watch.name, Answer(tickets=tickets), "", at)
        if whole:
            self.engine.desk.store.archive.scanned(watch.name, at)
        self.engine.mode.wake()

    async def room(self, number: int = 0) -> page.Room:
        room = await self.do(page.AskRelease(number))
        assert isinstance(room, page.Room)
        return room

    async def found(self, number: int = 1) -> list[Problem]:
        """Wait until so many problems are there."""
        async with asyncio.timeout(20):
            while len(lines := (await self.room()).problems) != number:
                self.company.clock.advance(STEP)
                await asyncio.sleep(0.002)
        return [line.problem for line in lines]


def tell(folder: Path, story: Callable[[Desk], Awaitable[None]]) -> None:
    async def told() -> None:
        async with lab(folder) as company, open_office(company) as office:
            await story(Desk(office.company, office.app, office.hand))

    asyncio.run(told())


def test_a_release_is_watched_until_a_person_stops_it(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert not desk.engine.mode.on
        assert (await desk.room()).release is None
        with pytest.raises(NotDone) as refused:
            await desk.do(page.Stop(0))
        assert str(refused.value).startswith(NO_RELEASE)
        done = await desk.done(page.Begin(SHOP))
        assert "Shop 4.0" in done.said
        assert "is watched until" in done.said
        assert desk.engine.mode.on
        await desk.until(lambda: desk.app.snapshots[-1].releases == 1)
        assert desk.app.snapshots[-1].release.endswith("nothing suspected")
        assert (await desk.done(page.Stop(0))).said.endswith("Its summary is ready.")
        assert not desk.engine.mode.on
        await desk.until(lambda: desk.app.snapshots[-1].releases == 0 and desk.app.titles)
        assert "its summary is ready" in desk.app.titles[0]

    tell(tmp_path, story)


@pytest.mark.parametrize(
    "wrong",
    [
        {"product": " "},
        {"end": NOON - 5 * MINUTE},
        {"start": NOON, "end": NOON + 91 * DAY},
    ],
)
def test_a_release_that_cannot_be_is_refused_with_a_reason(tmp_path: Path, wrong: dict[str, Any]) -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(NotDone):
            await desk.do(page.Begin(msgspec.structs.replace(SHOP, **wrong)))
        assert (await desk.room()).release is None

    tell(tmp_path, story)


def test_the_same_release_begun_twice_is_one(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.do(page.Begin(SHOP))
        await desk.do(page.Stop(0))
        await desk.do(page.Begin(msgspec.structs.replace(SHOP, product="SHOP", end=NOON + 3 * DAY)))
        [release] = desk.engine.mode.releases.all()
        assert (release.end, release.stopped) == (NOON + 3 * DAY, None)

    tell(tmp_path, story)


def test_a_ticket_is_suspected_said_confirmed_linked_fixed_and_all_of_it_taken_back(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.do(page.Begin(SHOP))
        desk.came(LOST)
        [problem] = await desk.found()
        await desk.until(lambda: desk.app.spoken, step=STEP)
        assert desk.app.spoken[0][0].endswith(LOST)
        assert [one.key for one in (await desk.room()).problems[0].tickets] == ["ticket:desk/t0"]
        with pytest.raises(NotDone):
            await desk.do(page.UndoDecision(problem.number))
        for action, standing in (
            (page.Confirm(problem.number), Standing.CONFIRMED),
            (page.LinkBug(problem.number, "https://tracker/SHOP-12"), Standing.CONFIRMED),
            (page.Fixed(problem.number), Standing.FIXED),
        ):
            await desk.do(action)
            assert (await desk.found())[0].standing is standing
        assert (await desk.room()).problems[0].bug == "SHOP-12"
        assert (await desk.room()).record == "1 of 1 that were suspected and decided was a problem."
        for _ in range(3):
            await desk.do(page.UndoDecision(problem.number))
        assert await desk.found() == [problem]
        lines = desk.engine.desk.store.journal(NOON - DAY)
        told = {one.kind for one in lines if one.kind.startswith("problem.")}
        assert told == {"problem.suspected", "problem.confirmed", "problem.linked", "problem.fixed", "problem.undone"}
        undone = [one.title for one in lines if one.kind == "problem.undone"]
        assert {*undone} == {f"“{word}” is taken back: {LOST}" for word in ("fixed", "linked", "confirmed")}

    tell(tmp_path, story)


@pytest.mark.parametrize("broken", [False, True])
def test_nothing_is_suspected_while_a_help_desk_is_read_for_the_first_time_but_not_for_ever(
    tmp_path: Path,
    broken: bool,  # noqa: FBT001  a case
) -> None:
    async def story(desk: Desk) -> None:
        await desk.do(page.Begin(SHOP))
        desk.came(LOST, whole=False)
        for _ in range(40):  # thirteen minutes
            desk.company.clock.advance(STEP)
            await asyncio.sleep(0.002)
        assert (await desk.room()).problems == ()
        begun = desk.company.clock.now()
        if not broken:
            desk.came("Where is my parcel?", begin="u")
        assert [one.title for one in await desk.found()] == [LOST]
        assert (desk.company.clock.now() - begun < 30 * MINUTE) is not broken

    tell(tmp_path, story)


def test_a_bug_made_for_a_problem_is_linked_also_after_a_restart_and_a_link_taken_away_stays_away(
    tmp_path: Path,
) -> None:
    async def story(desk: Desk) -> None:
        await desk.do(page.Begin(SHOP))
        desk.came(LOST)
        [problem] = await desk.found()
        base, now = desk.engine.desk.base, desk.company.clock.now()
        made = Entry(
            intent="create:1", account="jira", deed=Deed(verb=Verb.CREATE, place="SHOP", text="Lost"), made_at=now, due=now,
            subject=f"problem:{problem.number}", fate=Fate.SENT, receipt=Receipt("12", "https://tracker/SHOP-12"),
        )  # fmt: skip
        Outbox(base).add([made])
        desk.engine.mode.begin()
        assert (await desk.found())[0].bug == "https://tracker/SHOP-12"
        await desk.do(page.LinkBug(problem.number, ""))
        desk.engine.mode.begin()
        assert not (await desk.found())[0].bug

    tell(tmp_path, story)


def test_an_error_that_an_open_problem_names_stays_when_its_watch_tells_of_it_no_more(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "workspace.sqlite3", lambda: NOON)) as base:
        store, releases = Store(base), Releases(base)
        old = [Error(key=f"error:r/1/{n}", name="#1", title="Boom", url="", at=NOON - 8 * DAY) for n in (1, 2)]
        store.commit("errors", Answer(items=tuple(old), complete=True), "", NOON)
        seen = {"title": "Boom", "since": NOON, "last_at": NOON, "found_at": NOON}
        [problem] = releases.found([Problem(release=1, errors=("error:r/1/1",), **seen)])
        store.commit("errors", Answer(complete=True), "", NOON)
        assert set(store.items) == {"error:r/1/1"}
        releases.decide([msgspec.structs.replace(problem, standing=Standing.FIXED)], "fixed", NOON)
        store.commit("errors", Answer(complete=True), "", NOON)
        assert not store.items


def test_problems_are_merged_and_split_and_each_is_taken_back_whole(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.do(page.Begin(msgspec.structs.replace(SHOP, components=("loyalty points", "labels"))))
        desk.came(LOST, "The labels are empty")
        one, other = sorted(await desk.found(2), key=lambda it: it.number)
        with pytest.raises(NotDone):
            await desk.do(page.Merge(one.number, one.number))
        await desk.do(page.Merge(one.number, other.number))
        [whole] = await desk.found(1)
        assert set(whole.tickets) == {*one.tickets, *other.tickets}
        desk.came("Labels: empty again", begin="later")  # it comes between the decision and its undoing
        async with asyncio.timeout(20):
            while len((await desk.room()).problems[0].tickets) < 3:
                desk.company.clock.advance(STEP)
                await asyncio.sleep(0.002)
        await desk.do(page.UndoDecision(other.number))
        back = {it.number: set(it.tickets) for it in await desk.found(2)}
        assert back == {one.number: set(one.tickets), other.number: {*other.tickets, "ticket:desk/later0"}}
        await desk.do(page.Split(other.number, ("ticket:desk/later0",)))
        assert len(await desk.found(3)) == 3
        for keys in ((), ("ticket:desk/elsewhere",), other.tickets):
            with pytest.raises(NotDone):
                await desk.do(page.Split(other.number, keys))
        await desk.do(page.UndoDecision(other.number))
        assert {it.number: set(it.tickets) for it in await desk.found(2)} == back

    tell(tmp_path, story)


def test_what_is_dismissed_is_quiet_and_a_problem_that_is_none_is_said(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await desk.do(page.Begin(SHOP))
        desk.came(LOST)
        [problem] = await desk.found()
        await desk.until(lambda: desk.app.titles)
        await desk.do(page.Dismiss(problem.number))
        await desk.until(lambda: not desk.app.titles)
        with pytest.raises(NotDone) as refused:
            await desk.do(page.Confirm(99))
        assert str(refused.value).startswith(GONE)
        assert (await desk.done(page.ScanNow())).said == "Looking."

    tell(tmp_path, story)


def test_another_process_begins_a_release_and_the_running_engine_watches_it(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        base = Database(desk.company.database, desk.company.clock.now)
        Releases(base).keep(SHOP)
        base.send("scan", "")
        base.close()
        desk.came(LOST)
        assert len(await desk.found()) == 1

    tell(tmp_path, story)


def test_what_the_config_plans_begins_by_itself_and_goes_where_it_is_planned_no_more(tmp_path: Path) -> None:
    base = Database(tmp_path / "x.sqlite3", lambda: NOON)
    releases = Releases(base)
    planned = msgspec.structs.replace(SHOP, planned=True)
    releases.plan([planned])
    releases.plan([msgspec.structs.replace(planned, end=NOON + DAY)])
    assert [(one.end, one.on(NOON)) for one in releases.all()] == [(NOON + DAY, True)]
    by_hand = releases.keep(msgspec.structs.replace(SHOP, product="Other"))
    releases.plan([])
    assert releases.all() == (by_hand,)
    base.close()


TIMES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400), st.booleans()), max_size=30)


@settings(max_examples=30, deadline=None)
@given(told=TIMES)
def test_tickets_are_counted_once_in_whatever_order_and_however_often_they_are_told(
    told: list[tuple[int, int, bool]],
) -> None:
    base = Database(Path(":memory:"), lambda: NOON)
    archive = Archive(base)
    last: dict[int, tuple[int, bool]] = {}
    for name, hour, gone in told:
        at = NOON - hour * HOUR
        one = Ticket(key=f"ticket:d/{name}", name="", title="x", url="", at=at, gone="It was deleted." if gone else "")
        with base.write() as connection:
            Archive.keep(connection, "w", Answer(tickets=(one,)), NOON)
        last[name] = (hour, gone)
    counted = archive.hours(NOON - 500 * HOUR)
    assert sum(counted.values()) == sum(not gone for _, gone in last.values())
    assert len(list(archive.tickets(NOON - 500 * HOUR))) == len(last)
    base.close()


def test_a_customers_words_are_forgotten_after_thirty_days_and_the_ticket_still_counts(tmp_path: Path) -> None:
    base = Database(tmp_path / "x.sqlite3", lambda: NOON)
    archive = Archive(base)
    ticket = Ticket(key="ticket:d/1", name="#1", title="canary title", text="canary text", url="", at=NOON)
    with base.write() as connection:
        Archive.keep(connection, "w", Answer(tickets=(ticket,)), NOON)
    archive.prune(NOON + 31 * DAY)
    [kept] = archive.tickets(NOON - DAY)
    assert (kept.title, kept.text, kept.name) == ("", "", "#1")
    assert archive.hours(NOON - DAY) == {NOON: 1}
    archive.prune(NOON + 181 * DAY)
    assert list(archive.tickets(NOON - DAY)) == []
    base.close()
