"""GitHub's commits, branches, comparisons, pull requests and file contents: what changed, who brought it and what it touches."""

import base64
import hashlib
from typing import Any

from starlette.responses import Response

from supporttray.demo.actions import Actions, Commit
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import Body, node, simple_commit
from supporttray.demo.github.reply import GitHubError, answer
from supporttray.demo.moment import seconds_z

_MOST = 250  # commits of a comparison


def branches(ask: Ask) -> Response:
    """GET …/branches."""
    home = ask.home()
    heads = [(name, commits[-1]) for name, commits in sorted(home.branches.items())]
    return ask.page(None, heads, lambda pair: _branch(ask.body, home, *pair))


def commits(ask: Ask) -> Response:
    """GET …/commits: newest first, of the branch named by `sha`."""
    home = ask.home()
    found = home.commits(ask.request.query_params.get("sha"))
    return ask.page(None, found[::-1], lambda commit: described(ask.body, home, commit))


def commit(ask: Ask) -> Response:
    """GET …/commits/{sha}: with its files."""
    home = ask.home()
    found = _found(home, ask.request.path_params["sha"])
    files = [file(ask.body, home, path, found.sha) for path in found.files]
    stats = {"additions": len(files), "deletions": 0, "total": len(files)}
    return answer(ask.request, ask.meter, {**described(ask.body, home, found), "stats": stats, "files": files})


def pulls_of(ask: Ask) -> Response:
    """GET …/commits/{sha}/pulls: the pull request that brought it, if one did."""
    home = ask.home()
    found = _found(home, ask.request.path_params["sha"])
    numbers = [found.change] if found.change else []
    return ask.page(None, numbers, lambda number: _pull(ask.body, home, number))


def compare(ask: Ask) -> Response:
    """GET …/compare/{base}...{head}."""
    home = ask.home()
    base, _, head = ask.request.path_params["span"].partition("...")
    first, last = _found(home, base), _found(home, head)
    found = home.between(first.sha, last.sha)
    paths = dict.fromkeys(path for one in found for path in one.files)
    here, page = f"{ask.body.here(home)}/compare/{base}...{head}", f"{ask.body.base}/github/{home.repository.name}"
    body = {
        "url": here,
        **dict.fromkeys(("html_url", "permalink_url", "diff_url", "patch_url"), f"{page}/compare/{base}...{head}"),
        **{name: described(ask.body, home, first) for name in ("base_commit", "merge_base_commit")},
        "status": "ahead" if found else "identical",
        "ahead_by": len(found),
        "behind_by": 0,
        "total_commits": len(found),
        "commits": [described(ask.body, home, one) for one in found[:_MOST]],
        "files": [file(ask.body, home, path, last.sha) for path in paths],
    }
    return answer(ask.request, ask.meter, body)


def pull(ask: Ask) -> Response:
    """GET …/pulls/{pull}."""
    home, number = _asked(ask)
    return answer(ask.request, ask.meter, {**_pull(ask.body, home, number), **_rest(ask.body, home, number)})


def pull_files(ask: Ask) -> Response:
    """GET …/pulls/{pull}/files."""
    home, number = _asked(ask)
    found = home.change(number)
    paths = list(dict.fromkeys(path for one in found for path in one.files))
    return ask.page(None, paths, lambda path: file(ask.body, home, path, found[-1].sha))


def contents(ask: Ask) -> Response:
    """GET …/contents/{path}: a text that the scenario names."""
    home, path = ask.home(), ask.request.path_params["path"]
    text = home.repository.files.get(path)
    if text is None:
        raise GitHubError(404, "Not Found")
    link, page = f"{ask.body.here(home)}/contents/{path}", f"{ask.body.base}/github/{home.repository.name}"
    sha, head = _sha(text), ask.request.query_params.get("ref", home.repository.branch)
    blob = f"{ask.body.here(home)}/git/blobs/{sha}"
    body = {
        "type": "file",
        "encoding": "base64",
        "size": len(text.encode()),
        "name": path.rpartition("/")[2],
        "path": path,
        "content": base64.encodebytes(text.encode()).decode(),
        "sha": sha,
        "url": f"{link}?ref={head}",
        "git_url": blob,
        "html_url": f"{page}/blob/{head}/{path}",
        "download_url": f"{page}/raw/{head}/{path}",
        "_links": {"self": link, "git": blob, "html": f"{page}/blob/{head}/{path}"},
    }
    return answer(ask.request, ask.meter, body)


_READS: dict[str, Endpoint] = {
    "/repos/{owner}/{repo}/branches": branches,
    "/repos/{owner}/{repo}/commits": commits,
    "/repos/{owner}/{repo}/commits/{sha}": commit,
    "/repos/{owner}/{repo}/commits/{sha}/pulls": pulls_of,
    "/repos/{owner}/{repo}/compare/{span:path}": compare,
    "/repos/{owner}/{repo}/contents/{path:path}": contents,
    "/repos/{owner}/{repo}/pulls/{pull:int}": pull,
    "/repos/{owner}/{repo}/pulls/{pull:int}/files": pull_files,
}
ENDPOINTS = {("GET", path): endpoint for path, endpoint in _READS.items()}


def _found(home: Actions, name: str) -> Commit:
    heads = home.branches.get(name)
    found = heads[-1] if heads else home.commit(name)
    if found is None:
        raise GitHubError(404, "Not Found")
    return found


