"""What the faces draw, in words: one small value made from a snapshot, so that tray, menu and window say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supporttray.ui.tray.icons import STARTING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from supporttray.core.hours import Hours
    from supporttray.core.model import Need
    from supporttray.core.page import Page
    from supporttray.core.snapshot import ServiceState, Snapshot

SENTENCE_LIMIT = 110
LINES = 5  # needs that a menu names
CANNOT_SEE = "cannot see"


class Line(NamedTuple):
    """One need as a line, and the page that choosing it opens."""

    text: str
    page: Page


class Drawing(NamedTuple):
    """All that a face shows. `state` is a TrayState or STARTING; `needs` are the first of `total`; `blind` has a line per watch that cannot be seen.

    `paused` says until when alerts say nothing, `aside` why they are shown in a window of our own; empty where it is not so.
    `on` says what I am on. `left` is what is left of the time of what is due first, where that is told instead of the badge. `builds` whether there are builds to be shown.
    `release` says how the release fares that is watched; empty while none is.
    """

    state: str
    badge: int
    tooltip: str
    header: str
    hint: str = ""
    needs: tuple[Line, ...] = ()
    total: int = 0
    blind: tuple[str, ...] = ()
    paused: str = ""
    aside: str = ""
    left: str = ""
    builds: bool = False
    on: str = ""
    release: str = ""


STARTING_UP = Drawing(state=STARTING, badge=0, tooltip="Support Tray is starting.", header="Starting: nothing seen yet")


def drawing(snapshot: Snapshot, now: datetime, aside: str = "") -> Drawing:
    """Return what to draw of a snapshot; `now` is for the ages, `aside` why the desktop shows no notifications. The words are core's, which has made them fit for a line."""
    # Not at the top: the words come with msgspec, and the icon must be in the panel before that is loaded.
    from supporttray.core import display  # noqa: PLC0415
    from supporttray.core.text import shorten  # noqa: PLC0415

    return Drawing(
        # before the first answers there is nothing that cannot be seen
        state=STARTING if snapshot.tray.tooltip == display.LOOKING else snapshot.tray.state.value,
        badge=snapshot.tray.count,
        tooltip=snapshot.tray.tooltip,
        header=display.header(snapshot),
        needs=tuple(_line(need, snapshot.hours, now) for need in snapshot.needs[:LINES]),
        total=len(snapshot.needs),
        blind=tuple(shorten(_sentence(one), SENTENCE_LIMIT) for one in snapshot.services if one.state in display.BLIND),
        paused=_paused(snapshot, now),
        aside=shorten(f"Notifications are shown by Support Tray itself: {aside}", SENTENCE_LIMIT) if aside else "",
        left=snapshot.tray.left,
        builds=snapshot.builds,
        on=_on(snapshot.on),
        release=shorten(f"Release {snapshot.release}" if snapshot.releases == 1 else snapshot.release, SENTENCE_LIMIT),
    )


def _line(need: Need, hours: Hours, now: datetime) -> Line:
    from supporttray.core.display import need_line  # noqa: PLC0415  (as above)
    from supporttray.core.page import opened  # noqa: PLC0415

    return Line(need_line(need, hours, now), opened(need.page, need.url, need.key, need.app))


def _on(tasks: Sequence[tuple[str, str]]) -> str:
    if not tasks:
        return ""
    from supporttray.ui.next.word import on  # noqa: PLC0415  (as above)

    return on(tasks)


def _paused(snapshot: Snapshot, now: datetime) -> str:
    from supporttray.core import display  # noqa: PLC0415  (as above)

    until = snapshot.paused_until
    if until is None or until <= now:
        return ""
    the_day = "" if display.day(until) == display.day(now) else f"{display.day(until)} "
    return f"Alerts are paused until {the_day}{display.clock(until)}"


def failed(last: Drawing, phrase: str, hint: str) -> Drawing:
    """Return what to draw when the engine ended with an error: the error first, then what was last known."""
    from supporttray.core.text import shorten  # noqa: PLC0415  (as above)

    phrase = shorten(phrase, SENTENCE_LIMIT)
    said = phrase if phrase.endswith((".", "!", "?", "…")) else f"{phrase}."
    return last._replace(state=CANNOT_SEE, tooltip=said, header=phrase, hint=shorten(hint, SENTENCE_LIMIT))


def _sentence(service: ServiceState) -> str:
    parts = (f"Cannot see {service.name}: {service.detail or service.state}", service.hint)
    return " — ".join(part.rstrip(".") for part in parts if part)
