"""Signatures made ready: RE2 searches them over bytes in linear time, whoever wrote them. One set asks whether there is anything at all."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import re2

from supporttray.core.triage.value import Cause, Scope, Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BLOCK = 64  # lines that are asked about at once
TOGETHER = 20  # rules of one set
VAGUE = 0.7  # a name of a test of which one is less certain counts only beside the framework's own summary
LONGEST = 1_000  # characters of a pattern that a person writes


class Hit(NamedTuple):
    """A signature that was found in a line; `at` counts the lines from 0."""

    rule: Rule
    at: int


class Rule:
    """One signature and its expressions, each of which is compiled when it is first wanted."""

    def __init__(self, signature: Signature, *, own: bool) -> None:
        self.signature = signature
        self.own = own  # whether a person wrote it

    @cached_property
    def _found(self) -> re2._Regexp:
        return _compiled(self.signature.pattern)

    @cached_property
    def _unless(self) -> re2._Regexp | None:
        return _compiled(self.signature.unless) if self.signature.unless else None

    @cached_property
    def _undone(self) -> re2._Regexp | None:
        return _compiled(self.signature.undone) if self.signature.undone else None

    def groups(self, line: bytes) -> dict[str, str]:
        """Return the named groups of what is found in a line; empty ones are left out, and `about2` is another way to `about`."""
        match = self._found.search(line)
        named: dict[bytes, bytes | None] = match.groupdict() if match else {}
        told = ((name.decode().rstrip("0123456789"), value) for name, value in named.items())
        return {name: value.decode(errors="replace") for name, value in told if value}

    @property
    def family(self) -> str:
        """What its name begins with: the framework or tool that it knows."""
        return self.signature.name.partition(".")[0]

    @property
    def names(self) -> bool:
        """Whether it names a test, or a file of tests."""
        return "(?P<test>" in self.signature.pattern or "(?P<file>" in self.signature.pattern

    @property
    def vague(self) -> bool:
        """Whether it only looks like a test's name."""
        return "(?P<test>" in self.signature.pattern and self.signature.confidence < VAGUE and not self.own

    def finds(self, line: bytes) -> bool:
        """Whether it is found in a line."""
        return self._found.search(line) is not None

    def excused(self, line: bytes) -> bool:
        """Whether what else stands in the line takes its meaning away."""
        return self._unless is not None and self._unless.search(line) is not None

    def undone(self, lines: Sequence[bytes], first: int) -> int:
        """Return before which line what it found, from the line `first` on, was tried again with success."""
        if (again := self._undone) is None:
            return 0
        for end in range(len(lines), first + 1, -BLOCK):
            start = max(first + 1, end - BLOCK)
            if again.search(b"\n".join(lines[start:end])):
                return max(at for at in range(start, end) if again.search(lines[at]))
        return 0

    def meant(self, job: str) -> bool:
        """Whether it is for this job."""
        return self.signature.jobs == "*" or fnmatchcase(job, self.signature.jobs)


class Signatures:
    """All rules, by where they look. They are searched some at once: one automaton of all would be larger than what it may remember."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = {scope: [rule for rule in rules if rule.signature.scope is scope] for scope in Scope}
        self._groups: dict[Scope, list[_Group]] = {}

    def scan(self, lines: Sequence[bytes], scope: Scope = Scope.LOG, job: str = "") -> Iterator[Hit]:
        """Yield each rule in each line where it is found, from the first line to the last."""
        groups = self._ready(scope)
        for start in range(0, len(lines), BLOCK):
            block = lines[start : start + BLOCK]
            joined = b"\n".join(block)
            if not (some := [group for group in groups if group.set.Match(joined)]):
                continue
            for at, line in enumerate(block, start):
                for group in some:
                    for number in group.set.Match(line) or ():
                        rule = group.rules[number]
                        if rule.meant(job) and not rule.excused(line):
                            yield Hit(rule, at)

    def _ready(self, scope: Scope) -> list[_Group]:
        if scope not in self._groups:
            rules = self._rules[scope]
            some = [rules[start : start + TOGETHER] for start in range(0, len(rules), TOGETHER)]
            self._groups[scope] = [_Group(each, _set(each)) for each in some]
        return self._groups[scope]


class _Group(NamedTuple):
    rules: Sequence[Rule]
    set: re2.Set


def _set(rules: Iterable[Rule]) -> re2.Set:
    found = re2.Set.SearchSet(_options())
    for rule in rules:
        found.Add(_lined(rule.signature.pattern))
    found.Compile()
    return found


def compiled(signatures: Iterable[Signature], user: Iterable[Signature] = ()) -> Signatures:
    """Return what can be searched. A person's own rules go before ours; those that RE2 refuses are left out: see `refusal`."""
    rules = [Rule(signature, own=True) for signature in user if not refusal(signature)]
    return Signatures([*rules, *(Rule(signature, own=False) for signature in signatures)])


def refusal(signature: Signature) -> str:
    """Return why a signature cannot be used, in words; nothing where it can."""
    for pattern in (signature.pattern, signature.unless, signature.undone):
        if len(pattern) > LONGEST:
            return f"the pattern is longer than {LONGEST} characters"
        try:
            found = _compiled(pattern)
        except re2.error as error:
            return _said(error)
        if pattern and found.search(b""):
            return "the pattern matches an empty line, so it would match every line"
    if not signature.pattern:
        return "there is no pattern"
    return "" if signature.cause is not Cause.UNKNOWN else "a rule must name a cause: unknown is none"


def _said(error: Exception) -> str:
    text = error.args[0].decode(errors="replace") if error.args and isinstance(error.args[0], bytes) else str(error)
    if "invalid perl operator" in text:
        return f"{text}; look-ahead and look-behind are not possible here"
    if "invalid escape sequence" in text:
        return f"{text}; write a backslash twice to mean itself, and no back-references"
    return text


def _compiled(pattern: str) -> re2._Regexp:
    return re2.compile(_lined(pattern), _options())


def _lined(pattern: str) -> bytes:
    """Return the expression so that ^ and $ are the ends of a line, as it is looked for in many at once."""
    return f"(?m){pattern}".encode()


def _options() -> re2.Options:
    options = re2.Options()
    options.never_nl = True
    options.log_errors = False
    return options
