"""Templates for texts: Jinja2 in a sandbox, in a child process with limits, for a person may have written them.

The child is this module, run with `-m`: a template that never ends or eats the memory is ended, one that reads files cannot.
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from supporttray import child
from supporttray.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LIMIT_S = 5.0
LONGEST = 40_000  # characters of a text
LARGEST = 100_000  # bytes of a template
SECTIONS = (  # the short ones first: a long day goes on in a thread, and its beginning should be worth reading alone
    ("critical", "Bugs that block a release"),
    ("open", "Still open"),
    ("seen", "Seen, not answered yet"),
    ("next", "Next"),
    ("queue", "The queue"),
    ("process", "Testing and releases"),
    ("fixed", "Fixed"),
    ("reviews", "Reviews given"),
    ("notes", "Notes"),
    ("answered", "Answered"),
)


async def render(template: Path, day: Any, sections: Sequence[tuple[str, str]] = SECTIONS) -> str:
    """Return the text; `sections` are the names of the day's lists and their titles. Raises `ConfigError` with the template's line where it cannot be made."""
    asked = json.dumps({"source": _source(template), "day": day, "sections": sections}).encode()
    try:
        output = await child.run("supporttray.template", asked, LIMIT_S)
    except TimeoutError:
        raise ConfigError([f"{template}: does not come to an end within {LIMIT_S:.0f} s."]) from None
    try:
        answer = json.loads(output)
    except ValueError:
        answer = {"error": "the text could not be made; perhaps it takes too much memory", "line": 0}
    if "error" in answer:
        line = f"line {answer['line']}: " if answer["line"] else ""
        raise ConfigError([f"{template}: {line}{' '.join(answer['error'].split())[:300].rstrip('.')}."])
    text: str = answer["text"]
    return text


def _source(template: Path) -> str:
    try:
        if not template.is_file():
            raise ConfigError([f"{template}: is no file that could be read."])
        with template.open("rb") as file:
            source = file.read(LARGEST + 1)
        if len(source) > LARGEST:
            raise ConfigError([f"{template}: is larger than {LARGEST} bytes."])
        return source.decode()
    except OSError as error:
        raise ConfigError([f"{template}: cannot be read ({error.strerror})."]) from error
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise ConfigError([f"{template}: line {line}: is not UTF-8."]) from error


# --- in the child


def _child() -> dict[str, Any]:
    from jinja2 import StrictUndefined, TemplateError  # noqa: PLC0415  only in the child
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    asked = json.load(sys.stdin)
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters |= {"line": _line, "link": _link}
    day = asked["day"]
    sections = [(title, day.get(name) or []) for name, title in asked["sections"]]
    try:
        parts: list[str] = []
        for part in environment.from_string(asked["source"]).generate(day=day, sections=sections):
            parts.append(part)
            if sum(map(len, parts)) > LONGEST:
                return {"error": f"the text becomes longer than {LONGEST} characters", "line": 0}
    except TemplateError as error:
        return {"error": error.message or type(error).__name__, "line": _line_of(error)}
    except Exception as error:  # noqa: BLE001  whatever a template raises
        return {"error": f"{type(error).__name__}: {error}", "line": _line_of(error)}
    return {"text": "".join(parts).strip()}


def _line_of(error: BaseException) -> int:
    """Return the template's line: a syntax error knows it, any other has it in its traceback."""
    found = getattr(error, "lineno", 0) or 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _line(one: dict[str, str]) -> str:
    """What, what is said of it, where: `Where is order 7? — answered by Mei https://…`.

    Of Slack's markup in what others wrote only a block of code would reach over the end of the line.
    """
    detail = f" — {one['detail']}" if one.get("detail") else ""
    url = f" {one['url']}" if one.get("url") else ""
    return f"{one['text']}{detail}".replace("```", "'''") + url


def _link(one: dict[str, str]) -> str:
    """The same in Markdown: what it is about is the link, and nothing in it is markup."""
    text, detail, url = _literal(one["text"]), _literal(one.get("detail", "")), one.get("url", "")
    address = f"<{url}>" if re.search(r"[()\s]", url) else url
    return (f"[{text}]({address})" if url else text) + (f" — {detail}" if detail else "")


def _literal(text: str) -> str:
    """Escape what Markdown would read as markup, here and at the beginning of a line; no more, for it is also read as it is."""
    text = re.sub(r"([\\`*_\[\]<>~])", r"\\\1", text)
    return re.sub(r"&(?=#?\w+;)|^[#+\-=|](?=\s|$)|(?<=^\d)[.)]|(?<=^\d\d)[.)]", r"\\\g<0>", text)


if __name__ == "__main__":
    child.limit_memory()
    json.dump(_child(), sys.stdout)
