"""GitLab's issues: listed, changed, assigned, closed and remarked on; what GitLab has no field for is a scoped label."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from starlette.responses import Response

from supporttray.demo.actions import Actions
from supporttray.demo.gitlab.ask import Ask, Endpoint, GitLabError, answer
from supporttray.demo.gitlab.body import moment, number_of
from supporttray.demo.scenario import Person
from supporttray.demo.tracker import Issue, Remark, Tracker

_SCOPES = ("status", "priority", "customer")
_PLAIN = {
    **dict.fromkeys(("merge_requests_count", "upvotes", "downvotes", "blocking_issues_count"), 0),
    **dict.fromkeys(("confidential", "has_tasks"), False),
    **dict.fromkeys(("discussion_locked", "moved_to_id")),
    "type": "ISSUE",
    "issue_type": "issue",
    "severity": "UNKNOWN",
    "task_completion_status": {"count": 0, "completed_count": 0},
}
_ALWAYS = ("blocked", "bug", "status::To do", "status::In progress")


def issues(ask: Ask) -> Response:
    """GET …/issues: by state, labels and last change; in the order of a field, or of the board."""
    home, tracker = _open(ask)
    found = [one for one in tracker.ranked() if not one.epic and _wanted(ask, one)]
    query = ask.request.query_params
    by, back = query.get("order_by", "created_at"), query.get("sort", "desc") == "desc"
    if by == "relative_position":  # backwards it is overlooked: then they come by their number
        ordered = sorted(found, key=lambda one: one.number, reverse=True) if back else found
    else:
        ordered = sorted(
            found, key=lambda one: (one.changed if by == "updated_at" else one.at, one.number), reverse=back
        )
    return ask.page(ordered, lambda one: described(ask, home, one))


def _wanted(ask: Ask, one: Issue) -> bool:
    query = ask.request.query_params
    state, labels = query.get("state", "all"), {each for each in query.get("labels", "").split(",") if each}
    numbers = {int(each) for each in ask.wanted("iids") if each.isdecimal()}
    return (
        state in ("all", "closed" if one.closed else "opened")
        and labels <= set(labels_of(one))
        and (not numbers or one.number in numbers)
        and updated_after(ask, one.changed)
    )


def updated_after(ask: Ask, changed: datetime) -> bool:
    """Whether something changed since the moment that is asked for. Raises `GitLabError` for one that is none."""
    text = ask.request.query_params.get("updated_after", "")
    try:
        found = datetime.fromisoformat(text) if text else changed
    except ValueError:
        raise GitLabError(400, "", error="updated_after is invalid") from None
    return changed >= (found if found.tzinfo else found.replace(tzinfo=UTC))


def issue(ask: Ask) -> Response:
    """GET …/issues/{iid}."""
    home, tracker = _open(ask)
    return answer(ask, described(ask, home, _found(ask, tracker)))


def change(ask: Ask) -> Response:
    """PUT …/issues/{iid}: its labels, who works on it, and whether it is over."""
    home, tracker = _open(ask)
    one, now, wanted = _found(ask, tracker), ask.company.now(), ask.content
    if "assignee_ids" in wanted:
        people = {number_of(person.account): person for person in ask.company.people.values()}
        workers = tuple(people[each] for each in wanted["assignee_ids"] if each in people)
        one = tracker.assign(one, workers, ask.me, now)
    labels = _relabelled(labels_of(one), wanted)
    if set(labels) != set(labels_of(one)):
        one = _labelled(tracker, one, labels, ask.me, now)
    if wanted.get("state_event") == "close" and not one.closed:
        one = tracker.close(one, ask.me, now)
    if wanted.get("state_event") == "reopen" and one.closed:
        one = tracker.reopen(one, ask.me, now)
    return answer(ask, described(ask, home, one))


def _relabelled(labels: Sequence[str], wanted: dict[str, Any]) -> list[str]:
    """Return the labels as they are to be; of one scope the newest only stays."""
    kept = _names(wanted["labels"]) if "labels" in wanted else list(labels)
    kept = [one for one in kept if one not in _names(wanted.get("remove_labels", ""))]
    for new in _names(wanted.get("add_labels", "")):
        scope = new.rpartition("::")[0]
        kept = [one for one in kept if one != new and (not scope or one.rpartition("::")[0] != scope)] + [new]
    return kept


def _names(value: Any) -> list[str]:
    return [one.strip() for one in (value.split(",") if isinstance(value, str) else value) if one.strip()]


def _labelled(tracker: Tracker, one: Issue, labels: Iterable[str], by: Person, at: datetime) -> Issue:
    """Keep labels: those of a scope in the field that they stand for."""
    facts = dict.fromkeys(_SCOPES, "")
    others: list[str] = []
    for label in labels:
        scope, _, value = label.rpartition("::")
        if scope in facts:
            facts[scope] = value
        else:
            others.append(label)
    return tracker.label(tracker.describe(one, **facts), tuple(others), by, at)


def labels(ask: Ask) -> Response:
    """GET …/labels."""
    _, tracker = _open(ask)
    names = sorted({*_ALWAYS, *(label for one in tracker.issues() for label in labels_of(one))})
    search = ask.request.query_params.get("search", "").casefold()
    return ask.page([name for name in names if search in name.casefold()], _label)


def notes(ask: Ask) -> Response:
    """GET …/issues/{iid}/notes: the newest first."""
    home, tracker = _open(ask)
    one = _found(ask, tracker)
    ordered = one.remarks if ask.request.query_params.get("sort") == "asc" else one.remarks[::-1]
    return ask.page([*ordered], lambda remark: _note(ask, home, one, remark))


def remark(ask: Ask) -> Response:
    """POST …/issues/{iid}/notes."""
    home, tracker = _open(ask)
    one, text = _found(ask, tracker), str(ask.content.get("body") or "")
    if not text.strip():
        raise GitLabError(400, '400 Bad request - Note {:note=>["can\'t be blank"]}')
    made = tracker.remark(one, text, ask.me, ask.company.now())
    return answer(ask, _note(ask, home, one, made), status=201)


def users(ask: Ask) -> Response:
    """GET /users: by their name."""
    wanted = ask.request.query_params.get("username", "").casefold()
    people = [one for one in ask.company.people.values() if wanted in ("", one.account.casefold())]
    return ask.page(people, ask.body.person)


_PROJECT = "/projects/{project:path}"
ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/users"): users,
    ("GET", f"{_PROJECT}/issues"): issues,
    ("GET", f"{_PROJECT}/issues/{{issue:int}}"): issue,
    ("PUT", f"{_PROJECT}/issues/{{issue:int}}"): change,
    ("GET", f"{_PROJECT}/issues/{{issue:int}}/notes"): notes,
    ("POST", f"{_PROJECT}/issues/{{issue:int}}/notes"): remark,
    ("GET", f"{_PROJECT}/labels"): labels,
}


def _open(ask: Ask) -> tuple[Actions, Tracker]:
    home = ask.home()
    if not home.repository.issues:
        raise GitLabError(403, "403 Forbidden")
    return home, ask.company.trackers[home.repository.name.lower()]


def _found(ask: Ask, tracker: Tracker) -> Issue:
    one = tracker.find(ask.request.path_params["issue"])
    if one is None or one.epic:
        raise GitLabError(404, "404 Not found")
    return one


def labels_of(one: Issue) -> list[str]:
    """List an issue's labels, what GitLab has no field for among them."""
    scopes = {scope: getattr(one, scope) for scope in _SCOPES}
    return sorted([*one.labels, *(f"{scope}::{value}" for scope, value in scopes.items() if value)])


