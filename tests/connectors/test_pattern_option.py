"""A pattern that is none is refused where it is written, by whichever watch has it."""

import pytest

from supporttray import config
from supporttray.errors import ConfigError


@pytest.mark.parametrize(
    ("service", "place", "line"),
    [
        ("github", 'repository = "acme/api"', 'branch = "main re:("'),
        ("github", 'repository = "acme/api"', 'workflows = ["*", "!re:("]'),
        ("gitlab", 'project = "acme/shop"', 'branch = "main re:("'),
        ("gitlab", 'project = "acme/shop"', 'pipelines = ["re:("]'),
    ],
)
def test_a_pattern_that_is_none_is_said_by_the_name_of_its_key(service: str, place: str, line: str) -> None:
    watch = f'[[watch]]\nkind = "{service}.builds"\n{place}\n{line}\n'
    with pytest.raises(ConfigError) as caught:
        config.parse(f'schema = 1\nservice.{service}.kind = "{service}"\n{watch}', "x.toml")
    [mistake] = caught.value.mistakes
    assert line.partition(" ")[0] in mistake
    assert "is no regular expression" in mistake
