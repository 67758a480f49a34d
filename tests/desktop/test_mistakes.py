"""A config with mistakes: the tray says so, the file can be opened from the settings, and once it is mended all goes on by itself."""

import os
from pathlib import Path

from tests.desktop.lab.session import Desktop
from tests.desktop.lab.tree import Tree
from tests.desktop.quiet import calm, end, quiet_company
from tests.e2e.play import PROGRAM, ROOT, until

EDITOR = '#!/bin/sh\nprintf "%s" "$1" >"$0.opened"\n'


def test_it_is_said_opened_and_mended(desktop: Desktop, tree: Tree, tmp_path: Path) -> None:
    editor = tmp_path / "bin" / "xdg-open"
    editor.parent.mkdir()
    editor.write_text(EDITOR, "utf-8")
    editor.chmod(0o755)
    with quiet_company(tmp_path) as served:
        right = served.config.read_text("utf-8")
        served.config.write_text(right.replace("[[watch]]", "[[watsch]]", 1), "utf-8")
        app = desktop.start(
            [*PROGRAM, "run", f"--config={served.config}"],
            {"PYTHONPATH": str(ROOT), "PATH": f"{editor.parent}:{os.environ['PATH']}"},
        )
        item = app.item(lambda item: "watsch" in item.tooltip)
        labels = desktop.panel.labels(item)
        assert "watsch" in labels[0]
        assert labels[1].startswith("Mend the file")
        desktop.panel.click(item, "Settings…")
        tree.wait(lambda: tree.program(app.pid).find("push button", "Try again"), "the settings")
        assert any("watsch" in each.name for each in tree.program(app.pid).every("label"))
        tree.press(tree.program(app.pid).one("push button", "Open the config file"))
        opened = editor.with_name("xdg-open.opened")
        until(lambda: opened.exists() and served.config.name in opened.read_text("utf-8"), "the file in the editor")
        served.config.write_text(right, "utf-8")
        calm(app)
        tree.press(tree.program(app.pid).one("push button", "Try again"))
        tree.wait(lambda: tree.program(app.pid).find("list", "What to watch in Slack"), "the pages of the settings")
        end(app)
