"""Workspaces with made but consistent tables, for tests of the reports: a bakery, its baskets drawn and counted."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np

from assoc_engine.rules.measures import measures
from assoc_engine.workspace import Coded, Workspace

DAY = 86_400
NAMES = ("Rye bread", "Butter", "Croissant", "Strawberry jam", "Coffee beans", "Green tea", "Honey", "Oat biscuits",
         "Cheesecake", "Mineral water", "Paper napkins", "Birthday candles")  # fmt: skip
MADE = ({0, 1}, {2, 3}, {4, 7})  # pairs of products that people take together


def message(sentence: str, **values) -> dict:
    """A message of another room; the marks let a test of this room's words tell it from them."""
    return {"message": f"§{sentence}§", "values": values}


def part(file: str, sheet: str, kind: str, rows: int, key: str = "", counts: tuple[int, int, int] = (0, 0, 0),
         columns: tuple[str, ...] = ()) -> dict:  # fmt: skip
    """An entry of `parts` in the meta of `raw`. `counts`: keys, matched, unmatched."""
    return {"file": file, "sheet": sheet, "rows": rows, "kind": kind, "layout": "lines", "columns": list(columns),
            "message": message("{name} was read.", name=sheet), "key": key, "hidden": False,
            **dict(zip(("keys", "matched", "unmatched"), counts, strict=True))}  # fmt: skip


def draw_baskets(orders: int, products: int, seed: int = 1, made: bool = True) -> list[list[int]]:
    random = np.random.default_rng(seed)
    baskets = []
    for size in random.integers(1, 5, orders).tolist():
        basket = set(random.choice(products, size, replace=False).tolist())
        for pair in MADE if made else ():
            if basket & pair and random.random() < 0.6:
                basket |= pair
        baskets.append(sorted(basket))
    return baskets


def write_workspace(folder: Path, *, orders: int = 2000, names: tuple[str, ...] = NAMES, made: bool = True,
                    prices: bool = True, dates: bool = True, codes: bool = True) -> Workspace:  # fmt: skip
    """The tables of docs/workspace.md that a report reads. `made` False: nothing passes the guard."""
    workspace = Workspace(folder)
    baskets = draw_baskets(orders, len(names), made=made)
    held = np.bincount(np.concatenate(baskets), minlength=len(names))
    price = np.array([1.5 + 0.75 * place for place in range(len(names))]) if prices else np.full(len(names), np.nan)
    _put_file(workspace, baskets, dates)
    workspace.put("products", {
        "code": [f"{100 + place}" for place in range(len(names))] if codes else list(names), "name": list(names),
        "category": Coded(np.full(len(names), -1, np.int32), []), "price": price, "cost": np.full(len(names), np.nan),
        "orders": held.astype(np.int32), "quantity": held.astype(float),
    }, {"has_code": codes, "has_category": False})  # fmt: skip
    links = _links(baskets, held, orders, made)
    passing = int(links["passes"].sum())
    workspace.put("links", links, {
        "floor": 5, "floor_reason": message("A link needs at least {orders} joint orders.", orders=5),
        "eligible_orders": 2, "eligible_pairs": len(links["a"]), "passing": passing, "max_fdr": 0.05, "set_aside": 0,
        "answer": message("{count} pairs of products.", count=passing),
    })  # fmt: skip
    _put_strategies(workspace, links, price, prices)
    _put_summary(workspace, baskets, len(names), dates, prices)
    return workspace


def _put_file(workspace: Workspace, baskets: list[list[int]], dates: bool) -> None:
    rows = sum(map(len, baskets))
    headers = ["Order", "Item", *(["Date"] if dates else [])]
    workspace.put("raw", {}, {
        "paths": ["bakery.xlsx"], "made": [], "parts": [part("bakery.xlsx", "Sales & more", "sales", rows + 30)],
        "file": "bakery.xlsx", "bytes": 123_456, "headers": headers, "layout": "lines", "rows": rows + 30, "notes": [],
        "sources": [["bakery.xlsx", "Sales & more"]],
    })  # fmt: skip
    roles = zip(headers, ("order", "product", "time"), strict=False)
    columns = [{"index": at, "header": header, "role": role, "sure": at != 2, "reason": message("Its name says so.")}
               for at, (header, role) in enumerate(roles)]  # fmt: skip
    workspace.put("roles", {}, {
        "columns": columns, "answer": message("One row per order line."),
        "order_rule": message("Rows of one number are one order."), "question": None,
    })  # fmt: skip
    examples = [{"file": "bakery.xlsx", "sheet": "Sales & more", "row": 2_112 + at, "text": "=HYPERLINK(…) · 7"}
                for at in range(3)]  # fmt: skip
    rules = [("cancelled", "Cancelled orders", "left out", 10, True),
             ("returns", "Returned goods", "left out", 0, True),
             ("duplicates", "Exact duplicates", "merged", 20, True),
             ("merge_names", "Names merged", "changed", 40, True),
             ("non_products", "Postage and fees", "left out", 0, False)]  # fmt: skip
    workspace.put("quality", {}, {
        "rows_in": rows + 30, "rows_out": rows, "answer": message("{count} rows are used.", count=rows),
        "rules": [{"rule": rule, "title": message(title), "effect": effect, "count": count, "on": on,
                   "examples": examples if count else []} for rule, title, effect, count, on in rules],
        "notices": [{"title": message("{count} orders hold {share:percent} of all pairs.", count=12, share=0.7),
                     "advice": message("Look at the findings without them."), "setting": {"largest_order": 40}}],
        "non_products": [], "same": [], "level": None,
    })  # fmt: skip


