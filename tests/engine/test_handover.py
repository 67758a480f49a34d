"""The hand-over at a running engine: written, kept, posted once, saved, and another person's taken over; whatever stands in the file."""

import asyncio
import stat
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core import action as act
from supporttray.core import duty
from supporttray.core.action import Done
from supporttray.core.daily import Line
from supporttray.core.duty import HandoffDraft, Opening
from supporttray.core.item import Request, fingerprint
from supporttray.core.outbox import Fate
from supporttray.engine.handover import MOST, Handover, read, version, write
from supporttray.engine.plan import Target
from supporttray.errors import NotDone, NotSent
from tests.engine.lab import NOON, lab
from tests.engine.test_hand import QUESTION, Office, open_office
from tests.engine.test_handover_file import MARK, bad, letter

DAY = timedelta(days=1)


async def drafted(office: Office, *, private: bool = False, anew: bool = False) -> HandoffDraft:
    draft = await office.do(duty.AskHandoff(private, anew))
    assert isinstance(draft, HandoffDraft)
    return draft


async def opening(office: Office, path: Path) -> Opening:
    found = await office.do(duty.OpenHandoff(str(path)))
    assert isinstance(found, Opening)
    return found


def tell(tmp_path: Path, story: Callable[[Office], Coroutine[Any, Any, None]], *entries: dict[str, Any]) -> None:
    """Let a story happen while Ada is on duty, in Berlin."""
    shifts = [{"person": "ada", "from": "-1d", "to": "30d"}]

    async def told() -> None:
        async with lab(tmp_path, *entries, shift=shifts) as company:
            daily = Target("slack", "C00SUPPORT")
            company.plan = msgspec.structs.replace(company.plan, zone_name="Europe/Berlin", daily=daily)
            async with open_office(company) as office:
                await office.until(lambda: office.app.snapshots[-1].duty.person)
                await story(office)

    asyncio.run(told())


def make_private(office: Office) -> None:
    """Let the question have been asked in private: the demo's company has no such channel."""
    assert office.company.running
    items = office.company.running.desk.store.items
    item = items[office.key()]
    assert isinstance(item, Request)
    items[item.key] = msgspec.structs.replace(item, private=True)


# --- the text


