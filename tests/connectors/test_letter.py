"""What a customer wrote becomes plain text: nothing of it is markup, and nothing of it says who wrote it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.letter import body, subject

READS = [
    ("<p>Paying <b>fails</b> &amp; hangs</p><p>Since noon</p>", "Paying fails & hangs Since noon"),
    ("<div>One</div>Two<br>three<br/>four", "One Two three four"),
    ("Fails<script>alert(1)</script><style>p{color:red}</style> here", "Fails here"),
    ("<head><title>Mail</title></head><body>Fails</body>", "Fails"),
    ("<svg onload=alert(1)><text>x</text></svg><img src=x onerror=alert(1)>Fails", "Fails"),
    ("Fails <script>alert(1)", "Fails"),
    ("I bought <order 5>, a < b and 3 > 2", "I bought <order 5>, a < b and 3 > 2"),
    ("<b>I bought <order 5></b>", "I bought <order 5>"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    ("AT&T; fails & hangs", "AT&T; fails & hangs"),
    ("It fails for bob.jones+x@mail.example.com now", "It fails for (e-mail) now"),
    ("Checkout fails.\n\nBest regards,\nAnna Smith\nSmith & Sons\n+49 30 12345", "Checkout fails."),
    ("Zahlung geht nicht\n\nMit freundlichen Grüßen\nHans Meier", "Zahlung geht nicht"),
    ("No funciona\nSaludos,\nLucía", "No funciona"),
    ("It fails\n-- \nBob\nCall me", "It fails"),
    ("It fails\nSent from my iPhone", "It fails"),
    ("It fails\n\nOn Mon, 3 Nov 2026 at 12:00, Bob <bob@example.com> wrote:\n> older", "It fails"),
    ("> quoted\nIt fails\n> again", "It fails"),
    ("Thanks,\nbut it fails", "Thanks, but it fails"),
    ("Steps:\n---\n1. Pay", "Steps: --- 1. Pay"),
    ("\u202eback\u202c \x00\x1b[31mred", "back [31mred"),
    ("", ""),
]
WEIRD = [
    "<!",
    "<a",
    "<!--",
    "<p ",
    "</",
    "<![CDATA[",
    "<script><",
    "&",
    "<b a='",
    "a@",
    "a.",
    "<?",
    "<p>",
    "<svg>",
    "\n",
    "on ",
]


@pytest.mark.parametrize(("wrote", "said"), READS)
def test_a_letter_is_read_as_plain_text(wrote: str, said: str) -> None:
    assert body(wrote) == said


def test_a_letter_is_as_long_as_its_beginning_and_a_subject_one_line() -> None:
    assert len(body("word " * 10_000)) <= 2000
    assert body("<style>" + "p{} " * 4000 + "</style><p>It fails</p>") == "It fails", (
        "and is looked for behind a long style"
    )
    assert len(subject("🔥" * 10_000)) == 250
    assert subject("<b>Paying</b>\r\nfails for bob@example.com") == "Paying fails for (e-mail)"


def test_no_letter_takes_long_to_read() -> None:
    for one in WEIRD:
        begin = time.process_time()
        body(one * (60_000 // len(one)))
        assert time.process_time() - begin < 1, one


@given(st.text(alphabet="<>/!-&;abp '\"=\n@.s", max_size=300))
def test_whatever_follows_a_tag_that_is_known_is_not_shown(wrote: str) -> None:
    assert "<p>" not in body(f"<p>{wrote}")[:3]
    assert len(subject(wrote)) <= 250
