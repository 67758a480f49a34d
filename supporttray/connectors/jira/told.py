"""What an issue's description says, as lines of text: a document of nodes in the cloud, wiki markup in a data centre. People who are named stay out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEP = 40  # levels of a document that are read
BLOCKS = frozenset(
    {
        "paragraph",
        "heading",
        "listItem",
        "blockquote",
        "codeBlock",
        "panel",
        "tableRow",
        "tableCell",
        "rule",
        "hardBreak",
    }
)
_MARKUP = (
    (re.compile(r"\[~[^\]\n]{1,200}\]"), ""),  # somebody is called
    (re.compile(r"\[([^|\]\n]{1,300})\|[^\]\n]{1,2000}\]"), r"\1"),
    (re.compile(r"\{(?:color|quote|panel|noformat|code|anchor|expand|adf)(?::[^}\n]{0,200})?\}"), "\n"),
    (re.compile(r"![^!\s|]{1,200}(?:\|[^!\n]{0,200})?!"), ""),  # a picture
    (re.compile(r"^\s*(?:h[1-6]\.|bq\.|[*#-]{1,6}(?=\s))", re.MULTILINE), ""),
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]{0,300}\S)?)\*(?![\w*])"), r"\1"),
)


def told(description: Any) -> str:
    """Return a description as lines of text; nothing where it has none, or another form."""
    if isinstance(description, str):
        return _wiki(description)
    return "".join(_texts(description, 0)).strip()


def _wiki(text: str) -> str:
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    return text


def _texts(node: Any, depth: int) -> Iterator[str]:
    """Yield the texts of a document, in their order; each block begins a line."""
    if not isinstance(node, dict) or depth > DEEP:
        return
    kind = node.get("type")
    if kind in BLOCKS:
        yield "\n"
    if kind == "text" and isinstance(text := node.get("text"), str):
        yield text
    inner = node.get("content")
    for child in inner if isinstance(inner, list) else ():
        yield from _texts(child, depth + 1)
