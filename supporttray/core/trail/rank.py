"""How likely each change is what broke a build: its share of what all of them weigh, and of what nobody looked at. Pure.

Confidences are shares of one whole, so two changes that are equally likely are both unclear. What speaks for a change only adds.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.suspect import Suspect
from supporttray.core.trail.clue import BROUGHT, SAID, TITLE, Clue, Failure
from supporttray.core.trail.path import sort, words
from supporttray.core.trail.table import COMMON, GENERIC, Sort
from supporttray.core.triage import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from supporttray.core.suspect import Author, Change, Changes
    from supporttray.core.triage import Verdict

MOST = 20  # suspects that are told
OTHER = 0.3  # what nobody looked at weighs: chance, the clock, another server
MISSING = 3.0  # the same where changes are missing
UNKNOWN = 1.0  # a change of which the files are not told
SECOND = 0.15  # what a second clue of another kind adds
SWEEPING = 40  # files: a change of more touches everything, so what it touches tells half as much
BACK = 1.3  # a change that takes another back undoes what was relied on
_BACK = re.compile(r'^(?:Revert|Back out|Rollback)[: ]+["“\'](.+)["”\'](?: \(#\d+\))?$', re.IGNORECASE)
_REQUEST = re.compile(r" \([#!]\d+\)$")
_IDENTIFIER = re.compile(r"\b(?:[A-Za-z]\w*_\w+|[a-z]+[A-Z]\w+|[A-Z][a-z]+[A-Z]\w+)\b")  # names of code, not words
_BROUGHT = re.compile(r"[@\w][\w./@-]{2,}")


def ranked(changes: Changes, verdict: Verdict) -> tuple[Suspect, ...]:
    """Return the suspects, the likeliest first; none of what is nobody's change."""
    if not verdict.cause.somebodys:
        return ()
    failure = Failure(verdict)
    found = _standing(_together(changes.changes))
    clues = [_clue(one, failure) for one in found]
    other = OTHER if changes.complete else OTHER + MISSING
    whole = math.fsum((other, *(clue.weight for clue in clues)))
    alone = len(found) == 1 and changes.complete
    suspects = [
        Suspect(
            change=one, confidence=clue.weight / whole, reason=_reason(one, clue, alone=alone, most=_most(clue, clues))
        )
        for one, clue in zip(found, clues, strict=True)
    ]
    return tuple(sorted(suspects, key=lambda one: (-one.confidence, one.change.id))[:MOST])


def _most(clue: Clue, clues: Sequence[Clue]) -> bool:
    """Whether no other change weighs half as much."""
    return sum(one.weight * 2 > clue.weight for one in clues) == 1


def _reason(change: Change, clue: Clue, *, alone: bool, most: bool) -> str:
    if clue.words:
        return f"the only change, and it {clue.words}" if alone else clue.words
    if alone:
        return "the only change since it passed"
    if not change.files:
        return "what it touched is not told"
    return "the others hardly touch what could fail" if most else "nothing points at it more than at others"


def _clue(change: Change, failure: Failure) -> Clue:
    """Return what a change weighs: its strongest clue, a little for each of another kind, and why."""
    if not change.files:
        return _brought(change, failure) or Clue(UNKNOWN)
    found = [*map(failure.clue, sorted(set(change.files)))]
    found += [one for one in (_brought(change, failure), _spoken(change, failure)) if one]
    best: dict[str, Clue] = {}
    for one in found:
        if one.kind not in best or best[one.kind].weight < one.weight:
            best[one.kind] = one
    first, *rest = sorted(best.values(), key=lambda one: -one.weight)
    pointed = math.fsum((first.weight, *(SECOND * one.weight for one in rest if one.kind)))
    sweeping = 0.5 if first.kind and len(set(change.files)) > SWEEPING else 1.0
    back = BACK if _BACK.match(change.title) else 1.0
    return Clue(pointed * sweeping * back, first.words, first.kind)


def _brought(change: Change, failure: Failure) -> Clue | None:
    """Return the clue that a change brings a dependency which the failure names: `Bump lodash from 4.17.20 to 4.17.21`."""
    if change.files and not any(sort(one) in (Sort.MANIFEST, Sort.PIPELINE) for one in change.files):
        return None
    if failure.cause is Cause.LINT or not (change.files or change.bot):
        return None
    text = failure.text.casefold()
    for word in _BROUGHT.findall(change.title.casefold()):
        known = len(word) > 2 and word not in GENERIC and word not in COMMON and not word[0].isdigit()
        if known and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text):
            return Clue(BROUGHT, f"brings {word}, of which the failure tells", "brought")
    return None


def _spoken(change: Change, failure: Failure) -> Clue | None:
    """Return the clue that a change's title names what the failure tells of: `Rename parse_amount`; or that it has words of the test's name."""
    if all(sort(one) is Sort.DOCS for one in change.files):
        return None
    for word in _IDENTIFIER.findall(change.title):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", failure.text):
            return Clue(SAID, f"is about {word}, of which the failure tells", "spoken")
    about = failure.words.intersection(words(change.title)) - COMMON
    return Clue(TITLE, "has words of the failing test in its title", "title") if about else None


# --- what is one change, and what is none


def _together(changes: Iterable[Change]) -> list[Change]:
    """Return each change once: the commits of one pull request are one."""
    groups: dict[str, list[Change]] = {}
    for one in changes:
        groups.setdefault(one.number or f"commit {one.id}", []).append(one)
    return [_one(groups[key]) for key in sorted(groups)]


def _one(group: list[Change]) -> Change:
    """Return the commits of a pull request as one change: of who made most of them."""
    unique = sorted({msgspec.json.encode(one): one for one in group}.items())
    members = [one for _, one in unique]
    first = max(members, key=lambda one: (one.place != "", len(one.files), one.id, one.title))
    files = tuple(sorted({file for one in members for file in one.files}))
    return msgspec.structs.replace(
        first, files=files, author=_author(members), bot=all(one.bot for one in members), place=first.place
    )


def _author(members: Sequence[Change]) -> Author:
    people = [one for one in members if not one.bot] or list(members)
    counts = Counter(one.author for one in {each.id: each for each in people}.values())
    return max(counts, key=lambda one: (counts[one], one.login, one.email, one.name))


def _standing(changes: list[Change]) -> list[Change]:
    """Return the changes without those that were taken back, and without what took them back: together they did nothing."""
    left = dict(enumerate(changes))
    deepest = sorted(left, key=lambda index: (-_depth(changes[index].title), changes[index].id))
    for index in deepest:
        found = _BACK.match(changes[index].title)
        if index not in left or not found:
            continue
        undone = next((at for at, one in left.items() if at != index and _undoes(changes[index], one, found[1])), None)
        if undone is not None:
            del left[index], left[undone]
    return list(left.values())


def _undoes(back: Change, one: Change, title: str) -> bool:
    same = _REQUEST.sub("", one.title) == _REQUEST.sub("", title)
    return same and (not back.files or not one.files or set(one.files) <= set(back.files))


def _depth(title: str) -> int:
    found = _BACK.match(title)
    return 1 + _depth(found[1]) if found else 0
