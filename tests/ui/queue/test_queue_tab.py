"""The page of the queue: QA's order, what is found by typing, what is said where there is nothing or nothing can be seen."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supporttray.core import page
from supporttray.core.item.task import Stage
from supporttray.core.snapshot import ServiceState
from supporttray.core.work import AskQueue, Bring, Move, Queue
from supporttray.errors import NotDone, Unreachable
from supporttray.ui.queue import word
from supporttray.ui.queue.bar import Step
from supporttray.ui.queue.line import Line, first_free, lines
from supporttray.ui.queue.tab import Queue as QueueTab
from supporttray.ui.queue.table import Column
from tests.ui.queue.lab import (
    FREE,
    GONE,
    HEBREW,
    HERS,
    LONG,
    LOOSE,
    NAN,
    NOON,
    ON,
    QUEUE,
    TASKS,
    TODAY,
    WAITS,
    Company,
    many,
    names,
    opened,
    task,
)
from tests.ui.samples import snapshot

ALL = [one.name for one in (*TASKS, GONE)]


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def tab(qtbot: QtBot, company: Company) -> QueueTab:
    return opened(qtbot, company)


def again(tab: QueueTab, company: Company, queue: Queue) -> None:
    company.queue = queue
    tab._ask()


def cell(tab: QueueTab, row: int, column: Column, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
    return str(tab.table.model().index(row, column).data(role) or "")


# --- the order


def test_the_order_is_that_of_the_tracker_whatever_the_ranks_say(tab: QueueTab, company: Company) -> None:
    assert names(tab) == ALL
    again(tab, company, msgspec.structs.replace(QUEUE, tasks=TASKS[::-1]))
    assert names(tab) == [*ALL[:-1][::-1], GONE.name]


def test_what_has_a_rank_is_numbered_in_that_order_and_nothing_else_is(tab: QueueTab) -> None:
    assert [cell(tab, row, Column.PLACE) for row in range(len(ALL))] == ["1", "2", "3", "4", "5", "6", "7", "", ""]


def test_a_search_hides_tasks_and_leaves_the_others_their_numbers(tab: QueueTab) -> None:
    tab.search.setText("invoices")
    assert names(tab) == [HERS.name]
    assert cell(tab, 0, Column.PLACE) == "4"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("acme-9", [FREE]),
        ("GIFT", [NAN]),
        ("review", [HERS]),
        ("ada", [ON, GONE]),
        ("northwind", [FREE]),
        ("2026.49", [ON]),
        ("blocker nan", [NAN]),
        ("critical", [NAN]),
        ("blocked", [WAITS]),
        ("תוויות", [HEBREW]),
        ("no-end <b>", [LONG]),
    ],
)
def test_every_word_is_looked_for_in_all_that_is_known_of_a_task(
    tab: QueueTab, typed: str, found: list[object]
) -> None:
    tab.search.setText(typed)
    assert names(tab) == [one.name for one in found]  # type: ignore[attr-defined]


def test_where_nothing_is_found_it_is_said_and_escape_shows_all_again(tab: QueueTab, qtbot: QtBot) -> None:
    tab.search.setText("no such task")
    assert "“no such task”" in tab.unfound.text()
    assert tab.unfound.isVisible()
    assert not tab.table.isVisible()
    qtbot.keyClick(tab.search, Qt.Key.Key_Escape)
    assert names(tab) == ALL


def test_what_is_chosen_stays_chosen_when_others_come_and_go(tab: QueueTab, company: Company) -> None:
    tab.table.select(FREE.key)
    news = task(99, "Brand new")
    again(tab, company, msgspec.structs.replace(QUEUE, tasks=(news, HERS, FREE, NAN)))
    assert names(tab) == ["ACME-99", "ACME-3", "ACME-9", "ACME-41", "ACME-2"]
    current = tab.table.current()
    assert current is not None
    assert current.key == FREE.key


# --- what is told of a task


def test_the_words_tell_all_that_the_shapes_do(tab: QueueTab, company: Company) -> None:
    again(tab, company, msgspec.structs.replace(QUEUE, moving=frozenset({FREE.key})))
    said = {name: cell(tab, row, Column.STATE) for row, name in enumerate(ALL)}
    assert said[NAN.name] == "blocks a release, Confirmed"
    assert said[ON.name] == "you are on it, In Progress"
    assert said[FREE.name] == "a change is on its way, To Do"
    assert said[WAITS.name] == "blocked, Waiting for customer"
    assert said[LOOSE.name] == "open"


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        (Line(FREE), word.OPEN),
        (Line(FREE, moving=True), word.MOVING),
        (Line(ON), word.MINE),
        (Line(HERS), word.STARTED),
        (Line(WAITS), word.BLOCKED),
        (Line(GONE), word.OVER),
    ],
)
def test_how_far_a_task_is_has_a_shape(line: Line, shape: str) -> None:
    assert word.shape(line) == shape


def test_who_hears_a_row_hears_all_of_it(tab: QueueTab) -> None:
    assert cell(tab, 1, Column.PLACE, Qt.ItemDataRole.AccessibleTextRole) == (
        "2, you are on it, In Progress, ACME-7 Vouchers can be used twice in the same minute, you, 4 days late, "
        "Quillfern Ltd, 3, 2026.49, 7 days"
    )


def test_words_from_outside_are_no_markup(tab: QueueTab) -> None:
    row = ALL.index(LONG.name)
    assert "&lt;b&gt;bold" in cell(tab, row, Column.TASK, Qt.ItemDataRole.ToolTipRole)
    tab.table.select(LONG.key)
    assert "<b>bold</b>" in tab.task.title.text()
    assert tab.task.title.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize(
    ("days", "said"),
    [(-9, "9 days late"), (-1, "1 day late"), (0, "today"), (1, "tomorrow"), (2, "Thu 10 Dec"), (None, "")],
)
def test_a_due_day_is_told_as_a_person_does_and_in_words_when_it_is_over(days: int | None, said: str) -> None:
    due = None if days is None else TODAY + timedelta(days=days)
    assert word.due(task(1, "x", due=due), TODAY) == said
    assert word.overdue(task(1, "x", due=due), TODAY) is (days is not None and days < 0)


def test_what_is_done_is_late_no_more() -> None:
    over = task(1, "x", due=TODAY - timedelta(days=3), stage=Stage.DONE)
    assert word.due(over, TODAY) == "Sat 5 Dec"
    assert not word.overdue(over, TODAY)


def test_a_status_that_nobody_knows_is_shown_as_the_tracker_says_it(tab: QueueTab, company: Company) -> None:
    odd = task(5, "", status="Zurückgestellt ⏸", name="", url="not a page", at=NOON)
    again(tab, company, Queue(tasks=(odd,)))
    assert cell(tab, 0, Column.STATE) == "Zurückgestellt ⏸"
    assert not tab.task.bar.buttons[Step.OPEN].isVisible()


# --- what is next


@pytest.mark.parametrize(
    ("tasks", "critical", "first"),
    [
        ((ON, HERS, WAITS, FREE), (), FREE),
        ((FREE, NAN), (), FREE),
        ((FREE, NAN), (NAN,), NAN),
        ((HEBREW, FREE), (), FREE),
        (
            (task(1, "given to me", mine=True, assignee="Ada"), FREE),
            (),
            task(1, "given to me", mine=True, assignee="Ada"),
        ),
        ((ON, HERS), (), None),
    ],
    ids=["begun or blocked", "the first", "a release", "somebody's", "mine", "none"],
)
def test_next_is_the_first_that_nobody_has_begun_and_a_release_comes_before_the_order(
    tasks: tuple[object, ...], critical: tuple[object, ...], first: object
) -> None:
    keys = frozenset(one.key for one in critical)  # type: ignore[attr-defined]
    found = first_free(lines(Queue(tasks=tasks, critical=keys)))  # type: ignore[arg-type]
    assert (found.task if found else None) == first


def test_one_click_starts_the_next_one_and_goes_to_it(tab: QueueTab, company: Company) -> None:
    assert tab.following.text() == "Start the ne&xt: ACME-41"
    tab.table.select(HERS.key)
    tab.following.click()
    assert company.all(Bring) == [Bring(NAN.key, Move.START)]
    current = tab.table.current()
    assert current is not None
    assert current.key == NAN.key


def test_what_could_not_be_started_says_why(tab: QueueTab, company: Company) -> None:
    company.answers[Bring] = NotDone("ACME-41 cannot go to In Progress: Jira offers To Do.")
    tab.following.click()
    assert "Jira offers To Do." in tab.strip.notice.text
    assert tab.following.isEnabled()


def test_where_nothing_is_free_nothing_is_offered_to_start(tab: QueueTab, company: Company) -> None:
    again(tab, company, Queue(tasks=(ON, HERS)))
    assert not tab.following.isVisible()


# --- what is asked, and what cannot be seen


def test_a_need_or_a_key_chooses_its_task_also_one_that_the_search_hides(tab: QueueTab) -> None:
    tab.search.setText("invoices")
    tab.choose(f"task.critical|{NAN.key}#1")
    assert tab.table.current() == Line(NAN, 1, critical=True)
    tab.choose(FREE.key)
    current = tab.table.current()
    assert current is not None
    assert current.task == FREE
    tab.choose("task:jira/ACME-404")
    assert tab.strip.notice.text == "That one is not there any more."


def test_blind_keeps_the_old_list_with_its_age_and_says_why(tab: QueueTab, company: Company) -> None:
    lost = ServiceState(name="jira", state="refused", detail="queue: Jira refused the token", hint="Set another one.")
    tab.draw(snapshot(services=(lost,)))
    seen = NOON - timedelta(minutes=12)
    again(tab, company, msgspec.structs.replace(QUEUE, blind=("queue", "board"), seen_at=seen))
    assert tab.blind.text() == (
        "Seen 12 min ago: cannot see queue: Jira refused the token. Set another one.\nCannot see board"
    )
    assert tab.head.text() == "8 tasks · 1 blocking a release"
    assert names(tab) == ALL


def test_an_error_is_said_and_takes_nothing_away(tab: QueueTab, company: Company) -> None:
    company.answers[AskQueue] = Unreachable("The engine rests.")
    tab._ask()
    assert "The engine rests." in tab.strip.notice.text
    assert names(tab) == ALL


def test_an_empty_queue_is_told_from_one_that_nobody_watches_or_can_see(tab: QueueTab, company: Company) -> None:
    for queue, said in (
        (Queue(seen_at=NOON), "The queue is empty."),
        (Queue(), "No support queue is watched."),
        (Queue(blind=("queue",)), "Nothing of the queue has been seen yet."),
    ):
        again(tab, company, queue)
        assert tab.nothing.said.text() == said
        assert not tab.table.isVisible()
    again(tab, company, QUEUE)
    assert not tab.nothing.isVisible()
    assert names(tab) == ALL


def test_where_no_queue_is_watched_one_click_goes_to_the_settings(
    tab: QueueTab, company: Company, qtbot: QtBot
) -> None:
    again(tab, company, Queue())
    with qtbot.waitSignal(tab.page) as asked:
        tab.nothing.buttons[0].click()
    assert asked.args == [page.Setup()]


def test_a_burst_of_news_asks_once_and_a_hidden_page_not_at_all(tab: QueueTab, company: Company, qtbot: QtBot) -> None:
    before = len(company.all(AskQueue))
    for _ in range(5):
        tab.draw(snapshot())
    qtbot.waitUntil(lambda: len(company.all(AskQueue)) > before)
    assert len(company.all(AskQueue)) == before + 1
    tab.hide()
    tab.draw(snapshot())
    assert not tab._again.isActive()


def test_two_thousand_tasks_change_by_key_and_keep_what_is_chosen(tab: QueueTab, company: Company) -> None:
    tasks = many(2000)
    again(tab, company, Queue(tasks=tasks, seen_at=NOON))
    tab.table.select(tasks[1500].key)
    told: list[str] = []
    model = tab.table.model()
    model.modelReset.connect(lambda: told.append("reset"))
    model.dataChanged.connect(lambda first, last: told.append(f"changed {first.row()}-{last.row()}"))
    model.rowsMoved.connect(lambda *_: told.append("moved"))
    changed = msgspec.structs.replace(tasks[3], status="In Review")
    again(tab, company, Queue(tasks=(*tasks[:3], changed, *tasks[4:]), seen_at=NOON))
    assert told == ["changed 3-3"]
    current = tab.table.current()
    assert current is not None
    assert current.key == tasks[1500].key
