"""What Slack shows for a text: its markers, codes of emoji and quotes, told as plain text.

The words are those of docs.slack.dev/messaging/formatting-message-text. Where that page is silent (what may stand beside a marker)
we follow what was measured in Block Kit Builder (github.com/pocka/slack-message-parser, issue 34) and leave a marker visible in doubt.
"""

from __future__ import annotations

import re

EMOJI = {
    "+1": "👍",
    "calendar": "📆",
    "eyes": "👀",
    "fire": "🔥",
    "heart": "❤️",
    "large_green_circle": "🟢",
    "memo": "📝",
    "pray": "🙏",
    "raised_hands": "🙌",
    "red_circle": "🔴",
    "tada": "🎉",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
}
QUOTE = "│ "

_BEFORE = r"""(?<![^\s.,(\[{!?\-="'])"""
_AFTER = r"""(?=[\s~!#$%^)\-+={}\[\];:'",.?/]|$)"""
_MARKED = re.compile(_BEFORE + r"([*_~])(?!\s|\1)((?:(?!\1)[^\n])+)(?<!\s)\1" + _AFTER)
_CODE_BEFORE = r"""(?<![^\s.,(\[{!?\-="'*_~])"""
_CODE_AFTER = r"""(?=[\s~!#$%^)\-+={}\[\];:'",.?/*_]|$)"""
_BLOCK = _CODE_BEFORE + r"```(?P<block>\s*[^\s`](?:(?!```)[\s\S])*)```" + _CODE_AFTER
_INLINE = _CODE_BEFORE + r"`(?P<code>[^`\n]+)`" + _CODE_AFTER
_ADDRESS = r"""https?://[^\s<>|`]*[^\s<>|`*_~.,;:!?"')\]}]"""
_FIRST, _LAST = 0xF0000, 0xFFFFD  # characters for private use: while markers are read, each stands for what holds none
_OWN = f"[{chr(_FIRST)}-{chr(_LAST)}]"
_WHOLE = re.compile(f"{_BLOCK}|{_INLINE}|{_ADDRESS}|{_OWN}")
_WHOLE_OR_TOKEN = re.compile(f"<[^<>\\n]{{1,3000}}>|{_WHOLE.pattern}")
_CODE_OF_EMOJI = re.compile(r":([a-z0-9_+\-]{1,50}):(?::skin-tone-([2-6]):)?")
_QUOTED = re.compile(r"(?:&gt;)+ ?")


def preview(text: str) -> str:
    """Return what Slack shows for a text that we post: `&`, `<` and `>` are sent as what they are, the rest is Slack's markup."""
    parts = _Parts()
    lines = _WHOLE.sub(parts.put, text).split("\n")
    shown: list[str] = []
    quoted = False
    for number, line in enumerate(lines):
        if line.startswith(">>>") and "\n".join([line[3:], *lines[number + 1 :]]).strip():
            quoted, line = True, line[3:]  # noqa: PLW2901  to the end
        mark = not quoted and line.startswith(">")
        body = line[1:] if mark else line
        body = _emoji(_unmarked(body.removeprefix(" ") if mark or quoted else body))
        shown.append(QUOTE + body if mark or quoted else body)
    return parts.back("\n".join(shown))


def bare(text: str) -> str:
    """Return a text of Slack's, still escaped, without its markers; `<…>` and what is code in it stays as it is."""
    parts = _Parts()
    lines = _WHOLE_OR_TOKEN.sub(parts.put, text).split("\n")
    found = [_QUOTED.match(line) for line in lines]
    heads = [quote[0] if quote else "" for quote in found]
    return parts.back(
        "\n".join(head + _emoji(_unmarked(line[len(head) :])) for head, line in zip(heads, lines, strict=True))
    )


def _unmarked(text: str) -> str:
    return _MARKED.sub(lambda found: _unmarked(found[2]), text)


def _emoji(text: str) -> str:
    return _CODE_OF_EMOJI.sub(_one_emoji, text)


def _one_emoji(found: re.Match[str]) -> str:
    shown = EMOJI.get(found[1])
    if shown is None:
        return found[0]
    return shown + (chr(0x1F3FB + int(found[2]) - 2) if found[2] else "")


class _Parts:
    """What holds no markup (code, addresses), taken out of a text and put back."""

    def __init__(self) -> None:
        self._shown: list[tuple[str, bool]] = []

    def put(self, found: re.Match[str]) -> str:
        """Return the character that stands for it."""
        if len(self._shown) > _LAST - _FIRST:
            return found[0]
        block = found["block"]
        shown = found["code"] or found[0] if block is None else block.strip("\n")
        self._shown.append((shown, block is not None))
        return chr(_FIRST + len(self._shown) - 1)

    def back(self, text: str) -> str:
        """Put everything back; a block of code stands in lines of its own."""
        found: list[str] = []
        for place, character in enumerate(text):
            number = ord(character) - _FIRST
            if not 0 <= number < len(self._shown):
                found.append(character)
                continue
            shown, block = self._shown[number]
            before = "\n" if block and place and text[place - 1] != "\n" else ""
            after = "\n" if block and text[place + 1 : place + 2] not in ("", "\n") else ""
            found.append(before + shown + after)
        return "".join(found)
