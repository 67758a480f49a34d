"""A workplan as spreadsheets export it: what it says of duty, and what is said of lines that are wrong."""

import csv
import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.config import parse
from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.roster.csv import RosterCsv
from supporttray.connectors.web import Web
from supporttray.core.item import Shift
from supporttray.core.roster import resolved
from supporttray.errors import ConfigError, NotUnderstood, Refused, ServiceError, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Look, Raw, Say, raw, reply, run

BERLIN = {"zone": "Europe/Berlin"}
PLAIN = "person,from,to\nAda,2026-11-16,2026-11-22\nBo,2026-11-23,2026-11-29\n"


def shifts(answer: Answer | Unchanged) -> list[Shift]:
    assert isinstance(answer, Answer)
    assert answer.complete
    return [item for item in answer.items if isinstance(item, Shift)]


def told(body: str | bytes, folder: Path, me: str = "", **options: Any) -> list[Shift]:
    """Read a table from a file."""
    file = folder / "rota.csv"
    file.write_bytes(body if isinstance(body, bytes) else body.encode())
    found = msgspec.convert({"path": str(file)} | options, RosterCsv.Options)
    return shifts(run(RosterCsv(found, None, me).fetch(b"", NOON)))


def complaint(body: str | bytes, folder: Path, **options: Any) -> str:
    """What is said of a table, without its path."""
    with pytest.raises(NotUnderstood) as caught:
        told(body, folder, **options)
    return caught.value.phrase.removeprefix(f"{folder / 'rota.csv'}: ")


@asynccontextmanager
async def watching(
    say: Say, *, path: str = "/r.csv", credential: str = "", me: str = ""
) -> AsyncIterator[tuple[Look, Raw]]:
    async with raw(say) as server:
        clock = Clock()
        service = Web(server.address + path, credential, clock)
        try:
            yield Look(RosterCsv(RosterCsv.Options(zone="UTC"), service, me), clock), server
        finally:
            await service.http.close()


# --- what is read


