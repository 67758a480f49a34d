"""The config as the settings write it: what was asked for is there, what a person wrote stays, and nothing is left half done."""

import os
import stat
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from supporttray import config
from supporttray.connectors.roster.file import RosterFile
from supporttray.core.model import Duty
from supporttray.core.roster import duty
from supporttray.core.setup import Credential, Offer, Save
from supporttray.engine.plan import Plan
from supporttray.errors import ConfigError
from supporttray.paths import resource
from supporttray.setup.document import printable
from supporttray.setup.offered import OFFERED, offer_of
from supporttray.setup.writing import compose, read, write
from tests.connectors.lab import run

if TYPE_CHECKING:
    from supporttray.core.item import Shift

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SLACK, GITHUB = Credential("slack", "slack", "", "xoxp-canary"), Credential("github", "github", "")
HELP = Offer(kind="slack.requests", name="#help", options=(("channel", "C0123ABCD"),), place="C0123ABCD")
TEAM = Offer(kind="slack.requests", name="#team", options=(("channel", "C0456EFGH"),), place="C0456EFGH")


def builds(branch: str = "main", name: str = "acme/api") -> Offer:
    return Offer(kind="github.builds", name=name, options=(("repository", "acme/api"), ("branch", branch)))


def save(*watched: tuple[str, Offer], **more: object) -> Save:
    """What a person asks for; by default one channel."""
    asked = {"me": "Ada", "credentials": (SLACK, GITHUB), "watched": watched or (("slack", HELP),)}
    return Save(**(asked | more))  # type: ignore[arg-type]


def written(old: str | None, wanted: Save) -> Plan:
    return config.parse(compose(old, wanted, NOW, "my.toml"), "my.toml")


def on_duty(plan: Plan, at: datetime = NOW) -> Duty:
    """Who is on duty, as the app finds it."""
    items: list[Shift] = []
    for watch in plan.watches:
        if watch.kind == "roster.file":
            items += run(RosterFile(watch.options, None, plan.me).fetch(b"", NOW)).items  # type: ignore[arg-type,union-attr]
    return duty(items, at)


# --- a first config


def test_a_first_config_is_a_page_that_a_person_can_read() -> None:
    wanted = save(
        ("slack", HELP),
        ("github", builds()),
        ("github", builds("next")),
        daily=("slack", "C0456EFGH"),
        on_duty=True,
        until=NOW + DAY,
        texts=False,
    )
    assert compose(None, msgspec.structs.replace(wanted, me="Ada"), NOW, "my.toml") == (
        """\
# Support Tray: what is watched, and for whom. `supporttray config check` says every mistake.
schema = 1
me = "Ada"  # as the rota writes it

[service.slack]
kind = "slack"

[service.github]
kind = "github"

[[watch]]
kind = "slack.requests"
name = "#help"
service = "slack"
channel = "C0123ABCD"

[[watch]]
kind = "github.builds"
name = "acme/api"
service = "github"
repository = "acme/api"
branch = "main"

[[watch]]
kind = "github.builds"
name = "acme/api next"
service = "github"
repository = "acme/api"
branch = "next"

[[watch]]
kind = "roster.file"
name = "rota"
shifts = [
    {person = "Ada", from = FROM, to = TO},
]

[notifications]
texts = false # false hides what messages say; titles and numbers stay

[daily]
service = "slack"
channel = "C0456EFGH"
""".replace("FROM", _local(NOW)).replace("TO", _local(NOW + DAY))
    )


def _local(moment: datetime) -> str:
    return moment.astimezone().isoformat().replace("+00:00", "Z")


@given(
    me=st.text(),
    names=st.lists(st.text(), min_size=1, max_size=4),
    branches=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4),
    texts=st.booleans(),
)
@example(me='Ada"\n[[watch]]', names=["]\n[service.x]", "'''", '"""'], branches=["#", "\\u0000", '"'], texts=True)
@example(me="\ud800\x7f\u202e", names=["", "\x00", "rota", "rota"], branches=["a", "a", "\x7f\x00\n"], texts=False)
def test_whatever_names_say_they_stay_names(me: str, names: list[str], branches: list[str], *, texts: bool) -> None:
    channels = [
        Offer(kind="slack.requests", name=name, options=(("channel", f"C000{number}"),))
        for number, name in enumerate(names)
    ]
    valid = [branch for branch in branches if branch.isprintable()]
    watched = [("slack", one) for one in channels] + [("github", builds(branch)) for branch in valid]
    wanted = save(*watched, me=me, texts=texts, on_duty=True if printable(me) else None, until=NOW + DAY)
    plan = written(None, wanted)
    assert (plan.me, plan.texts) == (printable(me), texts)
    offered = [offer_of(watch).options for watch in plan.watches if watch.kind in OFFERED]
    assert offered == list(dict.fromkeys(one.options for _, one in watched))
    assert on_duty(plan).on is (True if printable(me) else None)


