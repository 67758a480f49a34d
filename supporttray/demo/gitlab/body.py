"""The bodies of GitLab's answers: people, projects, pipelines, jobs, reports, commits, merge requests and notes."""

import zlib
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from supporttray.demo.actions import Actions, Commit, Remark, Run
from supporttray.demo.gitlab.work import Piece, changed, ref_of, runner_of, source_of, status_of
from supporttray.demo.scenario import Person

GROUP = "/gitlab"


def moment(at: datetime) -> str:
    """Write a moment as GitLab does: to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number_of(name: str) -> int:
    """Make an id that follows from a name."""
    return zlib.crc32(name.encode()) % 900_000 + 1_000


class Body(Struct, frozen=True):
    """Writes bodies; `base` is this server's address."""

    base: str
    start: datetime

    def person(self, person: Person) -> dict[str, Any]:
        """Describe somebody in short."""
        name = person.account
        return {
            "id": number_of(name),
            "username": name,
            "public_email": "",
            "name": person.name,
            "state": "active",
            "locked": False,
            "avatar_url": None,
            "web_url": f"{self.base}{GROUP}/{name}",
        }

    def caller(self, person: Person) -> dict[str, Any]:
        """Describe the caller."""
        return {
            **self.person(person),
            "created_at": moment(self.start),
            "bio": "",
            "bot": False,
            "email": person.email,
            "two_factor_enabled": True,
            "external": False,
        }

    def token(self, person: Person, scopes: list[str]) -> dict[str, Any]:
        """Describe the caller's token."""
        return {
            "id": 4,
            "name": "Support Tray",
            "revoked": False,
            "created_at": moment(self.start),
            "description": None,
            "scopes": scopes,
            "user_id": number_of(person.account),
            "last_used_at": moment(self.start),
            "active": True,
            "expires_at": None,
        }

    def project(self, home: Actions) -> dict[str, Any]:
        """Describe a project."""
        path = home.repository.name
        commits = home.commits()
        return {
            "id": home.number,
            "description": home.repository.description,
            "name": path.rpartition("/")[2],
            "name_with_namespace": path.replace("/", " / "),
            "path": path.rpartition("/")[2],
            "path_with_namespace": path,
            "created_at": moment(self.start),
            "default_branch": home.repository.branch,
            "web_url": self.page(home),
            "last_activity_at": moment(commits[-1].at if commits else self.start),
            "visibility": "private",
            "archived": False,
            "issues_enabled": home.repository.issues,
            "merge_requests_enabled": True,
        }

    def page(self, home: Actions) -> str:
        """Give a project's page."""
        return f"{self.base}{GROUP}/{home.repository.name}"

    def pipeline(self, home: Actions, run: Run) -> dict[str, Any]:
        """Describe a pipeline in short."""
        return {
            "id": run.number,
            "iid": run.count,
            "project_id": home.number,
            "sha": run.commit.sha,
            "ref": ref_of(run),
            "status": status_of(run),
            "source": source_of(run),
            "created_at": moment(run.created),
            "updated_at": moment(changed(run)),
            "web_url": f"{self.page(home)}/-/pipelines/{run.number}",
            "name": run.workflow.name,
        }

    def full_pipeline(self, home: Actions, run: Run) -> dict[str, Any]:
        """Describe a pipeline at length."""
        latest = run.latest
        took = (latest.completed - latest.started).total_seconds() if latest.completed else None
        wrong = "jobs config should contain at least one visible job"
        return {
            **self.pipeline(home, run),
            "before_sha": run.commit.parent or "0" * 40,
            "tag": False,
            "yaml_errors": wrong if latest.conclusion == "startup_failure" else None,
            "user": self.person(latest.by),
            "started_at": moment(run.attempts[0].started),
            "finished_at": moment(latest.completed) if latest.completed else None,
            "committed_at": None,
            "duration": took,
            "queued_duration": 1,
            "coverage": None,
        }

    def job(self, home: Actions, piece: Piece) -> dict[str, Any]:
        """Describe a try of a job."""
        end = piece.attempt.completed
        job, run = piece.job, piece.run
        worked = piece.status not in ("skipped", "manual")
        return {
            "id": job.number,
            "status": piece.status,
            "stage": "test",
            "name": job.name,
            "ref": ref_of(run),
            "tag": False,
            "coverage": None,
            "allow_failure": False,
            "created_at": moment(piece.attempt.started),
            "started_at": moment(piece.started) if worked else None,
            "finished_at": moment(end) if end and worked else None,
            "erased_at": None,
            "duration": (end - piece.started).total_seconds() if end and worked else None,
            "queued_duration": 0.5,
            "user": self.person(piece.attempt.by),
            "commit": self.commit(home, run.commit),
            "pipeline": {key: self.pipeline(home, run)[key] for key in ("id", "project_id", "ref", "sha", "status")},
            "web_url": f"{self.page(home)}/-/jobs/{job.number}",
            "project": {"ci_job_token_scope_enabled": False},
            "artifacts": [],
            "runner": self._runner(piece) if worked else None,
            "archived": False,
            "tag_list": [],
            **({"failure_reason": piece.reason} if piece.reason else {}),
        }

    def _runner(self, piece: Piece) -> dict[str, Any]:
        name = runner_of(piece.job)
        return {
            "id": number_of(name),
            "description": name,
            "ip_address": None,
            "active": True,
            "paused": False,
            "is_shared": not piece.job.agent,
            "runner_type": "project_type" if piece.job.agent else "instance_type",
            "name": "gitlab-runner",
            "online": True,
            "status": "online",
        }

    def commit(self, home: Actions, commit: Commit) -> dict[str, Any]:
        """Describe a commit."""
        person = {"name": commit.by.name, "email": commit.email, "date": moment(commit.at)}
        return {
            "id": commit.sha,
            "short_id": commit.sha[:8],
            "created_at": moment(commit.at),
            "parent_ids": [commit.parent] if commit.parent else [],
            "title": commit.title,
            "message": commit.title,
            **{f"author_{key}" if key != "date" else "authored_date": value for key, value in person.items()},
            **{f"committer_{key}" if key != "date" else "committed_date": value for key, value in person.items()},
            "trailers": {},
            "extended_trailers": {},
            "web_url": f"{self.page(home)}/-/commit/{commit.sha}",
        }

    def diffs(self, commits: list[Commit]) -> list[dict[str, Any]]:
        """Describe what commits touched."""
        paths = dict.fromkeys(path for commit in commits for path in commit.files)
        flags = dict.fromkeys(("new_file", "renamed_file", "deleted_file", "generated_file"), False)
        modes = {"a_mode": "100644", "b_mode": "100644"}
        return [{"diff": "@@ -1 +1 @@\n", "new_path": path, "old_path": path, **modes, **flags} for path in paths]

    def compared(self, home: Actions, commits: list[Commit], begin: str, end: str) -> dict[str, Any]:
        """Describe what came between two commits."""
        told = [self.commit(home, commit) for commit in commits]
        return {
            "commit": told[-1] if told else None,
            "commits": told,
            "diffs": self.diffs(commits),
            "compare_timeout": False,
            "compare_same_ref": begin == end,
            "web_url": f"{self.page(home)}/-/compare/{begin}...{end}",
        }

    def merge_request(self, home: Actions, number: int, commits: list[Commit]) -> dict[str, Any]:
        """Describe a merge request: in the demo all of them were merged, each as one commit or more."""
        last = commits[-1]
        return {
            "id": home.number * 10 + number,
            "iid": number,
            "project_id": home.number,
            "title": last.title.replace(f" (!{number})", ""),
            "description": "",
            "state": "merged",
            "created_at": moment(commits[0].at),
            "updated_at": moment(last.at),
            "merged_at": moment(last.at),
            "target_branch": home.repository.branch,
            "source_branch": f"change-{number}",
            "author": self.person(last.by),
            "sha": last.sha,
            "merge_commit_sha": None,
            "squash_commit_sha": last.sha if len(commits) == 1 else None,
            "discussion_locked": None,
            "draft": False,
            "web_url": f"{self.page(home)}/-/merge_requests/{number}",
        }

    def note(self, home: Actions, remark: Remark) -> dict[str, Any]:
        """Describe a remark."""
        return {
            "id": remark.number,
            "type": None,
            "body": remark.text,
            "author": self.person(remark.by),
            "created_at": moment(remark.at),
            "updated_at": moment(remark.at),
            "system": False,
            "noteable_id": home.number * 10 + remark.change,
            "noteable_type": "MergeRequest",
            "project_id": home.number,
            "resolvable": False,
            "confidential": False,
            "internal": False,
            "noteable_iid": remark.change,
        }
