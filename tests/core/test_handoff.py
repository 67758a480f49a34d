"""What one person hands over to the next: every open thing, nothing private unasked, and what the next app takes over."""

from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.daily import Line
from supporttray.core.handoff import LONGEST, Handoff, handoff, opening, taken
from supporttray.core.incident import HANDLED, Finding
from supporttray.core.item import AnyItem, Result, Stage, Task, fingerprint
from supporttray.core.model import SNOOZED, Duty, Event, Mark, World
from supporttray.core.suspect import Suspicion
from supporttray.core.text import plain
from supporttray.core.triage import Cause, Verdict
from tests.core.make import HOUR, NOON, build, eyes, reply, request, run, world

DUTY = Duty(on=True, person="Ada", next_person="Bo")


def snoozed(item: AnyItem, hours: int = 2) -> Mark:
    return Mark(subject=item.key, kind=SNOOZED, at=NOON, until=NOON + hours * HOUR, basis=fingerprint(item))


def note(text: str, days: float = 0) -> Event:
    at = NOON - timedelta(days=days)
    return Event(key=f"note{text}{days}", kind="note.added", subject="", at=at, seen_at=at, title=text)


def given_over(*items: AnyItem, events: tuple[Event, ...] = (), marks: tuple[Mark, ...] = (), **how: bool) -> Handoff:
    there = msgspec.structs.replace(world(*items), marks={(mark.subject, mark.kind): mark for mark in marks})
    return handoff(there, events, DUTY, NOON, NOON.tzinfo, **how)


def test_who_takes_over_sees_the_queues_first_ten_and_who_is_on_what() -> None:
    def task(number: int, **more: Any) -> Task:
        key, name = f"task:j/A-{number}", f"A-{number}"
        return Task(**({"key": key, "name": name, "title": "Thing", "url": "", "at": NOON, "rank": number} | more))

    begun = task(50, stage=Stage.STARTED, assignee="Mei", rank=0, blocked=True)
    done = task(51, stage=Stage.DONE, rank=0)
    found = given_over(*(task(number) for number in range(12, 0, -1)), begun, done)

    assert [line.text for line in found.queue] == [f"A-{number} Thing" for number in range(1, 11)]
    assert [(line.text, line.detail) for line in found.doing] == [("A-50 Thing", "Mei, begun Mon 23 Nov, blocked")]


def test_open_things_are_told_with_who_and_since_when() -> None:
    waiting = request(key="request:T/C/1", title="Where is it?")
    seen = request(key="request:T/C/2", title="And this?", reactions=(eyes("bo"),))
    answered = request(key="request:T/C/3", title="Done", replies=(reply("bo", 1),))
    red = build(run(1, Result.PASSED), run(2, Result.FAILED))

    found = given_over(waiting, seen, answered, red)

    assert [(line.text, line.detail) for line in found.open] == [("Where is it?", "asked by Priya Mon 23 Nov 12:00")]
    assert [line.detail for line in found.seen] == ["seen by Bo, asked Mon 23 Nov 12:00"]
    assert [line.text for line in found.broken] == ["Tests on main"]
    assert set(found.subjects) == {waiting.key, seen.key, red.key}
    assert (found.person, found.to, found.date) == ("Ada", "Bo", "Mon 23 Nov")


def test_the_builds_of_one_incident_are_one_line_and_nobody_is_named() -> None:
    names = ("api", "web", "apps", "till", "docs")
    lost = [build(run(1, Result.FAILED), key=f"build:g/{name}", title=name) for name in names]
    full = Verdict(cause=Cause.INFRASTRUCTURE, part="disk", about="agent-14")
    found = {
        (one.key, one.runs[0].name): Finding(
            build=one.key, run=one.runs[0].name, seen_at=NOON, incident="d#1", verdict=full, suspicion=Suspicion()
        )
        for one in lost
    }
    held = Mark(subject="d#1", kind=HANDLED, at=NOON, until=NOON + HOUR, basis="Rob")
    there = msgspec.structs.replace(world(*lost), findings=found, marks={(held.subject, HANDLED): held})

    told = handoff(there, (), DUTY, NOON, NOON.tzinfo)

    (line,) = told.broken
    assert line.text == "agent-14: disk full, 5 builds lost"
    assert line.detail == "since Mon 23 Nov 12:02; api, apps and docs and 2 more"
    assert told.subjects == ("build:g/api",)


