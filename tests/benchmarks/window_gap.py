"""How long the window ever stands still: `python -m tests.benchmarks.window_gap FILE`.

Runs the real window and the real engine (offscreen unless there is a display; under Xvfb: `xvfb-run`), drops a file,
analyses it, opens every page and every tab of Data, filters, sorts, picks, switches a rule, saves a report, and trains the
models (for as long as --training says, then it stops them) while the pages are looked at and a report is saved. How gaps are measured
is told in window_watch.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.benchmarks.window_watch import Watch, drop, watched


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--training", type=float, default=90, help="seconds the models are trained at most")
    chosen = parser.parse_args()

    def walk(running, folder: Path, watch: Watch):
        return walk_through(running, chosen.file.resolve(), folder / "report.xlsx", watch, chosen.training)

    return watched(chosen.file.name, chosen.language, walk)


def walk_through(running, file: Path, target: Path, watch: Watch, training: float):
    """The user's way, as a generator of seconds to wait."""
    from assoc_gui.pages.findings import GLANCE

    window, session = running.window, running.session

    def idle():
        while running.jobs.current is not None:
            yield 0.05
        yield 0.6

    watch.phase = "reading"
    drop(window, file)
    yield from idle()
    watch.phase = "analysing"
    window.page.analyse_button.click()
    yield from idle()
    for name in ("start", "data", "findings", "actions", "report", "findings", "data", "actions"):
        watch.phase = f"open {name}"
        window.go_to(name)
        yield 0.6
    page = window.go_to("findings")
    yield 0.5
    if len(running.state.get("links")["a"]):
        watch.phase = "at a glance"
        page.tabs.pick(GLANCE)
        yield 0.6
        page.tabs.pick(0)
        yield 0.6
        watch.phase = "filtering"
        page.pairs.which.all_button.click()
        yield 0.3
        for word in ("b", "ba", "bag", "bag r", "bag re", "bag red", ""):
            page.pairs.search.setText(word)
            yield 0.15
        watch.phase = "sorting"
        for column in (1, 2, 3, 4, 5, 6):
            page.pairs.table.horizontalHeader().sectionClicked.emit(column)
            yield 0.3
        watch.phase = "picking"
        for row in range(0, 40, 5):
            page.pairs.table.selectRow(row)
            yield 0.15
        watch.phase = "scrolling"
        bar = page.pairs.table.verticalScrollBar()
        for place in range(0, bar.maximum(), max(1, bar.maximum() // 20)):
            bar.setValue(place)
            yield 0.05
        watch.phase = "orders behind"
        page.pairs.evidence.orders_button.click()
        yield 0.5
        for row in range(3):
            page.pairs.orders.orders.selectRow(row)
            yield 0.2
    page = window.go_to("data")
    for index, tab in enumerate(page.tabs.buttons):
        if tab.isVisible():
            watch.phase = f"Data, tab {index + 1}"
            page.tabs.pick(index)
            yield 0.6
    watch.phase = "rule switched"
    page.tabs.pick(0)
    session.set_clean(duplicates=not session.settings.clean.duplicates)
    yield from idle()
    watch.phase = "findings after it"
    window.go_to("findings")
    yield 0.8
    watch.phase = "rule switched back"
    session.set_clean(duplicates=not session.settings.clean.duplicates)
    yield from idle()
    watch.phase = "report"
    window.go_to("report")
    session.save_report(str(target), "en")
    yield from idle()
    yield from train(running, target, watch, training)
    watch.phase = "theme"
    running.theme.choose("light" if running.theme.dark else "dark")
    yield 0.8
    watch.phase = "language"
    running.speak("zh_CN")
    yield 0.8


def train(running, target: Path, watch: Watch, seconds: float):
    """The models learn while the window is used, are stopped, and are looked at."""
    window, training = running.window, running.training
    watch.phase = "open models"
    page = window.go_to("models")
    yield 1.5
    watch.phase = "training begins"
    page.run.start_button.click()
    yield 5
    end = time.monotonic() + seconds - 5
    while training.job is not None and time.monotonic() < end:
        watch.phase = "training"
        yield 6
        for name in ("findings", "actions", "models"):
            watch.phase = f"training, open {name}"
            window.go_to(name)
            yield 1
        for index in (1, 2, 0):
            watch.phase = "training, questions"
            page.tabs.pick(index)
            yield 0.6
        watch.phase = "training, report"
        running.session.save_report(str(target), "en")
        while running.jobs.current is not None:
            yield 0.05
    watch.phase = "training stops"
    training.stop()
    while training.job is not None:
        yield 0.05
    yield 1
    for index in (0, 1, 2):
        watch.phase = "models, questions"
        page.tabs.pick(index)
        yield 0.8
    page.tabs.pick(0)
    for index in (1, 0):
        watch.phase = "models, figures"
        page.board.pick(index)
        yield 0.6
    for button in (page.run.curves_button, page.run.settings_button):
        watch.phase = "models, " + ("curves" if button is page.run.curves_button else "settings")
        button.click()
        yield 0.8
        button.click()
        yield 0.4
    if page.has_lists():
        watch.phase = "models, lists"
        for row in range(0, 20, 4):
            page.lists.owners.selectRow(row)
            yield 0.15
        for word in ("b", "ba", "bag", ""):
            page.lists.search.setText(word)
            yield 0.15


if __name__ == "__main__":
    sys.exit(main())
