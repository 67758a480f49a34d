"""What changed between two runs on GitHub: the commits, the pull requests that brought them, what they touch, and who owns what.

GET …/compare/{green}...{red} lists at most 250 commits (docs.github.com/rest/commits/commits). Just after a merge GitHub does not
know yet which pull request a commit came from: then its subject says it.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from supporttray.connectors.github.commit import Commit, Comparison, Content, File, Pull, is_bot, paths
from supporttray.connectors.http import decode, web
from supporttray.core.suspect import Author, Change, Changes
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http
    from supporttray.core.item import Run

LOOKED_UP = 20  # commits that are asked for their pull requests
READ = 20  # changes that are asked for their files
COMMITS = 5  # of one change that are asked for theirs, where the request does not tell
FILES = "100"
OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # in GitHub's order; the first one counts
Shape = TypeVar("Shape")


async def changes(http: Http, repository: str, green: Run | None, red: Run) -> Changes:
    """Return what came in after `green` up to `red`; without a green one only the red one's own commit. Raises a `ServiceError`."""
    place = Place(http, repository)
    if not red.commit:
        return Changes(complete=False)
    if green is not None and green.commit == red.commit:
        return Changes(owners=await place.owners(red.commit))
    told = await place.comparison(green.commit, red.commit) if green and green.commit else None
    if told is None:
        told = Comparison((await place.commit(red.commit),), 2)  # what stands before it is not known
    found, read = await place.changes(told)
    return Changes(
        changes=found,
        complete=read and told.total_commits <= len(told.commits),
        owners=await place.owners(red.commit),
        url=web(told.html_url or ""),
    )


class Place:
    """One repository, while it is asked what changed."""

    def __init__(self, http: Http, repository: str) -> None:
        self._http = http
        self._repository = repository

    async def comparison(self, green: str, red: str) -> Comparison | None:
        """Return what lies between two commits; None where one of them is gone: it was pushed over."""
        try:
            return await self._get(f"compare/{quote(green)}...{quote(red)}", Comparison)
        except Refused as error:
            if error.missing != "name":
                raise
            return None

    async def commit(self, sha: str) -> Commit:
        """Return one commit with its files."""
        return await self._get(f"commits/{quote(sha)}", Commit)

    async def changes(self, told: Comparison) -> tuple[tuple[Change, ...], bool]:
        """Return the commits as changes, those of one pull request together; and whether all was read."""
        groups = await self._grouped(told.commits)
        found, alone = [], len(groups) == 1
        for index, (pull, commits) in enumerate(groups):
            files = told.files if alone and told.files is not None else None
            if files is None and index < READ:
                files = await self._files(pull, commits)
            found.append(self._change(pull, commits, paths(files or ())))
        return tuple(found), len(groups) <= READ

    async def _grouped(self, commits: tuple[Commit, ...]) -> list[tuple[Pull | None, list[Commit]]]:
        """Return the commits by their pull requests, in the order of the first of each; those without one stand alone."""
        found: dict[str, tuple[Pull | None, list[Commit]]] = {}
        asks = True
        for index, commit in enumerate(commits):
            pull = None
            if asks and index >= len(commits) - LOOKED_UP:
                pull, asks = await self._pull(commit.sha)
            number = pull.number if pull else commit.number
            key = str(number) if number else commit.sha
            known, together = found.setdefault(key, (pull or (Pull(number) if number else None), []))
            together.append(commit)
            if pull and known and not known.title:
                found[key] = (pull, together)
        return list(found.values())

    async def _pull(self, sha: str) -> tuple[Pull | None, bool]:
        """Return the pull request that brought a commit, and whether it is worth asking for others: it may be refused."""
        try:
            pulls = await self._get(f"commits/{sha}/pulls", tuple[Pull, ...])
        except Refused as error:
            return None, error.missing == "name"
        merged = [one for one in pulls if one.merged_at]
        return next(iter(merged or pulls), None), True

    async def _files(self, pull: Pull | None, commits: list[Commit]) -> tuple[File, ...]:
        """Return what a change touches, its first hundred files, or its commits'; nothing where that may not be read."""
        found: tuple[File, ...] = ()
        with suppress(Refused):  # its commits may be read all the same
            found = await self._get(f"pulls/{pull.number}/files", tuple[File, ...], per_page=FILES) if pull else ()
        with suppress(Refused):
            for one in () if found else commits[-COMMITS:]:
                found += (one if one.files is not None else await self.commit(one.sha)).files or ()
        return found

    def _change(self, pull: Pull | None, commits: list[Commit], files: tuple[str, ...]) -> Change:
        last = commits[-1]
        user = pull.user if pull else None
        number = f"#{pull.number}" if pull else ""
        return Change(
            id=last.sha,
            title=shorten((pull.title if pull else "") or last.subject, 200),
            author=_author(pull, commits),
            url=web((pull.html_url if pull else "") or last.html_url or ""),
            number=number,
            place=f"{self._repository}{number}" if number else "",
            files=files,
            bot=is_bot(user) if user else last.bot,
        )

    async def owners(self, sha: str) -> str:
        """Return the CODEOWNERS file as it was at a commit; empty where there is none, or it may not be read."""
        for path in OWNERS:
            try:
                told = await self._get(f"contents/{path}", Content, ref=sha)
                return base64.b64decode(told.content).decode("utf-8", "replace") if told.encoding == "base64" else ""
            except Refused as error:
                if error.missing != "name":
                    return ""
            except (NotUnderstood, binascii.Error):  # a folder of that name
                continue
        return ""

    async def _get(self, path: str, shape: type[Shape], **params: str) -> Shape:
        reply = await self._http.get(f"/repos/{self._repository}/{path}", params or None)
        return decode(reply.body, shape, self._http.host)


def _author(pull: Pull | None, commits: list[Commit]) -> Author:
    """Return whose a change is: whoever asked for the pull request, with the address of a commit of theirs."""
    login = plain(pull.user.login) if pull and pull.user else ""
    theirs = [one.by for one in commits if not login or one.by.login.casefold() == login.casefold()]
    return theirs[-1] if theirs else Author(shorten(login, 100), "", shorten(login, 100))
