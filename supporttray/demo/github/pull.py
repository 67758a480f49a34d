"""GitHub's pull requests that wait for a review: listed, reviewed, and whom they ask."""

from typing import Any

import msgspec
from starlette.responses import Response

from supporttray.demo.actions import Actions, Commit
from supporttray.demo.github import change
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import node
from supporttray.demo.github.reply import GitHubError, answer
from supporttray.demo.moment import seconds_z
from supporttray.demo.review import Opinion, Pull
from supporttray.demo.scenario import Person

STATES = {
    "approved": "APPROVED",
    "changes": "CHANGES_REQUESTED",
    "commented": "COMMENTED",
    "dismissed": "DISMISSED",
}
_STRANGERS = "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the {} repository."


class _Wanted(msgspec.Struct, frozen=True):
    """Whom a client wants to be asked."""

    reviewers: list[str] = []
    team_reviewers: list[str] = []


def pulls(ask: Ask) -> Response:
    """GET …/pulls: by state; by creation, or by the last change."""
    home, query = ask.home(), ask.request.query_params
    state, order = query.get("state", "open"), query.get("sort", "created")
    board = ask.company.boards[home.repository.name.lower()]
    found = [one for one in board.pulls() if state in ("all", "closed" if one.done else "open")]
    falling = query.get("direction", "desc" if order == "created" else "asc") == "desc"
    found.sort(key=lambda one: (one.changed if order == "updated" else one.at, one.number), reverse=falling)
    return ask.page(None, found, lambda one: described(ask, home, one))


def pull(ask: Ask) -> Response:
    """GET …/pulls/{pull}: one that was reviewed, or one that only a commit tells of."""
    home = ask.home()
    one = _known(ask, home)
    if one is None:
        return change.pull(ask)
    return answer(ask.request, ask.meter, {**described(ask, home, one), **_rest(ask, home, one)})


def files(ask: Ask) -> Response:
    """GET …/pulls/{pull}/files."""
    home = ask.home()
    one = _known(ask, home)
    if one is None:
        return change.pull_files(ask)
    return ask.page(None, list(one.files), lambda path: change.file(ask.body, home, path, one.head))


def reviews(ask: Ask) -> Response:
    """GET …/pulls/{pull}/reviews: the oldest first."""
    home = ask.home()
    one = _found(ask, home)
    return ask.page(None, list(one.opinions), lambda opinion: _opinion(ask, home, one, opinion))


def requested(ask: Ask) -> Response:
    """GET …/pulls/{pull}/requested_reviewers."""
    one = _found(ask, ask.home())
    body = {"users": [ask.body.user(each) for each in one.asked], "teams": [team(ask, each) for each in one.teams]}
    return answer(ask.request, ask.meter, body)


def request(ask: Ask) -> Response:
    """POST …/pulls/{pull}/requested_reviewers: who works there can be asked, but for the author."""
    home = ask.home()
    one, wanted = _found(ask, home), _wanted(ask)
    people = [each for each in ask.company.people.values() if each.account in wanted.reviewers and not each.left]
    owner = home.repository.name.partition("/")[0]
    teams = [each.name for each in ask.company.scenario.team if each.name in _of(owner, wanted.team_reviewers)]
    if one.by in people:
        raise GitHubError(422, "Review cannot be requested from pull request author.")
    if len(people) < len(set(wanted.reviewers)) or len(teams) < len(set(wanted.team_reviewers)):
        raise GitHubError(422, _STRANGERS.format(home.repository.name))
    board = ask.company.boards[home.repository.name.lower()]
    one = board.ask(one, people, teams, ask.me, ask.company.now())
    ask.meter.spend(5)
    content = msgspec.json.encode(described(ask, home, one))
    return Response(content, 201, ask.meter.headers(), "application/json; charset=utf-8")


def commit(ask: Ask) -> Response:
    """GET …/commits/{sha}: of a branch, or the newest of a pull request."""
    home = ask.home()
    one = by_head(ask, home, ask.request.path_params["sha"])
    if one is None:
        return change.commit(ask)
    told = change.described(ask.body, home, Commit(one.head, one.title, one.by, one.pushed, None, one.files))
    paths = [change.file(ask.body, home, path, one.head) for path in one.files]
    stats = {"additions": one.lines, "deletions": 0, "total": one.lines}
    return answer(ask.request, ask.meter, {**told, "stats": stats, "files": paths})


def my_teams(ask: Ask) -> Response:
    """GET /user/teams."""
    found = [each for each in ask.company.scenario.team if ask.me.id in each.members]
    return ask.page(None, found, lambda each: _whole_team(ask, each.name))


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/repos/{owner}/{repo}/pulls"): pulls,
    ("GET", "/repos/{owner}/{repo}/pulls/{pull:int}"): pull,
    ("GET", "/repos/{owner}/{repo}/pulls/{pull:int}/files"): files,
    ("GET", "/repos/{owner}/{repo}/pulls/{pull:int}/reviews"): reviews,
    ("GET", "/repos/{owner}/{repo}/pulls/{pull:int}/requested_reviewers"): requested,
    ("POST", "/repos/{owner}/{repo}/pulls/{pull:int}/requested_reviewers"): request,
    ("GET", "/repos/{owner}/{repo}/commits/{sha}"): commit,
    ("GET", "/user/teams"): my_teams,
}


