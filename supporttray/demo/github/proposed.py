"""Pull requests over GraphQL: lists and single ones under the names that a question gives them. No query language: what our own questions ask."""

import re
from typing import Any

from supporttray.demo.actions import Actions
from supporttray.demo.github.ask import Ask
from supporttray.demo.github.pull import STATES
from supporttray.demo.moment import seconds_z
from supporttray.demo.review import Opinion, Pull
from supporttray.demo.scenario import Person

_LIST = re.compile(r'(\w+): pullRequests\(first: (\d+)(?:, after: "(\d+)")?, ([^)]*)\)')
_ONE = re.compile(r"(\w+): pullRequest\(number: (\d+)\)")
_CHECKS = {"": None, "success": "SUCCESS", "failure": "FAILURE", "pending": "PENDING"}


def proposed(ask: Ask, query: str, values: dict[str, Any]) -> dict[str, Any] | None:
    """Answer what is asked of a repository; nothing where there is none. Who is not there is null."""
    home = ask.company.repositories.get(f"{values['owner']}/{values['name']}".lower())
    if home is None or home.repository.host != "github":
        return None
    board = ask.company.boards[home.repository.name.lower()]
    lists = {
        name: _page(ask, home, list(board.pulls()), int(first), int(after or 0), how)
        for name, first, after, how in _LIST.findall(query)
    }
    ones = {name: board.find(int(number)) for name, number in _ONE.findall(query)}
    return lists | {name: one and _node(ask, home, one) for name, one in ones.items()}


def _page(ask: Ask, home: Actions, found: list[Pull], first: int, begin: int, how: str) -> dict[str, Any]:
    found = [one for one in found if "OPEN" not in how or not one.done]
    if "UPDATED_AT" in how:
        found.sort(key=lambda one: (one.changed, one.number), reverse=True)
    end = begin + first
    page = {"hasNextPage": end < len(found), "endCursor": str(min(end, len(found))) if found else None}
    return {"pageInfo": page, "nodes": [_node(ask, home, one) for one in found[begin:end]]}


def _node(ask: Ask, home: Actions, one: Pull) -> dict[str, Any]:
    asked = [{"login": ask.body.user(each)["login"]} for each in one.asked]
    asked += [{"slug": name.partition("/")[2]} for name in one.teams]
    return {
        "number": one.number,
        "title": one.title,
        "body": one.text,
        "state": "MERGED" if one.merged else "CLOSED" if one.done else "OPEN",
        "url": f"{ask.body.base}/github/{home.repository.name}/pull/{one.number}",
        "isDraft": one.draft,
        "createdAt": seconds_z(one.at),
        "updatedAt": seconds_z(one.changed),
        "headRefOid": one.head,
        "headRefName": one.branch,
        "additions": one.lines - one.lines // 4,
        "deletions": one.lines // 4,
        "author": _author(ask, one.by),
        "labels": {"nodes": [{"name": name} for name in one.labels]},
        "reviewRequests": {"nodes": [{"requestedReviewer": each} for each in asked]},
        "reviews": {"nodes": [_opinion(ask, each) for each in one.opinions[-50:]]},
        "commits": {"nodes": [{"commit": _commit(one)}]},
    }


def _opinion(ask: Ask, one: Opinion) -> dict[str, Any]:
    return {
        "fullDatabaseId": str(one.id),
        "state": STATES[one.says],
        "submittedAt": seconds_z(one.at),
        "author": _author(ask, one.by),
        "commit": {"oid": one.commit},
    }


def _commit(one: Pull) -> dict[str, Any]:
    state = _CHECKS[one.checks]
    rollup = {"state": state} if state else None
    return {"oid": one.head, "committedDate": seconds_z(one.pushed), "statusCheckRollup": rollup}


def _author(ask: Ask, by: Person) -> dict[str, str]:
    """Name whose it is: a program without what REST adds to its name."""
    user = ask.body.user(by)
    return {"login": user["login"].removesuffix("[bot]"), "__typename": user["type"]}