def test_the_text_is_made_of_what_is_open(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        draft = await drafted(office)
        assert draft.text == "Mon 23 Nov\nWhere is order 7?"
        assert (draft.place, draft.kept, draft.posted) == ("C00SUPPORT on slack", False, None)

    tell(tmp_path, story, QUESTION)


def test_what_was_asked_in_private_is_counted_and_taken_in_if_a_person_wants_that(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        make_private(office)
        without, within = await drafted(office), await drafted(office, private=True)
        assert (without.text, without.private, without.included) == ("Mon 23 Nov", 1, False)
        assert (within.text, within.private, within.included) == ("Mon 23 Nov\nWhere is order 7?", 1, True)

    tell(tmp_path, story, QUESTION)


def test_what_a_person_wrote_is_there_again_until_it_is_wanted_anew(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(duty.KeepHandoff("My words", private=True))
        office.company.clock.advance(3 * DAY)  # begun on Friday, handed over on Monday
        draft = await drafted(office)
        assert (draft.text, draft.kept, draft.included) == ("My words", True, True)
        assert (draft.written, draft.day) == (NOON.date(), (NOON + 3 * DAY).date())
        assert (await drafted(office, anew=True)).text == "Thu 26 Nov"
        assert not (await drafted(office)).kept

    tell(tmp_path, story)


def test_there_is_one_draft_and_an_empty_one_is_none(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(duty.KeepHandoff("With private words", private=True))
        await office.done(duty.KeepHandoff("Without"))
        assert ((await drafted(office)).text, (await drafted(office)).included) == ("Without", False)
        await office.done(duty.KeepHandoff(" \n"))
        assert not (await drafted(office)).kept

    tell(tmp_path, story)


# --- posting


def test_it_is_posted_once_a_day(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(duty.PostHandoff("*All* calm"))
        assert done.entry
        assert done.entry.fate is Fate.WAITING
        await office.written("sent")
        again = await office.done(duty.PostHandoff("And again"))
        assert again.said == "Today's hand-over was posted already."
        assert [line["text"] for line in office.company.mine()] == ["*All* calm"]

    tell(tmp_path, story)


def test_what_was_undone_is_posted_with_its_new_words(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        first = await office.done(duty.PostHandoff("First"))
        assert first.entry
        await office.done(act.Undo(first.entry.number))
        assert (await drafted(office)).text == "First"
        await office.done(duty.PostHandoff("Second"))
        await office.written("undone", "sent")
        assert [line["text"] for line in office.company.mine()] == ["Second"]

    tell(tmp_path, story)


def test_what_was_posted_on_an_earlier_day_does_not_come_back(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(duty.PostHandoff("Posted"))
        await office.written("sent")
        posted = await drafted(office)
        assert (posted.text, posted.posted and posted.posted.fate) == ("Posted", Fate.SENT)
        office.company.clock.advance(DAY)
        assert (await drafted(office)).text == "Tue 24 Nov"

    tell(tmp_path, story)


@pytest.mark.parametrize("way", ["posted", "saved"])
def test_an_old_draft_that_goes_out_does_not_come_back_at_the_next_turn_of_duty(tmp_path: Path, way: str) -> None:
    async def story(office: Office) -> None:
        app = office.company.running
        assert app
        await office.done(duty.KeepHandoff("Begun on Friday"))
        office.company.clock.advance(3 * DAY)
        if way == "saved":
            await office.done(duty.SaveHandoff(str(tmp_path / "a.json"), "Begun on Friday"))
        else:  # as the verb does
            handover = Handover(app.desk, app.view, office.hand._compose)
            handover.post("Begun on Friday", app.desk.plan.daily, office.company.clock.now(), timedelta(0))
            app.touched()
            await office.written("sent")
        assert (await drafted(office)).kept
        office.company.clock.advance(7 * DAY)
        assert not (await drafted(office)).kept

    tell(tmp_path, story)


def test_what_may_have_arrived_is_not_posted_again(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(duty.PostHandoff("Words"))
        assert done.entry
        office.company.change(done.entry.number, lambda one: msgspec.structs.replace(one, fate=Fate.UNKNOWN))
        with pytest.raises(NotSent, match="whether today's hand-over arrived") as caught:
            await office.do(duty.PostHandoff("Other words"))
        assert "`" not in caught.value.phrase + caught.value.hint  # a window is no terminal
        assert [one.deed.text for one in office.company.entries()] == ["Words"]

    tell(tmp_path, story)


@pytest.mark.parametrize(
    "action",
    [duty.PostHandoff(" "), duty.PostHandoff("\ud800"), duty.OpenHandoff(""), duty.TakeHandoff("/nowhere", "")],
)
def test_what_makes_no_sense_is_said_in_a_sentence(tmp_path: Path, action: act.Action) -> None:
    async def story(office: Office) -> None:
        with pytest.raises(NotDone) as caught:
            await office.do(action)
        assert caught.value.phrase.endswith(".")
        assert caught.value.hint == ""

    tell(tmp_path, story)


# --- the file


def test_a_file_brings_snoozes_promises_and_lessons_once(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        file = tmp_path / "handoff.json"
        await office.done(act.Snooze(office.key(), timedelta(hours=2)))
        await office.done(act.Note("next: ask the depot"))
        await office.done(act.Note("Lesson: the lamp is loose"))
        done = await office.done(duty.SaveHandoff(str(file), "*My* words"))
        assert done.said.startswith("handoff.json was written.")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        base = office.company.base
        assert base
        with base.write() as rows:  # the next person's app knows none of it
            rows.execute("DELETE FROM mark")
            rows.execute("DELETE FROM event WHERE kind = 'note.added'")

        found = await opening(office, file)

        assert found.lines == (
            "1 open, 1 of them seen here.",
            "Snoozed until Mon 23 Nov 15:00: Where is order 7?",
        )
        assert (found.notes, found.missing, found.snoozes) == (
            ("next: ask the depot (from Ada)", "lesson: the lamp is loose (from Ada)"),
            (),
            1,
        )
        assert found.text == "*My* words"
        taken = await office.done(duty.TakeHandoff(str(file), found.version))
        assert taken.said == "Taken over from Ada: 1 snooze and 2 lines."
        assert [need.urgency.word for need in office.app.snapshots[-1].needs] == ["quiet"]
        assert "ask the depot" in (await office.today(anew=True)).text
        assert (await opening(office, file)).snoozes == 0
        before = [
            tuple(row) for row in base.read("SELECT * FROM mark UNION ALL SELECT key, 0, at, 0, title FROM event")
        ]
        again = await office.done(duty.TakeHandoff(str(file), found.version))
        assert again.said == "Nothing was taken over: nothing in it is new here."
        assert before == [
            tuple(row) for row in base.read("SELECT * FROM mark UNION ALL SELECT key, 0, at, 0, title FROM event")
        ]

    tell(tmp_path, story, QUESTION)


def test_a_file_that_changed_since_it_was_shown_is_not_taken(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        path = tmp_path / "handoff.json"
        path.write_bytes(bad(promised=[{"text": "ask the depot"}]))
        shown = await opening(office, path)
        path.write_bytes(bad(promised=[{"text": "wake everybody"}]))
        with pytest.raises(NotDone, match="The file has changed since: open it again"):
            await office.do(duty.TakeHandoff(str(path), shown.version))
        assert (await opening(office, path)).notes == ("next: wake everybody (from Ada)",)

    tell(tmp_path, story)


def test_a_saved_file_counts_as_handed_over(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.company.running
        look = office.company.running.view
        assert look(NOON).world.handed_at is None
        await office.done(duty.SaveHandoff(str(tmp_path / "a.json"), ""))
        assert look(NOON).world.handed_at == office.company.clock.now()
        office.company.clock.advance(DAY)
        done = await office.done(duty.PostHandoff("Words"))
        assert look(NOON).world.handed_at == office.company.clock.now()
        assert done.entry
        await office.done(act.Undo(done.entry.number))
        assert look(NOON).world.handed_at == office.company.clock.now() - DAY

    tell(tmp_path, story)


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_snooze_at_the_ends_of_time_does_no_harm(tmp_path: Path, until: str) -> None:
    async def story(office: Office) -> None:
        path = tmp_path / "odd.json"
        assert office.company.running
        basis = fingerprint(office.company.running.desk.store.items[office.key()])
        mark = {**MARK, "subject": office.key(), "at": until, "until": until, "basis": basis}
        path.write_bytes(bad(marks=[mark], at=until))
        shown = await opening(office, path)
        await office.done(duty.TakeHandoff(str(path), shown.version))
        marks = office.company.running.desk.store.marks()
        assert all(one.until <= datetime.fromisoformat("2027-01-01T00:00:00+00:00") for one in marks.values())

    tell(tmp_path, story, QUESTION)


@pytest.mark.parametrize("kind", [duty.OpenHandoff, duty.TakeHandoff])
def test_the_engine_goes_on_while_a_file_is_read(
    tmp_path: Path, kind: type[duty.OpenHandoff] | type[duty.TakeHandoff]
) -> None:
    async def story(office: Office) -> None:
        path = tmp_path / "large.json"
        write(path, letter(promised=tuple(Line("x" * 900) for _ in range(MOST))))
        shown = version(read(path))
        action = duty.OpenHandoff(str(path)) if kind is duty.OpenHandoff else duty.TakeHandoff(str(path), shown)
        reading = asyncio.ensure_future(office.do(action))
        await asyncio.sleep(0)
        assert not reading.done()
        assert isinstance(await reading, Done | Opening)

    tell(tmp_path, story)
