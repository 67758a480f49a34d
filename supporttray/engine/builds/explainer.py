"""Finds out why builds are red: asks their services for the evidence, has it judged, and asks what changed before."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from supporttray.connectors.ci import CanExplain, CanTrace
from supporttray.connectors.registry import CONNECTORS, connector
from supporttray.core.item import Build
from supporttray.core.suspect import Suspicion
from supporttray.core.triage import Evidence, Fact, Log
from supporttray.engine.builds.finding import shortened
from supporttray.engine.builds.learn import AT_ONCE, learn
from supporttray.engine.builds.signature import rules
from supporttray.engine.clock import first
from supporttray.engine.database import kept
from supporttray.errors import Failure, NoKeyring, NotUnderstood, Refused, SlowDown, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from supporttray.core.incident import Finding
    from supporttray.core.item import Run
    from supporttray.core.model import Event
    from supporttray.core.triage import Signature, Verdict
    from supporttray.engine.account import Accounts
    from supporttray.engine.builds.learn import Judge
    from supporttray.engine.clock import Clock
    from supporttray.engine.plan import Plan, Watch
    from supporttray.engine.store import Store

Told = TypeVar("Told")

TOGETHER = 3  # runs whose evidence is in memory at once: each may be some MiB of logs
LIMIT_S = 60.0  # of one explanation, which may be many requests
SOON, SELDOM = (
    timedelta(seconds=30),
    timedelta(minutes=30),
)  # how soon, and how seldom at the most, what failed is asked again
OFTEN = 50  # a day of it: what could not be asked so many times is asked no more. Where the machine sleeps nobody asks
NOTHING = timedelta(hours=1)  # a look for what is due; it is woken before by whatever is new
RULES = "rules"  # the errand that says that others are taught by now
log = logging.getLogger(__name__)


class Case(NamedTuple):
    """A finding, and the build and the run that it is about."""

    finding: Finding
    build: Build
    run: Run


class Explainer:
    """Works through what nothing is known of yet. `heard` is told the journal's new lines; `told` that something new is known."""

    def __init__(
        self,
        plan: Plan,
        store: Store,
        accounts: Accounts,
        clock: Clock,
        judge: Judge,
        heard: Callable[[Sequence[Event]], None],
    ) -> None:
        self._plan = plan
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._judge = judge
        self._heard = heard
        self._woken = {account: asyncio.Event() for account in ("", *(watch.account for watch in plan.kept))}

    def wake(self) -> None:
        """Look for what is new."""
        for event in self._woken.values():
            event.set()

    async def run(self) -> None:
        """Work until cancelled, for each account by itself: a slow service keeps no other one waiting."""
        async with asyncio.TaskGroup() as tasks:
            for account, woken in self._woken.items():
                tasks.create_task(self._during(account, woken), name=f"builds of {account}")

    async def _during(self, account: str, woken: asyncio.Event) -> None:
        while True:
            woken.clear()
            await self._work(account)
            await first(woken, self._clock, self._rest(account))

    async def work(self) -> None:
        """Find out what can be found out now."""
        await asyncio.gather(*map(self._work, self._woken))

    async def _work(self, account: str) -> None:
        while cases := self._due(account)[:AT_ONCE]:
            unread = [case for case in cases if case.finding.verdict is None]
            await self._explain(unread)
            await asyncio.gather(*(self._trace(case) for case in cases if case not in unread))

    def _due(self, account: str) -> list[Case]:
        """Return what is to be found out now: causes before changes, the latest first."""
        now = self._clock.now()
        found = [
            Case(one, build, run)
            for one in self._store.findings.all.values()
            if not one.settled and (one.again is None or one.again <= now)
            if isinstance(build := self._store.items.get(one.build), Build)
            if (run := next((run for run in build.runs if run.name == one.run), None))
            if self._account(build.key) == account
        ]
        found.sort(key=lambda case: (case.finding.verdict is None, case.finding.seen_at), reverse=True)
        return found

    def _account(self, build: str) -> str:
        """Return the account that sees a build; empty where none does any more."""
        seen_by = self._store.seen_by.get(build, ())
        return next((watch.account for watch in self._plan.kept if watch.name in seen_by), "")

    def _rest(self, account: str) -> timedelta:
        """Return how long there is nothing to do, if nothing happens."""
        now = self._clock.now()
        known = [one for one in self._store.findings.all.values() if one.again and not one.settled]
        due = [one.again - now for one in known if one.again and self._account(one.build) == account]
        return max(min(due, default=NOTHING), timedelta(seconds=1))

    # --- why

    async def _explain(self, cases: Sequence[Case]) -> None:
        """Have causes found out. They are learnt together: what has one cause is told as one."""
        found: list[tuple[Case, Verdict, Evidence]] = []
        for start in range(0, len(cases), TOGETHER):
            found += await self._judged(cases[start : start + TOGETHER])
        for case, verdict, evidence in sorted(found, key=lambda one: one[0].run.ended):
            self._heard(kept(lambda: learn(self._store, case.finding, verdict, self._clock.now(), evidence)))  # noqa: B023  done at once

    async def _judged(self, cases: Sequence[Case]) -> list[tuple[Case, Verdict, Evidence]]:
        told = await asyncio.gather(*(self._evidence(case) for case in cases))
        known = [(case, evidence) for case, evidence in zip(cases, told, strict=True) if evidence is not None]
        verdicts = await self._judge([evidence for _, evidence in known], self._rules()) if known else ()
        pairs = zip(known, verdicts, strict=True)
        return [(case, verdict, shortened(evidence)) for (case, evidence), verdict in pairs]

    def _rules(self) -> tuple[Signature, ...]:
        """Return a person's rules: the taught ones, then those of the config."""
        return rules(self._store.base, self._plan)

    async def _evidence(self, case: Case) -> Evidence | None:
        """Return the evidence; None where it is asked again later. What is refused for good is said in it."""
        asked = await self._able(case, CanExplain)
        if asked is None:
            return Evidence(facts=(Fact("result", case.run.result.value),))
        if isinstance(asked, Failure):
            return self._later(case, asked)
        found = await _tried(asked.explain(case.build, case.run))
        return self._later(case, found) if isinstance(found, Failure) else found

    def _later(self, case: Case, error: Failure) -> Evidence | None:
        """Ask again later where that may help; else what could not be read is the evidence."""
        now = self._clock.now()
        tries = case.finding.tries
        if _passes(error) and tries < OFTEN:
            again = now + min(SOON * 2 ** min(tries, 9), SELDOM)
            again = max(error.until, again) if isinstance(error, SlowDown) else again
            self._keep(msgspec.structs.replace(case.finding, trouble=error.phrase, again=again, tries=tries + 1))
            return None
        return Evidence(facts=(Fact("result", case.run.result.value),), logs=(Log(lacks=error.phrase),))

    # --- whose

    async def _trace(self, case: Case) -> None:
        """Find out whose change it may be. Where that cannot be known it is not clear."""
        from supporttray.core.trail.suspicion import suspicion  # noqa: PLC0415  when a change has broken a build

        verdict = case.finding.verdict
        found: Any = (
            await self._able(case, CanTrace) if case.build.first_red else None
        )  # what is green again is nobody's
        if verdict and found and not isinstance(found, Failure):
            found = await _tried(found.changes(case.build, case.build.green_before, case.build.first_red or case.run))
        if self._store.findings.all.get((case.finding.build, case.finding.run)) != case.finding:
            return  # somebody taught another cause meanwhile: it is due again
        if isinstance(found, Failure):
            if self._later(case, found) is not None:
                self._keep(msgspec.structs.replace(case.finding, suspicion=Suspicion(), again=None))
            return
        builds = self._plan.builds
        who = (
            suspicion(found, verdict, builds.ours, builds.team, builds.codeowners) if found and verdict else Suspicion()
        )
        one = msgspec.structs.replace(case.finding, suspicion=who, trouble="", again=None)
        self._keep(one)

    def _keep(self, one: Finding) -> None:
        kept(lambda: self._store.findings.keep(one))
        self._heard(())

    async def _able(self, case: Case, ability: type[Any]) -> Any:
        """Return the connector of a watch that sees the build, where it has an ability; the error where it cannot be opened."""
        for watch in self._plan.kept:
            if watch.name in self._store.seen_by.get(case.build.key, ()) and _kind(watch, ability):
                return await _tried(self._made(watch))
        return None

    async def _made(self, watch: Watch) -> Any:
        service = await self._accounts.service(watch.account)
        return connector(watch.kind, watch.options, service, self._plan.me)


def _passes(error: Failure) -> bool:
    """Whether it may be told later: a limit ends, a service comes back, somebody sets another credential."""
    locked = isinstance(error, NoKeyring) or (isinstance(error, Refused) and error.missing == "credential")
    return locked or isinstance(error, SlowDown | Unreachable)


def _kind(watch: Watch, ability: type[Any]) -> bool:
    return issubclass(CONNECTORS[watch.kind], ability)


async def _tried(asked: Awaitable[Told]) -> Told | Failure:
    """Return what is told, or the error that says why not."""
    try:
        async with asyncio.timeout(LIMIT_S):
            return await asked
    except TimeoutError:
        return Unreachable(f"It did not answer within {LIMIT_S:.0f} s.")
    except Failure as failure:
        return failure
    except Exception:  # a bug in a connector must not end the others
        log.exception("a build could not be explained")
        return NotUnderstood("An error of this program; the log has the details.", "Please report it.")
