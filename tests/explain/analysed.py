"""A small shop, analysed: what is planted in it is known, the rest is drawn by chance."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from assoc_engine.analysis import analyse, read
from assoc_engine.progress import SILENT
from assoc_engine.settings import AnalysisSettings, ReadSettings
from assoc_engine.workspace import Workspace

HEAD = ["Invoice", "StockCode", "Description", "Quantity", "UnitPrice", "InvoiceDate", "CustomerID"]
POT, CUP, BREAD, BUTTER, JAM, TOAST = "P1", "P2", "P3", "P4", "P5", "P6"
NAMES = {POT: "Rose tea pot", CUP: "Rose tea cup", BREAD: "Farm bread", BUTTER: "Farm butter", JAM: "Plum jam", TOAST: "Toast rack"}
NAMES |= {f"F{number:02d}": f"Thing {word}"
          for number, word in enumerate(["oak", "elm", "ash", "fir", "yew", "box", "bay", "fig", "nut", "rye", "hay", "ivy"])}

Row = list
"""Invoice, code, name, quantity, price, date and time, customer."""


def shop_rows(seed: int = 0, orders: int = 600, customers: bool = True, dates: bool = True) -> list[Row]:
    """Orders of two things by chance; in every sixth pot and cup; in every sixth bread with butter or, else, jam with butter, so that
    bread and jam both go with butter and never with one another."""
    rng, codes, rows = np.random.default_rng(seed), list(NAMES), []
    for number in range(orders):
        held = set(rng.choice(codes[5:], 2, replace=False))
        if number % 6 == 0:
            held |= {POT, CUP}
        elif number % 6 == 1:
            held |= {BREAD, BUTTER} if number % 12 == 1 else {JAM, BUTTER}
        day = f"2024-{1 + number // 56:02d}-{1 + number // 2 % 28:02d} 10:00" if dates else ""
        who = f"c{number % 37}" if customers else ""
        rows += [[str(1000 + number), code, NAMES[code], 1, 2.5, day, who] for code in sorted(held)]
    return rows


def analysed(folder: Path, rows: list[Row]) -> Workspace:
    file = folder / "shop.csv"
    with open(file, "w", newline="", encoding="utf-8-sig") as out:
        csv.writer(out).writerows([HEAD, *rows])
    workspace = Workspace(folder / "workspace")
    read(workspace, ReadSettings((str(file),)), {}, SILENT)
    analyse(workspace, AnalysisSettings(), SILENT)
    return workspace


def number_of(workspace: Workspace, code: str) -> int:
    return list(workspace.get("products")["code"]).index(code)
