"""How a text that we post reaches Slack: escaped, and if it is long as a message and its thread."""

from __future__ import annotations

import unicodedata

LONGEST = 3_900  # characters of one message: Slack advises 4,000 and cuts without a word above 40,000
LONGEST_SIGN = 40  # characters that are drawn as one; more is a joke on the reader
ZWJ = "\u200d"


def escape(text: str) -> str:
    """Return a person's text so that Slack shows it as it is: nothing in it becomes a mention, a link or a broadcast.

    Slack asks for these three and no more (docs.slack.dev/messaging/formatting-message-text); *bold* and the like stay.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pieces(text: str, limit: int = LONGEST) -> list[str]:
    """Cut a text so that each piece, escaped, has at most `limit` characters: between paragraphs, else lines, else words."""
    found: list[str] = []
    rest = text.strip()
    while len(escape(rest)) > limit:
        end = _room(rest, limit)
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := rest.rfind(mark, end // 2, end + 1)) > 0), end)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest or not found else found


def _room(text: str, limit: int) -> int:
    """Return how many characters of the text fit into `limit` once they are escaped; what is drawn as one is not cut."""
    used = 0
    for number, character in enumerate(text):
        used += len(escape(character))
        if used > limit:
            return next((at for at in range(number, max(number - LONGEST_SIGN, 0), -1) if not _one(text, at)), number)
    return len(text)


def _one(text: str, at: int) -> bool:
    """Whether the characters before and at a place are drawn as one: accents, skin tones, families, flags."""
    before, character = text[at - 1], text[at]
    flags = next((n for n in range(at) if not "\U0001f1e6" <= text[at - 1 - n] <= "\U0001f1ff"), at)
    return (
        ZWJ in (before, character)
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or ("\U0001f1e6" <= character <= "\U0001f1ff" and flags % 2 == 1)
    )
