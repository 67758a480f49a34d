"""A service of kind `web`: any address that gives a file, which is sent again only when it has changed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, ClassVar

import msgspec

from supporttray.connectors import recall
from supporttray.connectors.http import Http
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_PAGE = (b"<!doctype", b"<html", b"<head", b"<body", b"<!--", b"<?xml", b"<svg")


class Web:
    """A file behind an address.

    Its credential, if any, stands where the address says {credential}; else it is `user:password` for Basic or a token for Bearer.
    """

    kind: ClassVar[str] = "web"
    address: ClassVar[str] = ""
    needs_credential: ClassVar[bool] = False

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        headers = {} if "{credential}" in address else authorization(credential)
        self.http = Http(address, headers, now, credential=credential)

    async def whoami(self) -> str:
        """Say that the file can be read. Raises a `ServiceError`."""
        return f"{self.http.host} answers with {len((await self.http.get()).body)} bytes."


def authorization(credential: str) -> dict[str, str]:
    """Return the header for `user:password` or a token; none where there is no credential."""
    if not credential:
        return {}
    if ":" in credential:
        return {"authorization": "Basic " + base64.b64encode(credential.encode()).decode()}
    return {"authorization": f"Bearer {credential}"}


class Known(msgspec.Struct, frozen=True):
    """What is remembered of a file: its validators, and what else the items that were made of it rest on."""

    etag: str = ""
    modified: str = ""
    basis: str = ""


async def ask(http: Http, memory: bytes, basis: str = "") -> tuple[bytes, bytes] | None:
    """Return the file and the memory of it; None where nothing changed. With another `basis` it is asked for in any case.

    Raises a `ServiceError`.
    """
    known = recall(memory, Known)
    if known.basis != basis:
        known = Known()
    reply = await http.get(if_none_match=known.etag, if_modified_since=known.modified)
    if reply.unchanged:
        return None
    new = Known(reply.headers.get("etag", ""), reply.headers.get("last-modified", ""), basis)
    return reply.body, msgspec.json.encode(new)


def refuse_page(body: bytes, where: str, wanted: str) -> None:
    """Raise `NotUnderstood` where a page for people stands in the place of a file: a log-in, mostly."""
    if body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGE):
        hint = "Open the address in a private window: it must give the file without a log-in."
        raise NotUnderstood(f"{where} gives a web page, not {wanted}.", hint)
