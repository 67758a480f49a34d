"""Our reading of signatures, held to the tool minisign: what it signed is believed, what it signed otherwise is not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from supporttray.errors import NotUnderstood
from supporttray.update import manifest, minisign

HERE = Path(__file__).parent / "recorded"
CONTENT = (HERE / "update.json").read_bytes()
KEY = (HERE / "minisign.pub").read_text("utf-8").splitlines()[1]


def signature(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def test_what_the_tool_has_signed_is_believed_with_its_comment() -> None:
    assert minisign.verify(CONTENT, signature("update.json.minisig"), (KEY,)) == "Support Tray 0.2.0 🛟"


def test_it_is_a_manifest_until_it_expires() -> None:
    told = manifest.read(CONTENT, signature("update.json.minisig"), (KEY,), datetime(2026, 12, 1, tzinfo=UTC))
    assert told.version == "0.2.0"
    with pytest.raises(NotUnderstood, match="too old"):
        manifest.read(CONTENT, signature("update.json.minisig"), (KEY,), datetime(2027, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize("name", ["other.minisig", "legacy.minisig"])
def test_another_key_and_the_older_format_are_not(name: str) -> None:
    with pytest.raises(NotUnderstood, match="not signed"):
        minisign.verify(CONTENT, signature(name), (KEY,))


def test_a_comment_that_was_changed_is_noticed() -> None:
    wrong = signature("update.json.minisig").replace("0.2.0", "0.3.0")
    with pytest.raises(NotUnderstood, match="not signed"):
        minisign.verify(CONTENT, wrong, (KEY,))