def test_a_name_that_cannot_be_an_accounts_is_refused_with_its_reason() -> None:
    bad = Credential('x"]\n[alerts', "slack", "", "xoxp-canary")
    with pytest.raises(ConfigError, match="has a name that cannot be used") as caught:
        compose(None, save(credentials=(bad,)), NOW, "my.toml")
    assert "canary" not in str(caught.value)


def test_names_that_are_taken_get_another() -> None:
    twice = [("slack", msgspec.structs.replace(one, name="#a")) for one in (HELP, TEAM)]
    plan = written('[[watch]]\nkind = "roster.file"\nname = "#a"\nshifts = []\n', save(*twice))
    assert [watch.name for watch in plan.watches] == ["#a", "#a 2", "#a 3"]


# --- a config that is there already

LONG = resource("example.toml").read_text(encoding="utf-8")
DOTTED = """\
schema = 1
service.slack.kind = "slack"  # mine

[[watch]]
kind = "slack.requests"
channel = "C0123ABCD"
"""
INLINE = """\
me = "Bo"
service = { slack = { kind = "slack" } }
watch = [
    # the shop
    { kind = "slack.requests", channel = "C0123ABCD", name = "shop" },
    { kind = "slack.requests", channel = "C0999", name = "old" },
]
daily = { channel = "C0456EFGH" }
"""
SCATTERED = """\
[[watch]]
kind = "slack.requests"
channel = "C0999"

# about the build farm
[service.ci]
kind = "cctray"
address = "https://ci.example.com/cctray.xml"

# about its watch
[[watch]]
kind = "cctray.builds"
name = "farm"
[watch.alerts."build.broken"]
speak = false

# about Slack
[service.slack]
kind = "slack"
# the last word"""


def comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.splitlines() if line.strip().startswith("#"))


@pytest.mark.parametrize("old", [LONG, DOTTED, INLINE, SCATTERED, "", "# nothing\n", LONG.replace("\n", "\r\n")])
def test_what_was_there_stays_whatever_its_form(old: str) -> None:
    before = config.parse(old, "my.toml")
    wanted = save(("slack", HELP), ("github", builds()), me="Zoe", daily=("slack", "C1"), texts=False)
    text = compose(old, wanted, NOW, "my.toml")
    plan = config.parse(text, "my.toml")
    assert (plan.me, plan.texts, plan.daily and plan.daily.place) == ("Zoe", False, "C1")
    assert (plan.alerts, plan.zone_name) == (before.alerts, before.zone_name)
    stays = [watch for watch in before.watches if watch.kind not in OFFERED]
    assert [watch for watch in plan.watches if watch.kind not in OFFERED] == stays
    assert {*before.accounts} | {"slack", "github"} == {*plan.accounts}
    assert comments(text) == comments(old)
    assert compose(text, wanted, NOW, "my.toml") == text


def test_nothing_changes_where_nothing_is_asked_for() -> None:
    before = config.parse(LONG, "my.toml")
    watched = [(watch.account, offer_of(watch)) for watch in before.watches if watch.kind in OFFERED]
    wanted = save(*watched, me="Your Name", daily=("slack", "C0456EFGH"))
    assert compose(LONG, wanted, NOW, "my.toml") == LONG


def test_a_watch_keeps_its_name_and_what_else_a_person_wrote_into_it() -> None:
    old = f'{DOTTED}every = "1m"\nname = "the shop"\nlook_back = "2d"  # two\n'
    [watch] = written(old, save(("slack", HELP))).watches
    assert (watch.name, watch.every, watch.options.look_back) == ("the shop", timedelta(minutes=1), 2 * DAY)


