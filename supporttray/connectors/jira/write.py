"""Issues made in a person's name. Their text is no markup there, and its last line finds an issue again.

The cloud takes a document of nodes, where a text is nothing but a text; a data centre takes wiki markup, so what could end the block or
call somebody is broken by a space that nobody sees.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import decode
from supporttray.connectors.task import EARLIER, PAGES, cut, link, made
from supporttray.core.deed import Receipt
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused, ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.connectors.jira.api import Api, IssueType, Project
    from supporttray.core.deed import Deed

TITLE = 250  # characters; Jira takes 255
TEXT = 30_000  # characters; Jira takes 32,767 of a description
LIKED = ("task", "support", "service request", "story")  # sorts of issues, the likeliest first
LINES = 300
PAGE = 100
BREAK = "\u200b"  # between two letters it breaks markup, and is not seen
BLOCK = re.compile(r"\{(?=\s*noformat)|\[(?=~)", re.IGNORECASE)


class Made(msgspec.Struct, frozen=True):
    """The answer to a making."""

    id: str
    key: str


class Fields(msgspec.Struct, frozen=True):
    """What we look at to find ours again; a document in the cloud, a text elsewhere."""

    description: Any = None


class Found(msgspec.Struct, frozen=True):
    """An issue as we look for our own."""

    id: str
    key: str
    fields: Fields = Fields()


class Page(msgspec.Struct, frozen=True):
    """A page of them."""

    issues: tuple[Found, ...] = ()


async def write(jira: Api, deed: Deed, key: str) -> Receipt:
    """Make an issue (POST /rest/api/3/issue). Raises a `ServiceError`."""
    kind, cloud = await _before(jira, deed)
    fields: dict[str, Any] = {
        "project": {"key": deed.place},
        "issuetype": {"id": kind.id},
        "summary": shorten(deed.title, TITLE),
        "description": document(deed, key) if cloud else wiki(deed, key),
    }
    if deed.labels:
        fields["labels"] = list(deed.labels)
    try:
        reply = await jira.http.tell(f"/rest/api/{3 if cloud else 2}/issue", {"fields": fields})
    except NotUnderstood as error:
        if error.maybe:
            raise
        hint = "Its project may want more than a title and a text: make the issue there by hand."
        raise Refused(f"{jira.http.host} did not take the issue.", hint, missing="field") from None
    issue = made(reply.body, Made, jira.http.host)
    return Receipt(issue.id, await jira.page(issue.key))


async def _before(jira: Api, deed: Deed) -> tuple[IssueType, bool]:
    """Return the sort of issue that it becomes, and whether this is the cloud. Raises a `ServiceError`: nothing was made yet."""
    try:
        return kind_of(await jira.project(deed.place)), await jira.cloud()
    except ServiceError as error:
        error.maybe = False
        raise


async def find(jira: Api, deed: Deed, key: str, since: datetime) -> Receipt | None:
    """Look for my issue whose text ends with the mark. Raises a `ServiceError`, `Refused` where there is too much to look through."""
    days = max(1, (jira.now() - since + EARLIER).days + 1)  # of JQL's own clock, whatever the person's zone is
    jql = f'project = "{deed.place}" AND creator = currentUser() AND created >= -{days}d ORDER BY created DESC'
    follow = ""
    for _ in range(PAGES):
        body, follow = await jira.search(jql, ["description"], PAGE, follow)
        for one in decode(body, Page, jira.http.host).issues:
            if "".join(texts(one.fields.description)).rstrip().endswith(mark(key)):
                return Receipt(one.id, await jira.page(one.key))
        if not follow:
            return None
    raise Refused(
        "So many issues were made there that they cannot be looked through.", "Look in Jira.", missing="issue"
    )


def kind_of(project: Project) -> IssueType:
    """Return the sort of issue that a request becomes. Raises `Refused` where the project has none."""
    kinds = [one for one in project.issue_types if not one.subtask]
    if not kinds:
        raise Refused(f"{project.key} has no issues that could be made.", "Choose another project.", missing="name")
    rank = {name: place for place, name in enumerate(LIKED)}
    return min(kinds, key=lambda one: rank.get(one.name.casefold(), len(rank)))


def mark(key: str) -> str:
    """Return the line by which an issue is known again."""
    return f"supporttray:{key}"


def document(deed: Deed, key: str) -> dict[str, Any]:
    """Return a description as the cloud takes it (developer.atlassian.com/cloud/jira/platform/apis/document)."""
    url = link(deed)
    asked = [_paragraph(url, [{"type": "link", "attrs": {"href": url}}])] if url else []
    return {"type": "doc", "version": 1, "content": [_quoted(cut(deed.text, TEXT)), *asked, _paragraph(mark(key))]}


def _quoted(text: str) -> dict[str, Any]:
    """Return a text as a quotation; one of very many lines as a block, for each line of a quotation is a node."""
    lines = text.split("\n")
    if len(lines) > LINES:
        return {"type": "codeBlock", "content": [{"type": "text", "text": text}]}
    return {"type": "blockquote", "content": [_paragraph(line) for line in lines]}


def _paragraph(text: str, marks: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    node = {"type": "text", "text": text, **({"marks": marks} if marks else {})}
    return {"type": "paragraph", "content": [node] if text else []}


def wiki(deed: Deed, key: str) -> str:
    """Return a description as a data centre takes it: in a block that the text cannot end, with nobody called."""
    text = BLOCK.sub(lambda found: found[0] + BREAK, cut(deed.text, TEXT))
    block = f"{{noformat}}\n{text}\n{{noformat}}"
    return "\n\n".join(part for part in (block, link(deed), mark(key)) if part)


def texts(node: Any) -> Iterator[str]:
    """Yield the texts of a description, in their order."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        if isinstance(text := node.get("text"), str):
            yield text
        yield from (text for child in node.get("content") or () for text in texts(child))
