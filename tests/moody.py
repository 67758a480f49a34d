"""A keyring backend of keyring's own interface, which keeps its secrets in a file and has moods."""

import os
from pathlib import Path

import pytest

from supporttray import credentials

KEYRING = """
import json, os, pathlib, time
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError
FILE = pathlib.Path(__file__).with_name("kept.json")
class Keyring(KeyringBackend):
    priority = 1
    def kept(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}
    def get_password(self, service, name):
        mood = os.environ.get("MOOD")
        if mood == "silent": time.sleep(600)
        if mood == "locked": raise KeyringLocked("secret-in-an-error")
        if mood == "broken": raise ZeroDivisionError("secret-in-an-error")
        if mood == "dead": os._exit(3)
        return self.kept().get(f"{service}/{name}")
    def set_password(self, service, name, secret):
        if os.environ.get("MOOD") != "forgetful":
            FILE.write_text(json.dumps(self.kept() | {f"{service}/{name}": secret}))
    def delete_password(self, service, name):
        kept = self.kept()
        if kept.pop(f"{service}/{name}", None) is None: raise PasswordDeleteError
        FILE.write_text(json.dumps(kept))
"""


def install(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Make it the keyring of the programs that a test starts; return where it keeps its secrets. MOOD says how it feels."""
    (folder / "moody_keyring.py").write_text(KEYRING)
    root = Path(credentials.__file__).parents[1]
    patch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{root}")
    patch.setenv("PYTHON_KEYRING_BACKEND", "moody_keyring.Keyring")
    return folder / "kept.json"
