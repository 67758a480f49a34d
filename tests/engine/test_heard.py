"""How soon it is known what happens at a service, as the screen says it."""

from pathlib import Path

import pytest

from tests.connectors.lab import run
from tests.engine.lab import Recorder
from tests.engine.test_bell import TOKENS, listening


def heard(app: Recorder) -> str:
    return next((one.heard for one in app.snapshots[-1].services if one.name == "slack"), "")


@pytest.mark.parametrize(
    ("tokens", "words"), [(TOKENS, "at once"), ({"slack": "demo-credential"}, "every 30 s")], ids=["told", "asked"]
)
def test_the_screen_says_whether_a_service_tells_or_is_asked(
    tmp_path: Path, tokens: dict[str, str], words: str
) -> None:
    async def story() -> None:
        async with listening(tmp_path, tokens=tokens) as (company, app):
            await company.until(lambda: heard(app) == words)

    run(story())
