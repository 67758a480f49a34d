"""GitLab's merge requests: proposed ones and merged ones, who reviews them and what they say, and their pipelines."""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from supporttray.demo.actions import Actions
from supporttray.demo.gitlab.ask import Ask, Endpoint, GitLabError, answer
from supporttray.demo.gitlab.body import moment, number_of
from supporttray.demo.gitlab.issue import updated_after
from supporttray.demo.review import Board, Opinion, Pull
from supporttray.demo.scenario import Person

_STATES = {"approved": "approved", "changes": "requested_changes", "commented": "reviewed"}
_CHECKS = {"success": "success", "failure": "failed", "pending": "running"}
_PLAIN: dict[str, Any] = {
    **dict.fromkeys(("upvotes", "downvotes", "user_notes_count"), 0),
    **dict.fromkeys(
        ("merge_commit_sha", "squash_commit_sha", "discussion_locked", "milestone", "assignee", "closed_by")
    ),
    **dict.fromkeys(("merge_when_pipeline_succeeds", "has_conflicts", "squash", "allow_collaboration"), False),
    "assignees": [],
    "merge_status": "can_be_merged",
    "detailed_merge_status": "not_approved",
    "blocking_discussions_resolved": True,
    "imported": False,
}


def requests(ask: Ask) -> Response:
    """GET …/merge_requests: by state, numbers and last change."""
    home, board = _open(ask)
    query = ask.request.query_params
    numbers = {int(each) for each in ask.wanted("iids") if each.isdecimal()}
    found = [
        one
        for one in board.pulls()
        if query.get("state", "all") in ("all", _state(one))
        and (not numbers or one.number in numbers)
        and updated_after(ask, one.changed)
    ]
    updated = query.get("order_by", "created_at") == "updated_at"
    found.sort(key=lambda one: (one.changed if updated else one.at, one.number), reverse=query.get("sort") != "asc")
    return ask.page(found, lambda one: described(ask, home, one))


def request(ask: Ask) -> Response:
    """GET …/merge_requests/{iid}: alone it tells its newest pipeline, too."""
    home, board = _open(ask)
    one = board.find(ask.request.path_params["request"])
    if one is None:
        return answer(ask, ask.body.merge_request(home, *ask.change(home)))
    return answer(ask, described(ask, home, one) | {"head_pipeline": pipeline(ask, home, one)})


def change(ask: Ask) -> Response:
    """PUT …/merge_requests/{iid}: who is to review it."""
    home, board, one = _found(ask)
    people = {number_of(person.account): person for person in ask.company.people.values()}
    wanted = [people[each] for each in ask.content.get("reviewer_ids", ()) if each in people]
    new = [person for person in wanted if person not in _reviewers(one)]
    if new:
        one = board.ask(one, new, (), ask.me, ask.company.now())
    return answer(ask, described(ask, home, one))


def approvals(ask: Ask) -> Response:
    """GET …/merge_requests/{iid}/approvals."""
    return answer(ask, _approvals(ask, _found(ask)[2]))


def approve(ask: Ask) -> Response:
    """POST …/merge_requests/{iid}/approve: not twice."""
    _, board, one = _found(ask)
    if one.done or _said(one).get(ask.me.id, "") == "approved":
        raise GitLabError(401, "401 Unauthorized")
    return answer(ask, _approvals(ask, board.say(one, ask.me, ask.company.now(), "approved")), status=201)


def reviewers(ask: Ask) -> Response:
    """GET …/merge_requests/{iid}/reviewers: their state, and since when they are asked."""
    one = _found(ask)[2]
    said = _said(one)
    told = [
        {
            "user": ask.body.person(person),
            "state": "unreviewed" if person in one.asked else _STATES[said[person.id]],
            "created_at": moment(one.at),
        }
        for person in _reviewers(one)
    ]
    return ask.page(told, lambda each: each)


def versions(ask: Ask) -> Response:
    """GET …/merge_requests/{iid}/versions: the demo keeps the newest only."""
    one = _found(ask)[2]
    told = {"id": one.pushes, "head_commit_sha": one.head, "created_at": moment(one.pushed), "state": "collected"}
    return ask.page([told], lambda each: each)


