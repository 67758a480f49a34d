"""The texts of a release at a desk: kept as a person left them, posted once; and those who reported a problem are told once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.core.action import Action, Done
from supporttray.core.deed import Receipt, Verb
from supporttray.core.item import Request, Stage, Task
from supporttray.core.outbox import Entry, Fate
from supporttray.core.release import page
from supporttray.core.release.brief import Brief
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem, Standing
from supporttray.core.release.summary import Summary
from supporttray.core.release.ticket import Ticket
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk
from supporttray.engine.outbox import Outbox
from supporttray.engine.plan import Account, Plan, Target, Watch
from supporttray.engine.release.answer import Answerer, told
from supporttray.engine.release.paper import Paper
from supporttray.engine.release.releases import Releases
from supporttray.engine.store import Store
from supporttray.errors import NotDone, NotSent
from tests.core.release.room import LOST, RARE, room

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ACCOUNTS = (
    Account(name="slack", kind="slack", address="https://slack.com"),
    Account(name="desk", kind="zendesk", address="https://acme.zendesk.com"),
    Account(name="builds", kind="jenkins", address="https://ci.acme.com"),
)


def watch(name: str, kind: str, account: str) -> Watch:
    return Watch(name=name, kind=kind, account=account, every=DAY, options=None)


PLAN = Plan(
    me="Ada",
    accounts={one.name: one for one in ACCOUNTS},
    watches=(
        watch("support", "slack.requests", "slack"),
        watch("tickets", "zendesk.tickets", "desk"),
        watch("old", "jenkins.builds", "builds"),
    ),
    zone_name="UTC",
    daily=Target("slack", "C1", "#team"),
)


async def compose(told: Any) -> str:
    """A short template of our own."""
    if isinstance(told, Summary):
        return f"## Summary of {told.name}: {', '.join(one.text for one in told.problems)}"
    if isinstance(told, Brief):
        return f"## Brief of {told.name}"
    bad = "\n".join(f"- [{text}]({url})" if url else f"- {text}" for text, url in told.bad)
    return f"## {told.release.name}\n\n**Overall:** 🟡 amber\n\n### Bad\n\n{bad}"


class Office:
    """A desk with the texts of a release, and a clock."""

    def __init__(self, folder: Path, plan: Plan = PLAN) -> None:
        self.now = NOON
        self.base = Database(folder / "workspace.sqlite3", lambda: self.now)
        self.desk = Desk(plan, self.base, Store(self.base), Outbox(self.base))
        self.releases = Releases(self.base)
        self.room: page.Room = room(LOST, RARE)

    def do(self, action: Action) -> Any:
        paper = Paper(self.desk, compose, lambda _, __: self.room)
        return asyncio.run(paper.do(action, self.now))

    def answer(self, action: Action) -> Any:
        return asyncio.run(Answerer(self.desk, self.releases).do(action, self.now))

    def settle(self, fate: Fate = Fate.SENT) -> None:
        """Let what waits become so."""
        receipt = Receipt("1", "https://s/p1")
        for entry in self.desk.outbox.latest():
            if entry.fate is Fate.WAITING:
                self.desk.outbox.change(entry.number, _to(fate, receipt, self.now))

    @property
    def texts(self) -> list[str]:
        return [one.deed.text for one in self.desk.outbox.latest()]


def _to(fate: Fate, receipt: Receipt, now: datetime) -> Callable[[Entry], Entry]:
    return lambda one: msgspec.structs.replace(one, fate=fate, receipt=receipt, sent_at=now)


@pytest.fixture
def office(tmp_path: Path) -> Any:
    one = Office(tmp_path)
    yield one
    one.base.close()


MINE = (
    "## Shop 4.0\n\n**Overall:** 🔴 red\n\n### Bad\n\n- the search is slow\n- [Problem 2](https://j/1): Mei has a fix"
)


# --- a day


def test_a_day_that_a_person_wrote_is_kept_through_a_crash_until_they_want_another_one(office: Office) -> None:
    first = office.do(page.AskDay())
    assert first.text.startswith("## Shop 4.0\n\n**Overall:** 🟡 amber\n\n### Bad\n\n- [Problem 2")
    assert (first.to, first.kept, first.posted, first.light) == ("#team on slack", False, False, page.Light.AMBER)
    assert first.quotes == (("2", "My Kettle 7 is lost"), ("2", "My Kettle 8 is lost"))
    office.do(page.KeepDay(0, MINE))
    kept = office.do(page.AskDay())
    assert (kept.text, kept.kept, kept.light) == (MINE, True, page.Light.AMBER)  # that is proposed
    assert office.do(page.AskDay(anew=True)).text == first.text
    assert not office.do(page.AskDay()).kept
    office.do(page.KeepDay(0, MINE))
    office.do(page.KeepDay(0, " "))
    assert not office.do(page.AskDay()).kept


def test_a_day_is_posted_once_as_the_channel_shows_it(office: Office) -> None:
    done: Done = office.do(page.PostDay(1, MINE))
    assert done.entry is not None
    assert done.entry.expires == datetime(2026, 11, 25, tzinfo=UTC)
    assert office.do(page.AskDay()).posted
    office.settle()
    again = office.do(page.PostDay(1, "other words"))
    assert again.said == "Today's good and bad was posted already."
    assert office.texts == [
        "*Shop 4.0*\n\n*Overall:* 🔴 red\n\n*Bad*\n• the search is slow\n• Problem 2: Mei has a fix https://j/1"
    ]


def test_what_may_have_arrived_is_not_posted_again(office: Office) -> None:
    office.do(page.PostDay(1, MINE))
    office.settle(Fate.UNKNOWN)
    with pytest.raises(NotSent, match="not known whether it arrived"):
        office.do(page.PostDay(1, MINE))
    assert len(office.texts) == 1


def test_a_text_that_still_waits_gives_way_to_the_later_one(office: Office) -> None:
    office.do(page.PostDay(1, MINE))
    office.do(page.PostDay(1, "better words"))
    entries = office.desk.outbox.latest()
    assert [(one.deed.text, one.fate) for one in entries if one.fate is not Fate.UNDONE] == [
        ("better words", Fate.WAITING)
    ]


def test_what_a_person_wrote_as_bad_yesterday_is_there_today_and_what_the_app_wrote_is_told_anew(
    office: Office,
) -> None:
    office.do(page.PostDay(1, MINE))
    office.settle()
    office.now = NOON + 3 * DAY  # over the weekend as well
    text = office.do(page.AskDay()).text
    assert "- the search is slow, since Tue 24 Nov" in text
    assert "Mei has a fix" not in text
    office.do(page.PostDay(1, text.replace("- the search is slow, since Tue 24 Nov", "")))
    office.settle()
    office.now += DAY
    assert "slow" not in office.do(page.AskDay()).text


def test_what_was_posted_today_is_not_carried_into_today(office: Office) -> None:
    office.do(page.PostDay(1, MINE))
    office.settle()
    assert "slow" not in office.do(page.AskDay(anew=True)).text


def test_what_was_taken_back_yesterday_is_carried_nowhere(office: Office) -> None:
    office.do(page.PostDay(1, MINE))
    office.settle(Fate.UNDONE)
    office.now += DAY
    assert "slow" not in office.do(page.AskDay()).text


def test_what_was_written_and_not_posted_is_carried_nowhere(office: Office) -> None:
    office.do(page.KeepDay(0, MINE))
    office.now += DAY
    assert "slow" not in office.do(page.AskDay()).text


def test_a_text_needs_a_place_a_release_and_words(tmp_path: Path) -> None:
    office = Office(tmp_path, msgspec.structs.replace(PLAN, daily=None))
    assert office.do(page.AskDay()).to == ""
    with pytest.raises(NotDone, match="not known where"):
        office.do(page.PostDay(1, MINE))
    with pytest.raises(NotDone, match="write a text"):
        office.do(page.PostDay(1, " "))
    office.room = page.Room(now=NOON)
    for action in (page.AskDay(), page.AskSummary(), page.AskBrief(), page.KeepDay(0, MINE), page.PostDay(1, MINE)):
        with pytest.raises(NotDone, match="No release is known"):
            office.do(action)
    office.base.close()


# --- the summary and the brief


def test_a_summary_is_posted_once_a_release_and_names_its_problems(office: Office) -> None:
    office.do(page.PostDay(1, MINE))
    office.settle()
    written = office.do(page.AskSummary())
    assert "Problem 2 (checkout, 2 tickets, SHOP-12), Problem 3 (1 error)" in written.text
    assert not written.posted
    done = office.do(page.PostDay(1, written.text, summary=True))
    assert done.entry.expires is None
    office.settle()
    office.now += 5 * DAY
    assert office.do(page.AskSummary()).posted
    assert office.do(page.PostDay(1, "again", summary=True)).said == "The summary was posted already."
    assert len(office.texts) == 2


def test_a_summary_has_the_days_that_were_posted(office: Office) -> None:
    seen = list[Summary]()

    async def noted(told: Any) -> str:
        seen.append(told)
        return "text"

    office.do(page.PostDay(1, MINE))
    office.settle()
    asyncio.run(Paper(office.desk, noted, lambda _, __: office.room).do(page.AskSummary(), office.now))
    assert [(one.text, one.url) for one in seen[0].posted] == [("Good and bad of Tue 24 Nov", "https://s/p1")]


def test_a_brief_is_read_aloud_and_posted_nowhere(office: Office) -> None:
    written = office.do(page.AskBrief())
    assert (written.text, written.to) == ("## Brief of Shop 4.0", "")


# --- closing the circle


def ticket(number: int, **more: Any) -> Ticket:
    fixed = {"key": f"ticket:acme.zendesk.com/{number}", "name": f"#{number}", "title": f"My Kettle {number}"}
    return Ticket(**({"url": f"https://desk/{number}", "at": NOON - DAY} | fixed | more))


TICKETS = (*(ticket(number) for number in range(1, 6)), ticket(6, gone="It was merged into #5."))
FAR = ticket(7, key="ticket:ci.acme.com/7")
ASKED = Request(
    key="request:T1/C1/1.5",
    title="Where is my order?",
    url="https://s/p2",
    at=NOON,
    by="U1",
    name="Rob",
    where="#support",
)
BUG = Task(key="task:j/S-1", name="S-1", title="Lost", url="https://j/S-1", at=NOON, stage=Stage.DONE, release="4.0.1")


def reported(office: Office, standing: Standing = Standing.FIXED, **more: Any) -> int:
    """Keep a problem that five tickets, a merged one, one of elsewhere and a thread reported; return its number."""
    release = office.releases.keep(
        Release(product="Shop", version="4.0", start=NOON - DAY, end=NOON + DAY, standup=time(9))
    )
    for name, answer in (
        ("tickets", Answer(tickets=TICKETS)),
        ("old", Answer(tickets=(FAR,))),
        ("support", Answer(items=(ASKED,))),
        ("bugs", Answer(items=(BUG,))),
    ):
        office.desk.store.commit(name, answer, "", office.now)
    keys = (*(one.key for one in TICKETS), FAR.key, ASKED.key)
    known: dict[str, Any] = {"title": "Lost", "since": NOON, "last_at": NOON, "found_at": NOON, "tickets": keys}
    problem = Problem(release=release.number, standing=standing, **(known | more))
    return office.releases.found([problem])[0].number


def test_one_click_closes_five_and_the_thread_and_twice_changes_nothing(office: Office) -> None:
    number = reported(office)
    asked = office.answer(page.AskAnswers(number))
    assert "thank you" in asked.text
    keys = tuple(one.key for one in asked.to)
    assert [(one.name or one.title, one.place, one.gone) for one in asked.to] == [
        *((f"#{one}", "desk", "") for one in range(1, 6)),
        ("#6", "desk", "It was merged into #5."),
        ("#7", "", "It cannot be answered from here: answer it in its help desk."),
        ("Where is my order?", "slack", ""),
    ]
    done = office.answer(page.SendAnswers(number, asked.text, keys))
    assert done.said == (
        "6 answers are on their way. #6: It was merged into #5. "
        "#7: It cannot be answered from here: answer it in its help desk."
    )
    entries = office.desk.outbox.latest()
    assert [(one.deed.verb, one.deed.text) for one in entries] == [
        *[(Verb.ANSWER, asked.text)] * 5,
        (Verb.POST, asked.text),
    ]
    assert [one.account for one in entries] == [*["desk"] * 5, "slack"]
    assert told(office.desk.outbox, number) == ()
    again = office.answer(page.SendAnswers(number, "other words", keys))
    assert again.said.startswith("6 were told already.")
    office.settle()
    office.answer(page.SendAnswers(number, "other words", keys))
    assert len(office.desk.outbox.latest()) == 6
    assert set(told(office.desk.outbox, number)) == {one.key for one in (*TICKETS[:5], ASKED)}
    assert [one.told for one in office.answer(page.AskAnswers(number)).to] == [*[True] * 5, False, False, True]


def test_who_is_not_chosen_is_not_told_and_may_be_later_with_other_words(office: Office) -> None:
    number = reported(office)
    office.answer(page.SendAnswers(number, "Thanks", (TICKETS[0].key, "ticket:of/another")))
    office.settle(Fate.UNDONE)
    office.answer(page.SendAnswers(number, "Many thanks", (TICKETS[0].key, TICKETS[1].key)))
    sent = [(one.subject, one.deed.text) for one in office.desk.outbox.latest() if one.fate is Fate.WAITING]
    assert sorted(sent) == [(TICKETS[0].key, "Many thanks"), (TICKETS[1].key, "Many thanks")]
    with pytest.raises(NotDone, match="at least one"):
        office.answer(page.SendAnswers(number, "Thanks", ()))


@pytest.mark.parametrize(
    ("standing", "bug", "told"),
    [
        (Standing.FIXED, "", "is fixed.\n"),
        (Standing.FIXED, "S-1", "fixed in version 4.0.1."),
        (Standing.CONFIRMED, "https://j/S-1", "fixed in version 4.0.1."),
        (Standing.CONFIRMED, "https://j/S-2", None),
        (Standing.SUSPECTED, "https://j/S-1", None),
        (Standing.DISMISSED, "", None),
    ],
)
def test_they_are_told_once_the_problem_or_its_bug_is_done(
    office: Office, standing: Standing, bug: str, told: str | None
) -> None:
    number = reported(office, standing, bug=bug)
    if told:
        assert told in office.answer(page.AskAnswers(number)).text
    else:
        for action in (page.AskAnswers(number), page.SendAnswers(number, "Thanks", (TICKETS[0].key,))):
            with pytest.raises(NotDone, match="not known to be fixed"):
                office.answer(action)


def test_a_bug_that_was_closed_with_nothing_done_fixes_nothing(office: Office) -> None:
    number = reported(office, Standing.CONFIRMED, bug="S-1")
    dropped = msgspec.structs.replace(BUG, dropped=True)
    office.desk.store.commit("bugs", Answer(items=(dropped,)), "", office.now)
    with pytest.raises(NotDone, match="not known to be fixed"):
        office.answer(page.AskAnswers(number))
    with pytest.raises(NotDone, match="no such problem"):
        office.answer(page.AskAnswers(number + 1))
