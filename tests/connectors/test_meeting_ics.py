"""Meetings in a calendar: which of its events they are, the way into each, and calendars of somebody with bad intentions."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar import conference, feed
from supporttray.connectors.calendar.meeting import AFTER
from supporttray.connectors.calendar.meeting_ics import LONGEST, MeetingIcs, fits
from supporttray.core.item import Meeting
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood, Refused, ServiceError
from tests.connectors import calendar_lab
from tests.connectors.calendar_lab import calendar, event, many, watching, worked_out_here
from tests.connectors.lab import NOON, Raw, reply, run

__all__ = ["worked_out_here"]  # a fixture
CALENDARS = Path(__file__).parents[1] / "contracts" / "ics"
FILES = json.loads((CALENDARS / "expected_expansion.json").read_text(encoding="utf-8"))["files"]
TIMED = {
    name: [one[:3] for one in known.get("events", ()) if "(date)" not in one[0] and one[3].upper() != "CANCELLED"]
    for name, known in FILES.items()
}
ORACLE = {name: events for name, events in TIMED.items() if events}
SPAN = ("DTSTART:20261124T094500Z", "DTEND:20261124T100000Z")
ONE = event(*SPAN, "SUMMARY:Stand-up")
ZOOM = "https://acme.zoom.us/j/123?pwd=abc"


def told(body: bytes, *, title: str = "*", now: datetime = NOON, **options: Any) -> list[Meeting]:
    items = calendar_lab.told(MeetingIcs, body, now=now, title=title, **options)
    return [item for item in items if isinstance(item, Meeting)]


def moment(text: str) -> datetime:
    """Return what the oracle says as a moment; what floats is UTC, as the test's option says."""
    found = datetime.fromisoformat(text.partition(" (")[0])
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def link(*lines: str) -> str:
    (one,) = told(calendar(event(*SPAN, "SUMMARY:Stand-up", *lines)))
    return one.link


# --- which events


@pytest.mark.parametrize(
    ("title", "pattern", "fit"),
    [
        ("Stand-up", "stand-up", True),
        ("Team A: STAND-UP (daily)", "*stand-up*", True),
        ("Stand-up", "planning", False),
        ("Stand-up", "stand?up", True),
        ("[Theme] Stand-up", "[theme]*", True),
        ("T", "[theme]*", False),
        ("Über-Planung", "über*", True),
        ("Stand\u202e-up\n", "stand-up", True),
        ("", "*", False),
    ],
)
def test_a_title_is_meant_by_a_pattern_whatever_its_capitals(title: str, pattern: str, fit: bool) -> None:  # noqa: FBT001
    assert fits(title, pattern) is fit


def test_no_pattern_takes_long() -> None:
    begin = time.monotonic()

    assert not fits("a" * 300, "*a" * 49 + "b")

    assert time.monotonic() - begin < 1


def test_only_what_has_such_a_title_a_time_of_day_and_takes_place_is_a_meeting() -> None:
    body = calendar(
        ONE,
        event(*SPAN, "SUMMARY:Lunch", uid="2"),
        event(*SPAN, "SUMMARY:Stand-up", "STATUS:CANCELLED", uid="3"),
        event("DTSTART;VALUE=DATE:20261124", "SUMMARY:Stand-up free day", uid="4"),
        event("DTSTART:20261124T000000Z", "DTEND:20261125T000000Z", "SUMMARY:Stand-up all day", uid="5"),
        event("DTSTART:20261124T150000Z", "SUMMARY:Stand-up without an end", uid="6"),
    )

    assert [one.title for one in told(body, title="stand-up*")] == ["Stand-up", "Stand-up without an end"]


