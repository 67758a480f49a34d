"""The words of a toast as a desktop gets them: plain lines, none too long, and markup for who takes markup. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from supporttray.core.toast import Toast

TITLE = 120  # characters; a desktop shows one line or two
LINE = 300
LINES = 8  # of the body; the reason comes after them

_NOT_IN_XML = {0xFFFE: None, 0xFFFF: None}  # no character of XML 1.0 (section 2.2); the rest of these `plain` drops
_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def title(toast: Toast) -> str:
    """Return the title as one plain line; it is never markup (Desktop Notifications Specification 1.2, Notify: summary)."""
    return _line(toast.title, TITLE)


def body(toast: Toast) -> str:
    """Return the body in plain lines, the reason why the app spoke as the last one."""
    said = [line for line in (_line(line, LINE) for line in toast.body.splitlines()) if line]
    return "\n".join((*said[:LINES], _line(toast.why, LINE))).strip()


def marked(text: str) -> str:
    """Return text as markup that shows it: a bare & would spoil the whole body (specification 1.2, Markup)."""
    return text.translate(_ENTITIES)


def _line(text: str, limit: int) -> str:
    return plain(shorten(text.translate(_NOT_IN_XML), limit))  # again: a cut may have parted an isolate from its end
