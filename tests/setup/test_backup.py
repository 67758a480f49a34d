"""Who the backup is, and that I want it: read from the person's own config, written there, and never said by a team's file."""

from pathlib import Path

import pytest

from supporttray import config
from supporttray.config.team import Team
from supporttray.core.backup import SetBackup
from supporttray.engine.plan import Backup, Plan
from supporttray.errors import ConfigError, NotDone
from supporttray.setup import backup

ME = '# mine\nschema = 1\nme = "Ada"\n\n[service.slack]\nkind = "slack"\n'
TABLE = '\n[backup]  # who is told\nperson = "U0123ABCD"  # Bo\nname = "Bo"\nconsent = true\n# and this stays\n'
BO = Backup("slack", "U0123ABCD", "Bo", consent=True)


def read(text: str) -> Plan:
    return config.parse(text, "my.toml")


def mistakes(text: str, team: str = "") -> str:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "my.toml", Team("team.toml", team) if team else None)
    return "\n".join(caught.value.mistakes)


# --- what the config says


def test_without_a_table_there_is_no_backup_and_without_consent_nothing_is_wanted() -> None:
    assert read(ME).backup is None
    assert read(ME + '[backup]\nperson = "U0123ABCD"\n').backup == Backup("slack", "U0123ABCD", "U0123ABCD")
    assert read(ME + TABLE).backup == BO


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('person = "U0123ABCD"', 'person = "@bo"', "[backup]: person is '@bo'; The id of the person's account"),
        ('person = "U0123ABCD"', "", "[backup]: person is missing; The id of the person's account"),
        ("consent = true", 'consent = "yes"', "[backup]: consent is 'yes'; Whether a message to them"),
        ("consent = true", "agreed = true", "[backup]: agreed is not known here; known are"),
        ("consent = true", 'service = "github"', "[backup]: service must name a service that can send later (slack)."),
        ('kind = "slack"', 'kind = "github"', "[backup]: service must name a service that can send later (none yet)."),
    ],
)
def test_a_mistake_is_said_with_what_is_allowed(old: str, new: str, said: str) -> None:
    assert said in mistakes((ME + TABLE).replace(old, new, 1))


def test_of_two_accounts_one_is_to_be_named() -> None:
    two = ME + '[service.other]\nkind = "slack"\n' + TABLE
    assert "must name a service that can send later (slack, other)" in mistakes(two)
    assert read(two.replace("[backup]", '[backup]\nservice = "other"')).backup == Backup(
        "other", "U0123ABCD", "Bo", consent=True
    )


def test_a_teams_file_says_it_for_nobody() -> None:
    mine = 'schema = 1\nme = "Ada"\nteam = "https://example.com/t.toml"\n[service.slack]\nkind = "slack"\n'
    assert "team.toml: [backup] is each person's own" in mistakes(mine, f"schema = 1\n{TABLE}")
    assert config.parse(mine + TABLE, "my.toml", Team("team.toml", "schema = 1\n")).backup == BO


# --- what is written there


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "config.toml"
    made.write_text(ME)
    return made


def test_it_is_written_below_all_that_stands_there(path: Path) -> None:
    said = backup.write(path, SetBackup(consent=True, person=" U0123ABCD ", name="Bo"))
    assert said == "Saved. Ask them now."
    assert path.read_text() == ME + '\n[backup]\nperson = "U0123ABCD"\nname = "Bo"\nconsent = true\n'
    assert config.load(path).backup == BO


def test_it_is_ended_and_begun_again_in_place_and_comments_stay(path: Path) -> None:
    path.write_text(ME + TABLE)
    assert backup.write(path, SetBackup(consent=False)) == "Saved. Nothing is sent without a click any more."
    assert path.read_text() == (ME + TABLE).replace("consent = true", "consent = false")
    backup.write(path, SetBackup(consent=True))
    assert path.read_text() == ME + TABLE


def test_another_person_does_not_keep_the_name_of_the_one_before(path: Path) -> None:
    path.write_text(ME + TABLE)
    backup.write(path, SetBackup(consent=True, person="U0456EFGH"))
    assert config.load(path).backup == Backup("slack", "U0456EFGH", "U0456EFGH", consent=True)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (SetBackup(consent=True), "Say first who your backup is."),
        (SetBackup(consent=False), "Say first who your backup is."),
        (SetBackup(consent=True, person="@bo"), "It is no id of a person"),
        (SetBackup(consent=True, person="U0123ABCD\nx = 1"), "It is no id of a person"),
        (SetBackup(consent=True, person="U0123ABCD", account="github"), "must name a service"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(path: Path, wanted: SetBackup, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        backup.write(path, wanted)
    assert path.read_text() == ME


def test_where_there_is_no_config_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotDone):
        backup.write(tmp_path / "config.toml", SetBackup(consent=True, person="U0123ABCD"))
    assert list(tmp_path.iterdir()) == []
