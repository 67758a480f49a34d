"""Credentials that a log shows although it should not: in the lines that are shown, kept and told they are not repeated. Pure."""

from __future__ import annotations

import re

HIDDEN = "[hidden]"
# a password in an address; tokens by how they begin (GitLab, GitHub, Slack, npm, PyPI, JWT); what stands behind a name that says so
_ADDRESS = re.compile(r"(?<=://)[^\s/@:]{0,200}:[^\s/@]{1,500}(?=@)")
_TOKEN = re.compile(
    r"\b(?:gl[a-z]{2,8}-[\w-]{16,300}|gh[opsur]_\w{20,300}|github_pat_\w{20,300}|xox[a-z]-[\w-]{10,300}|npm_\w{30,100}"
    r"|pypi-[\w-]{30,300}|eyJ[\w-]{10,2000}\.[\w-]{4,2000}\.[\w-]{4,2000})"
)
_NAMED = re.compile(
    r"(?i)\b((?:private|job)-token|authorization)(\s*[:=]\s*)(?:(?:bearer|basic|token)\s+)?[^\s'\",]{6,500}"
)


def hidden(text: str) -> str:
    """Return a text without the credentials in it."""
    text = _TOKEN.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))
    return _NAMED.sub(rf"\1\2{HIDDEN}", text)
