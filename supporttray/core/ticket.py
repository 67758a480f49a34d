"""The names of tasks that a text speaks of: ACME-12, acme/shop#12, #12, and the addresses of issues."""

from __future__ import annotations

import re

TEXT = 20_000  # characters of each text that are looked at
MOST = 20  # names
# what looks like a name and is none: standards, algorithms, advisories
NONE = frozenset("UTF UCS ISO IEC SHA MD AES RSA RFC CVE CWE GHSA TLS HTTP IEEE PEP BCP COVID US EN GH".split())  # noqa: SIM905  a row of words
_KEY = r"(?<![A-Za-z0-9])(?P<project>[A-Z][A-Z0-9]{1,9})-(?P<count>[1-9]\d{0,6})(?![A-Za-z0-9])"
_PATH = r"[A-Za-z0-9_][\w.-]{0,99}(?:/[\w.-]{1,100}){1,5}"
_NUMBER = rf"(?<![\w&/#.-])(?P<place>{_PATH})?#(?P<number>[1-9]\d{{0,8}})(?!\w)"
_ISSUE = rf"https?://[\w.:-]{{1,200}}/(?P<home>{_PATH}?)(?:/-)?/issues/(?P<issue>[1-9]\d{{0,8}})(?!\w)"
_NAME = re.compile(f"{_ISSUE}|{_NUMBER}|{_KEY}", re.ASCII)


def names(place: str, *texts: str) -> tuple[str, ...]:
    """Return the names in some texts, each once and the first first; a number alone is of `place`, where the texts stand."""
    found = (_name(place, one) for text in texts for one in _NAME.finditer(text[:TEXT]))
    return tuple(dict.fromkeys(name for name in found if name))[:MOST]


def _name(place: str, found: re.Match[str]) -> str:
    if found["issue"]:
        return f"{found['home']}#{found['issue']}"
    if found["number"]:
        return f"{found['place'] or place}#{found['number']}"
    return "" if found["project"] in NONE else f"{found['project']}-{found['count']}"
