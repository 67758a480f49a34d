"""What a verdict repeats of a log holds no credential: it goes into messages to others."""

import pytest

from supporttray.core.triage.secret import hidden
from tests.core.triage.reading import verdict

TOKEN = "glpat-" + "x9" * 10


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            f"unable to access 'https://oauth2:{TOKEN}@lab.example/a.git/': 502",
            "unable to access 'https://[hidden]@lab.example/a.git/': 502",
        ),
        (f"curl --header PRIVATE-TOKEN: {TOKEN} failed", "curl --header PRIVATE-TOKEN: [hidden] failed"),
        ("> Authorization: Basic YWRhOnNlY3JldA==", "> Authorization: [hidden]"),
        ("denied for ghp_" + "a1" * 18, "denied for [hidden]"),
        ("denied for xoxb-" + "1234567890-abc", "denied for [hidden]"),
        ("jwt eyJhbGciOiJIUzI1.eyJzdWIi.c2lnbmF0 is expired", "jwt [hidden] is expired"),
        ("https://host:8080/a@b and user@host.example: Connection refused", None),
        ("FAILED tests/test_token.py::test_authorization - assert 3 == 4", None),
        ("authorization failed: no permission for glibc-2.31", None),
    ],
)
def test_a_credential_is_not_repeated_and_nothing_else_is_hidden(line: str, shown: str | None) -> None:
    assert hidden(line) == (line if shown is None else shown)


@pytest.mark.parametrize(
    "line", ["fatal: unable to access '{}': The requested URL returned error: 502", "nobody knows {}"]
)
def test_a_verdict_and_the_lines_around_it_hold_none(line: str) -> None:
    url = f"https://oauth2:{TOKEN}@lab.example/a.git/"
    found = verdict(f"git clone {url}\n{line.format(url)}\n")
    assert "[hidden]@lab.example" in found.text
    assert TOKEN not in f"{found.text} {found.around}"
    assert found.text in found.around