def test_a_watch_that_is_not_wanted_goes_and_the_comment_of_the_next_one_stays_above_it() -> None:
    old = DOTTED + '\n# the team\n[[watch]]\nkind = "slack.requests"\nname = "team"\nchannel = "C0456EFGH"\n'
    text = compose(old, save(("slack", TEAM), credentials=(SLACK,)), NOW, "my.toml")
    assert '# the team\n[[watch]]\nkind = "slack.requests"\nname = "team"\n' in text
    assert "C0123ABCD" not in text


def test_an_address_is_written_only_where_it_is_not_the_usual_one() -> None:
    enterprise = Credential("github", "github", " https://ghe.example/api/v3 ", "ghp_canary")
    usual = Credential("github", "github", "https://api.github.com", "ghp_canary")
    text = compose(None, save(credentials=(SLACK, enterprise)), NOW, "my.toml")
    assert 'kind = "github"\naddress = "https://ghe.example/api/v3"\n' in text
    assert "canary" not in text
    assert "address" not in compose(None, save(credentials=(SLACK, usual)), NOW, "my.toml")
    assert written(text, save(credentials=(SLACK, usual))).accounts["github"].address == "https://api.github.com"
    assert written(text, save(credentials=(SLACK, GITHUB))).accounts["github"].address == "https://ghe.example/api/v3"


def test_a_demo_account_that_gets_a_token_of_its_own_is_no_demo_any_more() -> None:
    old = '[service.slack]\nkind = "slack"\naddress = "http://127.0.0.1:1/slack/api"\ndemo = true\n'
    for token, demo in (("xoxp-canary", False), ("", True)):
        kept = Credential("slack", "slack", "http://127.0.0.1:1/slack/api", token)
        assert written(old, save(credentials=(kept,))).accounts["slack"].demo is demo


def test_the_daily_status_can_go_nowhere_again() -> None:
    text = compose(LONG + "# the end\n", save(), NOW, "my.toml")
    assert "[daily]" not in text
    assert text.endswith("# the end\n")


