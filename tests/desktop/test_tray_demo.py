"""The whole loop: a question in the demo's Slack shows in the panel, and its answer makes the panel calm again."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.lab.session import Desktop

ROOT = Path(__file__).parents[2]
QUIET_DAY = """
company = "Quillfern"
me = "ada"
person = [{ id = "ada", name = "Ada Okafor" }, { id = "priya", name = "Priya Raman" }]
channel = [{ id = "support", name = "support" }]
project = [{ name = "device-lab.scanner" }]
entry = [
  { at = "-40m", do = "message", id = "m1", by = "priya", text = "Where is the depot?" },
  { at = "-37m", do = "reply", to = "m1", by = "ada", text = "Behind the shop." },
]
"""
QUESTION = {"do": "message", "id": "q1", "by": "priya", "text": "The checkout hangs. Who can help?"}
ANSWER = {"do": "reply", "to": "q1", "by": "ada", "text": "I am on it."}

Play = Callable[[dict[str, str]], None]


@pytest.fixture
def company(tmp_path: Path) -> Iterator[tuple[Path, Play]]:
    """The demo company on a quiet day: the config that points at it, and a way to play something there."""
    scenario = tmp_path / "quiet.toml"
    scenario.write_text(QUIET_DAY)
    command = [sys.executable, "-m", "supporttray.demo", "--scenario", str(scenario), "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        first = json.loads(process.stdout.readline())

        def play(entry: dict[str, str]) -> None:
            address = f"{first['addresses']['demo']}/_demo/play"
            body, headers = json.dumps([entry]).encode(), {"Content-Type": "application/json"}
            urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=30).close()  # noqa: S310

        yield Path(first["config"]), play


def test_a_question_shows_in_the_panel_until_it_is_answered(desktop: Desktop, company: tuple[Path, Play]) -> None:
    config, play = company
    app = desktop.start(
        [sys.executable, "-m", "supporttray", "run", "--config", str(config)], {"PYTHONPATH": str(ROOT)}
    )
    calm = desktop.panel.icon(app.item(lambda item: item.tooltip.startswith("Nothing needs you")))
    play(QUESTION)
    asked = app.item(lambda item: "The checkout hangs" in item.tooltip)
    assert desktop.panel.icon(asked) != calm
    labels = desktop.panel.labels(asked)
    assert labels[0].endswith("1 needs you")
    assert "The checkout hangs. Who can help?" in labels[1]
    play(ANSWER)
    answered = app.item(lambda item: item.tooltip.startswith("Nothing needs you"))
    assert desktop.panel.icon(answered) == calm
    assert desktop.panel.labels(answered)[0].endswith("nothing needs you")
    app.process.terminate()
    assert app.wait() == 0


def test_a_second_start_of_the_same_workspace_ends_with_a_clear_word(
    desktop: Desktop, company: tuple[Path, Play]
) -> None:
    command = [sys.executable, "-m", "supporttray", "run", "--config", str(company[0])]
    first = desktop.start(command, {"PYTHONPATH": str(ROOT)})
    first.item(lambda item: item.tooltip.startswith("Nothing needs you"))
    second = desktop.start(command, {"PYTHONPATH": str(ROOT)})
    assert second.wait() == 4
    assert "runs already" in second.output
    assert first.item().tooltip.startswith("Nothing needs you")
