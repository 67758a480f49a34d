"""Where things are in GitLab: a project or a group by its path, and why one that is named is not found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from supporttray.connectors.gitlab.api import home
from supporttray.connectors.http import decode
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

__all__ = ["group", "home", "look"]


class Place(msgspec.Struct, frozen=True):
    """A project or a group, as far as it tells why something is not there."""

    path_with_namespace: str = ""
    full_path: str = ""
    archived: bool = False
    issues_enabled: bool = True
    merge_requests_enabled: bool = True


def group(path: str) -> str:
    """Return where a group's things are."""
    return f"/groups/{quote(path, safe='')}"


async def look(http: Http, *, project: str = "", group: str = "", wants: str = "issues") -> None:
    """Raise `Refused` with the reason why a project's or a group's `wants` (issues, merge requests) are not found."""
    name = project or group
    what = "project" if project else "group"
    try:
        reply = await http.get(home(project) if project else f"/groups/{quote(group, safe='')}")
    except Refused as error:
        if error.missing != "name":
            raise
        hint = f"Check its name in the config, and that you are a member: GitLab says the same of a {what} that your token may not see."
        raise Refused(f"{http.host} knows no {what} {name}.", hint, missing="name") from None
    found = decode(reply.body, Place, http.host)
    path = found.path_with_namespace or found.full_path
    if path and path.casefold() != name.casefold():
        raise Refused(
            f"{name} is called {shorten(path, 200)} now.", "Write its new name into the config.", missing="name"
        )
    if not (found.issues_enabled if wants == "issues" else found.merge_requests_enabled):
        hint = "Switch them on in the project's settings, or take this watch out of the config."
        raise Refused(f"{name} has its {wants} switched off.", hint, missing="name")
