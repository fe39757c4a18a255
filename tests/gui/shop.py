"""A workspace with made data, written without the engine.

The shop: orders of known products, so that a test can count by hand what the window should show.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assoc_engine.rules.measures import measures
from assoc_engine.workspace import Coded, Workspace

NO_TIME = np.iinfo(np.int64).min
DAY = 86_400
START = 1_577_836_800  # 2020-01-01
NAMES = ["Tea", "Cup", "Cake <b>&", "绿茶", "红茶", "杯子", "Spoon", "Fork"]
FILLERS = 30


def message(words: str, **values) -> dict:
    return {"message": words, "values": values}


def baskets_of(orders: int, seed: int = 1) -> list[list[int]]:
    """Tea (0) and Cup (1) go together in every second order; the others fall as they may."""
    chance = np.random.default_rng(seed)
    total = len(NAMES) + FILLERS
    found = []
    for number in range(orders):
        basket = set(chance.choice(np.arange(2, total), size=int(chance.integers(1, 5)), replace=False).tolist())
        if number % 2 == 0:
            basket |= {0, 1}
        elif number % 5 == 0:
            basket.add(0)
        found.append(sorted(basket))
    return found


SALES = {"file": "shop.csv", "sheet": "Sheet A", "rows": 600, "kind": "sales", "shape": "a1", "hidden": False}
BOOK = (
    SALES,
    {**SALES, "sheet": "Goods", "rows": 40, "kind": "products", "shape": "b2"},
    {**SALES, "sheet": "Notes", "rows": 3, "kind": "", "shape": "c3"},
    {**SALES, "sheet": "Old", "rows": 9, "kind": "", "shape": "d4", "hidden": True},
)
"""The tables of a workbook with a list of products, a sheet that is not used, and a hidden one."""


def part(table: dict, uses: dict[str, str], layout: str) -> dict:
    kind = uses.get(table["shape"], table["kind"])
    said = message("{name}: joined.", name=table["sheet"]) if kind else message("{name}: not used.", name=table["sheet"])
    return {**table, "kind": kind, "layout": layout, "message": said, "key": "Item", "keys": 38, "matched": 38,
            "unmatched": 0, "columns": []}  # fmt: skip


def write_read(
    folder: Path, orders: int = 200, file: str = "shop.csv", question: str = "", read: dict | None = None,
    tables: tuple[dict, ...] = (SALES,), made: tuple[int, ...] = (),
) -> int:  # fmt: skip
    """`raw` and `roles`, as the request "read" leaves them. Returns the number of rows."""
    uses, layout = (read or {}).get("uses", {}), (read or {}).get("layout") or "lines"
    workspace, baskets = Workspace(folder), baskets_of(orders)
    names = NAMES + [f"Thing {i}" for i in range(FILLERS)]
    lines = [(f"A{number:04d}", names[p], p, number) for number, basket in enumerate(baskets) for p in basket]
    columns: dict[str, object] = {}
    cells = {
        "Order": [line[0] for line in lines],
        "Item": [line[1] for line in lines],
        "Price": [f"{2 + line[2] / 4:.2f}" for line in lines],
        "When": [str(np.datetime64(START + DAY * line[3], "s").astype("datetime64[D]")) for line in lines],
    }
    for index, values in enumerate(cells.values()):
        vocabulary, codes = np.unique(values, return_inverse=True)
        columns[f"c{index}"] = Coded(codes.astype(np.int32), vocabulary.tolist())
        columns[f"c{index}_kind"] = np.zeros(len(vocabulary), np.int8)
        columns[f"c{index}_value"] = np.full(len(vocabulary), np.nan)
    rows = len(lines)
    columns |= {"source": np.zeros(rows, np.int16), "row": np.arange(2, rows + 2, dtype=np.int32)}
    workspace.put("raw", columns, {
        "paths": list((read or {}).get("paths", [str(folder / file)])), "file": file, "bytes": 1000,
        "sources": [[file, "Sheet A"]], "headers": list(cells), "made": list(made), "layout": layout, "rows": rows,
        "notes": [], "parts": [part(table, uses, layout) for table in tables],
    })  # fmt: skip
    write_roles(folder, question=question)
    return rows


def write_roles(
    folder: Path, corrections: dict[str, str] | None = None, question: str = "", choices: tuple = (), role: str = ""
) -> None:
    guessed = {"Order": "order", "Item": "product", "Price": "price", "When": "time"} | (corrections or {})
    columns = [
        {"index": i, "header": header, "role": role, "sure": header != "Price", "reason": message("Its name says so.")}
        for i, (header, role) in enumerate(guessed.items())
    ]
    Workspace(folder).put("roles", {}, {
        "columns": columns, "answer": message("One row per order line."), "order_rule": message("By order number."),
        "question": message(question) if question else None, "choices": list(choices), "question_role": role,
    })  # fmt: skip


def write_clean(folder: Path, settings: dict | None = None, orders: int = 200) -> None:
    """Every table of the cleaned data. The rule `duplicates` takes the last row while it is on."""
    workspace, baskets = Workspace(folder), baskets_of(orders)
    clean = (settings or {}).get("clean", {})
    rows = sum(map(len, baskets))
    off = not clean.get("duplicates", True)
    products = len(NAMES) + FILLERS
    items = np.concatenate([np.array(basket, np.int32) for basket in baskets])
    sizes = np.array([len(basket) for basket in baskets], np.int32)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    order = np.repeat(np.arange(orders, dtype=np.int32), sizes)
    holders = [np.flatnonzero([p in basket for basket in baskets]).astype(np.int32) for p in range(products)]
    price = 2 + np.arange(products) / 4
    rule = {"title": message("Exact duplicates of another row"), "rule": "duplicates", "effect": "merged",
            "count": 0 if off else 1, "on": not off,
            "examples": [{"file": "shop.csv", "sheet": "Sheet A", "row": rows + 1, "text": "A"}]}  # fmt: skip
    rules = [
        rule,
        {
            **rule,
            "rule": "returns",
            "title": message("Returns"),
            "count": 0,
            "on": True,
            "effect": "left out",
            "examples": [],
        },
    ]
    rules.append({**rule, "rule": "net_returns", "title": message("Returns with their sale"), "count": 2, "on": True,
                  "effect": "netted", "examples": []})  # fmt: skip
    rules.append({**rule, "rule": "merge_names", "title": message("Names merged"), "count": 5, "on": True,
                  "effect": "changed"})  # fmt: skip
    aside = clean.get("largest_order", 0)
    notices = []
    if aside:
        rules.append({**rule, "rule": "largest_order", "title": message("Large orders"), "count": 7, "on": True,
                      "effect": "left out", "examples": []})  # fmt: skip
    else:
        notices.append({"title": message("3 orders hold most pairs."), "advice": message("Set them aside."),
                        "setting": {"largest_order": 4}})  # fmt: skip
    out = rows - 2 if off else rows - 3
    workspace.put(
        "quality",
        {"changed_merge_names": np.arange(5, dtype=np.int32)},
        {
            "rows_in": rows,
            "rows_out": out,
            "rules": rules,
            "notices": notices,
            "answer": message("{rows_out} of {rows_in} rows are used.", rows_in=rows, rows_out=out),
            **doubts(clean),
        },
    )
    fate = np.zeros(rows, np.int8)
    fate[-1] = 0 if off else 1
    fate[[4, 9]] = 4
    workspace.put(
        "fates",
        {"fate": fate, "line": np.arange(rows, dtype=np.int32)},
        {"rules": ["duplicates", "returns", "largest_order", "net_returns"]},
    )
    amount = price[items]
    workspace.put(
        "lines",
        {
            "order": order,
            "product": items,
            "quantity": np.ones(rows),
            "price": amount,
            "amount": amount,
            "cost": np.full(rows, np.nan),
            "raw": np.arange(rows, dtype=np.int32),
        },
    )
    workspace.put("origins", {"start": np.arange(rows + 1, dtype=np.int64), "raw": np.arange(rows, dtype=np.int32)})
    times = START + DAY * np.arange(orders, dtype=np.int64)
    workspace.put("orders", {
        "id": [f"A{i:04d}" for i in range(orders)], "time": times, "customer": Coded(np.full(orders, -1, np.int32), []),
        "size": sizes, "amount": np.add.reduceat(amount, start[:-1]), "line_start": start,
    }, {"has_time": True, "has_customer": False, "has_price": True})  # fmt: skip
    workspace.put("products", {
        "code": [f"P{i}" for i in range(products)], "name": NAMES + [f"Thing {i}" for i in range(FILLERS)],
        "category": Coded(np.full(products, -1, np.int32), []), "price": price, "cost": np.full(products, np.nan),
        "orders": np.array([len(h) for h in holders], np.int32), "quantity": np.array([len(h) for h in holders], float),
    }, {"has_code": True, "has_category": False})  # fmt: skip
    workspace.put("baskets", {
        "start": start, "items": items,
        "holders_start": np.concatenate([[0], np.cumsum([len(h) for h in holders])]).astype(np.int64),
        "holders": np.concatenate(holders),
    })  # fmt: skip
    size, size_orders = np.unique(sizes, return_counts=True)
    months, month_orders = np.unique(times.astype("datetime64[s]").astype("datetime64[M]"), return_counts=True)
    workspace.put(
        "summary",
        {
            "size": size.astype(np.int32),
            "size_orders": size_orders.astype(np.int64),
            "period": months.astype("datetime64[s]").astype(np.int64),
            "period_orders": month_orders.astype(np.int64),
        },
        {
            "figures": {
                "orders": orders,
                "products": products,
                "lines": rows,
                "units_per_order": 3.2,
                "multi_item_share": 0.8,
                "average_order_value": 12.5,
                "first_time": int(times[0]),
                "last_time": int(times[-1]),
            },
            "definitions": {"orders": message("Different order numbers.")},
            "period": "month",
            "settings": settings or {},
        },
    )


def doubts(clean: dict) -> dict:
    """What `quality` says of products: Fork is left out as no product, Spoon might be; two teas may be one."""
    out = {"P7"} - set(clean.get("keep_products", [])) | set(clean.get("not_products", []))
    entries = [("P7", "Fork", 3), ("P6", "Spoon", 12)]
    same = {"first": "P3", "second": "P4", "first_name": "绿茶", "second_name": "红茶", "rows": [50, 4],
            "reason": message("Nearly the same name."), "setting": {"same_as": {"P4": "P3"}}}  # fmt: skip
    return {
        "non_products": [
            {"product": code, "name": name, "rows": count, "orders": count, "reason": message("Price 0."), "out": code in out}
            for code, name, count in entries
            if code in out or code not in clean.get("keep_products", [])
        ],
        "same": [] if clean.get("same_as") else [same],
        "level": {"chosen": clean.get("level") or "variant", "variants": 38, "parents": 20,
                  "reason": message("Names end in a size.")},
    }  # fmt: skip


def graded(joint: np.ndarray, expected: np.ndarray, passes: np.ndarray) -> dict[str, np.ndarray]:
    """What the grading says of made pairs: those that pass are proven, three fifths of their orders in the earlier part."""
    early = np.where(passes, np.round(0.6 * joint), 0).astype(np.int32)
    late = np.where(passes, joint - early, 0).astype(np.int32)
    known = np.where(passes, 1.0, np.nan)
    return {
        "independent": joint.astype(float), "customers": np.full(len(joint), -1, np.int32),
        "adjusted_low": 0.8 * joint / expected, "adjusted_high": 1.2 * joint / expected,
        "early_orders": early, "early_expected": 0.6 * expected * known, "early_p": 1e-6 * known, "early_found": passes,
        "late_orders": late, "late_expected": 0.4 * expected * known, "late_p": 1e-6 * known, "late_clear": passes,
        "late_lift": late / (0.4 * expected) * known, "late_low": 1.5 * known, "late_high": 9.0 * known,
        "grade": np.where(passes, 3, 0).astype(np.int8), "fate": np.zeros(len(joint), np.int8), "passes": passes,
    }  # fmt: skip


def write_links(folder: Path, orders: int = 200, repeat: int = 1, floor: int = 2) -> int:
    """All pairs held by `floor` orders or more; Tea and Cup, strongest, is the only one that passes. Returns their number.

    `repeat`: so many copies of every link, for tests of large tables.
    """
    baskets = baskets_of(orders)
    held = np.zeros((len(NAMES) + FILLERS, orders), np.int64)
    for number, basket in enumerate(baskets):
        held[basket, number] = 1
    together, alone = held @ held.T, held.sum(1)
    a, b = (side.astype(np.int32) for side in np.nonzero(np.triu(together >= floor, 1)))
    joint = together[a, b]
    expected = alone[a] * alone[b] / orders
    by_strength = np.argsort(-(joint - expected), kind="stable")
    a, b, joint, expected = (np.tile(column[by_strength], repeat) for column in (a, b, joint, expected))
    one, other = alone[a], alone[b]
    passes = (a == 0) & (b == 1)
    p = np.where(passes, 1e-12, 0.3)
    Workspace(folder).put(
        "links",
        {
            "a": a,
            "b": b,
            "orders": joint.astype(np.int32),
            "a_orders": one.astype(np.int32),
            "b_orders": other.astype(np.int32),
            **measures(joint, one, other, orders),
            "confidence_back": joint / other,
            "counted": joint.astype(np.int32),
            "expected": expected,
            "adjusted_lift": joint / expected,
            "p_value": p,
            "q_value": p,
            **graded(joint, expected, passes),
        },
        {
            "floor": floor,
            "floor_reason": message("From 2 joint orders on."),
            "eligible_orders": 2,
            "eligible_pairs": len(a),
            "passing": int(passes.sum()),
            "max_fdr": 0.05,
            "set_aside": 0,
            "later_from": START + DAY * (orders * 3 // 5),
            "answer": message("{count} pair is bought together.", count=int(passes.sum())),
        },
    )
    return len(a)


def write_strategies(folder: Path) -> None:
    links = Workspace(folder).get("links")
    extra = float(links["orders"][0] - links["expected"][0])
    Workspace(folder).put("pages", {
        "product": np.array([0, 1], np.int32), "rank": np.ones(2, np.int32), "other": np.array([1, 0], np.int32),
        "link": np.zeros(2, np.int32), "extra": np.full(2, extra),
    })  # fmt: skip
    Workspace(folder).put(
        "actions",
        {
            "a": np.array([0], np.int32),
            "b": np.array([1], np.int32),
            "link": np.zeros(1, np.int32),
            "value": np.array([extra]),
        },
        {"in_money": False, "answer": message("Start with this recommendation."), "advice": None},
    )


def make_workspace(folder: Path, orders: int = 200) -> Workspace:
    """Every table of docs/workspace.md."""
    write_read(folder, orders)
    write_clean(folder, orders=orders)
    write_links(folder, orders)
    write_strategies(folder)
    return Workspace(folder)
