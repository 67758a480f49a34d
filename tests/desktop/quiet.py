"""A company where nothing happens but what a test lets happen, and the whole app that watches it on the desktop."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.e2e.play import PROGRAM, ROOT, Company, company, until

QUIET_DAY = """
company = "Quillfern"
me = "ada"
person = [{ id = "ada", name = "Ada Okafor" }, { id = "priya", name = "Priya Raman" }, { id = "jonas", name = "Jonas Weber" }]
channel = [{ id = "support", name = "support" }, { id = "team", name = "team" }]
project = [{ name = "device-lab.scanner" }]
entry = [
  { at = "-40m", do = "message", id = "m1", by = "priya", text = "Where is the depot?" },
  { at = "-37m", do = "reply", to = "m1", by = "ada", text = "Behind the shop." },
]
"""
ADA_HAS_LEFT = 'shift = [{ person = "jonas", from = "-1d", to = "6d" }]\n'
TITLE = "The checkout hangs. Who can help?"
QUESTION = {"do": "message", "id": "q1", "by": "priya", "text": TITLE}
STATUS = '\n[daily]\nchannel = "C00000TEAM"\n'


@contextmanager
def quiet_company(folder: Path, *, day: str = "", config: str = STATUS) -> Iterator[Company]:
    """Serve it; `day` is more of its day, `config` more of the app's config."""
    scenario = folder / "quiet.toml"
    scenario.write_text(QUIET_DAY + day, "utf-8")
    with company(folder, f"--scenario={scenario}") as served:
        served.config.write_text(served.config.read_text("utf-8") + config, "utf-8")
        yield served


def start(desktop: Desktop, config: Path, *arguments: str) -> AppProcess:
    """Start the app; it does not wait for its icon."""
    command = [*PROGRAM, "run", f"--config={config}", *arguments]
    return desktop.start(command, {"PYTHONPATH": str(ROOT)})


@contextmanager
def running(desktop: Desktop, served: Company) -> Iterator[AppProcess]:
    """The app, which has looked once and is calm; it ends well."""
    app = start(desktop, served.config)
    calm(app)
    yield app
    end(app)


def end(app: AppProcess) -> None:
    """End it as the system does."""
    app.process.terminate()
    assert app.wait() == 0, app.output


def calm(app: AppProcess) -> None:
    """Wait until it says that nothing needs anybody."""
    app.item(lambda item: item.tooltip.startswith("Nothing needs you"))


def told(served: Company, what: str) -> list[dict[str, str]]:
    """What I did there, says the ledger."""
    return [line for line in served.read("ledger") if line["what"] == what and line.get("by_name") == "Ada Okafor"]


def can_press(tree: Tree, app: AppProcess, name: str) -> Widget:
    """Wait until a button can be pressed."""

    def look() -> Widget | None:
        found = tree.program(app.pid).find("push button", name)
        return found if found and "enabled" in found.states else None

    return tree.wait(look, f"the button {name!r}")


def looked_at(served: Company) -> None:
    """Wait until its Slack has been asked twice more: what happened before this call has then been seen."""
    before = served.asked()["slack"]
    until(lambda: served.asked()["slack"] >= before + 2, "two looks")
