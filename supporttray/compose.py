"""A day as a text: by the person's own template beside the config, or by ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray import template
from supporttray.core import handoff
from supporttray.core.daily import Daily
from supporttray.core.handoff import Handoff
from supporttray.paths import resource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import TypeAlias

    from supporttray.core.planning import Planning
    from supporttray.paths import Workspace

    Told: TypeAlias = Daily | Handoff | Planning


async def compose(place: Workspace, day: Told, form: str = "") -> str:
    """Return a day, a hand-over or a planning as a text: by the person's own template or by ours. Raises `ConfigError` where theirs is wrong.

    Where nobody says in which form it is as Slack shows it, a planning in Markdown.
    """
    name, sections = _kind(day)
    source = _template(place, f"{name}.{form or ('markdown' if name == 'planning' else 'slack')}.j2")
    plain: dict[str, object] = msgspec.to_builtins(day)
    return await template.render(source, plain | {"empty": day.empty}, sections)


def _kind(day: Told) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return how its templates are called, and its sections."""
    if isinstance(day, Daily):
        return "daily", template.SECTIONS
    if isinstance(day, Handoff):
        return "handoff", handoff.SECTIONS
    from supporttray.core import planning  # noqa: PLC0415  once a week

    return "planning", planning.SECTIONS


def _template(place: Workspace, name: str) -> Path:
    own = place.config.parent / "templates" / name
    return own if own.exists() else resource(f"templates/{name}")
