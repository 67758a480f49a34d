"""Who owns a file: GitHub's form and GitLab's, against their documentation and a slow matcher that is obvious."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.codeowner import owners

GITHUB = r"""
# docs.github.com: about code owners, its example in our words
*       @global-owner1 @global-owner2
*.js    @js-owner # an inline comment with @nobody
*.go    docs@example.com
/build/logs/ @doctocat
docs/*  docs@example.com
apps/   @octocat
/docs/  @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
a\ b/c.txt @space
nonsense what is this
"""
GITLAB = r"""
* @everyone
path\ with\ spaces/ @space
\#file_with_pound.rb @pound
lib/ @lib
/config/ @@maintainer
/only @root

[Documentation] @docs
docs/
README.md
*.txt @writers
!docs/generated/

^[Database][2] @dba
model/db/
[DOCUMENTATION]
/docs/api/ @api
"""


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("main.c", ("@global-owner1", "@global-owner2")),
        ("src/a.js", ("@js-owner",)),
        ("a.go", ("docs@example.com",)),
        ("build/logs/x", ("@octocat",)),  # the later line
        ("x/build/other", ("@global-owner1", "@global-owner2")),
        ("docs/getting-started.md", ("@doctocat",)),
        ("docs/build-app/troubleshooting.md", ("@doctocat",)),
        ("x/docs/a.md", ("@global-owner1", "@global-owner2")),
        ("x/apps/y/z", ("@octocat",)),
        ("apps/a.c", ("@octocat",)),
        ("apps/github/a.c", ()),
        ("deep/logs/a/b", ("@octocat",)),
        ("scripts/run", ("@doctocat", "@octocat")),
        ("a b/c.txt", ("@space",)),
        ("nonsense", ("@global-owner1", "@global-owner2")),
    ],
)
def test_on_github_the_last_pattern_that_matches_says_whose_a_file_is(path: str, whose: tuple[str, ...]) -> None:
    assert owners(GITHUB, path) == whose


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("a.c", ("@everyone",)),
        ("x/path with spaces/y", ("@space",)),
        ("#file_with_pound.rb", ("@pound",)),
        ("deep/lib/x", ("@lib",)),
        ("config/x", ("@@maintainer",)),
        ("x/config/x", ("@everyone",)),
        ("only", ("@root",)),
        ("only/x", ("@everyone",)),  # no slash at its end: the file alone
        ("x/docs/a.md", ("@everyone", "@docs")),
        ("docs/a.txt", ("@everyone", "@writers")),
        ("docs/api/a.md", ("@everyone", "@api")),
        ("docs/generated/a.md", ("@everyone",)),
        ("src/model/db/a.sql", ("@everyone", "@dba")),
    ],
)
def test_on_gitlab_each_section_has_its_own_last_word(path: str, whose: tuple[str, ...]) -> None:
    assert owners(GITLAB, path) == whose


def test_a_file_that_nobody_names_belongs_to_nobody() -> None:
    assert owners("", "a.c") == ()
    assert owners("/docs/ @docs", "a.c") == ()


def test_ranges_are_none_and_case_counts() -> None:
    assert owners("[ab].c @x", "a.c") == ()
    assert owners("[ab].c @x", "[ab].c") == ("@x",)
    assert owners("/Docs/ @x", "docs/a") == ()


def test_a_pattern_that_is_made_to_be_slow_is_not() -> None:
    text = "\n".join(f"{'**/a*a*a*a*a*b/' * 40}z{number} @x" for number in range(20))
    began = time.process_time()
    assert owners(text, "/".join(["a" * 60] * 60)) == ()
    assert time.process_time() - began < 2


# --- against the obvious matcher: every way to read a pattern is tried


def slowly(pattern: str, path: str) -> bool:
    tied = "/" in pattern.rstrip("/")
    parts = [part for part in pattern.split("/") if part]
    way = parts if tied else ["**", *parts]
    below = pattern.endswith("/") or parts[-1] == "**"
    names = path.split("/")
    if below:
        return any(all_of(way, names[:end]) for end in range(len(names)))
    if parts[-1] == "*":
        return all_of(way, names)
    return any(all_of(way, names[:end]) for end in range(1, len(names) + 1))


def all_of(way: list[str], names: list[str]) -> bool:
    if not way:
        return not names
    if way[0] == "**":
        return any(all_of(way[1:], names[count:]) for count in range(len(names) + 1))
    return bool(names) and letters(way[0], names[0]) and all_of(way[1:], names[1:])


def letters(pattern: str, name: str) -> bool:
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(letters(pattern[1:], name[count:]) for count in range(len(name) + 1))
    return bool(name) and pattern[0] in ("?", name[0]) and letters(pattern[1:], name[1:])


segment = st.one_of(st.just("**"), st.text("ab*?", min_size=1, max_size=4).filter(lambda text: "**" not in text))
patterns = st.builds(
    lambda begin, parts, end: begin + "/".join(parts) + end,
    st.sampled_from(["", "/"]),
    st.lists(segment, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)
paths = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=5).map("/".join)


@given(patterns, paths)
def test_a_pattern_means_what_the_obvious_matcher_says(pattern: str, path: str) -> None:
    assert (owners(f"{pattern} @x", path) == ("@x",)) is slowly(pattern, path)


@given(st.lists(st.tuples(patterns, st.sampled_from(["@a", "@b", ""])), max_size=6), paths)
def test_the_last_line_that_matches_wins(lines: list[tuple[str, str]], path: str) -> None:
    text = "\n".join(f"{pattern} {owner}" for pattern, owner in lines)
    said = [owner for pattern, owner in lines if slowly(pattern, path)]
    assert owners(text, path) == tuple(filter(None, said[-1:]))


@given(st.text(max_size=300), st.text(max_size=50))
def test_whatever_stands_in_the_file_is_read(text: str, path: str) -> None:
    assert all("@" in owner for owner in owners(text, path))
