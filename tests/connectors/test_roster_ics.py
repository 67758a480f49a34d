"""A rota in a calendar: as others write calendars, as people name their shifts, and as somebody with bad intentions would."""

import json
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar import feed
from supporttray.connectors.roster.ics import LONGEST, RosterIcs
from supporttray.connectors.web import Web
from supporttray.core.item import Shift
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused, ServiceError
from tests.connectors.calendar_lab import worked_out_here
from tests.connectors.lab import NOON, Clock, Look, Raw, Say, raw, reply, run

__all__ = ["worked_out_here"]  # a fixture
CALENDARS = Path(__file__).parents[1] / "contracts" / "ics"
EXPECTED: dict[str, Any] = json.loads((CALENDARS / "expected_expansion.json").read_text(encoding="utf-8"))["files"]
BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
# An event without a beginning, which the oracle was not asked about.
SENSELESS = {
    "icalendar/issue_1050_multiple_calendars.ics",
    "icalendar/issue_1549_binary_attachment.ics",
    "icalendar/rfc_5545_RDATE_example.ics",
}
# A series that makes no sense is left out, unless it leaves nothing; the oracle had no answer, or an error.
LEFT_OUT = {
    "icalendar/broken_dtstart.ics": "gives a calendar that breaks the rules of calendars (RFC 5545).",
    "icalendar/invalid_duration.ics": "gives a calendar that breaks the rules of calendars (RFC 5545).",
    "icalendar/issue_1081_invalid_rrule_freq.ics": "gives a calendar that breaks the rules of calendars (RFC 5545).",
    "icalendar/parsing_error.ics": "none of 20 events has a title like '{person}'.",
    "recurring_ical_events/bad_rrule_missing_until_event.ics": "gives a calendar that breaks the rules of calendars (RFC 5545).",
}


def calendar(*lines: str, head: tuple[str, ...] = ()) -> bytes:
    """Write a calendar of one event."""
    event = ("BEGIN:VEVENT", "UID:1@example", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT")
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *head, *event, "END:VCALENDAR", "")
    ).encode()


@asynccontextmanager
async def watching(say: Say, *, me: str = "", **options: Any) -> AsyncIterator[tuple[Look, Raw]]:
    async with raw(say) as server:
        clock = Clock()
        service = Web(server.address + "/private-1/basic.ics", "", clock)
        try:
            yield Look(RosterIcs(msgspec.convert(options, RosterIcs.Options), service, me), clock), server
        finally:
            await service.http.close()


def told(body: bytes, *, now: datetime = NOON, me: str = "", **options: Any) -> list[Shift]:
    async def look() -> list[Shift]:
        async with watching(lambda *_: reply(body), me=me, **options) as (one, _):
            one.clock.time = now
            await one.poll()
            return [item for item in one.items.values() if isinstance(item, Shift)]

    return sorted(run(look()), key=lambda one: (one.at, one.key))


def complaint(body: bytes, **options: Any) -> str:
    with pytest.raises(NotUnderstood) as caught:
        told(body, **options)
    return caught.value.phrase.partition(" ")[2]


WEEK = calendar("DTSTART:20261123T090000Z", "DTEND:20261130T090000Z", "SUMMARY:Ada")


# --- calendars that others wrote


def moment(text: str) -> datetime:
    """Return what the oracle says as a moment; a day begins at midnight and what has no offset is UTC, as the test's option says."""
    found = datetime.fromisoformat(text.partition(" (")[0])
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def expected(events: list[list[str]], begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, str]]:
    """Yield begin, end and title of what is a shift between two moments."""
    longest: dict[tuple[datetime, str], datetime] = {}
    for start, stop, summary, status in events:
        first, last = moment(start), moment(stop)
        if "(date)" in stop and last <= first:
            last = first + timedelta(days=1)
        if summary.strip() and status.upper() != "CANCELLED" and first < last and last > begin and first < end:
            key = (first, shorten(summary[:LONGEST], 100))
            longest[key] = max(last, longest.get(key, last))
    yield from sorted((first, last, name) for (first, name), last in longest.items())


