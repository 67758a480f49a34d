"""Tickets to be searched: six weeks of ordinary ones, and what somebody writes since the release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.assess import languages
from supporttray.core.item import Error
from supporttray.core.release.group import Asked, search
from supporttray.core.release.plan import Release
from supporttray.core.release.ticket import Ticket
from supporttray.engine.likeness import like

if TYPE_CHECKING:
    from supporttray.core.release.problem import Problem

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
RELEASE = Release(
    product="Shop",
    version="4.0",
    start=START,
    end=START + 3 * DAY,
    components=("loyalty points", "checkout"),
    words=("charged twice",),
    number=1,
)
ORDINARY = (
    "How do I change my delivery address?",
    "Where is my parcel 12345?",
    "The invoice of order 9981 is missing",
    "My voucher is not accepted",
    "Please cancel my order",
    "The checkout asks for a phone number, why?",
    "How can I return a saddle?",
    "The mail for my new password does not arrive",
    "A wrong colour was delivered",
    "Do you ship to Norway?",
    "The chain is too short for my bike",
    "Can I pay by invoice in the checkout?",
)


def ticket(name: str, title: str, at: datetime, text: str = "", **more: object) -> Ticket:
    return Ticket(key=f"ticket:desk/{name}", name=f"#{name}", title=title, text=text, url="", at=at, **more)  # type: ignore[arg-type]


def history(number: int = 600) -> tuple[Ticket, ...]:
    """Ordinary tickets of the last thirty days."""
    step = 30 * DAY / number
    return tuple(ticket(f"h{at}", ORDINARY[at % len(ORDINARY)], START - 30 * DAY + at * step) for at in range(number))


def said(*words: str, after: timedelta = HOUR, step: timedelta = 5 * MINUTE, begin: str = "f") -> tuple[Ticket, ...]:
    """Tickets since the release, one after the other."""
    return tuple(ticket(f"{begin}{at}", one, START + after + at * step) for at, one in enumerate(words))


def error(name: str, title: str, **more: object) -> Error:
    given = {"at": START + HOUR, "level": "error", "environment": "production", "url": ""} | more
    return Error(key=f"error:rollbar/{name}", name=f"#{name}", title=title, **given)  # type: ignore[arg-type]


def found(
    *fresh: Ticket,
    problems: tuple[Problem, ...] = (),
    errors: tuple[Error, ...] = (),
    release: Release = RELEASE,
    earlier: tuple[Ticket, ...] | None = None,
    now: datetime | None = None,
    usual: float | None = 0.1,
    told: tuple[Ticket, ...] = (),
    notes: str = "",
) -> tuple[Problem, ...]:
    """Search, as the child does, with the problems' numbers given in turn."""
    asked = Asked(
        release=release,
        now=now or max((one.at for one in fresh), default=START) + 10 * MINUTE,
        problems=problems,
        fresh=tuple(map(raw, fresh)),
        told=tuple(map(raw, told)),
        errors=errors,
        usual=usual,
        notes=notes,
    )
    first = max((one.number for one in problems), default=0) + 1
    before = [bytes(raw(one)) for one in (history() if earlier is None else earlier)]
    new = search(asked, before, languages(), like)
    numbers = iter(range(first, first + len(new)))
    return tuple(one if one.number else msgspec.structs.replace(one, number=next(numbers)) for one in new)


def raw(one: Ticket) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(one))
