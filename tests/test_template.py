"""Templates that a person wrote: good ones are used, bad ones are said with their file and line, within a limit."""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from supporttray import template
from supporttray.errors import ConfigError
from supporttray.paths import resource

LINE = {"text": "Where is order 7?", "detail": "answered by Mei", "url": "https://s/p1"}
DAY: dict[str, Any] = {
    "date": "Mon 23 Nov",
    "summary": "1 answered",
    "empty": False,
    "unseen": [],
    "fire": None,
    **{name: [] for name, _ in template.SECTIONS},
    "answered": [LINE],
}


def rendered(source: str | bytes, folder: Path, day: dict[str, Any] = DAY) -> str:
    place = folder / "daily.slack.j2"
    place.write_bytes(source.encode() if isinstance(source, str) else source)
    return asyncio.run(template.render(place, day))


def complaint(source: str | bytes, folder: Path, day: dict[str, Any] = DAY) -> str:
    """What is said of a template, without its path."""
    begin = time.monotonic()
    with pytest.raises(ConfigError) as caught:
        rendered(source, folder, day)
    assert time.monotonic() - begin < template.LIMIT_S + 5
    (mistake,) = caught.value.mistakes
    head = f"{folder / 'daily.slack.j2'}: "
    assert mistake.startswith(head)
    return mistake.removeprefix(head)


def ours(form: str, day: dict[str, Any]) -> str:
    return asyncio.run(template.render(resource(f"templates/daily.{form}.j2"), day))


# --- ours


def test_slack_reads_a_line_an_item_and_a_blank_line_between_sections() -> None:
    day = DAY | {"fire": LINE, "open": [{"text": "Tests is broken", "detail": "since 09:12"}], "summary": "2 open"}
    assert ours("slack", day).split("\n") == [
        "*Support, Mon 23 Nov*: 2 open",
        "",
        ":fire: Where is order 7? — answered by Mei https://s/p1",
        "",
        "*Still open*",
        "• Tests is broken — since 09:12",
        "",
        "*Answered*",
        "• Where is order 7? — answered by Mei https://s/p1",
    ]


def test_markdown_makes_the_item_the_link() -> None:
    assert ours("markdown", DAY).split("\n") == [
        "## Support, Mon 23 Nov: 1 answered",
        "",
        "### Answered",
        "",
        "- [Where is order 7?](https://s/p1) — answered by Mei",
    ]


def test_text_has_no_markup() -> None:
    assert ours("text", DAY).split("\n") == [
        "Support, Mon 23 Nov: 1 answered",
        "",
        "Answered",
        "- Where is order 7? — answered by Mei https://s/p1",
    ]


@pytest.mark.parametrize("form", ["slack", "markdown", "text"])
def test_an_empty_day_says_so(form: str) -> None:
    said = ours(form, DAY | {"answered": [], "empty": True, "summary": ""})
    assert said.split("\n")[1:] == ["", "Nothing needed support today."]


@pytest.mark.parametrize("form", ["slack", "markdown", "text"])
def test_a_day_that_could_not_be_seen_is_not_called_empty(form: str) -> None:
    said = ours(form, DAY | {"answered": [], "empty": True, "summary": "", "unseen": ["builds", "lab"]})
    assert "Could not look at builds, lab." in said
    assert "Nothing" not in said


@pytest.mark.parametrize("form", ["slack", "markdown", "text"])
def test_a_title_from_outside_is_never_template_code(form: str) -> None:
    said = ours(form, DAY | {"answered": [LINE | {"text": "{{ 7*7 }}{% for x in y %}{# gone? #}"}]})
    assert "49" not in said
    assert "{{ 7" in said
    assert "gone?" in said


def test_a_block_of_code_in_a_title_does_not_reach_over_its_line() -> None:
    assert "```" not in ours("slack", DAY | {"answered": [LINE | {"text": "``` open"}, LINE | {"text": "close ```"}]})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* _c_ `d` [e](f) <g>", "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\<g\\>"),
        ("# no heading", "\\# no heading"),
        ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"),
        ("R&amp;D & co", "R\\&amp;D & co"),
        ("plain (text), 7.5 - really!", "plain (text), 7.5 - really!"),
    ],
)
def test_nothing_in_a_title_is_markdown(text: str, shown: str) -> None:
    assert ours("markdown", DAY | {"answered": [{"text": text}]}).endswith(f"\n- {shown}")


def test_an_address_with_brackets_stays_one_link() -> None:
    said = ours("markdown", DAY | {"answered": [LINE | {"url": "https://s/a_(b)"}]})
    assert "[Where is order 7?](<https://s/a_(b)>)" in said


