"""The outbox strip: each fate in words, with what can be done about it, in lines that are used again."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done, Seen, Send, TakeBack, Undo
from supporttray.core.deed import Deed, Verb
from supporttray.core.outbox import Entry, Fate
from supporttray.errors import NotSent
from supporttray.ui.strip.parcel import acknowledged, foremost, parcels
from supporttray.ui.strip.strip import SHOWN, Strip
from tests.ui.conftest import Browser
from tests.ui.inbox_lab import Desk, entry
from tests.ui.samples import NOW

PAGE = "https://chat.example/1"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def strip(qtbot: QtBot, desk: Desk) -> Strip:
    made = Strip(desk.do)
    qtbot.addWidget(made)
    return made


def said(strip: Strip) -> list[str]:
    rows = [row for row in strip.rows if row.isVisible()]
    return [row.text.replace("\N{NO-BREAK SPACE}", " ") for row in sorted(rows, key=lambda row: row.y())]


def buttons(strip: Strip) -> dict[str, QPushButton]:
    return {one.text().replace("&", ""): one for one in strip.findChildren(QPushButton) if one.isVisible()}


def test_it_is_there_only_while_it_has_something_to_show(strip: Strip) -> None:
    strip.draw((), NOW)
    assert not strip.isVisible()
    strip.draw((entry(),), NOW)
    assert strip.isVisible()
    strip.draw((), NOW)
    assert not strip.isVisible()


FATES = {
    Fate.WAITING: ("Post “On it” — Sending in 10 s", {"Undo": Undo(1)}),
    Fate.SENDING: ("Post “On it” — Sending…", {}),
    Fate.SENT: ("Post “On it” — Sent.", {"Look there": PAGE}),
    Fate.REFUSED: ("Post “On it” — Not sent. Because.", {"Try again": Send(1), "Drop": Undo(1)}),
    Fate.HELD: ("Post “On it” — Not sent yet. Because.", {"Send now": Send(1), "Drop": Undo(1)}),
    Fate.UNKNOWN: (
        "Post “On it” — It may have arrived: look there. Because.",
        {"Look there": PAGE, "It is there": Seen(1), "Send again": Send(1)},
    ),
}


@pytest.mark.parametrize("fate", FATES)
def test_each_fate_has_its_words_and_its_buttons(strip: Strip, desk: Desk, browser: Browser, fate: Fate) -> None:
    words, choices = FATES[fate]
    page = PAGE if fate in (Fate.SENT, Fate.UNKNOWN) else ""
    reason = "Because" if fate in (Fate.REFUSED, Fate.HELD, Fate.UNKNOWN) else ""
    strip.draw((entry(1, fate, url=page, reason=reason),), NOW)
    assert said(strip) == [words]
    assert set(buttons(strip)) == set(choices)
    for name, wish in choices.items():
        strip.rows[0].rest(busy=False)
        buttons(strip)[name].click()
        assert (desk.wishes or [None])[-1] == wish or browser.opened == [wish]
        assert buttons(strip)[name].accessibleName() == f"{name}: Post “On it”"


def test_the_seconds_count_down_without_a_new_snapshot(strip: Strip, qtbot: QtBot) -> None:
    strip.draw((entry(due=NOW + timedelta(seconds=7)),), NOW)
    assert said(strip) == ["Post “On it” — Sending in 7 s"]
    qtbot.waitUntil(lambda: said(strip) == ["Post “On it” — Sending in 5 s"], timeout=10_000)
    strip.draw((entry(due=NOW),), NOW)
    assert said(strip) == ["Post “On it” — Sending…"]
    assert not strip._clock.isActive()


def test_what_waits_for_a_service_says_why_and_until_when(strip: Strip) -> None:
    late = entry(due=NOW + timedelta(minutes=4), failed=3, reason="Slack does not answer")
    strip.draw((late,), NOW)
    assert said(strip) == ["Post “On it” — Not sent yet. Slack does not answer. Again in 4 min"]


def test_words_for_what_it_is(strip: Strip) -> None:
    titles = {"request:t/1": "How do I <b>reset</b> it?"}
    about = "request:t/1"
    made = Deed(verb=Verb.CREATE, place="acme/support", title="Total: NaN", text="Priya asked it.")
    task = msgspec.structs.replace(entry(1, Fate.SENT, subject=about), deed=made)
    for one, words in (
        (entry(1, Fate.SENT, verb=Verb.REACT, text="eyes", subject=about), "👀 on “How do I <b>reset</b> it?”"),
        (
            entry(1, Fate.SENT, verb=Verb.UNREACT, text="eyes", subject=about),
            "👀 taken off “How do I <b>reset</b> it?”",
        ),
        (entry(1, Fate.SENT, verb=Verb.REACT, text="tada"), "tada on a message"),
        (entry(1, Fate.SENT, subject=about), "Reply “On it”"),
        (entry(1, Fate.SENT, verb=Verb.DIRECT), "Message “On it”"),
        (entry(1, Fate.SENT, verb=Verb.EDIT), "Change to “On it”"),
        (entry(1, Fate.SENT, verb=Verb.COMMENT), "Comment “On it”"),
        (entry(1, Fate.SENT, verb=Verb.RERUN, text="2", subject=about), "Run “How do I <b>reset</b> it?” again"),
        (entry(1, Fate.SENT, verb=Verb.RERUN, text="2"), "Run a build again"),
        (task, "Task “Total: NaN”"),
        (entry(1, Fate.SENT, text="one\ntwo " + "long " * 40), "Post “one two long long long long"),
        (entry(1, Fate.SENT, text=""), "Post"),
    ):
        strip.draw((one,), NOW, titles)
        assert said(strip)[0].startswith(words)


def test_an_acknowledgement_that_was_sent_can_be_taken_back(strip: Strip, desk: Desk) -> None:
    strip.draw((entry(1, Fate.SENT, verb=Verb.REACT, text="eyes", subject="request:t/1"),), NOW)
    buttons(strip)["Take back (T)"].click()
    assert desk.wishes == [TakeBack("request:t/1")]


def test_a_long_text_is_one_line_however_many_pieces_it_has(strip: Strip) -> None:
    pieces = [entry(1, Fate.SENT, intent="w", url=PAGE)]
    pieces += [entry(number, Fate.WAITING, intent=f"w/{number}", after="w") for number in (2, 3)]
    strip.draw(pieces, NOW)
    assert said(strip) == ["Post “On it On it On it”, 3 parts — Sending…"]
    strip.draw([pieces[0], entry(2, Fate.REFUSED, intent="w/2", after="w", reason="Too long."), pieces[2]], NOW)
    assert said(strip) == ["Post “On it On it On it”, 3 parts — Not sent. Too long."]


def test_of_two_that_undo_each_other_only_the_later_is_told() -> None:
    first = entry(1, Fate.SENT, verb=Verb.REACT, text="eyes", subject="s")
    then = msgspec.structs.replace(
        entry(2, Fate.SENT, subject="s"), deed=msgspec.structs.replace(first.deed, verb=Verb.UNREACT)
    )
    assert [one.entry.number for one in parcels((first, then))] == [2]
    assert acknowledged((first,)) == ("s",)
    assert acknowledged((first, then)) == ()


def test_a_wish_that_fails_says_so_until_it_was_read(strip: Strip, desk: Desk) -> None:
    strip.draw((entry(),), NOW)
    strip.rows[0].undo.click()
    assert not strip.rows[0].undo.isEnabled()
    desk.answer(Undo, NotSent("It is too late to take it back.", "What was written can be changed where it stands."))
    assert strip.notice.text == "It is too late to take it back. What was written can be changed where it stands."
    strip.draw((), NOW)
    assert strip.isVisible()
    buttons(strip)["Got it"].click()
    assert not strip.isVisible()


def test_good_news_goes_by_itself(strip: Strip, desk: Desk) -> None:
    strip.draw((entry(),), NOW)
    strip.rows[0].undo.click()
    desk.answer(Undo, Done("Taken back."))
    strip.draw((), NOW)
    assert strip.notice.text == "Taken back."
    strip.notice._timer.timeout.emit()
    assert not strip.isVisible()


def test_a_line_keeps_its_place_while_others_come_and_go(strip: Strip, desk: Desk) -> None:
    strip.draw((entry(1), entry(2), entry(3)), NOW)
    button = strip.rows[1].undo
    strip.draw((entry(2), entry(3), entry(4)), NOW)
    button.click()
    assert desk.wishes == [Undo(2)]


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(Fate)), unique_by=lambda one: one[0], max_size=12))
def test_what_can_still_be_undone_has_room_before_all_else(wishes: list[tuple[int, Fate]]) -> None:
    found = parcels([entry(number, fate) for number, fate in wishes])
    kept = foremost(found, SHOWN)
    numbers = [one.entry.number for one in kept]
    assert numbers == sorted(numbers)
    assert len(kept) == min(SHOWN, len(found))
    waiting = sum(one.fate is Fate.WAITING for one in found)
    assert sum(one.fate is Fate.WAITING for one in kept) == min(SHOWN, waiting)


def test_many_are_counted(strip: Strip) -> None:
    strip.draw([entry(number, Fate.HELD) for number in range(1, 8)], NOW)
    assert len(said(strip)) == SHOWN
    assert strip._more.text() == f"and {7 - SHOWN} more"


def test_five_hundred_redraws_add_no_object(strip: Strip) -> None:
    fates = list(Fate)

    def turn(number: int) -> None:
        strip.draw([entry(number + each, fates[(number + each) % len(fates)]) for each in range(number % 6)], NOW)

    for number in range(50):
        turn(number)
    before = Counter(type(one) for one in strip.findChildren(QObject))
    for number in range(500):
        turn(number)
    assert Counter(type(one) for one in strip.findChildren(QObject)) == before


def test_the_same_entries_again_change_no_button(strip: Strip) -> None:
    entries: tuple[Entry, ...] = (entry(1), entry(2, Fate.SENT, url=PAGE))
    strip.draw(entries, NOW)
    strip.rows[0].rest(busy=True)
    strip.draw(entries, NOW)
    assert not strip.rows[0].undo.isEnabled()
