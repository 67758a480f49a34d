"""A rota in a real calendar server: what we make of its calendar is what it says itself when it is asked over CalDAV (RFC 4791, section 9.6.5)."""

import asyncio
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from defusedxml.ElementTree import fromstring

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar.meeting import window
from supporttray.connectors.calendar.meeting_ics import MeetingIcs
from supporttray.connectors.roster.ics import RosterIcs
from supporttray.connectors.web import Web
from supporttray.core.item import Meeting, Shift
from supporttray.errors import Refused
from tests.real.conftest import HERE, ROOT

PERSON, PASSWORD = "ada", "wonder:land"
CALENDAR, MEETINGS = "/ada/rota/", "/ada/meetings/"
IN_BERLIN = ("Ada", "Bo", "Di")  # Cy's shifts are days, Ed's are in UTC
BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
QUESTION = """<?xml version="1.0"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><C:calendar-data><C:expand start="{0:%Y%m%dT%H%M%SZ}" end="{1:%Y%m%dT%H%M%SZ}"/></C:calendar-data></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:time-range start="{0:%Y%m%dT%H%M%SZ}" end="{1:%Y%m%dT%H%M%SZ}"/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""
SETTINGS = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/people
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/store
"""


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[httpx.Client]:
    """A Radicale of its own, which holds the rota; the client is logged in."""
    python = ROOT / ".venv-real" / "bin" / "python"
    if not list(ROOT.glob(".venv-real/lib/python*/site-packages/radicale")):
        missing = "radicale is not installed: make test-real"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "people").write_text(f"{PERSON}:{PASSWORD}\n", encoding="utf-8")
    (tmp_path / "settings").write_text(SETTINGS.format(port=port, folder=tmp_path), encoding="utf-8")
    command = [python, "-m", "radicale", "--config", tmp_path / "settings"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        assert any("server ready" in line for line in server.stderr), (
            "it has ended"
        )  # never late, for a test has a limit
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", auth=(PERSON, PASSWORD), trust_env=False) as client:
            rota = (HERE / "rota.ics").read_bytes()
            assert client.put(CALENDAR, content=rota, headers={"content-type": "text/calendar"}).status_code == 201
            yield client
        server.terminate()
        assert server.wait(10) == 0


async def ask(client: httpx.Client, now: datetime, credential: str = f"{PERSON}:{PASSWORD}") -> Answer | Unchanged:
    service = Web(str(client.base_url).rstrip("/") + CALENDAR, credential, lambda: now)
    options = RosterIcs.Options(summary="{person} on call", zone="UTC")
    try:
        return await RosterIcs(options, service, "").fetch(b"", now)
    finally:
        await service.http.close()


def told(client: httpx.Client, now: datetime) -> list[tuple[datetime, datetime, str]]:
    """Return what our connector makes of the calendar."""
    answer = asyncio.run(ask(client, now))
    assert isinstance(answer, Answer)
    return sorted((item.at, item.until, item.person) for item in answer.items if isinstance(item, Shift))


def expanded(
    client: httpx.Client, begin: datetime, end: datetime, calendar: str = CALENDAR
) -> list[tuple[datetime, datetime, str]]:
    """Let the server work out a calendar."""
    headers = {"depth": "1", "content-type": "application/xml"}
    answer = client.request("REPORT", calendar, content=QUESTION.format(begin, end), headers=headers)
    assert answer.status_code == 207
    texts = [
        node.text or "" for node in fromstring(answer.content).iter("{urn:ietf:params:xml:ns:caldav}calendar-data")
    ]
    return sorted(
        event(lines) for text in texts for lines in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", text, re.DOTALL)
    )


def event(lines: str) -> tuple[datetime, datetime, str]:
    """Read the three lines of an event that count here, as plainly as can be: the server tells moments in UTC, or days."""
    told = dict(re.findall(r"^(DTSTART|DTEND|DURATION|SUMMARY)(?:;[^:]*)?:(.*?)\s*$", lines, re.MULTILINE))
    begin = moment(told["DTSTART"])
    end = moment(told["DTEND"]) if "DTEND" in told else begin + timedelta(days=int(told["DURATION"][1:-1]))
    return begin, end, told["SUMMARY"].removesuffix(" on call")


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ" if "T" in text else "%Y%m%d").replace(tzinfo=UTC)


@pytest.mark.parametrize("month", range(9, 22, 2))
def test_who_is_on_call_is_what_the_server_itself_makes_of_its_calendar(radicale: httpx.Client, month: int) -> None:
    now = datetime(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 15, 12, tzinfo=UTC)

    ours, theirs = told(radicale, now), expanded(radicale, now - BEFORE, now + AFTER)

    assert [(begin, person) for begin, _, person in ours] == [(begin, person) for begin, _, person in theirs]
    assert len({person for _, _, person in ours}) >= 3
    for (begin, end, person), (_, other, _) in zip(ours, theirs, strict=True):
        assert end - other == (offset(begin) - offset(end) if person in IN_BERLIN else timedelta(0))


def offset(moment: datetime) -> timedelta:
    """Return how far Berlin is off. The server adds hours, we hand over at the same time on the wall: apart over a change of the clocks."""
    return moment.astimezone(ZoneInfo("Europe/Berlin")).utcoffset() or timedelta(0)


@pytest.mark.parametrize("day", [datetime(2026, 10, 22), datetime(2026, 12, 20), datetime(2027, 3, 25)])  # noqa: DTZ001  days
def test_meetings_begin_when_the_server_says_also_where_the_clocks_change(
    radicale: httpx.Client, day: datetime
) -> None:
    now = day.replace(hour=3, tzinfo=UTC)
    calendar = (HERE / "meetings.ics").read_bytes()
    assert radicale.put(MEETINGS, content=calendar, headers={"content-type": "text/calendar"}).status_code == 201

    async def ask() -> Answer | Unchanged:
        service = Web(str(radicale.base_url).rstrip("/") + MEETINGS, f"{PERSON}:{PASSWORD}", lambda: now)
        try:
            return await MeetingIcs(MeetingIcs.Options(title="*stand-up*"), service, "").fetch(b"", now)
        finally:
            await service.http.close()

    answer = asyncio.run(ask())

    assert isinstance(answer, Answer)
    found = [one for one in answer.items if isinstance(one, Meeting)]
    theirs = [one for one in expanded(radicale, *window(now), MEETINGS) if "stand-up" in one[2]]
    assert sorted((one.at, one.until, one.title) for one in found) == theirs
    assert len(found) >= 4
    assert {one.link for one in found} == {"https://acme.zoom.us/j/123"}


def test_a_password_that_is_wrong_and_a_calendar_that_has_gone_are_refused(radicale: httpx.Client) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    with pytest.raises(Refused, match="refuses the credential"):
        asyncio.run(ask(radicale, now, f"{PERSON}:wrong"))
    assert radicale.delete(CALENDAR).status_code == 200
    with pytest.raises(Refused, match="knows nothing at this address"):
        asyncio.run(ask(radicale, now))
