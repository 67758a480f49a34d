"""The command line: which verbs there are, and how each ends. What they do is in `verb/`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from supporttray import __version__, program
from supporttray.core.text import plain
from supporttray.errors import ConfigError, Failure, Replaced
from supporttray.knock import SCHEME
from supporttray.paths import workspace_name
from supporttray.verb import grammar, shift

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from types import ModuleType, TracebackType
    from typing import Any

    from supporttray.engine.face import Face, Stage
    from supporttray.paths import Workspace

    Work = Coroutine[Any, Any, None]
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives it no other name

FLAGS = {"--background": ("run", "--background"), "--quit": ("quit",), "--selftest": ("selftest",)}
EPILOG = "Exit codes: 0 all is well, 1 a bug, 2 the config, 3 a service, 4 another engine runs."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter is no reason to end
    sys.excepthook = _fault
    try:
        wanted = _parser().parse_args(_usual(sys.argv[1:] if arguments is None else arguments))
        code = int(wanted.work(wanted))
        print(end="", flush=True)  # a reader that has gone is noticed here, not at the interpreter's end
    except ConfigError as error:
        print(*map(plain, error.mistakes), sep="\n", file=sys.stderr)
        return error.exit_code
    except Failure as error:
        print(plain(f"supporttray: {error.phrase} {error.hint}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _usual(arguments: Sequence[str]) -> Sequence[str]:
    """Return the verb for what the system says: nothing at a double click, a flag at login or in an installer, or an address of ours."""
    first = arguments[0] if arguments else "run"
    if first.startswith(SCHEME):
        return ("run", *arguments)
    return (*FLAGS.get(first, (first,)), *arguments[1:])


def anew(arguments: Sequence[str]) -> list[str]:
    """Return how an app that was replaced starts again: as it was started, but that it opens nothing."""
    words = [word for word in _usual(arguments) if not word.startswith(SCHEME)]
    quiet = words[:1] != ["run"] or "--background" in words
    return words if quiet else [*words, "--background"]


def _fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say a bug of ours in full, but for the credentials that may stand in it."""
    import logging  # noqa: PLC0415  seldom needed
    from traceback import format_exception  # noqa: PLC0415

    from supporttray import logs  # noqa: PLC0415

    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger(__name__).critical("a fault", exc_info=(kind, error, trace))
    if sys.stderr:
        sys.stderr.write(logs.redacted("".join(format_exception(kind, error, trace))))


def _run(wanted: argparse.Namespace) -> int:
    def watch(app: ModuleType, face: Face) -> Work:
        from supporttray.paths import workspace  # noqa: PLC0415  after the icon

        work: Work = app.watch(workspace(wanted.workspace, wanted.config), face)
        return work

    def attend(app: ModuleType, stage: Stage) -> Work:
        from supporttray.paths import workspace  # noqa: PLC0415  after the icon

        place = workspace(wanted.workspace, wanted.config)
        work: Work = app.attend(place, stage, quiet=wanted.background, page=wanted.page or "")
        return work

    return _headless(watch) if wanted.headless else _show(attend)


def _demo(wanted: argparse.Namespace) -> int:
    flags = [
        f"--{name}={value}" for name in ("speed", "scenario", "port") if (value := getattr(wanted, name)) is not None
    ]
    flags += [f"--fault={fault}" for fault in wanted.fault]
    if wanted.serve_only:
        from supporttray.demo.__main__ import main as serve  # noqa: PLC0415  loaded only here

        return serve(flags)

    def watch(app: ModuleType, face: Face) -> Work:
        work: Work = app.demonstrate(flags, lambda place, _: app.watch(place, face))
        return work

    def attend(app: ModuleType, stage: Stage) -> Work:
        def run(place: Workspace, addresses: Mapping[str, str]) -> Work:
            work: Work = app.attend(place, stage, addresses)
            return work

        work: Work = app.demonstrate(flags, run, first=wanted.first_run)
        return work

    return _headless(watch) if wanted.headless else _show(attend)


def _headless(work: Callable[[ModuleType, Face], Work]) -> int:
    """Run `work(app, face)` with plain lines as the face."""
    from supporttray import app  # noqa: PLC0415  each verb loads what it needs

    return app.headless(lambda face: work(app, face))


def _show(work: Callable[[ModuleType, Stage], Work]) -> int:
    """Run `work(app, stage)` behind the tray, which is shown before `app` and all that it needs is imported."""
    from supporttray.ui.app import run  # noqa: PLC0415  Qt is for the tray only

    replaced = False

    async def live(stage: Stage) -> None:
        nonlocal replaced
        from supporttray import app  # noqa: PLC0415  after the icon

        try:
            await work(app, stage)
        except Replaced:
            replaced = True
            raise

    code = run(live, argv=sys.argv[:1])
    return program.restart(anew(sys.argv[1:])) if replaced else code


def _selftest(wanted: argparse.Namespace) -> int:
    from supporttray.selftest import selftest  # noqa: PLC0415  it loads all there is

    return selftest(wanted.file)


def _classify(wanted: argparse.Namespace) -> int:
    from supporttray.verb.classify import classify  # noqa: PLC0415  it needs RE2, and nothing of the engine

    return classify(wanted.files, as_json=wanted.json)


