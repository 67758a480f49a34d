"""GitHub's issues: listed, made, changed and assigned."""

from typing import Any

import msgspec
from starlette.responses import Response

from supporttray.demo.actions import Actions
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.reply import GitHubError, answer
from supporttray.demo.moment import seconds_z
from supporttray.demo.scenario import Person
from supporttray.demo.tracker import Issue, Tracker

_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


class _Wanted(msgspec.Struct, frozen=True):
    """What a client sends to make or change an issue."""

    title: str | int | None = None
    body: str | None = None
    labels: list[str] = []
    state: str = ""
    state_reason: str | None = None
    assignees: list[str] | None = None
    assignee: str | None = None


def issues(ask: Ask) -> Response:
    """GET …/issues: by state, labels, creator and the moment of the last change."""
    home, tracker = _open(ask)
    query = ask.request.query_params
    state, since = query.get("state", "open"), query.get("since", "")
    labels = {label for label in query.get("labels", "").split(",") if label}
    found = [
        one
        for one in tracker.issues()
        if state in ("all", "closed" if one.closed else "open")
        and labels.issubset(labels_of(one))
        and query.get("creator", one.by.account) == one.by.account
        and seconds_z(one.changed) >= since
    ]
    updated = query.get("sort", "created") == "updated"
    found.sort(
        key=lambda one: (one.changed if updated else one.at, one.number), reverse=query.get("direction") != "asc"
    )
    return ask.page(None, found, lambda one: _described(ask, home, one))


def issue(ask: Ask) -> Response:
    """GET …/issues/{issue}: a pull request is one, too."""
    home, number = ask.home(), ask.request.path_params["issue"]
    pull = _pull(ask, home, number)
    if pull and ask.company.trackers[home.repository.name.lower()].find(number) is None:
        link = f"{ask.body.here(home)}/pulls/{number}"
        urls = dict.fromkeys(("url", "html_url", "diff_url", "patch_url"), link)
        return answer(ask.request, ask.meter, {**_described(ask, home, pull), "pull_request": urls})
    home, tracker = _open(ask)
    return answer(ask.request, ask.meter, _described(ask, home, _found(ask, tracker)))


def make(ask: Ask) -> Response:
    """POST …/issues."""
    home, tracker = _open(ask)
    wanted = _wanted(ask)
    if not wanted.title:
        raise GitHubError(422, "Validation Failed")
    if len(str(wanted.title)) > 256 or len(wanted.body or "") > 65_536:
        raise GitHubError(422, "Validation Failed")
    now = ask.company.now()
    made = tracker.make(ask.me, now, str(wanted.title), wanted.body or "", tuple(wanted.labels))
    if wanted.assignees:
        made = tracker.assign(made, _people(ask, wanted.assignees), ask.me, now)
    return _told(ask, home, made, 201)


def change(ask: Ask) -> Response:
    """PATCH …/issues/{issue}: closed, opened again, or given to somebody."""
    home, tracker = _open(ask)
    one, wanted, now = _found(ask, tracker), _wanted(ask), ask.company.now()
    if wanted.state == "closed" and not one.closed:
        one = tracker.close(one, ask.me, now, dropped=wanted.state_reason in ("not_planned", "duplicate"))
    if wanted.state == "open" and one.closed:
        one = tracker.reopen(one, ask.me, now)
    if wanted.assignees is not None:
        one = tracker.assign(one, _people(ask, wanted.assignees), ask.me, now)
    return _told(ask, home, one, 200)


def assign(ask: Ask) -> Response:
    """POST …/issues/{issue}/assignees."""
    home, tracker = _open(ask)
    one = _found(ask, tracker)
    workers = dict.fromkeys((*one.workers, *_people(ask, _wanted(ask).assignees or [])))
    return _told(ask, home, tracker.assign(one, tuple(workers), ask.me, ask.company.now()), 201)


def label(ask: Ask) -> Response:
    """POST …/issues/{issue}/labels: what the repository does not have yet it has then."""
    home, tracker = _open(ask)
    one = _found(ask, tracker)
    bare = ask.content.lstrip().startswith(b"[")  # GitHub takes the list alone, too
    given = msgspec.json.decode(ask.content, type=list[str]) if bare else _wanted(ask).labels
    fresh = [name for name in given if name.lower() not in map(str.lower, labels_of(one))]
    one = tracker.label(one, (*one.labels, *fresh), ask.me, ask.company.now())
    return _labels(ask, home, labels_of(one))


def unlabel(ask: Ask) -> Response:
    """DELETE …/issues/{issue}/labels/{label}."""
    home, tracker = _open(ask)
    one, name = _found(ask, tracker), ask.request.path_params["label"].lower()
    kept = tuple(each for each in one.labels if each.lower() != name)
    if kept == one.labels:
        raise GitHubError(404, "Label does not exist")
    return _labels(ask, home, labels_of(tracker.label(one, kept, ask.me, ask.company.now())))


def labels(ask: Ask) -> Response:
    """GET …/labels."""
    home, tracker = _open(ask)
    return ask.page(None, _all_labels(tracker), lambda name: _label(ask.body.here(home), name, 1))