def _links(baskets: list[list[int]], held: np.ndarray, orders: int, made: bool) -> dict[str, np.ndarray]:
    counts: dict[tuple[int, int], int] = {}
    for basket in baskets:
        for pair in combinations(basket, 2):
            counts[pair] = counts.get(pair, 0) + 1
    pairs = sorted((pair for pair in counts if counts[pair] >= 5), key=lambda pair: -counts[pair])
    a, b = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    n = np.array([counts[pair] for pair in pairs], np.int32)
    n_a, n_b = held[a].astype(np.int32), held[b].astype(np.int32)
    expected = n_a * n_b / orders * 0.8
    passes = np.array([set(pair) in MADE for pair in pairs], bool) & made
    p = np.where(passes, 1e-30, 0.4)
    late, late_expected = n * 2 // 5, np.where(passes, expected * 0.4, np.nan)
    grade = np.where(passes, 3, 0).astype(np.int8)
    grade[np.flatnonzero(passes)[1:2]] = 2
    return {"a": a, "b": b, "orders": n, "a_orders": n_a, "b_orders": n_b, **measures(n, n_a, n_b, orders), "confidence_back": n / n_b,
            "counted": n - 1, "expected": expected, "adjusted_lift": (n - 1) / expected, "p_value": p, "q_value": p, "grade": grade,
            "early_found": passes, "late_clear": passes & (grade == 3), "late_orders": late, "late_expected": late_expected,
            "late_p": np.where(passes, np.where(grade == 3, 1e-9, 0.3), np.nan),
            "late_lift": late / late_expected, "late_low": late / late_expected * 0.8, "late_high": late / late_expected * 1.25,
            "fate": np.where(grade == 2, 2, 0).astype(np.int8), "passes": passes}  # fmt: skip


def _put_strategies(workspace: Workspace, links: dict, price: np.ndarray, prices: bool) -> None:
    rows = np.flatnonzero(links["passes"])
    product = np.concatenate([links["a"][rows], links["b"][rows]])
    other, link = np.concatenate([links["b"][rows], links["a"][rows]]), np.concatenate([rows, rows]).astype(np.int32)
    order = np.argsort(product, kind="stable")
    product, other, link = product[order], other[order], link[order]
    extra = links["counted"][link] - links["expected"][link]
    rank = np.ones(len(product), np.int32)
    workspace.put("pages", {"product": product, "rank": rank, "other": other, "link": link, "extra": extra})
    worth = price[other] if prices else np.ones(len(other))
    columns = {"a": product, "b": other, "link": link, "value": extra * worth}
    start = message("Start with these {count} recommendations.", count=len(link))
    answer = start if len(link) else message("Nothing to recommend yet.")
    advice = None if len(link) else message("More months of orders would help.")
    workspace.put("actions", columns, {"in_money": prices, "answer": answer, "advice": advice})


def _put_summary(workspace: Workspace, baskets: list[list[int]], products: int, dates: bool, prices: bool) -> None:
    size, size_orders = np.unique([len(basket) for basket in baskets], return_counts=True)
    start = 1_672_617_600  # Monday 2 January 2023
    weeks = start + 7 * DAY * np.arange(26)
    figures = {"orders": len(baskets), "products": products, "lines": sum(map(len, baskets)), "multi_item_share": 0.75}
    if prices:
        figures |= {"revenue": 12_345.5, "average_order_value": 17.25}
    if dates:
        figures |= {"first_time": start + 3600, "last_time": start + 181 * DAY}
    definitions = {name: message(f"How {name} is counted.") for name in figures if not name.endswith("_time")}
    shown = len(weeks) if dates else 0
    period = {"period": weeks[:shown], "period_orders": np.arange(100, 126)[:shown]}
    workspace.put("summary", {"size": size.astype(np.int32), "size_orders": size_orders, **period}, {
        "figures": figures, "definitions": definitions, "period": "week",
        "roles": workspace.meta("roles"),
        "settings": {"roles": {}, "clean": {"until": "2024-01-01", "exclude_orders_with": ["DOT"], "largest_order": 0},
                     "links": {}, "strategy": {"per_page": 5, "actions": 10, "per_product": 3}},
    })  # fmt: skip
