"""How long the window stands still over long tables: `python -m tests.benchmarks.window_rows FILE --pairs-from 8`.

As window_watch.py measures it: the real window and engine read and analyse a file, count its pairs from few orders on and look for
combinations. Then both tables are opened, sorted by every measure, filtered with the slider and the search, and saved.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.benchmarks.window_watch import Watch, drop, watched

WORDS = ("b", "ba", "bag", "bag r", "bag re", "bag red", "no such", "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--pairs-from", type=int, default=8, help="orders; fewer make a longer table of pairs")
    parser.add_argument("--combinations-from", type=int, default=0, help="orders, 0: chosen")
    chosen = parser.parse_args()
    return watched(chosen.file.name, chosen.language, lambda running, folder, watch: walk_through(running, chosen, folder, watch))


def walk_through(running, chosen, folder: Path, watch: Watch):
    """The user's way, as a generator of seconds to wait."""
    from assoc_engine.settings import CombineSettings
    from assoc_gui.pages.findings import COMBINATIONS, TOGETHER

    window, session = running.window, running.session

    def idle():
        while running.jobs.current is not None:
            yield 0.05
        yield 0.8

    watch.phase = "reading"
    drop(window, chosen.file.resolve())
    yield from idle()
    watch.phase = "analysing"
    session.analyse()
    yield from idle()
    page = window.go_to("findings")
    yield 1
    watch.phase = "counting pairs again"
    page.parts.mining.count_pairs(min_orders=chosen.pairs_from)
    yield from idle()
    print(f"{len(running.state.get('links')['a']):,} pairs")
    page.pairs.which.all_button.click()
    yield 0.5
    yield from use("pairs", page.pairs, watch)
    watch.phase = "pairs: saved"
    page.pairs.choice.floor.set_orders(0)
    listed(page.pairs)
    session.save_links(str(folder / "pairs.csv"), rows=page.pairs.listed)
    yield from idle()
    watch.phase = "looking for combinations"
    page.tabs.pick(COMBINATIONS)
    yield 0.5
    yield from idle()
    if chosen.combinations_from:
        page.parts.mining.combine(CombineSettings(min_orders=chosen.combinations_from))
        yield from idle()
    for kind in ("rules", "sets"):
        watch.phase = f"{kind}: found"
        page.combinations.view.choice.kinds[kind].click()
        yield from idle()
        print(f"{len(running.state.get('combinations')['orders']):,} {kind}")
        for index in (TOGETHER, COMBINATIONS):
            watch.phase = f"{kind}: tab opened"
            page.tabs.pick(index)
            yield 0.8
        yield from use(kind, page.combinations.view, watch)
        for button in page.combinations.view.choice.lengths.values():
            watch.phase = f"{kind}: lengths"
            if button.isVisible():
                for most in ("2", "0"):
                    button.chosen.emit(most)
                    yield 0.3
        watch.phase = f"{kind}: saved"
        view = page.combinations.view
        view.table.sort_rows(1)
        yield 0.3
        listed(view)
        session.save_table("combinations_csv", str(folder / f"{kind}.csv"), "en", rows=view.listed)
        yield from idle()
    yield 0.5


def listed(view) -> None:
    begun = time.perf_counter()
    rows = view.listed
    print(f"{0 if rows is None else len(rows):,} rows listed for the file in {1000 * (time.perf_counter() - begun):.0f} ms")


def use(what: str, view, watch: Watch):
    """Sort, slide, search, pick and scroll."""
    for name in list(view.choice.measure.choices):
        watch.phase = f"{what}: sorted by a measure"
        view.choice.measure.chosen.emit(name)
        yield 0.35
    watch.phase = f"{what}: sorted by names"
    for column in (0, 1):
        view.table.horizontalHeader().sectionClicked.emit(column)
        yield 0.35
    watch.phase = f"{what}: slider"
    slider = view.choice.floor.slider
    slider.setSliderDown(True)
    floor = slider.value()
    for place in (*range(floor, slider.maximum(), 4), *range(slider.maximum(), floor, -7)):
        slider.setValue(place)
        yield 0.03
    slider.setValue(floor)
    slider.setSliderDown(False)
    yield 0.3
    watch.phase = f"{what}: search"
    for word in WORDS:
        view.search.setText(word)
        yield 0.2
    watch.phase = f"{what}: picked"
    for row in range(0, 40, 5):
        view.table.selectRow(row)
        yield 0.15
    watch.phase = f"{what}: scrolled"
    bar = view.table.verticalScrollBar()
    for place in range(0, bar.maximum(), max(1, bar.maximum() // 15)):
        bar.setValue(place)
        yield 0.05
    bar.setValue(0)
    yield 0.2


if __name__ == "__main__":
    sys.exit(main())
