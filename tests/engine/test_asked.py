"""What a person does about a request besides answering it, done by a real engine at a demo company."""

import dataclasses
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.core import action as act
from supporttray.core import asked, duty
from supporttray.core.asked import Colleague, Proposal, Template
from supporttray.core.item import Request
from supporttray.core.lesson import About, Lesson
from supporttray.engine.asked import Asked
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk
from supporttray.engine.lesson import Lessons
from supporttray.engine.outbox import Outbox
from supporttray.engine.store import Store
from supporttray.errors import NotDone
from tests.engine.lab import MINUTE, NOON, Lab
from tests.engine.test_hand import QUESTION, Office, tell

DAY = timedelta(days=1)
FIRST: dict[str, Any] = {"at": "-25m", "do": "message", "id": "a", "by": "rob", "text": "Deploy 1 of shop finished"}
SECOND: dict[str, Any] = {"at": "-20m", "do": "message", "id": "b", "by": "rob", "text": "Deploy 2 of shop finished"}
ANSWER: dict[str, Any] = {"at": "-15m", "do": "reply", "to": "a", "by": "mei", "text": "Nice."}
MEI = Colleague("U000000MEI", "Mei", "answered 1 here this week")


async def proposals(office: Office, subject: str) -> tuple[Proposal, ...]:
    found = await office.do(asked.AskLesson(subject))
    assert isinstance(found, tuple)
    return found


def as_another_process(company: Lab) -> Desk:
    """A desk at the same workspace, as a command opens it."""
    base = Database(company.database, company.clock.now)
    return Desk(company.plan, base, Store(base), Outbox(base))


# --- not a request


