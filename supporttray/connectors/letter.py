"""What a customer wrote, as plain text: without markup, signature, quoted letters and addresses of e-mail.

HTML is read, never executed or shown: of a tag that it knows nothing stays, one that it does not know is text (`<order 5>`).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from supporttray.core.release.ticket import LONGEST
from supporttray.core.text import shorten

TITLE = 250  # characters of a title
READ = 50_000  # characters of a letter that are read: what is wrong stands at its beginning
CHUNK, STUCK = 1_000, 2_000  # characters that are read at once; a longer tag is none, and reading on would take seconds
CLOSING = 8  # lines at the end of a letter among which a signature begins
_BLOCKS = (
    "address|article|blockquote|br|caption|center|dd|div|dl|dt|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|option|p|pre"
    "|section|table|tbody|td|th|thead|tr|ul"
)
_INLINE = (
    "a|abbr|acronym|b|base|big|body|button|cite|code|col|colgroup|del|em|font|html|i|img|input|ins|kbd|label|link|mark|meta|o:p"
    "|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var"
)
_HIDDEN = "head|iframe|noscript|object|script|style|svg|template|title"
_BLOCK, _UNREAD = re.compile(_BLOCKS), re.compile(_HIDDEN)
_KNOWN = re.compile(f"{_BLOCKS}|{_INLINE}|{_HIDDEN}")
_MARKUP = re.compile(
    rf"<!|</?(?:{_KNOWN.pattern})\b|&(?:#\d+|#x[0-9a-f]+|[a-z]{{2,8}});",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:mailto:)?[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_END = re.compile(
    r"--|_{20,}|(?:>\s*)?(?:on|am|le|el|op|il|em)\b.{5,200}(?:wrote|schrieb|écrit|escribió|schreef|scritto|escreveu)\s?.{0,80}:"
)
_SENT = re.compile(
    r"sent (?:from|with|via) (?:my|the|outlook|mail|yahoo|proton)\b.*|von meinem .{1,40} gesendet.*|envoyé de(?:puis)? mon .*|enviado desde mi .*"
    r"|get outlook for .*|(?:-+ ?)?(?:original message|ursprüngliche nachricht|forwarded message|mensaje original)(?: ?-+)?",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:(?:with )?(?:best|kind|warm|many)?(?:est)? ?(?:regards|wishes)|cheers|sincerely|yours(?: (?:truly|sincerely|faithfully))?|(?:many )?thanks(?: (?:and regards|in advance|a lot|so much))?"
    r"|thank you(?: (?:very much|in advance|so much))?|(?:mit )?(?:freundlichen|vielen|besten|lieben|schönen|viele|beste|liebe|schöne) grü(?:ß|ss)en?|mfg|lg|vg|danke(?: und gruß)?|gruß"
    r"|(?:bien )?cordialement|merci(?: d'avance)?|(?:un )?saludos?(?: cordiales)?|(?:muchas )?gracias|atentamente|atenciosamente|obrigad[oa]|cordiali saluti|grazie|met vriendelijke groet(?:en)?"
    r"|בברכה|תודה|\u0441 уважением|спасибо|此致)[\s,.!\u2013-]*",
    re.IGNORECASE,
)


def subject(text: str) -> str:
    """Return a title in one line."""
    return shorten(_hidden(_bare(text[:READ])), TITLE)


def body(text: str) -> str:
    """Return what somebody says, in one line of at most `LONGEST` characters."""
    return shorten(_hidden(" ".join(_said(_bare(text[:READ])))), LONGEST)


def _bare(text: str) -> str:
    """Return a text without its markup, if it has any."""
    if not _MARKUP.search(text):
        return text
    reader = _Reader()
    for begin in range(0, len(text), CHUNK):
        reader.feed(text[begin : begin + CHUNK])
        if len(reader.rawdata) > STUCK and not reader.cdata_elem:
            break
    reader.close()
    return "".join(reader.kept)


def _hidden(text: str) -> str:
    return _ADDRESS.sub("(e-mail)", text) if "@" in text else text


def _said(text: str) -> list[str]:
    """Return the lines of a letter from its beginning to where it was ended, without what it quotes."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith(">")]
    for place, line in enumerate(lines):
        signs = place and place >= len(lines) - CLOSING and _GREETING.fullmatch(line)
        if place and (signs or (len(line) < 300 and (_END.fullmatch(line.casefold()) or _SENT.fullmatch(line)))):
            return lines[:place]
    return lines


class _Reader(HTMLParser):
    """Keeps the texts of a document."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._unread: list[str] = []  # what is open and is not read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's own
        """Keep what is no tag of HTML; begin a line where a block does."""
        if _UNREAD.fullmatch(tag):
            self._unread.append(tag)
        elif not _KNOWN.fullmatch(tag):
            self.handle_data(self.get_starttag_text() or "")
        elif _BLOCK.fullmatch(tag):
            self.handle_data("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the same; what ends at once hides nothing."""
        if not _UNREAD.fullmatch(tag):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a line where a block ends, and what is not read where it does."""
        if tag in self._unread:
            del self._unread[self._unread.index(tag) :]
        elif _BLOCK.fullmatch(tag):
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not self._unread:
            self.kept.append(data)