def test_what_was_asked_in_private_stays_out_and_is_counted() -> None:
    secret = request(key="request:T/D/1", title="My salary", private=True)

    assert given_over(secret) == given_over(secret, private=False)
    assert (given_over(secret).open, given_over(secret).subjects, given_over(secret).private) == ((), (), 1)
    assert [line.text for line in given_over(secret, private=True).open] == ["My salary"]


def test_promises_and_lessons_come_from_the_notes() -> None:
    notes = (
        note("next: call the depot", 1),
        note("next: long ago", 9),
        note("Lesson: restart agent 14", 20),
        note("other"),
    )

    found = given_over(events=notes)

    assert [line.text for line in found.promised] == ["call the depot"]
    assert [line.text for line in found.lessons] == ["restart agent 14"]


def test_who_wrote_a_line_keeps_their_name_through_several_hands() -> None:
    first = given_over(events=(note("next: call the depot"),))
    (taken_over,) = taken(first, world(), (), NOON).notes
    text, author = taken_over
    assert taken_over == ("next: call the depot", "Ada")

    second = given_over(events=(msgspec.structs.replace(note(text), actor=author),))

    assert [(line.text, line.detail) for line in second.promised] == [("call the depot", "from Ada")]
    assert taken(msgspec.structs.replace(second, person="Bo"), world(), (), NOON).notes == (taken_over,)


def test_what_i_wrote_myself_does_not_come_back_to_me() -> None:
    mine = note("Next:  Call the depot")
    assert taken(given_over(events=(note("next: call the depot"),)), world(), (mine,), NOON).notes == ()


def test_nothing_open_is_said_to_be_so() -> None:
    assert given_over().empty
    assert not given_over(request()).empty


def test_a_snooze_goes_on_in_the_next_app_as_long_as_it_lasts() -> None:
    item = request()
    found = given_over(item, marks=(snoozed(item),))

    assert [line.detail for line in found.snoozed] == ["until Mon 23 Nov 14:00"]
    (mark,) = taken(found, world(item), (), NOON + HOUR).marks
    assert (mark.until, mark.basis) == (snoozed(item).until, fingerprint(item))
    assert taken(found, world(item), (), NOON + 3 * HOUR).marks == ()


def test_a_snooze_of_what_changed_since_is_neither_promised_nor_taken() -> None:
    found = given_over(request(), marks=(snoozed(request()),))
    there = world(request(replies=(reply("priya", 1),)))
    told = taken(found, there, (), NOON)
    assert told.marks == ()
    assert opening(found, told, there, NOON.tzinfo, "").lines == ("1 open, 1 of them seen here.",)


def test_what_the_next_app_does_not_see_is_named() -> None:
    here, there = request(key="request:T/C/1"), request(key="request:T/C/2")

    told = taken(given_over(here, there), world(here), (), NOON)

    assert told.here == (here.key,)
    assert [(line.text, line.url) for line in told.missing] == [(there.title, there.url)]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["waiting", "seen", "answered"])), max_size=8))
def test_every_open_thing_is_handed_over_once_and_comes_back_from_the_file(asked: list[tuple[bool, str]]) -> None:
    facts: dict[str, dict[str, object]] = {
        "waiting": {},
        "seen": {"reactions": (eyes("bo"),)},
        "answered": {"replies": (reply("bo", 1),)},
    }
    items = [
        request(key=f"request:T/C/{number}", title=f"Question {number}", private=private, **facts[state])
        for number, (private, state) in enumerate(asked)
    ]
    found = given_over(*items)
    again = msgspec.json.decode(msgspec.json.encode(found), type=Handoff)

    assert again == found
    still = {item.key for item in items if item.state != "answered" and not item.private}
    assert set(found.subjects) == still
    assert len(found.open) + len(found.seen) == len(still)
    assert found.private == sum(item.private and item.state != "answered" for item in items)
    assert set(taken(again, World(items={item.key: item for item in items}), (), NOON).here) == still


# --- taking the same one twice


def kept(there: World, marks: tuple[Mark, ...]) -> World:
    return msgspec.structs.replace(there, marks={**there.marks, **{(mark.subject, mark.kind): mark for mark in marks}})


