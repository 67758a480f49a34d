"""What a build writes to its console, stage by stage, as a pipeline does."""

from supporttray.demo.actions import Job
from supporttray.demo.jenkins.place import STOPPED, Line, Numbered, result

_NODE = "Jenkins"  # what the server itself is called as an agent


def console(line: Line, build: Numbered) -> str:
    """Write the console's text."""
    begin = [*_cause(build), "[Pipeline] Start of Pipeline"]
    stages = [text for job in build.attempt.jobs for text in _stage(line, build, job)]
    return "\n".join([*begin, *stages, *_end(build)]) + "\n"


def _cause(build: Numbered) -> list[str]:
    if build.attempt.number > 1 or build.run.event == "workflow_dispatch":
        return [f"Started by user {build.attempt.by.name}"]
    if build.run.event == "schedule":
        return ["Started by timer"]
    return [f"Push event to branch {build.run.branch}"]


def _stage(line: Line, build: Numbered, job: Job) -> list[str]:
    """Write a stage; what a job wrote stands where it did its work."""
    sha, title = build.run.commit.sha, build.run.commit.title
    place = f"/home/jenkins/workspace/{line.home.repository.name.replace('/', '_')}_{line.branch.replace('/', '_')}"
    wrote = job.log.rstrip("\n").splitlines() or [f"{job.name}: {job.conclusion or 'running'}"]
    return [
        "[Pipeline] stage",
        f"[Pipeline] {{ ({job.name})",
        "[Pipeline] node",
        f"Running on {job.agent or _NODE} in {place}",
        f"Checking out Revision {sha} ({line.branch})",
        f'Commit message: "{title}"',
        "[Pipeline] sh",
        *wrote,
        *([f"ERROR: {job.note}"] if job.note else []),
        "[Pipeline] }",
    ]


def _end(build: Numbered) -> list[str]:
    if not build.over:
        return []
    stopped = {"cancelled": [f"Aborted by {build.attempt.by.name}"], "timed_out": ["Timeout has been exceeded"]}
    failed = ["ERROR: script returned exit code 1"] if result(build) == "FAILURE" else []
    said = stopped[build.attempt.conclusion] if build.attempt.conclusion in STOPPED else failed
    return ["[Pipeline] End of Pipeline", *said, f"Finished: {result(build)}"]