def one_label(ask: Ask) -> Response:
    """GET …/labels/{label}."""
    home, tracker = _open(ask)
    wanted = ask.request.path_params["label"].lower()
    found = next((name for name in _all_labels(tracker) if name.lower() == wanted), None)
    if found is None:
        raise GitHubError(404, "Not Found")
    return answer(ask.request, ask.meter, _label(ask.body.here(home), found, 1))


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/repos/{owner}/{repo}/issues"): issues,
    ("POST", "/repos/{owner}/{repo}/issues"): make,
    ("GET", "/repos/{owner}/{repo}/issues/{issue:int}"): issue,
    ("PATCH", "/repos/{owner}/{repo}/issues/{issue:int}"): change,
    ("POST", "/repos/{owner}/{repo}/issues/{issue:int}/assignees"): assign,
    ("POST", "/repos/{owner}/{repo}/issues/{issue:int}/labels"): label,
    ("DELETE", "/repos/{owner}/{repo}/issues/{issue:int}/labels/{label:path}"): unlabel,
    ("GET", "/repos/{owner}/{repo}/labels"): labels,
    ("GET", "/repos/{owner}/{repo}/labels/{label:path}"): one_label,
}


def labels_of(one: Issue) -> tuple[str, ...]:
    """Name an issue's labels; what GitHub has no field for is one as well."""
    told = {"priority": one.priority, "customer": one.customer, "size": one.size}
    return (
        *one.labels,
        *(f"{name}: {value}" for name, value in told.items() if value),
        *(["epic"] if one.epic else []),
    )


def _all_labels(tracker: Tracker) -> list[str]:
    used = (name for one in tracker.issues() for name in labels_of(one))
    return list(dict.fromkeys(("bug", "blocked", *used)))


def _open(ask: Ask) -> tuple[Actions, Tracker]:
    home = ask.home()
    if not home.repository.issues:
        raise GitHubError(410, "Issues has been disabled in this repository.")
    return home, ask.company.trackers[home.repository.name.lower()]


def _pull(ask: Ask, home: Actions, number: int) -> Issue | None:
    """Give a pull request as the issue that it is, too."""
    board = ask.company.boards.get(home.repository.name.lower())
    proposed = board.find(number) if board else None
    if proposed:
        return Issue(number, proposed.title, proposed.text, proposed.by, proposed.at, proposed.changed)
    commits = home.change(number)
    if not commits:
        return None
    return Issue(number, commits[0].title, "", commits[0].by, commits[0].at, commits[-1].at)


def _found(ask: Ask, tracker: Tracker) -> Issue:
    one = tracker.find(ask.request.path_params["issue"])
    if one is None:
        raise GitHubError(404, "Not Found")
    return one


def _wanted(ask: Ask) -> _Wanted:
    try:
        return msgspec.json.decode(ask.content, type=_Wanted)
    except msgspec.DecodeError:
        raise GitHubError(400, "Problems parsing JSON") from None


def _people(ask: Ask, logins: list[str]) -> tuple[Person, ...]:
    return tuple(person for person in ask.company.people.values() if person.account in logins)


def _labels(ask: Ask, home: Actions, names: tuple[str, ...]) -> Response:
    ask.meter.spend(5)
    told = [_label(ask.body.here(home), name, index) for index, name in enumerate(names, 1)]
    return Response(msgspec.json.encode(told), 200, ask.meter.headers(), "application/json; charset=utf-8")


def _told(ask: Ask, home: Actions, one: Issue, status: int) -> Response:
    ask.meter.spend(1)
    content = msgspec.json.encode(_described(ask, home, one))
    return Response(content, status, ask.meter.headers(), "application/json; charset=utf-8")


def _described(ask: Ask, home: Actions, one: Issue) -> dict[str, Any]:
    here = f"{ask.body.api}/repos/{home.repository.name}"
    link = f"{here}/issues/{one.number}"
    workers = [ask.body.user(person) for person in one.workers]
    number = home.number * 1000 + one.number
    reason = ("not_planned" if one.dropped else "completed") if one.closed else None
    return {
        "id": number,
        "node_id": f"I_{number}",
        "number": one.number,
        "title": one.title,
        "body": one.text,
        "user": ask.body.user(one.by),
        "labels": [_label(here, name, index) for index, name in enumerate(labels_of(one), 1)],
        "state": "closed" if one.closed else "open",
        "state_reason": reason,
        "locked": False,
        "assignee": workers[0] if workers else None,
        "assignees": workers,
        "milestone": _milestone(ask, here, one) if one.release else None,
        "comments": len(one.remarks),
        "created_at": seconds_z(one.at),
        "updated_at": seconds_z(one.changed),
        "closed_at": seconds_z(one.closed) if one.closed else None,
        "closed_by": ask.body.user(one.closed_by) if one.closed_by else None,
        "author_association": "MEMBER",
        "url": link,
        **({"parent_issue_url": f"{here}/issues/{one.parent.rpartition('#')[2]}"} if one.parent else {}),
        "repository_url": here,
        "html_url": f"{ask.body.base}/github/{home.repository.name}/issues/{one.number}",
        **{f"{name}_url": f"{link}/{name}" for name in ("comments", "events", "timeline")},
        "labels_url": f"{link}/labels{{/name}}",
        "reactions": {"url": f"{link}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)},
    }


def _milestone(ask: Ask, here: str, one: Issue) -> dict[str, Any]:
    number = sum(one.release.encode())
    link, founded = f"{here}/milestones/{number}", seconds_z(ask.company.start)
    return {
        "id": number,
        "node_id": f"MI_{number}",
        "number": number,
        "title": one.release,
        "description": "",
        "creator": ask.body.user(one.by),
        "open_issues": 1,
        "closed_issues": 0,
        "state": "open",
        "created_at": founded,
        "updated_at": founded,
        "due_on": f"{one.due}T08:00:00Z" if one.due else None,
        "closed_at": None,
        "url": link,
        "html_url": link,
        "labels_url": f"{link}/labels",
    }


def _label(here: str, name: str, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "node_id": f"LA_{number}",
        "url": f"{here}/labels/{name}",
        "name": name,
        "description": "",
        "color": "ededed",
        "default": False,
    }
