"""Templates for texts: Jinja2 in a sandbox, in a child process with a limit, for a person may have written them.

The child is this module, run with `-m`: a template that never ends is ended, one that reads files cannot.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

from supporttray.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_S = 5.0
LONGEST = 40_000  # characters of a text
SECTIONS = (
    ("answered", "Answered"),
    ("fixed", "Fixed"),
    ("open", "Still open"),
    ("notes", "Notes"),
    ("next", "Next"),
)


async def render(template: Path, day: Any) -> str:
    """Return the text. Raises `ConfigError` with the template's line where it cannot be made."""
    source = _source(template)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "supporttray.template"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            output, _ = await child.communicate(json.dumps({"source": source, "day": day}).encode())
    except TimeoutError:
        raise ConfigError([f"{template}: does not come to an end within {LIMIT_S:.0f} s."]) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    try:
        answer = json.loads(output)
    except ValueError:
        answer = {"error": "the text could not be made", "line": 0}
    if "error" in answer:
        raise ConfigError([f"{template}: line {answer['line']}: {answer['error']}"])
    text: str = answer["text"]
    return text


def _source(template: Path) -> str:
    try:
        return template.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{template}: cannot be read ({error})."]) from error


def _child() -> dict[str, Any]:
    from jinja2 import StrictUndefined, TemplateError  # noqa: PLC0415  only in the child
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    asked = json.load(sys.stdin)
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters |= {"line": _line, "link": _link}
    day = asked["day"]
    sections = [(title, day.get(name) or []) for name, title in SECTIONS]
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
    """What, what is said of it, where: `Where is order 7? — answered by Mei https://…`."""
    detail = f" — {one['detail']}" if one.get("detail") else ""
    url = f" {one['url']}" if one.get("url") else ""
    return f"{one['text']}{detail}{url}"


def _link(one: dict[str, str]) -> str:
    """The same in Markdown: what it is about is the link, and nothing in it is markup."""
    text = "".join(f"\\{character}" if character in "\\`*_{}[]<>()#+-.!|~" else character for character in one["text"])
    linked = f"[{text}]({one['url']})" if one.get("url") else text
    return linked + (f" — {one['detail']}" if one.get("detail") else "")


if __name__ == "__main__":
    json.dump(_child(), sys.stdout)
