"""A help desk is looked through page by page: whatever changes, breaks or lags meanwhile, in the end its tickets are known as they are."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors import Answer, scan
from supporttray.connectors.scan import Page, Scan, look, missing
from supporttray.core.release.ticket import Ticket
from supporttray.errors import NotUnderstood, SlowDown
from tests.connectors.lab import NOON


def ticket(number: int, at: datetime, changed: datetime | None = None, **more: Any) -> Ticket:
    name = f"#{number}"
    return Ticket(key=f"ticket:desk/{number}", name=name, title=name, url="", at=at, changed=changed or at, **more)


@dataclass
class Desk:
    """A help desk with pages of so many tickets; what happens before which of its answers was said beforehand."""

    size: int
    exact: bool  # whether pages go by the ticket's number, or by their own
    ahead: timedelta = timedelta(0)
    events: list[str] = field(default_factory=list)
    lag: timedelta = timedelta(0)  # by which its list is behind
    time: datetime = NOON
    tickets: dict[int, Ticket] = field(default_factory=dict)
    gone: dict[int, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def http(self) -> Any:
        return SimpleNamespace(skew=self.ahead or None)

    async def ready(self) -> None:
        pass

    def open(self) -> None:
        number = len(self.tickets) + len(self.gone) + 1
        self.tickets[number] = ticket(number, self.time + self.ahead)

    def change(self, nth: int) -> None:
        if self.tickets:
            number = sorted(self.tickets)[nth % len(self.tickets)]
            one = self.tickets[number]
            self.tickets[number] = msgspec.structs.replace(one, changed=self.time + self.ahead, title=one.title + "!")

    def remove(self, nth: int) -> None:
        if self.tickets and self.exact:  # or the pages behind it would move on, as a list of GitHub's does
            number = sorted(self.tickets)[nth % len(self.tickets)]
            del self.tickets[number]
            self.gone[number] = "It was deleted."

    def happens(self) -> None:
        """Let the next thing happen."""
        self.time += timedelta(seconds=7)
        what, _, nth = (self.events.pop() if self.events else "").partition(" ")
        if what in ("change", "remove"):
            getattr(self, what)(int(nth))
        elif what == "open":
            self.open()
        elif what == "slow":
            raise SlowDown("slow", self.time)
        elif what == "broken":
            error = NotUnderstood("broken")
            error.status = 400
            raise error
        elif what == "sleep":
            self.time += timedelta(hours=3)
        elif what == "lag":
            self.lag = timedelta(seconds=int(nth))

    def between(self) -> None:
        """Let the next thing happen while nobody asks."""
        with suppress(SlowDown, NotUnderstood):
            self.happens()

    async def page(self, scan: Scan, now: datetime) -> Page:
        assert now <= self.time
        self.happens() if scan.follow else None
        assert scan.floor is not None
        self.asked.append(scan.follow)
        found = [one for one in self.listed() if one.changed and one.changed >= scan.floor]
        if self.exact:
            found = [one for one in found if not scan.follow or int(one.name[1:]) < int(scan.follow)]
            follow = found[self.size - 1].name[1:] if len(found) > self.size else ""
            return Page(tickets=tuple(found[: self.size]), follow=follow)
        begin = int(scan.follow or 0)
        end = begin + self.size
        return Page(tickets=tuple(found[begin:end]), follow=str(end) if end < len(found) else "")

    async def newest(self) -> tuple[Ticket, ...]:
        return tuple(self.listed()[: scan.NEWEST])

    def listed(self) -> list[Ticket]:
        """List what is seen by now, the newest first."""
        seen = (one for one in self.tickets.values() if one.at <= self.time + self.ahead - self.lag)
        return sorted(seen, key=lambda one: -int(one.name[1:]))

    async def single(self, known: Ticket) -> Ticket:
        number = int(known.name[1:])
        return scan.gone(known, self.gone[number]) if number in self.gone else known


@dataclass
class Archive:
    """What is kept of a desk, and how it is looked through."""

    desk: Desk
    memory: bytes = b""
    kept: dict[str, Ticket] = field(default_factory=dict)

    async def step(self) -> Answer | None:
        """Look once, as a program that may have been started anew; None where the desk refused."""
        try:
            answer = await look(self.desk, self.memory, 42, self.desk.time)
        except SlowDown:
            return None
        for one in answer.tickets:
            before = self.kept.get(one.key)
            assert before is None or not before.changed or not one.changed or one.changed >= before.changed
            self.kept[one.key] = one
        self.memory = answer.memory
        return answer

    async def whole(self) -> Answer:
        """Look until the end of the list."""
        for _ in range(200):
            answer = await self.step()
            if answer and not answer.more:
                return answer
        raise AssertionError("it never ends")

    def under_way(self) -> bool:
        return b'"follow"' in self.memory

    def counted(self) -> dict[str, str]:
        return {one.name: one.title for one in self.kept.values() if not one.gone}


EVENTS = st.one_of(
    st.sampled_from(["open", "slow", "broken", "sleep", ""]),
    st.integers(0, 30).map("change {}".format),
    st.integers(0, 30).map("remove {}".format),
    st.integers(0, 100).map("lag {}".format),
)


@given(
    st.integers(1, 4),
    st.sampled_from(["by number", "by place"]),
    st.lists(st.sampled_from([0, 3600, 86400]), max_size=12),
    st.lists(EVENTS, max_size=25),
    st.sampled_from([0, -3600, 7200]),
)
def test_whatever_happens_between_its_pages_nothing_is_lost_and_nothing_told_older_than_it_is(
    size: int, pages: str, ages: list[int], events: list[str], ahead: int
) -> None:
    desk = Desk(size, pages == "by number", timedelta(seconds=ahead), events)
    for _ in ages:
        desk.open()
    desk.time += timedelta(hours=1)
    desk.change(1)

    async def story() -> None:
        archive = Archive(desk)
        while desk.events:
            desk.between() if not archive.under_way() else None
            desk.time += timedelta(minutes=30)
            await archive.step()
        desk.lag = timedelta(0)
        desk.time += timedelta(minutes=30)
        for _ in range(2 + len(desk.gone) // scan.SINGLE):
            await archive.whole()
            desk.time += timedelta(minutes=30)
        assert archive.counted() == {one.name: one.title for one in desk.tickets.values()}

    asyncio.run(story())


def look_at(archive: Archive) -> list[str]:
    """Look through all once; return the names that were told."""

    async def looked() -> list[str]:
        told: list[str] = []
        more = True
        while more:
            answer = await archive.step()
            assert answer
            told += [one.name for one in answer.tickets]
            more = answer.more
        return told

    return asyncio.run(looked())


def desk_of(count: int, size: int = 100) -> tuple[Desk, Archive]:
    desk = Desk(size, exact=True)
    for _ in range(count):
        desk.open()
    return desk, Archive(desk)


def test_a_look_begins_two_minutes_before_the_newest_change_that_is_known() -> None:
    desk, archive = desk_of(3)
    assert look_at(archive) == ["#3", "#2", "#1"]
    desk.time += timedelta(seconds=121)
    desk.change(0)
    assert look_at(archive) == ["#3", "#2", "#1"]
    desk.time += timedelta(seconds=119)
    desk.open()
    assert look_at(archive) == ["#4", "#1"]
    desk.time += timedelta(seconds=2)
    desk.change(3)
    assert look_at(archive) == ["#4", "#1"]
    assert look_at(archive) == ["#4"]


def test_a_moment_that_is_still_to_come_ends_no_look_too_late() -> None:
    desk, archive = desk_of(1)
    desk.tickets[1] = ticket(1, NOON, NOON + timedelta(days=300))
    look_at(archive)
    desk.time += timedelta(minutes=30)
    desk.open()
    assert "#2" in look_at(archive)


def test_the_newest_ten_thousand_are_enough_of_a_history_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MOST", 6)
    _, archive = desk_of(9, size=3)
    assert look_at(archive) == ["#9", "#8", "#7", "#6", "#5", "#4"]
    answer = asyncio.run(archive.whole())
    assert answer.limits == "Of the 42 days before the first look only the newest 6 tickets are known."
    assert "limits" not in asyncio.run(Archive(desk_of(3)[0]).whole()).limits


def test_a_page_that_fails_is_asked_again_and_no_other() -> None:
    desk, archive = desk_of(6, size=2)
    desk.events = ["", "slow", "slow"]

    async def story() -> None:
        assert [bool(await archive.step()) for _ in range(5)] == [True, False, False, True, True]
        assert archive.counted() == {f"#{number}": f"#{number}" for number in range(1, 7)}
        assert desk.asked == ["", "5", "3"]

    asyncio.run(story())


def test_a_list_that_breaks_off_is_read_again_ever_more_slowly_and_that_is_said() -> None:
    desk, archive = desk_of(6, size=2)
    desk.events = ["broken"] * 4

    async def story() -> None:
        told = []
        for _ in range(4):
            await archive.step()
            answer = await archive.step()
            assert answer
            assert (answer.more, answer.tickets) == (True, ())
            told.append((answer.rest, answer.limits))
        spans = [None, timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=10)]
        assert [rest for rest, _ in told] == spans
        assert told[0][1] == ""
        assert told[3][1] == "The list of tickets broke off 4 times: it is read again from its beginning."
        assert (await archive.whole()).limits == ""
        assert len(archive.kept) == 6

    asyncio.run(story())


def test_what_is_wrong_with_the_first_page_is_no_place_that_is_forgotten() -> None:
    desk = SimpleNamespace(http=SimpleNamespace(skew=None), ready=Desk(1, exact=True).ready, page=refuse)
    with pytest.raises(NotUnderstood, match="broken"):
        asyncio.run(look(desk, b"", 42, NOON))  # type: ignore[arg-type]


async def refuse(*_: object) -> Page:
    error = NotUnderstood("broken")
    error.status = 400
    raise error


def test_what_is_listed_no_more_is_asked_for_and_said_to_be_gone() -> None:
    desk, archive = desk_of(30)
    look_at(archive)
    for _ in range(12):
        desk.remove(2)
    assert look_at(archive)[-10:] == [f"#{number}" for number in range(14, 4, -1)], "ten at a look"
    assert {"#4", "#3"} <= set(look_at(archive)), "and then the others"
    assert {one.gone for one in archive.kept.values()} == {"", "It was deleted."}
    assert archive.kept["ticket:desk/3"].over
    assert not {"#3", "#14"} & set(look_at(archive)), "once"


def test_an_old_ticket_that_newer_ones_pushed_out_is_not_missing() -> None:
    hundred = [str(number) for number in range(101, 201)]
    assert missing(["100", "150", "201"], hundred) == ["201"]
    assert missing(["100", "99"], hundred[:50]) == ["100", "99"], "where all are listed"


def test_nothing_of_a_customers_words_is_kept_in_the_memory() -> None:
    desk = Desk(5, exact=True, tickets={1: ticket(1, NOON, text="secret words")})
    archive = Archive(desk)
    look_at(archive)
    assert archive.kept["ticket:desk/1"].text == "secret words"
    assert b"secret" not in archive.memory
    assert b'"title":""' in archive.memory
