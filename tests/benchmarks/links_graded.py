"""What is proven on real files: orders set aside, pairs tested, grades, fates, pairs bought instead of each other,
larger sets, and the time it takes.

    python -m tests.benchmarks.links_graded [FILE …] [--dependent]

Without files: the real sales files beside the checkout. Kernels are compiled before. Seconds are those of the step that counts, tests and
grades, and of pairs bought instead of each other, in this process. Sets are those of 3 to 6 products that reach the minimum chosen for
them; those graded say more than all smaller sets within them.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from assoc_engine.analysis import count_pairs, find_substitutes, prepare, read
from assoc_engine.progress import SILENT
from assoc_engine.rules.collective import KINDS
from assoc_engine.rules.combine import combine
from assoc_engine.rules.verdicts import ENDED, SEASONAL
from assoc_engine.settings import AnalysisSettings, CombineSettings, LinkSettings, ReadSettings
from assoc_engine.workspace import Workspace
from tests.benchmarks.end_to_end import DATA, FILES

HEADS = ("file", "orders", "products", "set aside", "joint orders from", "pairs listed", "pairs tested", "A", "B", "C",
         "no longer sold, of A and B",
         "seasonal", "anti-links tested", "A", "B", "sets from", "sets", "A", "B", "C", "seconds", "anti-links, seconds",
         "sets, seconds")  # fmt: skip


def row(path: Path, settings: AnalysisSettings) -> str:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder)
        read(workspace, ReadSettings((str(path),)), {}, SILENT)
        prepare(workspace, settings, SILENT)
        begun = perf_counter()
        count_pairs(workspace, settings, SILENT)
        counted = perf_counter()
        find_substitutes(workspace, settings, SILENT)
        ended = perf_counter()
        combine(workspace, CombineSettings(kind="sets", min_size=3, max_size=6), SILENT)
        combined = perf_counter()
        sets = workspace.get("combinations")
        larger = np.bincount(np.asarray(sets["grade"]), minlength=4)
        links, anti = workspace.get("links"), workspace.get("anti")
        grades, below = (np.bincount(np.asarray(table["grade"]), minlength=4) for table in (links, anti))
        fate, passes = np.asarray(links["fate"]), np.asarray(links["passes"])
        codes = np.asarray(workspace.get("aside")["kind"])
        kinds = [f"{(codes == KINDS.index(kind['kind'])).sum():,} {kind['kind']}" for kind in workspace.meta("aside")["kinds"]]
        cells = (
            f"`{path.name}`", f"{len(workspace.get('orders')['time']):,}", f"{len(workspace.get('products')['code']):,}",
            ", ".join(kinds) or "none",
            links.meta["floor"], f"{len(passes):,}", f"{links.meta['eligible_pairs']:,}", *(f"{grades[grade]:,}" for grade in (3, 2, 1)),
            f"{(passes & (fate == ENDED)).sum():,}", f"{(passes & (fate == SEASONAL)).sum():,}", f"{anti.meta['eligible_pairs']:,}",
            *(f"{below[grade]:,}" for grade in (3, 2)), sets.meta["floor"], f"{len(sets['orders']):,}",
            *(f"{larger[grade]:,}" for grade in (3, 2, 1)),
            f"{counted - begun:.1f}", f"{ended - counted:.1f}", f"{combined - ended:.1f}",
        )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--dependent", action="store_true", help="keep the rate of false finds by Benjamini and Yekutieli")
    asked = parser.parse_args()
    settings = AnalysisSettings(links=LinkSettings(dependent=asked.dependent))
    print("| " + " | ".join(HEADS) + " |\n" + "|---" * len(HEADS) + "|")
    for path in asked.files or [DATA / name for name in FILES]:
        print(row(path, settings), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