def _asked(ask: Ask) -> tuple[Actions, int]:
    home, number = ask.home(), ask.request.path_params["pull"]
    if not home.change(number):
        raise GitHubError(404, "Not Found")
    return home, number


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _branch(body: Body, home: Actions, name: str, commit: Commit) -> dict[str, Any]:
    link = f"{body.here(home)}/commits/{commit.sha}"
    return {"name": name, "commit": {"sha": commit.sha, "url": link}, "protected": False}


def described(body: Body, home: Actions, commit: Commit) -> dict[str, Any]:
    """Describe a commit."""
    link = f"{body.here(home)}/commits/{commit.sha}"
    page = f"{body.base}/github/{home.repository.name}/commit"
    plain = simple_commit(commit)
    who = {**plain["author"], "date": seconds_z(commit.at)}
    tree = {"sha": plain["tree_id"], "url": f"{body.here(home)}/git/trees/{plain['tree_id']}"}
    parents = [] if commit.parent is None else [commit.parent]
    checked = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
    return {
        "sha": commit.sha,
        "node_id": node("Commit", int(commit.sha[:8], 16)),
        "url": link,
        "html_url": f"{page}/{commit.sha}",
        "comments_url": f"{link}/comments",
        "author": body.user(commit.by),
        "committer": body.user(commit.by),
        "commit": {
            "url": f"{body.here(home)}/git/commits/{commit.sha}",
            "author": who,
            "committer": who,
            "message": commit.title,
            "comment_count": 0,
            "tree": tree,
            "verification": checked,
        },
        "parents": [
            {"sha": sha, "url": f"{body.here(home)}/commits/{sha}", "html_url": f"{page}/{sha}"} for sha in parents
        ],
    }


def file(body: Body, home: Actions, path: str, sha: str) -> dict[str, Any]:
    """Describe what happened to a file."""
    page = f"{body.base}/github/{home.repository.name}"
    return {
        "sha": _sha(path),
        "filename": path,
        "status": "modified",
        "additions": 1,
        "deletions": 0,
        "changes": 1,
        "blob_url": f"{page}/blob/{sha}/{path}",
        "raw_url": f"{page}/raw/{sha}/{path}",
        "contents_url": f"{body.here(home)}/contents/{path}?ref={sha}",
    }


def links(body: Body, home: Actions, number: int, sha: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give the addresses of a pull request, and under which names `_links` has them."""
    here, page = f"{body.here(home)}/pulls/{number}", f"{body.base}/github/{home.repository.name}/pull/{number}"
    issue = f"{body.here(home)}/issues/{number}"
    links = {
        "url": here,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue,
        "commits_url": f"{here}/commits",
        "review_comments_url": f"{here}/comments",
        "review_comment_url": f"{body.here(home)}/pulls/comments{{/number}}",
        "comments_url": f"{issue}/comments",
        "statuses_url": f"{body.here(home)}/statuses/{sha}",
    }
    named = {"self": "url", "html": "html_url", "issue": "issue_url", "comments": "comments_url"}
    named |= {f"{name}": f"{name}_url" for name in ("review_comments", "review_comment", "commits", "statuses")}
    return links, named


def _pull(body: Body, home: Actions, number: int) -> dict[str, Any]:
    """Describe a pull request in short; what is on the main branch was merged."""
    found = home.change(number)
    first, last = found[0], found[-1]
    merged = last in home.commits()
    addresses, named = links(body, home, number, last.sha)
    return {
        **addresses,
        "id": home.number * 10 + number,
        "node_id": node("PullRequest", number),
        "number": number,
        "state": "closed" if merged else "open",
        "locked": False,
        "title": last.title,
        "user": body.user(first.by),
        "body": None,
        **dict.fromkeys(("assignee", "milestone", "auto_merge", "active_lock_reason")),
        **{name: [] for name in ("labels", "assignees", "requested_reviewers", "requested_teams")},
        "created_at": seconds_z(first.at),
        "updated_at": seconds_z(last.at),
        "closed_at": seconds_z(last.at) if merged else None,
        "merged_at": seconds_z(last.at) if merged else None,
        "merge_commit_sha": last.sha,
        "head": end(body, home, f"change-{number}", last.sha),
        "base": end(body, home, home.repository.branch, first.parent or first.sha),
        "_links": {name: {"href": addresses[key]} for name, key in named.items()},
        "author_association": "MEMBER",
        "draft": False,
    }


def end(body: Body, home: Actions, name: str, sha: str) -> dict[str, Any]:
    """Describe one end of a pull request: a branch and its commit."""
    owner = home.repository.name.partition("/")[0]
    return {
        "label": f"{owner}:{name}",
        "ref": name,
        "sha": sha,
        "user": body.owner(home),
        "repo": body.full_repository(home),
    }


def _rest(body: Body, home: Actions, number: int) -> dict[str, Any]:
    """Give what only the whole of a pull request tells."""
    found = home.change(number)
    files = {path for one in found for path in one.files}
    merged = found[-1] in home.commits()
    return {
        "merged": merged,
        "mergeable": None,
        "rebaseable": None,
        "mergeable_state": "unknown",
        "merged_by": body.user(found[-1].by) if merged else None,
        "comments": len(home.remarks(number)),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(found),
        "additions": len(files),
        "deletions": 0,
        "changed_files": len(files),
    }