MOMENTS = st.datetimes(timezones=st.timezones())


@given(
    st.lists(st.builds(dict, until=MOMENTS, at=MOMENTS, basis=st.sampled_from(["", "mine", "other"])), max_size=4),
    st.lists(st.builds(dict, until=MOMENTS, at=MOMENTS, basis=st.sampled_from(["", "mine", "other"])), max_size=1),
    st.timedeltas(timedelta(0), timedelta(days=90)),
)
def test_taking_the_same_hand_over_twice_changes_nothing(
    handed: list[dict[str, Any]], mine: list[dict[str, Any]], later: timedelta
) -> None:
    item = request()

    def mark(facts: dict[str, Any]) -> Mark:
        basis = fingerprint(item) if facts["basis"] == "mine" else facts["basis"]
        return Mark(subject=item.key, kind=SNOOZED, at=facts["at"], until=facts["until"], basis=basis)

    given_file = msgspec.structs.replace(given_over(item), marks=tuple(map(mark, handed)))
    there = kept(world(item), tuple(map(mark, mine)))

    first = taken(given_file, there, (), NOON)
    again = taken(given_file, kept(there, first.marks), (), NOON + later)

    assert all(NOON < one.until <= NOON + LONGEST and one.at == NOON for one in first.marks)
    assert again.marks == ()


def test_my_own_longer_snooze_stays() -> None:
    item = request()
    mine = snoozed(item, 8)
    assert taken(given_over(item, marks=(snoozed(item),)), kept(world(item), (mine,)), (), NOON).marks == ()


def test_what_i_snoozed_after_something_happened_is_not_woken_by_an_older_snooze() -> None:
    item = request(replies=(reply("priya", 1),))
    old = msgspec.structs.replace(snoozed(item, 8), basis="before the reply")
    given_file = msgspec.structs.replace(given_over(item), marks=(old,))
    (mark,) = taken(given_file, kept(world(item), (snoozed(item),)), (), NOON).marks
    assert (mark.until, mark.basis) == (old.until, fingerprint(item))


# --- a hand-over by a hostile hand


@given(st.text(), st.text(), st.sampled_from(["javascript:alert(1)", "file:///etc/passwd", "https://s/1", "HTTP://x"]))
def test_whatever_stands_in_a_file_becomes_plain_text_and_web_pages(text: str, name: str, url: str) -> None:
    line = Line(text, text, url)
    given_file = msgspec.structs.replace(
        given_over(), person=name, date=text, open=(line,), subjects=(text,), promised=(line,), lessons=(line,)
    )

    found = taken(given_file, world(), (), NOON)
    shown = opening(given_file, found, world(), NOON.tzinfo, text)

    said = (shown.person, shown.date, *shown.lines, *shown.notes, *(one.text for one in shown.missing))
    assert all(one == plain(one) for one in (*said, *shown.text.split("\n"), *(note for note, _ in found.notes)))
    assert all(one.url in ("", "https://s/1") for one in shown.missing)


def test_a_long_file_is_cut() -> None:
    long = Line("x" * 100_000, "from " + "y" * 100_000)
    given_file = msgspec.structs.replace(given_over(), promised=(long,), person="z" * 100_000)
    ((text, author),) = taken(given_file, world(), (), NOON).notes
    assert (len(text) < 2_100, len(author) <= 80) == (True, True)
    found = opening(given_file, taken(given_file, world(), (), NOON), world(), None, "w" * 100_000)
    assert (len(found.person), len(found.text)) == (80, 40_000)


def test_lines_that_do_not_fit_the_keys_are_told_by_their_keys() -> None:
    given_file = msgspec.structs.replace(given_over(request()), subjects=("a", "b", "a"))
    assert [line.text for line in taken(given_file, world(), (), NOON).missing] == ["a", "b"]


def test_only_snoozes_are_taken() -> None:
    item = request()
    pause = Mark(subject="alerts", kind="paused", at=NOON, until=NOON + HOUR)
    odd = Mark(subject=item.key, kind="paused", at=NOON, until=NOON + HOUR)
    given_file = msgspec.structs.replace(given_over(item), marks=(pause, odd))
    assert taken(given_file, world(item), (), NOON).marks == ()