@pytest.mark.parametrize(
    ("old", "wanted", "said"),
    [
        ("schema = 2\n", save(), "schema is not known"),
        ("watch = [\n", save(), "is not TOML"),
        (None, save(("nobody", HELP)), "service must name a service of kind slack"),
        (None, save(("slack", msgspec.structs.replace(HELP, options=(("channel", "#help"),)))), "channel is '#help'"),
        (None, save(daily=("github", "x")), "service must name a service that can post"),
        (None, save(credentials=(Credential("slack", "slack", "http://slack.example/api"),)), "use https"),
        (None, save(on_duty=True), "The end of the duty must lie ahead."),
        (None, save(on_duty=True, until=NOW), "The end of the duty must lie ahead."),
        (None, save(on_duty=True, until=NOW + DAY, me="\n"), "The rota needs your name."),
    ],
)
def test_a_mistake_is_said_and_nothing_comes_of_it(old: str | None, wanted: Save, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        compose(old, wanted, NOW, "my.toml")


BLOCKS = {
    "slack": '[service.slack]\nkind = "slack"',
    "github": '[service.github]\nkind = "github"  # mine',
    "farm": '[service.farm]\nkind = "cctray"\naddress = "https://ci.example/x"',
    "help": '[[watch]]\nkind = "slack.requests"\nservice = "slack"\nname = "h"\nchannel = "C0123ABCD"\ndomain = "shop"',
    "old": '[[watch]]\nkind = "slack.requests"\nservice = "slack"\nname = "o"\nchannel = "C0999"',
    "api": '[[watch]]\nkind = "github.builds"\nservice = "github"\nname = "api"\nrepository = "acme/api"\nevery = "5m"',
    "feed": '[[watch]]\nkind = "cctray.builds"\nservice = "farm"\n[watch.alerts."build.broken"]\nspeak = false',
    "rota": '[[watch]]\nkind = "roster.file"\nshifts = [\n  # Bo first\n'
    '  { person = "Bo", from = 2026-11-01T09:00:00Z, to = 2026-11-23T13:00:00Z },\n'
    '  { person = "Ada", from = 2026-11-23T11:00:00Z, to = 2026-12-24T09:00:00Z, domain = "d" },\n]',
    "loud": '[alerts."request.waiting"]\nanswer_within = "10m"',
    "daily": '[daily]\nservice = "slack"\nchannel = "C1"',
    "face": "[notifications]\ntexts = false",
}
WANTS = (("slack", HELP), ("slack", TEAM), ("github", builds()), ("github", builds("next")))
NEEDS = {"help": "slack", "old": "slack", "daily": "slack", "api": "github", "feed": "farm"}


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    blocks=st.lists(st.sampled_from(sorted(BLOCKS)), unique=True).flatmap(
        lambda some: st.permutations(sorted({*some} | {NEEDS[one] for one in some if one in NEEDS}))
    ),
    gap=st.sampled_from(["\n", "\n\n", "\n\n\n"]),
    watched=st.lists(st.sampled_from(WANTS), unique=True, min_size=1),
    daily=st.sampled_from([None, ("slack", "C1"), ("slack", "C2")]),
    turn=st.sampled_from([None, True, False]),
    texts=st.booleans(),
)
def test_comments_and_what_else_stands_there_survive_every_change(
    blocks: list[str],
    gap: str,
    watched: list[tuple[str, Offer]],
    daily: tuple[str, str] | None,
    turn: bool | None,  # noqa: FBT001  hypothesis gives it by name
    texts: bool,  # noqa: FBT001
) -> None:
    old = f'# top\nschema = 1\nme = "Ada" # me\n{gap}' + gap.join(f"# above {one}\n{BLOCKS[one]}\n" for one in blocks)
    until = NOW + DAY if turn else None
    wanted = save(*watched, daily=daily, on_duty=turn, until=until, texts=texts)
    before, text = config.parse(old, "old"), compose(old, wanted, NOW, "new")
    plan = config.parse(text, "new")
    assert comments(text) == comments(old)
    assert (plan.alerts, plan.texts, plan.me) == (before.alerts, texts, "Ada")
    assert plan.accounts | before.accounts == plan.accounts
    untouched = [watch for watch in before.watches if watch.kind == "cctray.builds"]
    assert [watch for watch in plan.watches if watch.kind == "cctray.builds"] == untouched
    assert {offer_of(watch).options for watch in plan.watches if watch.kind in OFFERED} == {
        one.options for _, one in watched
    }
    if turn is not None:
        assert on_duty(plan).on is turn
        assert not turn or on_duty(plan).until == until
    elif "rota" in blocks:
        assert on_duty(plan) == on_duty(before)
    assert tomllib.loads(compose(text, wanted, NOW, "again")) == tomllib.loads(text)


# --- the rota


def rota(*shifts: tuple[str, int, int], tables: bool = False) -> str:
    """Write a config with shifts: a person, and from and to in hours from now."""
    told = [
        f'person = "{person}", from = {(NOW + begin * DAY / 24).isoformat()}, to = "{(NOW + end * DAY / 24).isoformat()}"'
        for person, begin, end in shifts
    ]
    head = 'me = "Ada"\n[[watch]]\nkind = "roster.file"\n'
    if tables:
        return head + "".join(f"[[watch.shifts]]\n{one.replace(', ', chr(10))}\n" for one in told)
    return f"{head}shifts = [{', '.join(f'{{ {one} }}' for one in told)}]\n"


