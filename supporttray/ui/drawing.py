"""What the faces draw, in words: one small value made from a snapshot, so that tray, menu and window say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supporttray.ui.icons import STARTING

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.core.model import ServiceState, Snapshot

SENTENCE_LIMIT = 110
CANNOT_SEE = "cannot see"


class Line(NamedTuple):
    """One need as a line; `url` is what choosing it opens."""

    text: str
    url: str = ""


class Drawing(NamedTuple):
    """All that a face shows. `state` is a TrayState or STARTING; `blind` has a line per watch that cannot be seen."""

    state: str
    badge: int
    tooltip: str
    header: str
    hint: str = ""
    needs: tuple[Line, ...] = ()
    blind: tuple[str, ...] = ()


STARTING_UP = Drawing(state=STARTING, badge=0, tooltip="Support Tray is starting.", header="Starting: nothing seen yet")


def drawing(snapshot: Snapshot, now: datetime) -> Drawing:
    """Return what to draw of a snapshot; `now` is for the ages. The words are core's, which has made them fit for a line."""
    # Not at the top: the words come with msgspec, and the icon must be in the panel before that is loaded.
    from supporttray.core import display  # noqa: PLC0415
    from supporttray.core.text import shorten  # noqa: PLC0415

    return Drawing(
        # before the first answers there is nothing that cannot be seen
        state=STARTING if snapshot.tray.tooltip == display.LOOKING else snapshot.tray.state.value,
        badge=snapshot.tray.count,
        tooltip=snapshot.tray.tooltip,
        header=display.header(snapshot),
        needs=tuple(Line(display.need_line(need, now), need.url) for need in snapshot.needs),
        blind=tuple(shorten(_sentence(one), SENTENCE_LIMIT) for one in snapshot.services if one.state in display.BLIND),
    )


def failed(last: Drawing, phrase: str, hint: str) -> Drawing:
    """Return what to draw when the engine ended with an error: the error first, then what was last known."""
    from supporttray.core.text import shorten  # noqa: PLC0415  (as above)

    phrase = shorten(phrase, SENTENCE_LIMIT)
    said = phrase if phrase.endswith((".", "!", "?", "…")) else f"{phrase}."
    return last._replace(state=CANNOT_SEE, tooltip=said, header=phrase, hint=shorten(hint, SENTENCE_LIMIT))


def _sentence(service: ServiceState) -> str:
    parts = (f"Cannot see {service.name}: {service.detail or service.state}", service.hint)
    return " — ".join(part.rstrip(".") for part in parts if part)
