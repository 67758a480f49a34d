"""What Slack shows for a text: its markers, codes of emoji and quotes, told as plain text.

The words are those of docs.slack.dev/messaging/formatting-message-text. Where that page is silent (what may stand beside a marker)
we follow what was measured in Block Kit Builder (github.com/pocka/slack-message-parser, issue 34) and leave a marker visible in doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
_ADDRESS = r"""(?P<address>https?://[^\s<>|`]*[^\s<>|`*_~.,;:!?"')\]}])"""
_FIRST, _LAST = 0xF0000, 0xFFFFD  # characters for private use: while markers are read, each stands for what holds none
_OWN = f"[{chr(_FIRST)}-{chr(_LAST)}]"
_ONE = re.compile(f"({_OWN})")
_WHOLE = re.compile(f"{_BLOCK}|{_INLINE}|{_ADDRESS}|{_OWN}")
_WHOLE_OR_TOKEN = re.compile(f"<[^<>\\n]{{1,3000}}>|{_WHOLE.pattern}")
_CODE_OF_EMOJI = re.compile(r":([a-z0-9_+\-]{1,50}):(?::skin-tone-([2-6]):)?")
_QUOTED = re.compile(r"(?:&gt;)+ ?")
_STYLES = {"*": "bold", "_": "italic", "~": "strike"}


class Span(msgspec.Struct, frozen=True):
    """Words of one look; `url` is the page that they name."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    url: str = ""


class Row(msgspec.Struct, frozen=True):
    """A line as Slack shows it: as it is, quoted, or in a block of code."""

    spans: tuple[Span, ...] = ()
    quoted: bool = False
    block: bool = False

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(span.text for span in self.spans)


def rows(text: str) -> tuple[Row, ...]:
    """Return what Slack shows for a text that we post: `&`, `<` and `>` are sent as what they are, the rest is Slack's markup."""
    parts = _Parts()
    lines = _WHOLE.sub(parts.put, text).split("\n")
    return tuple(row for quoted, body in _quotes(lines) for row in _rows(body, parts, quoted=quoted))


def preview(text: str) -> str:
    """Return what Slack shows for a text that we post, without its styles."""
    return "\n".join((QUOTE if row.quoted else "") + row.text for row in rows(text))


def _quotes(lines: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Yield each line without the sign of a quote, and whether it is one."""
    rest = False
    for number, line in enumerate(lines):
        if not rest and line.startswith(">>>") and "\n".join([line[3:], *lines[number + 1 :]]).strip():
            rest, line = True, line[3:]  # noqa: PLW2901  to the end
        quoted = rest or line.startswith(">")
        body = line if rest else line.removeprefix(">")
        yield quoted, body.removeprefix(" ") if quoted else body


def _rows(line: str, parts: _Parts, *, quoted: bool) -> Iterator[Row]:
    """Yield a line's rows: a block of code stands in rows of its own."""
    spans: list[Span] = []
    blocks = False
    for one in _spans(line, parts, Span("")):
        if isinstance(one, Span):
            spans.append(one)
            continue
        if spans:
            yield Row(tuple(spans), quoted)
        yield from (Row((Span(code, code=True),), quoted, block=True) for code in one.split("\n"))
        spans, blocks = [], True
    if spans or not blocks:
        yield Row(tuple(spans), quoted)


def _spans(text: str, parts: _Parts, look: Span) -> Iterator[Span | str]:
    """Yield the words of a text in `look`, and those between markers in theirs; a block of code as it is."""
    done = 0
    for found in _MARKED.finditer(text):
        yield from parts.spans(text[done : found.start()], look)
        yield from _spans(found[2], parts, msgspec.structs.replace(look, **{_STYLES[found[1]]: True}))
        done = found.end()
    yield from parts.spans(text[done:], look)


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
        self._shown: list[tuple[str, str]] = []

    def put(self, found: re.Match[str]) -> str:
        """Return the character that stands for it."""
        if len(self._shown) > _LAST - _FIRST:
            return found[0]
        kind = found.lastgroup or ""
        self._shown.append((found[kind] if kind else found[0], kind))
        return chr(_FIRST + len(self._shown) - 1)

    def spans(self, text: str, look: Span) -> Iterator[Span | str]:
        """Yield the words of a text without markers, in `look`; a block of code as it is."""
        for number, piece in enumerate(_ONE.split(text)):
            known = self._known(piece) if number % 2 else None
            shown, kind = known or (_emoji(piece), "")
            if kind == "block":
                yield shown.strip("\n")
            elif shown:
                url = shown if kind == "address" else ""
                yield msgspec.structs.replace(look, text=shown, code=kind == "code", url=url)

    def back(self, text: str) -> str:
        """Put everything back."""
        pieces = _ONE.split(text)
        return "".join((self._known(piece) or (piece, ""))[0] if at % 2 else piece for at, piece in enumerate(pieces))

    def _known(self, character: str) -> tuple[str, str] | None:
        """Return what a character stands for, and what that is."""
        number = ord(character) - _FIRST
        return self._shown[number] if number < len(self._shown) else None
