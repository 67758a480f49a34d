"""The team's file changes: the list says so, the window shows what it means, and one click later the new watch is there."""

from pathlib import Path

from supporttray import config
from tests.desktop.lab.session import Desktop
from tests.desktop.lab.tree import Tree
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import can_press, end, quiet_company, start
from tests.e2e.play import until, verb

ROTA = """
[[watch]]
kind = "roster.rule"
name = "rota"
people = ["Ada"]
start = 2026-01-05
zone = "Europe/Berlin"
"""
FARM = """
[service.ci]
kind = "cctray"
address = "{address}"

[[watch]]
kind = "cctray.builds"
name = "farm"
"""


def test_a_change_is_seen_understood_and_taken(desktop: Desktop, tree: Tree, tmp_path: Path) -> None:
    team, mine = tmp_path / "team.toml", tmp_path / "mine.toml"
    with quiet_company(tmp_path) as served:
        address = config.load(served.config).accounts["ci"].address
        team.write_text(ROTA, "utf-8")
        begun = verb("config", "init", f"--from={team}", "--me=Ada", "--yes", f"--config={mine}")
        assert begun.returncode == 0, begun.stderr
        team.write_text(ROTA + FARM.format(address=address), "utf-8")
        app = start(desktop, mine)
        desktop.panel.activate(app.item(lambda item: "nothing" in item.tooltip.casefold()))
        rows = tree.wait(lambda: tree.program(app.pid).find("list", "What needs you"), "the list")
        tree.wait(lambda: any("team's file" in each.name for each in tree.program(app.pid).all()), "the line about it")
        tree.focus(rows)
        tree.key("Home", "Return")
        take = can_press(tree, app, "Take it")
        said = "\n".join(f"{each.name} {each.text}" for each in tree.program(app.pid).all()).replace("\u200b", "")
        assert "Another address" not in said
        assert f"A new address: ci (cctray) at {address}" in said
        assert "Also watched: farm (cctray.builds on ci)." in said
        assert "+ name = " in said
        found = Walk(tree, app.pid, "The team's file")
        assert found.nameless() == [], found.window.outline()
        ring = found.ring()
        assert found.missed() == [], f"only {ring} in\n{found.window.outline()}"
        desktop.screenshot(tmp_path / "team.png")
        tree.press(take)
        tree.wait(lambda: tree.program(app.pid).find("label", "✓ Taken."), "the word that it was taken")
        until(lambda: len(config.load(mine).watches) == 2, "the copy")
        end(app)
