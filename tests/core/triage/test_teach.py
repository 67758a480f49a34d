"""A rule from a marked line, and the rules that cannot be."""

import pytest

from supporttray.core.triage import Cause, Evidence, Log, Signature
from supporttray.core.triage.decide import triage
from supporttray.core.triage.signature import compiled, refusal
from supporttray.core.triage.teach import proposal
from supporttray.judge import shipped

LINE = "2026-11-23T09:00:00Z agent-14: cannot lease 0x7f3a from /var/lib/pool/7: 9f8e7d6c (code=3) after 13.5 s"
LIKE = "2027-01-02T10:11:12Z agent-9: cannot lease 0x11 from /srv/other/pool/12: 0a1b2c3d4e (code=17) after 2 s"
UNLIKE = "2027-01-02T10:11:12Z agent-9: has leased 0x11 from /srv/other/pool/12: 0a1b2c3d4e (code=17) after 2 s"


def taught(line: str, marked: str) -> bool:
    rules = compiled((), (proposal(marked),))
    return triage(Evidence(logs=(Log(line.encode()),)), rules).cause is not Cause.UNKNOWN


def test_a_taught_rule_finds_the_line_and_its_like_and_no_other() -> None:
    assert taught(LINE, LINE)
    assert taught(LIKE, LINE)
    assert not taught(UNLIKE, LINE)


@pytest.mark.parametrize("line", ["a+b (c) [d] {e} ^f$ g|h *i? \\j.k", "100% done", "läuft ✗ nicht"])
def test_what_a_pattern_could_read_otherwise_is_meant_as_it_stands(line: str) -> None:
    assert refusal(proposal(line)) == ""
    assert taught(line, line)


def test_a_rule_is_named_for_what_its_line_says() -> None:
    assert proposal(LINE).name == "mine.agent-cannot-lease-code-after"


@pytest.mark.parametrize("line", ["", "   ", "17", "2026-11-23 09:00"])
def test_a_line_that_says_nothing_makes_no_rule(line: str) -> None:
    assert refusal(proposal(line)) == "there is no pattern"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a", "missing )"),
        ("a(?=b)", "look-ahead"),
        (r"(a)\1", "back-references"),
        ("a" * 1001, "longer than 1000"),
        ("x*", "every line"),
        ("", "no pattern"),
    ],
)
def test_why_a_rule_is_refused_is_said(pattern: str, why: str) -> None:
    rule = Signature(name="mine", cause=Cause.TEST, pattern=pattern)
    assert why in refusal(rule)
    assert triage(Evidence(logs=(Log(b"aab\n"),)), compiled((), (rule,))).cause is Cause.UNKNOWN


def test_unknown_is_no_cause_to_teach() -> None:
    assert "unknown" in refusal(Signature(name="mine", cause=Cause.UNKNOWN, pattern="a"))


def test_what_we_ship_is_complete() -> None:
    for one in shipped():
        assert one.source, one.name
        assert 0.3 <= one.confidence < 1, one.name
        assert "no pattern" not in refusal(one), one.name
        assert "every line" not in refusal(one), one.name
        assert (one.cause is Cause.INFRASTRUCTURE) <= bool(one.part), one.name
