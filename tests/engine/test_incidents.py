"""Incidents on bad days: what was red before anybody looked, what is asked for in vain, what is taught, what nobody mends for long."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import msgspec

from supporttray.connectors import Answer
from supporttray.core import action as act
from supporttray.core import builds as about
from supporttray.core.item import Result
from supporttray.core.outbox import Fate
from supporttray.core.triage import Cause, Verdict
from supporttray.engine.builds import page
from supporttray.engine.builds.explainer import RULES
from supporttray.engine.builds.learn import learn
from supporttray.engine.database import Database
from supporttray.engine.hand import Hand
from supporttray.engine.store import Store
from supporttray.verb.told import builds as lines
from tests.core.make import NOON, build, run, world
from tests.engine.lab import MINUTE, Lab, lab
from tests.engine.test_bench import BASE, GREEN, LOGS, ODD, RED
from tests.engine.test_builds import BROKEN, LOG, SECOND, findings, loud, passes, said, unhurried
from tests.engine.test_first_look import looked
from tests.engine.test_hand import Office, compose
from tests.engine.test_speech import PULL, key_of, send, urgencies
from tests.engine.test_speech import tell as speak

EARLIER = {**BASE, "at": "-90m", "title": "Tidy up", "log": "disk", "id": "earlier"}


def tell(
    folder: Path,
    story: Callable[[Office], Awaitable[None]],
    *entries: dict[str, Any],
    before: Callable[[Lab], None] = lambda _: None,
) -> None:
    """Let a story happen at a small company; `before` is what happens before the first look."""

    async def told() -> None:
        async with lab(folder, *entries, log=LOGS) as company:
            company.plan = unhurried(company)
            before(company)
            async with company.engine() as app:
                assert company.running
                office = Office(company, app, Hand(company.running, compose))
                await office.until(lambda: looked(company))
                await story(office)

    asyncio.run(told())


def ours(company: Lab) -> None:
    """Let what fails be ours, and its change another team's."""
    builds = msgspec.structs.replace(company.plan.builds, ours=("tests/*",), team=("ada",))
    company.plan = msgspec.structs.replace(company.plan, builds=builds)


def old(entry: dict[str, Any], at: str) -> dict[str, Any]:
    return {**entry, "at": at}


# --- before anybody looked


def test_what_was_red_for_days_is_asked_about_again_where_the_first_question_failed(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.until(lambda: [need.title for need in loud(office)] == [BROKEN], step=5 * SECOND)
        assert said(office) == []

    tell(
        tmp_path,
        story,
        old(GREEN, "-80h"),
        old(RED, "-70h"),
        before=lambda company: company.fault("github", "500", times=1, path=LOG),
    )


def test_a_streak_whose_cause_had_changed_before_anybody_looked_does_not_speak(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.until(
            lambda: all(one.settled for one in findings(office)) and len(findings(office)) == 2, step=SECOND
        )
        await passes(office, 2 * MINUTE)
        assert {one.verdict.cause for one in findings(office) if one.verdict} == {Cause.INFRASTRUCTURE, Cause.TEST}
        assert said(office) == []

    tell(tmp_path, story, GREEN, EARLIER, RED)


def test_that_it_is_ours_and_broken_by_theirs_does_not_speak_where_it_was_so_before_anybody_looked(
    tmp_path: Path,
) -> None:
    async def story(office: Office) -> None:
        await office.until(lambda: any(one.settled for one in findings(office)), step=SECOND)
        await passes(office, 2 * MINUTE)
        assert [need.title[:4] for need in loud(office)] == ["Ours"]
        assert said(office) == []

    tell(tmp_path, story, GREEN, RED, before=ours)


# --- what is taught


def test_whose_it_is_is_found_out_as_soon_as_somebody_taught_why(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.until(lambda: any(one.settled for one in findings(office)), step=SECOND)
        (one,) = findings(office)
        rule = await office.hand.do(about.AskSignature(one.build, ODD))
        assert isinstance(rule, about.Signature)
        await office.done(about.TeachSignature(msgspec.structs.replace(rule, cause=Cause.TEST, part="")))
        assert findings(office)[0].suspicion is None
        await office.until(lambda: (one := findings(office)[0].suspicion) and one.suspects)

    tell(tmp_path, story, GREEN, {**RED, "log": "odd"})


def test_what_another_process_taught_while_changes_were_asked_for_stays(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "hold-before", path="/compare")
        await office.until(lambda: any(one.verdict for one in findings(office)), step=SECOND)
        await passes(office, 3 * SECOND)
        base = Database(office.company.database, office.company.clock.now)
        (one,) = Store(base).findings.all.values()
        learn(Store(base), one, Verdict(cause=Cause.POLICY, rule="mine"), office.company.clock.now())
        base.send(RULES, "")
        base.close()
        await office.until(lambda: findings(office)[0].verdict.rule == "mine", step=SECOND)
        office.company.company.faults.clear()
        await passes(office, 10 * SECOND)
        assert [one.verdict.rule for one in findings(office) if one.verdict] == ["mine"]

    tell(tmp_path, story, GREEN, RED)


# --- what nobody mends for long


def test_what_is_red_for_longer_than_anything_is_kept_stays_whoever_founded_its_incident(tmp_path: Path) -> None:
    base = Database(tmp_path / "w.sqlite3", lambda: NOON)
    store, late = Store(base), NOON + timedelta(days=40)
    lost = [build(run(0, Result.PASSED), run(1, Result.FAILED), key=f"build:g/{name}") for name in "abc"]
    well = build(run(0, Result.PASSED), key="build:g/well")
    store.commit("w", Answer(items=(*lost, well), memory=b""), "b", NOON)
    store.findings.notice(store.items, (), NOON)
    for one in tuple(store.findings.all.values()):
        learn(store, one, Verdict(cause=Cause.INFRASTRUCTURE, part="disk", about="agent-14"), NOON)

    store.prune(late, {lost[0].key})

    (one,) = page.told(msgspec.structs.replace(world(*store.items.values()), findings=store.findings.all), late)
    assert [build.key for build in one.builds] == [build.key for build in lost]
    assert well.key not in store.items
    base.close()


# --- what is said


def test_who_was_told_in_private_has_it_although_the_comment_besides_is_taken_back(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await key_of(office)
        await send(office, key)
        await office.until(lambda: office.company.fates() == [Fate.SENT], step=SECOND)
        done = await send(office, key, private=False)
        assert done.entry
        await office.done(act.Undo(done.entry.number))
        assert urgencies(office) == ["quiet"]

    speak(tmp_path, story, GREEN, PULL)


def test_how_many_were_checked_says_the_day_too_where_that_is_another() -> None:
    known = about.Builds((about.Line(key="b", title="Tests", project="p", branch="", state="passing"),), NOON)
    assert lines(known, NOON + timedelta(hours=3), UTC)[0] == "1 pipeline checked, 12:00."
    assert lines(known, NOON + timedelta(days=3), UTC)[0] == "1 pipeline checked, Mon 23 Nov 12:00."
