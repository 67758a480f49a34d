"""A thing that is written is there once, or a person is asked; whatever the network and the machine do."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from supporttray.core import outbox
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.outbox import OPEN, Entry, Fate
from tests.core.make import HOUR, MINUTE, NOON

POST = Deed(verb=Verb.POST, place="C1", text="Hello")
REACT = Deed(verb=Verb.REACT, place="C1", message="1.5", text="eyes")
SECOND = timedelta(seconds=1)


def entry(deed: Deed = POST) -> Entry:
    (made,) = outbox.new("i", "slack", [deed], NOON)
    return made


def sending(deed: Deed = POST) -> Entry:
    return outbox.begin(entry(deed), NOON + 10 * SECOND)


def test_a_text_waits_for_a_second_thought_a_reaction_goes_at_once() -> None:
    assert entry(POST).due == NOON + 10 * SECOND
    assert entry(REACT).due == NOON


def test_what_certainly_did_not_arrive_is_sent_again_later_and_later() -> None:
    one = outbox.not_sent(sending(), "No connection.", NOON)
    two = outbox.not_sent(outbox.begin(one, NOON), "No connection.", NOON)

    assert (one.fate, one.due, two.due) == (Fate.WAITING, NOON + 15 * SECOND, NOON + 30 * SECOND)


def test_a_service_that_says_when_is_obeyed() -> None:
    assert outbox.not_sent(sending(), "Slow down.", NOON, NOON + HOUR).due == NOON + HOUR


def test_what_may_have_arrived_is_looked_for_four_times_in_a_minute_and_then_repeated() -> None:
    one = outbox.perhaps(sending(), "No answer.", NOON)
    moments = []
    while one.fate is Fate.SENDING:
        moments.append((one.due - NOON).total_seconds())
        one = outbox.absent(one, one.due)

    assert moments == [2, 10, 30, 60]
    assert one.fate is Fate.WAITING


def test_what_is_found_at_the_third_look_is_not_repeated() -> None:
    one = outbox.absent(outbox.absent(outbox.perhaps(sending(), "Cut.", NOON), NOON), NOON)

    assert outbox.written(one, Receipt("1.7"), NOON).fate is Fate.SENT


def test_what_is_absent_again_and_again_is_left_to_a_person() -> None:
    one = entry()
    for _ in range(outbox.TRIES):
        one = outbox.perhaps(outbox.begin(one, NOON), "Cut.", NOON)
        for _ in outbox.LOOKS:
            one = outbox.absent(one, NOON)

    assert (one.fate, one.reason) == (Fate.UNKNOWN, "Cut.")


def test_where_reading_back_is_impossible_a_person_decides() -> None:
    one = outbox.unreadable(outbox.perhaps(sending(), "Cut.", NOON), "Not a member.", NOON, until=None)

    assert one.fate is Fate.UNKNOWN
    assert outbox.seen(one, NOON).fate is Fate.SENT
    assert outbox.again(one, NOON).fate is Fate.WAITING


def test_a_reaction_that_may_have_arrived_is_simply_repeated() -> None:
    assert outbox.perhaps(sending(REACT), "Cut.", NOON).fate is Fate.WAITING


def test_a_crash_while_sending_is_a_perhaps() -> None:
    one = outbox.restarted(sending(), NOON + HOUR)

    assert (one.fate, one.due) == (Fate.SENDING, NOON + HOUR + 2 * SECOND)


def test_what_was_due_while_the_app_was_off_asks_first() -> None:
    assert outbox.restarted(entry(), NOON + MINUTE).fate is Fate.WAITING
    late = outbox.restarted(entry(), NOON + HOUR)

    assert late.fate is Fate.HELD
    assert outbox.again(late, NOON).fate is Fate.WAITING


def test_what_was_under_way_long_ago_is_looked_for_and_then_asks() -> None:
    one = outbox.restarted(sending(), NOON + HOUR)
    for _ in outbox.LOOKS:
        assert one.fate is Fate.SENDING
        one = outbox.absent(one, NOON + HOUR)

    assert one.fate is Fate.HELD
    assert not outbox.again(one, NOON).late


def test_a_reaction_under_way_at_a_crash_is_repeated_at_once_and_long_after_asks() -> None:
    assert outbox.restarted(sending(REACT), NOON + MINUTE).fate is Fate.WAITING
    assert outbox.restarted(sending(REACT), NOON + MINUTE).due <= NOON + MINUTE
    assert outbox.restarted(sending(REACT), NOON + HOUR).fate is Fate.HELD


def test_a_piece_knows_the_one_before_it() -> None:
    pieces = outbox.new("i/j", "slack", [POST] * 12, NOON)

    assert [one.previous for one in pieces] == ["", "i/j", *(f"i/j/{number}" for number in range(2, 12))]


def test_what_is_only_right_today_is_not_sent_tomorrow() -> None:
    today = msgspec.structs.replace(entry(), expires=NOON + 12 * HOUR)

    assert outbox.expired(today, NOON + 12 * HOUR).fate is Fate.EXPIRED
    under_way = outbox.begin(today, NOON)
    assert outbox.expired(under_way, NOON + 12 * HOUR) == under_way


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate not in outbox.UNDOABLE])
def test_undo_takes_back_only_what_is_not_under_way_or_done(fate: Fate) -> None:
    one = outbox._turn(entry(), fate, NOON)

    assert outbox.undo(one, NOON) == one


def test_the_later_pieces_of_a_long_text_follow_the_first_into_its_thread() -> None:
    head, tail = outbox.new("i", "slack", [POST, POST], NOON)

    assert (tail.intent, tail.after) == ("i/2", "i")
    assert outbox.follow(tail, head) == tail
    assert outbox.follow(tail, outbox.written(outbox.begin(head, NOON), Receipt("1.7"), NOON)).deed.message == "1.7"
    assert outbox.follow(tail, outbox.undo(head, NOON)).fate is Fate.UNDONE


class Channel(RuleBasedStateMachine):
    """A channel, a network that loses things either way or late, an app that crashes, and a person with an undo button."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.entry = entry()
        self.there = 0  # messages that people see
        self.arriving: list[Any] = []  # moments at which lost sendings still arrive, within the time of the looks
        self.told_unknown = False

    def _pass(self) -> None:
        self.now = max(self.now, self.entry.due)
        self.there += sum(moment <= self.now for moment in self.arriving)
        self.arriving = [moment for moment in self.arriving if moment > self.now]

    @precondition(lambda self: self.entry.fate is Fate.WAITING)
    @rule(
        what=st.sampled_from(
            ["arrives", "answer lost", "late", "lost", "not sent", "declined", "crash before", "crash after"]
        )
    )
    def send(self, what: str) -> None:
        self._pass()
        self.entry = outbox.begin(self.entry, self.now)
        if what in ("arrives", "answer lost", "crash after"):
            self.there += 1
        if what == "late":
            self.arriving.append(self.now + 20 * SECOND)
        outcomes: dict[str, Any] = {
            "arrives": lambda one: outbox.written(one, Receipt("1"), self.now),
            "not sent": lambda one: outbox.not_sent(one, "No.", self.now),
            "declined": lambda one: outbox.declined(one, "No."),
            "crash before": lambda one: outbox.restarted(one, self.now),
            "crash after": lambda one: outbox.restarted(one, self.now),
        }
        self.entry = outcomes.get(what, lambda one: outbox.perhaps(one, "Cut.", self.now))(self.entry)

    @precondition(lambda self: self.entry.reading_back)
    @rule(readable=st.sampled_from(["yes", "yes", "yes", "not now", "never", "crash"]))
    def look(self, readable: str) -> None:
        self._pass()
        if readable == "yes":
            found = self.there > 0
            self.entry = (
                outbox.written(self.entry, Receipt("1"), self.now) if found else outbox.absent(self.entry, self.now)
            )
        elif readable == "crash":
            self.entry = outbox.restarted(self.entry, self.now)
        else:
            until = self.now + 15 * SECOND if readable == "not now" else None
            self.entry = outbox.unreadable(self.entry, "Not seen.", self.now, until=until)

    @rule()
    def restart(self) -> None:
        self.entry = outbox.restarted(self.entry, self.now)

    @rule()
    def restart_late(self) -> None:
        """After a night; what is under way then is looked for, and sent by a person's word only."""
        self.now += HOUR
        self._pass()
        waiting = self.entry.fate is Fate.WAITING
        self.entry = outbox.restarted(self.entry, self.now)
        if waiting and self.now - self.entry.due > outbox.LATE:
            assert self.entry.fate is Fate.HELD

    @rule()
    def undo(self) -> None:
        self.entry = outbox.undo(self.entry, self.now)

    @precondition(lambda self: self.entry.fate in (Fate.HELD, Fate.REFUSED))
    @rule()
    def release(self) -> None:
        self.entry = outbox.again(self.entry, self.now)

    @precondition(lambda self: self.entry.fate is Fate.UNKNOWN)
    @rule()
    def decide(self) -> None:
        """The person looks into the channel and says what is there."""
        self._pass()
        self.now += MINUTE
        self._pass()
        self.entry = outbox.seen(self.entry, self.now) if self.there else outbox.again(self.entry, self.now)

    @invariant()
    def there_is_never_a_second_one(self) -> None:
        assert self.there + len(self.arriving) <= 1

    @invariant()
    def what_counts_as_sent_is_there_and_what_counts_as_not_sent_is_not(self) -> None:
        if self.entry.fate is Fate.SENT:
            assert self.there == 1
        if self.entry.fate in (Fate.UNDONE, Fate.REFUSED, Fate.HELD, Fate.EXPIRED, Fate.WAITING):
            assert self.there + len(self.arriving) == 0

    @invariant()
    def what_is_open_has_a_next_step(self) -> None:
        if self.entry.fate in OPEN:
            assert self.entry.due is not None


