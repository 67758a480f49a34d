"""What is done with issues in the demo's Jira: they are moved, assigned, labelled and commented on; and which fields they have."""

from typing import Any

from supporttray.demo.jira.ask import Ask, Endpoint, JiraError, Told, text_of
from supporttray.demo.jira.body import CUSTOMER, EPIC, FLAG, RANK, SIZE, STATUSES, status_of
from supporttray.demo.tracker import Issue, Tracker

_OWN = ("summary", "description", "labels", "status", "assignee", "priority", "duedate", "fixVersions", "issuetype")
_MADE = (
    (RANK, "Rank", "com.pyxis.greenhopper.jira:gh-lexo-rank", "any"),
    (EPIC, "Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link", "any"),
    (FLAG, "Flagged", "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes", "array"),
    (CUSTOMER, "Customer", "com.atlassian.jira.plugin.system.customfieldtypes:select", "option"),
    (SIZE, "Story Points", "com.atlassian.jira.plugin.system.customfieldtypes:float", "number"),
)


def fields(_: Ask) -> Told:
    """GET field: Jira's own, and those that this site has made."""
    own = [{"id": name, "key": name, "name": name.title(), "custom": False, "clauseNames": [name]} for name in _OWN]
    return 200, own + [_made(*one) for one in _MADE]


def _made(number: str, name: str, custom: str, sort: str) -> dict[str, Any]:
    code = number.removeprefix("customfield_")
    schema = {"type": sort, "custom": custom, "customId": int(code)}
    names = [f"cf[{code}]", name]
    return {"id": number, "key": number, "name": name, "custom": True, "clauseNames": names, "schema": schema}


def people(ask: Ask) -> Told:
    """GET user/search: by a name, an e-mail or an id; a data centre calls that a username."""
    wanted = str(ask.content.get("query") or ask.content.get("username") or "").casefold()
    found = [
        one for one in ask.company.people.values() if wanted in (one.id, one.name.casefold(), one.email.casefold())
    ]
    return 200, [ask.body.person(one) for one in found]


def transitions(ask: Ask) -> Told:
    """GET issue/{issue}/transitions: everywhere but to where it is."""
    _, one = ask.issue()
    ways = [ask.body.transition(which) for which in STATUSES if which[1] != status_of(one)[1]]
    return 200, {"expand": "transitions", "transitions": ways}


def turn(ask: Ask) -> Told:
    """POST issue/{issue}/transitions."""
    tracker, one = ask.issue()
    wanted = str(ask.content.get("transition", {}).get("id"))
    which = next((status for status in STATUSES if status[0] == wanted and status[1] != status_of(one)[1]), None)
    if which is None:
        raise JiraError(400, f"It seems that you have tried to perform an illegal workflow operation ({wanted}).")
    now = ask.company.now()
    if which[3] == "done":
        resolution = ask.content.get("fields", {}).get("resolution", {}).get("name", which[1])
        tracker.close(one, ask.me, now, dropped=resolution != "Done")
    else:
        tracker.move(tracker.reopen(one, ask.me, now) if one.closed else one, which[1], ask.me, now)
    return 204, None


def assign(ask: Ask) -> Told:
    """PUT issue/{issue}/assignee; its status stays what it is."""
    tracker, one = ask.issue()
    person = ask.company.people.get(str(ask.content.get("accountId" if ask.body.cloud else "name")))
    if person is None and (ask.content.get("accountId") or ask.content.get("name")):
        raise JiraError(400, "The user is not found.")
    _pinned(tracker, one)
    tracker.assign(_again(tracker, one), (person,) if person else (), ask.me, ask.company.now())
    return 204, None


def edit(ask: Ask) -> Told:
    """PUT issue/{issue}: labels are added and taken away."""
    tracker, one = ask.issue()
    steps = ask.content.get("update", {}).get("labels")
    if not steps:
        raise JiraError(400, "Here only labels are edited.")
    labels = list(one.labels)
    for step in steps:
        labels = [label for label in labels if label not in (step.get("remove"), step.get("add"))]
        labels += [step["add"]] if "add" in step else []
    tracker.label(one, tuple(labels), ask.me, ask.company.now())
    return 204, None


def editable(ask: Ask) -> Told:
    """GET issue/{issue}/editmeta."""
    ask.issue()
    schema = {"type": "array", "items": "string", "system": "labels"}
    labels = {
        "required": False,
        "key": "labels",
        "name": "Labels",
        "operations": ["add", "set", "remove"],
        "schema": schema,
    }
    return 200, {"fields": {"labels": labels}}


def remarks(ask: Ask) -> Told:
    """GET issue/{issue}/comment: the oldest first unless it is asked otherwise."""
    tracker, one = ask.issue()
    query = ask.request.query_params
    notes = "properties" in query.get("expand", "")
    told = [ask.body.remark(tracker, one, each, notes=notes) for each in one.remarks]
    told = told[::-1] if query.get("orderBy") == "-created" else told
    begin, size = int(query.get("startAt") or 0), min(int(query.get("maxResults") or 100), 100)
    return 200, {"startAt": begin, "maxResults": size, "total": len(told), "comments": told[begin : begin + size]}


def remark(ask: Ask) -> Told:
    """POST issue/{issue}/comment."""
    tracker, one = ask.issue()
    text = text_of(ask.content.get("body"), ask.body.version)
    if not text:
        raise JiraError(400, comment="Comment body can not be empty!")
    notes = tuple((str(each["key"]), each["value"]) for each in ask.content.get("properties") or ())
    made = tracker.remark(one, text, ask.me, ask.company.now(), notes)
    return 201, ask.body.remark(tracker, one, made)


def _pinned(tracker: Tracker, one: Issue) -> None:
    """Keep the status that an issue has, for whom it belongs to says nothing of it here."""
    if not one.closed and not one.status:
        tracker.describe(one, status=status_of(one)[1])


def _again(tracker: Tracker, one: Issue) -> Issue:
    return tracker.find(one.number) or one


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "field"): fields,
    ("GET", "user/search"): people,
    ("GET", "issue/{issue}/transitions"): transitions,
    ("POST", "issue/{issue}/transitions"): turn,
    ("PUT", "issue/{issue}/assignee"): assign,
    ("GET", "issue/{issue}/editmeta"): editable,
    ("GET", "issue/{issue}/comment"): remarks,
    ("POST", "issue/{issue}/comment"): remark,
    ("PUT", "issue/{issue}"): edit,
}
