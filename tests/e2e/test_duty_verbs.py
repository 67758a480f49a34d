"""Duty from the command line: swaps, taking and giving it by hand. What a verb writes, the running app knows at once."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.act import act
from tests.e2e.play import App, app, until

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CSV = 'schema = 1\nme = "Ada"\n[[watch]]\nkind = "roster.csv"\nname = "plan"\nevery = "1h"\npath = "PATH"\n'


def rota(*shifts: tuple[str, int, int, str]) -> str:
    """Write a config with shifts: a person, from and to in hours from now, and a domain."""
    now = datetime.now(UTC).replace(microsecond=0)
    told = [
        f'{{ person = "{person}", from = {(now + begin * HOUR).isoformat()}, to = {(now + end * HOUR).isoformat()}, domain = "{domain}" }}'
        for person, begin, end, domain in shifts
    ]
    return f'schema = 1\nme = "Ada"\n[[watch]]\nkind = "roster.file"\nname = "rota"\nshifts = [{", ".join(told)}]\n'


ALONE = (("Ada", -5, 50, "apps"), ("Bo", 50, 90, "apps"))


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[App]:
    (tmp_path / "config.toml").write_text(rota(*ALONE))
    with app(tmp_path / "config.toml", tmp_path / "a") as one:
        yield one


def people(one: App) -> dict[str, list[str]]:
    """Who is on duty in each domain, as the running app knows it."""
    told: dict[str, Any] = one.verb("duty")
    return {turn["domain"]: turn["people"] for turn in told["turns"]}


def does(one: App, *words: str) -> str:
    """Let a verb do something; return what it says."""
    done = act(one, "duty", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refuses(one: App, *words: str) -> str:
    """Let a verb refuse something; return why."""
    before = one.config.read_bytes()
    done = act(one, "duty", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert one.config.read_bytes() == before
    return done.stderr


def test_what_is_swapped_the_running_app_knows_at_once_and_again_when_it_is_taken_back(ada: App) -> None:
    ada.start()
    ada.waits_for("On duty")

    first, second = does(ada, "swap", "bo", "now", "4h").splitlines()

    assert first.startswith("Bo from ")
    assert second == f"Written into {ada.config}."
    until(lambda: people(ada).get("") == ["Bo"], "Bo is on duty")
    assert "Taken out of" in does(ada, "unswap", "Bo", "today")
    until(lambda: people(ada) == {"apps": ["Ada"]}, "Ada is on duty again")
    assert ada.end() == 0


def test_a_line_in_the_teams_table_is_known_at_once_too(ada: App, tmp_path: Path) -> None:
    table = tmp_path / "rota.csv"
    ada_now, bo_later = (
        [(datetime.now(UTC) + days * DAY).strftime("%FT%TZ") for days in two] for two in ((-1, 9), (9, 19))
    )
    table.write_text(
        "\n".join(["person,from,to,swap", ",".join(["Ada", *ada_now, ""]), ",".join(["Bo", *bo_later, ""]), ""])
    )
    ada.config.write_text(CSV.replace("PATH", str(table)))
    ada.start()
    ada.waits_for("On duty")

    assert f"Written into {table}." in does(ada, "swap", "Bo", "now", "4h")
    until(lambda: people(ada) == {"": ["Bo"]}, "Bo is on duty")
    assert table.read_text().splitlines()[3].startswith("Bo,")
    assert ada.end() == 0


def test_duty_is_given_by_hand_until_the_turn_ends(ada: App) -> None:
    given = json.loads(does(ada, "give", "bo", "--json"))

    assert given["done"] is True
    assert (given["swap"]["person"], given["swap"]["instead_of"], given["swap"]["domain"]) == ("Bo", "Ada", "apps")
    assert timedelta(hours=49) < datetime.fromisoformat(given["swap"]["end"]) - datetime.now(UTC) < timedelta(hours=51)
    assert "is nothing to give" in refuses(ada, "give", "Cy")


def test_who_shares_a_turn_gives_their_own_duty_until_its_own_end(ada: App) -> None:
    ada.config.write_text(
        rota(("Ada", -5, 50, "apps"), ("Ada", 50, 70, "apps"), ("Cy", -5, 9, "apps"), ("Ada", -6, 3, "shop"))
    )

    given = json.loads(does(ada, "give", "Cy", "--domain", "apps", "--json"))["swap"]

    assert timedelta(hours=69) < datetime.fromisoformat(given["end"]) - datetime.now(UTC) < timedelta(hours=71)
    assert given["instead_of"] == "Ada"


def test_duty_is_taken_by_hand(ada: App) -> None:
    ada.config.write_text(rota(("Bo", -5, 50, "apps")))

    taken = json.loads(does(ada, "take", "--until", "2h", "--json"))

    assert (taken["swap"]["person"], taken["swap"]["domain"]) == ("Ada", "apps")
    assert "You are on duty already, until " in refuses(ada, "take", "--until", "1h")


def test_a_domain_is_taken_of_which_the_rota_knows_nothing_more(ada: App) -> None:
    ada.config.write_text(rota(("Bo", -5, 50, "apps"), ("Cy", -9, -5, "shop")))

    assert "say until when, with --until" in refuses(ada, "take", "--domain", "shop")
    assert " for shop from " in does(ada, "take", "--domain", "Shop", "--until", "2h")


def test_what_is_only_tried_is_shown_and_nothing_is_written(ada: App) -> None:
    before = ada.config.read_bytes()

    for words in (("swap", "Bo", "tomorrow", "tomorrow"), ("give", "Bo")):
        assert f"It would be written into {ada.config}.\n" in does(ada, *words, "--dry-run")

    assert ada.config.read_bytes() == before


def test_without_any_rota_duty_is_taken_until_a_moment(ada: App) -> None:
    ada.config.write_text('me = "Ada"\n')

    assert "say until when, with --until" in refuses(ada, "take")
    assert does(ada, "take", "--until", "5h").startswith("Ada from ")
    ada.start()
    ada.waits_for("On duty until")
    assert ada.end() == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("swap", "Bo", "tomorrow", "today"), "It ends before it begins."),
        (("swap", "", "today", "tomorrow"), "Say who takes over."),
        (("swap", "Bo", "2020-01-01", "2020-01-02"), "It has ended already."),
        (("swap", "Bo", "soon", "later"), "FROM 'soon' is no time;"),
        (("swap", "Bo", "now", "later"), "TO 'later' is no time;"),
        (("swap", "Bo", "now", "1h", "--domain", "shop"), "No rota has the domain 'shop'; there are apps."),
        (("swap", "Bo", "now", "1h", "--instead-of", "Zoe"), "No rota has 'Zoe'; there are Ada, Bo."),
        (("unswap", "Bo", "now"), "no such swap begins then. There are: none."),
        (("take", "--until", "yesterday"), "--until 'yesterday' is no time;"),
        (("take", "--domain", "shop"), "Say for which domain, with --domain: there are apps."),
    ],
)
def test_what_makes_no_sense_is_said(ada: App, words: tuple[str, ...], said: str) -> None:
    assert said in refuses(ada, *words)


def test_who_is_in_several_domains_says_which(ada: App) -> None:
    ada.config.write_text(rota(("Ada", -1, 5, "apps"), ("Ada", -1, 7, "shop"), ("Bo", 5, 9, "apps")))

    assert "there are apps and shop" in refuses(ada, "give", "Bo")
    assert " for shop from " in does(ada, "give", "Bo", "--domain", "Shop")
