"""What came in between two pipelines: commits, the merge requests that brought them, the paths they touched, and CODEOWNERS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.gitlab.api import PAGE, Commit, User, home
from supporttray.connectors.gitlab.reading import quoted
from supporttray.connectors.http import decode, web
from supporttray.core.suspect import Author, Change, Changes
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from supporttray.connectors.http import Http
    from supporttray.core.item import Build, Run

COMMITS = 40  # whose merge requests are asked for
DIFFS = 3  # commits of one merge request whose paths are asked for, where no merge commit has them all
FILES = 300  # paths of a change
OWNERS = ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")  # the first one counts (ee/lib/gitlab/code_owners.rb)
OWNERS_SIZE = 512 * 1024  # bytes
BOT = re.compile(r"(^|[-_.])bot([-_.\d]|$)|^(dependabot|renovate)\b", re.IGNORECASE)  # project_7_bot_… too


class Diff(msgspec.Struct, frozen=True):
    """A file that was touched."""

    new_path: str = ""
    old_path: str = ""


class Compared(msgspec.Struct, frozen=True):
    """GET …/repository/compare: the oldest commit first, as git lists them."""

    commits: tuple[Commit, ...] = ()
    diffs: tuple[Diff, ...] = ()
    compare_timeout: bool = False
    web_url: str = ""


class MergeRequest(msgspec.Struct, frozen=True):
    """A merge request, as a commit's list gives it."""

    iid: int
    title: str = ""
    state: str = ""
    target_branch: str = ""
    web_url: str = ""
    author: User | None = None
    merge_commit_sha: str | None = None
    squash_commit_sha: str | None = None


async def changes(http: Http, build: Build, green: Run | None, red: Run) -> Changes:
    """Return what came in after a green pipeline up to a red one. Raises a `ServiceError`."""
    path = f"{home(build.project)}/repository"
    compared, complete = await _compared(http, path, green.commit if green else "", red.commit)
    merged: dict[int, tuple[MergeRequest, list[Commit]]] = {}
    alone: list[Commit] = []
    for commit in compared.commits[-COMMITS:]:
        found = await _request(http, path, commit, build.branch)
        if found is None:
            alone.append(commit)
        else:
            merged.setdefault(found.iid, (found, []))[1].append(commit)
    only = compared if len(merged) + len(alone) == 1 else None
    told = [await _brought(http, path, build.project, one, commits, only) for one, commits in merged.values()]
    told += [await _pushed(http, path, one, only) for one in alone]
    order = {commit.id: number for number, commit in enumerate(compared.commits)}
    return Changes(
        changes=tuple(sorted(told, key=lambda one: order[one.id])),
        complete=complete and not compared.compare_timeout and len(compared.commits) <= COMMITS,
        owners=await _owners(http, path, build.branch),
        url=web(compared.web_url),
    )


async def _compared(http: Http, path: str, green: str, red: str) -> tuple[Compared, bool]:
    """Return the commits between two, and whether these are all; where that cannot be told the red one alone."""
    if green and green == red:
        return Compared(), True
    if green:
        try:
            reply = await http.get(f"{path}/compare", {"from": green, "to": red})
        except Refused as error:
            if error.missing != "name":
                raise
        else:
            found = decode(reply.body, Compared, http.host)
            if found.commits and found.commits[0].id == red and found.commits[-1].id != red:
                found = msgspec.structs.replace(found, commits=found.commits[::-1])
            return found, True
    reply = await http.get(f"{path}/commits/{quoted(red)}")
    return Compared(commits=(decode(reply.body, Commit, http.host),)), False


async def _request(http: Http, path: str, commit: Commit, branch: str) -> MergeRequest | None:
    """Return the merge request that brought a commit into a branch, None where it was pushed."""
    try:
        reply = await http.get(f"{path}/commits/{commit.id}/merge_requests")
    except Refused as error:
        if error.missing != "name":  # they may be switched off
            raise
        return None
    found = [one for one in decode(reply.body, tuple[MergeRequest, ...], http.host) if one.state == "merged"]
    return next((one for one in found if one.target_branch == branch), found[0] if found else None)


async def _brought(
    http: Http, path: str, project: str, one: MergeRequest, commits: Sequence[Commit], only: Compared | None
) -> Change:
    """Return a merge request as a change. GitLab tells its author's name there, and the address only in the commits."""
    whole = [commit for commit in commits if commit.id in (one.merge_commit_sha, one.squash_commit_sha)]
    told = await _files(http, path, whole[-1:] or commits[-DIFFS:], only)
    login = one.author.username if one.author else ""
    name = (one.author.name if one.author else "") or login or commits[-1].author_name
    return Change(
        id=commits[-1].id,
        title=shorten(one.title or commits[-1].title, 200),
        author=Author(shorten(name, 100), shorten(_address(name, commits), 200), shorten(login, 100)),
        url=web(one.web_url),
        number=f"!{one.iid}",
        place=f"{project}!{one.iid}",
        files=told,
        bot=bool(BOT.search(login)),
    )


async def _pushed(http: Http, path: str, commit: Commit, only: Compared | None) -> Change:
    return Change(
        id=commit.id,
        title=shorten(commit.title, 200),
        author=Author(shorten(commit.author_name, 100), shorten(commit.author_email, 200)),
        url=web(commit.web_url),
        files=await _files(http, path, (commit,), only),
        bot=bool(BOT.search(commit.author_name) or BOT.search(commit.author_email.partition("@")[0])),
    )


def _address(name: str, commits: Iterable[Commit]) -> str:
    """Return the e-mail address of a merge request's author: of the commits in that name, else of all if it is the same."""
    addresses = {commit.author_email: commit.author_name.casefold() for commit in commits if commit.author_email}
    own = [address for address, who in addresses.items() if who == name.casefold()]
    return own[-1] if own else next(iter(addresses)) if len(addresses) == 1 else ""


async def _files(http: Http, path: str, commits: Iterable[Commit], only: Compared | None) -> tuple[str, ...]:
    """Return the paths that commits touched; those of the whole comparison where it has one change only."""
    diffs: list[Diff] = list(only.diffs) if only else []
    if not diffs:
        for commit in commits:
            reply = await http.get(f"{path}/commits/{commit.id}/diff", {"per_page": PAGE})
            diffs += decode(reply.body, tuple[Diff, ...], http.host)
    paths = dict.fromkeys(name for one in diffs for name in (one.new_path, one.old_path) if name)
    return tuple(shorten(name, 300) for name in paths)[:FILES]


async def _owners(http: Http, path: str, branch: str) -> str:
    """Return the CODEOWNERS file; empty where there is none, or where it may not be read."""
    for place in OWNERS:
        try:
            reply = await http.get(f"{path}/files/{quoted(place)}/raw", {"ref": branch} if branch else None)
        except (Refused, NotUnderstood) as error:
            if not isinstance(error, Refused) or error.missing != "name":
                return ""
        else:
            return reply.body[:OWNERS_SIZE].decode("utf-8", "replace")
    return ""
