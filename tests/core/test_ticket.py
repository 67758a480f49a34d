"""Which tasks a text speaks of."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supporttray.core.ticket import MOST, NONE, names

HERE = "acme/shop"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ACME-12: round totals", ["ACME-12"]),
        ("fix-ACME-12-totals", ["ACME-12"]),
        ("feature/ACME-12_totals", ["ACME-12"]),
        ("Closes ACME-12, ACME-7 and ACME-12.", ["ACME-12", "ACME-7"]),
        ("https://acme.atlassian.net/browse/ACME-12?x=1", ["ACME-12"]),
        ("Fixes #12", ["acme/shop#12"]),
        ("(#12)", ["acme/shop#12"]),
        ("Fixes acme/support#3 and #4", ["acme/support#3", "acme/shop#4"]),
        ("group/sub/project#5", ["group/sub/project#5"]),
        ("https://github.com/acme/support/issues/9#top", ["acme/support#9"]),
        ("https://gitlab.com/group/sub/project/-/issues/8", ["group/sub/project#8"]),
        ("http://127.0.0.1:8080/acme/support/issues/9.", ["acme/support#9"]),
        ("encode as UTF-8 and SHA-256, see CVE-2024-1234 and RFC-9110", []),
        ("&#39;quoted&#39;", []),
        ("page#12 and color #fff and ##3 and C#7", []),
        ("ACME-0 and ACME-012 and acme-12 and A-1", []),
        ("XACME-12x and 1ACME-12", []),
        ("v1.2-3", []),
        ("", []),
    ],
)
def test_names_of_tasks_are_found_in_a_text(text: str, expected: list[str]) -> None:
    assert list(names(HERE, text)) == expected


def test_the_title_comes_before_the_branch_and_the_text_and_each_name_once() -> None:
    assert names(HERE, "ACME-2", "fix/ACME-1", "ACME-2 #5 ACME-3") == ("ACME-2", "ACME-1", "acme/shop#5", "ACME-3")


def test_a_list_of_hundreds_names_only_the_first() -> None:
    assert len(names(HERE, " ".join(f"ACME-{number}" for number in range(1, 400)))) == MOST


KEYS = st.from_regex(r"\A[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,6}\Z").filter(lambda one: one.partition("-")[0] not in NONE)
WORDS = st.sampled_from(["", "the", "fix/", "-", "(", " ", "\n", "…", "#", "https://"])


@given(KEYS, WORDS, st.sampled_from(["", ".", ")", "-fold", "_x", "\n", ": text", "/"]))
def test_a_name_is_found_whatever_stands_around_it(name: str, before: str, after: str) -> None:
    begin = before if not before[-1:].isalnum() else f"{before} "
    assert name in names(HERE, f"{begin}{name}{after}")


@given(st.text(max_size=300), st.text(max_size=60))
@example("#1", "a/b")
def test_no_text_breaks_it_and_each_name_stands_in_its_text(text: str, place: str) -> None:
    for name in names(place, text):
        assert name.rpartition("#")[2].rpartition("-")[2] in text


@pytest.mark.parametrize("piece", ["a/", "a.b-", "A1", "https://a/", "a/b/c/d/e/f/", "A-", "#", "a" * 100 + "/"])
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    names(HERE, piece * 20_000)
    assert time.process_time() - begun < 0.5