def shifts(plan: Plan) -> list[tuple[str, int, int]]:
    found = [one for watch in plan.watches if watch.kind == "roster.file" for one in watch.options.shifts]
    hour = timedelta(hours=1)
    return sorted((one.person, (one.begin - NOW) // hour, (one.end - NOW) // hour) for one in found)


@pytest.mark.parametrize("tables", [False, True])
@pytest.mark.parametrize(
    ("old", "until", "new"),
    [
        ([("Bo", -5, 5)], 8, [("Ada", 0, 8), ("Bo", -5, 5)]),
        ([("Ada", -5, 5)], 8, [("Ada", -5, 8)]),
        ([("Ada", -5, 50)], 8, [("Ada", -5, 8)]),
        ([("ada", -5, 5), ("Ada", 4, 6), ("Ada", 7, 20), ("Ada", 9, 30)], 8, [("Ada", 8, 20), ("Ada", 9, 30), ("ada", -5, 8)]),
        ([("Ada", -9, -5)], 8, [("Ada", -9, -5), ("Ada", 0, 8)]),
        ([("Ada", -5, 5)], None, [("Ada", -5, 0)]),
        ([("Ada", 0, 5), ("Bo", 0, 5)], None, [("Bo", 0, 5)]),
        ([("Ada", 0, 5)], None, [("Ada", -1, 0)]),
        ([("Ada", -5, 5), ("Ada", 6, 7)], None, [("Ada", -5, 0), ("Ada", 6, 7)]),
        ([("Bo", -5, 5)], None, [("Bo", -5, 5)]),
        ([("Ada", -5, 50), ("Ada", 2, 4), ("Ada", 5, 9), ("Ada", 10, 11)], -8, [("Ada", -5, 0), ("Ada", 8, 9), ("Ada", 8, 50), ("Ada", 10, 11)]),
    ],
)  # fmt: skip
def test_the_rota_says_afterwards_what_the_person_said(
    old: list[tuple[str, int, int]], until: int | None, new: list[tuple[str, int, int]], *, tables: bool
) -> None:
    """A positive end is "on duty until", none is "off duty", a negative one "off duty until"."""
    on = bool(until and until > 0)
    end = None if until is None else NOW + timedelta(hours=abs(until))
    plan = written(rota(*old, tables=tables), save(on_duty=on, until=end))
    assert shifts(plan) == new
    assert on_duty(plan).on is on


def test_who_takes_another_name_takes_the_shifts_along() -> None:
    plan = written(rota(("Ada", -5, 5), ("Bo", 5, 9)), save(me="Ada L.", on_duty=True, until=NOW + DAY))
    assert shifts(plan) == [("Ada L.", -5, 24), ("Bo", 5, 9)]


def test_who_is_off_duty_where_there_is_no_rota_is_known_to_be() -> None:
    plan = written(None, save(on_duty=False))
    assert on_duty(plan).on is False
    assert written(DOTTED, save()).watches[-1].kind == "slack.requests"


def test_a_rota_of_that_name_is_taken_before_another() -> None:
    second = '[[watch]]\nkind = "roster.file"\nname = "rota"\nshifts = [] # mine\n'
    plan = written(rota(("Bo", -1, 1)) + second, save(on_duty=True, until=NOW + DAY))
    assert [len(watch.options.shifts) for watch in plan.watches if watch.kind == "roster.file"] == [1, 1]


# --- the file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_first_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "default.toml"
    write(path, "schema = 1\n", read(path))
    assert path.read_text() == "schema = 1\n"
    assert names(path.parent) == ["default.toml"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_old_file_is_kept_beside_the_new_one_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "default.toml"
    for number in range(3):
        write(path, f"# {number}\r\n", read(path))
        path.chmod(0o640)
    assert path.read_bytes() == b"# 2\r\n"
    assert (tmp_path / "default.toml.before").read_bytes() == b"# 1\r\n"
    assert names(tmp_path) == ["default.toml", "default.toml.before"]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "default.toml.before").stat().st_mode) == 0o640


def test_where_nothing_changes_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "default.toml"
    for text in ("# 1\n", "# 2\n", "# 2\n"):
        write(path, text, read(path))
    assert (tmp_path / "default.toml.before").read_text() == "# 1\n"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "default.toml"
    real.write_text("# old\n")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system makes no links")
    write(link, "# new\n", read(link))
    assert link.is_symlink()
    assert real.read_text() == "# new\n"


def test_a_file_that_somebody_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "default.toml"
    path.write_text("# theirs\n")
    for old in (None, "# before\n"):
        with pytest.raises(ConfigError, match="changed meanwhile"):
            write(path, "# ours\n", old)
    assert path.read_text() == "# theirs\n"
    assert names(tmp_path) == ["default.toml"]


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        write(tmp_path / "file" / "default.toml", "# x\n", None)
    path = tmp_path / "default.toml"
    path.mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        write(path, "# x\n", None)
    assert names(tmp_path) == ["default.toml", "file"]


@pytest.mark.parametrize(("content", "said"), [(b"\xff", "is not UTF-8"), (b" " * 1_000_001, "larger than 1 MB")])
def test_a_file_that_is_no_config_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "default.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        read(path)
