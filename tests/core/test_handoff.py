"""What one person hands over to the next: every open thing, nothing private unasked, and what the next app takes over."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.handoff import Handoff, handoff, taken
from supporttray.core.item import AnyItem, Result, fingerprint
from supporttray.core.model import SNOOZED, Duty, Event, Mark, World
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


def test_nothing_open_is_said_to_be_so() -> None:
    assert given_over().empty
    assert not given_over(request()).empty


def test_a_snooze_goes_on_in_the_next_app_as_long_as_it_lasts() -> None:
    item = request()
    found = given_over(item, marks=(snoozed(item),))

    assert [line.detail for line in found.snoozed] == ["until Mon 23 Nov 14:00"]
    assert taken(found, world(item), NOON + HOUR).marks == (snoozed(item),)
    assert taken(found, world(item), NOON + 3 * HOUR).marks == ()


def test_what_the_next_app_does_not_see_is_named() -> None:
    here, there = request(key="request:T/C/1"), request(key="request:T/C/2")

    told = taken(given_over(here, there), world(here), NOON)

    assert (told.here, told.missing) == ((here.key,), (there.key,))


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
    assert set(taken(again, World(items={item.key: item for item in items}), NOON).here) == still
