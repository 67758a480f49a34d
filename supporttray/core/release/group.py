"""The search for problems: what the tickets and errors since a release tell, together. Pure.

Known problems keep their tickets: what a person decided stays. A new ticket joins the problem it is like; the others are looked through for bursts, and
each for its own signs. What was dismissed three times stays below the line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.item import Error
from supporttray.core.release import score
from supporttray.core.release.burst import bursts
from supporttray.core.release.case import ALIKE, HALF, Case, Known, alike, case, common, shares
from supporttray.core.release.form import shared_words
from supporttray.core.release.history import DAY, History, telling
from supporttray.core.release.lesson import lessons
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import LINE, Problem, Sign, Standing, topic
from supporttray.core.release.ticket import Ticket
from supporttray.core.release.word import codes, plain, said, terms, words
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from supporttray.core.release.case import Like
    from supporttray.core.release.score import Language, Sought


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked through: a release, all problems that are known (also of other releases), tickets as they are stored.

    `fresh` are those since its start, `told` those of problems of other releases. `errors` are those that count now, `usual` how many
    new ones come on a usual day (None: not known). `notes` is what is written about the release.
    """

    release: Release
    now: datetime
    problems: tuple[Problem, ...] = ()
    fresh: tuple[msgspec.Raw, ...] = ()
    told: tuple[msgspec.Raw, ...] = ()
    errors: tuple[Error, ...] = ()
    usual: float | None = None
    notes: str = ""


def search(asked: Asked, history: Iterable[bytes], languages: Sequence[Language], like: Like) -> tuple[Problem, ...]:
    """Return the problems of the release that are new (their number is 0) or have changed.

    `history` are the tickets before it as they are stored, the oldest first: they are counted one by one and not kept.
    """
    return _Search(asked, history, languages, like).run()


