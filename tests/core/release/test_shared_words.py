"""What a problem is about, in the words that its tickets share: as people wrote them, and no word of one customer alone."""

from datetime import UTC, datetime

import pytest

from supporttray.core.release.case import case
from supporttray.core.release.form import shared_words
from supporttray.core.release.history import History
from supporttray.core.release.plan import Release
from supporttray.core.release.score import sought
from supporttray.core.release.ticket import Ticket

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SOUGHT = sought(Release(product="Shop", version="4.0", start=NOON, end=NOON), (), (), frozenset())
SAID = [
    (("Grève", "la grève dure", "encore grève"), ("grève",)),
    (("Kalender grau", "der Kalender hängt", "im KALENDER nichts"), ("kalender",)),
    (("przesunięta wizyta", "coś przesunięte", "znowu przesunięta"), ("przesunięta",)),
    (("画面が真っ白になって動きません。", "さっきから真っ白な画面です", "子どもの画面が真っ白"), ("真っ白",)),
    (("היומן אפור", "ביומן שלי", "יומן!"), ("יומן",)),
    (("한국어 달력이", "이 달력은", "달력을"), ("달력",)),
    (("order4711x is lost", "order4712x gone", "where is order4713x"), ()),
    (("E4711 again", "e4711 here", "code E4711"), ("e4711",)),
    (("the grey day", "a red one"), ()),
]


def shared(*texts: str) -> tuple[str, ...]:
    tickets = [Ticket(key=f"ticket:desk/{n}", name="", title=text, url="", at=NOON) for n, text in enumerate(texts)]
    history = History()
    return shared_words([case(one, SOUGHT, history) for one in tickets], history)


@pytest.mark.parametrize(("texts", "words"), SAID)
def test_what_three_tickets_share_is_told_as_they_wrote_it(texts: tuple[str, ...], words: tuple[str, ...]) -> None:
    assert set(words) <= set(shared(*texts))
    assert words or not shared(*texts)


def test_a_sentence_without_spaces_is_never_told_whole() -> None:
    told = shared("私の電話は真っ白です", "妻の電話も真っ白です", "母の電話も真っ白です")
    assert "電話" in " ".join(told)
    assert "真っ白です" in " ".join(told)
    assert not any(who in one for one in told for who in ("私", "妻", "母"))
