"""To which epic an issue belongs: its parent's, or what a data centre keeps in a field of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supporttray.connectors.http import decode
from supporttray.connectors.jira import field
from supporttray.connectors.jira.issue import Issue
from supporttray.core.text import plain
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.jira.api import Api
    from supporttray.connectors.jira.field import Fields

LEVELS = 3  # a sub-task, its story, its epic
_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[1-9]\d*", re.IGNORECASE)


async def epic(jira: Api, fields: Fields, name: str) -> str:
    """Return the key of an issue's epic, its own if it is one; empty where it has none, or is not shown to us. Raises a `ServiceError`."""
    for _ in range(LEVELS):
        if not _KEY.fullmatch(name):
            return ""
        wanted = ",".join(filter(None, ("parent", "issuetype", fields.epic)))
        try:
            issue = decode(await jira.issue(name, f"fields={wanted}"), Issue, jira.http.host)
        except Refused as error:
            if error.missing != "name":
                raise
            return ""
        one = issue.content(jira.http.host)
        if one.issuetype and one.issuetype.epic:
            return plain(issue.key)
        if linked := field.told(issue.more().get(fields.epic)):
            return linked
        if one.parent and one.parent.epic:
            return plain(one.parent.key)
        name = one.parent.key if one.parent else ""
    return ""