def _verb(name: str) -> Callable[[argparse.Namespace], int]:
    def work(wanted: argparse.Namespace) -> int:
        from supporttray.paths import workspace  # noqa: PLC0415
        from supporttray.verb import table as verbs  # noqa: PLC0415  the tray needs none of them

        return verbs.VERBS[name](workspace(wanted.workspace, wanted.config), wanted)

    return work


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="supporttray", description="What needs the support engineer, live, in the tray.", epilog=EPILOG
    )
    parser.add_argument("--version", action="version", version=f"supporttray {__version__}")
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--workspace", metavar="NAME", type=workspace_name, help="which workspace (default: default)")
    place.add_argument("--config", metavar="FILE", type=Path, help="a config file in another place")
    readable = argparse.ArgumentParser(add_help=False)
    readable.add_argument("--json", action="store_true", help="as JSON")
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")

    _add_app(verbs, place, readable)
    _add_demo(verbs.add_parser("demo", help="watch a small company that is played on this computer"))
    for name, text in (
        ("check", "ask every watch once and say what needs you; writes nothing"),
        ("status", "what the running app knows"),
        ("focus", "how often the app spoke, and how often not and why, day by day"),
    ):
        verbs.add_parser(name, parents=[place, readable], help=text).set_defaults(work=_verb(name))
    journal = verbs.add_parser("journal", parents=[place, readable], help="what happened")
    journal.add_argument("--since", metavar="TIME", help="2026-11-23, 2026-11-23T09:00 or 2h (default: today)")
    journal.set_defaults(work=_verb("journal"))
    classify = verbs.add_parser("classify", parents=[readable], help="why a build's log is red")
    classify.add_argument("files", metavar="FILE", nargs="*", help="logs; - is the standard input (default: -)")
    classify.set_defaults(work=_classify)
    secrets = verbs.add_parser("secrets", parents=[place], help="credentials in the system's keyring")
    secrets.add_argument("action", choices=("set", "test", "forget"))
    secrets.add_argument("name", metavar="SERVICE[.KIND]", help="a service of the config")
    secrets.set_defaults(work=_verb("secrets"))
    newer = verbs.add_parser("update", parents=[place, readable], help="look whether there is a newer version")
    newer.set_defaults(work=_verb("update"))
    _add_config(verbs, place)
    grammar.add(verbs, place, readable, _verb)
    _add_acts(verbs, place, readable)
    shift.add(verbs, place, readable, _verb)
    return parser


def _add_app(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser) -> None:
    run = verbs.add_parser("run", parents=[place], help="watch, in the tray")
    run.add_argument("--headless", action="store_true", help="as plain lines, without a screen")
    run.add_argument("--background", action="store_true", help="open no window by itself, as at login")
    run.add_argument("page", nargs="?", metavar="supporttray:PAGE", type=_page, help="open a page, as a link does")
    run.set_defaults(work=_run)
    leave = verbs.add_parser("quit", parents=[place], help="end the running app, and wait until it has ended")
    leave.set_defaults(work=_verb("quit"))
    login = verbs.add_parser("login", parents=[place, readable], help="start the app when you log in")
    login.add_argument("action", nargs="?", choices=("on", "off", "status"), default="status")
    login.set_defaults(work=_verb("login"))
    test = verbs.add_parser("selftest", help="see whether all parts of the app work on this computer")
    test.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="where to write what came of it, as JSON (default: shown)"
    )
    test.set_defaults(work=_selftest)


def _add_config(verbs: Verbs, place: argparse.ArgumentParser) -> None:
    config = verbs.add_parser("config", parents=[place], help="the config file")
    config.add_argument("action", choices=("init", "check"))
    config.add_argument(
        "--from", metavar="FILE|ADDRESS", dest="source", help="init: take over the team's file; asks first"
    )
    config.add_argument("--me", metavar="NAME", help="init: your name, as the rota writes it")
    config.add_argument("--yes", action="store_true", help="init: without a question, for scripts")
    config.set_defaults(work=_verb("config"))
    team = verbs.add_parser("team", parents=[place], help="what has changed in the team's file")
    team.add_argument("--take", action="store_true", help="take it; asks first")
    team.add_argument("--yes", action="store_true", help="without a question, for scripts")
    team.set_defaults(work=_verb("team"))


def _add_acts(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser) -> None:
    note = verbs.add_parser("note", parents=[place], help='add a line to today; "next: …" tells what is next')
    note.add_argument("text", metavar="TEXT", nargs="+")
    note.set_defaults(work=_verb("note"))
    outbox = verbs.add_parser("outbox", parents=[place, readable], help="what was and is to be written")
    outbox.add_argument("action", nargs="?", choices=("undo", "send", "seen"), help="decide about one entry")
    outbox.add_argument("number", nargs="?", type=int, metavar="ID")
    outbox.set_defaults(work=_verb("outbox"))
    daily = verbs.add_parser("daily", parents=[place], help="today's status, from what was seen")
    daily.add_argument("--format", choices=("slack", "markdown", "text"), default="slack")
    daily.add_argument("--post", action="store_true", help="post it; asks first")
    daily.add_argument("--channel", metavar="C", help="where to (default: as the config says)")
    daily.add_argument("--yes", action="store_true", help="without a question, for scripts")
    daily.set_defaults(work=_verb("daily"))


def _page(text: str) -> str:
    if not text.startswith(SCHEME):
        raise argparse.ArgumentTypeError(f"{text!r} is no address of a page; supporttray:builds is one")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or not int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; it must be a number from 0 to 65535")
    return int(text)


def _add_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--headless", action="store_true", help="as plain lines, without a screen")
    demo.add_argument("--first-run", action="store_true", help="begin with the first questions, as a new person does")
    demo.add_argument("--serve-only", action="store_true", help="serve the company, without the app")
    demo.add_argument("--port", type=_port, metavar="N", help="the company's port (default: a free one)")
    demo.add_argument("--speed", metavar="N", help="play N times faster")
    demo.add_argument("--scenario", metavar="FILE", help="another day: `night`, or a file (docs/scenario.md)")
    demo.add_argument("--fault", metavar="SERVICE=FAULT[:TIMES]", action="append", default=[], help="switch a fault on")
    demo.set_defaults(work=_demo)
