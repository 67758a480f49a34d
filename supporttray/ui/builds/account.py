"""What is known of a red build, in paragraphs: each a name and what it says. Pure but for the translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.text import isolated, listed, shorten
from supporttray.core.triage import Cause
from supporttray.ui.builds import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from supporttray.core.builds import Line, Why
    from supporttray.core.suspect import Suspicion
    from supporttray.core.triage import FailedTest

TESTS, SUSPECTS, BUILDS = 12, 4, 12  # that are named
_NAME, _MESSAGE = 160, 200  # letters

Paragraph = tuple[str, str]


def _(text: str) -> str:
    return QCoreApplication.translate("build", text)


def paragraphs(why: Why, zone: tzinfo | None) -> tuple[Paragraph, ...]:
    """Return what is known besides the sentence and the lines of the log. What is not known is left out, but for whose it is."""
    verdict, machine = why.verdict, why.verdict.agent if why.verdict else ""
    known = (
        (_("Who has it"), _had(why, zone)),
        (_("Failed tests"), _tests(verdict.tests) if verdict else ""),
        (_("First red run"), word.run(why.first, zone) if why.first else ""),
        (_("Last green run"), word.run(why.green, zone) if why.green else _("none is known") if why.first else ""),
        (_("Likely change"), _suspects(why)),
        (_("Whose tests"), _owners(why.suspicion) if why.suspicion else ""),
        (_("Looks after it"), isolated(why.engineer)),
        (_("Machine"), isolated(machine)),
        (_("Same cause"), _more([isolated(shorten(name, _NAME)) for name in why.with_it], BUILDS)),
        (_("Could not be read"), verdict.lacks if verdict and verdict.cause is not Cause.UNKNOWN else ""),
    )
    return tuple((name, said) for name, said in known if said)


def calm(line: Line) -> str:
    """Return what there is to say of a build that is not red."""
    told = {
        word.GREEN: _("It passes; there is nothing to explain."),
        word.FLAKY: _(
            "It passes now, but the same commit failed before: some test fails by chance. See the flaky tests."
        ),
        word.SILENT: _("It is green, but says less than usual: no run came for a long time, or far fewer tests ran."),
    }
    return told.get(line.state, _("No run of it has ended since it is watched, so nothing is known yet."))


def pages(why: Why) -> tuple[tuple[str, str], ...]:
    """Return where to read on: (label, address)."""
    compared = why.suspicion.url if why.suspicion else ""
    top = why.suspicion.top if why.suspicion else None
    found = (
        (_("Runbook"), why.runbook),
        (_("Machine"), why.page),
        (_("Newest red run"), why.last.url if why.last and why.last.red else ""),
        (_("First red run"), why.first.url if why.first and why.first != why.last else ""),
        (_("Last green run"), why.green.url if why.green else ""),
        (top.change.number if top and top.change.number else _("Likely change"), top.change.url if top else ""),
        (_("What changed"), compared),
    )
    return tuple((label, address) for label, address in found if address)


def _had(why: Why, zone: tzinfo | None) -> str:
    if not why.has_it:
        return ""
    until = _(" until {when}").format(when=word.moment(why.until, zone)) if why.until else ""
    return f"{isolated(why.has_it)}{until}"


def _tests(tests: Sequence[FailedTest]) -> str:
    return _more(list(_lines(tests)), TESTS)


def _lines(tests: Sequence[FailedTest]) -> Iterator[str]:
    for test in tests:
        said = f" — {isolated(shorten(test.message, _MESSAGE))}" if test.message else ""
        yield f"{isolated(shorten(test.name, _NAME))}{said}"


def _suspects(why: Why) -> str:
    """Say whose change it may be. Of what is nobody's change nobody is named."""
    if why.verdict is None or not why.verdict.cause.somebodys:
        return ""
    found = why.suspicion
    if found is None or not found.suspects:
        return _("Not clear.")
    named = [word.suspect(one) for one in found.suspects]
    if found.top:
        return _more(named, SUSPECTS)
    return _more([_("Not clear: no change stands out. It came in with one of these:"), *named], SUSPECTS + 1)


def _owners(found: Suspicion) -> str:
    if not found.owners:
        return _("ours") if found.ours else ""
    names = listed([shorten(name, _NAME) for name in found.owners])
    return _("ours ({names})").format(names=names) if found.ours else names


def _more(lines: Sequence[str], most: int) -> str:
    rest = len(lines) - most
    return "\n".join((*lines[:most], *([_("and {n} more").format(n=rest)] if rest > 0 else [])))
