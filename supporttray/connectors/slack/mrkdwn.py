"""Slack's mrkdwn as plain text (docs.slack.dev/messaging/formatting-message-text)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supporttray.core.mrkdwn import bare
from supporttray.core.pieces import escape, pieces
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["called", "escape", "mentioned", "pieces", "read", "words"]

_TOKEN = re.compile(r"<([^<>]{1,3000})>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]{1,20})")
_NAMELESS = re.compile(r"<#(C[A-Z0-9]{1,20})\|?>")  # a channel that is mentioned without its name
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # in this order, or `&amp;lt;` would become `<`

EVERYBODY = frozenset({"@here", "@channel", "@everyone"})


def read(text: str, names: Mapping[str, str]) -> str:
    """Return what a person would read: no markers, mentions by name, links by their label, the three entities unescaped."""
    return words(bare(text), names)


def words(text: str, names: Mapping[str, str]) -> str:
    """Return a text with its markers as they are: a channel's topic has none."""
    text = _TOKEN.sub(lambda token: _word(token[1], names), text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return plain(text)


def mentioned(text: str) -> set[str]:
    """Return the ids of the people the text mentions, and of the channels that it does not name."""
    return {*_MENTION.findall(text), *_NAMELESS.findall(text)}


def called(text: str) -> list[str]:
    """Return the ids of the people the text mentions, in its order."""
    return _MENTION.findall(text)


def _word(token: str, names: Mapping[str, str]) -> str:
    body, _, label = token.partition("|")
    if body.startswith("@"):
        return "@" + (names.get(body[1:]) or label or body[1:])
    if body.startswith("#"):
        return "#" + (label or names.get(body[1:]) or body[1:])
    if body.startswith("!"):
        word = "@" + body[1:].split("^")[0]
        return word if word in EVERYBODY else label or word
    return label or body
