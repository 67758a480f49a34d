"""`python -m supporttray.demo`: serve the demo company until told to stop; the first line says where it is."""

import argparse
import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from supporttray.demo.check import ScenarioError, read
from supporttray.demo.company import Company
from supporttray.demo.fault import FAULT_FORM, Fault, fault_from_text
from supporttray.demo.moment import now
from supporttray.demo.scenario import Scenario
from supporttray.demo.server import serve


def day(name: str = "day") -> Path:
    """Find a scenario that comes with the app: beside the package, or in a checkout above it."""
    here = Path(__file__).resolve().parent
    folders = (here.parent / "resources", here.parent.parent / "resources")
    return next((found for folder in folders if (found := folder / "demo" / f"{name}.toml").exists()), folders[-1])


def _wanted(scenario: Path | None) -> Path:
    """Find the scenario that is meant: a file, or one that comes with the app by its name."""
    if scenario is None or scenario.exists() or scenario.name != str(scenario) or scenario.suffix:
        return scenario or day()
    found = day(scenario.name)
    return found if found.exists() and found.is_file() else scenario


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the demo company, and give the exit code."""
    wanted = _parser().parse_args(arguments)
    try:
        scenario = read(_wanted(wanted.scenario))
    except ScenarioError as error:
        for mistake in error.mistakes:
            sys.stderr.write(f"{mistake}\n")
        return 2
    try:
        asyncio.run(_serve(scenario, wanted))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"127.0.0.1:{wanted.port} cannot be served ({error.strerror})\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m supporttray.demo", description="Serve an invented company on 127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--speed", type=_speed, default=1.0, help="how much faster the future is played")
    parser.add_argument("--scenario", type=Path, help="another day, see docs/scenario.md; `night` comes with the app")
    parser.add_argument("--state", type=Path, help="the folder for the config file")
    parser.add_argument("--fault", type=_fault, action="append", default=[], metavar="SERVICE=FAULT[:TIMES]")
    parser.add_argument("--hand", action="store_true", help="time passes only by POST /_demo/advance")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the program that started this one")
    return parser


def _speed(text: str) -> float:
    speed = float(text)
    if not 0.01 <= speed <= 100_000:
        raise argparse.ArgumentTypeError("a number from 0.01 to 100000 is needed")
    return speed


def _fault(text: str) -> Fault:
    try:
        return fault_from_text(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; {FAULT_FORM}") from error


async def _serve(scenario: Scenario, wanted: argparse.Namespace) -> None:
    ending = asyncio.Event()
    _listen_for_the_end(ending.set, stdin=wanted.until_stdin_closes)
    company = Company(scenario, clock=_still(now()) if wanted.hand else now, speed=wanted.speed)
    for fault in wanted.fault:
        company.faults.switch_on(fault)
    async with serve(company, port=wanted.port, state=wanted.state) as demo:
        first = {"addresses": demo.addresses, "config": str(demo.config), "pid": os.getpid()}
        sys.stdout.write(msgspec.json.encode(first).decode() + "\n")
        sys.stdout.flush()
        await ending.wait()


def _still(moment: datetime) -> Callable[[], datetime]:
    """Make a clock that stands; only `advance` moves the company's time."""
    return lambda: moment


def _listen_for_the_end(end: Callable[[], None], *, stdin: bool) -> None:
    loop = asyncio.get_running_loop()

    def tell(*_: object) -> None:
        loop.call_soon_threadsafe(end)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, tell)

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):  # not its buffer: at the end the interpreter wants the buffer's lock
            pass
        tell()

    if stdin:
        threading.Thread(target=wait, name="stdin", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
