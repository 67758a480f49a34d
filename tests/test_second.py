"""A second credential, with which a service tells at once what happens: trying it on the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from supporttray.demo.company import Company
from supporttray.demo.server import serve_in_thread
from tests.connectors.desk import small
from tests.e2e.play import verb


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo company, as a real service that wants credentials."""
    with serve_in_thread(lambda: Company(small())) as demo:
        path = tmp_path_factory.mktemp("second") / "config.toml"
        path.write_text(demo.config.read_text("utf-8").replace("demo = true\n", ""), "utf-8")
        yield path


@pytest.mark.parametrize(
    ("name", "token", "code", "said"),
    [
        ("slack.app", "xapp-demo-credential", 0, "It works: slack tells at once what happens."),
        ("slack.app", "xoxp-demo-credential", 3, "begins with xapp- and has connections:write"),
        ("slack.app", "xapp-of-somebody-else", 3, "Slack refuses the token (invalid_auth)."),
        ("slack.bpp", "xapp-demo-credential", 2, "'slack.bpp' is no second credential of [service.slack]; there is: slack.app."),
        ("slick.app", "xapp-demo-credential", 2, "there is no [service.slick]; there are: slack."),
    ],
)  # fmt: skip
def test_a_second_credential_is_tried(config: Path, name: str, token: str, code: int, said: str) -> None:
    env = {"SUPPORTTRAY_TOKEN_SLACK": "demo-credential", "SUPPORTTRAY_TOKEN_SLACK_APP": token}
    env |= {"SUPPORTTRAY_TOKEN_SLACK_BPP": token}
    told = verb("secrets", "test", name, f"--config={config}", env=env)
    assert (told.returncode, said in told.stdout + told.stderr) == (code, True), told
    assert token not in told.stdout + told.stderr
