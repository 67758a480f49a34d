"""What is said of builds, in words: how they are, since when, why, and how sure that is. Pure but for the translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import MINUTE, age, clock, day
from supporttray.core.item import Result
from supporttray.core.rules.build import WORDS
from supporttray.core.text import isolated, shorten
from supporttray.core.triage import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from supporttray.core.builds import Builds, Line
    from supporttray.core.item import Run
    from supporttray.core.suspect import Suspect
    from supporttray.core.triage import Verdict

RED, GREEN, FLAKY, SILENT, UNKNOWN = "broken", "passing", "flaky", "silent", "unknown"
HANDLED = "handled"
_TITLE = 120  # letters of a title


def _(text: str) -> str:
    return QCoreApplication.translate("build", text)


def shape(line: Line) -> str:
    """Return which shape a build has: its state, or that somebody has it."""
    return HANDLED if line.handled and line.state != GREEN else line.state


def state(line: Line) -> str:
    """Return a build's state in a word or two."""
    word = _states().get(line.state, line.state)
    return _("{state}, handled").format(state=word) if shape(line) == HANDLED else word


def states() -> tuple[str, ...]:
    """Return the words that a state can have, the longest among them."""
    return (*_states().values(), _("{state}, handled").format(state=_("broken")))


def _states() -> dict[str, str]:
    return {RED: _("broken"), GREEN: _("passing"), FLAKY: _("flaky"), SILENT: _("silent"), UNKNOWN: _("unknown")}


def place(line: Line) -> str:
    """Return where a build is at home."""
    return " · ".join(isolated(part) for part in (line.project, line.branch) if part)


def since(line: Line, now: datetime) -> str:
    """Return how long and how many runs it has been so."""
    runs = (_("1 run") if line.streak == 1 else _("{n} runs").format(n=line.streak)) if line.streak else ""
    span = now - line.since if line.since else None
    long = "" if span is None else _("just now") if span < MINUTE else age(span)
    return ", ".join(part for part in (long, runs) if part)


def recent(runs: Iterable[Run]) -> str:
    """Return how the last runs ended: what the bars show, for who does not see them."""
    ended = [run.result for run in runs]
    words = {
        Result.PASSED: _("{n} passed"),
        Result.FAILED: _("{n} failed"),
        Result.ERRORED: _("{n} with an error of the machinery"),
        Result.IGNORED: _("{n} cancelled or skipped"),
    }
    told = [word.format(n=ended.count(result)) for result, word in words.items() if result in ended]
    return _("of the last {n} runs: {told}").format(n=len(ended), told=", ".join(told)) if ended else _("no run yet")


def cause(verdict: Verdict) -> str:
    """Return a verdict in a few words."""
    if verdict.cause is Cause.UNKNOWN:
        return _("not clear")
    what = isolated(shorten(verdict.text, 80))
    if verdict.cause is Cause.INFRASTRUCTURE and verdict.part:
        about = isolated(shorten(verdict.about or verdict.part, 50))
        what = f"{about}: {WORDS[verdict.part]}" if verdict.part in WORDS else about
    elif verdict.tests:
        count = len(verdict.tests)
        what = isolated(shorten(verdict.tests[0].name, 80)) + (_(" and {n} more").format(n=count - 1) * (count > 1))
    return f"{verdict.cause}: {what}" if what else str(verdict.cause)


def sure(confidence: float) -> str:
    """Return a confidence as a person says it."""
    steps = ((0.95, _("as good as certain")), (0.8, _("very likely")), (0.6, _("likely")), (0.4, _("possible")))
    return next((word for least, word in steps if confidence >= least), _("a guess"))


def sentence(verdict: Verdict) -> str:
    """Return why in one sentence: the cause, how sure that is, and what it rests on."""
    if verdict.cause is Cause.UNKNOWN:
        return _("Why is not clear: nothing in what could be read is known here. The log itself may tell you more.")
    said = cause(verdict)
    line = _(", line {n}").format(n=f"{verdict.line:,}") if verdict.line else ""
    end = _(" of the log's end") if verdict.line and verdict.cut else ""
    rule = _("; by the rule “{rule}”").format(rule=isolated(verdict.rule)) if verdict.rule else ""
    return f"{said[:1].upper()}{said[1:]}. {_sentence(sure(verdict.confidence))}{rule}{line}{end}."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def run(one: Run, zone: tzinfo | None) -> str:
    """Return a run as a line: when it ended, by what it was started, its commit."""
    title = f"“{isolated(shorten(one.title, _TITLE))}”" if one.title else ""
    parts = (moment(one.ended, zone), title, one.commit[:8])
    return ", ".join(part for part in parts if part)


def moment(at: datetime, zone: tzinfo | None) -> str:
    """Return a moment as a person writes it."""
    return f"{day(at, zone)} {clock(at, zone)}"


def suspect(one: Suspect) -> str:
    """Return a change that may be it, how likely that is, and why."""
    change = one.change
    name = (
        f"{change.number} “{shorten(change.title, _TITLE)}”".strip()
        if change.number
        else f"“{shorten(change.title, _TITLE)}”"
    )
    by = _(" by {name}").format(name=isolated(shorten(change.author.name, 60)))
    return f"{isolated(name)}{by}: {sure(one.confidence)}; {isolated(shorten(one.reason, _TITLE))}"


def checked(builds: Builds, now: datetime, zone: tzinfo | None) -> str:
    """Return how many builds were looked at, and when; of another day the day as well."""
    count, at = len(builds.lines), builds.checked_at
    if at is None:
        return _("Looking for the first time…")
    told = _("1 pipeline checked, {time}") if count == 1 else _("{n} pipelines checked, {time}")
    return told.format(n=f"{count:,}", time=clock(at, zone) if day(at, zone) == day(now, zone) else moment(at, zone))


def blind(builds: Builds) -> str:
    """Return what cannot be seen now; what was seen of it last stands there all the same."""
    names = ", ".join(isolated(name) for name in builds.blind)
    return _("Cannot be seen now, shown as last seen: {names}").format(names=names) if names else ""
