"""What is said on the desktop: many at once as one, never more than there are needs, and no words where others may see them."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.model import Alert, Decision, Need, Urgency
from supporttray.core.page import Browse
from supporttray.core.press import meaning
from supporttray.core.text import plain
from supporttray.core.toast import BURST, FEW, FOUND, NAMED, Button, Toast, bursts, toasts
from tests.core.make import NOON

ALL = frozenset({f"request.waiting|request:{number}#1" for number in range(40)})


def alert(number: int, seconds: float = 0, *, urgent: bool = False, **more: object) -> Alert:
    known: dict[str, object] = {"title": f"Question {number}", "because": f"Rob asked {number} ago."}
    known |= {"url": f"https://chat.example/{number}", "kind": "request.waiting"}
    need = Need(
        key=f"request.waiting|request:{number}#1",
        urgency=Urgency.URGENT if urgent else Urgency.NEEDS_YOU,
        since=NOON,
        subject=f"request:{number}",
        **(known | more),  # type: ignore[arg-type]
    )
    return Alert(need=need, decision=Decision.SPEAK, reason="it is new", at=NOON + timedelta(seconds=seconds))


def found(number: int) -> Alert:
    return msgspec.structs.replace(alert(number), decision=Decision.SEED)


def said(*alerts: Alert, present: frozenset[str] = ALL, texts: bool = True) -> tuple[Toast, ...]:
    return toasts(bursts(alerts), present, frozenset({"request:1"}), texts=texts)


ALERTS = st.lists(st.builds(alert, st.integers(0, 30), st.integers(0, 120), urgent=st.booleans()), max_size=30)
SOME = st.frozensets(st.sampled_from(sorted(ALL)))


def test_one_alert_is_one_toast_with_its_words_its_reason_and_its_buttons() -> None:
    (toast,) = said(alert(1))
    assert (toast.title, toast.body, toast.why) == ("Question 1", "Rob asked 1 ago.", "Said because it is new.")
    assert toast.buttons == (Button.ACKNOWLEDGE, Button.OPEN, Button.SNOOZE, Button.REPLY)
    assert (toast.key, toast.need, toast.subject) == (alert(1).need.key, alert(1).need.key, "request:1")


def test_a_toast_leads_into_the_services_own_desktop_app_as_its_need_does() -> None:
    (toast,) = said(alert(1, app="slack://channel?id=C1"))
    assert meaning(toast, Button.OPEN) == Browse("https://chat.example/1", "slack://channel?id=C1")


def test_what_cannot_be_answered_from_here_offers_no_answer() -> None:
    (toast,) = said(alert(2))
    assert toast.buttons == (Button.OPEN, Button.SNOOZE)


def test_what_has_no_page_leads_to_the_inbox() -> None:
    (toast,) = toasts(bursts([alert(2, title="No page")]), ALL, ())
    assert toast.click is Button.OPEN
    bare = msgspec.structs.replace(alert(2), need=msgspec.structs.replace(alert(2).need, url=""))
    (toast,) = said(bare)
    assert (toast.click, toast.buttons) == (Button.INBOX, (Button.SNOOZE,))


def test_ten_at_once_are_one() -> None:
    (toast,) = said(*(alert(number, number / 2) for number in range(10)))
    assert toast.title == "10 things need you"
    assert toast.body.split("\n") == [*(f"Question {number}" for number in range(NAMED)), "and 5 more"]
    assert toast.buttons == (Button.INBOX,)


def test_a_few_at_once_are_told_one_by_one() -> None:
    assert [toast.title for toast in said(alert(1), alert(2), alert(3))] == ["Question 1", "Question 2", "Question 3"]


def test_of_two_alerts_about_one_need_the_later_counts() -> None:
    (toast,) = said(alert(1), alert(1, 60, urgent=True))
    assert toast.urgent


def test_what_was_there_before_is_one_sentence_of_its_own() -> None:
    first, second = said(found(3), alert(1))
    assert (first.key, first.title, first.buttons) == (FOUND, "1 thing needs you", (Button.INBOX,))
    assert first.why == "They were there when Support Tray began to look."
    assert second.title == "Question 1"


def test_what_is_gone_is_not_said() -> None:
    assert said(alert(1), alert(2), present=frozenset({alert(2).need.key}))[0].title == "Question 2"
    assert said(alert(1), present=frozenset()) == ()


@given(ALERTS, SOME)
def test_there_are_never_more_toasts_than_needs(alerts: list[Alert], present: frozenset[str]) -> None:
    keys = {one.need.key for one in alerts} & present
    told = said(*alerts, present=present)
    assert len(told) <= len(keys)
    assert bool(told) == bool(keys)
    assert len({toast.key for toast in told}) == len(told)


@given(ALERTS)
def test_at_once_means_within_ten_seconds_and_everyone_is_in_one_group(alerts: list[Alert]) -> None:
    groups = bursts(alerts)
    for group in groups:
        moments = [one.at for one in group]
        assert max(moments) - min(moments) <= BURST
    assert {one.need.key for one in alerts} == {one.need.key for group in groups for one in group}
    assert bursts(one for group in groups for one in group) == groups


def test_a_need_that_speaks_again_and_again_is_kept_once() -> None:
    assert len(bursts(alert(1, 60 * again) for again in range(100))) == 1


def test_what_was_one_toast_does_not_become_many_when_one_of_it_gets_louder() -> None:
    at_once = [alert(number) for number in range(FEW + 1)]
    (before,) = said(*at_once)
    together, louder = said(*at_once, alert(0, 300, urgent=True))
    assert together.key == before.key
    assert together == before, "it does not pop up again with another number"
    assert (louder.title, louder.urgent) == ("Question 0", True)


@given(ALERTS, SOME, SOME)
def test_a_group_never_splits_when_some_of_it_are_gone(
    alerts: list[Alert], more: frozenset[str], rest: frozenset[str]
) -> None:
    groups = bursts(alerts)
    latest = {one.need.key: group for group in groups for one in group}
    together = {key for key, group in latest.items() if len({one.need.key for one in group}) > FEW}
    before = toasts(groups, more | rest, ())
    after = toasts(groups, rest, ())
    assert not together & {toast.key for toast in after}  # none of them alone
    assert {toast.key for toast in after} <= {toast.key for toast in before}


@given(ALERTS, st.text(alphabet="קשאלהxyzäöü<>&", min_size=4))
def test_hidden_texts_hide_every_word_that_somebody_wrote(alerts: list[Alert], secret: str) -> None:
    hidden = [
        msgspec.structs.replace(one, need=msgspec.structs.replace(one.need, title=secret, because=secret))
        for one in alerts
    ]
    for toast in said(*hidden, texts=False):
        assert secret not in f"{toast.title}{toast.body}{toast.why}"
        assert toast.body == ""


@given(ALERTS, st.text())
def test_a_title_is_one_line_of_plain_text(alerts: list[Alert], title: str) -> None:
    for toast in said(
        *(msgspec.structs.replace(one, need=msgspec.structs.replace(one.need, title=title)) for one in alerts)
    ):
        assert toast.title == plain(toast.title)
        assert len(toast.title) <= 100


def test_what_names_a_page_of_the_app_can_be_opened_without_an_address() -> None:
    (toast,) = said(alert(2, url="", page="announcement"))
    assert (toast.click, toast.page) == (Button.OPEN, "announcement")
    assert toast.buttons == (Button.OPEN, Button.SNOOZE)


def test_a_broken_build_can_be_taken_on_or_explained_but_not_acknowledged() -> None:
    (toast,) = said(alert(2, kind="build.broken", page="builds"))
    assert toast.buttons == (Button.MINE, Button.WHY, Button.SNOOZE)
    (toast,) = said(alert(2, kind="build.silent", page="builds"))
    assert toast.buttons == (Button.WHY, Button.SNOOZE)


def test_the_way_into_a_meeting_is_a_button_beside_its_page() -> None:
    (toast,) = said(alert(2, links=(("Join", "https://meet.example.com/1"),)))
    assert (toast.buttons, toast.link) == ((Button.OPEN, Button.JOIN, Button.SNOOZE), "https://meet.example.com/1")


def test_no_other_link_is_taken_for_it_nor_what_is_no_web_page() -> None:
    for links in ((("Notes", "https://wiki.example.com"),), (("Join", "file:///etc/passwd"),), ()):
        (toast,) = said(alert(2, links=links))
        assert Button.JOIN not in toast.buttons
