"""GitHub's projects over GraphQL: one board an owner, in the order of its trackers. No query language: what our own queries ask, and its errors."""

from typing import Any

import msgspec
from starlette.responses import Response

from supporttray.demo.actions import Actions
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.proposed import proposed
from supporttray.demo.github.reply import GitHubError
from supporttray.demo.tracker import Issue

NUMBER = 1  # of the board
COLUMNS = ("Todo", "In Progress", "Done")
_SIZE = 100


class _Asked(msgspec.Struct, frozen=True):
    query: str
    variables: dict[str, Any] = {}


def column(one: Issue) -> str:
    """Tell in which column an issue stands: where it was put, or by who works on it."""
    if one.status:
        return one.status
    return "Done" if one.closed else "In Progress" if one.workers else "Todo"


def graphql(ask: Ask) -> Response:
    """POST /graphql: a page of the board, the places of an issue, or a move to another column."""
    try:
        asked = msgspec.json.decode(ask.content, type=_Asked)
    except msgspec.DecodeError:
        raise GitHubError(400, "Problems parsing JSON") from None
    if "pullRequest" in asked.query:
        return _pulls(ask, asked)
    for word, part in _PARTS.items():
        if word in asked.query:
            return part(ask, asked.variables)
    return _answer(ask, None, {"message": "Parse error"})


def _board(ask: Ask, values: dict[str, Any]) -> Response:
    homes = _homes(ask, values["owner"])
    if not homes or values["number"] != NUMBER:
        told = {"repositoryOwner": {"projectV2": None} if homes else None}
        return _answer(ask, told, {"type": "NOT_FOUND", "message": "Could not resolve to a ProjectV2"})
    every = [(home, one) for home in homes for one in ask.company.trackers[home.repository.name.lower()].ranked()]
    begin = int(values.get("after") or 0)
    end = begin + _SIZE
    page = {"hasNextPage": end < len(every), "endCursor": str(end) if every else None}
    items = {"pageInfo": page, "nodes": [_node(*each) for each in every[begin:end]]}
    return _answer(ask, {"repositoryOwner": {"projectV2": {"items": items}}})


def _pulls(ask: Ask, asked: _Asked) -> Response:
    found = proposed(ask, asked.query, asked.variables)
    wrong = [{"type": "NOT_FOUND", "message": "Could not resolve to a Repository"}] if found is None else []
    return _answer(ask, {"repository": found}, *wrong)


def _places(ask: Ask, values: dict[str, Any]) -> Response:
    found = _find(ask, f"{values['owner']}/{values['name']}", values["number"])
    if found is None:
        return _answer(ask, {"repository": None}, {"type": "NOT_FOUND", "message": "Could not resolve to an Issue"})
    home, one = found
    options = [{"id": f"O_{name}", "name": name} for name in COLUMNS]
    field = {"id": "F_status", "options": options}
    project = {"id": "P_1", "title": "Support", "closed": False, "field": field}
    item = {"id": f"I_{home.repository.name}#{one.number}", "project": project, "fieldValueByName": _value(one)}
    return _answer(ask, {"repository": {"issue": {"projectItems": {"nodes": [item]}}}})


def _move(ask: Ask, values: dict[str, Any]) -> Response:
    place, _, number = values["item"].removeprefix("I_").partition("#")
    found = _find(ask, place, int(number))
    if found is None:
        return _answer(ask, None, {"type": "NOT_FOUND", "message": "Could not resolve to a node"})
    home, one = found
    status = values["option"].removeprefix("O_")
    ask.company.trackers[home.repository.name.lower()].move(one, status, ask.me, ask.company.now())
    return _answer(ask, {"updateProjectV2ItemFieldValue": {"projectV2Item": {"id": values["item"]}}})


_PARTS = {"updateProjectV2ItemFieldValue": _move, "projectItems": _places, "repositoryOwner": _board}
ENDPOINTS: dict[tuple[str, str], Endpoint] = {("POST", "/graphql"): graphql}


def _homes(ask: Ask, owner: str) -> list[Actions]:
    every = (home for home in ask.company.repositories.values() if home.repository.host == "github")
    return [home for home in every if home.repository.name.lower().startswith(f"{owner.lower()}/")]


def _find(ask: Ask, place: str, number: int) -> tuple[Actions, Issue] | None:
    home = ask.company.repositories.get(place.lower())
    one = ask.company.trackers[place.lower()].find(number) if home else None
    return (home, one) if home and one else None


def _value(one: Issue) -> dict[str, str]:
    return {"name": column(one)}


def _node(home: Actions, one: Issue) -> dict[str, Any]:
    content = {"number": one.number, "repository": {"nameWithOwner": home.repository.name}}
    return {"isArchived": False, "content": content, "fieldValueByName": _value(one)}


def _answer(ask: Ask, data: Any, *errors: dict[str, str]) -> Response:
    """Answer with status 200, whatever went wrong."""
    ask.meter.spend(1)
    body = {"data": data} | ({"errors": list(errors)} if errors else {})
    return Response(msgspec.json.encode(body), 200, ask.meter.headers(), "application/json; charset=utf-8")
