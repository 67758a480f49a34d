"""An answer to whoever opened a ticket: a public comment (PUT /tickets/{id}). A note for colleagues is the same, and not public.

No key can be hidden in what a customer reads: it is found again by its author and its words. Nobody's words are written over: Zendesk takes it only
if the ticket is what was read just before (`safe_update`), and says 409 otherwise.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import decode, web
from supporttray.connectors.task import EARLIER, PAGES, cut
from supporttray.connectors.zendesk.api import shown
from supporttray.connectors.zendesk.said import words
from supporttray.connectors.zendesk.ticket import moment
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.errors import NotUnderstood, Refused, Unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.zendesk.api import Api
    from supporttray.connectors.zendesk.ticket import Told

TEXT = 30_000  # characters; Zendesk takes 64 KiB
BREAK = "\u200b"  # between two braces it ends what Zendesk would fill in, and is not seen
_NUMBER = re.compile(r"(?:.*[#/])?(\d{1,20})")
_BRACES = re.compile(r"\{(?=[{%])")
_LINK = re.compile(r"https?://[^\s<>\"']+")


class Comments(msgspec.Struct, frozen=True):
    """A page of GET /tickets/{id}/comments."""

    comments: tuple[Any, ...]
    meta: dict[str, Any] = {}


async def write(zendesk: Api, deed: Deed) -> Receipt:
    """Write it. Raises a `ServiceError`."""
    number = _number(deed)
    ticket = await _open(zendesk, number)
    comment = {"html_body": markup(deed.text), "public": deed.verb is Verb.ANSWER}
    value = {"comment": comment, "safe_update": True, "updated_stamp": ticket.get("updated_at")}
    try:
        await zendesk.http.tell(f"/api/v2/tickets/{number}.json", {"ticket": value}, verb="PUT")
    except NotUnderstood as error:
        if error.maybe or not error.status:
            raise
        raise _why(number, error) from None
    return Receipt(number, page(zendesk, number))


async def find(zendesk: Api, deed: Deed, since: datetime) -> Receipt | None:
    """Look for a comment of mine with the same words. Raises a `ServiceError`, `Refused` where there is too much to look through."""
    number, me, ours = _number(deed), await zendesk.myself(), letters(cut(deed.text, TEXT))
    asked = {"sort": "-created_at", "page[size]": "100"}
    for _ in range(PAGES):
        body = (await zendesk.http.get(f"/api/v2/tickets/{number}/comments.json", asked)).body
        found = decode(body, Comments, zendesk.http.host)
        for one in found.comments:
            if isinstance(one, dict) and str(one.get("author_id")) == str(me.id) and _same(one, deed, ours, since):
                return Receipt(str(one.get("id") or number), page(zendesk, number))
        follow = found.meta.get("after_cursor") if found.meta.get("has_more") else None
        if not follow:
            return None
        asked["page[after]"] = str(follow)
    raise Refused("So much was written there that it cannot be looked through.", "Look in Zendesk.", missing="comment")


async def may(zendesk: Api, deed: Deed) -> None:
    """Raise `Refused` where nothing can be written, or not be found again."""
    me = await zendesk.myself()
    if not me.id:
        hint = "Take the credential of a person."
        raise Refused(
            f"{zendesk.http.host} does not say who you are: what you write could not be found.", hint, missing="ability"
        )
    if deed.verb is Verb.ANSWER and me.only_private_comments:
        hint = "Ask whoever runs your Zendesk for a role that answers customers."
        raise Refused("Your role in Zendesk writes notes for colleagues only.", hint, missing="permission")
    await _open(zendesk, _number(deed))


def pieces(deed: Deed) -> tuple[Deed, ...]:
    """Return the deed as it is: an answer is one piece. Raises `Refused`."""
    if not letters(deed.text):
        raise Refused("An answer needs words.", "Write some.", missing="text")
    return (deed,)


def native(name: str) -> str:
    """Return a ticket's number from its key, or from what people call it; empty if there is none."""
    found = _NUMBER.fullmatch(name.strip())
    return found[1] if found else ""


def page(zendesk: Api, number: str) -> str:
    """Return the address at which people read a ticket."""
    return f"{zendesk.base}/agent/tickets/{number}"


def markup(text: str) -> str:
    """Return a text as Zendesk takes it: its lines and links, and nothing in it that it would fill in."""
    return "<br>".join(_line(line) for line in _BRACES.sub("{" + BREAK, cut(text, TEXT)).split("\n"))


def _line(line: str) -> str:
    shown_, done = "", 0
    for found in _LINK.finditer(line):
        url = found[0].rstrip(".,;:!?)")
        if not web(url):
            continue
        safe = html.escape(url)
        shown_ += f'{html.escape(line[done : found.start()])}<a href="{safe}">{safe}</a>'
        done = found.start() + len(url)
    return shown_ + html.escape(line[done:])


def letters(text: str) -> str:
    """Return what of a text no form of it changes: its letters and digits."""
    return "".join(one for one in html.unescape(text) if one.isalnum())


def _same(one: Told, deed: Deed, ours: str, since: datetime) -> bool:
    text = one.get("plain_body") or one.get("body") or ""
    lately = (moment(one.get("created_at")) or since) >= since - EARLIER
    public = bool(one.get("public", True)) is (deed.verb is Verb.ANSWER)
    return lately and public and isinstance(text, str) and letters(text) == ours


async def _open(zendesk: Api, number: str) -> Told:
    """Return a ticket that takes a comment. Raises a `ServiceError`; nothing was written yet."""
    try:
        reply = await zendesk.http.get(f"/api/v2/tickets/{number}.json")
    except Refused as error:
        if error.missing != "name":
            raise
        hint = "Look in Zendesk: it may be deleted, or you may not see it."
        raise Refused(f"{zendesk.http.host} shows you no #{number}.", hint, missing="name") from None
    ticket = shown(reply.body, zendesk.http.host)
    if ticket.get("status") in ("closed", "deleted"):
        hint = "Open a follow-up to it in Zendesk."
        raise Refused(f"#{number} is {ticket['status']}: it takes no answer any more.", hint, missing="comment")
    return ticket


def _number(deed: Deed) -> str:
    number = native(deed.message or deed.place)
    if not number:
        raise Refused("That is no ticket of Zendesk.", "Name one by its number.", missing="name")
    return number


def _why(number: str, error: NotUnderstood) -> Exception:
    """Say why it was not taken. Who wrote at the same moment is waited for: it is read and written again."""
    if error.status == 409:
        return Unreachable(f"Somebody changed #{number} at the same moment.", "It is read again, and written then.")
    said = words(error.said) or "Zendesk does not take that."
    return Refused(f"#{number} takes no answer: {said}", "Write it in Zendesk.", missing="comment")