def by_head(ask: Ask, home: Actions, sha: str) -> Pull | None:
    """Find the pull request of which this is the newest commit, or whose branch is called so."""
    board = ask.company.boards[home.repository.name.lower()]
    return next((one for one in board.pulls() if sha in (one.head, one.branch)), None)


def _known(ask: Ask, home: Actions) -> Pull | None:
    return ask.company.boards[home.repository.name.lower()].find(ask.request.path_params["pull"])


def _found(ask: Ask, home: Actions) -> Pull:
    one = _known(ask, home)
    if one is None:
        raise GitHubError(404, "Not Found")
    return one


def _wanted(ask: Ask) -> _Wanted:
    try:
        return msgspec.json.decode(ask.content, type=_Wanted)
    except msgspec.DecodeError:
        raise GitHubError(422, "Invalid request.") from None


def _of(owner: str, slugs: list[str]) -> set[str]:
    return {f"{owner}/{slug}" for slug in slugs}


def described(ask: Ask, home: Actions, one: Pull) -> dict[str, Any]:
    """Describe a pull request in short."""
    body = ask.body
    addresses, named = change.links(body, home, one.number, one.head)
    over = seconds_z(one.done) if one.done else None
    main = home.commits()
    base = main[-1].sha if main else one.head[::-1]
    return {
        **addresses,
        "id": home.number * 10 + one.number,
        "node_id": node("PullRequest", one.number),
        "number": one.number,
        "state": "closed" if one.done else "open",
        "locked": False,
        "title": one.title,
        "user": body.user(one.by),
        "body": one.text or None,
        **dict.fromkeys(("assignee", "milestone", "auto_merge", "active_lock_reason")),
        "labels": [_label(body.here(home), name, index) for index, name in enumerate(one.labels, 1)],
        "assignees": [],
        "requested_reviewers": [body.user(each) for each in one.asked],
        "requested_teams": [team(ask, each) for each in one.teams],
        "created_at": seconds_z(one.at),
        "updated_at": seconds_z(one.changed),
        "closed_at": over,
        "merged_at": over if one.merged else None,
        "merge_commit_sha": one.head,
        "head": change.end(body, home, one.branch, one.head),
        "base": change.end(body, home, home.repository.branch, base),
        "_links": {name: {"href": addresses[key]} for name, key in named.items()},
        "author_association": "MEMBER",
        "draft": one.draft,
    }


def _rest(ask: Ask, home: Actions, one: Pull) -> dict[str, Any]:
    """Give what only the whole of a pull request tells."""
    return {
        "merged": one.merged,
        "mergeable": None,
        "rebaseable": None,
        "mergeable_state": "unknown",
        "merged_by": ask.body.user(one.done_by) if one.merged and one.done_by else None,
        "comments": len(home.remarks(one.number)),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": one.pushes,
        "additions": one.lines - one.lines // 4,
        "deletions": one.lines // 4,
        "changed_files": len(one.files),
    }


def _opinion(ask: Ask, home: Actions, one: Pull, opinion: Opinion) -> dict[str, Any]:
    here, page = f"{ask.body.here(home)}/pulls/{one.number}", f"{ask.body.base}/github/{home.repository.name}"
    link = f"{page}/pull/{one.number}#pullrequestreview-{opinion.id}"
    return {
        "id": opinion.id,
        "node_id": node("PullRequestReview", opinion.id),
        "user": ask.body.user(opinion.by),
        "body": opinion.text,
        "state": STATES[opinion.says],
        "html_url": link,
        "pull_request_url": here,
        "_links": {"html": {"href": link}, "pull_request": {"href": here}},
        "submitted_at": seconds_z(opinion.at),
        "commit_id": opinion.commit,
        "author_association": "MEMBER",
    }


def _label(here: str, name: str, number: int) -> dict[str, Any]:
    return {
        "id": 700_000 + number,
        "node_id": node("Label", number),
        "url": f"{here}/labels/{name.replace(' ', '%20')}",
        "name": name,
        "description": "",
        "color": "ededed",
        "default": False,
    }


def team(ask: Ask, name: str) -> dict[str, Any]:
    """Describe a team in short."""
    owner, _, slug = name.partition("/")
    number = 800_000 + [each.name for each in ask.company.scenario.team].index(name)
    link = f"{ask.body.api}/organizations/{800_000}/team/{number}"
    return {
        "id": number,
        "node_id": node("Team", number),
        "url": link,
        "html_url": f"{ask.body.base}/github/orgs/{owner}/teams/{slug}",
        "members_url": f"{link}/members{{/member}}",
        "repositories_url": f"{link}/repos",
        "name": slug.replace("-", " "),
        "slug": slug,
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "push",
        "parent": None,
        "type": "organization",
    }


def _whole_team(ask: Ask, name: str) -> dict[str, Any]:
    """Describe one of my own teams, with whose it is."""
    owner = name.partition("/")[0]
    person = Person(owner.lower(), owner, login=owner)
    return {**team(ask, name), "organization": {**ask.body.user(person), "type": "Organization"}}
