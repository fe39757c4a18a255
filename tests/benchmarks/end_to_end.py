"""From file to report, us and the script a good analyst writes, in one run: seconds, peak memory, ratio.

    python -m tests.benchmarks.end_to_end [FILE …]

Without files: the real sales files beside the checkout. The analyst's script (pandas with openpyxl, mlxtend's fpgrowth
at 100 orders, rules written to Excel) runs on online_retail.xlsx only, since it is written for that file. The first file is analysed
twice: in a new checkout the first time holds the compilation of the kernels, which is done once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
FILES = ("online_retail.xlsx", "superstore_zh.xls", "BreadBasket_DMS.csv", "retail.dat")

ANALYST = """
import sys
import pandas as pd
from mlxtend.frequent_patterns import association_rules, fpgrowth
from mlxtend.preprocessing import TransactionEncoder

sales = pd.read_excel(sys.argv[1], engine="openpyxl", dtype={"InvoiceNo": str, "StockCode": str})
sales = sales.drop_duplicates().dropna(subset=["Description"])
sales = sales[~sales["InvoiceNo"].str.startswith("C") & (sales["Quantity"] > 0)]
baskets = sales.groupby("InvoiceNo")["StockCode"].apply(lambda codes: sorted(set(codes)))
encoder = TransactionEncoder()
matrix = encoder.fit(baskets).transform(baskets, sparse=True)
frame = pd.DataFrame.sparse.from_spmatrix(matrix, columns=encoder.columns_)
sets = fpgrowth(frame, min_support=100 / len(frame), use_colnames=True, max_len=2)
rules = association_rules(sets, metric="lift", min_threshold=1.0)
for side in ("antecedents", "consequents"):
    rules[side] = rules[side].map(lambda items: next(iter(items)))
rules.sort_values("lift", ascending=False).to_excel(sys.argv[2], index=False)
"""


def measured(command: list[str]) -> tuple[float, float, int]:
    """(seconds, peak MB of the process and its children together, exit code), memory looked at every 20 ms."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            peak = max(peak, sum(p.memory_info().rss for p in [watched, *watched.children(recursive=True)]))
        except psutil.Error:
            pass  # a child ended between being listed and being looked at
        time.sleep(0.02)
    return time.perf_counter() - started, peak / 1e6, process.returncode


def timed(path: Path, who: str, command: list[str]) -> float:
    """The seconds that a command took, printed with its memory."""
    seconds, peak, code = measured(command)
    print(f"{path.name:24s} {who:10s} {seconds:8.1f} {peak:8.0f}{'' if code == 0 else f'  exit code {code}'}", flush=True)
    return seconds


def main() -> int:
    files = [Path(name) for name in sys.argv[1:]] or [DATA / name for name in FILES]
    print(f"{'file':24s} {'who':10s} {'seconds':>8s} {'peak MB':>8s}")
    first = True
    for path in files:
        if not path.exists():
            print(f"{path.name:24s} not here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            ours = [sys.executable, str(ROOT / "main.py"), "analyze", str(path), "--report", f"{folder}/report.xlsx"]
            if first:
                timed(path, "at first", ours)
                first = False
            seconds = timed(path, "Assoc", ours)
            if path.name == "online_retail.xlsx":
                peer = timed(path, "analyst", [sys.executable, "-c", ANALYST, str(path), f"{folder}/rules.xlsx"])
                print(f"{'':24s} {'ratio':10s} {peer / seconds:8.1f}× faster")
    return 0


if __name__ == "__main__":
    sys.exit(main())
