"""What goes to the session bus: calls that any service understands, and buttons that it can show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("jeepney", reason="the session bus is Linux's")
from jeepney import Parser

from supporttray.core.toast import Toast
from supporttray.notify import words
from supporttray.notify.linux import DRAWS_CLICK, Service, actions, notify
from tests.notify.test_words import TOASTS

SERVICES = st.builds(
    Service,
    st.frozensets(st.sampled_from(["actions", "body", "body-markup", "inline-reply"])),
    draws_click=st.booleans(),
)


@given(TOASTS, SERVICES)
def test_every_toast_can_be_said_on_the_bus(one: Toast, service: Service) -> None:
    parser = Parser()
    parser.add_data(notify(one, 7, service).serialise(1))
    told = parser.get_next_message()
    assert told
    app, replaces, _, title, body, offered, hints, _ = told.body
    assert (app, replaces, title) == ("Support Tray", 7, words.title(one))
    assert body == (words.marked(words.body(one)) if "body-markup" in service.abilities else words.body(one))
    assert offered == actions(one, service)
    assert hints["urgency"] == ("y", 2 if one.urgent else 1)


@given(TOASTS, SERVICES)
def test_what_is_offered_is_what_can_be_done_and_each_thing_once(one: Toast, service: Service) -> None:
    told = actions(one, service)
    keys, labels = told[::2], told[1::2]
    if "actions" not in service.abilities:
        assert not told
        return
    written = {"reply": "inline-reply"} if service.replies else {}
    assert {written.get(button.value, button.value) for button in one.buttons} == set(keys) - {"default"}
    assert "default" in keys or one.click in one.buttons
    if service.draws_click:
        assert len(set(labels)) == len(labels)


def test_xfce_draws_the_click_as_a_button() -> None:
    assert "Xfce Notify Daemon" in DRAWS_CLICK
