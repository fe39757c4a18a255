"""The window with the real engine, from a file to a report, and what happens when the engine is ended from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import psutil
import pytest

from assoc_gui import session as session_module
from assoc_gui.state import Part

ROOT = Path(__file__).resolve().parents[2]
LONG = 60_000  # milliseconds: a cold engine compiles its kernels first


@pytest.fixture
def running(start, qtbot, monkeypatch):
    monkeypatch.setattr(session_module, "SAMPLE_ROWS", 4000)
    made = start(real=True)
    qtbot.waitUntil(lambda: made.jobs.engine_pid is not None, timeout=LONG)
    return made


def settle(running, qtbot) -> None:
    qtbot.waitUntil(lambda: running.jobs.current is None and not running.window.page.turns.busy, timeout=LONG)


@pytest.fixture
def opened(running, qtbot):
    """The sample shop, read."""
    running.window.page.sample_button.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data", timeout=LONG)
    settle(running, qtbot)
    return running


def test_from_the_sample_shop_to_a_report(opened, qtbot, tmp_path):
    window, state, session = opened.window, opened.state, opened.session
    roles = {column["role"] for column in state.get("roles").meta["columns"]}
    assert {"order", "product", "time"} <= roles
    window.page.analyse_button.click()
    qtbot.waitUntil(lambda: window.page.name == "findings", timeout=LONG)
    settle(opened, qtbot)
    links, pairs = state.get("links"), window.page.pairs
    assert pairs.table.columns_model.rowCount() == int(links.meta["passing"]) > 0
    link = pairs.table.picked_row
    together = int(links["orders"][link])
    assert sum(int(count) for _, count in pairs.evidence.months.figures()) == links["counted"][link] <= together
    pairs.evidence.orders_button.click()
    assert pairs.orders.orders.columns_model.rowCount() == together

    quality = state.get("quality").meta
    window.go_to("data")
    settle(opened, qtbot)
    rule = next(rule for rule in quality["rules"] if rule["effect"] == "left out" and rule["count"])
    row = window.page.cleaning.rule_row(rule["rule"])
    window.page.cleaning.pick(row)
    assert window.page.cleaning.rows.columns_model.rowCount() == rule["count"]
    row.switch.click()
    settle(opened, qtbot)
    after = state.get("quality").meta
    assert after["rows_out"] > quality["rows_out"] and after["rows_in"] == quality["rows_in"]
    assert not next(r for r in after["rules"] if r["rule"] == rule["rule"])["on"]

    window.go_to("actions")
    settle(opened, qtbot)
    assert len(window.page.cards) == len(state.get("actions")["a"]) > 0
    session.save_report(str(tmp_path / "report.xlsx"), "zh_CN")
    session.save_links(str(tmp_path / "links.csv"))
    settle(opened, qtbot)
    assert (tmp_path / "report.xlsx").stat().st_size > 5000 and set(session.saved) == {"report", "links"}
    assert (tmp_path / "links.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert session.error is None
    assert state.has(Part.ANTI)  # the report looked for them


def test_the_engine_ended_from_outside(opened, qtbot):
    window = opened.window
    window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.jobs.current is not None)
    first = opened.jobs.engine_pid
    psutil.Process(first).kill()
    qtbot.waitUntil(lambda: window.banner.isVisible(), timeout=LONG)
    assert window.banner.what.text() == "The engine stopped while it worked."
    assert opened.state.has(Part.ROLES) and window.page.analyse_button.isEnabled()
    window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.state.has(Part.STRATEGY), timeout=LONG)
    assert opened.jobs.engine_pid != first
    settle(opened, qtbot)


def test_a_cancelled_analysis_can_be_started_again(opened, qtbot):
    opened.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: opened.jobs.current is not None)
    opened.jobs.current.cancel()
    qtbot.waitUntil(lambda: opened.jobs.current is None, timeout=LONG)
    assert opened.session.error is None and not opened.state.has(Part.STRATEGY)
    opened.session.analyse()
    qtbot.waitUntil(lambda: opened.state.has(Part.STRATEGY), timeout=LONG)
    settle(opened, qtbot)


def test_a_file_that_is_none_and_a_place_that_cannot_be_written(opened, qtbot, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    opened.session.open_files([str(broken)])
    qtbot.waitUntil(lambda: opened.window.banner.isVisible(), timeout=LONG)
    said = opened.window.banner
    assert "broken.xlsx" in said.what.text() and said.advice.text()
    assert opened.state.get("raw").meta["file"] != "broken.xlsx"
    opened.session.analyse()
    qtbot.waitUntil(lambda: opened.state.has(Part.STRATEGY), timeout=LONG)
    said.close_button.click()
    opened.session.save_report(str(tmp_path / "no" / "such" / "folder" / "r.xlsx"), "en")
    qtbot.waitUntil(lambda: said.isVisible(), timeout=LONG)
    assert "folder" in said.what.text() and opened.session.saved == {}


def test_a_chinese_workbook_in_a_chinese_window(start, qtbot, preferences, shared_data):
    preferences.language = "zh_CN"
    running = start(real=True)
    running.session.open_files([str(shared_data / "superstore_zh.xls")])
    qtbot.waitUntil(lambda: running.window.page.name == "data", timeout=LONG)
    running.window.page.analyse_button.click()
    qtbot.waitUntil(lambda: running.state.has(Part.STRATEGY), timeout=LONG)
    settle(running, qtbot)
    orders = len(running.state.get("orders")["size"])
    assert running.window.top.counts.text().endswith(f"10,000 行 → {orders:,} 个订单") and orders > 2000
    parts = running.state.get("raw").meta["parts"]
    assert [(part["sheet"], part["kind"]) for part in parts] == [("订单", "sales"), ("退货", "returns"), ("销售人员", "regions")]
    assert not running.window.text("Findings").isascii()


def test_two_months_and_a_product_list(running, qtbot, tmp_path):
    """Three files at once: the rows of both months, the categories of the list, and next time the correction."""
    head = "小票号,商品编码,商品名称,数量,单价,交易时间"
    baskets = [(n, code, name) for n in range(40) for code, name in (("T1", "绿茶"), ("C1", "白瓷杯"), ("K1", "蜂蜜"))[: 1 + n % 3]]
    months = []
    for month in (1, 2):
        rows = [f"R{month}{n:03d},{code},{name},1,9.5,2024-{month:02d}-{1 + n % 28:02d} 10:{n:02d}" for n, code, name in baskets]
        months.append(tmp_path / f"{month}.csv")
        months[-1].write_text("\n".join([head, *rows]), encoding="utf-8")
    goods = tmp_path / "goods.csv"
    goods.write_text("商品编码,商品名称,类别\nT1,绿茶,茶\nC1,白瓷杯,杯\nK1,蜂蜜,茶\nX9,没卖过,杯", encoding="utf-8")
    session, state = running.session, running.state
    session.open_files([str(path) for path in (*months, goods)])
    qtbot.waitUntil(lambda: running.window.page.name == "data", timeout=LONG)
    data = running.window.page
    data.show_tab("tables")
    settle(running, qtbot)
    uses = {row.part["file"]: row.menu.text() for row in data.tables.rows}
    assert uses == {"1.csv": "Sales lines", "2.csv": "Sales lines", "goods.csv": "Product list"}
    assert state.get("raw").meta["rows"] == 2 * len(baskets)
    session.read_again(uses={data.tables.rows[2].part["shape"]: ""})
    qtbot.waitUntil(lambda: session.reading.uses != {}, timeout=LONG)
    settle(running, qtbot)
    assert [row.menu.text() for row in data.tables.rows][2] == "Not used"
    session.analyse()
    qtbot.waitUntil(lambda: state.has(Part.STRATEGY), timeout=LONG)
    assert len(state.get("orders")["size"]) == 80 and session.error is None
    session.open_files([str(months[1]), str(goods)])
    qtbot.waitUntil(lambda: len(state.get("raw").meta["paths"]) == 2, timeout=LONG)
    settle(running, qtbot)
    assert session.recalled and state.get("raw").meta["parts"][1]["kind"] == ""


def test_a_protected_workbook_opens_with_its_password(running, qtbot, tmp_path):
    from msoffcrypto.format.ooxml import OOXMLFile

    plain, locked = tmp_path / "plain.xlsx", tmp_path / "locked.xlsx"
    book = openpyxl.Workbook()
    for row in [("Order", "Item", "Qty"), *((f"A{n // 2}", f"Thing {n % 5}", 1) for n in range(400))]:
        book.active.append(row)
    book.save(plain)
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("茶 1", target)
    panel = running.window.password
    running.session.open_files([str(locked)])
    qtbot.waitUntil(lambda: panel.isVisible(), timeout=LONG)
    assert "locked.xlsx" in panel.title.text() and not panel.wrong.isVisible()
    panel.field.setText("tea 1")
    panel.open_button.click()
    qtbot.waitUntil(lambda: panel.isVisible() and panel.wrong.isVisible(), timeout=LONG)
    panel.field.setText("茶 1")
    panel.open_button.click()
    qtbot.waitUntil(lambda: running.window.page.name == "data", timeout=LONG)
    assert running.state.get("raw").meta["rows"] == 400 and running.session.error is None


def test_the_windows_process_loads_nothing_heavy(tmp_path):
    """A clean process opens a made workspace on every page; whatever is loaded by then is looked at."""
    script = f"""
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from assoc_gui.application import Application
from assoc_gui.jobs import Jobs
from assoc_gui.preferences import Preferences
from assoc_gui.workspaces import Workspaces
from played_engine import PlayedEngine
from imagined import write_groups, write_hints, write_trials
from shop import make_workspace
from shop_models import write_customers, write_sequences, write_suggestions
app = QApplication([])
folder = Path({str(tmp_path)!r})
settings = QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat)
running = Application(app, Preferences(settings), Workspaces(folder / "w"), Jobs(PlayedEngine))
running.window.show()
workspace = make_workspace(folder / "shop")
for write in (write_customers, write_sequences, write_suggestions, write_groups, write_hints, write_trials):
    write(workspace.folder)
running.state.open(workspace)
for name in ("data", "findings", "models", "actions", "report", "findings"):
    page = running.window.go_to(name)
    for _ in range(40):
        app.processEvents()
for tab in range(1, len(page.tabs.buttons)):
    page.tabs.pick(tab)
    for _ in range(40):
        app.processEvents()
    page.grab()
heavy = [name for name in ("torch", "numba", "pandas", "scipy", "xlsxwriter", "python_calamine") if name in sys.modules]
running.close()
assert not heavy, heavy
assert page.overview.top.figures() and page.next.view.evidence.row >= 0
assert running.window.pages["actions"].panel.suggested_button.text()
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=120)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a screen")
def test_without_a_screen_one_sentence(tmp_path):
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    ended = subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1
    assert "no screen" in ended.stderr and "Traceback" not in ended.stderr
    gone = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env={**bare, "DISPLAY": ":987"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert gone.returncode == 2 and ("does not answer" in gone.stderr or "is missing" in gone.stderr), gone.stderr
