"""`github.reviews`: the open pull requests of a repository, with what is said of them.

One question over GraphQL a look tells all that matters (graph.py). Where there is none, one conditional request tells what changed (listing.py);
only of that the reviews and the size are read (reading.py). Checks change without a word of the list: one pull request after the other is
asked for them then, within three requests a minute; the first look reads what changed last first, some at once and the rest soon after.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.github.repository import NAMED
from supporttray.connectors.github.review import body
from supporttray.connectors.github.review.graph import Graph
from supporttray.connectors.github.review.listing import PAGES, Listing
from supporttray.connectors.github.review.memory import CHECKS, LONG_AGO, OPINIONS, Kept, Memory
from supporttray.connectors.github.review.reading import RUNS, Reading
from supporttray.connectors.github.review.team import Teams
from supporttray.connectors.github.review.way import Way
from supporttray.core.text import listed
from supporttray.errors import NotUnderstood, Refused, ServiceError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.connectors.github.service import GitHub

MOST = 30  # requests of one look
FEW = 4  # where the hour's allowance is nearly used up
BREATH = timedelta(seconds=10)  # between two looks while much is to be read
AGAIN = timedelta(minutes=10)  # until what GitHub fails to tell is asked again
GRAPHLESS = timedelta(days=1)  # until GraphQL is tried again
FAILS = 3  # and nothing else: that is no chance


class GithubReviews:
    """The pull requests of one repository."""

    kind: ClassVar[str] = "github.reviews"
    service: ClassVar[str] = "github"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `github.reviews` watch."""

        repository: Annotated[
            str,
            msgspec.Meta(
                title="Repository",
                description="owner/name",
                pattern=NAMED,
                examples=["acme/shop"],
            ),
        ]

    def __init__(self, options: Options, service: GitHub, me: str) -> None:  # noqa: ARG002  GitHub says who I am there
        self._repository = options.repository
        self._login = service.login
        self._teams = Teams(service.http)
        self._way = Way(service.http)
        self._graph = Graph(service.http, options.repository)
        self._plain = LONG_AGO  # when GraphQL was asked in vain
        self._listing = Listing(self._way, options.repository)
        self._reading = Reading(self._way, options.repository)
        self._stuck: dict[tuple[int, str], datetime] = {}
        self._asked: dict[int, datetime] = {}  # for their checks
        self._waited = False  # whether the last one that was asked for them was one whose checks go on
        self._limits = ""

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitHub once. Raises a `ServiceError`."""
        me, teams = await self._login(), await self._teams.names(now)
        if now - self._plain >= GRAPHLESS:
            known = recall(memory, Memory)
            try:
                gone = await self._graph.look(known, now, me, self._seer(known, me, teams))
            except (
                Refused,
                NotUnderstood,
            ) as error:  # no GraphQL there, or not for this token: REST says what is wrong, if something is
                if isinstance(error, Refused) and error.missing == "credential":
                    raise
                self._plain = now
            else:
                return self._answer(known, memory, _taken(known, gone), teams=teams is not None, more=False)
        known = recall(memory, Memory)
        self._way.begin(now)
        gone = await self._listing.look(known, now, self._seer(known, me, teams))
        lost = _taken(known, gone)
        more = await self._read(known, now, me)
        if not more:
            await self._turn(known, now, me)
        return self._answer(known, memory, lost, teams=teams is not None, more=more)

    def _seer(self, known: Memory, me: str, teams: frozenset[str] | None) -> Callable[[body.Pull], None]:
        """Return what takes a pull request as a list tells it."""

        def see(pull: body.Pull) -> None:
            review = body.review(pull, self._way.http.host, self._repository, me, teams or ())
            if kept := known.pulls.get(pull.number):
                kept.see(review, pull.updated_at)
            else:
                known.pulls[pull.number] = Kept(review, pull.updated_at, first=known.read_at == LONG_AGO)

        return see

    async def _read(self, known: Memory, now: datetime, me: str) -> bool:
        """Read what is due, as much as one look may; return whether there is more to be read soon. Raises a `ServiceError`.

        What GitHub fails to tell of one hides nothing of the others. What was read before another error stays.
        """
        most = FEW if self._way.low else MOST
        read, failed, more = list[str](), dict[tuple[int, str], ServiceError](), False
        for number, what in [one for one in known.due() if now - self._stuck.get(one, LONG_AGO) >= AGAIN]:
            if more := self._way.asked >= most:
                break
            try:
                await self._one(known, number, what, now, me)
                read.append(what)
            except ServiceError as error:
                if not _passing(error):
                    if read:
                        break
                    raise
                failed[number, what] = error
        self._leave(failed, now, alone=OPINIONS not in read)
        return more and bool(read) and not self._way.low

    def _leave(self, failed: dict[tuple[int, str], ServiceError], now: datetime, *, alone: bool) -> None:
        """Leave what failed for a while. Where the reviews of several were asked and of none were told it is no matter of single ones."""
        reviews = [error for (_, what), error in failed.items() if what == OPINIONS]
        if alone and len(reviews) >= FAILS:
            raise reviews[0]
        self._stuck |= dict.fromkeys(failed, now)

    async def _one(self, known: Memory, number: int, what: str, now: datetime, me: str) -> None:
        await self._reading.read(number, known.pulls[number], what, now, me)
        self._stuck.pop((number, what), None)
        if what == CHECKS:
            self._asked[number] = now

    async def _turn(self, known: Memory, now: datetime, me: str) -> None:
        """Ask one for its checks, if that is within our share; by turns one whose checks go on, and the one that was not asked for longest."""
        cost = len(self._reading.sighted(now))
        number = self._next(known)
        if not cost or number is None or not self._way.affords(cost):
            return
        self._asked[number] = now
        try:
            await self._reading.read(number, known.pulls[number], CHECKS, now, me)
        except ServiceError as error:
            if isinstance(error, Refused) and error.missing == "credential":
                raise
            # what was red a while ago is told as it was; if it is not only this, the next look says so

    def _next(self, known: Memory) -> int | None:
        fit = [number for number, kept in known.pulls.items() if not kept.review.draft and CHECKS not in kept.due]
        waiting = [number for number in fit if number in self._reading.pending]
        self._waited = bool(waiting) and not self._waited
        pool = waiting if self._waited else fit
        key = {number: (self._asked.get(number, LONG_AGO), LONG_AGO - known.pulls[number].updated) for number in pool}
        return min(pool, key=lambda number: key[number]) if pool else None

    def _answer(
        self, known: Memory, memory: bytes, lost: tuple[str, ...], *, teams: bool, more: bool
    ) -> Answer | Unchanged:
        """Return what is new. Once the first look is over all is told: what stood here before and is open no more goes then."""
        begun = known.new
        known.new = begun and any(OPINIONS in kept.due for kept in known.pulls.values())
        complete = begun and not known.new
        told = [kept for kept in known.pulls.values() if kept.ready or complete]
        old = tuple(kept.review.key for kept in told if kept.first and not kept.told)
        for kept in told:
            kept.told, kept.news = True, False
        learnt, limits = msgspec.json.encode(known), self._said(known, teams=teams)
        if learnt == memory and limits == self._limits and not more:
            return Unchanged()
        self._limits = limits
        return Answer(
            items=tuple(kept.review for kept in told),
            gone=lost,
            complete=complete,
            memory=learnt,
            more=more,
            old=old,
            limits=limits,
            rest=BREATH if more else None,
        )

    def _said(self, known: Memory, *, teams: bool) -> str:
        """Say what is not seen, or not yet."""
        here, unread = self._repository, known.unread(self._stuck)
        groups = not teams and any("/" in one for kept in known.pulls.values() for one in kept.review.asked)
        stuck = sorted({number for number, _ in self._stuck if number in known.pulls})
        said = (
            f"Of {here} {unread} pull requests are still to be read." if unread else "",
            f"Of {here} only the {PAGES * 100:,} pull requests that changed last are seen." if known.more else "",
            f"GitHub fails to tell all of {listed([f'{here}#{one}' for one in stuck[:3]])}." if stuck else "",
            _blindness(self._reading.blind),
            "Which teams you are in your token may not see (read:org): what they are asked for is not."
            if groups
            else "",
        )
        return " ".join(filter(None, said))


def _taken(known: Memory, gone: set[int]) -> tuple[str, ...]:
    """Take out what is open no more; return the keys."""
    return tuple(known.pulls.pop(number).review.key for number in sorted(gone))


def _passing(error: ServiceError) -> bool:
    """Whether an error is about one thing only, so that the others can be asked all the same."""
    if isinstance(error, Refused):
        return error.missing == "name"
    return isinstance(error, NotUnderstood) or (isinstance(error, Unreachable) and error.page)


def _blindness(lacks: tuple[str, ...]) -> str:
    """Say what of the checks is not seen. GitHub gives the permission for check runs to no fine-grained token."""
    if not lacks:
        return ""
    hint = "a classic one with the scope repo may" if RUNS in lacks else "give it that permission"
    return f"Whether checks are red your token may not see ({', '.join(lacks)}): {hint}."
