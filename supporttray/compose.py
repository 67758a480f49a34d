"""A day as a text: by the person's own template beside the config, or by ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    from supporttray.core.release.brief import Brief
    from supporttray.core.release.page import Day
    from supporttray.core.release.summary import Summary
    from supporttray.paths import Workspace

    Told: TypeAlias = Daily | Handoff | Planning | Day | Summary | Brief
    Kind: TypeAlias = tuple[str, Sequence[tuple[str, str]], dict[str, Any]]

SPOKEN = "slack"  # the form where nobody says one; what is edited before it is posted is Markdown


async def compose(place: Workspace, day: Told, form: str = "") -> str:
    """Return a day, a hand-over, a planning or what is said of a release as a text: by the person's own template or by ours.

    Where nobody says in which form, a day of support and a hand-over are as Slack shows them, the others Markdown. Raises `ConfigError` where their
    template is wrong.
    """
    name, sections, plain = _kind(day)
    source = _template(place, f"{name}.{form or (SPOKEN if isinstance(day, Daily | Handoff) else 'markdown')}.j2")
    return await template.render(source, plain, sections)


def _kind(day: Told) -> Kind:
    """Return how its templates are called, its sections, and what they are told."""
    if isinstance(day, Daily):
        return "daily", template.SECTIONS, _plain(day)
    if isinstance(day, Handoff):
        return "handoff", handoff.SECTIONS, _plain(day)
    from supporttray.core import planning  # noqa: PLC0415  once a week

    return ("planning", planning.SECTIONS, _plain(day)) if isinstance(day, planning.Planning) else _release(day)


def _release(told: Day | Summary | Brief) -> Kind:
    """Return the same of what is said of a release."""
    from supporttray.core.release import brief, day, summary  # noqa: PLC0415  while one is watched

    if isinstance(told, summary.Summary):
        return "release_summary", summary.SECTIONS, _plain(told)
    if isinstance(told, brief.Brief):
        return "release_brief", brief.SECTIONS, _plain(told)
    return "release_day", day.SECTIONS, day.sheet(told)


def _plain(day: Daily | Handoff | Planning | Summary | Brief) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(day)
    return plain | {"empty": day.empty}


def _template(place: Workspace, name: str) -> Path:
    own = place.config.parent / "templates" / name
    return own if own.exists() else resource(f"templates/{name}")
