"""Whose a review is: which open changes want me, why the others do not, and since when they wait. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.text import isolated, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.core.item import Opinion, Review


class Reviewing(msgspec.Struct, frozen=True, kw_only=True):
    """What the config says of reviews.

    A change is an epic's by its branch or a label (patterns as of file names), or by a task that it names. `bots` are those whose changes want a
    person all the same. `reviewers` may review mine, in this order (their ids); `remind` is the working time after which they are reminded.
    `tickets` is the account whose tasks the changes name; it knows their epics.
    """

    branches: tuple[str, ...] = ("epic/*",)
    labels: tuple[str, ...] = ("epic",)
    bots: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    remind: timedelta = timedelta(hours=4)
    tickets: str = ""


UNSURE = "It is not known yet whether it belongs to an epic."


class Standing(msgspec.Struct, frozen=True):
    """Whether a change wants me, why or why not (a sentence), since when, and the `episode`: another one is something new to look at.

    `unsure` that it may want me, once it is known whether its tasks are an epic's.
    """

    wants: bool
    why: str
    since: datetime
    episode: str = ""
    unsure: bool = False


def standing(review: Review, said: Reviewing, epics: Mapping[str, str], *, declined: bool = False) -> Standing:
    """Return how I stand to somebody else's change; `epics` has the epics of tasks by their names, `declined` that it is not mine, I said."""
    mine = [one for one in review.opinion if one.mine]
    pushed = bool(mine) and mine[0].at < review.moved_at and mine[0].commit != review.head
    since = review.moved_at if pushed else review.at
    episode = mine[0].id if mine else ""
    if why := _out(review, said, epics, declined=declined):
        return Standing(wants=False, why=why, since=since, episode=episode)
    one = _wants(review, mine, pushed=pushed)
    unasked = said.tickets and not review.asks_me and any(name not in epics for name in review.tickets)
    if one and unasked:
        return Standing(wants=False, why=UNSURE, since=since, episode=episode, unsure=True)
    asked = "?" if review.asks_me else ""
    return Standing(wants=bool(one), why=one or _waits(review, mine), since=since, episode=f"{episode}{asked}")


def _wants(review: Review, mine: list[Opinion], *, pushed: bool) -> str:
    """Say why a change wants me; empty if it waits for somebody else."""
    if review.asks_me:
        return "You are asked again." if mine else "You are asked for a review."
    if pushed:
        return "Changes were pushed since your review."
    if review.opinion:
        return ""
    asked = f"{listed(review.asked)} {'are' if len(review.asked) > 1 else 'is'} asked, and nobody has looked at it."
    return asked if review.asked else "Nobody has looked at it."


def _out(review: Review, said: Reviewing, epics: Mapping[str, str], *, declined: bool) -> str:
    """Say why a change wants no review of a support engineer; empty if it may."""
    rules = (
        (review.mine, "It is your own."),
        (review.draft, "It is a draft."),
        (review.bot and not _any(review.by, said.bots), "It is a bot's."),
        (review.approved, f"{listed(_names(review))} approved it."),
        (declined, "You said that it is not yours."),
        (review.red and not review.asks_me, "Its checks are red: that is its author's to see first."),
    )
    why = next((text for is_so, text in rules if is_so), "")
    if why or review.asks_me:  # who is asked by name is asked, whatever the change belongs to
        return why
    of = epic(review, said, epics)
    return f"It belongs to the epic {isolated(of)}." if of else ""


def epic(review: Review, said: Reviewing, epics: Mapping[str, str]) -> str:
    """Return the epic that a change belongs to, as a person knows it: its branch, its label or its task's epic; empty if to none."""
    if _any(review.branch, said.branches):
        return review.branch
    if label := next((one for one in review.labels if _any(one, said.labels)), ""):
        return label
    return next((epics[one] for one in review.tickets if epics.get(one)), "")


def own(review: Review, said: Reviewing) -> tuple[str, str]:
    """Return how it stands with a change of mine: a word for it, and a sentence."""
    if review.draft:
        return "draft", "It is a draft."
    if review.approved:
        return "approved", f"{listed(_names(review))} approved it: it can be merged."
    if review.red:
        return "red", "Its checks are red."
    if review.state == "author":
        return "author", f"{listed(_names(review))} said something: it is your turn."
    if review.asked or review.opinion:
        waiting = _names(review) or review.asked
        return "asked", f"It waits for {listed(waiting)}."
    first = f"Ask {isolated(said.reviewers[0])}." if said.reviewers else "Ask somebody."
    return "unasked", f"Nobody is asked for a review. {first}"


def _waits(review: Review, mine: list[Opinion]) -> str:
    if review.state == "author":
        return "It waits for its author."
    return (
        f"{listed(_names(review))} {'look' if len(_names(review)) > 1 else 'looks'} at it."
        if not mine
        else "You have looked at it."
    )


def _names(review: Review) -> list[str]:
    return [one.name or one.by for one in review.opinion]


def _any(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in patterns)
