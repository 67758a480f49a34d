"""What a path tells: what kind of file it is, what it is called without its test's trappings, in which part of a project it lies."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache
from typing import TYPE_CHECKING

from supporttray.core.trail.table import (
    DOMAINS,
    FAMILIES,
    GENERIC,
    HELP_FOLDERS,
    LAYOUT,
    MIXED,
    SORTS,
    TEST_FOLDERS,
    Sort,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# where CI systems check a project out; what follows is a path in it
_CHECKOUT = re.compile(
    r"(?:file://)?(?:[A-Za-z]:)?/(?:home/runner/work/[^/]+/[^/]+|__w/[^/]+/[^/]+|a/[^/]+/[^/]+|a/\d+/s|github/workspace|"
    r"builds/(?:[^/]+/){2}|var/(?:lib/)?jenkins(?:_home)?/workspace/[^/]+|[^/]+/jenkins/workspace/[^/]+|workspace|workdir|app|src|repo|code|"
    r"root/project|home/circleci/[^/]+|Users/runner/work/[^/]+/[^/]+|opt/atlassian/pipelines/agent/build)/+"
)
_PLACE = re.compile(r"(?::\d+){1,2}:?$|\(\d+(?:,\d+)?\):?$")  # a line, and a column
_TEST_ENDS = re.compile(
    r"(?:[._-](?:tests?|specs?|cy|e2e|stories|steps)|(?<=[a-z0-9])(?:Tests?|TestCase|Specs?|IT|Steps|Suite))+$"
)
_TEST_BEGINS = re.compile(r"^(?:tests?[_-]|Tests?(?=[A-Z])|IT(?=[A-Z][a-z]))")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")


def cleaned(path: str) -> str:
    """Return a path as the project itself writes it: without a machine's folders, and without a line."""
    path = _PLACE.sub("", path.strip().replace("\\", "/"))
    path = _CHECKOUT.sub("", path, count=1) if path.startswith(("/", "file:")) or path[1:2] == ":" else path
    return path.removeprefix("file://").lstrip("/").removeprefix("./")


def sort(path: str) -> Sort:
    """Return what a file is for."""
    whole = path.casefold()
    base = whole.rpartition("/")[2]
    found = (one for one, deep, flat in _tables() if flat.match(base) or deep.match(whole))
    return next(found, Sort.TEST if is_test(path) else Sort.CODE)


@cache
def _tables() -> tuple[tuple[Sort, re.Pattern[str], re.Pattern[str]], ...]:
    """Return for each sort what its whole paths and its plain names look like."""
    return tuple(
        (
            one,
            _any(each for each in names.split() if "/" in each),
            _any(each for each in names.split() if "/" not in each),
        )
        for one, names in SORTS.items()
    )


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)) or r"(?!)")


def is_test(path: str) -> bool:
    """Whether a file only tests others, by its name or its folder."""
    *folders, base = path.split("/")
    name = base.partition(".")[0]
    if name.casefold() in ("conftest", "spec_helper", "test_helper"):
        return True
    named = _TEST_BEGINS.match(base) or _TEST_ENDS.search(name) or _TEST_ENDS.search(base.rpartition(".")[0])
    return bool(named) or not TEST_FOLDERS.isdisjoint(one.casefold() for one in folders)


def helps(path: str) -> str:
    """Return the folder of the tests that a file helps, itself being none: `tests` of tests/conftest.py and tests/support/order.rb."""
    *folders, base = path.split("/")
    at = next((at for at, one in enumerate(folders) if at and one.casefold() in HELP_FOLDERS), len(folders))
    helper = bared(base.partition(".")[0]) in ("conftest", "helper", "setup", "spechelper")
    help_folder = at < len(folders) and not TEST_FOLDERS.isdisjoint(one.casefold() for one in folders[:at])
    return "/".join(folders[:at]) if helper or help_folder else ""


def nameless(path: str) -> bool:
    """Whether a file's name tells nothing, so that it is called as its folder: basket/index.ts, orders/handler.go."""
    base = path.rpartition("/")[2]
    return bared(base.rpartition(".")[0] or base) in GENERIC


def stem(path: str) -> str:
    """Return what a file or a class is called: `basket` of test_basket.py, BasketTest.java, basket.spec.ts and basket/index.ts."""
    *folders, base = path.split("/")
    name = base.removesuffix(".snap")
    name = name.rpartition(".")[0] or name
    bare = bared(name)
    telling = [one for one in folders if one.casefold() not in LAYOUT]
    return joined(telling[-1]) if bare in GENERIC and telling else bare


def bared(name: str) -> str:
    """Return a name without what says that it is a test, in one form for all ways to write several words."""
    return joined(_TEST_ENDS.sub("", _TEST_BEGINS.sub("", name)))


def joined(name: str) -> str:
    """Return a name of several words in one form: `basket_total`, `BasketTotal` and `basket-total` are one."""
    return "".join(words(name))


def words(name: str) -> tuple[str, ...]:
    """Return the words that a name is made of."""
    return tuple(word.casefold() for word in _CAMEL.split(name) if word)


def part(path: str) -> tuple[str, ...]:
    """Return in which part of the project a file lies: its folders without those that only lay it out, or say whose it is (com/acme)."""
    found = [one.casefold() for one in path.split("/")[:-1] if one.casefold() not in LAYOUT]
    whose = next((at for at, one in enumerate(found[:-1]) if one in DOMAINS), None)
    return tuple(found if whose is None else (*found[:whose], *found[whose + 2 :]))


def family(path: str) -> str:
    """Return the languages that a file is of; empty where any may use it."""
    return FAMILIES.get(path.rpartition(".")[2].casefold(), "")


def strangers(one: str, other: str) -> bool:
    """Whether two families of languages know nothing of each other."""
    return bool(one and other) and one != other and frozenset({one, other}) not in MIXED


def same(one: str, other: str) -> bool:
    """Whether two paths are one file: one of them may begin further down, or in a folder of the machine's."""
    short, long = sorted((one.split("/"), other.split("/")), key=len)
    return long[-len(short) :] == short and (len(short) > 1 or short[0].partition(".")[0].casefold() not in GENERIC)
