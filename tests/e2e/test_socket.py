"""Two programs and a socket between them: what is told at once is seen, and the app's own token leaves no trace."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.play import Company, app, until, verb
from tests.e2e.test_canary import canary, forms, found_below, given, seen_in_processes, with_a_credential

__all__ = ["canary"]  # a fixture


def with_its_socket(canary: str) -> dict[str, str]:
    return given(canary) | {"SUPPORTTRAY_TOKEN_SLACK_APP": f"xapp-{canary}"}


def seldom(stairs: Company) -> Path:
    """The config of a real service that is asked seldom: what is seen soon was told."""
    path = with_a_credential(stairs)
    path.write_text(path.read_text("utf-8").replace('every = "150ms"', 'every = "1h"'), "utf-8")
    return path


def sockets(stairs: Company, holds: Callable[[dict[str, Any]], object]) -> None:
    until(lambda: any(holds(one) for one in stairs.read("sockets")), "a socket")


def test_what_is_told_at_once_is_seen_and_the_apps_token_leaves_no_trace(
    stairs: Company, tmp_path: Path, home: Path, canary: str
) -> None:
    config = seldom(stairs)
    with app(config, tmp_path / "app", **with_its_socket(canary)) as one:
        one.start()
        sockets(stairs, lambda it: it["sockets"] == 1)
        assert one.process
        assert seen_in_processes(canary, one.process.pid) == []
        for fault in ("garbage", "huge", "refresh_requested"):
            stairs.tell("sockets", {"do": fault})
            sockets(stairs, lambda it: it["sockets"] == 1)
        stairs.tell("play", {"do": "message", "by": "bo", "text": "Is the canary down?"})
        one.waits_for("Is the canary down?")
        stairs.tell("sockets", {"do": "link_disabled"})
        sockets(stairs, lambda it: it["sockets"] == 0)
        stairs.tell("sockets", {"do": "enable"})
        assert one.end() == 0
    told = verb("secrets", "test", "slack.app", f"--config={config}", env=with_its_socket(canary))
    assert told.returncode == 0, told.stderr
    assert not any(needle in (told.stdout + told.stderr).encode() for needle in forms(canary))
    assert found_below(tmp_path, canary) == []
    assert found_below(home, canary) == []


def test_the_company_tells_nobody_without_a_token(stairs: Company) -> None:
    assert stairs.read("sockets") == []
    refused = stairs.web.post(
        "/slack/api/apps.connections.open", headers={"authorization": "Bearer xoxp-demo-credential"}
    )
    assert json.loads(refused.content)["error"] == "not_allowed_token_type"
