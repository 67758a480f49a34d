"""How a need gets louder with time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.model import Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.core.model import AlertOptions


def urgency(since: datetime, now: datetime, options: AlertOptions) -> Urgency:
    """Return URGENT once `urgent_after` has passed, NEEDS_YOU before."""
    late = options.urgent_after is not None and now - since >= options.urgent_after
    return Urgency.URGENT if late else Urgency.NEEDS_YOU
