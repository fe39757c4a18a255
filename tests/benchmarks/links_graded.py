"""What is proven on real files: orders set aside, pairs tested, grades, fates, pairs bought instead of each other, and the time it takes.

    python -m tests.benchmarks.links_graded [FILE …] [--dependent]

Without files: the real sales files beside the checkout. Kernels are compiled before. Seconds are those of the step that counts, tests and
grades (`find_links`), and of anti-links, in this process; set NUMBA_NUM_THREADS and OMP_NUM_THREADS for how many cores that is.
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
from assoc_engine.rules.fates import ENDED, SEASONAL
from assoc_engine.settings import AnalysisSettings, LinkSettings, ReadSettings
from assoc_engine.workspace import Workspace
from tests.benchmarks.end_to_end import DATA, FILES

HEADS = ("file", "orders", "products", "set aside", "joint orders from", "pairs listed", "pairs tested", "A", "B", "C", "no longer sold, of A and B",
         "seasonal", "anti-links tested", "A", "B", "seconds", "anti-links, seconds")  # fmt: skip


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
        links, anti = workspace.get("links"), workspace.get("anti")
        grades, below = (np.bincount(np.asarray(table["grade"]), minlength=4) for table in (links, anti))
        fate, passes = np.asarray(links["fate"]), np.asarray(links["passes"])
        codes = np.asarray(workspace.get("aside")["kind"])
        kinds = [f"{(codes == KINDS.index(kind['kind'])).sum():,} {kind['kind']}" for kind in workspace.meta("aside")["kinds"]]
        cells = (
            f"`{path.name}`", f"{len(workspace.get('orders')['time']):,}", f"{len(workspace.get('products')['code']):,}", ", ".join(kinds) or "none",
            links.meta["floor"], f"{len(passes):,}", f"{links.meta['eligible_pairs']:,}", *(f"{grades[grade]:,}" for grade in (3, 2, 1)),
            f"{(passes & (fate == ENDED)).sum():,}", f"{(passes & (fate == SEASONAL)).sum():,}", f"{anti.meta['eligible_pairs']:,}",
            *(f"{below[grade]:,}" for grade in (3, 2)), f"{counted - begun:.1f}", f"{ended - counted:.1f}",
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
