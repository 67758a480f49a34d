"""What a person does at a face, done by a real engine at a demo company: each action, and what comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core import action as act
from supporttray.core.action import Action, Details, Done, Draft
from supporttray.core.daily import Daily
from supporttray.core.handoff import Handoff
from supporttray.core.outbox import Fate
from supporttray.core.planning import Planning
from supporttray.core.snapshot import TrayState
from supporttray.engine.diary import Diary
from supporttray.engine.hand import HANDLERS, Hand
from supporttray.engine.plan import Target
from supporttray.errors import Failure, NotDone, NotSent
from tests.engine.lab import MINUTE, NOON, Lab, Recorder, lab

STEP = timedelta(milliseconds=300)
SECOND = timedelta(seconds=1)
SUPPORT = "C00SUPPORT"
QUESTION: dict[str, Any] = {"at": "-5m", "do": "message", "id": "q", "by": "rob", "text": "Where is order 7?"}
KEY = f"request:T00000SMALL/{SUPPORT}/{(NOON - 5 * MINUTE).timestamp():.6f}"


class Office:
    """A company, an engine, and the hand of a person."""

    def __init__(self, company: Lab, app: Recorder, hand: Hand) -> None:
        self.company = company
        self.app = app
        self.hand = hand
        self.do = hand.do

    async def done(self, action: Action) -> Done:
        result = await self.do(action)
        assert isinstance(result, Done)
        return result

    async def today(self, *, anew: bool = False) -> Draft:
        draft = await self.do(act.Today(anew))
        assert isinstance(draft, Draft)
        return draft

    def key(self) -> str:
        """The item of the first need."""
        return self.app.snapshots[-1].needs[0].subject

    async def until(self, holds: Callable[[], object], step: timedelta | None = STEP) -> None:
        await self.company.until(holds, step=step)

    async def written(self, *fates: str) -> None:
        """Let time pass until what was wished for stands so."""
        await self.until(lambda: self.company.fates() == list(fates))


async def compose(day: Daily | Handoff | Planning) -> str:
    """A short template of our own."""
    if isinstance(day, Planning):
        return f"## {day.date}: {day.summary}"
    others = (*day.notes, *day.next) if isinstance(day, Daily) else ()
    return "\n".join([day.date, *(line.text for line in (*day.open, *others))])


@asynccontextmanager
async def open_office(company: Lab) -> AsyncIterator[Office]:
    async with company.engine() as app:
        assert company.running
        office = Office(company, app, Hand(company.running, compose))
        await office.until(lambda: app.state in (TrayState.CALM, TrayState.NEEDS_YOU, TrayState.URGENT))
        await office.until(lambda: not office.hand._desk.store.unfinished())  # a first look may take several steps
        yield office


def tell(tmp_path: Path, story: Callable[[Office], Coroutine[Any, Any, None]], *entries: dict[str, Any]) -> None:
    """Let a story happen on a working day in Berlin."""

    async def told() -> None:
        async with lab(tmp_path, *entries) as company:
            company.plan = msgspec.structs.replace(
                company.plan, zone_name="Europe/Berlin", daily=Target("slack", SUPPORT)
            )
            async with open_office(company) as office:
                await story(office)

    asyncio.run(told())


def test_every_action_of_a_hand_is_told_in_this_room() -> None:
    told = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [kind.__name__ for kind in HANDLERS if f"{kind.__name__}(" not in told] == []


# --- about an item


def test_eyes_are_put_at_once_and_the_need_goes_before_slack_shows_them(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.app.titles == ["Where is order 7?"]
        done = await office.done(act.Acknowledge(office.key()))
        assert done.entry
        assert done.entry.fate is Fate.WAITING
        assert office.app.titles == []
        await office.written("sent")
        (line,) = office.company.mine()
        assert (line["what"], line["emoji"]) == ("reaction_added", "eyes")

    tell(tmp_path, story, QUESTION)


def test_eyes_that_are_taken_back_bring_the_need_back(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        await office.done(act.Acknowledge(key))
        await office.written("sent")
        await office.done(act.TakeBack(key))
        await office.written("sent", "sent")
        await office.until(lambda: office.app.titles == ["Where is order 7?"])
        assert [line["what"] for line in office.company.mine()] == ["reaction_added", "reaction_removed"]

    tell(tmp_path, story, QUESTION)


def test_eyes_put_twice_are_put_once(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        first, second = await asyncio.gather(office.done(act.Acknowledge(key)), office.done(act.Acknowledge(key)))
        assert first.entry
        assert second.entry
        assert first.entry.number == second.entry.number
        await office.written("sent")

    tell(tmp_path, story, QUESTION)


def test_a_reply_waits_ten_seconds(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(act.Reply(office.key(), "It is on its way <b>"))
        assert done.entry
        assert done.entry.due - office.company.clock.now() == 10 * SECOND
        assert office.app.titles == []
        await office.written("sent")
        (line,) = office.company.mine()
        assert line["text"] == "It is on its way &lt;b&gt;"

    tell(tmp_path, story, QUESTION)


def test_a_reply_is_undone_within_ten_seconds_and_nobody_sees_it(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(act.Reply(office.key(), "Wrong"))
        assert done.entry
        office.company.clock.advance(9 * SECOND)
        undone = await office.done(act.Undo(done.entry.number))
        assert undone.said == "Taken back."
        assert undone.entry
        assert undone.entry.fate is Fate.UNDONE
        assert office.app.titles == ["Where is order 7?"]
        for _ in range(5):
            office.company.clock.advance(MINUTE)
            await asyncio.sleep(0.005)
        assert office.company.mine() == []
        again = await office.done(act.Send(done.entry.number))
        assert again.entry
        assert again.entry.fate is Fate.WAITING
        await office.written("sent")

    tell(tmp_path, story, QUESTION)


def test_what_is_undone_at_two_faces_is_undone_and_not_called_too_late(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        entry = (await office.done(act.Reply(office.key(), "On it"))).entry
        assert entry
        said = [(await office.done(act.Undo(entry.number))).said for _ in range(2)]
        assert said == ["Taken back.", "Taken back."]

    tell(tmp_path, story, QUESTION)


def test_the_same_answer_is_one_wish_until_the_day_ends_where_the_person_is(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key, numbers = office.key(), []
        for hours in (10, 0.5, 1):  # 23:00, 23:30 and 00:30 in Berlin
            office.company.clock.advance(timedelta(hours=hours))
            entry = (await office.done(act.Reply(key, "On it"))).entry
            numbers.append(entry and entry.number)
        assert numbers[0] == numbers[1] != numbers[2]

    tell(tmp_path, story, QUESTION)


def test_an_undo_after_it_was_sent_is_too_late(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(act.Reply(office.key(), "Right"))
        await office.written("sent")
        assert done.entry
        with pytest.raises(NotSent, match="too late"):
            await office.do(act.Undo(done.entry.number))

    tell(tmp_path, story, QUESTION)


def test_a_person_says_that_what_is_unknown_is_there(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("slack", "lost-answer", times=1, path="postMessage")
        office.company.fault("slack", "refused", path="conversations.replies")
        done = await office.done(act.Reply(office.key(), "There?"))
        await office.until(lambda: "unknown" in office.company.fates(), SECOND)
        assert done.entry
        seen = await office.done(act.Seen(done.entry.number))
        assert seen.entry
        assert seen.entry.fate is Fate.SENT

    tell(tmp_path, story, QUESTION)


def test_a_snooze_is_silent_until_its_time_and_then_speaks(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(act.Snooze(office.key(), timedelta(minutes=30)))
        assert done.said == "Silent until 13:30, or until something happens to it."
        assert [need.urgency.word for need in office.app.snapshots[-1].needs] == ["quiet"]
        office.company.clock.advance(31 * MINUTE)
        await office.until(lambda: [title for title, _ in office.app.spoken] == ["Where is order 7?"])

    tell(tmp_path, story, QUESTION)


def test_a_snooze_over_midnight_names_its_day_and_no_span_wakes(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        done = await office.done(act.Snooze(key, timedelta(hours=20)))
        assert done.said == "Silent until Tue 24 Nov 09:00, or until something happens to it."
        done = await office.done(act.Snooze(key, timedelta(0)))
        assert done.said == "It speaks again."
        assert office.app.titles == ["Where is order 7?"]

    tell(tmp_path, story, QUESTION)


def test_what_is_no_item_can_be_silenced_too(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("slack", "refused")
        await office.until(lambda: any("slack" in title for title in office.app.titles), MINUTE)
        need = next(one for one in office.app.snapshots[-1].needs if one.subject == "slack")
        done = await office.done(act.Snooze(need.subject, timedelta(hours=8)))
        assert done.said.startswith("Silent until ")
        assert "something happens" not in done.said
        assert [one.urgency.word for one in office.app.snapshots[-1].needs if one.subject == "slack"] == ["quiet"]

    tell(tmp_path, story)


def test_what_is_known_of_an_item_is_told(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        known = await office.do(act.About(office.key()))
        assert isinstance(known, Details)
        lines = dict(known.lines)
        assert lines["Question"] == "Where is order 7?"
        assert lines["Asked by"] == "Rob, Mon 23 Nov 12:55"
        assert await office.do(act.About("request:gone")) == Details()

    tell(tmp_path, story, QUESTION)


# --- about the day


def test_a_pause_holds_alerts_and_they_speak_after_it(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        until = office.company.clock.now() + timedelta(minutes=30)
        done = await office.done(act.Pause(until))
        assert done.said == "Alerts are paused until 13:30."
        assert office.app.snapshots[-1].paused_until == until
        office.company.ask("new", "The shop is down?")
        await office.until(lambda: office.app.titles == ["The shop is down?"])
        assert office.app.spoken == []
        await office.until(lambda: office.app.spoken, MINUTE)
        assert office.company.clock.now() >= until
        assert office.app.snapshots[-1].paused_until is None

    tell(tmp_path, story)


def test_a_pause_ends_by_hand(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(act.Pause(office.company.clock.now() + timedelta(days=1)))
        office.company.ask("new", "The shop is down?")
        await office.until(lambda: office.app.titles == ["The shop is down?"])
        done = await office.done(act.Pause(None))
        assert done.said == "Alerts speak again."
        assert [title for title, _ in office.app.spoken] == ["The shop is down?"]

    tell(tmp_path, story)


def test_to_look_now_asks_every_watch(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.ask("new", "The shop is down?")
        done = await office.done(act.LookNow())
        assert done.said == "Looking…"
        await office.until(lambda: office.app.titles == ["The shop is down?"], None)

    tell(tmp_path, story)


def test_a_note_is_in_todays_status(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert (await office.done(act.Note("  Helped\nthe shop "))).said == "Noted for today's status."
        await office.done(act.Note("next: Call Rob"))
        draft = await office.today()
        assert draft.text.split("\n") == ["Mon 23 Nov", "Helped the shop", "Call Rob"]

    tell(tmp_path, story)


# --- today's status


def test_a_draft_is_kept_and_given_back_and_begun_anew(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        draft = await office.today()
        assert (draft.text, draft.kept, draft.place) == ("Mon 23 Nov", False, f"{SUPPORT} on slack")
        assert (draft.day, draft.posted, draft.earlier) == (NOON.date(), None, ())
        await office.done(act.KeepDraft("My words", draft.day))
        draft = await office.today()
        assert (draft.text, draft.kept) == ("My words", True)
        draft = await office.today(anew=True)
        assert (draft.text, draft.kept) == ("Mon 23 Nov", False)
        await office.done(act.KeepDraft("My words"))
        await office.done(act.KeepDraft(" \n"))  # nothing
        assert not (await office.today()).kept

    tell(tmp_path, story)


def test_words_stay_kept_where_the_app_cannot_make_others(tmp_path: Path) -> None:
    async def fails(_: Daily) -> str:
        raise Failure("The template is wrong.", "")

    async def story(office: Office) -> None:
        await office.done(act.KeepDraft("My words"))
        assert office.company.running
        with pytest.raises(Failure):
            await Hand(office.company.running, fails).do(act.Today(anew=True))
        draft = await office.today()
        assert (draft.text, draft.kept) == ("My words", True)

    tell(tmp_path, story)


def test_what_the_app_makes_never_takes_the_place_of_a_persons_words(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(act.KeepDraft("My words"))
        assert office.company.running
        diary = Diary(office.company.running.desk)
        diary.keep("Made", NOON, made_from="Made")  # as the command does
        assert (await office.today()).text == "My words"
        diary.drop(NOON)
        for text in ("Made", "Made later"):
            diary.keep(text, NOON, made_from=text)
        assert not (await office.today()).kept

    tell(tmp_path, story)


def test_a_status_is_posted_once_a_day(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(act.PostDaily("*All* calm"))
        assert done.entry
        assert done.entry.fate is Fate.WAITING
        await office.written("sent")
        assert [line["text"] for line in office.company.mine()] == ["*All* calm"]
        again = await office.done(act.PostDaily("And again"))
        assert again.said == "Today's status was posted already."
        draft = await office.today()
        assert draft.posted
        assert draft.posted.fate is Fate.SENT
        assert draft.posted.receipt
        assert draft.posted.receipt.url
        assert draft.text == "*All* calm"
        assert len(office.company.mine()) == 1

    tell(tmp_path, story)


def test_a_status_that_was_undone_is_posted_with_its_new_words(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        first = await office.done(act.PostDaily("First"))
        assert first.entry
        await office.done(act.Undo(first.entry.number))
        assert (await office.today()).text == "First"
        await office.done(act.PostDaily("Second"))
        await office.written("undone", "sent")
        assert [line["text"] for line in office.company.mine()] == ["Second"]

    tell(tmp_path, story)


def test_the_day_turns(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        monday = (await office.today()).day
        await office.done(act.PostDaily("Monday"))
        await office.written("sent")
        office.company.clock.advance(timedelta(hours=11))
        tuesday = await office.today()
        assert (tuesday.text, tuesday.kept, tuesday.posted) == ("Tue 24 Nov", False, None)
        (day,) = tuesday.earlier
        assert (day.day, day.text) == (monday, "Monday")
        assert day.url.startswith("http")
        with pytest.raises(NotSent, match="The day has turned"):
            await office.do(act.PostDaily("Monday's words", monday))
        await office.done(act.KeepDraft("Tuesday, as it was left", tuesday.day))
        office.company.clock.advance(timedelta(days=1))
        await office.done(act.KeepDraft("Tuesday, a late word", tuesday.day))
        wednesday = await office.today()
        assert (wednesday.text, wednesday.kept) == ("Wed 25 Nov", False)
        assert [(day.text, bool(day.url)) for day in wednesday.earlier] == [
            ("Tuesday, a late word", False),
            ("Monday", True),
        ]

    tell(tmp_path, story)


def test_a_long_status_is_one_earlier_day(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        text = "\n\n".join(f"{number}. {'word ' * 90}".strip() for number in range(12))
        await office.done(act.PostDaily(text))
        await office.written("sent", "sent")
        assert (await office.today()).text == text
        office.company.clock.advance(timedelta(hours=11))
        (day,) = (await office.today()).earlier
        assert day.text.split() == text.split()

    tell(tmp_path, story)


def test_without_a_place_nothing_is_posted_and_the_words_stay(tmp_path: Path) -> None:
    async def told() -> None:
        async with lab(tmp_path) as company, open_office(company) as office:
            company.plan = msgspec.structs.replace(company.plan, daily=None)
            draft = await office.today()
            assert draft.place == ""
            with pytest.raises(NotDone, match="choose a channel in Settings"):
                await office.do(act.PostDaily("Words"))

    asyncio.run(told())


@pytest.mark.parametrize(
    "action",
    [
        act.Acknowledge("request:gone"),
        act.TakeBack("request:gone"),
        act.Reply("request:gone", "x"),
        act.Snooze("request:gone", timedelta(minutes=5)),
        act.Note("  "),
        act.PostDaily(" \n"),
        act.Undo(77),
        act.Send(2**70),
        act.Seen(77),
        act.Note("\ud800"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path, action: Action) -> None:
    async def story(office: Office) -> None:
        with pytest.raises(Failure) as caught:
            await office.do(action)
        assert caught.value.phrase.endswith(".")
        assert "`supporttray" not in caught.value.phrase + caught.value.hint  # a window is no terminal

    tell(tmp_path, story)
