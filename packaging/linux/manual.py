"""Writes supporttray(1) out of the command line itself: `python packaging/linux/manual.py FILE.1.gz`, with the environment's Python."""

import argparse
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from supporttray import __version__, cli  # noqa: E402  the checkout's

HEAD = """.TH SUPPORTTRAY 1 "" "supporttray {version}" "User Commands"
.SH NAME
supporttray \\- what needs the engineer on support duty, live in the tray
.SH SYNOPSIS
.B supporttray
.RI [ VERB ]
.RI [ OPTION ]...
.SH DESCRIPTION
Without a verb it runs in the tray.
.B supporttray
.I VERB
.B \\-\\-help
tells what a verb takes.
"""
TAIL = """.SH EXIT STATUS
{codes}
.SH ENVIRONMENT
.TP
.B SUPPORTTRAY_TOKEN_ACCOUNT
Lends a credential to this run alone, where ACCOUNT is the name of the service in the config.
.SH FILES
.TP
.I ~/.config/supporttray
what you wrote: accounts, watches, your team's file
.TP
.I ~/.local/state/supporttray
what was seen: the database and the log
"""


def page(parser: argparse.ArgumentParser) -> str:
    """Return the page, in the language of man(7)."""
    body = "".join(f".TP\n.B {plain(name)}\n{plain(told)}\n" for name, told in verbs(parser))
    codes = (parser.epilog or "").removeprefix("Exit codes: ")
    return f"{HEAD.format(version=__version__)}.SH VERBS\n{body}{TAIL.format(codes=plain(codes))}"


def verbs(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Yield each verb, and what `--help` says of it."""
    for action in parser._actions:  # noqa: SLF001  argparse has no other way in
        for choice in getattr(action, "_choices_actions", ()):
            yield choice.dest, choice.help or ""


def plain(text: str) -> str:
    """Return a text so that roff reads it as it is; a line of it must not begin as a command does."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in escaped.split("\n"))


if __name__ == "__main__":
    with gzip.GzipFile(sys.argv[1], "wb", mtime=0) as packed:
        packed.write(page(cli._parser()).encode("utf-8"))  # noqa: SLF001  what `supporttray --help` is made of
