"""What is said where a list cannot be seen now: how old it is, and why. Pure but for the translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import MINUTE, age
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from supporttray.core.snapshot import ServiceState

_LONGEST = 200


def _(text: str) -> str:
    return QCoreApplication.translate("blind", text)


def blind(watches: Sequence[str], services: Iterable[ServiceState], seen_at: datetime | None, now: datetime) -> str:
    """Return what cannot be seen: `Seen 12 min ago: cannot see queue: Jira refused the token. Run …`; empty where all is seen."""
    if not watches:
        return ""
    known = tuple(services)
    first, *others = (_lost(watch, known) for watch in watches)
    told = _("{seen}: cannot see {lost}").format(seen=seen(seen_at, now), lost=first)
    return "\n".join((told, *(_("Cannot see {lost}").format(lost=one) for one in others)))


def seen(at: datetime | None, now: datetime) -> str:
    """Return how long ago something was seen."""
    if at is None:
        return _("Not seen yet")
    return _("Seen just now") if now - at < MINUTE else _("Seen {span} ago").format(span=age(now - at))


def _lost(watch: str, services: Sequence[ServiceState]) -> str:
    """Return a watch, and why it cannot be seen where its service says so."""
    name = isolated(shorten(watch, 60))
    for one in services:
        if one.name == watch or one.detail.startswith(f"{watch}: "):
            why = one.detail.removeprefix(f"{watch}: ")
            told = " ".join(_sentence(isolated(shorten(part, _LONGEST))) for part in (why, one.hint) if part)
            return f"{name}: {told}" if told else name
    return name


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
