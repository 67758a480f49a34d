"""The bodies of GitHub's answers: users, repositories, commits, workflows, runs and jobs."""

import base64
import zlib
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from supporttray.demo.actions import Actions, Attempt, Commit, Job, Run
from supporttray.demo.github.template import repository_addresses, user_addresses
from supporttray.demo.moment import seconds_z
from supporttray.demo.pipeline import Workflow
from supporttray.demo.scenario import Person

LOST = ("runner_system_failure", "stuck_or_timeout_failure")  # the machine went away: its step never ends
UNBEGUN = ("no_matching_runner", "runner_provisioning_timeout")  # no machine ever took the job


class Body(Struct, frozen=True):
    """Writes bodies for one caller: `base` is this server, `api` the address under which it was called."""

    base: str
    api: str
    start: datetime

    def user(self, person: Person) -> dict[str, Any]:
        """Describe a user in short."""
        number = _number(person.account)
        return {
            "login": person.account,
            "id": number,
            "node_id": node("User", number),
            "gravatar_id": "",
            **user_addresses(self.base, self.api, person.account),
            "type": "User" if person.kind == "person" else "Bot",
            "site_admin": False,
        }

    def account(self, person: Person) -> dict[str, Any]:
        """Describe the caller."""
        nothing = ("company", "blog", "location", "email", "hireable", "bio", "twitter_username")
        public = ("public_repos", "public_gists", "followers", "following")
        private = ("private_gists", "total_private_repos", "owned_private_repos", "disk_usage", "collaborators")
        return {
            **self.user(person),
            "name": person.name,
            "user_view_type": "private",
            "two_factor_authentication": True,
            **dict.fromkeys(nothing),
            **dict.fromkeys((*public, *private), 0),
            "created_at": self._founded(),
            "updated_at": self._founded(),
        }

    def owner(self, home: Actions) -> dict[str, Any]:
        """Describe the organization that owns a repository."""
        login = home.repository.name.split("/")[0]
        number = _number(login)
        return {
            "login": login,
            "id": number,
            "node_id": node("Organization", number),
            "gravatar_id": "",
            **user_addresses(self.base, self.api, login),
            "type": "Organization",
            "site_admin": False,
        }

    def repository(self, home: Actions) -> dict[str, Any]:
        """Describe a repository in short."""
        return {
            "id": home.number,
            "node_id": node("Repository", home.number),
            "name": home.repository.name.split("/")[1],
            "full_name": home.repository.name,
            "private": True,
            "owner": self.owner(home),
            "description": home.repository.description,
            "fork": False,
            **repository_addresses(self.base, self.api, home.repository.name),
        }

    def full_repository(self, home: Actions) -> dict[str, Any]:
        """Describe a repository at length."""
        address = f"{self.base}/github/{home.repository.name}"
        zeros = ("forks", "open_issues", "stargazers", "watchers", "network", "subscribers")
        switches = ("has_wiki", "has_pages", "has_projects", "has_downloads", "has_discussions", "archived", "disabled")
        return {
            **self.repository(home),
            **{f"{name}_count": 0 for name in zeros},
            **dict.fromkeys(("forks", "open_issues", "watchers", "size"), 0),
            **dict.fromkeys(switches, False),
            **dict.fromkeys(("homepage", "language", "mirror_url", "license")),
            "has_issues": home.repository.issues,
            "permissions": {"admin": False, "maintain": False, "push": True, "triage": True, "pull": True},
            "default_branch": home.repository.branch,
            "clone_url": f"{address}.git",
            "git_url": f"{address}.git",
            "ssh_url": f"{address}.git",
            "svn_url": address,
            "visibility": "private",
            "pushed_at": seconds_z(home.commits()[-1].at) if home.commits() else self._founded(),
            "created_at": self._founded(),
            "updated_at": self._founded(),
        }

    def workflow(self, home: Actions, workflow: Workflow) -> dict[str, Any]:
        """Describe a workflow."""
        number = home.workflow_number(workflow)
        page = f"{self.base}/github/{home.repository.name}"
        return {
            "id": number,
            "node_id": node("Workflow", number),
            "name": workflow.name,
            "path": f".github/workflows/{workflow.file}",
            "state": "active",
            "created_at": self._founded(),
            "updated_at": self._founded(),
            "url": f"{self.here(home)}/actions/workflows/{number}",
            "html_url": f"{page}/blob/{home.repository.branch}/.github/workflows/{workflow.file}",
            "badge_url": f"{page}/workflows/{workflow.file}/badge.svg",
        }

    def run(self, home: Actions, run: Run) -> dict[str, Any]:
        """Describe a run by its latest attempt."""
        here = f"{self.here(home)}/actions/runs/{run.number}"
        latest = run.latest
        suite = run.number + 1_000_000_000
        repository = self.repository(home)
        before = f"{here}/attempts/{latest.number - 1}" if latest.number > 1 else None
        links = {f"{name}_url": f"{here}/{name}" for name in ("jobs", "logs", "artifacts", "cancel", "rerun")}
        return {
            "id": run.number,
            "name": run.workflow.name,
            "node_id": node("WorkflowRun", run.number),
            "check_suite_id": suite,
            "check_suite_node_id": node("CheckSuite", suite),
            "head_branch": run.branch,
            "head_sha": run.commit.sha,
            "path": f".github/workflows/{run.workflow.file}",
            "display_title": run.workflow.name if run.event == "schedule" else run.commit.title,
            "run_number": run.count,
            "run_attempt": latest.number,
            "event": run.event,
            "status": run.status,
            "conclusion": told(latest.conclusion),
            "workflow_id": home.workflow_number(run.workflow),
            "url": here,
            "html_url": f"{self.base}/github/{home.repository.name}/actions/runs/{run.number}",
            "pull_requests": [],
            "created_at": seconds_z(run.created),
            "updated_at": seconds_z(latest.completed or latest.started),
            "run_started_at": seconds_z(latest.started),
            "actor": self.user(run.attempts[0].by),
            "triggering_actor": self.user(latest.by),
            **links,
            "previous_attempt_url": before,
            "check_suite_url": f"{self.here(home)}/check-suites/{suite}",
            "workflow_url": f"{self.here(home)}/actions/workflows/{home.workflow_number(run.workflow)}",
            "head_commit": simple_commit(run.commit),
            "repository": repository,
            "head_repository": repository,
        }

    def job(self, home: Actions, run: Run, attempt: Attempt, job: Job) -> dict[str, Any]:
        """Describe a job with its steps."""
        done = attempt.completed
        return {
            "id": job.number,
            "run_id": run.number,
            "run_url": f"{self.here(home)}/actions/runs/{run.number}",
            "run_attempt": attempt.number,
            "node_id": node("CheckRun", job.number),
            "head_sha": run.commit.sha,
            "head_branch": run.branch,
            "url": f"{self.here(home)}/actions/jobs/{job.number}",
            "html_url": f"{self.base}/github/{home.repository.name}/actions/runs/{run.number}/job/{job.number}",
            "status": "in_progress" if done is None else "completed",
            "conclusion": told(job.conclusion),
            "created_at": seconds_z(attempt.started),
            "started_at": seconds_z(attempt.started),
            "completed_at": None if done is None else seconds_z(done),
            "name": job.name,
            "workflow_name": run.workflow.name,
            "steps": [] if job.reason in UNBEGUN else _steps(attempt, job),
            "check_run_url": f"{self.here(home)}/check-runs/{job.number}",
            "labels": ["self-hosted"] if job.agent else ["ubuntu-latest"],
            **_runner(job),
        }

    def here(self, home: Actions) -> str:
        """Give the address of a repository."""
        return f"{self.api}/repos/{home.repository.name}"

    def _founded(self) -> str:
        return seconds_z(self.start - timedelta(days=400))


