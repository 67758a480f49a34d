"""A day as a text: by the person's own template beside the config, or by ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray import template
from supporttray.core import handoff
from supporttray.core.daily import Daily
from supporttray.paths import resource

if TYPE_CHECKING:
    from pathlib import Path

    from supporttray.core.handoff import Handoff
    from supporttray.paths import Workspace


async def compose(place: Workspace, day: Daily | Handoff, form: str = "slack") -> str:
    """Return a day, or a hand-over, as a text: by the person's own template or by ours. Raises `ConfigError` where theirs is wrong."""
    name, sections = ("daily", template.SECTIONS) if isinstance(day, Daily) else ("handoff", handoff.SECTIONS)
    plain: dict[str, object] = msgspec.to_builtins(day)
    return await template.render(_template(place, f"{name}.{form}.j2"), plain | {"empty": day.empty}, sections)


def _template(place: Workspace, name: str) -> Path:
    own = place.config.parent / "templates" / name
    return own if own.exists() else resource(f"templates/{name}")
