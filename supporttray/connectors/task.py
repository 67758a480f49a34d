"""What the trackers have in common when a task is made: its text as it may be sent, and the link to where it was asked."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from supporttray.connectors.http import decode, web
from supporttray.core.text import plain
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http
    from supporttray.core.deed import Deed

EARLIER = timedelta(hours=1)  # clocks differ
PAGES = 10  # that are looked through for a task of ours
CUT = "\n(The rest is where it was asked.)"
_SAFE = ":/?#&=%+,;@~.-_!$*"  # of an address; brackets and bars are markup somewhere
Shape = TypeVar("Shape")


def pieces(deed: Deed) -> tuple[Deed, ...]:
    """Return the deed as it is: a task is one piece. Raises `Refused`."""
    if not plain(deed.title):
        raise Refused("A task needs a title.", "Write one.", missing="text")
    return (deed,)


def cut(text: str, most: int) -> str:
    """Return a text of so many characters at the most, in lines, without what no tracker takes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in lines if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
    return kept if len(kept) <= most else kept[: most - len(CUT)] + CUT


def link(deed: Deed) -> str:
    """Return the address of where it was asked, in letters that are no markup; empty if it is none."""
    return address(deed.link)


def address(url: str) -> str:
    """Return an address in letters that are no markup; empty if no browser may open it."""
    return quote(url, safe=_SAFE) if web(url) else ""


def made(body: bytes, shape: type[Shape], host: str) -> Shape:
    """Decode the answer to a making. Raises `NotUnderstood`; it may be made all the same."""
    try:
        return decode(body, shape, host)
    except NotUnderstood as error:
        error.maybe = True
        raise


def own(http: Http, url: str) -> str:
    """Return the next page's address. Raises `NotUnderstood` where it leads out of the service."""
    if not http.own(url):
        raise NotUnderstood(f"{http.host} names a next page that is not its own.")
    return url
