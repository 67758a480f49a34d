"""Asked before: which earlier requests are like one, and who answered them."""

import asyncio
import random
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.core.asked import About, AskBefore, AskColleagues, Before, Colleague
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.item import Reaction, Reply, Request
from supporttray.core.lesson import Lesson
from supporttray.core.outbox import Fate, new
from supporttray.engine.before import WHY, answered_like, before
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk
from supporttray.engine.hand import Hand
from supporttray.engine.outbox import Outbox
from supporttray.engine.plan import Account, Plan, Watch
from supporttray.engine.store import Store
from supporttray.errors import NotDone
from tests.engine.lab import NOON, lab
from tests.engine.same_question import OTHERS, TOPICS

SUPPORT, OTHER, DIRECT = "C1", "C2", "D1"
DAY = timedelta(days=1)
QUESTION = "Hi team, I can't reset my password, the reset mail never arrives"
LIKE_IT = "The mail to reset my password never arrives"


def asked(
    text: str, days: float, *, place: str = SUPPORT, by: str = "UASK", answers: Iterable[str] = ("UCY",), **more: Any
) -> Request:
    """A request of so many days ago that somebody answered."""
    at = NOON - days * DAY
    ts = f"{at.timestamp():.6f}"
    replies = tuple(Reply(f"{ts}{one}", at, one, one[1:].title()) for one in answers)
    known = {"title": text[:60], "text": text, "url": f"https://s/{ts}", "replies": replies, "name": "Ask", "by": by}
    return Request(key=f"request:T1/{place}/{ts}", at=at, where=place, **(known | more))


NEW = asked(QUESTION, 0, answers=())


def watch(name: str, account: str) -> Watch:
    return Watch(name=name, kind="slack.requests", account=account, every=DAY, options=None)


def desk(folder: Path, *items: Request, elsewhere: Iterable[Request] = ()) -> Desk:
    """A desk whose store holds the new request and earlier ones; `elsewhere` are those of another account."""
    base = Database(folder / "w.sqlite3", lambda: NOON)
    store = Store(base)
    store.commit("support", Answer(items=(NEW, *items)), "", NOON)
    store.commit("other", Answer(items=tuple(elsewhere)), "", NOON)
    accounts = {name: Account(name=name, kind="slack", address="") for name in ("slack", "second")}
    plan = Plan(accounts=accounts, watches=(watch("support", "slack"), watch("other", "second")))
    return Desk(plan, base, store, Outbox(base))


def found(at: Desk, lessons: Iterable[Lesson] = (), now: datetime = NOON) -> tuple[Before, ...]:
    return asyncio.run(before(at, NEW.key, lessons, now))


def days(these: Iterable[Before]) -> list[float]:
    return [(NOON - one.at) / DAY for one in these]


def test_an_earlier_request_that_asks_the_same_is_found_with_who_answered(tmp_path: Path) -> None:
    same = asked(LIKE_IT, 3, answers=("UASK", "UCY", "UDI", "UCY"))
    [one] = found(desk(tmp_path, same, asked("Is staging down? I only see a 502 from the gateway", 2)))
    assert (one.title, one.url, one.at) == (same.title, same.url, same.at)
    assert one.by == (Colleague("UCY", "Cy", WHY), Colleague("UDI", "Di", WHY))


def test_who_i_am_is_known_by_what_i_wrote_and_by_my_name(tmp_path: Path) -> None:
    same = asked(LIKE_IT, 3, answers=("UCY", "UDI", "UME"))
    at = desk(tmp_path, same)
    assert same.replies
    deed = Deed(verb=Verb.POST, place=SUPPORT, text="Yes")
    made = new("w", "slack", (deed,), NOON, wait=timedelta(0))
    sent = msgspec.structs.replace(made[0], fate=Fate.SENT, receipt=Receipt(id=same.replies[0].id))
    at.outbox.add([sent])
    at = replace(at, plan=msgspec.structs.replace(at.plan, me="Me"))
    assert found(at)[0].mine == {"UCY", "UME"}


def test_who_said_that_it_is_done_answered_as_well(tmp_path: Path) -> None:
    done = asked(LIKE_IT, 3, answers=(), reactions=(Reaction("white_check_mark", "UDI", "Di"),))
    [one] = found(desk(tmp_path, done))
    assert one.by == (Colleague("UDI", "Di", WHY),)


def test_three_at_most_and_of_equals_the_latest(tmp_path: Path) -> None:
    assert days(found(desk(tmp_path, *(asked(QUESTION, day) for day in (9, 4, 2, 6, 8))))) == [2, 4, 6]


def test_what_nobody_answered_is_too_old_or_came_later_is_not_shown(tmp_path: Path) -> None:
    waiting, old, later = asked(QUESTION, 2, answers=()), asked(QUESTION, 31), asked(QUESTION, -0.1)
    assert days(found(desk(tmp_path, waiting, old, later, asked(QUESTION, 29)))) == [29]


def test_what_a_person_said_is_no_request_is_not_shown(tmp_path: Path) -> None:
    lesson = Lesson(about=About.AUTHOR, value="UROBOT", at=NOON)
    at = desk(tmp_path, asked(QUESTION, 2, by="UROBOT"))
    assert found(at, [lesson]) == ()
    assert days(found(at)) == [2]


