"""The same dialog as settings: it opens with what is known, and keeps what it does not show."""

from pytestqt.qtbot import QtBot

from supporttray.core.setup import Broken, Known, Offer, Saved, Tried
from supporttray.errors import Unreachable
from supporttray.ui.setup.account import State
from tests.ui.company import DONE, FILE, GITHUB, KEPT, OTHER_TOKEN, SLACK, SUPPORT, TEAM, Company, channel, repository
from tests.ui.conftest import Open
from tests.ui.hand import paste, rows, said

RELEASE = repository("quillfern/api", "release")


def test_it_opens_with_what_is_known(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Company(KEPT))
    slack, github = dialog._accounts
    person = dialog._person
    assert person
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert slack._secret.line.placeholderText() == "kept in the keyring"
    assert slack._secret.token() == ""
    assert rows(slack._list) == ["#support", "#team"]
    assert github.chosen() == (("github", RELEASE),)
    assert person.me() == "Ada"
    assert not person.texts()
    assert person.daily() == ("slack", "C-elsewhere")


def test_what_is_not_shown_or_changed_stays(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    dialog = opened(company)
    qtbot.waitUntil(lambda: dialog._accounts[0].state is State.WORKS)
    with qtbot.waitSignal(dialog.saved):
        dialog._bar.save.click()
    kept = company.save()
    assert (kept.me, kept.daily, kept.texts) == (KEPT.me, KEPT.daily, KEPT.texts)
    assert (kept.on_duty, kept.until) == (None, None)
    assert [(account, one.options) for account, one in kept.watched] == [
        (account, one.options) for account, one in KEPT.watched
    ]
    assert [(one.account, one.token) for one in kept.credentials] == [("slack", ""), ("github", "")]


def test_a_watch_keeps_its_own_name_and_options(opened: Open, qtbot: QtBot) -> None:
    mine = Offer(
        kind="slack.requests", name="help desk", options=(("channel", SUPPORT.place), ("answered_by", "anybody"))
    )
    company = Company(Known(introductions=(SLACK, GITHUB), secret=("slack",), watched=(("slack", mine),), first=False))
    dialog = opened(company)
    qtbot.waitUntil(lambda: dialog._accounts[0].state is State.WORKS)
    assert rows(dialog._accounts[0]._list) == ["help desk", "#team"]
    ((_, chosen),) = dialog._accounts[0].chosen()
    assert (chosen.name, chosen.options, chosen.place) == (mine.name, mine.options, SUPPORT.place)


def test_two_watches_of_one_thing_are_two_and_both_stay(opened: Open, qtbot: QtBot) -> None:
    place = ("channel", SUPPORT.place)
    mine = [
        Offer(kind="slack.requests", name=name, options=(place, ("answered_by", name))) for name in ("anybody", "team")
    ]
    twin = Offer(kind="slack.requests", name="twin", options=mine[0].options)
    watched = tuple(("slack", one) for one in (*mine, twin))
    company = Company(Known(introductions=(SLACK, GITHUB), secret=("slack",), watched=watched, me="Ada", first=False))
    dialog = opened(company)
    slack = dialog._accounts[0]
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert rows(slack._list) == ["anybody", "team", "#team"], "and the twin stands or falls with the first"
    with qtbot.waitSignal(dialog.saved):
        dialog._bar.save.click()
    assert [one.options for _, one in company.save().watched] == [one.options for one in mine]


def test_a_watch_that_the_service_does_not_offer_now_stays(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    company.tried["slack"] = Tried(works=True, said="Hello.", offers=(TEAM, channel("other", likely=True)))
    dialog = opened(company)
    slack = dialog._accounts[0]
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert slack.chosen() == (("slack", SUPPORT),)
    assert rows(slack._list) == ["#support", "#team", "#other"]


def test_a_service_that_is_away_does_not_stand_in_the_way(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    company.tried["slack"] = Unreachable("Slack does not answer")
    dialog = opened(company)
    qtbot.waitUntil(lambda: said(dialog._accounts[0]) == "✗ Slack does not answer")
    assert dialog._accounts[0]._list.isVisible()
    with qtbot.waitSignal(dialog.saved):
        dialog._bar.save.click()
    assert ("slack", SUPPORT) in company.save().watched


def test_a_changed_token_is_tried_and_saved(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    dialog = opened(company)
    slack = dialog._accounts[0]
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    paste(slack._secret.line, OTHER_TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert company.tries() == ["", OTHER_TOKEN]
    with qtbot.waitSignal(dialog.saved):
        dialog._bar.save.click()
    assert company.save().credentials[0].token == OTHER_TOKEN


def test_kept_tokens_are_tried_only_when_their_page_is_seen(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    dialog = opened(company)
    qtbot.waitUntil(lambda: dialog._accounts[0].state is State.WORKS)
    assert company.tries() == [""]
    dialog._tabs.setCurrentIndex(1)
    assert company.tries() == ["", ""]


def test_saving_closes_it_unless_there_is_something_left_to_say(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    dialog = opened(company)
    qtbot.waitUntil(lambda: dialog._accounts[0].state is State.WORKS)
    company.saved = Saved(done=True, said="Saved.", hint="The rota of the team still says Bob.")
    dialog._bar.save.click()
    qtbot.waitUntil(lambda: said(dialog._done._status) == "✓ Saved. The rota of the team still says Bob.")
    company.saved = DONE
    other = opened(company)
    qtbot.waitUntil(lambda: other._accounts[0].state is State.WORKS)
    with qtbot.waitSignal(other.finished):
        other._bar.save.click()


def test_a_new_channel_can_be_muted(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Company(KEPT))
    slack = dialog._accounts[0]
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    slack._list.view.item(1).setCheckState(slack._list.view.item(0).checkState())
    with qtbot.waitSignal(dialog.saved):
        dialog._bar.save.click()
    assert dialog._done._channels.text() == "•  #team"


def test_the_config_file_can_be_opened(opened: Open) -> None:
    files: list[str] = []
    dialog = opened(Company(KEPT), files.append)
    dialog._bar.file.click()
    assert files == [FILE]


def test_a_config_with_mistakes_can_be_opened_mended_and_tried_again(opened: Open, qtbot: QtBot) -> None:
    files: list[str] = []
    company = Company()
    company.known, company.slow = Broken("schema is not known.", "Mend the file.", FILE), True
    dialog = opened(company, files.append)
    company.answer()
    assert said(dialog._loading) == "✗ schema is not known. Mend the file."
    dialog._bar.file.click()
    assert files == [FILE]
    company.known, company.slow = KEPT, False
    dialog._bar.again.click()
    qtbot.waitUntil(lambda: bool(dialog._accounts))


def test_leaving_the_settings_is_not_leaving_the_first_questions(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Company(KEPT))
    left: list[bool] = []
    dialog.left.connect(lambda: left.append(True))
    with qtbot.waitSignal(dialog.finished):
        dialog._bar.leave.click()
    assert left == []


def test_settings_can_be_saved_while_the_keyring_says_nothing(opened: Open, qtbot: QtBot) -> None:
    silent = Known(introductions=KEPT.introductions, me="Ada", watched=KEPT.watched, first=False)
    company = Company(silent)
    dialog = opened(company)
    assert dialog._accounts[0]._list.isVisible()
    with qtbot.waitSignal(dialog.saved):
        dialog._bar.save.click()
    assert (company.save().credentials, company.save().watched) == ((), KEPT.watched)