@pytest.mark.usefixtures("worked_out_here")
@pytest.mark.parametrize("name", sorted(set(EXPECTED) - SENSELESS - set(LEFT_OUT)))
def test_a_calendar_of_others_means_what_it_means_to_the_oracle(name: str) -> None:
    known, body = EXPECTED[name], (CALENDARS / name).read_bytes()
    if "expand_error" in known or "parse_error" in known:
        assert complaint(body, zone="UTC") == "gives a calendar that breaks the rules of calendars (RFC 5545)."
        return
    if not known["calendars"]:
        assert complaint(body, zone="UTC").startswith("gives ")
        return
    first, last = (datetime.fromisoformat(text) for text in known.get("window_utc", ["2025-01-01T00:00Z"] * 2))
    if known["events"] and not any(summary for _, _, summary, _ in known["events"]):
        with pytest.raises(NotUnderstood, match="has a title like"):
            told(body, now=first + BEFORE, zone="UTC")
        return
    whole = known.get("count", 0) == len(known["events"])
    horizon = last if whole else moment(known["events"][-1][0])  # the oracle wrote down sixty at the most
    compared = 0
    for now in (first + BEFORE, last - AFTER):
        begin, end = now - BEFORE, min(now + AFTER, horizon)
        wanted = list(expected(known["events"], begin, end))
        found = [(one.at, one.until, one.person) for one in told(body, now=now, zone="UTC")]
        assert [one for one in found if one[0] < end and one[0] >= begin] == [one for one in wanted if one[0] >= begin]
        compared += len(wanted)
    assert compared or not list(expected(known["events"], first, last))


@pytest.mark.parametrize("name", sorted(SENSELESS))
def test_an_event_without_a_beginning_is_an_error(name: str) -> None:
    assert complaint((CALENDARS / name).read_bytes(), zone="UTC").endswith("breaks the rules of calendars (RFC 5545).")


@pytest.mark.parametrize(("name", "said"), LEFT_OUT.items())
def test_a_series_that_makes_no_sense_is_left_out_unless_it_leaves_nothing(name: str, said: str) -> None:
    first, _ = (datetime.fromisoformat(text) for text in EXPECTED[name].get("window_utc", ["2026-01-01T00:00Z"] * 2))
    body = (CALENDARS / name).read_bytes()

    with pytest.raises(NotUnderstood, match=re.escape(said)):
        told(body, now=first + BEFORE, zone="UTC")
    if "error" not in EXPECTED[name]:
        assert [one.person for one in told(body + WEEK, now=NOON, zone="UTC")] == ["Ada"]


def test_each_calendar_of_others_is_looked_at() -> None:
    files = {path.relative_to(CALENDARS).as_posix() for path in CALENDARS.rglob("*.ics")}

    assert files == set(EXPECTED)


# --- what an event says


def test_a_series_is_handed_over_at_the_same_time_on_the_wall_all_year() -> None:
    head = "DTSTART;TZID=Europe/Berlin:20261012T090000", "DTEND;TZID=Europe/Berlin:20261019T090000"

    shifts = told(calendar(*head, "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=30", "SUMMARY:Ada"), me="ada")

    assert len(shifts) == 30
    assert {one.at.hour for one in shifts} == {7, 8}
    assert all(one.mine for one in shifts)
    assert (shifts[0].until - shifts[0].at, shifts[1].until - shifts[1].at) == (timedelta(days=7),) * 2


@pytest.mark.parametrize(
    ("options", "head", "begin", "end"),
    [
        ({"zone": "Europe/Berlin"}, (), (22, 23), (29, 23)),
        ({"zone": "Europe/Berlin", "hand_over": "09:00"}, (), (23, 8), (30, 8)),
        ({}, ("X-WR-TIMEZONE:Asia/Tokyo",), (22, 15), (29, 15)),
        ({"zone": "UTC"}, ("X-WR-TIMEZONE:Asia/Tokyo",), (23, 0), (30, 0)),
    ],
)
def test_a_day_begins_at_midnight_or_at_the_hand_over(
    options: dict[str, str], head: tuple[str, ...], begin: tuple[int, int], end: tuple[int, int]
) -> None:
    days = "DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261130"

    (one,) = told(calendar(*days, "SUMMARY:Ada", head=head), **options)

    assert (one.at, one.until) == (datetime(2026, 11, *begin, tzinfo=UTC), datetime(2026, 11, *end, tzinfo=UTC))