def described(ask: Ask, home: Actions, one: Issue) -> dict[str, Any]:
    """Describe an issue."""
    workers = [ask.body.person(person) for person in one.workers]
    return {
        "id": home.number * 1000 + one.number,
        "iid": one.number,
        "project_id": home.number,
        "title": one.title,
        "description": one.text,
        "state": "closed" if one.closed else "opened",
        "created_at": moment(one.at),
        "updated_at": moment(one.changed),
        "closed_at": moment(one.closed) if one.closed else None,
        "closed_by": ask.body.person(one.closed_by) if one.closed_by else None,
        "labels": labels_of(one),
        "milestone": _milestone(ask, home, one),
        "assignees": workers,
        "author": ask.body.person(one.by),
        "assignee": workers[0] if workers else None,
        "user_notes_count": len(one.remarks),
        "due_date": one.due.isoformat() if one.due else None,
        "web_url": f"{ask.body.page(home)}/-/issues/{one.number}",
        "weight": one.size,
        "references": {
            **dict.fromkeys(("short", "relative"), f"#{one.number}"),
            "full": f"{home.repository.name}#{one.number}",
        },
        **_PLAIN,
        **_epic(home, one),
    }


def _milestone(ask: Ask, home: Actions, one: Issue) -> dict[str, Any] | None:
    if not one.release:
        return None
    number = number_of(one.release)
    made = moment(datetime.combine(ask.company.start.date(), time(), UTC))
    return {
        "id": number,
        "iid": number,
        "project_id": home.number,
        "title": one.release,
        "description": "",
        "state": "active",
        "created_at": made,
        "updated_at": made,
        "due_date": None,
        "start_date": None,
        "expired": False,
        "web_url": f"{ask.body.page(home)}/-/milestones/{number}",
    }


def _epic(home: Actions, one: Issue) -> dict[str, Any]:
    number = one.parent.rpartition("#")[2].rpartition("-")[2]
    if not number.isdecimal():
        return {"epic_iid": None, "epic": None}
    group = home.repository.name.rpartition("/")[0]
    epic = {
        "id": int(number),
        "iid": int(number),
        "title": f"Epic {number}",
        "url": f"/groups/{group}/-/epics/{number}",
        "group_id": 1,
    }
    return {"epic_iid": int(number), "epic": epic}


def _label(name: str) -> dict[str, Any]:
    return {
        "id": number_of(name),
        "name": name,
        "description": None,
        "description_html": "",
        "text_color": "#FFFFFF",
        "color": "#6699cc",
        "archived": False,
        "subscribed": False,
        "priority": None,
        "is_project_label": True,
    }


def _note(ask: Ask, home: Actions, one: Issue, remark: Remark) -> dict[str, Any]:
    return {
        "id": remark.id,
        "type": None,
        "body": remark.text,
        "author": ask.body.person(remark.by),
        "created_at": moment(remark.at),
        "updated_at": moment(remark.at),
        "system": False,
        "noteable_id": home.number * 1000 + one.number,
        "noteable_type": "Issue",
        "project_id": home.number,
        "resolvable": False,
        "confidential": False,
        "internal": False,
        "noteable_iid": one.number,
    }
