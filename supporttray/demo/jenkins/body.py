"""The bodies of Jenkins' answers: the server, folders, projects, jobs and builds."""

from datetime import timedelta
from typing import Any

from msgspec import Struct

from supporttray.demo.actions import Actions, Commit
from supporttray.demo.company import Company
from supporttray.demo.jenkins.place import Line, Numbered, display, homes, lines, path, result
from supporttray.demo.jenkins.report import counts
from supporttray.demo.jenkins.tree import Node
from supporttray.demo.pipeline import Workflow
from supporttray.demo.scenario import Person

FOLDER = "com.cloudbees.hudson.plugins.folder.Folder"
PROJECT = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
COLORS = {"SUCCESS": "blue", "UNSTABLE": "yellow", "FAILURE": "red", "ABORTED": "aborted", "NOT_BUILT": "notbuilt"}
KEPT = 100  # builds that a job lists unless all are asked for
_LATE = "org.jenkinsci.plugins.workflow.steps.TimeoutStepExecution$ExceededTimeout"
_BRIEF = ("number", "url")


class Body(Struct, frozen=True):
    """Writes bodies for one caller: `base` is the address under which Jenkins was called, with a slash."""

    company: Company
    base: str

    def server(self) -> Node:
        """Describe the server."""
        owners = dict.fromkeys(home.repository.name.split("/")[0] for home in homes(self.company))
        fields: dict[str, Any] = {
            "assignedLabels": lambda: [{"name": "built-in"}],
            "mode": lambda: "NORMAL",
            "nodeDescription": lambda: "the Jenkins controller's built-in node",
            "nodeName": lambda: "",
            "numExecutors": lambda: 2,
            "description": lambda: None,
            "jobs": lambda: [self.owner(name) for name in owners],
            "quietingDown": lambda: False,
            "slaveAgentPort": lambda: -1,
            "url": lambda: self.base,
            "useCrumbs": lambda: True,
            "useSecurity": lambda: True,
            "views": lambda: [{"_class": "hudson.model.AllView", "name": "all", "url": self.base}],
        }
        return Node("hudson.model.Hudson", fields)

    def owner(self, name: str) -> Node:
        """Describe an owner's folder."""
        inside = [home for home in homes(self.company) if home.repository.name.startswith(f"{name}/")]
        return self._folder(FOLDER, (name,), lambda: [self.repository(home) for home in inside])

    def repository(self, home: Actions) -> Node:
        """Describe a repository's folder."""
        names = tuple(home.repository.name.split("/"))
        flows = home.repository.workflow
        return self._folder(FOLDER, names, lambda: [self.project(home, flow) for flow in flows])

    def project(self, home: Actions, workflow: Workflow) -> Node:
        """Describe a workflow: a project with a job for each branch."""
        names = (*home.repository.name.split("/"), workflow.name)
        return self._folder(PROJECT, names, lambda: [self.job(line) for line in lines(home, workflow)])

    def _folder(self, kind: str, names: tuple[str, ...], jobs: Any) -> Node:
        fields: dict[str, Any] = {
            "actions": list,
            "description": lambda: None,
            "displayName": lambda: names[-1],
            "fullDisplayName": lambda: " » ".join(names),
            "fullName": lambda: "/".join(names),
            "name": lambda: names[-1],
            "url": lambda: self.base + path(names),
            "healthReport": list,
            "jobs": jobs,
            "views": lambda: [{"_class": "hudson.model.AllView", "name": "all", "url": self.base + path(names)}],
        }
        return Node(kind, fields)

    def job(self, line: Line) -> Node:
        """Describe a branch's job."""
        names = line.names
        fields: dict[str, Any] = {
            "actions": list,
            "description": lambda: None,
            "displayName": lambda: display(names[-1]),
            "fullDisplayName": lambda: " » ".join((*names[:-1], display(names[-1]))),
            "fullName": lambda: "/".join(names),
            "name": lambda: names[-1],
            "url": lambda: self.base + path(names),
            "buildable": lambda: True,
            "color": lambda: _color(line.builds()),
            "healthReport": list,
            "inQueue": lambda: False,
            "keepDependencies": lambda: False,
            "nextBuildNumber": lambda: len(line.builds()) + 1,
            "property": list,
            "queueItem": lambda: None,
            "concurrentBuild": lambda: True,
            "disabled": lambda: False,
            "builds": lambda: [self.build(line, one) for one in line.builds()[:KEPT]],
            "allBuilds": lambda: [self.build(line, one) for one in line.builds()],
            **{name: self._last(line, name) for name in _LASTS},
        }
        return Node("org.jenkinsci.plugins.workflow.job.WorkflowJob", fields)

    def _last(self, line: Line, name: str) -> Any:
        def told() -> Node | None:
            found = line.build(name)
            return self.build(line, found) if found else None

        return told

    def build(self, line: Line, build: Numbered) -> Node:
        """Describe a build."""
        full = "/".join(line.names)
        fields: dict[str, Any] = {
            "actions": lambda: self._actions(line, build),
            "artifacts": list,
            "building": lambda: not build.over,
            "changeSets": lambda: self._changes(line.commits(build)),
            "culprits": lambda: [self.person(one.by) for one in line.commits(build)],
            "description": lambda: None,
            "displayName": lambda: f"#{build.number}",
            "duration": lambda: _millis((build.attempt.completed or build.attempt.started) - build.attempt.started),
            "estimatedDuration": lambda: 60_000,
            "executor": lambda: None if build.over else {},
            "fullDisplayName": lambda: f"{full.replace('/', ' » ')} #{build.number}",
            "id": lambda: str(build.number),
            "inProgress": lambda: not build.over,
            "keepLog": lambda: False,
            "number": lambda: build.number,
            "queueId": lambda: build.number,
            "result": lambda: result(build),
            "timestamp": lambda: int(build.attempt.started.timestamp() * 1000),
            "url": lambda: f"{self.base}{path(line.names)}{build.number}/",
        }
        return Node("org.jenkinsci.plugins.workflow.job.WorkflowRun", fields, _BRIEF)

    def _actions(self, line: Line, build: Numbered) -> list[dict[str, Any]]:
        """List what plugins know; most of it is told as an empty object."""
        failed, total = counts(build)
        sha = build.run.commit.sha
        tests = {
            "_class": "hudson.tasks.junit.TestResultAction",
            "failCount": failed,
            "skipCount": 0,
            "totalCount": total,
            "urlName": "testReport",
        }
        git = {
            "_class": "hudson.plugins.git.util.BuildData",
            "buildsByBranchName": {},
            "lastBuiltRevision": {"SHA1": sha, "branch": [{"SHA1": sha, "name": line.branch}]},
            "remoteUrls": [f"https://git.example/{line.home.repository.name}.git"],
            "scmName": "",
        }
        cause = {"_class": "jenkins.branch.BranchEventCause", "shortDescription": f"Push event to branch {line.branch}"}
        return [
            {"_class": "hudson.model.CauseAction", "causes": [cause]},
            {},
            git,
            {},
            *([tests] if total and build.over else []),
            *_stopped(build),
            {},
        ]

    def _changes(self, commits: list[Commit]) -> list[dict[str, Any]]:
        items = [self._commit(one) for one in commits]
        return [{"_class": "hudson.plugins.git.GitChangeSetList", "items": items, "kind": "git"}] if items else []

    def _commit(self, commit: Commit) -> dict[str, Any]:
        return {
            "_class": "hudson.plugins.git.GitChangeSet",
            "affectedPaths": list(commit.files),
            "commitId": commit.sha,
            "timestamp": int(commit.at.timestamp() * 1000),
            "author": self.person(commit.by),
            "authorEmail": commit.email,
            "comment": f"{commit.title}\n",
            "date": f"{commit.at:%Y-%m-%d %H:%M:%S %z}",
            "id": commit.sha,
            "msg": commit.title,
            "paths": [{"editType": "edit", "file": file} for file in commit.files],
        }

    def person(self, person: Person) -> dict[str, Any]:
        """Describe somebody."""
        return {"absoluteUrl": f"{self.base}user/{person.id}", "fullName": person.name}


_LASTS = ("lastBuild", "lastCompletedBuild", "lastFailedBuild", "lastStableBuild", "lastSuccessfulBuild")


def _color(builds: list[Numbered]) -> str:
    ended = next((one for one in builds if one.over), None)
    color = COLORS[result(ended) or ""] if ended else "notbuilt"
    return color + ("_anime" if any(not one.over for one in builds) else "")


def _stopped(build: Numbered) -> list[dict[str, Any]]:
    """Tell who or what stopped a build."""
    kind = {"cancelled": "jenkins.model.CauseOfInterruption$UserInterruption", "timed_out": _LATE}
    told = {"cancelled": f"Aborted by {build.attempt.by.name}", "timed_out": "Timeout has been exceeded"}
    word = build.attempt.conclusion or ""
    if word not in told:
        return []
    cause = {"_class": kind[word], "shortDescription": told[word]}
    return [{"_class": "jenkins.model.InterruptedBuildAction", "causes": [cause]}]


def _millis(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)
