"""What the plan names is found in the endings in which customers write it, and not in other words."""

import pytest

from supporttray.core.release.word import phrase, plain

NAMED = [
    ("Approvals", "The second person never gets my approval."),
    ("Bank feeds", "Our bank feed stands still"),
    ("labels", "my label is empty"),
    ("gift card", "two gift-cards"),
    ("lahjakortti", "Ostamani lahjakortin saldo"),
    ("kartoteka dziecka", "w kartotece dziecka"),
    ("корзина", "в корзине"),
    ("Gutschein", "mein Geschenkgutschein"),
    ("liste d'envies", "mes listes d'envies"),
    ("フレンド交換", "フレンド交換で送った"),
]
OTHERS = [
    ("cart", "my car is red"),
    ("Bank feeds", "the bank fed us"),
    ("gift card", "a card for a gift"),
    ("address", "a new dress"),
    ("bus", "I bought it"),
    ("pass", "please pay"),
]


@pytest.mark.parametrize(("name", "text"), NAMED)
def test_a_name_of_the_plan_is_found_in_other_endings(name: str, text: str) -> None:
    pattern = phrase(name)
    assert pattern
    assert pattern.search(plain(text))


@pytest.mark.parametrize(("name", "text"), OTHERS)
def test_another_word_is_not_taken_for_it(name: str, text: str) -> None:
    pattern = phrase(name)
    assert pattern
    assert not pattern.search(plain(text))