# --- a person's


def test_a_template_may_use_all_that_is_there(tmp_path: Path) -> None:
    source = "{{ day.date }}{% for title, lines in sections if lines %} {{ title }}: {{ lines | length }}{% endfor %}"
    assert rendered(source, tmp_path) == "Mon 23 Nov Answered: 1"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("one\n{{ day.nothing }}", "line 2: 'dict object' has no attribute 'nothing'"),
        ("{{ unknown }}", "line 1: 'unknown' is undefined"),
        ("one\ntwo\n{% for x in %}", "line 3: "),
        ("{% if %}", "line 1: "),
        ("{{ 1 / 0 }}", "line 1: ZeroDivisionError: division by zero"),
        ("\n\n{{ day.date | wrong }}", "line 3: No filter named 'wrong'"),
        ("{% include '/etc/passwd' %}", "line 1: "),
        ("{% extends '/etc/passwd' %}", "line 1: "),
        ("{% import 'os' as os %}", "line 1: "),
        ("{{ open('/etc/passwd').read() }}", "line 1: 'open' is undefined"),
        ("{{ __import__('os') }}", "line 1: '__import__' is undefined"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "line 1: "),
        ("{{ day.__init__.__globals__ }}", "line 1: "),
        ("{{ cycler.__init__.__globals__.os.environ }}", "line 1: "),
        ("{{ self.__init__.__globals__ }}", "line 1: "),
        ("{{ lipsum.__globals__['os'].popen('id').read() }}", "line 1: "),
        ("{{ ''['__class__'] }}", "line 1: "),
        ("{{ '' | attr('__class__') }}", "line 1: "),
        ("{{ '{0.__class__}'.format(1) }}", "line 1: "),
        ("{{ '%c' % 99999999999 }}", "line 1: OverflowError"),
        ("{% set _ = day.answered.append(1) %}", "line 1: "),
        ("{% for x in range(10 ** 9) %}{{ x }}{% endfor %}", "line 1: OverflowError: Range too big"),
        ("{% for x in range(99999) %}{{ x }}{% endfor %}", "the text becomes longer than 40000 characters"),
        ("{{ 'x' * 100000 }}", "the text becomes longer than 40000 characters"),
        (b"one\n\xff\xfe", "line 2: is not UTF-8"),
        ("x" * 100_001, "is larger than 100000 bytes"),
    ],
)
def test_a_bad_template_is_said_with_its_line(source: str | bytes, said: str, tmp_path: Path) -> None:
    assert complaint(source, tmp_path).startswith(said)


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 9 ** (9 ** 9) }}",
    ],
)
def test_a_template_that_never_ends_is_ended(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert template.LIMIT_S == 5
    monkeypatch.setattr(template, "LIMIT_S", 1.0)
    assert complaint(source, tmp_path) == "does not come to an end within 1 s."


@pytest.mark.parametrize(
    "source",
    ["{{ ('x' * 10 ** 10) | length }}", "{% set a = [0] * 10 ** 9 %}{{ a | length }}", "{{ '%1000000000d' % 1 }}"],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_template_that_eats_the_memory_is_ended(source: str, tmp_path: Path) -> None:
    said = complaint(source, tmp_path)
    assert "MemoryError" in said or "memory" in said or "longer than" in said


def test_a_template_that_calls_itself_without_end_is_said(tmp_path: Path) -> None:
    assert complaint("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", tmp_path).startswith("line 1: ")


def test_a_missing_template_and_a_folder_are_said(tmp_path: Path) -> None:
    for place in (tmp_path / "none.j2", tmp_path):
        with pytest.raises(ConfigError, match="is no file that could be read"):
            asyncio.run(template.render(place, DAY))


def test_the_child_gets_no_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "SUPPORTTRAY_TOKEN_SLACK",
        "SUPPORTTRAY_ANYTHING",
        "AWS_SECRET_ACCESS_KEY",
        "GITHUB_TOKEN",
        "SSH_AUTH_SOCK",
    ):
        monkeypatch.setenv(name, "canary")
    tell = tmp_path / "tell"
    tell.mkdir()
    (tell / "jinja2.py").write_text("import os\nraise RuntimeError", encoding="utf-8")
    (tell / "sitecustomize.py").write_text(
        f"import os; open({str(tmp_path / 'told')!r}, 'w').write(repr(dict(os.environ)))", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tell))
    with pytest.raises(ConfigError):
        rendered("one", tmp_path)
    told = (tmp_path / "told").read_text("utf-8")
    assert "PATH" in told
    assert "canary" not in told