@pytest.mark.parametrize("place", [OTHER, DIRECT])
def test_what_is_private_stays_in_its_place(tmp_path: Path, place: str) -> None:
    at = desk(tmp_path, asked(QUESTION, 2, place=place, private=True), asked(QUESTION, 3, private=True))
    assert days(found(at)) == [3]


def test_what_is_public_may_be_told_in_another_channel_but_not_in_another_account(tmp_path: Path) -> None:
    at = desk(tmp_path, asked(QUESTION, 2, place=OTHER), elsewhere=[asked(QUESTION, 3, place="C9")])
    assert days(found(at)) == [2]


def test_who_answered_the_likest_is_named_first_and_each_once(tmp_path: Path) -> None:
    at = desk(tmp_path, asked(LIKE_IT, 1, answers=("UCY",)), asked(QUESTION, 2, answers=("UDI", "UCY")))
    assert [one.id for one in asyncio.run(answered_like(at, NEW.key, (), NOON))] == ["UDI", "UCY"]


def test_what_says_next_to_nothing_is_like_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path, *(asked("Is it down?", day, answers=("UCY",)) for day in (1, 2)))
    down = next(key for key in at.store.items if key != NEW.key)
    assert asyncio.run(before(at, down, (), NOON)) == ()


@pytest.mark.parametrize(("new", "old"), [("Invoice?", "The invoice refund"), ("Refund of an invoice?", "Invoice!")])
def test_one_word_is_too_few_on_either_side(tmp_path: Path, new: str, old: str) -> None:
    subject = asked(new, 0.5, answers=())
    at = desk(tmp_path, subject, asked(old, 1))
    assert asyncio.run(before(at, subject.key, (), NOON)) == ()


def test_what_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotDone):
        asyncio.run(before(desk(tmp_path), "request:T1/C1/0", (), NOON))


@pytest.mark.parametrize(
    ("topics", "precision", "recall"), [(TOPICS, 0.95, 0.8), (OTHERS, 0.85, 0.8)], ids=["chosen by", "unseen"]
)
def test_what_is_shown_is_mostly_the_same_question(
    tmp_path: Path, topics: dict[str, tuple[str, ...]], precision: float, recall: float
) -> None:
    texts = [(topic, text) for topic, asks in topics.items() for text in asks]
    items = {text: asked(text, 1 + number / 100) for number, (_, text) in enumerate(texts)}
    at = desk(tmp_path, *items.values())
    titles = {item.url: text for text, item in items.items()}
    shown = {
        (text, titles[one.url]) for text, item in items.items() for one in asyncio.run(before(at, item.key, (), NOON))
    }
    same = {(a, b) for (x, a), (y, b) in combinations(texts, 2) if x == y}
    right = {pair for pair in shown if pair in same or pair[::-1] in same}
    assert len(right) / len(shown) >= precision
    assert len(right) / len(same) >= recall


def test_five_thousand_requests_cost_little_and_the_loop_goes_on_meanwhile(tmp_path: Path) -> None:
    lot = random.Random(1)  # noqa: S311  a test
    words = ["".join(lot.choices("abcdefghijklmnopqrstuvwxyz", k=lot.randint(2, 10))) for _ in range(3000)]
    many = [asked(" ".join(lot.choices(words, k=40)), 1 + number / 1000) for number in range(5000)]
    at = desk(tmp_path, *many, asked(LIKE_IT, 3.0001))
    found(at)  # what is imported once is not counted
    pauses: list[float] = []

    async def beside() -> None:
        while True:
            pauses.append(time.thread_time())
            await asyncio.sleep(0)

    async def both() -> tuple[Before, ...]:
        task = asyncio.create_task(beside())
        try:
            return await before(at, NEW.key, (), NOON)
        finally:
            task.cancel()

    began = time.thread_time()
    assert len(asyncio.run(both())) == 1
    assert time.thread_time() - began < 0.3  # 0.1 where nothing else runs
    assert max(b - a for a, b in pairwise(pauses)) < 0.03


def test_a_face_asks_and_gets_them(tmp_path: Path) -> None:
    async def work() -> None:
        past = [
            {"at": "-2h", "do": "message", "id": "a", "by": "rob", "text": LIKE_IT},
            {"at": "-1h", "do": "reply", "to": "a", "by": "mei", "text": "Sent again"},
            {"at": "-5m", "do": "message", "id": "q", "by": "rob", "text": QUESTION},
        ]
        async with lab(tmp_path, *past) as company, company.engine() as app:
            await company.until(lambda: app.snapshots and app.snapshots[-1].needs)
            assert company.running
            answer = await Hand(company.running, None).do(AskBefore(app.snapshots[-1].needs[0].subject))  # type: ignore[arg-type]
            people = await Hand(company.running, None).do(AskColleagues(app.snapshots[-1].needs[0].subject))  # type: ignore[arg-type]
            assert people[0] == Colleague("U000000MEI", "Mei", WHY)  # type: ignore[index]
            assert [(one.title, [by.name for by in one.by]) for one in answer] == [(LIKE_IT, ["Mei"])]  # type: ignore[attr-defined]

    asyncio.run(work())