class _Search:
    """One search."""

    def __init__(self, asked: Asked, history: Iterable[bytes], languages: Sequence[Language], like: Like) -> None:
        self.asked, self.like = asked, like
        self.release = asked.release
        self.errors = {one.key: one for one in asked.errors if score.counts(one, asked.release)}
        sought = score.sought(asked.release, languages, self.errors.values(), frozenset())
        self.tickets = {one.key: one for one in self._tickets((*asked.fresh, *asked.told))}
        self.notes = plain(f"{self.release.notes}\n{asked.notes}")
        wanted = terms(self.notes).union(*(terms(said(one)) for one in self.tickets.values()))
        self.history = History(sought.plan, wanted)
        for ticket in self._tickets(history):
            self.history.days = self.history.days or max(1.0, (self.release.start - ticket.at) / DAY)
            self.history.read((said(ticket),))
        self.history.days = self.history.days or 1.0
        self.sought = self._with_notes(sought)
        self.lessons = lessons(asked.problems, self._case_of, asked.errors, like)

    def _tickets(self, raws: Iterable[bytes | msgspec.Raw]) -> Iterator[Ticket]:
        for raw in raws:
            ticket = msgspec.json.decode(raw, type=Ticket)
            if not ticket.gone:
                yield ticket

    def _with_notes(self, sought: Sought) -> Sought:
        """Take the words of the notes that customers seldom say, and that name no component."""
        named = terms(plain(" ".join((*self.release.components, self.release.product))))
        some = telling(self.history.terms, max(self.history.tickets, 12) // 4, terms(self.notes) - named)
        return replace(sought, notes=some)

    def _case_of(self, key: str) -> Case | None:
        ticket = self.tickets.get(key)
        return case(ticket, self.sought, self.history) if ticket else None

    # --- the steps

    def run(self) -> tuple[Problem, ...]:
        """Search."""
        mine = [one for one in self.asked.problems if one.release == self.release.number]
        taken = {key for one in mine for key in (*one.tickets, *one.errors)}
        self.history.read(said(self.tickets[key]) for key in self._harmless(mine))
        cases = [
            case(one, self.sought, self.history)
            for one in self.tickets.values()
            if one.at >= self.release.start and one.key not in taken and one.title
        ]
        known = [self._known(one) for one in mine if one.open]
        left = self._joined(cases, known)
        found = [*self._groups(left), *self._errors(taken, known)]
        before = {one.number: one for one in mine}
        now = [self._told(one) for one in known]
        return (*(one for one in now if one != before[one.number]), *found)

    def _harmless(self, mine: Iterable[Problem]) -> Iterator[str]:
        """Yield the tickets of what was dismissed: they are usual now."""
        for one in mine:
            if one.standing is Standing.DISMISSED:
                yield from (key for key in one.tickets if key in self.tickets)

    def _known(self, problem: Problem) -> Known:
        cases = tuple(one for key in problem.tickets if (one := self._case_of(key)))
        return Known(problem, cases, common(cases, self.history) if len(cases) > 1 else {})

    def _joined(self, cases: Sequence[Case], known: list[Known]) -> list[Case]:
        """Give each ticket to the problem that it is like; return those that are left."""
        left: list[Case] = []
        for one in cases:
            place = next((at for at, it in enumerate(known) if self._belongs(one, it)), None)
            if place is None:
                left.append(one)
            else:
                known[place] = _with(known[place], one)
        return left

    def _belongs(self, one: Case, known: Known) -> bool:
        if shares(one, known.common) or alike(one, known.cases, self.like):
            return True
        said_codes = codes(f"{one.ticket.title} {one.ticket.text}")
        errors = (self.errors[key] for key in known.problem.errors if key in self.errors)
        return any(said_codes & codes(f"{error.title} {error.where}") for error in errors)

    def _groups(self, cases: list[Case]) -> Iterator[Problem]:
        grouped = set[str]()
        for group in bursts(cases, self.history, self.asked.now):
            problem = self._problem(group, burst=True)
            if problem.score >= LINE:
                grouped |= set(problem.tickets)
                yield problem
        rest = [one for one in cases if one.ticket.key not in grouped]
        for group in self._alike([one for one in rest if self._score([one]) >= LINE]):
            yield self._problem(group)

    def _alike(self, cases: Sequence[Case]) -> list[list[Case]]:
        groups: list[list[Case]] = []
        for one in sorted(cases, key=lambda it: (it.ticket.at, it.ticket.key)):
            mine = next((group for group in groups if alike(one, group, self.like)), None)
            if mine is None:
                groups.append([one])
            else:
                mine.append(one)
        return groups

    def _score(self, cases: Sequence[Case]) -> int:
        return score.total(self._signs(cases, burst=False))

    def _signs(self, cases: Sequence[Case], *, burst: bool) -> tuple[Sign, ...]:
        """Return the signs of tickets together: each kind once, as at least half of them have it."""
        best: dict[str, Sign] = {}
        number = Counter(kind for one in cases for kind in {sign.kind for sign in one.signs})
        for sign in (sign for one in cases for sign in one.signs):
            enough = number[sign.kind] >= max(1, len(cases) * HALF) or sign.kind == "code"
            if enough and sign.points > best.get(sign.kind, Sign("", -100, "")).points:
                best[sign.kind] = sign
        found = [self.lessons.learned(sign) for sign in best.values()]
        if burst:
            found.append(self._burst(cases))
        return self.lessons.with_past(tuple(found), cases)

    def _burst(self, cases: Sequence[Case]) -> Sign:
        moments = sorted(one.ticket.at for one in cases)
        minutes = max(1, round((moments[-1] - moments[0]).total_seconds() / 60))
        shared = shared_words(cases, self.history)
        span = f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
        says = (
            f"{len(cases)} alike tickets in {span}; of {self.history.tickets:,} earlier ones hardly any was like them."
        )
        return Sign("burst", score.RARE, says, shared)

    def _problem(self, cases: Sequence[Case], *, burst: bool = False) -> Problem:
        signs = self._signs(cases, burst=burst)
        moments = [one.ticket.at for one in cases]
        return Problem(
            release=self.release.number,
            title=_typical(cases, self.history).ticket.title,
            topic=topic(signs),
            since=min(moments),
            last_at=max(moments),
            found_at=self.asked.now,
            tickets=tuple(one.ticket.key for one in sorted(cases, key=lambda it: (it.ticket.at, it.ticket.key))),
            signs=signs,
            score=score.total(signs),
        )

    def _told(self, known: Known) -> Problem:
        """Return a known problem with what came to it; its signs are told anew, and a burst stays one."""
        problem, cases = known.problem, known.cases
        tickets = {one.ticket.key: one.ticket.at for one in cases}
        new = [key for key in tickets if key not in problem.tickets]
        if not new:
            return problem
        was = next((one for one in problem.signs if one.kind == "burst"), None)
        own = [one for one in problem.signs if one.kind not in _OF_TICKETS]
        signs = (*self._signs(cases, burst=was is not None), *own)
        return msgspec.structs.replace(
            problem,
            tickets=(*problem.tickets, *new),
            last_at=max(problem.last_at, *(tickets[key] for key in new)),
            signs=signs,
            topic=topic(signs) or problem.topic,
            score=max(problem.score, score.total(signs)),
        )

    # --- errors

    def _errors(self, taken: set[str], known: list[Known]) -> Iterator[Problem]:
        for error in sorted(self.errors.values(), key=lambda one: (one.news_at, one.key)):
            if error.key in taken:
                continue
            signs = score.error_signs(error, self.sought, self.release, self.asked.usual)
            signs = self.lessons.with_past_error(tuple(map(self.lessons.learned, signs)), error)
            place = next((at for at, it in enumerate(known) if self._same(error, it)), None)
            if place is not None:
                known[place] = _with_error(known[place], error)
            elif score.total(signs) >= LINE:
                yield self._error(error, signs)

    def _same(self, error: Error, known: Known) -> bool:
        """Whether an error is what tickets tell of: they name its code, or it is titled like an error of theirs."""
        mine = codes(f"{error.title} {error.where}")
        if any(mine & codes(f"{one.ticket.title} {one.ticket.text}") for one in known.cases):
            return True
        others = [_error_words(self.errors[key]) for key in known.problem.errors if key in self.errors]
        return bool(others and self.like(_error_words(error), others, ALIKE))

    def _error(self, error: Error, signs: tuple[Sign, ...]) -> Problem:
        return Problem(
            release=self.release.number,
            title=error.title,
            topic=shorten(error.title, 80),
            since=error.news_at,
            last_at=error.last_at,
            found_at=self.asked.now,
            errors=(error.key,),
            signs=signs,
            score=score.total(signs),
        )


_OF_TICKETS = frozenset(
    {"component", "word", "version", "changed", "code", "notes", "trouble", "calm", "burst", "past", "dismissed"}
)


def _with(known: Known, one: Case) -> Known:
    return Known(known.problem, (*known.cases, one), known.common)


def _with_error(known: Known, error: Error) -> Known:
    problem = msgspec.structs.replace(
        known.problem, errors=(*known.problem.errors, error.key), last_at=max(known.problem.last_at, error.last_at)
    )
    return Known(problem, known.cases, known.common)


def _error_words(error: Error) -> str:
    return " ".join(words(plain(f"{error.title} {error.where}")))


def _typical(cases: Sequence[Case], history: History) -> Case:
    """Return the ticket that says most of what they have in common, the first of such."""
    shared = common(cases, history)
    return max(
        cases,
        key=lambda one: (
            sum(shared.get(term, 0.0) for term in terms(plain(one.ticket.title))),
            -one.ticket.at.timestamp(),
        ),
    )
