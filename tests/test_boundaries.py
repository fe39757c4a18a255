"""The walls of the house: no Qt in the engine, nothing heavy in the window, rooms in their order."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENGINE, WINDOW, COMMANDS = ROOT / "assoc_engine", ROOT / "assoc_gui", ROOT / "assoc_cli"
QT = ("PySide6", "shiboken6", "pyqtgraph", "assoc_gui", "assoc_cli")
HEAVY = ("torch", "numba", "pandas", "scipy", "python_calamine", "xlsxwriter")
PROCESSES = ("multiprocessing", "threading", "concurrent", "subprocess")

# A room may import from rooms before it only; single files count as rooms.
ORDER = ["io", "cleaning", "baskets", "rules", "models", "basket_nets", "hints", "groups", "explain", "strategy", "figures",
         "notices", "reports", "sample", "analysis", "learning", "desk", "trainer", "serve", "client"]  # fmt: skip
FOUNDATION = {"described", "errors", "progress", "settings", "plan", "text", "paths", "workspace", "files", "machine", "memory",
              "named", "names"}  # fmt: skip


def imports(path: Path) -> list[str]:
    """Absolute names of all modules a file imports, wherever in it."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            whole = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{whole}.{alias.name}" for alias in node.names] if not node.module else [whole]
    return found


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


@pytest.mark.parametrize("path", files(ENGINE), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_engine_knows_no_window(path):
    assert not [name for name in imports(path) if name.split(".")[0] in QT]
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    assert not [call for call in calls if getattr(call.func, "id", "") == "print"], "the engine prints nothing"


@pytest.mark.parametrize("path", files(WINDOW), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_window_imports_nothing_heavy_and_starts_nothing_itself(path):
    names = imports(path)
    assert not [name for name in names if name.split(".")[0] in HEAVY]
    if path.name != "jobs.py":
        assert not [name for name in names if name.split(".")[0] in PROCESSES]
        words = {n.id for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Name)}
        assert not words & {"QThread", "QRunnable", "QThreadPool", "QProcess"}


@pytest.mark.parametrize("path", files(ENGINE), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_rooms_keep_their_order(path):
    parts = path.relative_to(ENGINE).with_suffix("").parts
    room = parts[0]
    for name in imports(path):
        if not name.startswith("assoc_engine."):
            continue
        other = name.split(".")[1]
        if other == room or other in FOUNDATION or room == "__init__":
            continue
        assert room not in FOUNDATION, f"{room} is foundation and imports {other}"
        assert other in ORDER and room in ORDER, f"{room} or {other} has no place in the order"
        assert ORDER.index(other) < ORDER.index(room) or (room, other) == ("client", "serve"), f"{room} imports {other}"


def test_the_whole_analysis_runs_without_qt(tmp_path):
    """A clean process goes from sample to report; no Qt and, for the counts, no torch is ever loaded."""
    script = f"""
import sys
from pathlib import Path
from assoc_engine.analysis import analyse, read, report
from assoc_engine.progress import Progress
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import AnalysisSettings, ReadSettings
from assoc_engine.workspace import Workspace
folder = Path({str(tmp_path)!r})
write_sample(make_sample(SampleSettings(rows=3000)), folder / "shop.xlsx")
workspace = Workspace(folder / "workspace")
read(workspace, ReadSettings((str(folder / "shop.xlsx"),)), {{}}, Progress())
analyse(workspace, AnalysisSettings(), Progress())
report(workspace, str(folder / "report.xlsx"), "zh_CN", Progress())
assert (folder / "report.xlsx").stat().st_size > 5000
loaded = [name for name in ("PySide6", "pyqtgraph", "torch") if name in sys.modules]
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=120)


def test_what_the_window_shares_with_the_engine_is_light():
    script = f"""
import sys
import assoc_engine.client, assoc_engine.workspace, assoc_engine.settings, assoc_engine.text, assoc_engine.errors
import assoc_cli.commands
loaded = [name for name in {HEAVY + ("PySide6",)} if name in sys.modules]
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=60)


@pytest.mark.parametrize("folder", [ENGINE, WINDOW, COMMANDS], ids=lambda p: p.name)
def test_files_stay_readable(folder):
    long = {p.name: n for p in files(folder) if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long, "files past 400 lines want a seam"
