"""`github.releases`: what a repository has published, the newest thirty (docs.github.com/rest/releases). One conditional request a look.

A draft is told to nobody but those who may write there, and is none yet; a prerelease is one. The list is told whole each time it changed: what is deleted is gone.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, fact, recall
from supporttray.connectors.github.repository import NAMED
from supporttray.connectors.http import decode, web
from supporttray.core.item import Deploy
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.github.service import GitHub

NEWEST = "30"
NOTES = 20_000  # characters
READ = 100_000  # characters of notes that are looked at
_COMMENT = re.compile(r"<!--.{0,500}?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,1000}\)")


class Memory(msgspec.Struct, omit_defaults=True):
    """What GitHub gave with its last answer, so that the same one need not be sent again."""

    etag: str = ""


class GithubReleases:
    """The published releases of one repository."""

    kind: ClassVar[str] = "github.releases"
    service: ClassVar[str] = "github"
    every: ClassVar[timedelta] = timedelta(minutes=10)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `github.releases` watch."""

        repository: Annotated[
            str,
            msgspec.Meta(
                title="Repository",
                description="owner/name",
                pattern=NAMED,
                examples=["acme/shop"],
            ),
        ]

    def __init__(self, options: Options, service: GitHub, me: str) -> None:  # noqa: ARG002  releases are everybody's
        self._repository = options.repository
        self._http = service.http

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  GitHub says when
        """Ask GitHub once. Raises a `ServiceError`."""
        path, known = f"/repos/{self._repository}/releases", recall(memory, Memory)
        try:
            reply = await self._http.get(path, {"per_page": NEWEST}, if_none_match=known.etag)
        except Refused as error:
            if error.missing != "name":
                raise
            hint = "Check its name in the config, and that your token may see it."
            phrase = f"{self._http.host} knows no repository {self._repository}."
            raise Refused(phrase, hint, missing="name") from None
        if reply.unchanged:
            return Unchanged()
        listed = fact.things(decode(reply.body, list[Any], self._http.host))
        found = (one for told in listed if (one := _deploy(told, f"{self._http.host}/{self._repository}")))
        kept = msgspec.json.encode(Memory(reply.headers.get("etag", "")))
        return Answer(items=tuple(found), complete=True, memory=kept)


def _deploy(told: dict[str, Any], place: str) -> Deploy | None:
    """Return a release as what went live; None for a draft, and for what makes no sense."""
    at, id_ = fact.moment(told.get("published_at")), fact.id_of(told.get("id"))
    version = fact.words(told.get("tag_name"), 100)
    if at is None or not id_ or not version or told.get("draft"):
        return None
    url, body = told.get("html_url"), told.get("body")
    return Deploy(
        key=f"deploy:{place}/{id_}",
        title=fact.words(told.get("name"), 120) or version,
        url=web(url) if isinstance(url, str) else "",
        at=at,
        version=version,
        by=fact.words(fact.part(told, "author").get("login"), 100),
        notes=notes(body) if isinstance(body, str) else "",
    )


def notes(text: str) -> str:
    """Return notes in Markdown as plain text: without comments, tags and the addresses of links."""
    text = _TAG.sub(" ", _COMMENT.sub(" ", text[:READ]))
    return shorten(unescape(_LINK.sub(r"\1", text)), NOTES)
