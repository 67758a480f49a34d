"""Credentials in the real keyring of the desktop: unlocked, locked, or not there."""

import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.play import ROOT, app, company, until, verb
from tests.e2e.test_canary import found_below, seen_in_processes, with_a_credential

LAB = Path(__file__).parent / "lab" / "desktop.sh"
STEPS = ROOT / "tests/e2e/steps.toml"
LIMIT_S = 3.0
LIMITED = "import sys; from supporttray import cli, credentials; credentials.LIMIT_S = {limit}; sys.exit(cli.main(sys.argv[1:]))"


@pytest.mark.usefixtures("desktop")
def test_a_credential_in_the_keyring_opens_the_services_and_leaves_no_trace(tmp_path: Path, home: Path) -> None:
    canary = "demo-credential-" + secrets.token_hex(12)
    with company(tmp_path / "company", "--hand", f"--scenario={STEPS}") as stairs:
        config = with_a_credential(stairs)
        where = (f"--config={config}", "--workspace=canary")
        with app(config, tmp_path / "app") as one:
            one.words = ("run", "--headless", *where)
            one.start()
            one.waits_for("No credential for slack is set")
            for service in ("slack", "github", "ci"):
                told = verb("secrets", "set", service, *where, given=f"{canary}\n")
                assert (told.returncode, told.stderr) == (0, ""), told.stderr
            stairs.looked_at()  # the running app was told
            told = verb("secrets", "test", "slack", *where)
            assert told.stdout.startswith("Slack knows you as ")
            assert seen_in_processes(canary) == []
            until(lambda: json.loads(verb("status", "--json", *where).stdout)["tray"]["count"] == 3, "the needs")
            for service in ("slack", "github", "ci"):
                assert verb("secrets", "forget", service, *where).stdout == "Forgotten.\n"
            assert verb("secrets", "forget", "slack", *where).stdout == "There was none.\n"
            one.waits_for("No credential for slack is set")
            assert one.end() == 0
    assert found_below(tmp_path, canary) == []
    assert found_below(home, canary) == []


@pytest.mark.parametrize("keyring", ["locked", "none"])
@pytest.mark.usefixtures("desktop")
def test_a_keyring_that_is_locked_or_missing_is_said_in_time(tmp_path: Path, keyring: str) -> None:
    config = tmp_path / "my.toml"
    config.write_text('[service.slack]\nkind = "slack"\n[[watch]]\nkind = "slack.requests"\nchannel = "C0123ABCD"\n')
    program = [sys.executable, "-c", LIMITED.format(limit=LIMIT_S)]
    lab = ["bash", str(LAB), "--panel", "none", "--notify", "none", "--keyring", keyring, "--"]
    for words in (["secrets", "test", "slack"], ["secrets", "set", "slack"], ["check", "--json"]):
        begin = time.monotonic()
        told = subprocess.run(
            [*lab, *program, *words, f"--config={config}"],
            input="a-secret\n",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert told.returncode == 3, told.stdout + told.stderr
        assert "The keyring " in told.stdout + told.stderr
        assert "Traceback" not in told.stderr
        assert "a-secret" not in told.stdout + told.stderr
        assert time.monotonic() - begin < 30
