"""What is said to somebody about a red build: a person's own template, or ours, with what is known filled in. Pure.

What services tell stands in it as it is: nothing of it is markup in Slack. It asks, and says of nobody that they did it.
"""

from __future__ import annotations

import re
from string import Template
from typing import TYPE_CHECKING

from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDERS = ("name", "build", "since", "what", "excerpt", "change", "reason", "links", "due", "me")
USUAL = """Hi $name, $build has been red since $since: $what.
> $excerpt
It may have come in with $change ($reason). Could you have a look?
$links
Shall we revert it, or is a fix on its way? It would help to have it green by $due.
- $me"""
MACHINE = """Hi $name, since $since $what. It cost us $build.
> $excerpt
It looks like the machinery, not like a change. Could you have a look?
$links
It would help to have it back by $due.
- $me"""
OTHERS = frozenset(PLACEHOLDERS) - {"due", "me", "since", "links"}  # what others wrote
LONGEST = 200  # characters of what is filled in
_MARKER = re.compile(r"[*_~`](?!\w)|(?<!\w)[*_~`]|`|(?<![\w]):(?=[a-z0-9_+'-]+:)|(?<!\w)@(?=\w)|^[>•]")
_JOINER = "\N{WORD JOINER}"  # it is not seen, and what stands before a marker or after it makes it a letter like others


def wrong(text: str) -> str:
    """Say what is wrong with a template; empty if nothing is."""
    known, pattern = ", ".join(f"${name}" for name in PLACEHOLDERS), Template(text)
    if not text.strip():
        return "is empty; write what it says, or leave it out."
    if not pattern.is_valid():
        return f"holds a $ that begins no placeholder; known are {known}, and $$ is a dollar."
    unknown = [f"${name}" for name in pattern.get_identifiers() if name not in PLACEHOLDERS]
    return f"holds {', '.join(unknown)}, which is not known; known are {known}." if unknown else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a template with its values; a line of which no placeholder has one is left out."""
    told = {name: tamed(value) if name in OTHERS else value for name, value in values.items()}
    lines = (_line(line, told) for line in text.split("\n"))
    return "\n".join(line for line in lines if line is not None).strip()


def _line(line: str, values: Mapping[str, str]) -> str | None:
    pattern = Template(line)
    names = pattern.get_identifiers()
    if names and not any(values.get(name) for name in names):
        return None
    return pattern.safe_substitute({name: values.get(name, "") for name in PLACEHOLDERS})


def tamed(text: str) -> str:
    """Return words of others as one line in which nothing is bold, code, an emoji's code or a call."""
    return _MARKER.sub(lambda found: f"{_JOINER}{found[0]}{_JOINER}", shorten(text, LONGEST))


def listed(links: Mapping[str, str]) -> str:
    """Return links as lines; only pages of the web are such."""
    pages = ((label, plain(url)) for label, url in links.items())
    return "\n".join(f"{label}: {url}" for label, url in pages if url.startswith(("https://", "http://")))