def test_what_the_watch_says_stands_in_each() -> None:
    more: dict[str, Any] = {"opens": "https://q.example.com", "skipped": True, "remind": timedelta(minutes=15)}

    (one,) = told(calendar(ONE), **more)

    assert (one.url, one.skipped, one.remind, one.workdays) == (*more.values(), False)
    assert (one.at, one.until) == (datetime(2026, 11, 24, 9, 45, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert "private" not in one.key, "the address may be a secret"


def test_of_a_series_only_the_coming_days_are_told_at_the_same_time_on_the_wall() -> None:
    head = ("DTSTART;TZID=Europe/Berlin:20260105T094500", "DTEND;TZID=Europe/Berlin:20260105T100000")
    series = calendar(
        event(*head, "RRULE:FREQ=WEEKLY;BYDAY=MO,TH", "EXDATE;TZID=Europe/Berlin:20261029T094500", "SUMMARY:S")
    )

    dates = [f"{one.at:%d %H:%M}" for one in told(series, now=datetime(2026, 10, 22, 12, tzinfo=UTC))]

    assert dates == ["22 07:45", "26 08:45"]


def test_a_title_of_nobody_here_is_no_mistake_for_the_meeting_may_come_again() -> None:
    assert told(calendar(ONE), title="planning") == []


def test_what_floats_means_the_zone_of_the_watch() -> None:
    body = calendar(event("DTSTART:20261124T094500", "DTEND:20261124T100000", "SUMMARY:Stand-up"))

    assert told(body, zone="Asia/Kathmandu")[0].at == datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    assert calendar_lab.complaint(MeetingIcs, body, title="*").endswith("without a time zone that is known.")


# --- the way into it


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((f"LOCATION:{ZOOM}",), ZOOM),
        ((f"DESCRIPTION:Join here: {ZOOM}.\\nDial in: +49 30 1",), ZOOM),
        (("LOCATION:Room 1", f"DESCRIPTION:Agenda: https://wiki.example.com/a\\n<{ZOOM}>"), ZOOM),
        ((f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{ZOOM}", "URL:https://wiki.example.com"), ZOOM),
        (("X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij",), "https://meet.google.com/abc-defg-hij"),
        (("DESCRIPTION:https://teams.microsoft.com/l/meetup-join/19%3a",), "https://teams.microsoft.com/l/meetup-join/19%3a"),
        (("LOCATION:https://acme.webex.com/meet/ada",), "https://acme.webex.com/meet/ada"),
        (("URL:https://jitsi.example.com/team",), "https://jitsi.example.com/team"),
        (("URL:https://wiki.example.com", f"LOCATION:{ZOOM}"), ZOOM),
        (("DESCRIPTION:https://wiki.example.com/a",), ""),
        (("URL:javascript:alert(1)",), ""),
        (("URL:file:///etc/passwd",), ""),
        (("LOCATION:http://acme.zoom.us/j/1",), ""),
        (("LOCATION:https://zoom.us.evil.example/j/1",), ""),
        (("LOCATION:https://zoom.us@evil.example/j/1",), ""),
        (("LOCATION:https://notzoom.us/j/1",), ""),
        ((f"LOCATION:https://zoom.us/{'x' * 5000}",), ""),
        (("LOCATION:https://[zoom.us/j/1",), ""),
        ((), ""),
    ],
)  # fmt: skip
def test_the_link_is_the_first_of_a_known_kind_else_the_events_own(lines: tuple[str, ...], found: str) -> None:
    assert link(*lines) == found


WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from([ZOOM, "https://", "https://[", "http://zoom.us", "https://zoom.us@x"])
)


@given(st.lists(WORDS, max_size=6), WORDS)
def test_whatever_stands_in_an_event_only_a_web_page_is_a_link(links: list[str], url: str) -> None:
    found = conference.link(feed.Event("", "", "", "", "", url, tuple(links)))

    assert not found or found.startswith(("https://", "http://"))
    assert found in {*links, url, ""}


@given(st.text(max_size=100))
def test_each_title_reads_like_itself(title: str) -> None:
    assert fits(title, title) is bool(plain(title))
    assert not fits(title, f"{title}-")


# --- calendars that others wrote, and that somebody means badly


@pytest.mark.usefixtures("worked_out_here")
@pytest.mark.parametrize("name", sorted(ORACLE))
def test_the_meetings_in_a_calendar_of_others_are_what_the_oracle_says(name: str) -> None:
    """Around the first one of each calendar; what an oracle says of days is no meeting."""
    known = [(moment(begin), moment(end), title) for begin, end, title in ORACLE[name]]
    now = min(begin for begin, _, _ in known)

    found = told((CALENDARS / name).read_bytes(), now=now, zone="UTC")

    end = min(now + AFTER, known[-1][0] + timedelta(seconds=1))  # the oracle wrote down sixty at the most
    wanted = {one for one in known if one[0] < end and one[1] - one[0] <= LONGEST and one[2].strip()}
    assert {(one.at, one.until, one.title) for one in found if one.at < end} == {
        (first, last, shorten(title, 100)) for first, last, title in wanted
    }


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (reply(b"<!doctype html><title>Sign in</title>"), NotUnderstood, "gives a web page, not a calendar."),
        (reply(calendar(ONE)[:-20]), NotUnderstood, "gives a calendar that breaks off in the middle."),
        (reply(many(100_000)), NotUnderstood, "gives a calendar with more in it than is read here."),
        (reply(many(2_001)), NotUnderstood, "gives a calendar that has more than 2000 events"),
        (reply(b"gone", "404 Not Found"), Refused, "knows nothing at this address."),
        (reply(b"gone", "410 Gone"), Refused, "knows nothing at this address."),
    ],
    ids=["html", "half", "100000", "2001", "404", "410"],
)
def test_what_is_no_calendar_is_said_and_what_was_known_stays(
    answer: bytes, kind: type[ServiceError], said: str
) -> None:
    async def look() -> tuple[str, int]:
        say = lambda server, _: answer if len(server.heard) > 1 else reply(calendar(ONE))  # noqa: E731
        async with watching(MeetingIcs, say, title="*") as (one, _):
            await one.poll()
            with pytest.raises(kind) as caught:
                await one.poll()
            return caught.value.phrase, len(one.items)

    phrase, known = run(look())
    assert said in phrase
    assert known == 1


def test_what_has_not_changed_is_not_worked_out_again_until_tomorrow() -> None:
    def say(server: Raw, path: str) -> bytes:  # noqa: ARG001  one address
        known = 'if-none-match: "1"' in server.heard[-1]
        return reply(b"", "304 Not Modified") if known else reply(calendar(ONE), etag='"1"')

    async def look() -> list[Answer | Unchanged]:
        async with watching(MeetingIcs, say, title="*") as (one, _):
            answers = [await one.poll(), await one.poll()]
            one.clock.forward(days=1)
            return [*answers, await one.poll()]

    assert [isinstance(one, Unchanged) for one in run(look())] == [False, True, False]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "length"),
        ({"title": "x" * 101}, "length"),
        ({"zone": "Mars"}, "no time zone 'Mars'"),
        ({"opens": "javascript:1"}, "regex"),
        ({}, "missing required field `title`"),
    ],
)
def test_options_that_cannot_be_are_a_mistake(wrong: dict[str, Any], said: str) -> None:
    whole = wrong if not wrong else {"title": "*"} | wrong

    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(whole, MeetingIcs.Options)
