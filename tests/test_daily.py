"""`supporttray daily --post`: what is asked, what is shown before, and what is never posted."""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supporttray import template
from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Deed, Verb
from supporttray.errors import NotSent
from supporttray.paths import Workspace, resource, workspace
from supporttray.verb import daily
from supporttray.verb.act import opened

CONFIG = """
schema = 1
zone = "Europe/Berlin"
[service.slack]
kind = "slack"
address = "http://127.0.0.1:9/api"
demo = true
[daily]
channel = "C0TEAM"
"""


class Turning:
    """A clock that stands still for the first look at it, and then goes on by two seconds."""

    def __init__(self, begin: datetime) -> None:
        self._moments = [begin]
        self._then = begin + timedelta(seconds=2)

    def now(self) -> datetime:
        return self._moments.pop() if self._moments else self._then

    async def sleep(self, span: timedelta) -> None:
        raise NotImplementedError


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """A workspace that watches nothing and may post to a channel where nobody listens."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    return workspace(config=config)


def wanted(*, yes: bool) -> argparse.Namespace:
    return argparse.Namespace(format="slack", post=True, channel=None, yes=yes)


def kept(place: Workspace) -> tuple[list[str], int]:
    """The drafts' keys, and how much is in the outbox."""
    with opened(place) as desk:
        keys = [key for (key,) in desk.base.read("SELECT key FROM draft", ())]
        return keys, len(desk.outbox.latest())


# 23:59:59 in Berlin, on a common day and at the ends of those of 23 and 25 hours
EVES = [datetime(2026, 11, 23, 22, 59, 59), datetime(2026, 3, 29, 21, 59, 59), datetime(2026, 10, 25, 22, 59, 59)]  # noqa: DTZ001


@pytest.mark.parametrize("eve", EVES)
def test_a_status_of_the_day_that_ended_while_it_was_asked_about_is_not_posted(
    eve: datetime, place: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(daily, "CLOCK", Turning(eve.replace(tzinfo=UTC)))
    with pytest.raises(NotSent, match="The day has turned"):
        daily.show_daily(place, wanted(yes=True))
    shown = capsys.readouterr()
    assert shown.out.startswith(f"Support, {eve:%a} {eve.day} {eve:%b}\n\nNothing needed support today.")
    assert shown.err == "The draft is kept.\n"
    assert kept(place) == ([f"daily:{eve:%Y-%m-%d}"], 0)


def interrupted(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Press Ctrl-C, as a person does: again if it came just before the program began to listen."""
    for _ in range(30):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=1)
    process.kill()
    return process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal")
@pytest.mark.parametrize("answer", [b"n\n", b"\n", b"nonsense\n", b"\x04", b"\x03"])
def test_nothing_is_posted_unless_the_answer_is_yes(answer: bytes, place: Workspace) -> None:
    import pty  # noqa: PLC0415  not on Windows

    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "supporttray", "daily", "--post", f"--config={place.config}"]
    with subprocess.Popen(words, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        assert process.stdout
        said = b""
        while not said.endswith(b"[y/N] ") and (more := process.stdout.read(1)):
            said += more
        if answer != b"\x03":
            os.write(ours, answer)
        rest, complaint = interrupted(process) if answer == b"\x03" else process.communicate(timeout=30)
    os.close(ours)
    assert (process.returncode, complaint) == (0, b"")
    assert b"Nothing needed support today.\n\nto C0TEAM on slack\n" in said
    assert rest.strip() == b"Not posted; the draft is kept."
    keys, count = kept(place)
    assert (len(keys), count) == (1, 0)


def test_printing_keeps_no_draft(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert daily.show_daily(place, argparse.Namespace(format="text", post=False)) == 0
    assert "Nothing needed support today." in capsys.readouterr().out
    assert kept(place) == ([], 0)


def test_of_a_long_day_the_beginning_is_worth_reading_alone() -> None:
    line = {
        "text": "Why is the sky over the depot so blue today?",
        "detail": "answered by Mei",
        "url": f"https://s/{'p' * 60}",
    }
    day: dict[str, object] = {"date": "Mon 23 Nov", "summary": "1 open, 45 answered", "empty": False, "unseen": []}
    day |= {"fire": line, "open": [line], "seen": [], "next": [{"text": "Hand-over"}], "fixed": [line], "notes": []}
    text = asyncio.run(template.render(resource("templates/daily.slack.j2"), day | {"answered": [line] * 45}))
    head, *thread = Slack.pieces(Deed(verb=Verb.POST, place="C0TEAM", text=text))
    sections = [part.partition("\n")[0] for part in head.text.split("\n\n")[2:]]
    assert sections == ["*Still open*", "*Next*", "*Fixed*", "*Answered*"]
    assert len(thread) == 1
    lines = [one for piece in (head, *thread) for one in piece.text.split("\n")]
    assert lines == text.split("\n")
