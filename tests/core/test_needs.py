"""What is on its way to a service lies over its item until the service shows it."""

from datetime import timedelta

import msgspec

from supporttray.core.deed import Deed, Verb
from supporttray.core.needs import UNDER_WAY, answering
from supporttray.core.outbox import Entry, Fate
from tests.core.make import NOON, health

KEY = "request:1"
SECOND = timedelta(seconds=1)


def entry(number: int, fate: Fate, verb: Verb = Verb.REACT) -> Entry:
    sent_at = NOON if fate is Fate.SENT else None
    deed = Deed(verb=verb, place="C1", message="1.0", text="eyes")
    one = Entry(intent=str(number), account="slack", deed=deed, made_at=NOON, due=NOON, fate=fate, subject=KEY)
    return msgspec.structs.replace(one, number=number, sent_at=sent_at)


def covered(*entries: Entry, looked: timedelta = timedelta(0)) -> bool:
    return answering(entries, {KEY: ("w",)}, {"w": health(seen=NOON + looked)}) == {KEY}


def test_what_is_on_its_way_answers_and_what_was_not_sent_does_not() -> None:
    on_its_way = {fate for fate in Fate if covered(entry(1, fate))}

    assert on_its_way == {Fate.WAITING, Fate.SENDING, Fate.SENT}


def test_once_the_service_was_looked_at_since_it_is_the_truth() -> None:
    assert covered(entry(1, Fate.SENT), looked=UNDER_WAY)  # that look may have begun before
    assert not covered(entry(1, Fate.SENT), looked=UNDER_WAY + SECOND)
    assert covered(entry(1, Fate.WAITING), looked=UNDER_WAY + SECOND)


def test_who_takes_it_back_is_not_answering_any_more_until_the_next_time() -> None:
    given, taken = entry(1, Fate.SENT), entry(2, Fate.WAITING, Verb.UNREACT)

    assert not covered(given, taken)
    assert covered(given, taken, entry(3, Fate.WAITING))
    assert covered(given, taken, entry(3, Fate.WAITING, Verb.POST))


def test_an_item_that_nobody_watches_any_more_stays_covered_for_as_long_as_it_is_told() -> None:
    assert answering([entry(1, Fate.SENT)], {}, {}) == {KEY}
