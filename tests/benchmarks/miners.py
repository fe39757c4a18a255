"""Sets of products of every size: us, PyFIM's eclat and fpgrowth (compiled C) and mlxtend's fpgrowth, in one run on the same baskets.

    python -m tests.benchmarks.miners [--data retail,online,quest] [--floor 40] [--repeat 3] [--large] [--threads 1,2]

Every call has a fresh process, and the miners take turns; the fastest of `--repeat` counts (of one where a call took over 5 seconds). Only
the call is timed, with its kernels loaded: ours from CSR to columns, PyFIM from its lists to its list, mlxtend from a sparse frame to a
frame. Memory is what the process grew by at its highest during the call, the result included; "with baskets" counts their CSR, lists or
frame too. All must find the same sets with the same counts. Goals: at least as fast as the faster of PyFIM's two, 20 times as fast as
mlxtend, a third of the memory of PyFIM's thriftier one.

`--large`: PyFIM too at 40 orders of Online Retail in all sizes, which takes it over 7 GB. pyfim needs a compiler (`pip install -e
'.[bench]'`); Online Retail is read with pandas.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.benchmarks.quest import quest

HERE = Path(__file__).resolve()
DATA = HERE.parents[3] / "shared" / "data"
LONG = 5.0  # seconds: a call above it is made once
MB = 2**20


@dataclass(frozen=True)
class Case:
    """Sets of `low` to `high` (0: any) products in at least `floor` orders of a data set; ours within `memory` bytes (0: half of what is
    free)."""

    data: str
    floor: int
    low: int = 1
    high: int = 0
    memory: int = 0
    mlxtend: bool = False
    large: bool = False

    @property
    def name(self) -> str:
        sizes = f", sizes {self.low}–{self.high}" if self.high else ""
        return f"{self.data}, {self.floor}{sizes}"


CASES = (
    Case("retail", 88, mlxtend=True),
    Case("retail", 10),
    Case("online", 100, mlxtend=True),
    Case("online", 50, mlxtend=True),
    Case("online", 40, low=2, high=3),
    Case("online", 40, memory=2_048 * MB, large=True),
    Case("quest", 100, mlxtend=True),
    Case("quest", 10),
)


@dataclass
class Measured:
    """Of all calls of one miner: the least seconds, of the clock and of processors, the least bytes, and what was found."""

    seconds: float = float("inf")
    worked: float = float("inf")
    grown: float = float("inf")
    whole: float = float("inf")
    found: list[dict] = field(default_factory=list)

    def add(self, call: dict) -> None:
        for name in ("seconds", "worked", "grown", "whole"):
            setattr(self, name, min(getattr(self, name), call.pop(name)))
        self.found.append(call)


def csr(baskets: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    start = np.cumsum([0, *map(len, baskets)]).astype(np.int64)
    return start, np.array([item for basket in baskets for item in basket], np.int32)


def retail() -> tuple[np.ndarray, np.ndarray]:
    return csr([sorted(set(map(int, line.split()))) for line in (DATA / "retail.dat").read_text().splitlines()])


def online() -> tuple[np.ndarray, np.ndarray]:
    """Invoices that do not start with C, quantity above 0, different stock codes of an invoice."""
    import pandas as pd

    columns = ["InvoiceNo", "StockCode", "Quantity"]
    lines = pd.read_excel(DATA / "online_retail.xlsx", engine="calamine", usecols=columns, dtype={"InvoiceNo": str, "StockCode": str})
    lines = lines[~lines["InvoiceNo"].str.startswith("C") & (lines["Quantity"] > 0)]
    invoice, item = (pd.factorize(lines[column], sort=True)[0] for column in columns[:2])
    products = int(item.max()) + 1
    cells = np.unique(invoice.astype(np.int64) * products + item)
    start = np.searchsorted(cells, np.arange(invoice.max() + 2, dtype=np.int64) * products).astype(np.int64)
    assert (len(start) - 1, len(cells)) == (20_728, 520_750), (len(start) - 1, len(cells))
    return start, (cells % products).astype(np.int32)


def made() -> tuple[np.ndarray, np.ndarray]:
    baskets = quest()
    return baskets.start, baskets.items


READERS = {"retail": retail, "online": online, "quest": made}


def called(folder: Path, case: Case, miner: str) -> dict:
    numbers = map(str, (case.floor, case.low, case.high, case.memory))
    command = [sys.executable, str(HERE.with_name("miner_call.py")), str(folder), miner, *numbers]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{miner} on {case.name}: {done.stderr.strip() or done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def measured(folder: Path, case: Case, miners: list[str], repeat: int) -> dict[str, Measured]:
    results = {miner: Measured() for miner in miners}
    for turn in range(repeat):
        for miner in miners:
            if turn == 0 or results[miner].seconds < LONG:
                results[miner].add(called(folder, case, miner))
    return results


def goals(ours: Measured, results: dict[str, Measured]) -> str:
    """How many times ours the others took, and whether that meets the goal."""
    fim = [result for miner, result in results.items() if miner in ("eclat", "fpgrowth")]
    judged = []
    if fim:
        judged.append(("speed", min(r.seconds for r in fim) / ours.seconds, 1))
    if "mlxtend" in results:
        judged.append(("mlxtend", results["mlxtend"].seconds / ours.seconds, 20))
    if fim:
        judged.append(("memory", min(r.grown for r in fim) / max(ours.grown, 1), 3))
        judged.append(("with baskets", min(r.whole for r in fim) / max(ours.whole, 1), 3))
    return ", ".join(f"{what} {ratio:.2f} {'met' if ratio >= least else 'MISSED'}" for what, ratio, least in judged)


def report(case: Case, results: dict[str, Measured]) -> bool:
    found = [call for result in results.values() for call in result.found]
    agree = all(call == found[0] for call in found)
    names = list(results)
    first = results[names[0]]
    sizes = " ".join(f"{n:,}" for n in found[0]["sizes"])
    print(f"\n{case.name}: {found[0]['sets']:,} sets ({sizes}); {'all agree' if agree else 'THEY DISAGREE'}")
    for miner, result in results.items():
        said = goals(result, results) if miner.startswith("Assoc") else f"{result.seconds / first.seconds:.2f} × the time of {names[0]}"
        took = (f"{result.seconds:8.3f} s {result.worked:8.3f} s of processor "
                f"{result.grown / MB:8.1f} MB {result.whole / MB:8.1f} MB with baskets")  # fmt: skip
        print(f"  {miner:10s}{took}   {said}", flush=True)
    return agree


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="retail,online,quest", help="which of these")
    parser.add_argument("--floor", type=int, default=0, help="only the settings with this minimum")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--threads", default="1,2", help="of ours, one row each")
    parser.add_argument("--large", action="store_true")
    asked = parser.parse_args()
    cases = [case for case in CASES if case.data in asked.data.split(",") and asked.floor in (0, case.floor)]
    agree = True
    with tempfile.TemporaryDirectory() as where:
        for name in dict.fromkeys(case.data for case in cases):
            folder = Path(where) / name
            folder.mkdir()
            for column, values in zip(("start", "items"), READERS[name](), strict=True):
                np.save(folder / f"{column}.npy", values)
        for case in cases:
            peers = ["eclat", "fpgrowth"] if asked.large or not case.large else []
            miners = [f"Assoc/{threads}" for threads in asked.threads.split(",")] + peers + ["mlxtend"] * case.mlxtend
            agree &= report(case, measured(Path(where) / case.data, case, miners, asked.repeat))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
