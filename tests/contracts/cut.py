"""Cuts the vendors' descriptions down to what the demo speaks; run once by hand, see NOTICE.md.

Usage: python tests/contracts/cut.py FOLDER, where FOLDER holds the whole files of NOTICE.md.
"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATHS = [
    "/user",
    "/user/repos",
    "/rate_limit",
    "/repos/{owner}/{repo}",
    "/repos/{owner}/{repo}/actions/runs",
    "/repos/{owner}/{repo}/actions/runs/{run_id}",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs",
    "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
    "/repos/{owner}/{repo}/actions/jobs/{job_id}",
    "/repos/{owner}/{repo}/actions/workflows",
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
    "/repos/{owner}/{repo}/branches",
    "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
    "/repos/{owner}/{repo}/commits",
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    "/repos/{owner}/{repo}/commits/{ref}",
    "/repos/{owner}/{repo}/commits/{ref}/check-runs",
    "/repos/{owner}/{repo}/commits/{ref}/status",
    "/repos/{owner}/{repo}/issues",
    "/repos/{owner}/{repo}/issues/{issue_number}",
    "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    "/repos/{owner}/{repo}/pulls",
    "/repos/{owner}/{repo}/pulls/{pull_number}",
    "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
]
JIRA = [
    "/rest/api/3/field",
    "/rest/api/3/issue/{issueIdOrKey}",
    "/rest/api/3/issue/{issueIdOrKey}/comment",
    "/rest/api/3/issue/{issueIdOrKey}/transitions",
    "/rest/api/3/myself",
    "/rest/api/3/search/jql",
    "/rest/api/3/serverInfo",
]
METHODS = [
    "apps.connections.open",
    "auth.test",
    "chat.delete",
    "chat.deleteScheduledMessage",
    "chat.getPermalink",
    "chat.postMessage",
    "chat.scheduleMessage",
    "chat.scheduledMessages.list",
    "chat.update",
    "conversations.history",
    "conversations.info",
    "conversations.list",
    "conversations.open",
    "conversations.replies",
    "conversations.setTopic",
    "reactions.add",
    "reactions.get",
    "reactions.remove",
    "search.messages",
    "usergroups.list",
    "usergroups.users.list",
    "usergroups.users.update",
    "users.conversations",
    "users.info",
    "users.lookupByEmail",
    "users.list",
    "users.profile.get",
    "users.profile.set",
]
ALONE = "users.profile.set"  # in a file of its own
YOUNGER = (ALONE, "apps.connections.open")  # than the description
EVENTS = [
    "Message",
    "MessageBot",
    "MessageChannelJoin",
    "MessageChannelTopic",
    "MessageDeleted",
    "MessageThreadBroadcast",
    "ReactionAdded",
    "ReactionRemoved",
]
PROSE = ("description", "desc", "example", "examples", "externalDocs")


def plain(value: Any, *, names: bool = False) -> Any:
    """Leave out prose; inside `properties` every key is a name and stays."""
    if isinstance(value, dict):
        kept = value if names else {key: each for key, each in value.items() if key not in PROSE}
        return {key: plain(each, names=key == "properties" and not names) for key, each in kept.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def references(value: Any) -> set[str]:
    """Name the definitions that a schema leans on."""
    if isinstance(value, dict):
        here = {value["$ref"].rsplit("/", 1)[1]} if isinstance(value.get("$ref"), str) else set()
        return here.union(*(references(each) for each in value.values()))
    return set().union(*(references(each) for each in value)) if isinstance(value, list) else set()


def closure(roots: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Give all definitions that are needed, and those they need."""
    wanted, done = references(roots), {}
    while wanted:
        name = wanted.pop()
        done[name] = definitions[name]
        wanted |= references(definitions[name]) - done.keys()
    return dict(sorted(done.items()))


