"""What is said of changes, in words: how they stand, whom they wait for, for how long. Pure but for the translation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import HOUR, MINUTE, clock, day
from supporttray.core.item.review import Says
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from supporttray.core.item.review import Opinion, Review
    from supporttray.core.work import Line

WAITING, PUSHED, AUTHOR, RED, APPROVED, DRAFT = "waiting", "pushed", "author", "red", "approved", "draft"
UNASKED = "unasked"
_ALIKE = {"asked": WAITING}  # one of mine that is asked for waits as the others do
_SHORT = timedelta(minutes=100)
_NAME = 30  # letters of a name on a button


def _(text: str) -> str:
    return QCoreApplication.translate("review", text)


def heads() -> tuple[str, ...]:
    """Return what the columns of the list are called."""
    own = (_("State"), _("Change"), _("Why"), _("Author"))
    return (*own, _("Asked"), _("Waits"), _("Lines"))


def shape(line: Line) -> str:
    """Return which shape tells how a change stands."""
    return _ALIKE.get(line.state, line.state)


def states() -> dict[str, str]:
    """Return the words of the states."""
    return {
        WAITING: _("waits for review"),
        PUSHED: _("pushed since then"),
        AUTHOR: _("waits for author"),
        RED: _("checks red"),
        APPROVED: _("approved"),
        DRAFT: _("draft"),
        UNASKED: _("nobody asked"),
    }


def state(line: Line) -> str:
    """Return how a change stands in a few words; one of mine that waits for its author waits for me."""
    if line.review.mine and line.state == AUTHOR:
        return _("waits for you")
    return states().get(shape(line), line.state)


def titled(review: Review) -> str:
    """Return a change as people call it, and its title."""
    return f"{isolated(review.name)} {isolated(review.title)}".strip()


def author(review: Review) -> str:
    """Return who wrote it."""
    return _("you") if review.mine else isolated(review.author or review.by)


def asked(review: Review) -> str:
    """Return who is asked for a review."""
    return ", ".join(isolated(one) for one in review.asked)


def waited(line: Line) -> str:
    """Return for how much working time it waits: in minutes, then in hours, for a working day has no 24 of them."""
    span = line.waited
    if span < MINUTE:
        return _("just now")
    if span < _SHORT:
        return _("{n} min").format(n=span // MINUTE)
    return _("{n} h").format(n=f"{span // HOUR:,}")


def size(review: Review) -> str:
    """Return how many lines it changes."""
    return "" if review.lines is None else f"{review.lines:,}"


def summary(lines: Iterable[Line]) -> str:
    """Return how many changes there are in one line."""
    others = [one for one in lines if not one.review.mine]
    wanting = sum(one.wants_me for one in others)
    if not others:
        return ""
    all_ = _("1 open change") if len(others) == 1 else _("{n} open changes").format(n=f"{len(others):,}")
    want = {0: _("none of them wants you"), 1: _("1 wants you")}
    return f"{all_} · {want.get(wanting) or _('{n} want you').format(n=wanting)}"


def unheard(review: Review) -> tuple[str, ...]:
    """Return those who are asked and have said nothing yet."""
    return tuple(one for one in review.asked if one not in {said.by for said in review.opinions})


def to_ask(review: Review, reviewers: Iterable[str]) -> str:
    """Return who is to be asked next: the first in the chosen order who is neither asked nor has said something."""
    taken = {*review.asked, *(one.by for one in review.opinions), review.by}
    return next((one for one in reviewers if one not in taken), "")


def called(person: str) -> str:
    """Return a person on a button."""
    return isolated(shorten(person, _NAME))


def reminder(review: Review) -> str:
    """Return a kind reminder, for its author to change."""
    names = " ".join(f"@{one}" for one in unheard(review))
    return (
        _("{names} a kind reminder: could you have a look at this when you have a moment? Thank you!")
        .format(names=names)
        .strip()
    )


def facts(line: Line, zone: tzinfo | None) -> tuple[tuple[str, str], ...]:
    """Return what is known of a change, in paragraphs."""
    review = line.review
    count = size(review)
    lines = (_("1 line") if review.lines == 1 else _("{n} lines").format(n=count)) if count else ""
    return (
        (_("Where"), isolated(review.where)),
        (_("Author"), author(review)),
        (_("Asked"), asked(review) or _("nobody")),
        (_("Said"), "\n".join(_said(one, zone) for one in review.opinion)),
        (_("Waits"), _("{span} of working time").format(span=waited(line)) if line.waited >= MINUTE else ""),
        (_("Size"), lines),
        (_("Branch"), isolated(review.branch)),
        (_("Labels"), ", ".join(isolated(one) for one in review.labels)),
        (_("Tasks"), ", ".join(isolated(one) for one in review.tickets)),
    )


def _said(one: Opinion, zone: tzinfo | None) -> str:
    words = {
        Says.APPROVED: _("{name} approved it"),
        Says.CHANGES: _("{name} wants changes"),
        Says.COMMENTED: _("{name} commented"),
    }
    mine = {
        Says.APPROVED: _("You approved it"),
        Says.CHANGES: _("You want changes"),
        Says.COMMENTED: _("You commented"),
    }
    told = mine[one.says] if one.mine else words[one.says].format(name=isolated(one.name or one.by))
    return f"{told}, {day(one.at, zone)} {clock(one.at, zone)}"