TestChannel = Channel.TestCase


# --- what tells the address of another thing

TASK = Deed(verb=Verb.CREATE, place="acme/support", title="Order 7", text="Where is it?")
SAYS = Deed(verb=Verb.POST, place="C1", message="1.5", text=f"In our queue: {outbox.LINK}")
URL = "https://tracker.example.com/7"


def linked() -> tuple[Entry, Entry]:
    (task,) = outbox.new("t", "github", [TASK], NOON)
    (says,) = outbox.new("t:link", "slack", [SAYS], NOON, subject="request:1")
    return task, msgspec.structs.replace(says, link_of="t")


def there(task: Entry, url: str = URL) -> Entry:
    return outbox.written(outbox.begin(task, NOON), Receipt("7", url), NOON)


def test_a_text_gets_the_address_of_what_it_tells_of_once_that_is_there() -> None:
    task, says = linked()

    assert says.previous == "t"
    assert outbox.follow(says, task) == says
    followed = outbox.follow(says, there(task))
    assert (followed.deed.text, followed.deed.message) == (f"In our queue: {URL}", "1.5")
    assert outbox.follow(followed, there(task)) == followed


def test_a_text_that_waits_for_an_address_answers_nothing_yet() -> None:
    task, says = linked()

    assert not says.answers
    assert outbox.follow(says, there(task)).answers


