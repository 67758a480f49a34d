"""A watch of Zendesk's tickets tells each in its newest state, whatever happens between two pages or two looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.connectors.zendesk import scan
from supporttray.connectors.zendesk.scan import Memory
from supporttray.connectors.zendesk.tickets import ZendeskTickets
from supporttray.errors import NotUnderstood, Refused, SlowDown, Unreachable
from tests.connectors.lab import NOON, run
from tests.connectors.zendesk_lab import Paper, Told, Watch, stamp, told

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from random import Random

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SOON = SlowDown("Later.", NOON + HOUR)


def play(*stories: Coroutine[Any, Any, None]) -> None:
    for story in stories:
        run(story)


# --- the first look, and the ones after it


def test_history_is_told_with_the_newest_days_first_and_ends_where_it_should() -> None:
    async def story() -> None:
        paper = Paper(*(told(number, number * DAY) for number in range(1, 61)))
        watch = Watch(paper)
        first = await watch.page()
        assert [one.name for one in first.tickets] == ["#1", "#2", "#3", "#4"]
        assert first.more
        await watch.look()
        assert sorted(watch.kept) == sorted(f"#{number}" for number in range(1, 44))
        assert len(paper.asked) == 14 + 4, "a question for three days, and those of a look"

    play(story())


def test_a_look_asks_for_what_changed_since_the_last_one_with_an_overlap() -> None:
    async def story() -> None:
        paper = Paper(told(1, HOUR), told(2, 2 * HOUR))
        watch = Watch(paper)
        await watch.look()
        paper.asked.clear()
        paper.put(told(1, HOUR, HOUR + 5 * MINUTE, status="solved"), told(3, -4 * MINUTE))
        watch.forward(minutes=30)
        assert await watch.look() == ["#1", "#3"]
        assert watch.kept["#1"].over
        assert watch.kept["#1"].changed == NOON + 5 * MINUTE
        assert paper.asked == ["newest", f"updated>={stamp(NOON - HOUR - 10 * MINUTE)}", "these 3"]
        watch.forward(minutes=30)
        await watch.look()
        assert paper.asked[4] == f"updated>={stamp(NOON - 5 * MINUTE)}", "from the newest change that the desk told"

    play(story())


def test_what_changes_while_pages_are_read_is_told_at_the_next_look() -> None:
    async def story() -> None:
        paper = Paper(*(told(number, number * MINUTE) for number in range(1, 31)), size=10)
        watch = Watch(paper)
        await watch.page()
        paper.put(told(1, MINUTE, 3 * MINUTE, status="solved"), told(29, 29 * MINUTE, 40 * MINUTE))
        await watch.look()
        assert watch.kept["#1"].over

    play(story())


def test_a_desk_without_tickets_is_no_trouble_and_its_first_one_is_told() -> None:
    async def story(role: str) -> None:
        paper = Paper(role=role)
        watch = Watch(paper)
        assert await watch.look() == []
        paper.put(told(1, -MINUTE))
        assert set(await watch.look()) == {"#1"}

    play(story("agent"), story("admin"))


@pytest.mark.parametrize("days", [-3, 3])
def test_our_own_clock_does_not_matter(days: int) -> None:
    async def story() -> None:
        paper = Paper(told(1, HOUR), told(2, 3 * DAY))
        watch = Watch(paper)
        watch.forward(days=days)
        await watch.look()
        paper.put(told(3, -MINUTE))
        watch.forward(minutes=30)
        assert "#3" in await watch.look()
        assert set(watch.kept) == {"#1", "#2", "#3"}

    play(story())


def test_of_very_many_tickets_the_newest_are_told_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MOST", 50)

    async def story() -> None:
        paper = Paper(*(told(number, number * HOUR) for number in range(1, 301)), size=20)
        watch = Watch(paper)
        await watch.look()
        assert len(watch.kept) < 110
        assert "#1" in watch.kept
        assert "only 50 were read" in (await watch.page()).limits

    play(story())


# --- trouble in between


def test_a_scan_that_was_stopped_goes_on_at_its_page() -> None:
    async def story(fault: Exception, watch: Watch) -> None:
        paper = watch.paper
        paper.faults = [None, None, fault]  # type: ignore[list-item]
        await watch.page()
        await watch.page()
        before = watch.memory
        with pytest.raises(type(fault)):
            await watch.page()
        assert watch.memory == before
        asked = len(paper.asked)
        again = Watch(paper)  # after a restart
        again.memory, again.kept = watch.memory, watch.kept
        await again.look()
        assert paper.asked[asked].endswith("@0-20"), "not from the beginning"
        assert len(again.kept) == 45

    def watch() -> Watch:
        return Watch(Paper(*(told(number, number * MINUTE) for number in range(1, 46)), size=10))

    play(story(SOON, watch()), story(Unreachable("500"), watch()), story(NotUnderstood("half a page"), watch()))


def test_a_cursor_that_expired_begins_again_from_the_last_good_moment() -> None:
    async def story() -> None:
        paper = Paper(*(told(number, number * MINUTE) for number in range(1, 46)), size=10)
        watch = Watch(paper)
        await watch.page()
        paper.expired = True
        watch.forward(hours=2)
        first = await watch.page()
        assert first.tickets[0].name == "#1"
        paper.expired = False
        await watch.look()
        assert len(watch.kept) == 45

    play(story())


def test_cursors_that_are_never_taken_are_an_error_and_no_circle() -> None:
    async def story() -> None:
        paper = Paper(*(told(number, number * MINUTE) for number in range(1, 46)), size=10)
        paper.expired = True
        watch = Watch(paper)
        with pytest.raises(NotUnderstood, match="expired"):
            await watch.look()
        assert len(paper.asked) < 10
        watch.forward(hours=1)
        await watch.page()
        paper.expired = False
        await watch.look()
        assert len(watch.kept) == 45

    play(story())


def test_another_version_of_the_memory_begins_anew() -> None:
    async def story() -> None:
        watch = Watch(Paper(told(1, HOUR)))
        watch.memory = b'{"newest": 7}'
        await watch.look()
        assert "#1" in watch.kept

    play(story())


# --- what went


def test_what_was_deleted_is_gone_and_keeps_no_words() -> None:
    async def story() -> None:
        paper = Paper(told(1, HOUR), told(2, HOUR))
        watch = Watch(paper)
        await watch.look()
        del paper.tickets[2]
        assert await watch.look() == ["#1", "#2"]
        gone = watch.kept["#2"]
        assert (gone.gone, gone.title, gone.text) == ("It was deleted, or you may not see it any more.", "", "")
        assert gone.at == NOON - HOUR
        assert await watch.look() == ["#1"], "said once"

    play(story())


def test_what_was_merged_is_gone_and_what_follows_it_up_is_not() -> None:
    async def story() -> None:
        merged: Told = {"status": "closed", "tags": ["closed_by_merge"]}
        follows = {"via": {"source": {"rel": "follow_up"}}}
        watch = Watch(
            Paper(told(1, HOUR, **merged), told(2, HOUR, **(merged | follows)), told(3, HOUR, tags=["closed_by_merge"]))
        )
        await watch.look()
        assert {name for name, one in watch.kept.items() if one.gone} == {"#1"}
        assert "merged" in watch.kept["#1"].gone

    play(story())


def test_what_was_moved_out_of_the_query_is_gone_at_the_second_look_that_does_not_tell_it() -> None:
    async def story() -> None:
        paper = Paper(told(1, HOUR, brand_id=7), told(2, HOUR, brand_id=7))
        paper.picks = lambda one: one["brand_id"] == 7
        watch = Watch(paper, query='brand:"Shop"')
        await watch.look()
        paper.put(told(2, HOUR, 2 * HOUR, brand_id=8))
        await watch.look()
        assert not watch.kept["#2"].gone, "the search may be late"
        await watch.look()
        assert "moved" in watch.kept["#2"].gone
        assert watch.kept["#2"].product == "Bank"
        paper.put(told(2, HOUR, 3 * HOUR, brand_id=7))
        await watch.look()
        assert not watch.kept["#2"].gone, "it came back"

    play(story())


def test_the_search_may_be_late_and_a_ticket_is_told_all_the_same() -> None:
    async def story() -> None:
        paper = Paper(told(1, HOUR), told(2, HOUR))
        watch = Watch(paper)
        await watch.look()
        paper.put(told(2, HOUR, 3 * HOUR, status="solved"))
        paper.picks = lambda one: one["id"] != 2  # the search does not know it yet
        await watch.look()
        assert watch.kept["#2"].over

    play(story())


# --- administrators


def test_administrators_read_the_export_and_it_tells_what_was_deleted() -> None:
    async def story() -> None:
        paper = Paper(*(told(number, number * MINUTE) for number in range(1, 26)), role="admin", size=10)
        watch = Watch(paper)
        await watch.look()
        assert len(watch.kept) == 25
        paper.asked.clear()
        paper.put(told(9, 9 * MINUTE, HOUR, status="deleted", subject="SCRUBBED"), told(30, -2 * HOUR))
        assert (await watch.look())[-2:] == ["#9", "#30"]
        assert watch.kept["#9"].gone == "It was deleted."
        assert watch.kept["#9"].title == ""
        assert all(one.startswith("stream") for one in paper.asked)

    play(story())


def test_who_may_not_read_the_export_uses_the_search_from_then_on() -> None:
    async def story() -> None:
        paper = Paper(told(1, HOUR), role="admin")
        watch = Watch(paper)
        paper.faults = [None] * 14 + [Refused("Not for you.", missing="permission")]
        await watch.look()
        assert msgspec.json.decode(watch.memory, type=Memory).barred
        paper.asked.clear()
        await watch.look()
        assert not [one for one in paper.asked if one.startswith("stream")]
        paper.faults = [None] * 14 + [Refused("The credential is wrong.", missing="credential")]
        with pytest.raises(Refused):
            await Watch(paper).look()

    play(story())


def test_an_export_whose_cursor_is_lost_begins_at_the_last_good_moment() -> None:
    async def story() -> None:
        paper = Paper(told(1, HOUR), role="admin")
        watch = Watch(paper)
        await watch.look()
        paper.expired = True
        paper.put(told(2, -HOUR))
        assert "#2" in await watch.look()
        assert paper.asked[-1] == f"stream {stamp(NOON - HOUR - 2 * MINUTE)}"

    play(story())


# --- whatever order things come in

changes = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 300)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(changes, st.integers(1, 6), st.randoms(use_true_random=False), st.sampled_from(["agent", "admin"]))
def test_whatever_order_pages_come_in_each_ticket_is_told_in_its_newest_state(
    steps: list[tuple[int, int]], size: int, lot: Random, role: str
) -> None:
    async def story() -> None:
        paper = Paper(*(told(number, timedelta(hours=5 * number)) for number in range(1, 13)), size=size, role=role)
        old = dict(paper.tickets)
        paper.order = lambda found: lot.sample(
            [*found, *(old[one["id"]] for one in found)], 2 * len(found)
        )  # and stale ones
        watch = Watch(paper)
        newest = NOON
        for number, minutes in steps:
            newest += minutes * MINUTE
            paper.put(
                told(number, timedelta(hours=5 * number)) | {"updated_at": stamp(newest), "subject": stamp(newest)}
            )
            if lot.random() < 0.5:
                await watch.page()
        await watch.look()
        await watch.look()
        for one in paper.tickets.values():
            kept = watch.kept[f"#{one['id']}"]
            assert (kept.title, kept.changed) == (one["subject"], datetime.fromisoformat(one["updated_at"]))

    run(story())


# --- the config


def test_the_query_picks_out_tickets_and_gives_no_order() -> None:
    with pytest.raises(ValueError, match="type"):
        ZendeskTickets.Options(query="type:ticket brand:Shop")
    assert ZendeskTickets.Options(query='brand:"Shop"').history == 42
    assert (ZendeskTickets.every, ZendeskTickets.calm) == (30 * MINUTE, 2 * HOUR)