def test_a_day_without_an_end_is_one_day_and_a_moment_without_one_no_shift() -> None:
    (one,) = told(calendar("DTSTART;VALUE=DATE:20261123", "SUMMARY:Ada"), zone="UTC")

    assert one.until - one.at == timedelta(days=1)
    assert told(calendar("DTSTART:20261123T090000Z", "SUMMARY:Ada")) == []


def test_what_floats_needs_a_zone() -> None:
    body = calendar("DTSTART:20261123T090000", "DTEND:20261124T090000", "SUMMARY:Ada")

    assert told(body, zone="Asia/Kathmandu")[0].at == datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
    assert complaint(body) == "has the event 'Ada' without a time zone that is known."


def test_a_cancelled_event_is_no_shift() -> None:
    span = "DTSTART:20261123T090000Z", "DTEND:20261124T090000Z"

    assert told(calendar(*span, "SUMMARY:Ada", "STATUS:CANCELLED")) == []
    assert told(calendar(*span, "SUMMARY:Ada", "STATUS:CONFIRMED"))


@pytest.mark.parametrize(
    ("pattern", "summary", "person", "domain"),
    [
        ("{person}", "Ada Okafor", "Ada Okafor", "all"),
        ("{person} on call", "Ada  Okafor ON CALL", "Ada Okafor", "all"),
        ("{domain}: {person}", "backend: Ada", "Ada", "backend"),
        ("{person} ({domain})", "Ada (front end)", "Ada", "front end"),
        ("[{domain}] {person} *", "[a.b] Ada *", "Ada", "a.b"),
        ("{person}", "Ada L.", "Ada Okafor", "all"),
        ("{person} on call", "ADA L. on call", "Ada Okafor", "all"),
        ("{person}", "Ada\\, Bo", "Ada, Bo", "all"),
        ("{person}", "\\n Ada\\n", "Ada", "all"),
    ],
)
def test_a_title_says_who_and_what_for(pattern: str, summary: str, person: str, domain: str) -> None:
    body = calendar("DTSTART:20261123T090000Z", "DTEND:20261124T090000Z", f"SUMMARY:{summary}")

    (one,) = told(body, summary=pattern, domain="all", aliases={"Ada L.": "Ada Okafor"})

    assert (one.person, one.domain) == (person, domain)


