"""What `links` and `analyze` say before their tables can be believed: copies, orders set aside, and files in which nothing can be
tested."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from assoc_cli.commands import main

HEAD = ["Invoice", "StockCode", "Description", "Quantity", "UnitPrice", "InvoiceDate", "CustomerID"]


def written(folder, orders: list[list[str]], copies: int = 1, dates: bool = True):
    """A file of orders, each so many times under numbers of its own."""
    rows, each = [], len(orders)
    for number, held in enumerate(orders * copies):
        when = f"2024-{1 + number % each // 28 % 12:02d}-{1 + number % each % 28:02d} 10:00" if dates else ""
        rows += [[str(1000 + number), code, f"Article {code}", 1, 2.5, when, f"c{number % each % 90}" if dates else ""] for code in held]
    file = folder / "shop.csv"
    with open(file, "w", newline="", encoding="utf-8-sig") as out:
        csv.writer(out).writerows([HEAD, *rows])
    return str(file)


def drawn(count: int, products: int, size: int = 3) -> list[list[str]]:
    rng = np.random.default_rng(6)
    return [[f"A{p:03d}" for p in rng.choice(products, size, replace=False)] for _ in range(count)]


def said(capsys, *words: str) -> list[str]:
    assert main([*words, "--language", "en"]) == 0
    return capsys.readouterr().out.splitlines()


def test_links_of_a_file_loaded_twice_say_so_and_what_to_do(tmp_path, capsys):
    lines = said(capsys, "links", written(tmp_path, drawn(300, 40), copies=2, dates=False), "--out", str(tmp_path / "l.csv"))
    at = next(place for place, line in enumerate(lines) if line.startswith("Every order stands 2 times in this file"))
    assert lines[at + 1].startswith("Remove one copy")


def test_links_of_a_file_of_which_a_part_is_there_twice_say_so_and_what_to_do(tmp_path, capsys):
    orders = drawn(300, 40)
    lines = said(capsys, "links", written(tmp_path, [*orders, *orders[100:190]], dates=False), "--out", str(tmp_path / "l.csv"))
    at = next(place for place, line in enumerate(lines) if line.startswith("90 of the 390 orders stand in this file once more"))
    assert "from 1300 on" in lines[at] and lines[at + 1].startswith("Remove what is there a second time")


@pytest.mark.parametrize("kind", ["pairs", "rules"])
def test_where_no_pair_can_be_tested_that_is_said_with_what_would_help(tmp_path, capsys, kind):
    """300 orders of 3 of 400 products: the most frequent is in a handful."""
    orders = drawn(300, 400)
    most = int(np.unique(np.concatenate(orders), return_counts=True)[1].max())
    words = " ".join(said(capsys, "links", written(tmp_path, orders), "--kind", kind, "--out", str(tmp_path / "l.csv")))
    if kind == "pairs":
        assert f"must be in at least 20 orders each; the most frequent one is in {most}." in words and most < 20
    assert (
        "More months of orders, or categories in place of single products, would help" in words
        or "A lower minimum or more months of orders may find some" in words
    )


def test_analyze_says_what_is_set_aside_once(tmp_path, capsys):
    # no two lines but one mark them all
    collective = [["POST", *(f"B{p:03d}" for p in range(start, start + 80))] for start in range(0, 200, 20)]
    words = said(capsys, "analyze", written(tmp_path, [*drawn(400, 40), *collective]), "--report", str(tmp_path / "r.xlsx"))
    told = [place for place, line in enumerate(words) if "Article POST" in line and "10 order" in line]
    assert len(told) == 1 and words[told[0] + 1] == "Links are tested without them; --keep marked tests them too."


def test_one_order_that_is_set_aside_is_told_as_one(tmp_path, capsys):
    huge = [f"B{p:04d}" for p in range(400)]
    words = said(capsys, "links", written(tmp_path, [*drawn(400, 40), huge]), "--out", str(tmp_path / "l.csv"))
    at = next(place for place, line in enumerate(words) if line.startswith("1 order of 400 products"))
    assert words[at + 1] == "Links are tested without it; --keep large tests it too."
    kept = said(capsys, "links", written(tmp_path, [*drawn(400, 40), huge]), "--keep", "large", "--out", str(tmp_path / "l.csv"))
    assert "Links are tested with it, as you chose." in kept