@pytest.mark.parametrize("fate", [Fate.UNDONE, Fate.REFUSED, Fate.EXPIRED])
def test_what_is_not_made_is_not_told_of(fate: Fate) -> None:
    task, says = linked()

    assert outbox.follow(says, outbox._turn(task, fate, NOON)).fate is fate


def test_where_the_address_is_not_known_a_person_tells_it() -> None:
    task, says = linked()

    assert outbox.follow(says, there(task, "")).fate is Fate.REFUSED


class Pair(RuleBasedStateMachine):
    """A tracker and a thread, networks that lose things, an app that ends anywhere, a person who undoes and sends again."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.task, self.says = linked()
        self.tasks = 0  # that stand in the tracker
        self.said: list[str] = []

    def _follow(self) -> None:
        self.says = outbox.follow(self.says, self.task)

    def _turned(self, entry: Entry, what: str, receipt: Receipt) -> Entry:
        begun = outbox.begin(entry, self.now)
        return {
            "arrives": lambda: outbox.written(begun, receipt, self.now),
            "answer lost": lambda: outbox.perhaps(begun, "Cut.", self.now),
            "lost": lambda: outbox.perhaps(begun, "Cut.", self.now),
            "not sent": lambda: outbox.not_sent(begun, "No.", self.now),
            "declined": lambda: outbox.declined(begun, "No."),
            "crash after": lambda: outbox.restarted(begun, self.now),
        }[what]()

    OUTCOMES = st.sampled_from(["arrives", "answer lost", "lost", "not sent", "declined", "crash after"])
    THERE = ("arrives", "answer lost", "crash after")

    @precondition(lambda self: self.task.fate is Fate.WAITING)
    @rule(what=OUTCOMES)
    def make(self, what: str) -> None:
        self.tasks += what in self.THERE
        self.task = self._turned(self.task, what, Receipt("7", URL))

    @precondition(lambda self: self.task.reading_back)
    @rule()
    def look(self) -> None:
        found = outbox.written(self.task, Receipt("7", URL), self.now)
        self.task = found if self.tasks else outbox.absent(self.task, self.now)

    @precondition(lambda self: self.says.fate is Fate.WAITING)
    @rule(what=OUTCOMES)
    def say(self, what: str) -> None:
        """As the engine does: it follows first, and waits where the other is not there."""
        self._follow()
        if self.says.fate is not Fate.WAITING or self.task.fate is not Fate.SENT:
            return
        self.said += [self.says.deed.text] if what in self.THERE else []
        self.says = self._turned(self.says, what, Receipt("1.7"))

    @precondition(lambda self: self.says.reading_back)
    @rule()
    def look_for_what_was_said(self) -> None:
        found = outbox.written(self.says, Receipt("1.7"), self.now)
        self.says = found if self.said else outbox.absent(self.says, self.now)

    @rule(hours=st.sampled_from([0, 9]))
    def restart(self, hours: int) -> None:
        self.now += hours * HOUR
        self.task = outbox.restarted(self.task, self.now)
        if self.task.fate is Fate.SENT:
            self.says = outbox.restarted(self.says, self.now)

    @rule()
    def undo(self) -> None:
        self.task, self.says = outbox.undo(self.task, self.now), outbox.undo(self.says, self.now)

    @precondition(lambda self: self.task.fate in (Fate.HELD, Fate.REFUSED, Fate.UNDONE))
    @rule()
    def send_again(self) -> None:
        self._follow()
        before, self.task = self.task, outbox.again(self.task, self.now)
        self.says = outbox.along(self.says, before, self.now)

    @invariant()
    def each_is_there_once_and_nothing_is_told_that_is_not_there(self) -> None:
        assert self.tasks <= 1
        assert self.said in ([], [f"In our queue: {URL}"])
        assert self.tasks or not self.said
        if self.says.fate is Fate.SENT:
            assert self.task.fate is Fate.SENT


TestPair = Pair.TestCase
