"""The announcement in the duty window: first shown, then done, and each step says how it stands."""

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from supporttray.core.action import Undo
from supporttray.core.deed import Deed, Verb
from supporttray.core.duty import Announce, AskAnnouncement, Preview, PreviewStep
from supporttray.core.outbox import Entry, Fate
from supporttray.errors import Unreachable
from supporttray.ui.duty.preview import Announcement
from tests.ui.diary import NOON, Desk, with_outbox

TOPIC = PreviewStep(preview="topic: Hello → Hello · On duty: Ada until Sat 12 Dec")
MESSAGE = PreviewStep(preview="message: Ada is on duty until Sat 12 Dec 12:00.")
GROUP = PreviewStep(preview="user group: Bo → Ada", refused="Slack does not let you change this group.")
PREVIEW = Preview(place="#support on slack", steps=(TOPIC, MESSAGE, GROUP))
TAKEN = Preview(
    place="#support on slack",
    steps=(
        msgspec.structs.replace(TOPIC, number=7),
        msgspec.structs.replace(MESSAGE, number=8),
        GROUP,
    ),
)


def entry(number: int, fate: Fate, reason: str = "") -> Entry:
    deed = Deed(verb=Verb.POST, place="C1", text="x")
    return Entry(
        intent=f"i{number}", account="slack", deed=deed, made_at=NOON, due=NOON, number=number, fate=fate, reason=reason
    )


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.answers |= {AskAnnouncement: PREVIEW, Announce: TAKEN}
    return desk


@pytest.fixture
def part(qtbot: QtBot, desk: Desk) -> Announcement:
    made = Announcement(desk)
    qtbot.addWidget(made)
    made.allow(announces=True)
    made.show()
    return made


def lines(part: Announcement) -> list[str]:
    return [label.text() for label in part.lines if not label.isHidden()]


def offered(part: Announcement) -> list[str]:
    return [one.text().replace("&", "") for one in part.findChildren(QPushButton) if one.isVisible()]


def test_where_nothing_says_where_to_announce_there_is_one_line(part: Announcement) -> None:
    part.allow(announces=False)
    assert part.said.text() == "Nothing says where it is announced: add [announce] to the config."
    assert offered(part) == []


def test_nothing_is_announced_before_it_was_seen(part: Announcement, desk: Desk) -> None:
    assert offered(part) == ["Preview announcement…"]
    assert desk.done == []


def test_the_preview_has_a_line_a_step_and_says_what_cannot_be(part: Announcement) -> None:
    part.look.click()
    assert part.said.text() == "This would change (#support on slack):"
    assert lines(part) == [
        "• topic: Hello → Hello · On duty: Ada until Sat 12 Dec",
        "• message: Ada is on duty until Sat 12 Dec 12:00.",
        "✗ user group: Bo → Ada — not possible: Slack does not let you change this group.",
    ]
    assert offered(part) == ["Preview announcement…", "Announce"]


def test_while_the_services_are_asked_nothing_is_asked_twice_and_the_keyboard_stays(
    part: Announcement, desk: Desk, qtbot: QtBot
) -> None:
    desk.slow = True
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)
    part.look.setFocus()
    part.look.click()
    part.look.click()
    assert part.said.text() == "Looking…"
    assert desk.done == [AskAnnouncement()]
    desk.catch_up()
    part.go.click()
    part.go.click()
    desk.catch_up()
    assert desk.done == [AskAnnouncement(), Announce()]
    assert part.look.hasFocus()


def test_where_all_is_said_there_is_nothing_to_announce(part: Announcement, desk: Desk) -> None:
    desk.answers[AskAnnouncement] = Preview(place="#support on slack")
    part.look.click()
    assert part.said.text() == "Nothing is to be changed: #support on slack says it already."
    assert offered(part) == ["Preview announcement…"]


def test_where_no_step_is_possible_nothing_can_be_announced(part: Announcement, desk: Desk) -> None:
    desk.answers[AskAnnouncement] = Preview(steps=(GROUP,))
    part.look.click()
    assert offered(part) == ["Preview announcement…"]


def test_a_service_that_does_not_answer_is_a_sentence(part: Announcement, desk: Desk) -> None:
    desk.answers[AskAnnouncement] = Unreachable("Slack does not answer.", "It is tried again.")
    part.look.click()
    assert part.notice.text == "Slack does not answer. It is tried again."
    assert part.look.isEnabled()


def test_each_step_says_how_it_stands(part: Announcement, desk: Desk) -> None:
    part.look.click()
    part.go.click()
    assert desk.done == [AskAnnouncement(), Announce()]
    assert part.said.text() == "Announced (#support on slack):"
    assert [line[0] for line in lines(part)] == ["…", "…", "✗"]
    part.draw(with_outbox(entry(7, Fate.SENT), entry(8, Fate.REFUSED, "Slack says: channel is archived.")))
    assert lines(part)[:2] == [
        "✓ topic: Hello → Hello · On duty: Ada until Sat 12 Dec — done",
        "✗ message: Ada is on duty until Sat 12 Dec 12:00. — not done. Slack says: channel is archived.",
    ]
    part.draw(with_outbox())
    assert lines(part)[0].endswith("— done"), "what has left the outbox stands as it was last seen"


def test_a_step_that_was_taken_before_its_answer_came_is_known(part: Announcement) -> None:
    part.look.click()
    part.draw(with_outbox(entry(7, Fate.SENT)))
    part.go.click()
    assert lines(part)[0].endswith("— done")


def test_what_waits_can_be_taken_back(part: Announcement, desk: Desk) -> None:
    part.look.click()
    part.go.click()
    part.draw(with_outbox(entry(7, Fate.SENT), entry(8, Fate.WAITING)))
    assert lines(part)[1].endswith("— goes in a few seconds")
    assert offered(part) == ["Preview announcement…", "Undo what still waits"]
    part.undo.click()
    assert desk.done[-1] == Undo(8)
    part.draw(with_outbox(entry(8, Fate.UNDONE)))
    assert lines(part)[1].endswith("— taken back")
    assert offered(part) == ["Preview announcement…"]


@pytest.mark.parametrize("fate", list(Fate))
def test_every_fate_has_its_words(part: Announcement, fate: Fate) -> None:
    part.look.click()
    part.go.click()
    part.draw(with_outbox(entry(7, fate)))
    assert " — " in lines(part)[0]


def test_a_preview_that_is_asked_again_begins_anew(part: Announcement) -> None:
    part.look.click()
    part.go.click()
    part.draw(with_outbox(entry(7, Fate.SENT)))
    part.look.click()
    assert [line[0] for line in lines(part)] == ["•", "•", "✗"]
    assert offered(part) == ["Preview announcement…", "Announce"]


def test_what_was_not_shown_before_can_be_announced_beside_what_is_under_way(part: Announcement, desk: Desk) -> None:
    part.look.click()
    desk.answers[Announce] = Preview(steps=(msgspec.structs.replace(TOPIC, number=7), MESSAGE))
    part.go.click()
    part.draw(with_outbox(entry(7, Fate.WAITING)))
    assert [line[0] for line in lines(part)] == ["…", "•"]
    assert offered(part) == ["Preview announcement…", "Announce", "Undo what still waits"]


def test_texts_of_others_are_no_markup(part: Announcement, desk: Desk) -> None:
    desk.answers[AskAnnouncement] = Preview(steps=(PreviewStep(preview="topic: <b>x</b> → y"),))
    part.look.click()
    assert part.lines[0].textFormat() == part.said.textFormat()
    assert lines(part) == ["• topic: <b>x</b> → y"]