def test_an_event_that_reads_otherwise_is_no_shift_but_if_all_do_it_is_said() -> None:
    one = calendar("DTSTART:20261123T090000Z", "DTEND:20261124T090000Z", "SUMMARY:Ada on call")
    other = one.replace(b"Ada on call", b"Team lunch").replace(b"1@", b"2@")

    assert [shift.person for shift in told(one + other, summary="{person} on call")] == ["Ada"]
    assert complaint(other, summary="{person} on call").endswith(
        "none of 1 events has a title like '{person} on call'."
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"summary": "on call"}, "must hold {person}"),
        ({"summary": "{person}{domain}"}, "must hold {person}"),
        ({"summary": "{person} {person}"}, "must hold {person}"),
        ({"summary": "{person} {what}"}, "must hold {person}"),
        ({"zone": "Mars"}, "no time zone 'Mars'"),
        ({"hand_over": "9"}, "regex"),
        ({"aliases": {"A": ""}}, "length"),
    ],
)
def test_options_that_cannot_be_are_a_mistake(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(wrong, RosterIcs.Options)


def test_no_key_shows_the_address_which_may_be_a_secret() -> None:
    (one,) = told(calendar("DTSTART:20261123T090000Z", "DTEND:20261124T090000Z", "SUMMARY:Ada"))

    assert "private" not in one.key


# --- what is none, and what is too much


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (reply(b"<!doctype html><title>Sign in</title>BEGIN:VCALENDAR"), NotUnderstood, "gives a web page, not a calendar."),
        (reply(b"\xef\xbb\xbf\r\n <HTML lang=en>"), NotUnderstood, "gives a web page, not a calendar."),
        (reply(b"{}"), NotUnderstood, "gives something that is no calendar."),
        (reply(b""), NotUnderstood, "gives something that is no calendar."),
        (reply(WEEK[:-20]), NotUnderstood, "gives a calendar that breaks off in the middle."),
        (reply(WEEK.replace(b"END:VEVENT", b"")), NotUnderstood, "gives a calendar that breaks the rules"),
        (reply(WEEK.replace(b"20261123T", b"20261399T")), NotUnderstood, "gives a calendar that breaks the rules"),
        (reply(b"gone", "404 Not Found"), Refused, "knows nothing at this address."),
        (reply(b"gone", "410 Gone"), Refused, "knows nothing at this address."),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_said_and_what_was_known_stays(
    answer: bytes, kind: type[ServiceError], said: str
) -> None:
    async def look() -> tuple[str, int]:
        async with watching(lambda server, _: answer if len(server.heard) > 1 else reply(WEEK)) as (one, _):
            await one.poll()
            with pytest.raises(kind) as caught:
                await one.poll()
            return caught.value.phrase, len(one.items)

    phrase, known = run(look())
    assert said in phrase
    assert known == 1


def many(count: int) -> bytes:
    event = "BEGIN:VEVENT\nUID:{0}\nDTSTART:20261123T090000Z\nDTEND:20261124T090000Z\nSUMMARY:P{0}\nEND:VEVENT\n"
    return ("BEGIN:VCALENDAR\n" + "".join(event.format(number) for number in range(count)) + "END:VCALENDAR\n").encode()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(many(100_000), "gives a calendar with more in it than is read here.", id="100000 events"),
        pytest.param(many(2_001), "gives a calendar that has more than 2000 events in the months that count.", id="2001 events"),
        pytest.param(
            calendar("DTSTART:20261123T090000Z", "SUMMARY:Ada", "RRULE:FREQ=HOURLY"),
            "gives a calendar that has more than 2000 events in the months that count.", id="each hour",
        ),
        pytest.param(b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 9_000 + b"END:VCALENDAR\n", "gives a calendar that ", id="nested"),
    ],
)  # fmt: skip
def test_too_much_is_refused_at_once(body: bytes, said: str) -> None:
    begin = time.monotonic()
    assert complaint(body).startswith(said)
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;UNTIL=20760101T000000Z",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_is_a_bomb_ends_within_the_limit(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert feed.LIMIT_S <= 10
    monkeypatch.setattr(feed, "LIMIT_S", 2.0)
    begin = time.monotonic()
    body = calendar("DTSTART:19760101T000000Z", "DTEND:19760101T010000Z", "SUMMARY:Ada", f"RRULE:{rule}")
    with suppress(NotUnderstood):
        assert told(body) == [], "of what never happens nothing is made"
    assert time.monotonic() - begin < feed.LIMIT_S + 5


def test_what_reads_calendars_is_not_loaded_into_the_app() -> None:
    code = "import sys; import supporttray.connectors.registry; print({'icalendar', 'dateutil', 'holidays'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.strip() == "set()"


def test_what_has_not_changed_is_not_worked_out_again_until_another_week_begins() -> None:
    def say(server: Raw, path: str) -> bytes:  # noqa: ARG001  one address
        known = 'if-none-match: "1"' in server.heard[-1]
        return reply(b"", "304 Not Modified") if known else reply(WEEK, etag='"1"')

    async def look() -> list[Answer | Unchanged]:
        async with watching(say) as (one, _):
            answers = [await one.poll(), await one.poll()]
            one.clock.forward(days=7)
            return [*answers, await one.poll()]

    assert [isinstance(one, Unchanged) for one in run(look())] == [False, True, False]
    assert date(2026, 11, 23).isocalendar().week != date(2026, 11, 30).isocalendar().week
