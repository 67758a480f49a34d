"""How much a ticket or an error looks like a problem of a release: signs, each with its points and its sentence. Pure.

Fifty points are the line (`problem.LINE`). One sign that was rare before reaches it alone; common ones must come together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.release.problem import Sign
from supporttray.core.release.word import codes, found, phrase, plain, version
from supporttray.core.text import isolated, listed

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence

    from supporttray.core.item import Error
    from supporttray.core.release.history import History
    from supporttray.core.release.plan import Release
    from supporttray.core.release.ticket import Ticket

    Patterns = tuple[tuple[str, "re.Pattern[str] | None"], ...]

RARE, COMMON = 50, 20  # points of a component or a word of the plan, by how often it came before
VERSION, TROUBLE, CHANGED, CODE, CALM = 30, 20, 15, 50, -20
NOTES = {1: 5, 2: 10}  # by how many words; more of them give 20
NOTES_MANY = 20
NEW, LEVELS, OURS, OFTEN, SELDOM = 30, {"critical": 20, "fatal": 20, "error": 10}, 30, 10, 15
PART_OF_ERROR = 25
MANY = 10  # times, or people
QUIET = frozenset({"info", "debug", "warning"})


class Language(msgspec.Struct, frozen=True):
    """How customers of one language tell that something is wrong, that something changed, or that they only ask."""

    name: str
    trouble: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sought:
    """What is looked for in a ticket because of one release. `plan` has the patterns whose frequency counts."""

    version: Patterns
    components: Patterns
    words: Patterns
    trouble: Patterns
    changed: Patterns
    calm: Patterns
    notes: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)  # a code, and the name of the error that has it

    @property
    def plan(self) -> Patterns:
        """Return what the plan names."""
        return (*self.components, *self.words)


def sought(release: Release, languages: Sequence[Language], errors: Iterable[Error], notes: frozenset[str]) -> Sought:
    """Return what is looked for because of a release, with the codes of the errors that came since."""
    known = {code: one.name for one in errors for code in codes(f"{one.title} {one.where}")}
    return Sought(
        version=((release.version, version(release.version)),),
        components=_patterns(release.components),
        words=_patterns(release.words),
        trouble=_patterns(word for one in languages for word in one.trouble),
        changed=_patterns(word for one in languages for word in one.changed),
        calm=_patterns(word for one in languages for word in one.calm),
        notes=notes,
        codes=known,
    )


def _patterns(words: Iterable[str]) -> Patterns:
    return tuple((word, phrase(word)) for word in dict.fromkeys(words))


def signs(ticket: Ticket, text: str, stems: frozenset[str], asked: Sought, history: History) -> tuple[Sign, ...]:
    """Return the signs of one ticket; `text` is what it says in plain letters, `stems` are its terms."""
    found_all = (
        *_named(
            "component", asked.components, f"{text} {plain(' '.join(ticket.labels))} {plain(ticket.product)}", history
        ),
        *_named("word", asked.words, text, history),
        *_version(asked, text),
        *_code(asked, ticket),
        *_notes(asked, stems),
    )
    return (*found_all, *_tone(asked, text, told=any(one.kind == "word" for one in found_all)))


def _named(kind: str, patterns: Patterns, text: str, history: History) -> Iterable[Sign]:
    """The strongest of what the plan names: a ticket that names three components is no three times as bad."""
    names = list(found(patterns, text))
    if not names:
        return
    best = min(names, key=lambda name: (not history.unusual(name), history.phrases[name]))
    points = RARE if history.unusual(best) else COMMON
    what = "names" if kind == "component" else "says"
    yield Sign(kind, points, f"It {what} {isolated(best)}; {history.of(best)}.", (best,))


def _version(asked: Sought, text: str) -> Iterable[Sign]:
    for name in found(asked.version, text):
        yield Sign("version", VERSION, f"It names {isolated(name)}.", (name,))
        return
    if any(found(asked.changed, text)):
        yield Sign("changed", CHANGED, "It says that something changed.")


def _code(asked: Sought, ticket: Ticket) -> Iterable[Sign]:
    said = sorted(codes(f"{ticket.title} {ticket.text}") & asked.codes.keys())
    if said:
        yield Sign(
            "code",
            CODE,
            f"It names the code of {listed(sorted({asked.codes[one] for one in said}))}, an error since the release.",
        )


def _notes(asked: Sought, stems: frozenset[str]) -> Iterable[Sign]:
    number = len(stems & asked.notes)
    if number:
        yield Sign(
            "notes",
            NOTES.get(number, NOTES_MANY),
            f"{number} of its words {'is' if number == 1 else 'are'} in the release notes.",
        )


def _tone(asked: Sought, text: str, *, told: bool) -> Iterable[Sign]:
    """Whether it complains or only asks; that a word of the plan is in it says that it complains."""
    if told:
        return
    if any(found(asked.trouble, text)):
        yield Sign("trouble", TROUBLE, "It says that something is wrong.")
    elif any(found(asked.calm, text)):
        yield Sign("calm", CALM, "It asks or thanks.")


# --- errors


def error_signs(error: Error, asked: Sought, release: Release, usual: float | None) -> tuple[Sign, ...]:
    """Return the signs of an error that came, or came back, since the release; `usual` is how many do on a usual day (None: not known)."""
    level = error.level.casefold()
    if level in QUIET:
        return ()
    back = bool(error.again_at)
    found_all = [
        Sign("back" if back else "new", NEW, f"{error.name} {'came back' if back else 'is new'} since the release.")
    ]
    if level in LEVELS:
        found_all.append(Sign("level", LEVELS[level], f"Its level is {level}."))
    if release.version and error.version and any(found(asked.version, plain(error.version))):
        found_all.append(Sign("version", OURS, f"It came first in {isolated(error.version)}."))
    named = list(found(asked.components, plain(f"{error.title} {error.where}")))
    if named:
        found_all.append(Sign("component", PART_OF_ERROR, f"It names {isolated(named[0])}."))
    if max(error.count, error.people or 0) >= MANY:
        found_all.append(Sign("often", OFTEN, f"It came {error.count:,} times."))
    if usual is None or usual < 1:
        found_all.append(Sign("seldom", SELDOM, "On most days no new error comes."))
    return tuple(found_all)


def counts(error: Error, release: Release) -> bool:
    """Whether an error may be of a release: where it is live, since it is watched, and not over."""
    here = (
        not error.environment
        or not release.environment
        or error.environment.casefold() == release.environment.casefold()
    )
    return here and not error.ended and release.start <= error.news_at <= release.over_at


def total(signs: Iterable[Sign]) -> int:
    """Return the sum of signs, from 0 to 100."""
    return max(0, min(100, sum(one.points for one in signs)))
