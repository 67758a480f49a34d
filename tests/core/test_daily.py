"""The daily status, section by section."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from supporttray.core.daily import Daily, Line, daily
from supporttray.core.incident import Finding, Findings
from supporttray.core.item import AnyItem, Reaction, Result, Run, Sign
from supporttray.core.journal import changes
from supporttray.core.model import Duty, Event, World
from supporttray.core.needs import needs
from tests.core.make import HOUR, MINUTE, NOON, build, eyes, reply, request, shift

EVENING = NOON + 6 * HOUR
DAY = timedelta(days=1)
URGENT, YAEL = "דחוף 🙏", "יעל"


def note(text: str, at: datetime = NOON) -> Event:
    return Event(key=f"note:{text}", kind="note.added", subject="", at=at, seen_at=at, title=text)


def told(
    *items: AnyItem,
    more: tuple[Event, ...] = (),
    duty: Duty | None = None,
    now: datetime = EVENING,
    seen: datetime = NOON,
    findings: Findings | None = None,
) -> Daily:
    """The status of the items as an engine that looked at `seen` would tell it."""
    events = [event for item in items for event in changes(None, item, seen)]
    world = World(items={item.key: item for item in items})
    return daily([*events, *more], world.items, needs(world, now), duty or Duty(), now, UTC, findings=findings or {})


def ran(hours: float, result: Result, *, lasted: timedelta = MINUTE) -> Run:
    at = NOON + hours * HOUR
    return Run(
        f"{hours:+08.3f}", at, at + lasted, result, url=f"https://g/run{hours}", title="Blame (by Jonas)", commit="abc"
    )


RED, GREEN = Result.FAILED, Result.PASSED


def test_what_is_about_my_own_duty_is_not_told_to_the_team() -> None:
    sign = Sign(key="sign:T/C", title="Topic of #support", url="https://s/C", at=NOON, text="On duty: Bo")
    mine = told(sign, shift("Ada", -8, 96, mine=True))
    coming = told(shift("Bo", -8, 20), shift("Ada", 20, 96, mine=True))

    assert (mine.open, mine.summary, coming.open, coming.summary) == ((), "", (), "")


# --- questions


def test_an_answered_question_names_who_answered() -> None:
    assert told(request(replies=(reply("mei", 1),))).answered == (
        Line("Where is my order?", "answered by Mei", "https://s/p1"),
    )


def test_each_helper_is_named_once_in_the_order_they_came() -> None:
    replies = (reply("mei", 1), reply("jonas", 2), reply("mei", 3), reply("ada", 4))
    (line,) = told(request(replies=replies)).answered
    assert line.detail == "answered by Mei, Jonas and Ada"


def test_two_helpers_are_joined_by_and() -> None:
    (line,) = told(request(replies=(reply("mei", 1), reply("ada", 2)))).answered
    assert line.detail == "answered by Mei and Ada"


def test_who_asks_again_does_not_help_and_the_question_is_open_again() -> None:
    day = told(request(replies=(reply("mei", 1), reply("UASK", 2))))
    assert not day.answered
    assert [line.detail for line in day.open] == ["since 12:02"]


def test_a_bot_does_not_help() -> None:
    day = told(request(replies=(reply("robot", 1, bot=True),)))
    assert not day.answered
    assert len(day.open) == 1


def test_an_answer_of_yesterday_is_not_told_today() -> None:
    old = request(asked=NOON - 25 * HOUR, replies=(reply("mei", -24 * 60),))
    assert told(old).empty


def test_a_question_of_yesterday_that_was_answered_today_is_told() -> None:
    assert len(told(request(asked=NOON - DAY, replies=(reply("mei", 1),))).answered) == 1


def test_a_seen_question_is_not_an_answered_one() -> None:
    day = told(request(reactions=(eyes("ada"), eyes("mei"))))
    assert day.seen == (Line("Where is my order?", "seen by Ada and Mei", "https://s/p1"),)
    assert not day.answered
    assert not day.open


def test_who_looked_away_again_is_not_named() -> None:
    seen = request(reactions=(eyes("ada"), eyes("mei")))
    now = request(reactions=(eyes("mei"),))
    events = (*changes(None, seen, NOON), *changes(seen, now, NOON + MINUTE))
    day = daily(events, {now.key: now}, (), Duty(), EVENING, UTC)
    assert [line.detail for line in day.seen] == ["seen by Mei"]


def test_a_question_from_which_everybody_looked_away_is_open() -> None:
    seen, now = request(reactions=(eyes("ada"),)), request()
    day = told(now, more=changes(seen, now, NOON + MINUTE))
    assert not day.seen
    assert [line.detail for line in day.open] == ["since 12:00"]


def test_the_askers_own_eyes_count_for_nothing() -> None:
    day = told(request(reactions=(eyes("UASK"), eyes("mei"))))
    assert [line.detail for line in day.seen] == ["seen by Mei"]


def test_a_tick_without_a_word_is_an_answer() -> None:
    day = told(request(reactions=(Reaction("white_check_mark", "UMEI", "Mei"), eyes("ada"))))
    assert [line.detail for line in day.answered] == ["ticked off by Mei"]
    assert not day.seen


def test_an_answered_question_is_told_once_though_it_was_seen_before() -> None:
    day = told(request(replies=(reply("mei", 1),), reactions=(eyes("ada"),)))
    assert len(day.answered) == 1
    assert not day.seen


def test_a_deleted_question_vanishes() -> None:
    asked = request(replies=(reply("mei", 1),), reactions=(eyes("ada"),))
    events = (*changes(None, asked, NOON), *changes(asked, None, NOON + MINUTE))
    assert daily(events, {}, (), Duty(), EVENING, UTC).empty


def test_a_deleted_answer_is_no_answer() -> None:
    answered, now = request(replies=(reply("mei", 1),)), request()
    day = told(now, more=changes(None, answered, NOON))
    assert not day.answered
    assert len(day.open) == 1


def test_an_open_question_says_since_when() -> None:
    assert told(request()).open == (Line("Where is my order?", "since 12:00", "https://s/p1"),)


def test_what_has_been_open_since_an_earlier_day_says_which() -> None:
    assert [line.detail for line in told(request(asked=NOON - 3 * DAY)).open] == ["since Fri 20 Nov"]


def test_my_own_answers_are_told_as_my_colleagues_are() -> None:
    mine = request(key="request:T1/C1/1", replies=(reply("ada", 1),))
    theirs = request(key="request:T1/C1/2", replies=(reply("mei", 2),))
    assert [line.detail for line in told(mine, theirs).answered] == ["answered by Ada", "answered by Mei"]


def test_answers_stand_in_the_order_in_which_they_came() -> None:
    late = request(key="request:T1/C1/1", title="late", replies=(reply("ada", 9),))
    early = request(key="request:T1/C1/2", title="early", replies=(reply("mei", 2),))
    assert [line.text for line in told(late, early).answered] == ["early", "late"]


# --- builds


def test_what_was_fixed_says_when_and_after_how_long() -> None:
    (line,) = told(build(ran(0, RED), ran(1, GREEN))).fixed
    assert line == Line("Tests on main (o/r)", "green again at 13:01 after 1 h", "https://g/run1")


def test_what_broke_yesterday_and_was_fixed_today_counts_from_yesterday() -> None:
    (line,) = told(build(ran(-24, RED), ran(-11, GREEN))).fixed
    assert line.detail == "green again at 01:01 after 13 h"


def test_what_broke_several_times_is_one_line() -> None:
    (line,) = told(build(ran(0, RED), ran(0.5, GREEN), ran(1, RED), ran(1.5, GREEN))).fixed
    assert line.detail == "green again at 13:31; broken 2 times, 1 h in all"


def test_the_builds_of_one_incident_are_fixed_on_one_line() -> None:
    names = ("api", "web", "apps")
    healed = [
        build(ran(number, RED), ran(number + 2, GREEN), key=f"build:g/{number}", title=name)
        for number, name in enumerate(names)
    ]
    lone = build(ran(0, RED), ran(1, GREEN), title="alone")
    found = {
        (one.key, one.runs[0].name): Finding(build=one.key, run=one.runs[0].name, seen_at=NOON, incident="disk")
        for one in healed
    }

    day = told(*healed, lone, findings=found)

    assert [(line.text, line.detail) for line in day.fixed] == [("alone (o/r)", "green again at 13:01 after 1 h")]
    assert day.fire == Line("api (o/r) and 2 more", "green again at 16:01 after 4 h", "https://g/run2")
    assert day.summary == "2 fixed"


def test_what_was_fixed_and_broke_again_is_open() -> None:
    day = told(build(ran(0, RED), ran(0.5, GREEN), ran(5, RED)))
    assert not day.fixed
    assert [line.text for line in day.open] == ["Tests on main is broken (o/r)"]
    assert [line.detail for line in day.open] == ["since 17:01"]


def test_what_was_fixed_yesterday_is_not_told_today() -> None:
    assert told(build(ran(-24, RED), ran(-23, GREEN))).empty


def test_a_fix_is_told_though_the_build_has_forgotten_the_run() -> None:
    broken = build(ran(0, RED), ran(1, GREEN))
    now = build(*(ran(2 + number / 10, GREEN) for number in range(20)))
    day = daily(changes(None, broken, NOON), {now.key: now}, (), Duty(), EVENING, UTC)
    assert [line.detail for line in day.fixed] == ["green again at 13:01 after 1 h"]


def test_a_project_that_stands_in_the_title_is_not_repeated() -> None:
    (line,) = told(build(ran(0, RED), ran(1, GREEN), title="lab.pixel", project="lab.pixel")).fixed
    assert line.text == "lab.pixel"


def test_the_host_of_a_feed_stands_in_the_address_only() -> None:
    (line,) = told(build(ran(0, RED), ran(1, GREEN), title="pixel", project="ci:80", url="http://ci:80/pixel")).fixed
    assert line.text == "pixel"


def test_nobody_at_fault_is_named() -> None:
    day = told(build(ran(0, RED), ran(1, GREEN)), build(ran(0, RED), key="build:g/o/r/2@main"))
    said = msgspec.json.encode(day).decode()
    assert day.fixed
    assert "Blame" not in said
    assert "Jonas" not in said
    assert "abc" not in said


# --- notes, what is next, and nothing


def test_notes_are_told_as_they_were_written() -> None:
    day = told(more=(note("called the depot"), note("and the bank", NOON + MINUTE)))
    assert [line.text for line in day.notes] == ["called the depot", "and the bank"]


def test_a_note_of_yesterday_is_not_told() -> None:
    assert told(more=(note("old", NOON - DAY),)).empty


def test_a_note_of_another_person_names_them() -> None:
    promise, remark = note("next: ask the depot"), note("the lamp is loose")
    day = told(more=tuple(msgspec.structs.replace(one, actor="Ada") for one in (promise, remark)))
    assert day.next == (Line("ask the depot", "from Ada"),)
    assert day.notes == (Line("the lamp is loose", "from Ada"),)


def test_a_note_may_say_what_is_next() -> None:
    day = told(more=(note("Next: renew the certificate"), note("next:"), note("next week is off")))
    assert [line.text for line in day.next] == ["renew the certificate"]
    assert [line.text for line in day.notes] == ["next week is off"]


def test_a_hand_over_is_told_within_two_days() -> None:
    until = EVENING + timedelta(days=2)
    duty = Duty(on=True, until=until, next_person="Jonas")
    assert [line.text for line in told(duty=duty).next] == ["Hand-over to Jonas on Wed 25 Nov"]
    assert told(duty=msgspec.structs.replace(duty, until=until + MINUTE)).empty
    assert told(duty=msgspec.structs.replace(duty, on=False)).empty
    nobody = msgspec.structs.replace(duty, next_person="")
    assert [line.text for line in told(duty=nobody).next] == ["Hand-over on Wed 25 Nov"]


def test_an_empty_day_is_empty() -> None:
    day = told()
    assert day.empty
    assert (day.date, day.summary) == ("Mon 23 Nov", "")


def test_the_summary_counts_what_is_told() -> None:
    items = (
        request(key="request:T1/C1/1"),
        request(key="request:T1/C1/2", reactions=(eyes("ada"),)),
        request(key="request:T1/C1/3", replies=(reply("mei", 1),)),
        build(ran(0, RED), ran(1, GREEN)),
    )
    assert told(*items).summary == "2 open, 1 fixed, 1 answered"


# --- texts from outside


def test_a_text_from_right_to_left_does_not_turn_the_sentence() -> None:
    mei = msgspec.structs.replace(reply("x", 1), name=YAEL)
    (line,) = told(request(title=URGENT, replies=(mei,))).answered
    assert line.text == f"\u200e\u2068{URGENT}\u2069"
    assert line.detail == f"answered by \u200e\u2068{YAEL}\u2069"


def test_emoji_and_markup_stay_what_they_are() -> None:
    rob = msgspec.structs.replace(reply("x", 1), name="Rob <b>Bold</b> & 🌸")
    (line,) = told(request(title="<b>{{ 7*7 }}</b> & *x* 🤔", replies=(rob,))).answered
    assert line.text == "<b>{{ 7*7 }}</b> & *x* 🤔"
    assert line.detail == "answered by Rob <b>Bold</b> & 🌸"


def test_a_long_title_is_cut() -> None:
    (line,) = told(request(title="word " * 100)).open
    assert len(line.text) <= 120
    assert line.text.endswith("…")


def test_hours_are_told_in_the_zone() -> None:
    items = {one.key: one for one in (request(),)}
    day = daily((), items, needs(World(items=items), EVENING), Duty(), EVENING, ZoneInfo("Europe/Berlin"))
    assert [line.detail for line in day.open] == ["since 13:00"]
