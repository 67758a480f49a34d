"""One toast for an absence: what was asked, who took it, what is green again, how long the oldest waits; and silence else."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supporttray.core.away import KEY, STEPS, Absence, back
from supporttray.core.model import Alert, Decision, Duty, Event, Need, Turn, Urgency
from supporttray.core.snapshot import ServiceState, Snapshot, Tray, TrayState
from supporttray.core.toast import Button
from tests.core.make import MINUTE, NOON, need

GONE = 40 * MINUTE
ON = Duty(on=True)


def asked(number: int, *, minutes: float = 20, urgent: bool = False, **more: Any) -> Need:
    """A question that was asked so many minutes before the return."""
    known: dict[str, Any] = {"title": f"Question {number}?", "subject": f"request:{number}", "url": "https://s/1"}
    urgency = Urgency.URGENT if urgent else Urgency.NEEDS_YOU
    since = NOON + GONE - minutes * MINUTE
    return need(f"request.waiting|request:{number}#1", urgency, since=since, **(known | more))


def red(name: str = "main", episode: int = 1) -> Need:
    key = f"build.broken|build:{name}#{episode}"
    return need(key, kind="build.broken", title=f"{name} is broken", subject=f"build:{name}")


def alert(one: Need) -> Alert:
    return Alert(need=one, decision=Decision.SPEAK, reason="it is new", at=NOON)


def event(kind: str, subject: str, *, actor: str = "", title: str = "") -> Event:
    return Event(key=f"{kind}:{subject}", kind=kind, subject=subject, at=NOON, seen_at=NOON, actor=actor, title=title)


def took(number: int, who: str) -> Event:
    return event("request.acknowledged", f"request:{number}", actor=who)


def green(name: str = "main") -> Event:
    return event("build.fixed", f"build:{name}", title=name)


def snapshot(*needs: Need, duty: Duty = ON, paused: bool = False) -> Snapshot:
    return Snapshot(
        revision=1,
        at=NOON,
        tray=Tray(TrayState.CALM, 0, ""),
        duty=duty,
        needs=needs,
        answerable=frozenset(one.subject for one in needs),
        paused_until=NOON + timedelta(days=1) if paused else None,
    )


def absence(
    *there: Need, over: tuple[Need, ...] = (), events: tuple[Event, ...] = (), span: timedelta = GONE, **more: Any
) -> Absence:
    """What is still there is due, and what is over was kept as well."""
    due = tuple(alert(one) for one in there)
    kept = (*due, *(alert(one) for one in over))
    return Absence(since=NOON, until=NOON + span, snapshot=snapshot(*there, **more), kept=kept, due=due, events=events)


def said(one: Absence, *, texts: bool = True) -> tuple[str, str]:
    """Title and first line of the one toast."""
    toast = back(one, texts=texts).toast
    assert toast
    return toast.title, toast.body.partition("\n")[0]


def test_an_absence_is_one_toast_with_its_story() -> None:
    story = absence(asked(1), asked(2, minutes=3), over=(asked(3), red()), events=(took(3, "Jonas"), green()))
    assert said(story) == ("Away 40 min", "3 questions (Jonas took one), main red → green; nothing waits over 20 min.")
    told = back(story)
    assert told.alone == ()
    assert told.about == {asked(1).key, asked(2).key}
    assert told.toast
    assert told.toast.body.splitlines()[1:] == ["Question 1?", "Question 2?"]
    assert (told.toast.key, told.toast.buttons, told.toast.click) == (KEY, (Button.INBOX,), Button.INBOX)


@pytest.mark.parametrize("state", ["unreachable", "refused", "starting"])
def test_what_was_not_seen_is_not_said_to_be_calm(state: str) -> None:
    quiet, waits = (absence(*there, over=(red(),), events=(green(),)) for there in ((), (asked(1), asked(2))))
    blind = (ServiceState(name="slack", state=state),)
    unseen = [replace(one, snapshot=replace(one.snapshot, services=blind)) for one in (quiet, waits)]

    assert said(quiet)[1].endswith("; nothing waits.")
    assert [said(one)[1].partition("; ")[2] for one in unseen] == [
        "not everything can be seen.",
        "of what can be seen the oldest waits 20 min.",
    ]


def test_the_one_question_that_is_left_has_its_own_toast_and_buttons_and_the_story_as_a_line() -> None:
    told = back(absence(asked(1), over=(asked(2), red()), events=(took(2, "Jonas"), green())))
    assert told.toast
    assert (told.toast.key, told.toast.title) == (asked(1).key, "Question 1?")
    assert Button.ACKNOWLEDGE in told.toast.buttons
    assert told.toast.body.splitlines() == [
        "so",
        "Away 40 min: 2 questions (Jonas took one), main red → green; nothing waits over 20 min.",
    ]
    assert told.about == {asked(1).key}


@pytest.mark.parametrize("urgent", [False, True])
def test_one_question_and_nothing_else_is_said_as_usual(urgent: bool) -> None:  # noqa: FBT001
    told = back(absence(asked(1, urgent=urgent)))
    assert (told.alone, told.toast) == ((alert(asked(1, urgent=urgent)),), None)


def test_what_is_urgent_keeps_its_own_toast() -> None:
    loud = asked(1, minutes=39, urgent=True)
    told = back(absence(loud, asked(2), asked(3)))
    assert told.alone == (alert(loud),)
    assert told.toast
    assert told.toast.body.splitlines() == ["3 questions; nothing waits over 45 min.", "Question 2?", "Question 3?"]


def test_what_came_in_less_than_two_minutes_is_said_as_usual() -> None:
    told = back(absence(asked(1), asked(2), over=(red(),), events=(green(),), span=timedelta(seconds=119)))
    assert (told.alone, told.toast) == ((alert(asked(1)), alert(asked(2))), None)


def test_when_all_is_over_one_line_says_so() -> None:
    assert said(absence(over=(asked(1),), events=(took(1, "Jonas"),))) == (
        "Away 40 min",
        "1 question (Jonas took it); nothing waits.",
    )
    assert said(absence(over=(red(),), events=(green(),)))[1] == "main red → green; nothing waits."


def test_nothing_is_said_of_nothing() -> None:
    assert back(absence()).toast is None
    assert back(absence(events=(green(), took(1, "Jonas")))).toast is None, "nobody would have been told of these"
    assert back(absence(over=(need("p", kind="service.unseen"),))).toast is None


@pytest.mark.parametrize("how", [{"duty": Duty(on=False)}, {"paused": True}])
def test_off_duty_and_in_a_pause_nothing_is_told(how: dict[str, Any]) -> None:
    told = back(absence(over=(asked(1), red()), events=(green(),), **how))
    assert (told.alone, told.toast) == ((), None)


def test_what_is_about_my_own_duty_is_said_off_duty_as_usual() -> None:
    coming = need("c", kind="duty.coming")
    assert back(absence(coming, over=(asked(1),), duty=Duty(on=False))).alone == (alert(coming),)


@pytest.mark.parametrize(
    ("events", "texts", "words"),
    [
        ((took(1, "Jonas"), took(2, "Jonas")), True, "2 questions (Jonas took all)"),
        ((took(1, "Jonas"), took(2, "Mei")), True, "2 questions (Jonas and Mei took all)"),
        ((), True, "2 questions (all taken)"),
        ((took(1, "Jonas"), took(2, "Mei")), False, "2 questions (all taken)"),
    ],
)
def test_who_took_them_is_named_where_names_may_be_seen(events: tuple[Event, ...], texts: bool, words: str) -> None:  # noqa: FBT001
    assert said(absence(over=(asked(1), asked(2)), events=events), texts=texts)[1] == f"{words}; nothing waits."


def test_hidden_texts_hide_every_word_from_outside() -> None:
    story = absence(asked(1), asked(2), over=(asked(3), red("Secret plan")), events=(took(3, "Jonas"), green()))
    toast = back(story, texts=False).toast
    assert toast
    assert toast.body == "3 questions (one taken), 1 build went red; nothing waits over 20 min."
    alone = back(absence(asked(1), over=(red("Secret plan"),), events=(green("Secret plan"),)), texts=False).toast
    assert alone
    assert alone.title.startswith("Request waiting since ")
    assert alone.body == ("Away 40 min: 1 question, 1 build red → green; nothing waits over 20 min.")


def test_a_build_that_is_red_again_is_red() -> None:
    again = red(episode=2)
    assert said(absence(again, asked(1), over=(red(),), events=(green(),)))[1] == (
        "1 question, main is broken; nothing waits over 20 min."
    )


def test_many_builds_are_counted() -> None:
    names = ("a", "b", "c")
    story = absence(over=tuple(red(name) for name in names), events=(green("a"), green("b")))
    assert said(story)[1] == "3 builds went red (2 green again); nothing waits."


def test_other_things_are_counted() -> None:
    both = absence(need("u", kind="service.unseen", title="CI"), need("v", kind="service.unseen", title="Slack"))
    assert said(both)[1] == "2 things; nothing waits."
    assert said(absence(need("u", kind="service.unseen"), asked(1)))[1].startswith("1 question, 1 other thing;")


def test_how_long_the_oldest_waits_counts_only_what_i_hear_first() -> None:
    mine = Duty(on=True, turns=(Turn(domain="apps", people=("Ada",), mine=True), Turn(domain="web", people=("Bo",))))
    ours = (asked(1, minutes=4, domain="apps"), asked(2, minutes=4, domain="apps"))
    story = absence(*ours, duty=mine)
    theirs = asked(3, minutes=39, domain="web")
    quiet = asked(4, minutes=39, domain="apps", urgent=False)
    quiet = Need(**{name: getattr(quiet, name) for name in quiet.__struct_fields__} | {"urgency": Urgency.QUIET})
    crowded = Absence(
        since=story.since,
        until=story.until,
        kept=story.kept,
        due=story.due,
        snapshot=snapshot(*ours, theirs, quiet, duty=mine),
    )
    assert said(crowded)[1] == "2 questions; nothing waits over 5 min."


@given(minutes=st.integers(1, 400))
def test_the_bound_is_never_below_what_it_bounds(minutes: int) -> None:
    line = said(absence(asked(1, minutes=minutes), asked(2, minutes=0)))[1]
    bound = line.removesuffix(" min.").rpartition(" ")[2]
    assert minutes > STEPS[-1] if "the oldest waits" in line else minutes <= int(bound)
