"""What a person asks and does about builds: why one is red, run it again, take it on, teach how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core import builds as about
from supporttray.core.action import Done
from supporttray.core.display import clock, day
from supporttray.core.incident import HANDLED, Incident, reds
from supporttray.core.item import Build
from supporttray.core.model import Mark
from supporttray.core.text import isolated
from supporttray.engine.builds import page
from supporttray.engine.builds.explainer import RULES
from supporttray.engine.builds.learn import learn, reread, unjudged
from supporttray.engine.builds.line import FLAKY
from supporttray.engine.builds.signature import Taught, rules
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.core.triage import Signature
    from supporttray.engine.builds.learn import Judge, Reread
    from supporttray.engine.desk import Desk
    from supporttray.engine.view import View

ME = "You"  # who has it, where the config does not say my name


class Bench:
    """What a person does about builds. `look` tells what is known at a moment."""

    def __init__(self, desk: Desk, look: Callable[[datetime], View], judge: Judge = unjudged) -> None:
        self._desk = desk
        self._look = look
        self._judge = judge

    async def do(self, action: Action, now: datetime) -> object:
        """Do what is asked about a build. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, now)
        return done

    def build(self, key: str) -> Build:
        """Return a build. Raises `NotDone` where it is gone, or where it is something else."""
        item = self._desk.store.items.get(key)
        if item is None:
            raise NotDone("It is not there any more.")
        if not isinstance(item, Build):
            raise NotDone(f"A {item.kind} is no build.")
        return item

    def incident(self, key: str, now: datetime) -> Incident:
        """Return the incident that a build belongs to. Raises `NotDone` where it is not red."""
        build = self.build(key)
        if found := page.of(self._look(now).world, key, now):
            return found
        raise NotDone(f"{build.title} is not broken.")

    # --- to see

    async def builds(self, _: about.AskBuilds, now: datetime) -> about.Builds:
        """Return all builds."""
        return page.builds(self._look(now), self._desk.plan, now)

    async def why(self, action: about.AskWhy, now: datetime) -> about.Why:
        """Return why a build is red."""
        return page.why(self._look(now), self._desk.plan, self.build(action.subject), now)

    async def flaky(self, _: about.AskFlaky, now: datetime) -> tuple[about.Flaky, ...]:
        """Return the tests that failed by chance."""
        return page.flaky(self._desk.store.lines(FLAKY, now - page.LATELY), self._look(now).world)

    # --- to do something about it

    async def rerun(self, action: about.Rerun, now: datetime) -> Done:
        """Run the failed jobs of the whole incident again. The same run is run again once."""
        one, view = self.incident(action.subject, now), self._look(now)
        able = page.repeatable(one.builds, self._desk.plan, view.world)
        if not able:
            raise NotDone("It cannot be run again from here: open it where it runs.")
        wishes = []
        for build, account, connector in able:
            run = reds(build)[-1]
            deed = msgspec.structs.replace(connector.rerun(build, run), title=build.title, link=run.url)
            wishes.append(self._desk.wish(account, f"rerun:{build.key}:{run.name}", deed, now, subject=build.key))
        left = len(one.builds) - len(able)
        rest = f" {left} more cannot be run again from here." if left else ""
        return Done(f"{len(able)} will run again.{rest}" if len(able) > 1 or rest else "", wishes[0].entry)

    async def take_on(self, action: about.TakeOn, now: datetime) -> Done:
        """Say that I have it: it is quiet until then."""
        until = action.until or self._desk.plan.hours.after(now, about.USUAL)
        if until <= now:
            raise NotDone("That moment is over already.")
        one, zone = self.incident(action.subject, now), self._desk.plan.zone
        self.hand_over(one, self._desk.plan.me or ME, until, now)
        on = "" if day(until, zone) == day(now, zone) else f"{day(until, zone)} "
        return Done(f"It is quiet until {on}{clock(until, zone)}; it speaks again if it is still red then.")

    def hand_over(self, one: Incident, who: str, until: datetime, now: datetime) -> None:
        """Note who has an incident, and until when they said."""
        self._desk.store.mark(Mark(subject=one.key, kind=HANDLED, at=now, until=until, basis=who))

    async def let_go(self, action: about.LetGo, now: datetime) -> Done:
        """Say that nobody has it."""
        one = self.incident(action.subject, now)
        self.hand_over(one, "", now, now)
        return Done("Nobody has it now.")

    # --- to teach

    async def signature(self, action: about.AskSignature, _: datetime) -> Signature:
        """Return the rule that a marked line could become."""
        from supporttray.core.triage.teach import proposal  # noqa: PLC0415  when somebody teaches

        return proposal(action.line)

    async def would_change(self, action: about.WouldChange, _: datetime) -> tuple[about.Changed, ...]:
        """Return which past verdicts a rule would change."""
        found = await self._others(action.signature)
        return tuple(self._changed(one) for one in found)

    async def teach(self, action: about.TeachSignature, now: datetime) -> Done:
        """Keep a rule, and read what is known with it."""
        found = await self._others(action.signature)
        one = Taught(self._desk.base).add(action.signature, now)
        self._learn(found, now)
        many = (
            f"{len(found)} earlier verdict{'s are' if len(found) != 1 else ' is'} another now"
            if found
            else "It counts from now on"
        )
        return Done(f"{many}; take it back with `supporttray signatures forget {one.number}`.")

    async def signatures(self, _: about.AskSignatures, __: datetime) -> tuple[about.Taught, ...]:
        """Return what was taught."""
        return Taught(self._desk.base).all()

    async def forget(self, action: about.ForgetSignature, now: datetime) -> Done:
        """Take a rule back, and read what is known without it."""
        if Taught(self._desk.base).drop(action.number) is None:
            raise NotDone(f"There is no rule {action.number} any more.")
        store = self._desk.store
        self._learn(await reread(store.findings, rules(self._desk.base, self._desk.plan), self._judge), now)
        return Done("Taken back.")

    async def _others(self, signature: Signature) -> tuple[Reread, ...]:
        """Return the verdicts that a rule would change. Raises `NotDone` for one that RE2 refuses."""
        from supporttray.core.triage.signature import refusal  # noqa: PLC0415  when somebody teaches

        if why := refusal(signature):
            raise NotDone(f"This pattern cannot be used: {why}")
        known = rules(self._desk.base, self._desk.plan)
        return await reread(self._desk.store.findings, (signature, *known), self._judge)

    def _learn(self, found: tuple[Reread, ...], now: datetime) -> None:
        for one in found:
            learn(self._desk.store, one.finding, one.verdict, now)
        self._desk.base.send(RULES, "")

    def _changed(self, one: Reread) -> about.Changed:
        item = self._desk.store.items.get(one.finding.build)
        before = one.finding.verdict
        return about.Changed(
            build=isolated(item.title) if item else one.finding.build,
            run=one.finding.run,
            at=one.finding.seen_at,
            now=before.cause.value if before else "",
            then=one.verdict.cause.value,
        )


HANDLERS: Mapping[type[Action], Callable[[Bench, Any, datetime], Awaitable[object]]] = {
    about.AskBuilds: Bench.builds,
    about.AskWhy: Bench.why,
    about.AskFlaky: Bench.flaky,
    about.Rerun: Bench.rerun,
    about.TakeOn: Bench.take_on,
    about.LetGo: Bench.let_go,
    about.AskSignature: Bench.signature,
    about.WouldChange: Bench.would_change,
    about.TeachSignature: Bench.teach,
    about.AskSignatures: Bench.signatures,
    about.ForgetSignature: Bench.forget,
}
