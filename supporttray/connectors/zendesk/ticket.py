"""A ticket as Zendesk tells it (developer.zendesk.com/api-reference/ticketing/tickets/tickets), read leniently: one odd field costs no list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from supporttray.connectors import letter
from supporttray.core.release.ticket import Ticket
from supporttray.core.text import shorten

Told = dict[str, Any]
OVER = frozenset({"solved", "closed"})
MERGED = "closed_by_merge"  # the tag that Zendesk gives
LABELS = 20  # tags that are kept
WORD = 100  # characters of a tag, a status, a product
DELETED = "It was deleted."
LOST = "It was deleted, or you may not see it any more."
ELSEWHERE = "It was moved: it is not among what is watched any more."


class Reading(msgspec.Struct, frozen=True):
    """What a ticket's words mean here: the desk's host, the address that people use, the field that tells a product, and the brands' names."""

    host: str
    base: str
    field: str = ""
    brands: dict[str, str] = {}

    def key(self, number: str) -> str:
        """Return the key of the ticket with that number."""
        return f"ticket:{self.host}/{number}"

    def ticket(self, told: Told) -> Ticket | None:
        """Return a ticket; None for what tells no number or no moment."""
        number, at = number_of(told), moment(told.get("created_at")) or moment(told.get("updated_at"))
        if not number or at is None:
            return None
        gone = _gone(told)
        words = letter.body(_text(told.get("description"))) if gone != DELETED else ""
        title = letter.subject(_text(told.get("subject")) or _text(told.get("raw_subject"))) or shorten(words, 80)
        status = shorten(_text(told.get("status")), WORD)
        return Ticket(
            key=self.key(number),
            name=f"#{number}",
            title=title if gone != DELETED else "",
            url=self.page(number),
            at=at,
            changed=moment(told.get("updated_at")),
            text=words,
            status=status,
            over=status in OVER,
            priority=shorten(_text(told.get("priority")), WORD),
            product=self._product(told),
            labels=_labels(told.get("tags")),
            gone=gone,
        )

    def lost(self, number: str, at: datetime, changed: datetime) -> Ticket:
        """Return what is left of a ticket that is shown no more: that there was one. Its words go with it."""
        return Ticket(
            key=self.key(number), name=f"#{number}", title="", url=self.page(number), at=at, changed=changed, gone=LOST
        )

    def page(self, number: str) -> str:
        """Return the address at which people read a ticket."""
        return f"{self.base}/agent/tickets/{number}"

    def _product(self, told: Told) -> str:
        """Return the value of the field that tells it, else the brand where there are several."""
        fields = told.get("custom_fields") or told.get("fields")
        for one in fields if self.field and isinstance(fields, list) else ():
            if isinstance(one, dict) and str(one.get("id")) == self.field and one.get("value"):
                return shorten(_text(one["value"]), WORD)
        return "" if self.field else self.brands.get(str(told.get("brand_id")), "")


def number_of(told: Told) -> str:
    """Return a ticket's number; empty if it tells none. A number that is a text is one too."""
    number = str(told.get("id") or "")
    return number if number.isascii() and number.isdecimal() else ""


def moment(told: Any) -> datetime | None:
    """Return a moment in UTC, whatever its offset; one without is UTC. None if it is none."""
    try:
        found = datetime.fromisoformat(told)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _text(told: Any) -> str:
    """Return a text, as far as it is one; a field with several values tells them all."""
    if isinstance(told, list):
        return ", ".join(one for one in told if isinstance(one, str))
    return told if isinstance(told, str) else ""


def _gone(told: Told) -> str:
    """Say why a ticket is none of its own any more. What follows up a merged ticket has its tags, and is one."""
    via = told.get("via")
    source = via.get("source") if isinstance(via, dict) else None
    follows = isinstance(source, dict) and source.get("rel") == "follow_up"
    tags = told.get("tags")
    if told.get("status") == "deleted":
        return DELETED
    merged = told.get("status") == "closed" and isinstance(tags, list) and MERGED in tags and not follows
    return "It was merged into another ticket." if merged else ""


def _labels(tags: Any) -> tuple[str, ...]:
    found = (shorten(one, WORD) for one in (tags if isinstance(tags, list) else ()) if isinstance(one, str))
    return tuple(one for one in found if one)[:LABELS]
