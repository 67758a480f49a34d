"""A comment under an issue (POST /issue/{key}/comment). Nothing in it is markup or calls anybody but those who were chosen.

It is known again by a property that people do not see; where a Jira keeps none with a comment, by its author and its words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import decode
from supporttray.connectors.jira.issue import Named, is_me, moment
from supporttray.connectors.jira.said import words
from supporttray.connectors.jira.write import BLOCK, BREAK, texts
from supporttray.connectors.task import EARLIER, PAGES, address, cut, made
from supporttray.core.deed import Receipt, Verb
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.connectors.jira.api import Api
    from supporttray.core.deed import Deed

TEXT = 30_000  # characters; Jira takes 32,767
PROPERTY = "supporttray"
PUBLIC = {
    "key": "sd.public.comment",
    "value": {"internal": False},
}  # to Jira Service Management: whoever asked reads it
LINKS = 5
_LINK = re.compile(r"https?://[^\s<>\"'`|\[\]{}]+")
_ISSUE = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,30}-[1-9]\d{0,9}|[1-9]\d{0,18}")
_NAME = re.compile(r"[\w.@+:-]{1,255}")  # of a person, as it may stand in a mention


class Note(msgspec.Struct, frozen=True):
    """What a program keeps with a comment."""

    key: str = ""
    value: Any = None


class Comment(msgspec.Struct, frozen=True):
    """A comment as we look for our own."""

    id: str
    author: Named | None = None
    body: Any = None
    created: str | None = None
    properties: tuple[Note, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """A page of them."""

    comments: tuple[Comment, ...] = ()
    total: int = 0


async def write(jira: Api, deed: Deed, key: str) -> Receipt:
    """Write it. Raises a `ServiceError`."""
    body = await _body(jira, deed)
    notes = [{"key": PROPERTY, "value": {"key": key}}, *([PUBLIC] if deed.verb is Verb.ANSWER else [])]
    value = {"body": body, "properties": notes}
    try:
        reply = await jira.http.tell(f"{await jira.api()}/issue/{deed.place}/comment", value)
    except NotUnderstood as error:
        if error.maybe or not error.status:
            raise
        said = words(error) or "Jira does not take that."
        raise Refused(f"{deed.place} takes no comment: {said}", "Write it in Jira.", missing="comment") from None
    except Refused as error:
        if error.missing != "name":
            raise
        raise jira.unseen(deed.place) from None
    return Receipt(made(reply.body, Comment, jira.http.host).id, await jira.page(deed.place))


async def find(jira: Api, deed: Deed, key: str, since: datetime) -> Receipt | None:
    """Look for the comment with the key. Raises a `ServiceError`, `Refused` where there is too much to look through."""
    me, ours = await jira.myself(), "".join(texts(await _body(jira, deed))).split()
    begin = 0
    for _ in range(PAGES):
        ask = f"orderBy=-created&maxResults=100&startAt={begin}&expand=properties"
        page = decode(await jira.issue(deed.place, ask, "/comment"), Page, jira.http.host)
        for one in page.comments:
            note = next((note.value for note in one.properties if note.key == PROPERTY), None)
            lately = (moment(one.created) or since) >= since - EARLIER
            same = note is None and lately and is_me(one.author, me) and "".join(texts(one.body)).split() == ours
            if same or note == {"key": key}:
                return Receipt(one.id, await jira.page(deed.place))
        begin += len(page.comments)
        if not page.comments or begin >= page.total:
            return None
    raise Refused("So much was written there that it cannot be looked through.", "Look in Jira.", missing="comment")


async def may(jira: Api, deed: Deed) -> None:
    """Raise `Refused` where the issue is not shown to us."""
    await jira.issue(deed.place, "fields=status")


async def _body(jira: Api, deed: Deed) -> Any:
    return document(deed) if await jira.cloud() else wiki(deed)


def document(deed: Deed) -> dict[str, Any]:
    """Return a comment as the cloud takes it: paragraphs of text, its links, and who is called."""
    lines = [{"type": "paragraph", "content": list(_line(line))} for line in cut(deed.text, TEXT).split("\n")]
    called = [{"type": "mention", "attrs": {"id": id_, "text": f"@{name}"}} for name, id_ in _called(deed)]
    return {
        "type": "doc",
        "version": 1,
        "content": [*lines, *([{"type": "paragraph", "content": called}] if called else [])],
    }


def _line(line: str) -> Iterator[dict[str, Any]]:
    """Yield a line's texts, its addresses as links."""
    done = 0
    for found in _LINK.finditer(line):
        url = found[0].rstrip(".,;:!?)")
        if found.start() > done:
            yield {"type": "text", "text": line[done : found.start()]}
        done = found.start() + len(url)
        marks = [{"type": "link", "attrs": {"href": address(url)}}] if address(url) else []
        yield {"type": "text", "text": url, **({"marks": marks} if marks else {})}
    if done < len(line):
        yield {"type": "text", "text": line[done:]}


def wiki(deed: Deed) -> str:
    """Return a comment as a data centre takes it: in a block that the text cannot end; below it its links, and who is called."""
    text = cut(deed.text, TEXT)
    block = f"{{noformat}}\n{BLOCK.sub(lambda found: found[0] + BREAK, text)}\n{{noformat}}"
    links = dict.fromkeys(address(found.rstrip(".,;:!?)")) for found in _LINK.findall(text))
    called = " ".join(f"[~{id_}]" for _, id_ in _called(deed))
    return "\n\n".join(part for part in (block, "\n".join(list(filter(None, links))[:LINKS]), called) if part)


def answering(deed: Deed) -> Deed:
    """Return an answer to a ticket as a comment under it. Raises `Refused` where it names none."""
    name = deed.message.rpartition("/")[2]
    if not _ISSUE.fullmatch(name):
        raise Refused(f"{deed.message} is no issue of a Jira.", "Name it by its key.", missing="name")
    return msgspec.structs.replace(deed, place=name, message="")


def _called(deed: Deed) -> list[tuple[str, str]]:
    return [(name, id_) for name, id_ in deed.people if f"@{name}" in deed.text and _NAME.fullmatch(id_)]
