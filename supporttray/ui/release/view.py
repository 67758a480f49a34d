"""The views of a release beside its problems. Each is made when it is first looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supporttray.ui.inbox.sheet import Place
    from supporttray.ui.release.text import Text

PROBLEMS, TODAY, BRIEF, WHOLE = "problems", "today", "brief", "whole"


def _today(place: Place) -> Text:
    from supporttray.ui.release.today import Today  # noqa: PLC0415  each view when it is wanted

    return Today(place)


def _brief(place: Place) -> Text:
    from supporttray.ui.release.text import Brief  # noqa: PLC0415  (as above)

    return Brief(place)


def _whole(place: Place) -> Text:
    from supporttray.ui.release.text import Summary  # noqa: PLC0415  (as above)

    return Summary(place)


TEXTS: Mapping[str, Callable[[Place], Text]] = {TODAY: _today, BRIEF: _brief, WHOLE: _whole}
