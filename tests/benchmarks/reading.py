"""Reading a sales file, ours beside the usual one: seconds, peak memory, and both against the peer's.

    python -m tests.benchmarks.reading [--size MB] [--runs N] [--csv FILE] [--xlsx FILE] [--openpyxl] [--only csv|xlsx]

Without files: a CSV of --size MB (300) made here, always the same one, and online_retail.xlsx beside the checkout. Every
run is a process of its own, the runs alternate, and the best of each counts. Times are of the reading alone: libraries
are imported and our kernels loaded before. Where pyarrow is installed, pandas keeps strings in it and reads much faster
than without; both are measured, and the string storage is said.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
XLSX = ROOT.parent / "shared" / "data" / "online_retail.xlsx"

MEASURED = """
import json, sys, threading, time
import psutil
path = sys.argv[1]
{ready}
me, peak, ended = psutil.Process(), 0, threading.Event()
def watch():
    global peak
    while True:
        peak = max(peak, me.memory_info().rss)
        if ended.wait(0.005):
            return
before = me.memory_info().rss
watcher = threading.Thread(target=watch)
watcher.start()
start, cpu = time.perf_counter(), time.process_time()
{read}
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
ended.set()
watcher.join()
found = {{"seconds": seconds, "cpu": cpu, "peak": peak, "grown": peak - before}}
{said}
print(json.dumps(found))
"""
OURS = f"""
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from assoc_engine.io.read import read_files, read_tables
from assoc_engine.progress import Progress
from assoc_engine.settings import ReadSettings
"""
WARM = OURS + "from assoc_engine.io.large_text import warm_up\nwarm_up()\n"
PANDAS = "import pandas as pd\n"
HIDDEN = """
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyarrow":
            raise ImportError(name)
sys.meta_path.insert(0, Hidden())
"""
DEEP = """
found["deep"] = int(frame.memory_usage(deep=True).sum())
found["strings"] = ", ".join(sorted({t.storage for t in frame.dtypes if isinstance(t, pd.StringDtype)}) or ["none"])
"""
CALAMINE = "from python_calamine import CalamineWorkbook\n"
LOADED = "rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()"
TABLES = "tables = read_tables(Path(path), ReadSettings((path,)), Progress())"
FILES = "raw = read_files(ReadSettings((path,)), Progress())"

READERS = {
    "csv": {
        "pandas.read_csv": (PANDAS, "frame = pd.read_csv(path)", DEEP),
        "the same without pyarrow": (HIDDEN + PANDAS, "frame = pd.read_csv(path)", DEEP),
        "ours, to a RawTable": (WARM, TABLES, ""),
        "ours, layout and joins too": (WARM, FILES, ""),
    },
    "xlsx": {
        "calamine load + to_python": (CALAMINE, LOADED, ""),
        "ours, to a RawTable": (OURS + CALAMINE, TABLES, ""),
        "ours, layout and joins too": (OURS + CALAMINE, FILES, ""),
    },
}
OPENPYXL = ("import pandas as pd, openpyxl\n", "frame = pd.read_excel(path, engine='openpyxl')", DEEP)


def make_csv(path: Path, megabytes: float) -> int:
    """A shop's order lines, always the same for the same size; returns the rows. About 100 bytes a row."""
    rng = np.random.default_rng(20240101)
    count = 8000
    names = [f"可口可乐 {i} 号 330ml 罐装" if i % 2 else f"Glass jar with lid, no. {i}" for i in range(count)]
    names = [f'"{name}"' if "," in name else name for name in names]
    codes = [f"{100_000 + 7 * i}{'A' if i % 5 == 0 else ''}" for i in range(count)]
    prices = np.round(rng.lognormal(2, 1, count) + 0.5, 2).tolist()
    start, order, rows, size = datetime(2024, 1, 1), 0, 0, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("订单编号,商品编码,商品名称,数量,单价,金额,下单时间,会员号,门店\r\n")
        while size < megabytes * 1e6:
            lines = []
            for products in rng.integers(0, count, (5000, 6)).tolist():
                order += 1
                customer = order * 7919 % 60_000
                who = "" if customer % 4 == 0 else f"M{customer:06d}"
                when = f"{start + timedelta(seconds=40 * order):%Y-%m-%d %H:%M:%S}"
                for product in products[: 1 + order % 6]:
                    quantity, price = 1 + product % 3 * (order % 2), prices[product]
                    lines.append(
                        f"2024{order:010d},{codes[product]},{names[product]},{quantity},{price:.2f},"
                        f"{quantity * price:.2f},{when},{who},店{customer % 12}\r\n"
                    )
            text = "".join(lines)
            file.write(text)
            rows, size = rows + len(lines), size + len(text.encode())
    return rows


def measure(path: Path, reader: tuple[str, str, str]) -> dict:
    """One run of a reader in a process of its own."""
    ready, read, said = reader
    script = MEASURED.format(ready=ready, read=read, said=said)
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def compare(path: Path, readers: dict[str, tuple[str, str, str]], runs: int) -> None:
    found = {name: [] for name in readers}
    for _ in range(runs):
        for name, reader in readers.items():
            found[name].append(measure(path, reader))
    best = {name: min(results, key=lambda result: result["seconds"]) for name, results in found.items()}
    peer = next(iter(best.values()))
    deep = peer.get("deep", 0)
    print(f"\n{path.name}, {path.stat().st_size / 1e6:.0f} MB, best of {runs}")
    print(f"{'':28s} {'seconds':>8s} {'ratio':>6s} {'CPU s':>6s} {'peak MB':>8s} {'grown MB':>9s} {'grown/deep':>10s}")
    for name, result in best.items():
        share = f"{result['grown'] / deep:10.2f}" if deep else " " * 10
        print(
            f"{name:28s} {result['seconds']:8.2f} {result['seconds'] / peer['seconds']:6.2f} {result['cpu']:6.2f}"
            f" {result['peak'] / 1e6:8.0f} {result['grown'] / 1e6:9.0f} {share}"
        )
    for name, result in best.items():
        if "deep" in result:
            print(f"{name}: memory_usage(deep=True) {result['deep'] / 1e6:.0f} MB, strings in: {result['strings']}")


def main() -> int:
    arguments = argparse.ArgumentParser(description="Reading a sales file, ours beside the usual one.")
    arguments.add_argument("--size", type=float, default=300, help="MB of the CSV that is made")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--csv", type=Path)
    arguments.add_argument("--xlsx", type=Path, default=XLSX)
    arguments.add_argument("--only", choices=READERS)
    arguments.add_argument("--openpyxl", action="store_true", help="pandas with openpyxl too, half a minute a run")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.only != "xlsx":
            path = chosen.csv or Path(folder) / "made.csv"
            if not chosen.csv:
                make_csv(path, chosen.size)
            compare(path, READERS["csv"], chosen.runs)
        if chosen.only != "csv" and chosen.xlsx.exists():
            extra = {"pandas with openpyxl": OPENPYXL} if chosen.openpyxl else {}
            compare(chosen.xlsx, READERS["xlsx"] | extra, chosen.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
