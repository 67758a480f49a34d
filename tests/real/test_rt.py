"""A help desk that nobody here wrote: its tickets are told whole, whatever happens to them, and its own client sees the same ones."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from supporttray.connectors import Answer
from supporttray.connectors.rt import api
from supporttray.connectors.rt.service import Rt
from supporttray.connectors.rt.ticket import RtTickets
from supporttray.core.release.ticket import Ticket
from supporttray.errors import NotUnderstood, Refused
from tests.real.rt.lab import AGENT, BLIND, Lab, lab

Told = TypeVar("Told")
HTML = "<p>Paying <b>fails</b> &amp; hangs</p><script>alert(1)</script><p>-- <br>Anna Smith</p>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("rt")) as made:
        yield made


def now() -> datetime:
    return datetime.now(UTC)


def with_it(desk: Lab, work: Callable[[Rt], Coroutine[Any, Any, Told]], credential: str = AGENT) -> Told:
    """Do something with the service."""

    async def done() -> Told:
        service = Rt(desk.address, credential, now)
        try:
            return await work(service)
        finally:
            await service.http.close()

    return asyncio.run(done())


def ask(desk: Lab, memory: bytes = b"", credential: str = AGENT, **options: Any) -> Answer:
    """Read a page, each time as a program that was started anew."""
    wanted = RtTickets.Options(**({"queue": "support"} | options))
    return with_it(desk, lambda service: RtTickets(wanted, service, "Ada").fetch(memory, now()), credential)


class Follower:
    """Keeps what is told, as the archive does."""

    def __init__(self, desk: Lab) -> None:
        self.desk, self.memory, self.kept, self.pages = desk, b"", dict[str, Ticket](), 0

    def look(self) -> dict[str, Ticket]:
        """Look through everything that changed; return what was told."""
        told: dict[str, Ticket] = {}
        more = True
        while more:
            answer = ask(self.desk, self.memory)
            told |= {one.name: one for one in answer.tickets}
            self.memory, more = answer.memory, answer.more
            self.pages += 1
        self.kept |= told
        return told

    def counted(self) -> set[str]:
        return {name for name, one in self.kept.items() if not one.gone}


def seen_by_its_client(desk: Lab) -> set[str]:
    return {f"#{one['id']}" for one in desk.root.search(queue="support")}


@pytest.mark.parametrize(
    ("credential", "options", "error", "said"),
    [
        ("agent:another word", {}, Refused, "refuses the credential"),
        ("1-27-0123456789abcdef", {}, Refused, "refuses the credential"),
        (BLIND, {}, Refused, "shows you no queue support"),
        (AGENT, {"queue": "none"}, Refused, "shows you no queue none"),
        (
            AGENT,
            {"query": "Nonsense !!"},
            NotUnderstood,
            "does not take the query: Wrong query, expecting a OPERATOR .{0,200}$",
        ),
    ],
)
def test_what_it_refuses_is_said(
    desk: Lab, credential: str, options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        ask(desk, credential=credential, **options)


@pytest.mark.parametrize("token", [True, False])
def test_it_says_whose_credential_it_is(desk: Lab, *, token: bool) -> None:
    said = with_it(desk, lambda service: service.whoami(), desk.token if token else AGENT)
    assert said.startswith(
        f"127.0.0.1:{desk.address.rpartition(':')[2]} knows you{'' if token else ' as agent'}: it is"
    )


@pytest.mark.parametrize(("credential", "queues"), [(AGENT, ["billing", "support"]), (BLIND, [])])
def test_the_queues_that_may_be_seen_are_offered(desk: Lab, credential: str, queues: list[str]) -> None:
    found = with_it(desk, lambda service: service.offers(), credential)
    assert [one.name for one in found] == queues


def test_its_history_comes_in_pages_and_is_what_its_own_client_sees(desk: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "PAGE", 3)
    made = {f"#{desk.make(f'History {number}')}" for number in range(8)}
    follower = Follower(desk)
    told = follower.look()
    assert made <= set(told)
    assert follower.counted() == seen_by_its_client(desk)
    assert follower.pages >= 3, "and its idea of the next page's address leads nowhere"
    late = desk.make("Late", HTML, kind="text/html")
    new = follower.look()[f"#{late}"]
    assert (new.title, new.text, new.product, new.status) == ("Late", "Paying fails & hangs", "support", "new")
    assert abs(new.at - now()) < timedelta(minutes=1)


def test_a_look_goes_back_as_far_as_it_says_in_whatever_zone(desk: Lab) -> None:
    follower = Follower(desk)
    follower.look()
    old, middle = desk.make("An hour old"), desk.make("Three minutes old")
    desk.age(old, now() - timedelta(hours=1))
    desk.age(middle, now() - timedelta(minutes=1))
    told = follower.look()
    assert f"#{middle}" in told
    assert f"#{old}" not in told, "New York and Tokyo are hours apart"


def test_what_is_merged_deleted_rejected_or_moved_counts_no_more(desk: Lab) -> None:
    names = [desk.make(f"Fate {number}") for number in range(6)]
    kept, merged, deleted, rejected, moved, solved = names
    follower = Follower(desk)
    follower.look()
    assert {f"#{name}" for name in names} <= follower.counted()
    desk.root.merge_ticket(merged, kept)
    desk.root.delete_ticket(deleted)
    desk.root.edit_ticket(rejected, Status="rejected")
    desk.root.edit_ticket(moved, Queue="billing")
    desk.root.edit_ticket(solved, Status="resolved")
    follower.look()
    said = {name: follower.kept[f"#{name}"].gone for name in names}
    assert said == {
        kept: "",
        merged: f"It was merged into #{kept}.",
        deleted: "It was deleted.",
        rejected: "It was rejected.",
        moved: "It was moved to another queue.",
        solved: "",
    }
    assert (follower.kept[f"#{solved}"].over, follower.kept[f"#{kept}"].over) == (True, False)
    assert follower.counted() == seen_by_its_client(desk) - {f"#{rejected}"}


def test_a_scan_that_broke_off_is_resumed_where_it_was(desk: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "PAGE", 2)
    made = [desk.make(f"Resumed {number}") for number in range(5)]
    first = ask(desk)
    assert first.more
    desk.root.edit_ticket(made[0], Subject="Changed meanwhile")
    last = desk.make("Came meanwhile")
    with pytest.raises(Refused):
        ask(desk, first.memory, "agent:another word")
    follower = Follower(desk)
    follower.memory, follower.kept = first.memory, {one.name: one for one in first.tickets}
    follower.look()
    follower.look()
    assert {f"#{name}" for name in (*made, last)} <= follower.counted()
    assert follower.kept[f"#{made[0]}"].title == "Changed meanwhile"


def test_a_customer_is_answered_once(desk: Lab) -> None:
    ticket, other = desk.make("Answer me"), desk.make("Not me")
    deed = Rt.answer(f"#{ticket}", "It works again:\n <b>sorry</b> & thanks.")
    begin = now()

    async def answered(service: Rt) -> None:
        await service.may(deed)
        assert await service.find(deed, "", begin) is None
        receipt = await service.write(deed, "")
        assert await service.find(deed, "", begin) == receipt
        assert await service.find(Rt.answer(f"#{ticket}", "It works."), "", begin) is None
        assert await service.find(Rt.answer(f"#{other}", deed.text), "", begin) is None
        assert await service.find(deed, "", begin + timedelta(hours=1)) is None

    with_it(desk, answered)
    history: Any = desk.root.get_ticket_history(ticket)
    written = [one for one in history if one["Type"] == "Correspond"]
    assert len(written) == 1
    desk.root.reply(other, content=deed.text)
    assert with_it(desk, lambda service: service.find(Rt.answer(f"#{other}", deed.text), "", begin)) is None, (
        "what somebody else wrote is not mine"
    )


@pytest.mark.parametrize(
    ("place", "said"), [("#99999", "shows you no #99999"), ("#deleted", "was deleted"), ("#billing", "")]
)
def test_what_takes_no_answer_says_so(desk: Lab, place: str, said: str) -> None:
    if place == "#deleted":
        place = f"#{desk.make('Gone soon')}"
        desk.root.delete_ticket(place[1:])
    if place == "#billing":
        place = f"#{desk.make('A bill', queue='billing')}"
    deed = Rt.answer(place, "Hello")
    if said:
        with pytest.raises(Refused, match=said):
            with_it(desk, lambda service: service.may(deed))
    else:
        with pytest.raises(Refused, match="takes no answer: Permission Denied"):
            with_it(desk, lambda service: service.write(deed, ""))


def test_a_subject_of_many_signs_and_a_long_text_are_told_short(desk: Lab) -> None:
    ticket = desk.make("🔥" * 200, "word " * 10_000)
    told = ask(desk).tickets
    one = next(one for one in told if one.name == f"#{ticket}")
    assert 0 < len(one.title) <= 250
    assert 1900 < len(one.text) <= 2000
