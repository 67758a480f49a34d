"""The demo's help desk and error tracker: what became of a ticket and of an error, and that each turn stands in the ledger."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from supporttray.demo.company import Company
from supporttray.demo.helpdesk import Case, Helpdesk
from supporttray.demo.trouble import Item, Trouble
from tests.demo.conftest import NOON

MINUTE = timedelta(minutes=1)
Turn = Callable[[Helpdesk, Case, Company], Case]


@pytest.fixture
def helpdesk(company: Company) -> Helpdesk:
    return company.helpdesk


@pytest.fixture
def case(helpdesk: Helpdesk) -> Case:
    return helpdesk.open(NOON, "Anna Holm", "Grey", "All is grey", product="Shop", problem="calendar")


def turns(company: Company, service: str) -> list[str]:
    return [line["what"] for line in company.ledger.lines() if line["service"] == service]


def again(helpdesk: Helpdesk, case: Case, _: Company) -> Case:
    return helpdesk.comment(case, case.by, "Still", NOON + MINUTE)


def ours(helpdesk: Helpdesk, case: Case, company: Company) -> Case:
    return helpdesk.comment(case, company.me, "Thank you", NOON + MINUTE)


def done(helpdesk: Helpdesk, case: Case, company: Company) -> Case:
    return helpdesk.comment(case, company.me, "It is mended", NOON + MINUTE, status="solved")


def solved(helpdesk: Helpdesk, case: Case, company: Company) -> Case:
    return helpdesk.solve(case, NOON + MINUTE, company.me)


def closed(helpdesk: Helpdesk, case: Case, company: Company) -> Case:
    return helpdesk.solve(case, NOON + MINUTE, company.me, status="closed")


BECOMES: list[tuple[list[Turn], str]] = [
    ([], "new"),
    ([again], "new"),
    ([ours], "open"),
    ([ours, again], "open"),
    ([done], "solved"),
    ([solved], "solved"),
    ([solved, again], "open"),
    ([solved, ours], "solved"),
    ([closed, again], "closed"),
    ([closed, done], "closed"),
]


@pytest.mark.parametrize(("steps", "status"), BECOMES)
def test_a_ticket_is_opened_again_by_its_customer_and_never_once_it_is_closed(
    company: Company, case: Case, steps: list[Turn], status: str
) -> None:
    for step in steps:
        case = step(company.helpdesk, case, company)
    assert (case.status, case.over) == (status, status in ("solved", "closed"))
    assert company.helpdesk.find(case.number) == case
    assert len(turns(company, "zendesk")) == 1 + len(steps)


def test_what_is_merged_is_closed_and_the_other_one_says_so(company: Company, helpdesk: Helpdesk, case: Case) -> None:
    other = helpdesk.open(NOON + MINUTE, "Anna Holm", "Grey again", "Still grey")
    gone = helpdesk.merge(other, case, NOON + 2 * MINUTE)
    assert (gone.merged, gone.over) == (case.number, True)
    kept = helpdesk.find(case.number)
    assert kept
    assert (kept.changed, kept.merged, kept.over) == (NOON + 2 * MINUTE, 0, False)
    assert turns(company, "zendesk")[-2:] == ["ticket_commented", "ticket_merged"]


def test_what_is_deleted_or_moved_is_told_among_the_changes(company: Company, helpdesk: Helpdesk, case: Case) -> None:
    other = helpdesk.open(NOON, "Ben", "Late", "")
    helpdesk.delete(case, NOON + 2 * MINUTE)
    helpdesk.move(other, "Bank", NOON + MINUTE)
    assert [(one.number, one.deleted, one.product) for one in helpdesk.since(NOON + MINUTE)] == [
        (other.number, False, "Bank"),
        (case.number, True, "Shop"),
    ]
    assert turns(company, "zendesk")[-2:] == ["ticket_deleted", "ticket_moved"]


def test_the_same_name_is_the_same_customer_and_only_tests_know_the_problem(
    company: Company, helpdesk: Helpdesk, case: Case
) -> None:
    other = helpdesk.open(NOON, "Anna Holm", "Late", "")
    assert other.by == case.by
    assert [one.name for one in helpdesk.customers()] == ["Anna Holm"]
    assert [line.get("problem") for line in company.ledger.lines()] == ["calendar", None]


# --- errors


@pytest.fixture
def trouble(company: Company) -> Trouble:
    return company.trouble


def come(
    trouble: Trouble, minutes: int, title: str = "KeyError", place: str = "production", version: str = "4"
) -> Item:
    number = trouble.happen(
        NOON + minutes * MINUTE, title, level="error", environment=place, version=version, where="a.py"
    )
    found = trouble.find(number)
    assert found
    return found


def test_an_error_is_one_as_long_as_it_is_called_the_same_in_one_place(company: Company, trouble: Trouble) -> None:
    places = ("production", "production", "staging", "production", "staging")
    numbers = [come(trouble, minute, place=place).counter for minute, place in enumerate(places)]
    assert numbers == [1, 1, 2, 1, 2]
    assert [len(one.came) for one in trouble.items()] == [3, 2]
    assert turns(company, "rollbar") == ["error_new", "error_came", "error_new", "error_came", "error_came"]


def test_an_error_that_was_mended_is_back_once_and_keeps_when_it_came_first(company: Company, trouble: Trouble) -> None:
    mended = trouble.resolve(come(trouble, 0, version="3"), NOON + MINUTE, version="4")
    assert (mended.status, mended.came) == ("resolved", (NOON,))
    back = come(trouble, 5)
    assert (back.status, back.back, back.at) == ("active", NOON + 5 * MINUTE, NOON)
    assert (back.version, back.last_version) == ("3", "4")
    assert come(trouble, 6).back == NOON + 5 * MINUTE
    assert turns(company, "rollbar") == ["error_new", "error_resolved", "error_back", "error_came"]


def test_an_error_that_is_back_may_be_of_a_hidden_problem(company: Company, trouble: Trouble) -> None:
    trouble.resolve(come(trouble, 0), NOON + MINUTE)
    trouble.happen(
        NOON + 5 * MINUTE, "KeyError", level="error", environment="production", version="4", where="", problem="route"
    )
    come(trouble, 6)
    assert [line.get("problem") for line in company.ledger.lines()] == [None, None, "route", "route"]


def test_nothing_is_known_of_an_error_that_never_came(trouble: Trouble) -> None:
    come(trouble, 0)
    assert trouble.known("KeyError", "staging") is None
    assert trouble.find(2) is None
