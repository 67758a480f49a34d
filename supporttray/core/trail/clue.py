"""What a failure points at: the tests that fail, the files and the names in what it says; and how strongly it points at a file."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.trail import path
from supporttray.core.trail.table import GENERIC, Sort
from supporttray.core.triage import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.core.triage import FailedTest, Verdict

_FILE = re.compile(r"[\w@.+-]*(?:[/\\][\w@.+-]+)*\.[A-Za-z]{1,8}(?![\w])")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:(?:\.|::|/|\\)[A-Za-z_]\w*)+")
_NAME = re.compile(r"[A-Za-z_][\w-]{3,}")
_DEPENDS = re.compile(
    r"(?i)could not (?:resolve|find (?:artifact|a version))|unresolved dependenc|ERESOLVE|lock ?file|frozen|no matching (?:version|distribution)|"
    r"dependenc|peer dep|npm (?:ERR|ci)|go\.(?:mod|sum)|cannot find (?:module|package)|no required module|version solving|incompatible version|"
    r"failed to select a version|package .{1,60} (?:was not found|does not exist|is not available)|NU1\d\d\d|checksum mismatch|ModuleNotFound"
)
_CLASS = re.compile(r"[A-Z]\w+(?:Tests?|Specs?|IT)")
_TARGET = re.compile(r"(?:@[\w.~-]*)?//([\w./-]+):")  # Bazel's
_SEPARATORS = re.compile(r"::|[./\\#:\s\u203a>,()\[\]{}$\"'-]+")
LAST = 3  # pieces of a test's name: before them stands where it is, and whose
SHORT = 4  # letters: a shorter name is found in anything


class Clue(NamedTuple):
    """How strongly a file speaks for its change (a change that could be anything counts `Sort`'s own), what it says, and of which kind it is."""

    weight: float
    words: str = ""
    kind: str = ""


# what a file of each sort counts where nothing points at it: a test that does not fail breaks no other, words break nothing
PLAIN: dict[Cause, dict[Sort, float]] = {
    Cause.TEST: dict.fromkeys(Sort, 0.6) | {Sort.DOCS: 0.03, Sort.TEST: 0.15, Sort.RULES: 0.05},
    Cause.BUILD: dict.fromkeys(Sort, 0.6) | {Sort.DOCS: 0.03, Sort.TEST: 0.4, Sort.RULES: 0.1, Sort.MANIFEST: 1.5, Sort.PIPELINE: 1.0},
    Cause.LINT: dict.fromkeys(Sort, 0.6) | {Sort.DOCS: 0.1, Sort.RULES: 6.0, Sort.MANIFEST: 2.0, Sort.PIPELINE: 1.5},
    Cause.CONFIGURATION: dict.fromkeys(Sort, 0.3) | {Sort.DOCS: 0.03, Sort.TEST: 0.2, Sort.PIPELINE: 20.0, Sort.MANIFEST: 8.0, Sort.RULES: 4.0},
}  # fmt: skip
UNSEEN = 0.1  # of lint: a linter names the files that it means, and this is none of them
ELSEWHERE = 0.4  # of the weight of what is in a language that knows nothing of the test's
# what a clue weighs, as odds against a change at which nothing points
NAMED = 60.0  # the failure names the file
TEST_FILE = 20.0
MODULE = 25.0  # it names the module
STEM = 25.0  # the test is about it
BROUGHT = 25.0  # it names the dependency
SAID = 12.0
HOME = 7.0  # it has a name that says nothing, in the folder that the test is about
BEGIN, SUPPORT = 4.0, 4.0  # in histories of this project three of four were right
FOLDER, PART, WORD, NEAR, TITLE = 5.0, 3.5, 3.0, 1.5, 1.2


class Failure:
    """A failure, read for what it points at."""

    def __init__(self, verdict: Verdict) -> None:
        self.cause = verdict.cause
        self._verdict = verdict
        self.tests = tuple(dict.fromkeys(found for one in verdict.tests for found in test_files(one)))
        self.text = " ".join((verdict.text, *(one.message for one in verdict.tests)))
        named = (*map(path.cleaned, (*verdict.files, *_FILE.findall(self.text))),)
        self.named = tuple(
            dict.fromkeys(one for one in named if one and not any(path.same(one, test) for test in self.tests))
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """What the failing tests test, by their names."""
        names = (path.stem(one) for one in self.tests)
        found = {*names, *(each for one in self._verdict.tests for each in _stems(one.name))}
        return frozenset(one for one in found if len(one) >= SHORT - 1 and one not in GENERIC)

    @cached_property
    def begins(self) -> frozenset[str]:
        """How these names begin: `basket` of basket_totals."""
        found = {path.words(_bare(one)) for one in self.tests}
        return frozenset("".join(each[:count]) for each in found for count in range(1, len(each))) - GENERIC

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the tests' own names."""
        near = (one for test in self._verdict.tests for one in _SEPARATORS.split(test.name)[-LAST:])
        found = {word for one in near for word in path.words(one)}
        return frozenset(word for word in found if len(word) >= SHORT) - GENERIC

    @cached_property
    def parts(self) -> frozenset[tuple[str, ...]]:
        """In which parts of the project the failing tests lie, or the files that are named where there are none."""
        where = {path.part(one) for one in self.tests or self.named}
        return frozenset(where | {_package(one.name) for one in self._verdict.tests if not one.file}) - {()}

    @cached_property
    def modules(self) -> frozenset[str]:
        """What is named with its place in the text: `shop.money` as `shop/money`."""
        found = (re.sub(r"\.|::|\\", "/", one) for one in _DOTTED.findall(self.text))
        return frozenset(each.casefold() for one in found for each in (one, one.rpartition("/")[0]) if "/" in each)

    @cached_property
    def packages(self) -> frozenset[str]:
        """The folders that may be named so: `com.acme.money` as `com/acme/money`."""
        found = (re.sub(r"\.|::|\\", "/", one).casefold() for one in _DOTTED.findall(self.text))
        return frozenset(one for one in found if "/" in one)

    @cached_property
    def said(self) -> frozenset[str]:
        """The names in the text."""
        return frozenset(path.joined(one) for one in _NAME.findall(self.text)) - GENERIC

    @cached_property
    def families(self) -> frozenset[str]:
        """The languages in which it failed."""
        return frozenset(path.family(one) for one in self.tests or self.named) - {""}

    @cached_property
    def depends(self) -> bool:
        """Whether it is about what the project needs of others."""
        return _DEPENDS.search(self.text) is not None

    def clue(self, file: str) -> Clue:
        """Return how strongly the failure points at a file."""
        found = (rule(self, file) for rule in RULES)
        return max((one for one in found if one), key=lambda one: one.weight, default=Clue(self.plain(file)))

    def plain(self, file: str) -> float:
        """Return what a file counts at which nothing points."""
        usual = PLAIN[self.cause][path.sort(file)]
        if self.cause is Cause.LINT and self.named and path.sort(file) in (Sort.CODE, Sort.TEST):
            return UNSEEN
        family = path.family(file)
        away = bool(self.families) and all(path.strangers(family, one) for one in self.families)
        return usual * ELSEWHERE if away else usual


# --- what points at a file, each with its weight: none of it lowers another


def _named(failure: Failure, file: str) -> Clue | None:
    if any(path.same(file, one) for one in failure.named):
        return Clue(NAMED, f"touched {file}, which the failure names", "named")
    return None


def _test(failure: Failure, file: str) -> Clue | None:
    if any(path.same(file, one) for one in failure.tests):
        return Clue(TEST_FILE, f"touched {file}, where the failing test stands", "test")
    return None


def _stem(failure: Failure, file: str) -> Clue | None:
    if failure.cause is not Cause.TEST or path.sort(file) not in (Sort.CODE, Sort.TEST):
        return None
    name = path.stem(file)
    if name in failure.stems:
        weight = HOME if path.nameless(file) else STEM
        return Clue(
            weight if path.sort(file) is Sort.CODE else SUPPORT,
            f"touched {file}, which the failing test is about",
            "stem",
        )
    if name in failure.begins and len(name) >= SHORT:
        return Clue(BEGIN, f"touched {file}, which the failing test seems to be about", "stem")
    return Clue(WORD, f"touched {file}, of which the test's name tells", "word") if name in failure.words else None


def _said(failure: Failure, file: str) -> Clue | None:
    bare = file.rpartition(".")[0].casefold().removesuffix("/__init__").removesuffix("/index").removesuffix("/mod")
    if any(path.same(bare, one) for one in failure.modules if "/" in bare):
        return Clue(MODULE, f"touched {file}, of which the failure tells", "said")
    folder = file.rpartition("/")[0].casefold()
    if "/" in folder and path.sort(file) is Sort.CODE and any(path.same(folder, one) for one in failure.packages):
        return Clue(SAID, f"touched {file}, in a package of which the failure tells", "said")
    name = path.stem(file)
    known = len(name) >= SHORT and name in failure.said and path.sort(file) is Sort.CODE
    return Clue(SAID, f"touched {file}, of which the failure tells", "said") if known else None


def _folder(failure: Failure, file: str) -> Clue | None:
    about = failure.stems.intersection(map(path.joined, path.part(file))) if failure.cause is Cause.TEST else ()
    if about and path.sort(file) is not Sort.TEST:
        return Clue(FOLDER, f"touched {file}, beside what the failing test is about", "part")
    return None


def _support(failure: Failure, file: str) -> Clue | None:
    folder = path.helps(file) if failure.cause is Cause.TEST else ""
    if folder and any(one.startswith(f"{folder}/") for one in failure.tests):
        return Clue(SUPPORT, f"touched {file}, which the failing test uses", "support")
    return None


def _near(failure: Failure, file: str) -> Clue | None:
    if path.sort(file) not in (Sort.CODE, Sort.TEST) or failure.cause is Cause.LINT:
        return None
    here = path.part(file)
    deepest = max((_shared(here, one) for one in failure.parts), default=0.0)
    weight = deepest * (0.25 if path.sort(file) is Sort.TEST and failure.cause is Cause.TEST else 1.0)
    return Clue(weight, f"touched {'/'.join(here)}, where it fails", "part") if weight > failure.plain(file) else None


def _shared(here: tuple[str, ...], there: tuple[str, ...]) -> float:
    """Return how near two parts are: the same one (its folders may begin further down), or two folders in common."""
    short, long = sorted((here, there), key=len)
    if short and long[-len(short) :] == short:
        return PART
    return NEAR if len(short) > 1 and here[:2] == there[:2] else 0.0


def _needed(failure: Failure, file: str) -> Clue | None:
    """What a project needs of others: strong only where the failure is about that."""
    if failure.cause is Cause.BUILD and failure.depends and path.sort(file) is Sort.MANIFEST:
        return Clue(MODULE, f"touched {file}, and a dependency fails", "needed")
    return None


def _ways(failure: Failure, file: str) -> Clue | None:
    """Say of what steers a build or a linter why it counts more than other files."""
    weight, kind = PLAIN[failure.cause][path.sort(file)], path.sort(file)
    if weight <= 1 or kind not in (Sort.MANIFEST, Sort.PIPELINE, Sort.RULES):
        return None
    return Clue(weight, f"touched {file}, by which it is built and checked", "way")


RULES = (_named, _test, _stem, _said, _folder, _support, _near, _needed, _ways)


# --- reading the names of tests


def test_files(test: FailedTest) -> Iterable[str]:
    """Yield where a failing test stands: what its framework tells, else the path that its name begins with."""
    if test.file:
        yield path.cleaned(test.file)
    elif (found := _FILE.match(test.name.removeprefix("./"))) and ("/" in found[0] or path.family(found[0])):
        yield path.cleaned(found[0])


def _stems(name: str) -> Iterable[str]:
    """Yield what the classes and modules in a test's name are called; the last one is the test itself, unless it looks like a class."""
    *above, last = [one for one in _SEPARATORS.split(name) if one] or [""]
    for one in [*above, last] if _CLASS.fullmatch(last) else above:
        bare = path.bared(one)
        if bare != path.joined(one) or (one is above[-1] and len(above) > 1):
            yield bare


def _package(name: str) -> tuple[str, ...]:
    """Return the part of the project that a test's name tells: com.acme.basket.BasketTest.adds, acme/shop/basket.TestAdds."""
    if target := _TARGET.match(name):
        return path.part(f"{target[1]}/")
    found = _DOTTED.match(name.removeprefix("-["))
    if not found:
        return ()
    above = re.split(r"[./\\]|::", found[0])[:-1]
    return path.part("/".join([*(one for one in above if path.bared(one) == path.joined(one)), ""]))


def _bare(file: str) -> str:
    """Return a file's name with its words apart, without what says that it is a test."""
    base = file.rpartition("/")[2].partition(".")[0]
    return re.sub(r"(?:[._-]?[Tt]ests?|[._-]?[Ss]pecs?)$", "", re.sub(r"^(?:[Tt]ests?_|Tests?(?=[A-Z]))", "", base))
