"""`supporttray queue`: what it says where only half of it could be done."""

from datetime import UTC, datetime

import msgspec
import pytest

from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.outbox import Entry, Fate
from supporttray.errors import NotSent
from supporttray.verb.act import _outcome

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://github.com/acme/support/issues/7"
TASK = Entry(
    intent="task:1",
    account="github",
    deed=Deed(verb=Verb.CREATE, place="acme/support", title="Order 7", text="Where?"),
    made_at=NOW,
    due=NOW,
    number=1,
    fate=Fate.SENT,
    receipt=Receipt("7", URL),
)
LINK = msgspec.structs.replace(
    TASK,
    intent="task:1:link",
    link_of="task:1",
    account="slack",
    deed=Deed(verb=Verb.POST, place="C1", text=URL),
    number=2,
    fate=Fate.REFUSED,
    reason="The channel is archived.",
    receipt=None,
)


def test_a_task_whose_link_was_refused_is_said_to_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotSent, match=r"^Its link is not in the thread: The channel is archived\. It was not sent\."):
        _outcome([TASK, LINK])
    assert capsys.readouterr().out == f"{URL}\n"


def test_where_the_task_is_not_there_nothing_is_claimed(capsys: pytest.CaptureFixture[str]) -> None:
    task = msgspec.structs.replace(TASK, fate=Fate.REFUSED, receipt=None, reason="acme/support is archived.")
    with pytest.raises(NotSent, match=r"^acme/support is archived\. It was not sent\."):
        _outcome([task, LINK])
    assert capsys.readouterr().out == ""
