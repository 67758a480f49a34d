"""What is said of what is next, in words. Pure but for the translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import age
from supporttray.core.model import Urgency
from supporttray.core.next import Key
from supporttray.core.text import isolated, shorten
from supporttray.ui.inbox import due

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from supporttray.core.next import Row
    from supporttray.core.snapshot import ServiceState
    from supporttray.core.work import Next

_TITLE = 60  # letters of a title
_LONGEST = 200  # of why something cannot be seen


def _(text: str) -> str:
    return QCoreApplication.translate("next", text)


def on(tasks: Sequence[tuple[str, str]]) -> str:
    """Return what I am on: of several tasks the first, and how many more."""
    if not tasks:
        return ""
    name, title = tasks[0]
    called = " · ".join(isolated(part) for part in (name, shorten(title, _TITLE)) if part)
    said = _("On {task}").format(task=called)
    return said if len(tasks) == 1 else _("{said} and {n} more").format(said=said, n=len(tasks) - 1)


def urgency(row: Row) -> str:
    """Return how loud a row is, in a word or two."""
    words = {Urgency.URGENT: _("Urgent"), Urgency.NEEDS_YOU: _("Needs you"), Urgency.QUIET: _("When you can")}
    return words[row.urgency]


def urgencies() -> tuple[str, ...]:
    """Return all of these words."""
    return _("Urgent"), _("Needs you"), _("When you can")


def step(row: Row) -> str:
    """Return what Enter does with a row."""
    return steps()[row.default]


def steps() -> dict[Key, str]:
    """Return what Enter can do."""
    return {
        Key.OPEN: _("Open"),
        Key.WHY: _("Why"),
        Key.REPLY: _("Reply"),
        Key.START: _("Start"),
        Key.CHECKLIST: _("Checklist"),
    }


def called(row: Row) -> str:
    """Return a row as people call it: its name where its title does not have that, and its title."""
    name = row.name if row.name and row.name not in row.title else ""
    return " ".join(isolated(one) for one in (name, row.title) if one)


def reason(row: Row) -> str:
    """Return why it is there and whose it is."""
    owner = isolated(row.owner) if row.owner and row.owner not in row.why else ""
    return f"{row.why.rstrip('.')} · {owner}" if owner else row.why


def explained(row: Row) -> str:
    """Return why it is there, whose it is, and why it stands where it stands."""
    return f"{reason(row).rstrip('.')} — {row.above}" if row.above else reason(row)


def late(row: Row, now: datetime) -> bool:
    """Whether its time is over."""
    return row.late or due.late(row, now)


def clock(row: Row, now: datetime, zone: tzinfo | None) -> str:
    """Return how much of a row's time is left, or how old it is."""
    return _("overdue") if row.late and row.due is None else due.told(row, now, zone)


def heard(row: Row, now: datetime, zone: tzinfo | None) -> str:
    """Return all of a row, for who hears it."""
    parts = (f"{urgency(row)}: {called(row)}", clock(row, now, zone), explained(row))
    return ", ".join(parts) + _(". Enter: {step}").format(step=step(row))


def foot(known: Next, services: Iterable[ServiceState]) -> str:
    """Return what is not in the list: how much is snoozed, and what cannot be seen."""
    told = tuple(services)
    asleep = _("{n} snoozed").format(n=known.asleep) if known.asleep else ""
    lost = ", ".join(_lost(name, told) for name in known.blind)
    return " · ".join(one for one in (asleep, _("cannot see {names}").format(names=lost) if lost else "") if one)


def _lost(watch: str, services: Sequence[ServiceState]) -> str:
    """Return a watch that cannot be seen, why, and what to do about it, where its service says so."""
    name = isolated(shorten(watch, _TITLE))
    for one in services:
        if one.name == watch or one.detail.startswith(f"{watch}: "):
            parts = (one.detail.removeprefix(f"{watch}: "), one.hint)
            why = " — ".join(shorten(part, _LONGEST).rstrip(".") for part in parts if part)
            return f"{name} ({isolated(why)})" if why else name
    return name


def found(rows: Iterable[Row], typed: str) -> tuple[Row, ...]:
    """Return the rows that have all the words that are typed."""
    words = typed.casefold().split()
    return tuple(row for row in rows if not words or all(one in _text(row) for one in words))


def _text(row: Row) -> str:
    return "\n".join((row.name, row.title, row.why, row.owner, urgency(row), step(row))).casefold()


def old(row: Row, now: datetime) -> str:
    """Return how long it has waited."""
    return age(now - row.since)
