"""The config: every mistake is found in one go, and said with its file, its table, its key and what is allowed."""

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supporttray.config import SIZE, load, parse
from supporttray.connectors.registry import CONNECTORS, SERVICES
from supporttray.core.hours import Hours
from supporttray.engine.plan import Target
from supporttray.errors import ConfigError
from supporttray.paths import resource
from supporttray.table import described

KINDS = ", ".join(sorted(SERVICES))
WHOLE = """
schema = 1
me = "Ada"
zone = "Europe/Berlin"

[service.slack]
kind = "slack"

[service.github]
kind = "github"
address = "https://github.example.com/api/v3"

[service.ci]
kind = "cctray"
address = "https://ci.example.com/cctray.xml"
credential = true

[[watch]]
kind = "slack.requests"
name = "support channel"
channel = "C0123ABCD"
look_back = "2d"
every = "30s"
domain = "shop"

[watch.alerts."request.waiting"]
answer_within = "10m"

[[watch]]
kind = "github.builds"
repository = "acme/api"
branch = "main"

[[watch]]
kind = "cctray.builds"
service = "ci"
projects = ["api-*"]

[[watch]]
kind = "roster.file"
shifts = [{ person = "Ada", from = 2026-11-16T09:00:00Z, to = 2026-12-28T09:00:00Z }]

[alerts."build.broken"]
speak = false

[daily]
channel = "C0456EFGH"

[notifications]
texts = false
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text, "my.toml")
    return list(caught.value.mistakes)


def changed(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new, 1)


def test_a_whole_config_is_read() -> None:
    plan = parse(WHOLE, "my.toml")
    assert plan.me == "Ada"
    assert [watch.name for watch in plan.watches] == [
        "support channel", "github.builds", "cctray.builds", "roster.file",
    ]  # fmt: skip
    assert plan.watches[0].alerts["request.waiting"].answer_within == timedelta(minutes=10)
    assert not plan.alerts["build.broken"].speak
    assert plan.accounts["slack"].address == "https://slack.com/api"
    assert plan.daily == Target("slack", "C0456EFGH")
    assert str(plan.zone) == "Europe/Berlin"
    assert not plan.texts
    assert parse("", "my.toml").texts


def test_the_teams_hours_are_read_in_the_workspaces_zone_and_the_hour_of_the_status() -> None:
    hours = 'hours = { days = ["mon", "sat"], begin = "08:00", end = "16:00", lunch = ["12:00", "12:30"] }'
    plan = parse(
        changed("schema = 1", f"schema = 1\n{hours}").replace('"C0456EFGH"', '"C0456EFGH"\nby = "16:30"'), "my.toml"
    )

    assert plan.hours == Hours(
        days=frozenset({0, 5}),
        begin=time(8),
        end=time(16),
        lunch=(time(12), time(12, 30)),
        zone=ZoneInfo("Europe/Berlin"),
    )
    assert plan.daily
    assert plan.daily.by == time(16, 30)
    assert parse("", "my.toml").hours == Hours()


def test_the_config_to_begin_with_has_no_mistakes() -> None:
    assert load(resource("example.toml")).watches


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema = 1", "schema = 2", "schema is not known; this program reads schema = 1."),
        ("schema = 1", 'schema = "1"', "schema is '1'; it must be a whole number."),
        ("schema = 1", "schema = true", "schema is True; it must be a whole number."),
        ('me = "Ada"', "me = 5", "me is 5; it must be a text in quotes."),
        ('me = "Ada"', 'me = "A\\u001bda"', "me holds characters that cannot be printed, or is too long."),
        ('me = "Ada"', 'you = "Ada"', "you is not known here; known are schema, me, team, service, watch, zone, alerts, hours, daily, notifications, updates, duty, announce, queue, replies, builds, reviews, process, release, backup."),
        ('"Europe/Berlin"', '"Middle/Earth"', "zone is no time zone: 'Middle/Earth'; write it like \"Europe/Berlin\"."),
        ('"Europe/Berlin"', '"../../etc/passwd"', "zone is no time zone: '../../etc/passwd';"),
        ('"Europe/Berlin"', '"Europe"', "zone is no time zone: 'Europe';"),
        ('"Europe/Berlin"', "2", "zone is 2; it must be a text in quotes."),
        ('channel = "C0456EFGH"', "", "[daily]: channel is missing; write the channel's id."),
        ('channel = "C0456EFGH"', "channel = 5", "[daily]: channel is 5; it must be a text in quotes."),
        ('channel = "C0456EFGH"', 'channel = "#daily"', "[daily]: channel is '#daily'; write the channel's id,"),
        ('"C0456EFGH"', '"C0456EFGH"\nservice = "github"', "[daily]: service must name a service that can post (slack)."),
        ('"C0456EFGH"', '"C0456EFGH"\nat = "17:00"', "[daily]: at is not known here; known are channel, name, by, service."),
        ("schema = 1", 'schema = 1\nannounce = { service = "slack" }', "[announce]: topic is missing; say where it is shown:"),
        ("schema = 1", 'schema = 1\nannounce = { topic = "C1", service = "github" }', "[announce]: service must name a service"),
        ("schema = 1", 'schema = 1\nduty = { always = "apps" }', "[duty]: always is 'apps'; "),
        ('channel = "C0456EFGH"', 'channel = "C0456EFGH"\nby = "half past four"', "[daily]: by is 'half past four'; write a time of day"),
        ('channel = "C0456EFGH"', 'channel = "C0456EFGH"\nby = "24:00"', "[daily]: by is '24:00'; write a time of day"),
        ("schema = 1", 'schema = 1\nhours = { days = ["monday"] }', "[hours]: days is ['monday']; On which days of the week"),
        ("schema = 1", "schema = 1\nhours = { days = [] }", "[hours]: days is []; On which days of the week"),
        ("schema = 1", 'schema = 1\nhours = { begin = "9" }', "[hours]: begin is '9'; When work begins, for example '09:00'"),
        ("schema = 1", 'schema = 1\nhours = { lunch = ["12:00"] }', "[hours]: lunch is ['12:00']; From when to when"),
        ("schema = 1", 'schema = 1\nhours = { end = "08:00" }', "[hours]: cannot be: begin, lunch and end must come one"),
        ("schema = 1", 'schema = 1\nhours = { lunch = ["13:00", "12:00"] }', "[hours]: cannot be: begin, lunch and end"),
        ("schema = 1", 'schema = 1\nhours = { zone = "UTC" }', "[hours]: zone is not known here; known are days, begin,"),
        ("[daily]", "[[daily]]", "[daily] must be a table."),
        ("texts = false", "texts = 0", "[notifications]: texts is 0; it must be true or false."),
        ("texts = false", "text = false", "[notifications]: text is not known here; known are texts."),
        ("[notifications]", "[updates]\ncheck = 1\n[notifications]", "[updates]: check is 1; it must be true or false."),
        ('kind = "slack"', 'kind = "slak"', f"[service.slack]: kind is 'slak'; it must be one of {KINDS}."),
        ('kind = "slack"', "", f"[service.slack]: kind is missing; it must be one of {KINDS}."),
        ('kind = "slack"', 'kind = "slack"\ntoken = "x"', "[service.slack]: token is not known here; known are"),
        ("[service.slack]", '[service."my slack"]', "[service.my slack]: has a name that cannot be used;"),
        ("[service.slack]", '[service."a.b/../c"]', "[service.a.b/../c]: has a name that cannot be used;"),
        ('"https://github.example.com/api/v3"', '"github"', "[service.github]: address is not an address;"),
        ('"https://github.example.com/api/v3"', '"http://["', "[service.github]: address is not an address;"),
        ('"https://github.example.com/api/v3"', '"https://h:99999"', "[service.github]: address is not an address;"),
        ('"https://github.example.com/api/v3"', '"file:///etc"', "[service.github]: address is not an address;"),
        ('"https://github.example.com/api/v3"', '"https://a:b@h"', "[service.github]: address holds a credential;"),
        ('"https://github.example.com/api/v3"', '"http://h"', "[service.github]: address would send the credential"),
        ('"https://ci.example.com/cctray.xml"', '"https://h?Token=1"', "[service.ci]: address holds a token;"),
        ('address = "https://ci.example.com/cctray.xml"', "", "[service.ci]: address is missing;"),
        ("credential = true", 'credential = "yes"', "[service.ci]: credential is 'yes'; it must be true or false."),
        ("credential = true", "demo = true", "[service.ci]: demo is for the demo company on this computer only;"),
        ('kind = "slack"', 'kind = "slack"\ncredential = false', "[service.slack]: credential cannot be false:"),
        ('"slack.requests"', '"slack.request"', "[[watch]] 1 (support channel): kind is 'slack.request'; it must be"),
        ('"support channel"', '" "', "[[watch]] 1 (): name is empty;"),
        ('"support channel"', '"github.builds"', "[[watch]]: name 'github.builds' names two watches;"),
        ('"C0123ABCD"', '"#support"', "[[watch]] 1 (support channel): channel is '#support'; The channel's id, not"),
        ('"C0123ABCD"', "7", "[[watch]] 1 (support channel): channel is 7; The channel's id, not its name"),
        ('channel = "C0123ABCD"', "", "[[watch]] 1 (support channel): channel is missing; The channel's id, not its"),
        ('"2d"', '"2 weeks"', "look_back is '2 weeks'; it must be a length of time such as"),
        ('"2d"', "7", "look_back is 7; it must be a length of time such as"),
        ('"2d"', '"99999d"', "look_back is '99999d'; it must be a length of time such as"),
        ('"30s"', '"0s"', "every is '0s'; it must be a length of time such as"),
        ('"30s"', '"-1s"', "every is '-1s'; it must be a length of time such as"),
        ('"30s"', "30", "every is 30; it must be a length of time such as"),
        ('"30s"', '"1s"', "every is impolite to slack; 10s is the least."),
        ('"shop"', "[]", "[[watch]] 1 (support channel): domain is []; it must be a text in quotes."),
        ('"10m"', '"soon"', "[[watch]] 1 (support channel) [alerts.request.waiting]: answer_within is 'soon'; it must"),
        ('"request.waiting"', '"request.late"', "alerts 'request.late' is no kind of need; there are request.waiting,"),
        ("speak = false", 'speak = "no"', "[alerts.build.broken]: speak is 'no'; it must be true or false."),
        ("speak = false", "loud = false", "[alerts.build.broken]: loud is not known here; known are speak, urgent_after."),
        ('"acme/api"', '"api"', "[[watch]] 2: repository is 'api'; owner/name, for example 'acme/api'"),
        ('"main"', '""', "[[watch]] 2: branch is ''; The branch to watch; patterns"),
        ('service = "ci"', 'service = "slack"', "[[watch]] 3: service 'slack' is not of kind cctray."),
        ('service = "ci"', 'service = "cci"', "[[watch]] 3: service must name a service of kind cctray (ci)."),
        ('["api-*"]', '"api-*"', "[[watch]] 3: projects is 'api-*'; Names or patterns such as api-*"),
        ("from = 2026-11-16T09:00:00Z", "from = 2026-11-16", "[[watch]] 4: shifts is"),
        ("from = 2026-11-16T09:00:00Z", "from = 2026-11-16T09:00:00", "[[watch]] 4: shifts is"),
        ("[service.slack]", "[[service]]", "service must be tables: [service.NAME]."),
        ('[alerts."build.broken"]', "[[alerts]]", "alerts must be tables: [alerts.NAME]."),
        ("schema = 1", "schema = ", "is not TOML:"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place_and_what_is_allowed(old: str, new: str, said: str) -> None:
    found = mistakes(changed(old, new))
    assert all(line.startswith("my.toml: ") and line.endswith((".", ")")) for line in found), found
    assert any(line.removeprefix("my.toml: ").startswith(said) or f": {said}" in line for line in found), found


def test_all_mistakes_are_said_in_one_go_in_the_order_of_the_file() -> None:
    text = WHOLE
    for old, new in (
        ("schema = 1", "schema = 3"),
        ('kind = "github"', 'kind = "gitea"'),
        ('"C0123ABCD"', '"support"'),
        ('"acme/api"', '"acme"'),
        ("speak = false", "speak = 0"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    found = mistakes(text)
    assert [re.search(r"schema|kind|channel|repository|speak", line)[0] for line in found] == [  # type: ignore[index]
        "schema", "kind", "channel", "repository", "speak",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["schema = 99999999999999999999999999", f"schema = {'9' * 5000}", "[" * 5000, "a = \x00", "]"]
)
def test_what_is_no_toml_or_absurd_is_said(text: str) -> None:
    assert mistakes(text)[0].startswith("my.toml: ")


def test_an_empty_config_is_one_that_watches_nothing() -> None:
    assert parse("", "my.toml").watches == ()


KEYS = st.one_of(
    st.sampled_from(["schema", "me", "service", "watch", "alerts", "kind", "address", "credential", "demo", "name", "every",
                     "domain", "channel", "look_back", "repository", "branch", "projects", "shifts", "person", "from", "to",
                     "speak", "urgent_after", "answer_within", "request.waiting", "slack", "github"]),
    st.text(max_size=8),
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.booleans(), st.integers(), st.floats(), st.text(), st.datetimes(), st.dates(), st.times(),
        st.sampled_from(["slack", "github", "cctray", "slack.requests", "github.builds", "cctray.builds", "roster.file",
                         "1s", "3d", "http://[", "http://127.0.0.1:1/x", "https://h", "C0123ABCD", "a/b"]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "schema": st.just(1) | VALUES,
        "me": VALUES,
        "service": st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=3) | VALUES,
        "watch": st.lists(st.dictionaries(KEYS, VALUES, max_size=5), max_size=3) | VALUES,
        "alerts": st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=3) | VALUES,
    },
)


@given(DOCUMENTS)
@example(
    {
        "service": {"slack": {"kind": "slack", "address": "http://["}},
        "watch": [{"kind": "slack.requests", "every": "1s"}],
    }
)
def test_whatever_stands_in_it_only_config_errors_come_of_it(document: dict[str, Any]) -> None:
    for line in said(toml(document)):
        assert line.startswith("my.toml: ")
        assert "\n" not in line


@given(st.text(max_size=200))
def test_whatever_text_it_is_only_config_errors_come_of_it(text: str) -> None:
    assert all(line.startswith("my.toml: ") for line in said(text))


def said(text: str) -> tuple[str, ...]:
    try:
        parse(text, "my.toml")
    except ConfigError as error:
        return error.mistakes
    return ()


def toml(value: Any, *, top: bool = True) -> str:
    """Write a document, as inline tables below the top."""
    if isinstance(value, dict):
        lines = [f"{quoted(key)} = {toml(one, top=False)}" for key, one in value.items()]
        return "\n".join(lines) if top else "{" + ", ".join(lines) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(one, top=False) for one in value) + "]"
    if isinstance(value, str):
        return quoted(value)
    return str(value).lower() if isinstance(value, (bool, int, float)) else str(value.isoformat())


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(one) if not 0xD800 <= ord(one) < 0xE000 else 63:08x}" for one in text) + '"'


# --- the file itself


def said_of(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path)
    (only,) = caught.value.mistakes
    return only.removeprefix(f"{path}: ")


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    assert said_of(file) == "there is no such file. `supporttray config init` writes one to begin with."
    assert said_of(tmp_path) == "cannot be read (Is a directory)."
    file.write_bytes(b"me = 1\n" * (SIZE // 5))
    assert said_of(file) == "is larger than 1 MB; this is no config."
    file.write_bytes(b'me = "\xff"')
    assert said_of(file) == "is not UTF-8 at byte 6."
    assert said_of(file / "below") == "cannot be read (Not a directory)."
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert said_of(tmp_path / "loop").startswith("cannot be read (")


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load(file).me == "Ada"


def test_every_key_of_every_watch_is_described() -> None:
    for keys in (described(connector.Options) for connector in CONNECTORS.values()):
        assert all(one["description"] or key == "look_back" for key, one in keys.items())
