"""What is known of builds, in lines for a terminal. It is for the person alone: it may name who it is likely to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.display import age, clock, day
from supporttray.core.text import listed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from supporttray.core import builds as about
    from supporttray.core.item import Build, Run
    from supporttray.core.suspect import Suspicion
    from supporttray.core.triage import Signature, Verdict

TESTS, SUSPECTS = 10, 3  # that are named
WIDTH = 200  # characters of a line from outside


def builds(found: about.Builds, now: datetime, zone: tzinfo | None) -> list[str]:
    """Return the list: how many were checked when, then each that is not as it should be, then the others."""
    when = _moment(found.checked_at, now, zone) if found.checked_at else "not yet"
    count = len(found.lines)
    head = f"{count} pipeline{'' if count == 1 else 's'} checked, {when}." if count else "No build was seen yet."
    blind = [f"Not seen now: {', '.join(found.blind)}."] if found.blind else []
    return [head, *blind, *(_line(one, now) for one in found.lines)]


def _line(one: about.Line, now: datetime) -> str:
    since = f" for {age(now - one.since)}" if one.since and one.state in ("broken", "silent") else ""
    runs = f", {one.streak} run{'' if one.streak == 1 else 's'}" if one.state == "broken" else ""
    why = f": {_cause(one.verdict)}" if one.verdict and one.state == "broken" else ""
    has = f" ({one.owner} {'has it' if one.handled else 'looks after it'})" if one.owner else ""
    return f"  {one.state:<8} {one.title}{since}{runs}{why}{has}"


def _cause(verdict: Verdict) -> str:
    """Return a verdict in a few words."""
    what = verdict.tests[0].name if verdict.tests else verdict.about or verdict.rule
    more = f" and {len(verdict.tests) - 1} more" if len(verdict.tests) > 1 else ""
    return f"{verdict.cause}{f', {shorten(what, 80)}{more}' if what else ''}"


def why(found: about.Why, build: Build, now: datetime, zone: tzinfo | None) -> list[str]:
    """Return all that is known of a red build."""
    if found.first is None:
        return [f"{found.title} is {build.state}."]
    lines = [f"{found.title} is broken for {age(now - found.first.ended)}.", *_verdict(found)]
    lines += _run("First red run", found.first, now, zone) + _run("Last green one", found.green, now, zone)
    lines += [f"With it: {listed(found.with_it)}."] if found.with_it else []
    lines += list(_suspects(found.suspicion)) if found.verdict and found.verdict.cause.somebodys else []
    lines += [f"{found.engineer} looks after it."] if found.engineer else []
    lines += [f"{label}: {url}" for label, url in (("Runbook", found.runbook), ("Machine", found.page)) if url]
    if found.has_it and found.until:
        lines.append(f"{found.has_it} has it until {_moment(found.until, now, zone)}.")
    lines += [f"{found.again} can be run again: supporttray rerun {build.key}"] if found.again else []
    lines += [f"A message is drafted: supporttray message {build.key}"] if found.addressable else []
    return lines


def _verdict(found: about.Why) -> list[str]:
    verdict = found.verdict
    if verdict is None:
        return [found.trouble or "Why is being found out."]
    lines = [f"{verdict.cause.capitalize()}, by the rule {verdict.rule or '(none)'}, {verdict.confidence:.0%} sure."]
    lines += [verdict.lacks] if verdict.lacks else []
    lines += [f"  {'>' if line == verdict.text else ' '} {shorten(line, WIDTH)}" for line in _around(verdict)]
    lines += [f"Line {verdict.line}{' of its end' if verdict.cut else ''}: {verdict.url}"] if verdict.line else []
    names = [shorten(test.name, WIDTH) for test in verdict.tests]
    lines += [f"  failed: {name}" for name in names[:TESTS]]
    return [*lines, f"  and {len(names) - TESTS} more"] if len(names) > TESTS else lines


def _around(verdict: Verdict) -> tuple[str, ...]:
    return verdict.around or ((verdict.text,) if verdict.text else ())


def _run(label: str, run: Run | None, now: datetime, zone: tzinfo | None) -> list[str]:
    if run is None:
        return []
    title = f", “{shorten(run.title, 80)}”" if run.title else ""
    return [f"{label}: {_moment(run.ended, now, zone)}{title} {run.url}".rstrip()]


def _suspects(suspicion: Suspicion | None) -> Iterator[str]:
    if suspicion is None:
        return
    if suspicion.ours:
        yield "The tests are ours, and the change is not."
    if suspicion.owners:
        yield f"The tests belong to {', '.join(suspicion.owners)}."
    yield "Likely since:" if suspicion.top else "It is not clear which change it is."
    for one in suspicion.suspects[:SUSPECTS]:
        change = " ".join(filter(None, (one.change.number, shorten(one.change.title, 80))))
        yield f"  {one.confidence:.0%} {change} by {one.change.author.name}: {one.reason} {one.change.url}".rstrip()
    if suspicion.url:
        yield f"What came in: {suspicion.url}"


def flaky(one: about.Flaky) -> str:
    """Return a test that failed by chance."""
    return f"{one.times:>4} times {one.name} ({one.build}), since {one.first.astimezone():%Y-%m-%d}, last {one.last.astimezone():%Y-%m-%d}"


def message(one: about.Message) -> list[str]:
    """Return a message before it is sent."""
    text = one.text.split("\n") if one.text else []
    ways = [f"It can be sent {way.told}: --send{'' if way.private else ' --comment'}" for way in one.ways]
    return [*text, *([""] if text else []), *(ways or [one.unclear])]


def rule(one: Signature) -> list[str]:
    """Return a rule before it is kept."""
    what = " ".join(filter(None, (one.part, one.about)))
    return [f"{one.name}: {one.cause}{f', {what}' if what else ''}", f"  {one.scope}: {one.pattern}"]


def changed(one: about.Changed) -> str:
    """Return a past verdict that a rule changes."""
    return f"{one.at.astimezone():%Y-%m-%d %H:%M} {one.build}: {one.now} → {one.then}"


def taught(one: about.Taught) -> str:
    """Return a rule that was taught."""
    signature = one.signature
    return f"{one.number:>4}  {one.at.astimezone():%Y-%m-%d}  {signature.name}: {signature.cause} ({signature.pattern})"


def _moment(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    on = "" if day(moment, zone) == day(now, zone) else f"{day(moment, zone)} "
    return f"{on}{clock(moment, zone)}"