def simple_commit(commit: Commit) -> dict[str, Any]:
    """Describe a commit in short."""
    who = {"name": commit.by.name, "email": commit.email}
    return {
        "id": commit.sha,
        "tree_id": commit.sha[::-1],
        "message": commit.title,
        "timestamp": seconds_z(commit.at),
        "author": who,
        "committer": who,
    }


def told(conclusion: str | None) -> str | None:
    """Give GitHub's word: what runs out of time is cancelled there, and only an annotation says why."""
    return "cancelled" if conclusion == "timed_out" else conclusion


def _runner(job: Job) -> dict[str, Any]:
    """Describe the machine; none where none took the job."""
    if job.reason in UNBEGUN:
        return {"runner_id": None, "runner_name": None, "runner_group_id": None, "runner_group_name": None}
    number = 1 + job.number % 40
    return {
        "runner_id": number,
        "runner_name": job.agent or f"Hosted runner {number}",
        "runner_group_id": 1 if job.agent else 2,
        "runner_group_name": "Default" if job.agent else "Hosted runners",
    }


def _steps(attempt: Attempt, job: Job) -> list[dict[str, Any]]:
    done = attempt.completed
    lost = job.reason in LOST
    begin = seconds_z(attempt.started)
    names = ("Set up job", "Check out", f"Run {job.name}", "Complete job")
    steps = []
    for number, name in enumerate(names, 1):
        over = (done is not None and not lost) or number < 3
        outcome = (told(job.conclusion) or "success") if number == 3 else "success"
        steps.append(
            {
                "name": name,
                "status": "completed" if over else "in_progress" if number == 3 else "queued",
                "conclusion": outcome if over else None,
                "number": number,
                "started_at": begin if over or number == 3 else None,
                "completed_at": (seconds_z(done) if done is not None and number > 2 else begin) if over else None,
            }
        )
    return steps


def _number(word: str) -> int:
    return 90_000_000 + zlib.crc32(word.lower().encode()) % 9_000_000


def node(kind: str, number: int) -> str:
    """Make an opaque id."""
    return base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")
