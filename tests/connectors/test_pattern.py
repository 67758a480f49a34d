"""Which names a watch means: names, globs and expressions that nobody can make slow; a bad one is said where it was written."""

import re
import subprocess
import sys
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.config import parse
from supporttray.connectors.pattern import LONGEST, chosen, plain, refusal
from supporttray.errors import ConfigError

NAMES = ("main", "release/1.0", "release/2.0-rc", "feature/release", "Main", "")
text = st.text(max_size=30)


def meant(*patterns: str) -> list[str]:
    return [name for name in NAMES if chosen(patterns)(name)]


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["main"], ["main"]),
        (["*"], list(NAMES)),
        (["release/*"], ["release/1.0", "release/2.0-rc"]),
        (["release/?.0"], ["release/1.0"]),
        (["[mM]ain"], ["main", "Main"]),
        (["main", "release/*"], ["main", "release/1.0", "release/2.0-rc"]),
        (["release/*", "!*-rc"], ["release/1.0"]),
        (["!*-rc", "release/*"], ["release/1.0"]),
        (["!release/*"], ["main", "feature/release", "Main", ""]),
        ([r"re:release/\d+\.\d+"], ["release/1.0"]),
        (["re:(?i)main"], ["main", "Main"]),
        (["re:release"], []),
        (["*", r"!re:.*\d.*"], ["main", "feature/release", "Main", ""]),
        ([""], [""]),
        ([], []),
    ],
)
def test_a_name_is_meant_by_one_pattern_and_left_out_by_any(patterns: list[str], names: list[str]) -> None:
    assert meant(*patterns) == names


@given(name=text, pattern=text.filter(lambda one: not one.startswith(("!", "re:"))))
def test_a_pattern_is_a_glob_unless_it_says_otherwise(name: str, pattern: str) -> None:
    assert chosen([pattern])(name) is fnmatchcase(name, pattern)
    assert chosen(["*", f"!{pattern}"])(name) is not fnmatchcase(name, pattern)


@given(name=text)
def test_an_expression_means_the_whole_name(name: str) -> None:
    word = re.sub(r"[^a-zäß]", "", name)
    assert chosen([f"re:{word}"])(word)
    assert not chosen([f"re:{word}"])(f"{word}x")
    assert chosen(["re:(?s).*"])(name)


@given(expression=st.text(max_size=60))
def test_an_expression_is_either_refused_in_words_or_answers(expression: str) -> None:
    said = refusal([f"re:{expression}"])
    if said:
        assert said.isprintable() or not expression.isprintable()
        assert said.endswith(".")
        with pytest.raises(ConfigError):
            chosen([f"re:{expression}"])
    else:
        assert chosen([f"re:{expression}"])("main") in (True, False)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("pattern", ["re:(a+)+b", "re:(a|a)*b", "re:(.*a){12}b", "*a" * 60 + "b"])
def test_no_pattern_hangs(pattern: str) -> None:
    """Python's own expressions would need longer than anybody lives."""
    assert not chosen([pattern])("a" * 5_000)


def test_half_a_letter_in_a_name_is_no_mistake() -> None:
    assert chosen(["re:a.b"])("a\ud800b")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("re:(", "'re:(' is no regular expression: missing ): (."),
        ("!re:[", "'re:[' is no regular expression: missing ]: [."),
        (r"re:a(?=b)", "looking ahead or behind is not possible here."),
        (r"re:(a)\1", "is no regular expression: invalid escape sequence"),
        ("x" * (LONGEST + 1), "a pattern has at most 1,000 characters."),
    ],
)
def test_a_bad_pattern_is_a_mistake_of_its_watch_and_key(pattern: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(config(["api-*", pattern, "re:("]), "my.toml")
    [mistake] = caught.value.mistakes
    assert mistake.startswith("my.toml: [[watch]] 1 (builds): projects cannot be: ")
    assert said in mistake


def test_a_good_pattern_is_none() -> None:
    assert parse(config(["api-*", "!re:.*-nightly"]), "my.toml").watches[0].options.projects[0] == "api-*"


def config(projects: list[str]) -> str:
    listed = ", ".join(f"'{one}'" for one in projects)
    return f"""
        schema = 1
        me = "Ada"
        [service.ci]
        kind = "cctray"
        address = "https://ci.example/cc.xml"
        [[watch]]
        kind = "cctray.builds"
        name = "builds"
        projects = [{listed}]
    """


@pytest.mark.parametrize(
    ("patterns", "one"),
    [(["main"], "main"), (["main", "next"], ""), (["release/*"], ""), (["re:main"], ""), (["!main"], ""), ([], "")],
)
def test_one_plain_name_can_be_asked_for(patterns: list[str], one: str) -> None:
    assert plain(patterns) == one


def test_the_engine_of_expressions_is_loaded_where_one_stands() -> None:
    program = (
        "import sys; from supporttray.connectors.pattern import chosen; chosen([{!r}]); print('re2' in sys.modules)"
    )
    for pattern, loaded in (("main*", "False"), ("re:main", "True")):
        done = subprocess.run(
            [sys.executable, "-c", program.format(pattern)], capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout.strip() == loaded
