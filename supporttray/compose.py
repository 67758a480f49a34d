"""A day as a text: by the person's own template beside the config, or by ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray import template
from supporttray.paths import resource

if TYPE_CHECKING:
    from pathlib import Path

    from supporttray.core.daily import Daily
    from supporttray.paths import Workspace


async def compose(place: Workspace, day: Daily, form: str = "slack") -> str:
    """Return a day as a text, by the person's own template or by ours. Raises `ConfigError` where theirs is wrong."""
    plain: dict[str, object] = msgspec.to_builtins(day)
    return await template.render(_template(place, form), plain | {"empty": day.empty})


def _template(place: Workspace, form: str) -> Path:
    own = place.config.parent / "templates" / f"daily.{form}.j2"
    return own if own.exists() else resource(f"templates/daily.{form}.j2")
