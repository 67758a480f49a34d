"""What is said of the newest version is believed only if one of the pinned keys has signed it, and it makes sense."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from supporttray.errors import NotUnderstood
from supporttray.update.manifest import number, read
from tests.update.lab import manifest, public, signed

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
KEY = SigningKey(bytes(range(32)))
NEXT = SigningKey(bytes(range(1, 33)))
OTHER = SigningKey(bytes(range(2, 34)))
KEYS = (public(KEY), public(NEXT, b"87654321"))


def test_what_a_pinned_key_has_signed_is_believed() -> None:
    told = read(manifest(NOW), signed(manifest(NOW), KEY), KEYS, NOW)
    assert (told.version, told.page, told.notes) == (
        "9.1.0",
        "https://support-tray.example/releases/9.1.0",
        "Calmer icons.",
    )


def test_the_second_key_counts_as_much() -> None:
    assert read(manifest(NOW), signed(manifest(NOW), NEXT, number=b"87654321"), KEYS, NOW).version == "9.1.0"


@pytest.mark.parametrize("number_", [b"\x01\x02\x03\x04\x05\x06\x07\x08", b"87654321", b"whoknows"])
def test_another_key_is_not_believed_whatever_it_calls_itself(number_: bytes) -> None:
    with pytest.raises(NotUnderstood, match="not signed"):
        read(manifest(NOW), signed(manifest(NOW), OTHER, number=number_), KEYS, NOW)


@given(st.integers(0, 2000), st.integers(1, 255))
def test_no_byte_of_it_can_be_changed(place: int, change: int) -> None:
    content = bytearray(manifest(NOW))
    content[place % len(content)] ^= change
    with pytest.raises(NotUnderstood, match="not signed"):
        read(bytes(content), signed(manifest(NOW), KEY), KEYS, NOW)


@given(st.integers(0, 2000), st.characters(codec="ascii"))
def test_no_letter_of_the_signature_can_be_changed(place: int, letter: str) -> None:
    right = signed(manifest(NOW), KEY)
    begin = right.index("\n") + 1  # the first line is nobody's word
    place = begin + place % (len(right) - begin)
    wrong = right[:place] + letter + right[place + 1 :]
    if wrong.splitlines()[1:4] == right.splitlines()[1:4]:
        return
    with pytest.raises(NotUnderstood, match="not signed"):
        read(manifest(NOW), wrong, KEYS, NOW)


@given(st.text(max_size=400))
def test_any_text_in_place_of_a_signature_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood, match="not signed"):
        read(manifest(NOW), text, KEYS, NOW)


def test_a_key_that_is_none_is_refused_like_a_wrong_signature() -> None:
    with pytest.raises(NotUnderstood, match="not signed"):
        read(manifest(NOW), signed(manifest(NOW), KEY), ("RWQ",), NOW)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"format": 2}, "written for a later version"),
        ({"version": "next"}, "names no version"),
        ({"version": "9.1.0rc1"}, "names no version"),
        ({"version": "9"}, "names no version"),
        ({"page": "http://support-tray.example/"}, "leads to no web page"),
        ({"page": "https://a b/"}, "leads to no web page"),
        ({"page": "file:///etc/passwd"}, "leads to no web page"),
        ({"published": "2026-11-24T09:00:00"}, "times without a zone"),
        ({"published": (NOW + timedelta(days=3)).isoformat()}, "from the future"),
        ({"expires": NOW.isoformat()}, "too old to be believed"),
        ({"version": 9}, "cannot be read"),
        ({"expires": "soon"}, "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_not_believed_though_it_is_signed(more: dict[str, object], said: str) -> None:
    content = manifest(NOW, **more)
    with pytest.raises(NotUnderstood, match=said):
        read(content, signed(content, KEY), KEYS, NOW)


def test_what_a_later_version_adds_does_no_harm() -> None:
    content = manifest(NOW, minimum={"macos": "14"})
    assert read(content, signed(content, KEY), KEYS, NOW).version == "9.1.0"


@pytest.mark.parametrize(
    ("older", "newer"),
    [("0.1.0", "0.2.0"), ("0.9.0", "0.10.0"), ("1.0", "1.0.1"), ("0.2.0.dev3", "0.2.1"), ("unknown", "0.1.0")],
)
def test_versions_are_ordered_by_their_numbers(older: str, newer: str) -> None:
    assert number(older) < number(newer)


@given(st.lists(st.integers(0, 9999), min_size=2, max_size=4))
def test_noughts_at_the_end_change_no_version(parts: list[int]) -> None:
    text = ".".join(map(str, parts))
    assert number(text) == number(f"{text}.0")