def test_days_mean_the_hand_over_in_the_zone_and_the_last_day_counts(tmp_path: Path) -> None:
    ada, bo = told(PLAIN, tmp_path, "ada", **BERLIN)

    assert (ada.at, ada.until) == (datetime(2026, 11, 16, 8, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert (ada.mine, bo.mine, bo.at) == (True, False, ada.until)


def test_the_last_day_may_be_the_first_of_the_next(tmp_path: Path) -> None:
    ada, bo = told(PLAIN, tmp_path, to_inclusive=False, hand_over="00:00", **BERLIN)

    assert ada.until == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert bo.until - bo.at == timedelta(days=6)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-16T10:00:00Z", datetime(2026, 11, 16, 10, tzinfo=UTC)),
        ("2026-11-16T10:00:00+05:45", datetime(2026, 11, 16, 4, 15, tzinfo=UTC)),
        ("2026-11-16 10:00", datetime(2026, 11, 16, 9, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),  # never: the first moment after
    ],
)
def test_moments_have_an_offset_or_mean_the_zone(text: str, moment: datetime, tmp_path: Path) -> None:
    (one,) = told(f"person,from,to\nAda,{text},2027-01-01T00:00Z\n", tmp_path, **BERLIN)

    assert one.at == moment


def test_moments_with_an_offset_need_no_zone(tmp_path: Path) -> None:
    assert told("person,from,to\nAda,2026-11-16T09:00Z,2026-11-23T09:00Z\n", tmp_path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("head", ["person|from|to|domain", "Name|START|End|Domain", " name | From|until|DOMAIN "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_is_read_as_programs_export_it(
    delimiter: str, head: str, encoding: str, newline: str, tmp_path: Path
) -> None:
    text = f"{head}\nZoë|2026-11-16|2026-11-22|shop\n\n|||\n".replace("|", delimiter).replace("\n", newline)

    (one,) = told(text.encode(encoding), tmp_path, **BERLIN)

    assert (one.person, one.domain) == ("Zoë", "shop")


def test_columns_that_mean_nothing_here_are_passed_over(tmp_path: Path) -> None:
    (one,) = told("Team,Phone,Person,From,To\nA,+1,Ada,2026-11-16,2026-11-22\n", tmp_path, domain="apps", **BERLIN)

    assert (one.person, one.domain) == ("Ada", "apps")


def test_swaps_go_before_the_rest(tmp_path: Path) -> None:
    body = "person,from,to,instead of,swap\nAda,2026-11-16,2026-11-29,,\nBo,2026-11-18,2026-11-18,Ada,\nCy,2026-11-20,2026-11-20,,Yes\nDi,2026-11-22,2026-11-22,,no\n"

    found = told(body, tmp_path, **BERLIN)

    assert [(one.person, one.over, one.instead_of) for one in found] == [
        ("Ada", False, ""), ("Bo", True, "Ada"), ("Cy", True, ""), ("Di", False, ""),
    ]  # fmt: skip
    assert [one.person for one in resolved(found)] == ["Ada", "Bo", "Ada", "Cy", "Ada", "Di"]


def test_what_is_long_past_or_far_ahead_is_not_told(tmp_path: Path) -> None:
    days = [NOON.date() + timedelta(days=days) for days in (-90, -61, -59, 0, 399, 401)]
    body = "person,from,to\n" + "".join(f"Ada,{day},{day}\n" for day in days)

    assert [one.at.date() for one in told(body, tmp_path, **BERLIN)] == days[2:5]


def test_of_shifts_that_begin_together_the_longest_is_told(tmp_path: Path) -> None:
    (one,) = told(
        "person,from,to\nAda,2026-11-16,2026-11-17\nAda,2026-11-16,2026-11-22\nAda,2026-11-16,2026-11-16\n",
        tmp_path,
        **BERLIN,
    )

    assert one.until - one.at == timedelta(days=7)


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs")), min_size=1, max_size=20)
DAYS = st.dates(date(2026, 10, 1), date(2027, 11, 1))


@given(
    rows=st.lists(
        st.tuples(NAMES, DAYS, st.integers(0, 20), st.one_of(st.just(""), NAMES)),
        max_size=20,
        unique_by=lambda row: row[:2],
    ),
    order=st.permutations(["Name", "FROM", "to", "Domain", "note"]),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    note=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=10),
)
def test_what_a_table_is_written_from_comes_out_again(
    rows: list[tuple[str, date, int, str]], order: list[str], delimiter: str, quoting: Any, note: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, order, delimiter=delimiter, quoting=quoting)
    writer.writeheader()
    for person, begin, length, domain in rows:
        end = begin + timedelta(days=length)
        writer.writerow({"Name": person, "FROM": begin, "to": end, "Domain": domain, "note": note})

    found = told(out.getvalue(), tmp_path_factory.getbasetemp(), zone="Asia/Kathmandu", hand_over="07:15")

    there = ZoneInfo("Asia/Kathmandu")
    assert sorted(
        (one.person, one.at.astimezone(there).date(), (one.until - one.at).days - 1, one.domain) for one in found
    ) == sorted(rows)
    assert {one.at.astimezone(there).time().isoformat("minutes") for one in found} <= {"07:15"}


# --- lines that are wrong


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PLAIN + ",2026-11-16,2026-11-22\n", "line 4 has no person."),
        (PLAIN + "Cy,16.11.2026,2026-11-22\n", "line 4 has '16.11.2026' under from; write it like 2026-11-23 or 2026-11-23T09:00."),
        (PLAIN + "Cy,2026-02-30,2026-11-22\n", "line 4 has '2026-02-30' under from;"),
        (PLAIN + "Cy,2026-11-22\n", "line 4 has nothing under to;"),
        (PLAIN + "Cy,2026-11-22,2026-11-16\n", "line 4 ends before it begins."),
        (PLAIN + "Cy,0001-01-01,2026-11-16\n", "line 4 lies outside the years 1970 to 2999."),
        (PLAIN + "Cy,2026-11-22,9999-12-31\n", "line 4 lies outside the years 1970 to 2999."),
        (PLAIN + f"{'C' * 101},2026-11-22,2026-11-22\n", "line 4 has more than 100 letters under person."),
        (PLAIN + "Cy,2026-11-22,2026-11-22,backend\n", "line 4 has more cells than the first one has names."),
        (PLAIN + '"Cy,2026-11-22,2026-11-22\n', "line 4 cannot be read (unexpected end of data)."),
        ("\n\n" + PLAIN + '"C\ny",2026-11-22,\nDi,x,2026-11-22\n', "line 6 has nothing under to; write it like 2026-11-23 or 2026-11-23T09:00; line 8 has 'x' under from;"),
        (PLAIN + "Cy,x,y\n" * 9, "; and 4 more."),
        ("person,from,to,swap\nCy,2026-11-22,2026-11-22,perhaps\n", "line 2 has 'perhaps' under swap; write yes or no."),
        ("", "the first line does not name the columns person, from and to."),
        ("Ada,2026-11-16,2026-11-22\n", "the first line does not name the columns person, from and to."),
        ("person|from|to\n", "the first line does not name the columns person, from and to."),
        ("person,name,from,to\n", "line 1 names the column person twice."),
        (PLAIN.encode() + b"B\xf6,2026-11-16,2026-11-22\n", "line 4 is not UTF-8."),
        (PLAIN.encode("utf-16"), "line 1 is not UTF-8."),
        (PLAIN + "x" * 1_000_000, "it is larger than 1 MB."),
        (PLAIN + "Cy,2026-11-22,2026-11-22\n" * 10_000, "it has more than 10000 lines."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_nothing_is_taken(
    body: str | bytes, said: str, tmp_path: Path
) -> None:
    assert said in complaint(body, tmp_path, **BERLIN)


@pytest.mark.parametrize(
    ("row", "count", "said"),
    [("P{0},2026-11-23,2026-11-23,", 2_001, "2000 shifts"), ("Ada,2026-11-23,2026-11-23,D{0}", 51, "50 domains")],
)
def test_more_than_a_rota_has_is_refused(row: str, count: int, said: str, tmp_path: Path) -> None:
    body = "person,from,to,domain\n" + "\n".join(row.format(number) for number in range(count))

    assert said in complaint(body, tmp_path, **BERLIN)
    assert told(body.rpartition("\n")[0], tmp_path, **BERLIN)


def test_without_a_zone_a_day_means_nothing(tmp_path: Path) -> None:
    assert complaint(PLAIN, tmp_path).startswith("line 2 has no time zone; write `zone` into the watch; line 3")


# --- a file


def test_a_file_may_be_a_link_and_is_read_again_each_time(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    connector = RosterCsv(RosterCsv.Options(path=str(tmp_path / "link.csv"), zone="UTC"), None, "")
    before = shifts(run(connector.fetch(b"", NOON)))

    (tmp_path / "real.csv").write_text(PLAIN + "Cy,2026-11-30,2026-12-06\n", encoding="utf-8")

    assert [one.person for one in before] == ["Ada", "Bo"]
    assert [one.person for one in shifts(run(connector.fetch(b"", NOON)))] == ["Ada", "Bo", "Cy"]


def test_a_file_may_be_in_ones_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME" if os.name != "nt" else "USERPROFILE", str(tmp_path))

    assert told(PLAIN, tmp_path, path="~/rota.csv", **BERLIN)


@pytest.mark.parametrize("path", ["/nowhere/rota.csv", "/dev/zero", "/", "/a\0b", "~nobody-of-that-name/rota.csv"])
def test_a_file_that_cannot_be_read_is_said(path: str) -> None:
    with pytest.raises(Unreachable, match=r"is no file|cannot be read"):
        run(RosterCsv(RosterCsv.Options(path=path, zone="UTC"), None, "").fetch(b"", NOON))


@pytest.mark.parametrize(
    ("options", "said"),
    [({"path": "rota.csv"}, "path must begin"), ({"zone": "Mars"}, "no time zone 'Mars'"), ({"hand_over": "25:00"}, "regex")],
)  # fmt: skip
def test_options_that_cannot_be_are_a_mistake(options: dict[str, str], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(options, RosterCsv.Options)


WEB = '[service.plan]\nkind = "web"\naddress = "https://example.com/rota.csv"\n'
WATCH = '[[watch]]\nkind = "roster.csv"\nname = "rota"\nzone = "UTC"\n'


def test_a_watch_has_a_service_or_a_file() -> None:
    assert parse(WEB + WATCH, "c").watches[0].account == "plan"
    assert parse(WATCH + 'path = "/team/rota.csv"\nevery = "5s"', "c").watches[0].account == ""
    assert parse(WEB + WATCH + 'path = "/team/rota.csv"', "c").watches[0].account == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WATCH, "service must name a service of kind web"),
        (WEB + WATCH + 'path = "/team/rota.csv"\nservice = "plan"', "service is not known here"),
        (WEB + WATCH + 'every = "5s"', "every is impolite to plan"),
        (WATCH + 'path = "rota.csv"', "[[watch]] 1 (rota): cannot be: path must begin at the root, or with ~ for your own folder."),
        (WATCH + "path = 5", "path is 5;"),
    ],
)  # fmt: skip
def test_a_watch_with_neither_or_both_is_a_mistake(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, "c")
    assert len(caught.value.mistakes) == 1
    assert said in caught.value.mistakes[0]


# --- the web


def test_what_has_not_changed_is_not_sent_again_until_another_week_begins() -> None:
    def say(server: Raw, path: str) -> bytes:  # noqa: ARG001  one address
        known = 'if-none-match: "1"' in server.heard[-1]
        return reply(b"", "304 Not Modified") if known else reply(PLAIN.encode(), etag='"1"')

    async def look() -> tuple[Answer | Unchanged, ...]:
        async with watching(say) as (one, _):
            answers = [await one.poll(), await one.poll()]
            one.clock.forward(days=7)
            answers += [await one.poll(), await one.poll()]
            return tuple(answers)

    assert [isinstance(one, Unchanged) for one in run(look())] == [False, True, False, True]


def test_who_i_am_is_asked_anew() -> None:
    async def look() -> list[str]:
        async with watching(lambda *_: reply(PLAIN.encode(), etag='"1"'), me="Ada") as (one, server):
            await one.poll()
            assert isinstance(one.connector, RosterCsv)
            one.connector._me = "Bo"
            await one.poll()
            assert "if-none-match" not in server.heard[-1].lower()
            return [item.person for item in one.items.values() if isinstance(item, Shift) and item.mine]

    assert run(look()) == ["Bo"]


@pytest.mark.parametrize(
    ("path", "credential", "heard"),
    [
        ("/r.csv", "ada:pass", "authorization: Basic YWRhOnBhc3M="),
        ("/r.csv", CANARY, f"authorization: Bearer {CANARY}"),
        ("/{credential}/r.csv", "a/b", "GET /a%2Fb/r.csv "),
    ],
)
def test_a_credential_goes_into_a_header_or_into_the_address(path: str, credential: str, heard: str) -> None:
    async def look() -> tuple[Look, str]:
        async with watching(lambda *_: reply(PLAIN.encode()), path=path, credential=credential) as (one, server):
            await one.poll()
            return one, server.heard[-1]

    one, request = run(look())
    assert heard.lower() in request.lower()
    assert len(one.items) == 2
    assert not any(credential in key for key in one.items)


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (reply(b"\n<!DOCTYPE html><p>Log in"), NotUnderstood, "gives a web page, not a table."),
        (reply(b"gone", "404 Not Found"), Refused, "knows nothing at this address."),
        (reply(b"gone", "410 Gone"), Refused, "knows nothing at this address."),
        (reply(PLAIN.encode()[:-5]), NotUnderstood, ": line 3 has '2026-1' under to;"),
    ],
)
def test_what_is_no_table_is_said_and_what_was_known_stays(answer: bytes, kind: type[ServiceError], said: str) -> None:
    async def look() -> tuple[str, int]:
        async with watching(lambda server, _: answer if len(server.heard) > 1 else reply(PLAIN.encode())) as (
            one,
            server,
        ):
            await one.poll()
            with pytest.raises(kind) as caught:
                await one.poll()
            return caught.value.phrase.replace(server.address.removeprefix("http://"), ""), len(one.items)

    phrase, known = run(look())
    assert said in phrase
    assert known == 2


def test_the_file_behind_an_address_can_be_tried() -> None:
    async def look() -> str:
        async with raw(lambda *_: reply(PLAIN.encode())) as server:
            service = Web(server.address, "", Clock())
            said = await service.whoami()
            await service.http.close()
            return said

    assert run(look()).endswith(f"answers with {len(PLAIN)} bytes.")
