"""Which change is named for a broken build, how sure that is, and whose the tests are."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.core.suspect import Author, Change, Changes, Suspect, Suspicion
from supporttray.core.trail import path
from supporttray.core.trail.suspicion import suspicion
from supporttray.core.triage import Cause, Verdict
from tests.core.histories import BASKET, HISTORIES, History, a_test, change, failed, why

RIGHT = 0.9  # of those that are named; that many must be right in these, for others' are harder
NAMED = 0.9  # of those that can be told
CULPRITS_MISSED = {  # what is known to be hard: it is enough that nobody is named, or that the rate holds
    "far away, and somebody near",
    "far away, and nobody near",
    "an exception in what one changed, the basket in another's",
    "config: tsconfig strict",
    "migration: a column dropped",
    "bot: a major bump breaks types",
}


def named(history: History) -> str | None:
    top = suspicion(history.range, history.verdict).top
    return top.change.author.name if top else None


def ranked(*lines: str, verdict: Verdict = BASKET, complete: bool = True) -> tuple[Suspect, ...]:
    return suspicion(Changes(changes=tuple(map(change, lines)), complete=bool(complete)), verdict).suspects


@pytest.mark.parametrize(
    "history", [pytest.param(one, id=one.name) for one in HISTORIES if one.name not in CULPRITS_MISSED]
)
def test_the_one_who_broke_it_is_named_or_nobody_is(history: History) -> None:
    assert named(history) == history.culprit


def test_who_is_named_is_right_nearly_always() -> None:
    told = [(one.culprit, who) for one in HISTORIES if (who := named(one))]
    knowable = [one for one in HISTORIES if one.culprit]
    assert sum(culprit == who for culprit, who in told) >= RIGHT * len(told)
    assert sum(named(one) == one.culprit for one in knowable) >= NAMED * len(knowable)


@pytest.mark.parametrize(
    "cause", [Cause.INFRASTRUCTURE, Cause.POLICY, Cause.TIMEOUT, Cause.CANCELLED, Cause.UNKNOWN], ids=str
)
def test_what_is_nobodys_change_has_no_suspects(cause: Cause) -> None:
    assert ranked("ada A: src/shop/checkout/basket.py", verdict=msgspec.structs.replace(BASKET, cause=cause)) == ()


def test_a_reason_tells_what_was_touched() -> None:
    (one,) = ranked("ada A: src/shop/checkout/basket.py")
    assert one.reason == "the only change, and it touched src/shop/checkout/basket.py, which the failing test is about"
    (first, *_) = ranked("ada A: tests/checkout/test_basket.py", "bo B: src/shop/mail.py")
    assert first.reason == "touched tests/checkout/test_basket.py, where the failing test stands"


def test_a_range_with_holes_makes_nobody_surer() -> None:
    lines = ("ada A: src/shop/checkout/basket.py", "bo B: src/shop/mail.py")
    whole, holes = ranked(*lines), ranked(*lines, complete=False)
    assert all(less.confidence < more.confidence for more, less in zip(whole, holes, strict=True))


def test_of_two_that_touched_the_same_neither_is_named() -> None:
    lines = ("ada A: src/shop/checkout/basket.py", "bo B: src/shop/checkout/basket.py")
    assert suspicion(Changes(changes=tuple(map(change, lines))), BASKET).top is None


def test_the_commits_of_a_pull_request_are_one_change_of_who_made_most_of_them() -> None:
    for many, few in (("ada", "bo"), ("bo", "ada")):
        lines = [f"{few}/7 A: src/shop/mail.py", f"{many}/7 B: src/shop/checkout/basket.py", f"{many}/7 C: docs/a.md"]
        lines += [f"{many}bot/7 D: docs/a.md"] * 3
        each = [msgspec.structs.replace(change(line), id=str(at)) for at, line in enumerate(lines)]
        (one,) = suspicion(Changes(changes=tuple(each)), BASKET).suspects
        assert (one.change.author.name, one.change.number, one.change.bot) == (many, "#7", False)
    assert one.change.files == ("docs/a.md", "src/shop/checkout/basket.py", "src/shop/mail.py")


def test_what_was_taken_back_and_what_took_it_back_are_no_suspects() -> None:
    back = 'bo Revert "Round totals (#5)": src/shop/checkout/basket.py'
    again = 'cy Revert "Revert "Round totals (#5)"": src/shop/checkout/basket.py'
    first = "ada/5 Round totals: src/shop/checkout/basket.py"
    assert ranked(first, back) == ()
    assert [one.change.author.name for one in ranked(first, back, again)] == ["ada"]
    assert len(ranked(first, 'bo Revert "Round totals (#5)": src/shop/mail.py')) == 2  # it took back something else


def test_a_change_of_which_nothing_is_told_may_be_it() -> None:
    (one,) = ranked("ada A: ")
    assert one.confidence > 0.6
    assert suspicion(Changes(changes=(change("ada A: "), change("bo B: docs/a.md"))), BASKET).top is not None


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("src/main/java/com/acme/shop/basket/Basket.java", ("shop", "basket")),
        ("src/shop/checkout/basket.py", ("shop", "checkout")),
        ("packages/cart/test/a.spec.ts", ("cart",)),
        ("internal/io/reader.go", ("io",)),
        ("main.go", ()),
    ],
)
def test_a_part_of_a_project_has_neither_its_layout_nor_its_owner(file: str, part: tuple[str, ...]) -> None:
    assert path.part(file) == part


# --- for all of them


SOME = (
    "src/shop/checkout/basket.py src/shop/mail.py docs/a.md package-lock.json .github/workflows/ci.yml .eslintrc tests/x_test.go "
    "tests/checkout/test_basket.py src/main/java/com/acme/Basket.java a/b/c/index.ts Makefile weird/…/ü.py //x"
)
PATHS = st.sampled_from(SOME.split())
TITLES = st.sampled_from(
    ["A", 'Revert "A"', 'Revert "Revert "A""', "Bump lodash from 1 to 2", "Rename parse_amount", ""]
)
CHANGES = st.builds(
    Change,
    id=st.text("abcdef", min_size=1, max_size=3),
    title=TITLES,
    author=st.builds(Author, name=st.sampled_from(["ada", "bo", "cy"])),
    number=st.sampled_from(["", "", "#1", "#2"]),
    files=st.lists(PATHS, max_size=4).map(tuple),
    bot=st.booleans(),
)
TESTS = [*BASKET.tests, a_test("Basket > adds"), a_test("//a:b_test"), a_test("com.acme.BasketTest.x"), a_test("")]
VERDICTS = st.builds(
    Verdict,
    cause=st.sampled_from([Cause.TEST, Cause.BUILD, Cause.LINT, Cause.CONFIGURATION]),
    tests=st.lists(st.sampled_from(TESTS), max_size=2).map(tuple),
    text=st.sampled_from(["", "lodash", "cannot find symbol Basket", "parse_amount", "shop.mail", "\x00((["]),
    files=st.lists(PATHS, max_size=2).map(tuple),
)
EACH_ONCE = st.lists(CHANGES, max_size=6, unique_by=lambda one: one.id)


@given(changes=EACH_ONCE, verdict=VERDICTS, whole=st.booleans(), data=st.data())
@settings(max_examples=80, deadline=None)
def test_order_and_repetition_change_nothing_and_the_shares_are_shares(
    changes: list[Change], verdict: Verdict, whole: object, data: st.DataObject
) -> None:
    found = suspicion(Changes(changes=tuple(changes), complete=bool(whole)), verdict).suspects
    twice = data.draw(st.permutations([*changes, *changes]))
    assert suspicion(Changes(changes=tuple(twice), complete=bool(whole)), verdict).suspects == found
    assert all(0 <= one.confidence <= 1 for one in found)
    assert sum(one.confidence for one in found) <= 1
    assert all(more.confidence >= less.confidence for more, less in pairwise(found))


@given(changes=EACH_ONCE.filter(bool), verdict=VERDICTS, file=PATHS)
@settings(max_examples=80, deadline=None)
def test_a_file_more_never_makes_a_change_less_likely(changes: list[Change], verdict: Verdict, file: str) -> None:
    changes = [msgspec.structs.replace(one, title="A", number="", files=one.files or ("a.md",)) for one in changes]
    first, *rest = changes
    more = msgspec.structs.replace(first, files=(*first.files, file))
    assert _share(first.id, (more, *rest), verdict) >= _share(first.id, changes, verdict) - 1e-9


def _share(id_: str, changes: Sequence[Change], verdict: Verdict) -> float:
    found = suspicion(Changes(changes=tuple(changes)), verdict).suspects
    return next(one.confidence for one in found if one.change.id == id_)


# --- whose the tests are


OWNERS = "* @acme/core\ntests/checkout/ @acme/support\ntests/mail/ @acme/mail\n"


def owned(ours: str = "@acme/support", team: str = "", owned: str = "") -> Suspicion:
    changes = Changes(changes=(change("ada A: src/shop/checkout/basket.py"),), owners=OWNERS)
    return suspicion(changes, BASKET, (ours,), (team,), owned)


def test_the_owners_of_the_failing_tests_are_told_and_the_config_goes_before_the_projects_file() -> None:
    assert owned().owners == ("@acme/support",)
    assert owned(owned="tests/checkout/ @acme/shop").owners == ("@acme/shop",)
    assert owned(owned="tests/mail/ @acme/shop").owners == ("@acme/support",)


def test_a_path_of_a_machine_is_one_of_the_project() -> None:
    away = failed(a_test("test_total", "/home/runner/work/shop/shop/tests/checkout/test_basket.py"))
    assert suspicion(Changes(owners=OWNERS), away).owners == ("@acme/support",)


@pytest.mark.parametrize("ours", ["@acme/support", "@ACME/Support", "tests/checkout/*", "*::test_total"])
def test_ours_broken_by_theirs_is_the_loud_case(ours: str) -> None:
    assert owned(ours).ours


@pytest.mark.parametrize("ours", ["@acme/mail", "tests/mail/*", "*::test_tax", ""])
def test_what_is_not_ours_is_not_loud(ours: str) -> None:
    assert not owned(ours).ours


@pytest.mark.parametrize("me", ["ada", "@Ada", "ADA@example.com"])
def test_what_one_of_us_broke_is_not_loud(me: str) -> None:
    assert not owned(team=me).ours
    assert owned(team="bo").ours


def test_where_it_is_not_clear_nothing_is_loud() -> None:
    both = (change("ada A: src/shop/mail.py"), change("bo B: src/shop/login.py"))
    found = suspicion(Changes(changes=both, owners=OWNERS), BASKET, ("@acme/support",))
    assert (found.top, found.ours, found.owners) == (None, False, ("@acme/support",))


def test_of_a_large_history_the_likeliest_are_told() -> None:
    lines = [f"p{n}/{n} W: " + " ".join(f"src/area{n}/deep/f{m}.py" for m in range(20)) for n in range(50)]
    first, *others = ranked(*lines, "ada A: src/shop/checkout/basket.py")
    assert (first.change.author.name, len(others)) == ("ada", 19)


def test_a_hostile_text_is_only_text() -> None:
    text = "(" * 5000 + "a." * 5000 + "/" * 5000
    verdict = why(Cause.BUILD, text, "../../etc/passwd [[[ \\\\x\\y")
    assert len(ranked("ada [(*: [x].py ***", verdict=verdict)) == 1
    assert len(ranked("ada A: a.py", verdict=failed(a_test("." * 3000), a_test("((((", "]]]]")))) == 1
