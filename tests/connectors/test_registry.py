"""The registry: every kind leads to the class that has its name."""

import subprocess
import sys
from typing import Any

import pytest

from supporttray.connectors.registry import CONNECTORS, SERVICES


@pytest.mark.parametrize("kind", CONNECTORS)
def test_a_kind_of_watch_leads_to_its_connector(kind: str) -> None:
    connector: Any = CONNECTORS[kind]
    assert connector.kind == kind
    assert connector.service == "" or connector.service in SERVICES


@pytest.mark.parametrize("kind", SERVICES)
def test_a_kind_of_service_leads_to_its_class(kind: str) -> None:
    assert SERVICES[kind].kind == kind


def test_what_a_config_does_not_have_is_not_imported() -> None:
    config = '[[watch]]\\nkind = "roster.file"\\nshifts = []\\n'
    program = (
        f"import sys; from supporttray import config; config.parse('{config}', 'a.toml');"
        "print(*(name for name in sys.modules if name.startswith('supporttray.connectors.')))"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "supporttray.connectors.roster.file" in told
    assert not {name for name in told if "slack" in name or "github" in name or "calendar" in name}
