"""Killed anywhere between a question, its task and the link in its thread: each is there once, or the entry asks."""

from typing import Any

import pytest

from tests.e2e.play import App, Company, verb
from tests.e2e.test_outbox import ME, begun, fates, key, settled, until  # noqa: F401  `key` is a fixture

PLACE = "stairs/house"
HOLDS = [
    ("github", "hold-after", "/issues"),
    ("slack", "hold-after", "postMessage"),
    ("slack", "hold-before", "conversations.info"),
]


def with_queue(watcher: App) -> None:
    """Say in the config where requests go."""
    text = watcher.config.read_text("utf-8")
    watcher.config.write_text(f'{text}\n[queue]\nservice = "github"\nplace = "{PLACE}"\n', "utf-8")


def there(stairs: Company) -> list[tuple[str, str]]:
    """What was made and said, by the ledger."""
    lines: list[dict[str, Any]] = stairs.read("ledger")
    made = [("issue", str(line["place"])) for line in lines if line["what"] == "issue_opened"]
    return made + [("reply", line["text"]) for line in lines if line["what"] == "reply" and line.get("by") == ME]


def once(stairs: Company) -> None:
    """The task and its link are there, each once."""
    issue, reply = there(stairs)
    assert issue == ("issue", PLACE)
    assert reply[1].startswith("I put this into our queue: http")
    assert reply[1].endswith(f"{PLACE}/issues/1")


@pytest.mark.parametrize(("service", "hold", "path"), HOLDS)
def test_killed_between_the_task_and_its_link_each_is_there_once(
    stairs: Company,
    watcher: App,
    key: str,  # noqa: F811
    service: str,
    hold: str,
    path: str,
) -> None:
    with_queue(watcher)
    stairs.fault(service, hold, times=1, path=path)
    with begun(watcher, "queue", key, "--yes"):
        until(lambda: stairs.read("held")["held"], "that it is held")
    assert len(there(stairs)) <= 1 or service == "slack"
    stairs.heal()
    watcher.start()
    settled(watcher)
    once(stairs)


def test_the_command_itself_makes_the_task_and_says_where_it_is(stairs: Company, watcher: App, key: str) -> None:  # noqa: F811
    with_queue(watcher)
    told = verb("queue", key, "--yes", f"--config={watcher.config}")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{PLACE}: Which key opens the cellar?")
    assert "Sending in" not in told.stdout, "it was to go at once"
    assert f"{PLACE}/issues/1" in told.stdout
    once(stairs)
    again = verb("queue", key, "--yes", f"--config={watcher.config}")
    assert again.returncode == 0, again.stderr
    assert "It was done already" in again.stdout
    once(stairs)
