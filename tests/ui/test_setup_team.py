"""Who has a team's file pastes its address first: what it trusts is seen before any token is typed, then only tokens are asked for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from supporttray.core.setup import Known, Save
from supporttray.core.team import JoinTeam, LookAtTeam, TeamFile, Trusted
from supporttray.errors import NotUnderstood
from supporttray.ui.setup.account import State
from supporttray.ui.setup.dialog import Setup
from tests.ui.company import KEPT, SLACK, SUPPORT, TOKEN, Company
from tests.ui.conftest import Open
from tests.ui.hand import Hand, paste, rows, work

ADDRESS = "https://git.example.com/team.toml"
FILE = TeamFile(
    address=ADDRESS,
    watches=("#support (slack.requests on slack)",),
    trusted=(Trusted(name="slack", kind="slack", address=SLACK.address, secret="a token of your own from Slack"),),
)
JOINED = Known(introductions=(SLACK,), team=ADDRESS, shared=(("slack", SUPPORT),))


class Team(Company):
    """A company with a team's file."""

    def __init__(self, file: object = FILE) -> None:
        super().__init__()
        self.file = file

    def _answer(self, action: object) -> object:
        found = {LookAtTeam: self.file, JoinTeam: JOINED}.get(type(action))  # type: ignore[call-overload]
        return super()._answer(action) if found is None else found  # type: ignore[arg-type]


def looked(dialog: Setup, qtbot: QtBot) -> None:
    dialog._team.asks.heading.click()
    paste(dialog._team.address, ADDRESS)
    dialog._team.look.click()
    qtbot.waitUntil(lambda: bool(dialog._team.status.said.text()) and dialog._team.look.isEnabled())


def test_what_the_file_trusts_is_seen_before_any_token_is_asked_for(opened: Open, qtbot: QtBot) -> None:
    company = Team()
    dialog = opened(company)
    assert not dialog._team.address.isVisible()
    looked(dialog, qtbot)
    told = dialog._team.trusted.text().replace("\u200b", "")
    assert told == (
        "Your tokens go to these addresses only:\n"
        "•  slack (slack) at https://slack.com/api; it will ask for a token of your own from Slack."
    )
    assert "#support (slack.requests on slack)" in dialog._team.watches.text()
    assert company.count(JoinTeam) == 0


def test_with_a_teams_file_only_its_tokens_are_pasted(opened: Open, qtbot: QtBot) -> None:
    company, hand = Team(), Hand()
    dialog = opened(company)
    looked(dialog, qtbot)
    hand.click(dialog._team.use)
    qtbot.waitUntil(lambda: len(dialog._accounts) == 1)
    assert dialog._tabs.count() == 2
    assert dialog._team.linked.text().replace("\u200b", "") == f"What your team shares comes from {ADDRESS}"
    work(qtbot, dialog, 0, TOKEN)
    (page,) = dialog._accounts
    assert rows(page._list) == ["#support · from the team's file", "#team"]
    assert page.chosen() == (("slack", SUPPORT),)
    dialog._save()
    qtbot.waitUntil(lambda: company.count(Save) == 1)
    assert [(one.account, one.token) for one in company.save().credentials] == [("slack", TOKEN)]


def test_what_the_team_watches_cannot_be_unticked(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Team())
    looked(dialog, qtbot)
    dialog._team.use.click()
    qtbot.waitUntil(lambda: len(dialog._accounts) == 1)
    work(qtbot, dialog, 0, TOKEN)
    page = dialog._accounts[0]
    Hand().tick(page._list, 0)
    assert page.chosen() == (("slack", SUPPORT),)
    page._list.view.setCurrentRow(0)
    QTest.keyClick(page._list.view, Qt.Key.Key_Space)
    assert page.chosen() == (("slack", SUPPORT),)
    Hand().tick(page._list, 1)
    assert len(page.chosen()) == 2


def test_a_file_that_cannot_be_used_is_said_and_the_usual_way_stays(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Team(NotUnderstood("git.example.com gives a web page, not a team's file.", "Open it yourself.")))
    looked(dialog, qtbot)
    assert dialog._team.status.said.text() == "✗ git.example.com gives a web page, not a team's file."
    assert not dialog._team.use.isVisible()
    work(qtbot, dialog, 0, TOKEN)
    assert dialog._accounts[0].state is State.WORKS


def test_another_address_takes_back_what_was_said_of_the_last(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Team())
    looked(dialog, qtbot)
    assert dialog._team.use.isVisible()
    QTest.keyClicks(dialog._team.address, "x")
    assert not dialog._team.use.isVisible()
    assert not dialog._team.trusted.isVisible()


def test_enter_in_the_field_looks_and_saves_nothing(opened: Open, qtbot: QtBot) -> None:
    company = Team()
    dialog = opened(company)
    dialog._team.asks.heading.click()
    paste(dialog._team.address, ADDRESS)
    QTest.keyClick(dialog._team.address, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog._team.use.isVisible)
    assert (company.count(LookAtTeam), company.count(Save)) == (1, 0)
    assert dialog._tabs.currentIndex() == 0


def test_a_file_that_is_chosen_is_looked_at(opened: Open, qtbot: QtBot) -> None:
    company = Team()
    dialog = opened(company)
    dialog._team.asks.heading.click()
    dialog._team.choose.click()
    (chooser,) = dialog.findChildren(QFileDialog)
    chooser.fileSelected.emit("/srv/team.toml")
    chooser.reject()
    qtbot.waitUntil(dialog._team.use.isVisible)
    assert [one.address for one in company.asked if isinstance(one, LookAtTeam)] == ["/srv/team.toml"]


@pytest.mark.parametrize("team", ["", ADDRESS])
def test_the_settings_say_where_the_teams_file_is_and_lead_to_its_changes(opened: Open, team: str) -> None:
    company = Company(Known(**{name: getattr(KEPT, name) for name in KEPT.__struct_fields__} | {"team": team}))
    dialog = opened(company)
    assert dialog._team.isVisible() == bool(team)
    assert not dialog._team.asks.isVisible()
    wanted: list[bool] = []
    dialog.team.connect(lambda: wanted.append(True))
    dialog._team.changes.click()
    assert wanted == [True]
    assert dialog._team.changes.isVisible() == bool(team)


def test_everything_of_it_is_reached_by_keyboard(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Team())
    looked(dialog, qtbot)
    team = dialog._team
    for widget in (team.asks.heading, team.address, team.choose, team.look, team.use):
        assert widget.isVisible()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName() or getattr(widget, "text", str)()
