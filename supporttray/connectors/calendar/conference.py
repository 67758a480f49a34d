"""The way into a meeting, found among the addresses that an event of a calendar holds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from supporttray.connectors.http import web

if TYPE_CHECKING:
    from supporttray.connectors.calendar.feed import Event

# Hosts (and those below them) at which people meet, as the vendors' invitations name them.
KNOWN = (
    "zoom.us",
    "zoomgov.com",
    "meet.google.com",
    "teams.microsoft.com",
    "teams.live.com",
    "webex.com",
    "meet.jit.si",
    "8x8.vc",
    "whereby.com",
    "meet.goto.com",
    "gotomeeting.com",
    "bluejeans.com",
    "chime.aws",
    "app.slack.com",
)


def link(event: Event) -> str:
    """Return the first address of a known kind of conference, else the event's own page; empty if it has none."""
    return next((one for one in event.links if web(one) and known(one)), "") or web(event.url)


def known(address: str) -> bool:
    """Whether an address leads to a place where people meet."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return any(host == one or host.endswith(f".{one}") for one in KNOWN)
