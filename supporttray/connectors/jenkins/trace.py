"""What changed before a red build: the change sets of the builds since the last green one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from supporttray.connectors.http import decode
from supporttray.connectors.jenkins import place
from supporttray.connectors.jenkins.body import CHANGES, Changed, Entry
from supporttray.core.suspect import Author, Change, Changes
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http
    from supporttray.core.item import Run

WALKED = 20  # builds, at the most
MOST_FILES = 1_000  # of one commit
SUBJECT = re.compile(r"\(([#!]\d{1,7})\)\s*$|^Merge pull request (#\d{1,7})\b")  # of what was merged
MERGED = re.compile(r"See merge request \S{0,200}?(!\d{1,7})\b")
BRANCH = re.compile(r"(PR|MR)-(\d{1,7})")  # what multibranch calls the branch of a request
ROBOT = re.compile(r"\[bot\]|\b(?:dependabot|renovate|bot)\b", re.IGNORECASE)
TREE = f"changeSet[{CHANGES}],changeSets[{CHANGES}]"


async def changes(http: Http, full: str, branch: str, green: Run | None, red: Run) -> Changes:
    """Return what came in after `green` up to `red`, the oldest first. Raises a `ServiceError`."""
    last = int(red.id)
    first = max(int(green.id) + 1 if green else last, last - WALKED + 1)
    whole = green is not None and first == int(green.id) + 1
    entries: dict[str, Entry] = {}
    for number in range(first, last + 1):
        found = await _entries(http, f"{place.path(full)}/{number}")
        whole = whole and found is not None
        entries |= {one.commit_id or f"{number}.{place_}": one for place_, one in enumerate(found or ())}
    return Changes(
        changes=_together([_change(one, key, branch) for key, one in entries.items()]),
        complete=whole,
        url=place.page(http, place.path(full), f"/{red.id}/changes"),
    )


async def _entries(http: Http, here: str) -> tuple[Entry, ...] | None:
    """Return the commits that a build brought; None where Jenkins does not keep it any more."""
    try:
        reply = await http.get(f"{here}/api/json", {"tree": TREE})
    except Refused as error:
        if error.missing != "name":
            raise
        return None
    return decode(reply.body, Changed, http.host).entries


def _change(entry: Entry, key: str, branch: str) -> Change:
    title = shorten(entry.msg or (entry.comment or "").partition("\n")[0], 200)
    author = _author(entry)
    return Change(
        id=key,
        title=title,
        author=author,
        number=_number(entry, branch),
        files=tuple(shorten(path, 500) for path in (entry.affected_paths or ())[:MOST_FILES]),
        bot=ROBOT.search(f"{author.name} {author.login}") is not None,
    )


def _author(entry: Entry) -> Author:
    """Return who it was; the end of their page's address is the name by which Jenkins knows them."""
    person = entry.author
    name = shorten((person.full_name if person else "") or "", 100)
    address = (person.absolute_url if person else "") or ""
    login = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) if "/user/" in address else ""
    return Author(name, shorten(entry.author_email or "", 200), shorten(login, 100))


def _number(entry: Entry, branch: str) -> str:
    """Return the pull request that brought a commit, as its message tells; else the one whose branch this is."""
    comment = entry.comment or ""
    if told := SUBJECT.search(entry.msg or comment.partition("\n")[0]) or MERGED.search(comment):
        return "".join(filter(None, told.groups()))
    request = BRANCH.fullmatch(branch)
    return f"{'#' if request[1] == 'PR' else '!'}{request[2]}" if request else ""


def _together(found: list[Change]) -> tuple[Change, ...]:
    """Return the commits of one pull request as one change, where its newest one stands."""
    kept: dict[str, Change] = {}
    for one in found:
        key = one.number or one.id
        before = kept.pop(key, None)
        files = tuple(dict.fromkeys((*before.files, *one.files))) if before else one.files
        kept[key] = Change(id=one.id, title=one.title, author=one.author, number=one.number, files=files, bot=one.bot)
    return tuple(kept.values())
