"""Nobody home, as processes: both have to want it; a killed app leaves the message standing, and what ends on purpose takes it back."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.act import act
from tests.e2e.play import App, Company, app, company, until

DAY = """
company = "Quillfern"
me = "ada"
person = [{ id = "ada", name = "Ada" }, { id = "bo", name = "Bo" }]
channel = [{ id = "support", name = "support", watch = "support" }]
shift = [{ person = "ada", from = "-1d", to = "6d" }]
"""
BO = "U0000000BO"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[Company, App]]:
    (tmp_path / "day.toml").write_text(DAY)
    with company(tmp_path, f"--scenario={tmp_path / 'day.toml'}") as one, app(one.config, tmp_path / "a") as ada:
        yield one, ada


def slack(one: Company, method: str, person: str = "ada", **fields: str) -> Any:
    headers = {"authorization": f"Bearer demo-credential-as-{person}"}
    answer = one.web.post(f"/slack/api/{method}", data=fields, headers=headers).json()
    assert answer["ok"], answer
    return answer


def scheduled(one: Company) -> list[str]:
    found = slack(one, "chat.scheduledMessages.list")["scheduled_messages"]
    return [message["text"] for message in found]


def test_both_have_to_want_it_and_each_end_of_the_app_is_what_it_is(team: tuple[Company, App]) -> None:
    one, ada = team
    assert "no backup is named" in act(ada, "backup").stdout
    assert "Nobody can be asked here" in act(ada, "backup", "on", BO, "Bo").stderr
    assert "sent without a click" in act(ada, "backup", "on", BO, "Bo", "--yes").stdout
    ada.start()
    done = act(ada, "backup", "ask", "--yes")
    assert (done.returncode, "Would you be my backup" in done.stdout) == (0, True)
    known = ada.verb("backup")
    assert (known["name"], known["consent"], known["agreed"], scheduled(one)) == ("Bo", True, False, [])

    number = done.stdout.split("/p")[-1].strip()
    place = {"channel": "D0000000BO", "timestamp": f"{number[:-6]}.{number[-6:]}", "name": "white_check_mark"}
    slack(one, "reactions.add", "bo", **place)
    ada.end(signal.SIGTERM)
    ada.start()
    (text,) = until(lambda: scheduled(one), "a message to the backup")
    assert text.startswith("Ada's support tray was last seen at ")
    assert "Bo agreed. Unless your tray is seen again they are told on " in act(ada, "backup").stdout
    ada.end(signal.SIGTERM)
    assert scheduled(one) == []

    ada.start()
    until(lambda: scheduled(one), "a message to the backup")
    ada.kill()
    assert len(scheduled(one)) == 1
    assert act(ada, "backup", "off").stdout == "Nothing is sent without a click any more.\n"
    assert scheduled(one) == []
    assert ada.verb("backup")["consent"] is False
