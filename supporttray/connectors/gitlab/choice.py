"""Which pipelines a watch means, and which of them are one build: by their branch, and by their source or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.connectors.pattern import chosen, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.connectors.gitlab.api import Pipeline

CHILD = "parent_pipeline"
SCHEDULE = "schedule"
# a branch's own pipelines, however somebody began them: a red push is healed by a green one that was started by hand
SAME = frozenset({"push", "web", "webide", "api", "trigger", "chat", "external", ""})
# never meant but by their own name: children repeat what their parent says, merge requests are no branch
RARE = frozenset({CHILD, "merge_request_event", "external_pull_request_event"})


class Choice:
    """What is meant. Raises `ConfigError` for a regular expression that is none."""

    def __init__(self, branches: Sequence[str], pipelines: Sequence[str]) -> None:
        self.branches = _filled(branches)
        self.pipelines = _filled(pipelines)
        self._branch = chosen(self.branches)
        self._kept = chosen(("*", *(one for one in self.pipelines if one.startswith("!"))))
        self._tests = [(one, chosen((one,))) for one in self.pipelines if not one.startswith("!")]

    @property
    def branch(self) -> str:
        """The one branch that is meant; empty where there may be several."""
        return plain(self.branches)

    def means(self, source: str) -> bool:
        """Whether pipelines of a source may be meant."""
        return self._kept(source) and any(test(source) for _, test in self._tests)

    def label(self, one: Pipeline) -> str | None:
        """Return what tells a pipeline's build from the others of its branch; None for one that is not meant."""
        named = one.name or ""
        if not self._branch(one.ref) or not self._kept(one.source) or (named and not self._kept(named)):
            return None
        for pattern, test in self._tests:
            if test(one.source) and (one.source not in RARE or pattern == one.source):
                return _family(one)
            if named and one.source not in RARE and test(named):
                return pattern
        return None


def _filled(patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the patterns; those that only leave out leave out of everything."""
    every = tuple(patterns)
    return every if any(not one.startswith("!") for one in every) else ("*", *every)


def _family(one: Pipeline) -> str:
    """Return the source, where that tells builds apart; children are told apart by their names."""
    if one.source == CHILD:
        return f"{CHILD}/{one.name}" if one.name else CHILD
    return "" if one.source in SAME else one.source