_REQUESTS = "/projects/{project:path}/merge_requests"
_REQUEST = f"{_REQUESTS}/{{request:int}}"
ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", _REQUESTS): requests,
    ("GET", _REQUEST): request,
    ("PUT", _REQUEST): change,
    ("GET", f"{_REQUEST}/approvals"): approvals,
    ("POST", f"{_REQUEST}/approve"): approve,
    ("GET", f"{_REQUEST}/reviewers"): reviewers,
    ("GET", f"{_REQUEST}/versions"): versions,
}


def _open(ask: Ask) -> tuple[Actions, Board]:
    home = ask.home()
    return home, ask.company.boards[home.repository.name.lower()]


def _found(ask: Ask) -> tuple[Actions, Board, Pull]:
    home, board = _open(ask)
    one = board.find(ask.request.path_params["request"])
    if one is None:
        raise GitLabError(404, "404 Not found")
    return home, board, one


def _state(one: Pull) -> str:
    return "merged" if one.merged else "closed" if one.done else "opened"


def _said(one: Pull) -> dict[str, str]:
    """Tell what each person says: a remark takes nothing back."""
    said: dict[str, str] = {}
    for each in one.valid:
        if each.says != "commented" or each.by.id not in said:
            said[each.by.id] = each.says
    return said


def _reviewers(one: Pull) -> list[Person]:
    return list(dict.fromkeys((*one.asked, *(each.by for each in one.valid if each.by is not one.by))))


def _approvals(ask: Ask, one: Pull) -> dict[str, Any]:
    """Describe who approved it, and when: by the newest that counts of each person."""
    said = _said(one)
    newest: dict[str, Opinion] = {each.by.id: each for each in one.valid if each.says == "approved"}
    told = [each for each in newest.values() if said[each.by.id] == "approved"]
    return {
        "user_has_approved": any(each.by is ask.me for each in told),
        "user_can_approve": one.by is not ask.me,
        "approved": bool(told),
        "approved_by": [{"user": ask.body.person(each.by), "approved_at": moment(each.at)} for each in told],
    }


def described(ask: Ask, home: Actions, one: Pull) -> dict[str, Any]:
    """Describe a merge request."""
    done = moment(one.done) if one.done else None
    return {
        **_PLAIN,
        "id": home.number * 1000 + one.number,
        "iid": one.number,
        "project_id": home.number,
        "title": f"Draft: {one.title}" if one.draft else one.title,
        "description": one.text,
        "state": _state(one),
        "created_at": moment(one.at),
        "updated_at": moment(one.changed),
        "merged_at": done if one.merged else None,
        "merged_by": ask.body.person(one.done_by) if one.done_by and one.merged else None,
        "closed_at": None if one.merged else done,
        "target_branch": home.repository.branch,
        "source_branch": one.branch,
        "author": ask.body.person(one.by),
        "reviewers": [ask.body.person(person) for person in _reviewers(one)],
        "source_project_id": home.number,
        "target_project_id": home.number,
        "labels": sorted(one.labels),
        "draft": one.draft,
        "work_in_progress": one.draft,
        "sha": one.head,
        "web_url": f"{ask.body.page(home)}/-/merge_requests/{one.number}",
        "references": {
            "short": f"!{one.number}",
            "relative": f"!{one.number}",
            "full": f"{home.repository.name}!{one.number}",
        },
    }


def pipelines(ask: Ask, home: Actions) -> list[dict[str, Any]]:
    """Describe the newest pipeline of each that is open."""
    board = ask.company.boards[home.repository.name.lower()]
    return [told for one in board.pulls() if not one.done and (told := pipeline(ask, home, one))]


def pipeline(ask: Ask, home: Actions, one: Pull) -> dict[str, Any] | None:
    """Describe the newest pipeline of one; none where nothing checks it."""
    if one.checks not in _CHECKS:
        return None
    number = _number(one.pushed) * 1000 + one.number % 1000
    return {
        "id": number,
        "iid": one.pushes,
        "project_id": home.number,
        "sha": one.head,
        "ref": f"refs/merge-requests/{one.number}/head",
        "status": _CHECKS[one.checks],
        "source": "merge_request_event",
        "created_at": moment(one.pushed),
        "updated_at": moment(one.pushed),
        "web_url": f"{ask.body.page(home)}/-/pipelines/{number}",
        "name": None,
    }


def _number(at: datetime) -> int:
    """Make a number that rises with time."""
    return int(at.timestamp())
