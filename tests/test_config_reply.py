"""[replies], and the watch of what is logged: what a config says of answering."""

import pytest

from supporttray.config import parse
from supporttray.core.reply import USUAL
from supporttray.errors import ConfigError

OWN = '[replies]\nthanks = "Thank you, $asker!"\n"more lines" = """\nHi $asker,\nmore by ${due}."""\n'


def test_the_answers_of_a_config_take_the_place_of_the_usual_ones() -> None:
    assert parse("", "f").replies == USUAL
    assert parse(OWN, "f").replies == {"thanks": "Thank you, $asker!", "more lines": "Hi $asker,\nmore by ${due}."}
    assert parse("[replies]\n", "f").replies == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('a = "Hi $name"', "f: [replies]: a holds $name, which is not known; known are $asker, $me, $channel, $title, $due."),
        ('a = "5 $"', "f: [replies]: a holds a $ that begins no placeholder"),
        ("a = 5", "f: [replies]: a is 5; it must be a text in quotes."),
        ('a = " "', "f: [replies]: a is empty; write what it says."),
        ('a = "\\u0007"', "f: [replies]: a holds characters that cannot be printed, or is too long."),
        (f'a = "{"x" * 5000}"', "f: [replies]: a holds characters that cannot be printed, or is too long."),
        ("\n".join(f'a{number} = "x"' for number in range(51)), "f: [replies]: has 51 texts; 50 are the most"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_answer_says_which_one(line: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse(f"[replies]\n{line}\n", "f")
    assert len(error.value.mistakes) == 1
    assert error.value.mistakes[0].startswith(said)


def test_what_is_logged_has_a_watch_that_is_never_asked() -> None:
    plan = parse("", "f")
    assert [(one.name, one.kind, one.account) for one in plan.held] == [("log", "log.requests", "")]
    assert (plan.asked, plan.kept) == ((), plan.held)


def test_a_watch_of_the_file_that_is_called_log_keeps_its_name_and_one_of_the_kind_takes_its_place() -> None:
    builds = '[[watch]]\nkind = "meeting.rule"\nname = "log"\ntitle = "x"\nat = "09:45"\nzone = "UTC"\ndays = ["mon"]\n'
    assert [one.name for one in parse(builds, "f").held] == ["log 2"]

    mine = parse('[[watch]]\nkind = "log.requests"\nname = "at the door"\ndomain = "apps"\n', "f")
    assert (mine.held, [one.domain for one in mine.kept]) == ((), ["apps"])
