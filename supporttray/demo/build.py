"""How builds happen: runs begin, end and are run again; lights of the feed change."""

from datetime import datetime, timedelta

from supporttray.demo import pipeline
from supporttray.demo.actions import Actions, End, Run
from supporttray.demo.moment import seconds_z
from supporttray.demo.scenario import Person
from supporttray.demo.stage import BuildEnded, RunEnded, Stage

_OUTCOME_OF_A_FAIL = {True: "failure", False: "success"}


def run(stage: Stage, thing: pipeline.Run, offset: timedelta, at: datetime) -> None:
    """Begin a run, with a commit of its own if it has a title of its own."""
    home, by = stage.repository(thing.repository), stage.people[thing.by]
    branch = thing.branch or home.repository.branch
    workflow = next(flow for flow in home.repository.workflow if flow.name == thing.workflow)
    commit = home.push(branch, thing.title, by, at, files=thing.files, change=thing.change)
    begun = home.start(workflow, branch, thing.event, commit, by, at, agent=thing.agent)
    stage.told[begun.number] = thing
    if thing.id is not None:
        stage.runs[thing.id] = (home, begun.number)
    stage.plan(offset + thing.takes, RunEnded(home.repository.name, begun.number, 1, thing))


def rerun(stage: Stage, thing: pipeline.Rerun, offset: timedelta, at: datetime) -> None:
    """Begin another attempt of a run that is done."""
    home, number = stage.runs.get(thing.run, (None, 0))
    found = None if home is None else home.run(number)
    if home is not None and found is not None and found.status == "completed":
        _again(stage, home, found, stage.people[thing.by], thing, offset, at)


def asked(stage: Stage, home: Actions, found: Run, by: Person, offset: timedelta, at: datetime) -> Run:
    """Run a finished run again because somebody asked a host for it; it ends as the scenario says, else well."""
    first = stage.told[found.number]
    fails = first.fails if first.again == "failure" else ()
    log = first.log if fails else None
    thing = pipeline.Rerun(first.at, first.id or "", by.id, first.takes, fails, log=log, agent=first.agent)
    begun = _again(stage, home, found, by, thing, offset, at)
    stage.ledger.write(at, home.repository.host, "run_repeated", by, **_names(home, begun))
    return begun


def _again(
    stage: Stage, home: Actions, found: Run, by: Person, thing: pipeline.Rerun, offset: timedelta, at: datetime
) -> Run:
    begun = home.again(found, by, at, agent=thing.agent)
    stage.plan(offset + thing.takes, RunEnded(home.repository.name, begun.number, begun.latest.number, thing))
    return begun


def end(stage: Stage, thing: RunEnded, at: datetime) -> None:
    """End the attempt of a run, unless another one has begun or it was ended."""
    home = stage.repository(thing.repository)
    found = home.run(thing.number)
    if found is None or found.latest.number != thing.attempt or found.status == "completed":
        return
    entry = thing.entry
    conclusion = entry.outcome or _OUTCOME_OF_A_FAIL[bool(entry.fails)]
    log = stage.logs.get(entry.log or "", "")
    over = End(conclusion, entry.fails, log, entry.reason, entry.note, entry.tests, entry.broken)
    found = home.finish(found, at, over)
    stage.ledger.write(at, home.repository.host, "run_completed", found.latest.by, **_facts(home, found))


def _names(home: Actions, found: Run) -> dict[str, object]:
    return {
        "repository": home.repository.name,
        "branch": found.branch,
        "workflow": found.workflow.name,
        "workflow_id": home.workflow_number(found.workflow),
        "run_id": found.number,
        "run_number": found.count,
        "run_attempt": found.latest.number,
    }


def _facts(home: Actions, found: Run) -> dict[str, object]:
    return {
        **_names(home, found),
        "event": found.event,
        "conclusion": found.latest.conclusion,
        "failed_jobs": [job.name for job in found.latest.jobs if job.conclusion != "success"],
        "sha": found.commit.sha,
        "title": found.commit.title,
        "created_at": seconds_z(found.created),
        "started_at": seconds_z(found.latest.started),
        "completed_at": seconds_z(found.latest.completed or found.latest.started),
    }


def light(stage: Stage, thing: pipeline.Build, offset: timedelta, at: datetime) -> None:
    """Begin a build of the feed."""
    stage.feed.start(thing.project, at)
    stage.plan(offset + thing.takes, BuildEnded(thing, at))


def end_light(stage: Stage, thing: BuildEnded, at: datetime) -> None:
    """End a build of the feed."""
    before = stage.feed.find(thing.entry.project)
    after = stage.feed.finish(thing.entry.project, thing.entry.status, thing.started)
    stage.ledger.write(
        at,
        "cctray",
        "project_built",
        None,
        project=after.name,
        status=after.status,
        previous=before.status if before else "Unknown",
        label=str(after.label),
        built_at=seconds_z(after.built),
    )
