"""GitHub's commits, pull requests and files as its API gives them (docs.github.com/rest/commits, /rest/pulls), and whose they are."""

from __future__ import annotations

import re

import msgspec

from supporttray.core.suspect import Author
from supporttray.core.text import plain, shorten

BOT = "[bot]"
NOREPLY = re.compile(r"(?:\d+\+)?([\w\[\]-]+)@users\.noreply\.[\w.-]+")
SUBJECT = re.compile(r"\(#(\d{1,9})\)\s*$|^Merge pull request #(\d{1,9}) ")


class Signature(msgspec.Struct, frozen=True):
    """Who wrote a commit, as git says it."""

    name: str | None = None
    email: str | None = None


class User(msgspec.Struct, frozen=True):
    """An account. GitHub sends an empty object where it knows none."""

    login: str = ""
    type: str = ""


class Git(msgspec.Struct, frozen=True):
    """The commit itself."""

    message: str = ""
    author: Signature | None = None


class File(msgspec.Struct, frozen=True):
    """A file that was touched, and what it was called before."""

    filename: str
    previous_filename: str | None = None


class Commit(msgspec.Struct, frozen=True):
    """A commit; its `author` is the account that has the address, if one has."""

    sha: str
    commit: Git
    html_url: str | None = None
    author: User | None = None
    parents: tuple[object, ...] = ()
    files: tuple[File, ...] | None = None

    @property
    def subject(self) -> str:
        """The first line of its message."""
        return self.commit.message.partition("\n")[0].strip()

    @property
    def by(self) -> Author:
        """Its author: the account, and the address unless that is one of those that reach nobody."""
        told = self.commit.author or Signature()
        email = plain(told.email or "")
        hidden = NOREPLY.fullmatch(email)
        login = plain(self.author.login) if self.author else ""
        login = login or (hidden[1] if hidden else "")
        name = shorten(told.name or "", 100) or login
        return Author(name, "" if hidden else shorten(email, 200), shorten(login, 100))

    @property
    def bot(self) -> bool:
        """Whether a program made it."""
        return is_bot(self.author) or self.by.login.endswith(BOT) or self.by.name.endswith(BOT)

    @property
    def number(self) -> int:
        """The pull request that its subject names; 0 for none."""
        found = SUBJECT.search(self.subject)
        return int(found[1] or found[2]) if found else 0


class Comparison(msgspec.Struct, frozen=True):
    """GET …/compare/{base}...{head}: the oldest commit first."""

    commits: tuple[Commit, ...]
    total_commits: int = 0
    html_url: str | None = None
    files: tuple[File, ...] | None = None


class Pull(msgspec.Struct, frozen=True):
    """A pull request; only what we use."""

    number: int
    title: str = ""
    html_url: str | None = None
    user: User | None = None
    merged_at: str | None = None


class Content(msgspec.Struct, frozen=True):
    """GET …/contents/{path}: a file in base64; one that is too large has none."""

    content: str = ""
    encoding: str = ""
    size: int = 0


def is_bot(user: User | None) -> bool:
    """Whether an account is a program's."""
    return user is not None and (user.type == "Bot" or user.login.endswith(BOT))


def paths(files: tuple[File, ...]) -> tuple[str, ...]:
    """Return the paths that were touched, the former ones of what was moved too."""
    named = (name for one in files for name in (one.filename, one.previous_filename) if name)
    return tuple(dict.fromkeys(shorten(name, 300) for name in named))