def test_what_is_taught_hides_at_once_is_told_and_comes_back_when_it_is_taken_back(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.app.titles == [FIRST["text"], SECOND["text"], QUESTION["text"]]
        _, author, words = await proposals(office, office.key())
        assert words.words == "All with “Deploy * of shop finished” in #support"
        assert (words.hidden, len(author.hidden)) == ((SECOND["text"],), 2)

        done = await office.done(asked.Teach(office.key(), words.lesson))

        said = "Hidden. 1 earlier one would have been hidden, 1 still open; take it back with `supporttray lessons forget 1`."
        assert done.said == said
        assert office.app.titles == [QUESTION["text"]]
        (lesson,) = await office.do(asked.AskLessons())  # type: ignore[misc]
        assert isinstance(lesson, Lesson)
        assert (lesson.number, lesson.about, lesson.where) == (1, About.WORDS, "#support")
        assert (await office.done(asked.Unteach(1))).said == "Taken back. 2 open again."
        assert office.app.titles == [FIRST["text"], SECOND["text"], QUESTION["text"]]
        with pytest.raises(NotDone, match="no lesson 1"):
            await office.do(asked.Unteach(1))
        assert office.company.mine() == [], "teaching is nobody's business but mine"

    tell(tmp_path, story, FIRST, SECOND, QUESTION)


def test_a_persons_own_words_say_beforehand_what_they_would_hide(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        found = await office.do(asked.WouldHide(office.key(), " shop "))
        assert isinstance(found, Proposal)
        assert (found.hidden, found.lesson.value) == ((SECOND["text"],), "shop")
        nothing = msgspec.structs.replace(found.lesson, value=" * ")
        with pytest.raises(NotDone, match="would hide nothing"):
            await office.do(asked.Teach(office.key(), nothing))
        assert len(office.app.titles) == 3

    tell(tmp_path, story, FIRST, SECOND, QUESTION)


def test_the_same_lesson_twice_is_one_and_one_of_another_process_counts_as_well(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        this, *_ = await proposals(office, office.key())
        desk = as_another_process(office.company)
        (first,) = Lessons(desk.base).add([this.lesson])
        (again,) = Lessons(desk.base).add([msgspec.structs.replace(this.lesson, at=NOON - DAY)])
        desk.base.close()

        assert first.number == again.number
        await office.until(lambda: office.app.titles == [])

    tell(tmp_path, story, QUESTION)


def test_a_lesson_that_is_taken_back_opens_nothing_that_another_one_hides(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        this, author, _ = await proposals(office, key)
        await office.done(asked.Teach(key, this.lesson))
        await office.done(asked.Teach(key, author.lesson))
        assert (await office.done(asked.Unteach(1))).said == "Taken back."
        assert office.app.titles == []

    tell(tmp_path, story, QUESTION)


def test_who_asks_about_what_is_gone_is_told_so(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        questions = (asked.AskLesson("x"), asked.AskColleagues("x"), asked.AskTemplates("x"), asked.WouldHide("x", "y"))
        for question in questions:
            with pytest.raises(NotDone, match="not there any more"):
                await office.do(question)

    tell(tmp_path, story, QUESTION)


def test_of_a_lesson_about_one_message_its_words_are_forgotten_after_a_month_and_when_it_is_deleted(
    tmp_path: Path,
) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        this, author, _ = await proposals(office, key)
        await office.done(asked.Teach(key, this.lesson))
        await office.done(asked.Teach(key, author.lesson))
        office.company.play(do="delete", to="a")
        lessons = Lessons(office.hand._desk.base)
        await office.until(lambda: lessons.all()[1].said == "")

    tell(tmp_path, story, FIRST)

    base = Database(tmp_path / "w.sqlite3", lambda: NOON)
    Lessons(base).add([Lesson(about=about, value="x", said="text", at=NOON - 31 * DAY) for about in About])
    Store(base).prune(NOON, set())
    assert [one.said for one in Lessons(base).all()] == ["text", "text", ""]


# --- to a colleague


def test_a_request_is_handed_to_somebody_who_is_called_in_its_thread(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        assert await office.do(asked.AskColleagues(key)) == (MEI,)

        done = await office.done(asked.HandTo(key, MEI, "@Mei, could you take this one? <!channel>"))

        assert done.entry
        assert office.app.titles == [], "it is on its way"
        await office.until(lambda: office.company.fates() == ["sent"])
        (line,) = office.company.mine()
        assert line["text"] == "<@U000000MEI>, could you take this one? &lt;!channel&gt;"
        assert (
            await office.done(asked.HandTo(key, MEI, "@Mei, could you take this one? <!channel>"))
        ).said == "It was said already."
        await office.until(lambda: office.app.titles == [QUESTION["text"]])
        assert office.hand._desk.store.items[key].state == "acknowledged", "a call is no answer to who asked"

    tell(tmp_path, story, FIRST, ANSWER, QUESTION)


def test_a_text_that_names_nobody_is_not_sent(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        with pytest.raises(NotDone, match="does not name @Mei"):
            await office.do(asked.HandTo(office.key(), MEI, "could you?"))
        assert office.company.entries() == ()

    tell(tmp_path, story, QUESTION)


def test_i_am_not_among_my_colleagues_once_the_app_has_written_for_me_though_nobody_said_my_name(
    tmp_path: Path,
) -> None:
    async def story(office: Office) -> None:
        key, desk = office.key(), office.hand._desk
        await office.done(act.Reply(key, "On it."))
        await office.until(lambda: office.company.fates() == ["sent"])
        await office.until(lambda: getattr(desk.store.items[key], "replies", ()))
        for shift in [one.key for one in desk.store.items.values() if one.kind == "shift"]:
            del desk.store.items[shift]  # they say which name is mine
        nameless = dataclasses.replace(desk, plan=msgspec.structs.replace(desk.plan, me=""))
        found = await Asked(nameless, office.hand._engine.view).do(asked.AskColleagues(key), NOON)
        assert found == (MEI,)

    tell(tmp_path, story, FIRST, ANSWER, QUESTION)


def test_the_answers_that_are_ready_are_filled_in(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        found = await office.do(asked.AskTemplates(office.key()))
        assert isinstance(found, tuple)
        assert found[0] == Template("on it", "Hi Rob, I am looking into it.")
        assert "by 16:00." in found[1].text

    tell(tmp_path, story, QUESTION)


# --- in person


def logged(office: Office) -> Request:
    (one,) = (item for item in office.hand._desk.store.items.values() if item.key.startswith("request:log/"))
    assert isinstance(one, Request)
    return one


def kinds(office: Office) -> list[str]:
    store = office.hand._desk.store
    return [event.kind for event in store.journal(NOON - DAY)]


def test_what_was_asked_in_person_waits_like_any_request_and_is_answered_here(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        at = NOON - 10 * MINUTE
        assert (
            await office.done(asked.Log("The  printer\nis on fire", "Kim", at))
        ).said == "Logged: The printer is on fire"
        assert (
            await office.done(asked.Log("The printer is on fire", "kim", at + MINUTE))
        ).said == "It was logged already."
        one = logged(office)
        assert (one.title, one.name, one.where, one.at) == ("The printer is on fire", "Kim", "in person", at)
        (need,) = office.app.snapshots[-1].needs
        assert need.because == "Kim asked in person 10 min ago and nobody has answered."
        assert office.app.snapshots[-1].answerable == {one.key}
        assert office.app.spoken == [], "who logged it knows of it"

        await office.done(act.Acknowledge(one.key))
        assert logged(office).state == "acknowledged"
        assert office.app.snapshots[-1].seen == {one.key}, "no entry of the outbox tells it"
        office.company.clock.advance(MINUTE)
        await office.done(act.TakeBack(one.key))
        assert logged(office).state == "waiting"
        office.company.clock.advance(MINUTE)
        assert (await office.done(act.Reply(one.key, "Put it out."))).said == "Done."

        assert logged(office).state == "answered"
        assert office.app.titles == []
        assert (office.company.entries(), office.company.mine()) == ((), []), "nothing is written anywhere"
        assert kinds(office) == [
            "request.asked", "request.acknowledged", "request.unacknowledged", "request.answered",
        ]  # fmt: skip

    tell(tmp_path, story)


def test_what_is_logged_but_hidden_by_a_lesson_is_said_to_be(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(asked.Log("Lunch?", "Kim"))
        key = logged(office).key
        await office.done(asked.Teach(key, Lesson(about=About.AUTHOR, value="person:kim", where="in person", at=NOON)))
        said = (await office.done(asked.Log("The printer is on fire", "Kim"))).said
        assert said == (
            "Logged, but what was taught hides it: The printer is on fire. Show it with `supporttray lessons forget 1`."
        )
        again = (await office.done(asked.Log("The printer is on fire", "Kim"))).said
        assert again.startswith("It was logged already, but what was taught hides it.")

    tell(tmp_path, story)


def test_what_is_logged_stays_whatever_its_watch_is_called(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(asked.Log("The printer is on fire", "Kim"))
        engine, plan = office.company.running, office.company.plan
        assert engine
        names = [one.name for one in plan.kept if one.kind == "log.requests"]
        other = [msgspec.structs.replace(one, name="log 2") for one in plan.kept if one.name in names]
        taken = [msgspec.structs.replace(one, name="log") for one in plan.watches if one.account == "slack"][:1]
        desk = dataclasses.replace(
            office.hand._desk, plan=msgspec.structs.replace(plan, watches=(*taken, *other), implied=(), held=())
        )
        desk.adopt()
        desk.store.only([one.name for one in desk.plan.kept])
        desk.store.commit("log", Answer(complete=True), "another", NOON)
        assert logged(office).title == "The printer is on fire"
        assert as_another_process(office.company).store.seen_by[logged(office).key] == ("log 2",)

    tell(tmp_path, story)


def test_what_another_process_logs_and_answers_is_seen_by_the_running_engine(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        desk = as_another_process(office.company)
        hand = Asked(desk, lambda _: pytest.fail("nothing is to be looked at"))
        await hand.do(asked.Log("Printer?", "Kim"), office.company.clock.now())
        await office.until(lambda: office.app.titles == ["Printer?"])
        desk.reply(desk.item("log/"), "Yes.", office.company.clock.now())
        await office.until(lambda: office.app.titles == [])
        desk.base.close()

    tell(tmp_path, story)


def test_what_two_processes_do_about_one_logged_request_is_both_kept(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(asked.Log("Printer?", "Kim"))
        other = as_another_process(office.company)  # it has read what there was
        key = logged(office).key
        await office.done(act.Acknowledge(key))
        other.reply(other.store.items[key], "Yes.", office.company.clock.now())
        kept = Store(other.base).items[key]
        assert isinstance(kept, Request)
        assert (len(kept.reactions), len(kept.replies or ())) == (1, 1)
        other.base.close()

    tell(tmp_path, story)


@pytest.mark.parametrize(
    ("text", "name", "at", "said"),
    [
        (" ", "Kim", None, "nothing to log"),
        ("Printer?", " ", None, "who asked"),
        ("Printer?", "Kim", NOON + DAY, "still to come"),
        ("Printer?", "Kim", NOON - 31 * DAY, "longer ago"),
    ],
)
def test_what_makes_no_request_is_not_logged(
    tmp_path: Path, text: str, name: str, at: datetime | None, said: str
) -> None:
    async def story(office: Office) -> None:
        with pytest.raises(NotDone, match=said):
            await office.do(asked.Log(text, name, at))
        assert office.app.titles == []

    tell(tmp_path, story)


def test_a_logged_request_cannot_be_handed_to_anybody_in_a_thread(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.done(asked.Log("Printer?", "Kim"))
        key = logged(office).key
        for action in (asked.AskColleagues(key), asked.HandTo(key, MEI, "@Mei?")):
            with pytest.raises(NotDone, match="no thread to write in"):
                await office.do(action)

    tell(tmp_path, story)


# --- what I did myself


@pytest.mark.parametrize(
    "deed",
    [
        {"do": "react", "to": "new", "emoji": "eyes", "by": "ada"},
        {"do": "reply", "to": "new", "text": "Yes.", "by": "ada"},
        {"do": "react", "to": "new", "emoji": "white_check_mark", "by": "ada"},
    ],
)
def test_nothing_speaks_about_what_i_did_in_slack_myself(tmp_path: Path, deed: dict[str, Any]) -> None:
    async def story(office: Office) -> None:
        office.company.ask("new", "Is the shop down?")
        office.company.play(**deed)  # before the app could look
        store = office.hand._desk.store
        await office.until(lambda: any(one.title == "Is the shop down?" for one in store.items.values()))
        end = office.company.clock.now() + 10 * MINUTE
        await office.until(lambda: office.company.clock.now() > end, step=MINUTE)
        assert office.app.spoken == []
        office.company.ask("other", "And now?")
        await office.until(lambda: office.app.spoken == [("And now?", "needs you")])

    tell(tmp_path, story)


# --- at the next person's


def test_what_was_taught_is_taken_over_with_a_hand_over(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key, path = office.key(), str(tmp_path / "handoff.json")
        _, _, words = await proposals(office, key)
        await office.done(asked.Teach(key, words.lesson))
        await office.done(duty.SaveHandoff(path, "Hello"))
        await office.done(asked.Unteach(1))
        assert len(office.app.titles) == 2

        opening = await office.do(duty.OpenHandoff(path))
        assert isinstance(opening, duty.Opening)
        assert opening.lessons == 1
        done = await office.done(duty.TakeHandoff(path, opening.version))

        assert done.said == "Taken over from Ada: 1 lesson."
        assert office.app.titles == []
        again = await office.do(duty.OpenHandoff(path))
        assert isinstance(again, duty.Opening)
        assert again.lessons == 0

    tell(tmp_path, story, FIRST, SECOND)


def test_the_days_status_says_nothing_of_what_is_none(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        await office.done(act.Acknowledge(key))
        await office.until(lambda: office.company.fates() == ["sent"])
        store = office.hand._desk.store
        await office.until(lambda: store.items[key].state == "acknowledged")
        diary = office.hand.of_status._diary
        seen = diary.today(office.hand._engine.view(NOON), store, office.company.clock.now()).seen
        assert [line.text for line in seen] == [QUESTION["text"]]
        this, *_ = await proposals(office, key)
        await office.done(asked.Teach(key, this.lesson))
        assert diary.today(office.hand._engine.view(NOON), store, office.company.clock.now()).seen == ()

    tell(tmp_path, story, QUESTION)


# --- a snooze


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([], {"do": "reply", "to": "q", "by": "rob", "text": "Anybody?"}),
        ([], {"do": "edit", "to": "q", "text": "Where is order 8?"}),
        (
            [{"at": "-4m", "do": "react", "to": "q", "emoji": "eyes", "by": "mei"}],
            {"do": "unreact", "to": "q", "emoji": "eyes", "by": "mei"},
        ),
    ],
    ids=["a reply", "an edit", "a reaction that was taken back"],
)
def test_a_snoozed_request_wakes_when_something_happens_to_it(
    tmp_path: Path, before: list[dict[str, Any]], then: dict[str, Any]
) -> None:
    async def story(office: Office) -> None:
        key = office.key()
        await office.done(act.Snooze(key, timedelta(hours=2)))
        assert office.company.running
        world = office.company.running.view(office.company.clock.now()).world
        assert world.snoozed(key, office.company.clock.now())
        office.company.clock.advance(MINUTE)
        office.company.play(**then)
        await office.until(lambda: any(need.urgency.word == "needs you" for need in office.app.snapshots[-1].needs))
        assert office.app.snapshots[-1].needs[0].subject == key

    tell(tmp_path, story, QUESTION, *before)
