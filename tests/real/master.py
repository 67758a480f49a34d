"""A Buildbot of our own: a master and a worker in a folder, to which changes are pushed. Its builds do what `todo` says."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import httpx
import pytest

from tests.real.conftest import ROOT

Found = TypeVar("Found")
BIN = ROOT / ".venv-real" / "bin"
LIMIT_S = 20
PASSES = "from basket import total\n\n\ndef test_the_sum_is_right():\n    assert total([1, 2]) == 3\n"
RIGHT, WRONG = "def total(prices):\n    return sum(prices)\n", "def total(prices):\n    return sum(prices) + 1\n"
MASTER = """
from buildbot.plugins import changes, schedulers, steps, util, worker
def made(name):
    test = steps.ShellCommand(name="test", command=["sh", "{folder}/todo.sh", name], logEnviron=False)
    return util.BuilderConfig(name=name, workernames=["agent-1"], factory=util.BuildFactory([test]))
BuildmasterConfig = dict(
    workers=[worker.Worker("agent-1", "pass")],
    protocols=dict(pb=dict(port="tcp:{pb}:interface=127.0.0.1")),
    builders=[made(name) for name in {builders!r}],
    schedulers=[schedulers.AnyBranchScheduler(name="all", builderNames={builders!r}, treeStableTimer=None)],
    buildbotURL="http://127.0.0.1:{www}/",
    title="Acme CI",
    www=dict(
        port="tcp:{www}:interface=127.0.0.1",
        change_hook_dialects=dict(base=True),
        authz=util.Authz(allowRules=[util.RebuildBuildEndpointMatcher(builder="docs", role="admins")]),
    ),
    db=dict(db_url="sqlite:///state.sqlite"),
    buildbotNetUsageData=None,
)
"""


@dataclass
class Master:
    """Where it stands, and what can be done to it."""

    folder: Path
    address: str
    pb: int
    api: httpx.Client
    worker: "subprocess.Popen[bytes] | None" = None

    def get(self, path: str) -> Any:
        """Ask the API."""
        return self.api.get(f"/api/v2{path}").raise_for_status().json()

    def builds(self, **wanted: object) -> list[dict[str, Any]]:
        """Return the builds of which all this is true, the oldest first."""
        found = self.get("/builds?order=buildid&property=revision")["builds"]
        return [one for one in found if all(one[name] == value for name, value in wanted.items())]

    def push(self, author: str, revision: str, comments: str, files: Sequence[str], branch: str = "main") -> None:
        """Bring a change in; it is built."""
        form = {"author": author, "revision": revision, "comments": comments, "files": json.dumps(files)}
        form |= {"branch": branch, "repository": "https://git.example/shop", "project": "shop"}
        self.api.post("/change_hook/base", data=form).raise_for_status()

    def until(self, count: int, **wanted: object) -> list[dict[str, Any]]:
        """Wait until there are so many builds of which all this is true."""
        return until(lambda: found if len(found := self.builds(**wanted)) >= count else None)

    def todo(self, script: str) -> None:
        """Say what a build does from now on."""
        (self.folder / "todo.sh").write_text(script, encoding="utf-8")

    def test(self, basket: str) -> None:
        """From now on a build runs pytest over this basket; one of the builder `docs` has nothing to do."""
        shop = self.folder / "shop"
        (shop / "tests").mkdir(parents=True, exist_ok=True)
        (shop / "basket.py").write_text(basket, encoding="utf-8")
        (shop / "tests" / "test_basket.py").write_text(PASSES, encoding="utf-8")
        pytest_ = f"{sys.executable} -B -m pytest -p no:cacheprovider --rootdir . -o pythonpath=. tests"
        environment = "env -u PYTEST_CURRENT_TEST PYTEST_DISABLE_PLUGIN_AUTOLOAD=1"
        self.todo(f'[ "$1" = docs ] && exit\ncd {shop} && {environment} {pytest_}\n')

    def hang(self) -> None:
        """From now on a build says that it has begun, and lasts as long as its worker."""
        self.todo(f'echo collecting\ntouch "{self.folder}/begun-$1"\nwhile kill -0 $PPID; do sleep 0.1; done\n')

    def work(self) -> None:
        """Start the worker."""
        command = [BIN / "buildbot-worker", "start", "--nodaemon", self.folder / "worker"]
        self.worker = started(command, self.folder / "worker.log")

    def begun(self, count: int) -> bool:
        """Whether so many builds that hang are in the middle of it."""
        return len(list(self.folder.glob("begun-*"))) >= count

    def kill(self) -> None:
        """Kill the worker, as a machine dies."""
        assert self.worker
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait(LIMIT_S)


def until(holds: Callable[[], Found | None]) -> Found:
    """Wait until something is there, and return it."""
    pause = Event()
    for _ in range(LIMIT_S * 20):
        if found := holds():
            return found
        pause.wait(0.05)
    raise AssertionError("it took too long")


def started(command: Sequence[Any], said: Path) -> "subprocess.Popen[bytes]":
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    with said.open("wb") as out:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=quiet)


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def buildbot(folder: Path, builders: Sequence[str]) -> Iterator[Master]:
    """A master with builders and a worker, in an empty folder. Nobody may run a build of `docs` again."""
    if not (BIN / "buildbot").exists():
        missing = "buildbot is not installed: make test-real"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    pb, www = free(), free()
    settings = MASTER.format(folder=folder, pb=pb, www=www, builders=list(builders))
    (folder / "master").mkdir()
    (folder / "master" / "master.cfg").write_text(settings, encoding="utf-8")
    for command in (
        ["buildbot", "create-master", "-q", "master"],
        ["buildbot-worker", "create-worker", "-q", "worker", f"127.0.0.1:{pb}", "agent-1", "pass"],
    ):
        subprocess.run([BIN / command[0], *command[1:]], cwd=folder, check=True, capture_output=True, timeout=60)
    server = started([BIN / "buildbot", "start", "--nodaemon", folder / "master"], folder / "master.log")
    address = f"http://127.0.0.1:{www}"
    headers = {"accept": "application/json"}
    with httpx.Client(base_url=address, headers=headers, trust_env=False) as api:
        master = Master(folder, address, pb, api)
        try:
            until(lambda: answers(master, server))
            master.work()
            yield master
        finally:
            for one in (master.worker, server):
                if one:
                    one.terminate()
            for one in (master.worker, server):
                if one:
                    one.wait(LIMIT_S)


def answers(master: Master, server: "subprocess.Popen[bytes]") -> bool:
    assert server.poll() is None, (master.folder / "master.log").read_text(encoding="utf-8")
    with suppress(httpx.TransportError, httpx.HTTPStatusError):
        return bool(master.get("/builders")["builders"])
    return False


def record(master: Master, place: Path) -> None:
    """Write down what it answers to the questions that our connector asks, for tests/connectors/test_buildbot.py."""
    told = "property=branch&property=revision&property=got_revision&property=workername"
    builds = [one["buildid"] for one in master.builds()]
    red = [one["buildid"] for one in master.builds() if one["results"] in (2, 5)]
    steps = [step["stepid"] for build in red for step in master.get(f"/builds/{build}/steps")["steps"]]
    logs = [log["logid"] for step in steps for log in master.get(f"/steps/{step}/logs")["logs"]]
    paths = ["/builders", f"/builds?order=-buildid&limit=200&{told}", "/buildrequests", "/buildsets"]
    paths += [f"/builds/{build}?property=workername" for build in builds]
    paths += [f"/builds/{build}/changes?order=-changeid&limit=100" for build in builds]
    paths += [f"/builds/{build}/steps" for build in red] + [f"/steps/{step}/logs" for step in steps]
    paths += [f"/logs/{log}/contents?offset=0&limit=10000" for log in logs]
    answers = {path: master.get(path) for path in paths} | {"/config": master.api.get("/config").json()}
    said = (
        json.dumps(answers, indent=1)
        .replace(str(master.folder), "/srv/ci")
        .replace(master.address, "https://ci.example")
    )
    place.write_text(said + "\n", encoding="utf-8")