def github(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep the bodies of good answers."""
    answers = {
        path: plain(whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"])
        for path in PATHS
    }
    return {"answers": answers, "schemas": closure(answers, plain(whole["components"]["schemas"], names=True))}


def jira(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep the bodies of good answers, and how a project is described inside others."""
    answers = {
        path: plain(whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"])
        for path in JIRA
    }
    answers["Project"] = {"$ref": "#/components/schemas/Project"}
    return {"answers": answers, "schemas": closure(answers, plain(whole["components"]["schemas"], names=True))}


def tracker_examples(folder: Path) -> dict[str, Any]:
    """Keep what the vendors show of issues that are listed and made, and of Jira's search, its people and itself."""
    hub = json.loads((folder / "github/github_openapi_subset.json").read_text(encoding="utf-8"))["components"][
        "examples"
    ]
    paths = json.loads((folder / "jira/jira_cloud_openapi_subset.json").read_text(encoding="utf-8"))["paths"]

    def shown(path: str, verb: str = "get") -> Any:
        example = paths[f"/rest/api/3/{path}"][verb]["responses"]["200"]["content"]["application/json"]["example"]
        return json.loads(example) if isinstance(example, str) else example

    return {
        "github_issue": hub["issue"]["value"],
        "github_issues": hub["issue-items"]["value"],
        "jira_comment": shown("issue/{issueIdOrKey}/comment"),
        "jira_field": shown("field"),
        "jira_myself": shown("myself"),
        "jira_search": shown("search/jql", "post"),
        "jira_server": shown("serverInfo"),
        "jira_server_search": shown("search", "post"),
        "jira_transitions": shown("issue/{issueIdOrKey}/transitions"),
    }


def build_examples(folder: Path) -> dict[str, Any]:
    """Keep what GitHub shows of what stands beside a job, of a commit and of pull requests, and the jobs that its webhooks tell."""
    hub = json.loads((folder / "github/github_openapi_subset.json").read_text(encoding="utf-8"))["components"][
        "examples"
    ]
    events = json.loads((folder / "github/webhook_examples.json").read_text(encoding="utf-8"))["events"]
    names = ("check-annotation-items", "commit", "issue-comment-items", "pull-request-simple-items")
    names += ("check-run-paginated", "combined-commit-status", "pull-request-review-items")
    jobs = [one["workflow_job"] for one in events["workflow_job"]["examples"]]
    runs = [one["workflow_run"] for one in events["workflow_run"]["examples"]]
    return {**{name: hub[name]["value"] for name in names}, "webhook_jobs": jobs, "webhook_runs": runs}


def slack_openapi(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep the bodies of good answers."""
    answers = {}
    for method in METHODS:
        if method in YOUNGER:  # not described; users.profile.get tells the same profile as users.profile.set
            continue
        (operation,) = whole["paths"][f"/{method}"].values()
        answers[method] = plain(operation["responses"]["200"]["schema"])
    return {"answers": answers, "definitions": closure(answers, plain(whole["definitions"], names=True))}


def slack_methods(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep how a method is called, what it gives and how it fails."""
    return {
        method: {
            "http_method": about["http_method"],
            "json_input_supported": bool(about.get("json_input_supported")),
            "required": about["args"]["required"],
            "arguments": sorted(about["args"]["properties"]),
            "output": plain(about.get("output") or {}),
            "errors": sorted(about["errors"]),
        }
        for method, about in ((method, whole["methods"][method]) for method in METHODS)
    }


def slack_examples(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep what Slack's reference shows of the answers from which the first questions are made."""
    methods = ("auth.test", "chat.scheduledMessages.list", "users.conversations", "users.info", "users.lookupByEmail")
    return {
        method: {name: one["example"] for name, one in whole["methods"][method]["examples"].items()}
        for method in methods
    }


def slack_shapes(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep the recorded shapes, whose values are blank."""
    return {method: whole["samples"][method] for method in METHODS if method in whole["samples"]}


def slack_events(whole: dict[str, Any]) -> dict[str, Any]:
    """Keep the recorded shapes of what happens to messages, without the blocks that nobody here reads."""
    return {name: sparse(whole["events"][name]) for name in EVENTS}


def sparse(value: Any) -> Any:
    """Leave out blocks, attachments and files."""
    if isinstance(value, dict):
        return {key: sparse(each) for key, each in value.items() if key not in ("blocks", "attachments", "files")}
    return [sparse(each) for each in value] if isinstance(value, list) else value


def main(folder: Path) -> None:
    """Write the cuts beside this file."""
    cuts = [
        ("github/github_openapi_subset.json", "github_openapi.json", github),
        ("jira/jira_cloud_openapi_subset.json", "jira_openapi.json", jira),
        ("slack/slack_web_openapi_v2.subset.json", "slack_openapi.json", slack_openapi),
        ("slack/slack_methods.json", "slack_methods.json", slack_methods),
        ("slack/slack_methods.json", "slack_examples.json", slack_examples),
        ("slack/api_response_shapes.json", "slack_shapes.json", slack_shapes),
        ("slack/event_payload_shapes.json", "slack_events.json", slack_events),
        ("slack/slack_common_event_wrapper_schema.json", "slack_event_wrapper.json", plain),
    ]
    for source, target, cut in cuts:
        whole = json.loads((folder / source).read_text(encoding="utf-8"))
        if source == "slack/slack_methods.json":
            whole["methods"][ALONE] = json.loads((folder / f"slack/{ALONE}.json").read_text(encoding="utf-8"))
        content = cut(whole)
        text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
        (HERE / target).write_text(text + "\n", encoding="utf-8")
    (HERE / "slack_frames.jsonl").write_bytes((folder / "slack/socket_mode_messages.jsonl").read_bytes())
    text = json.dumps(tracker_examples(folder), indent=1, sort_keys=True, ensure_ascii=False)
    (HERE / "tracker_examples.json").write_text(text + "\n", encoding="utf-8")
    text = json.dumps(build_examples(folder), indent=1, sort_keys=True, ensure_ascii=False)
    (HERE / "github_build_examples.json").write_text(text + "\n", encoding="utf-8")
    (HERE / "cctray-1.xsd").write_bytes((folder / "cctray/cctray-1.xsd").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
