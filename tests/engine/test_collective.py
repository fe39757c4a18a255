"""Orders that are not one customer's basket, in made files; and ordinary ones that must stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made import HEAD, clean_csv

from assoc_engine.analysis import count_pairs, prepare, read
from assoc_engine.baskets import Baskets, make_baskets
from assoc_engine.errors import SettingError
from assoc_engine.progress import SILENT
from assoc_engine.rules.collective import Collective, Lines, described, find_collective, get_aside, keeping, put_aside, set_aside
from assoc_engine.settings import AnalysisSettings, LinkSettings, ReadSettings
from assoc_engine.text import Text
from assoc_engine.workspace import Workspace

Order = tuple[str, list[str], str, str]
"""Number, products (code or code × quantity), moment, customer."""


def rows_of(orders: list[Order]) -> list[list]:
    rows = []
    for number, held, when, who in orders:
        for product in held:
            code, _, quantity = product.partition("*")
            rows.append([number, code, f"THING {code}", quantity or 1, 2.5, when, who])
    return rows


def found_in(folder: Path, orders: list[Order]) -> tuple[dict[str, Collective], Baskets]:
    table, cleaned, _ = clean_csv(folder / "sales.csv", [HEAD, *rows_of(orders)])
    baskets = make_baskets(cleaned)
    return {one.kind: one for one in find_collective(baskets, Lines.of(table, cleaned, baskets))}, baskets


def shop(seed: int = 0, count: int = 400) -> list[Order]:
    """Ordinary orders of 2 to 6 of 150 products at different minutes, by 60 customers."""
    rng = np.random.default_rng(seed)
    return [(str(10_000 + n), [f"A{p:03d}" for p in sorted(rng.choice(150, rng.integers(2, 7), replace=False))],
             f"2024-{1 + n // 40:02d}-{1 + n % 28:02d} {8 + n % 10:02d}:{n % 60:02d}", f"c{n % 60}") for n in range(count)]  # fmt: skip


def collective_orders(marked: str | None, count: int = 10, each: int = 90, seed: int = 9) -> list[Order]:
    """Each of so many of 1,500 products."""
    rng = np.random.default_rng(seed)
    return [(str(90_000 + n), [f"A{p:03d}" for p in sorted(rng.choice(1_500, each, replace=False))] + ([marked] if marked else []),
             f"2024-05-{n + 1:02d} 07:00", "") for n in range(count)]  # fmt: skip


def ids(one: Collective, baskets: Baskets) -> set[str]:
    return {baskets.order_id[order] for order in one.orders.tolist()}


def test_ordinary_orders_stay(tmp_path):
    assert found_in(tmp_path, shop())[0] == {}


@pytest.mark.parametrize("mark", ["POST", "M999"], ids=["a line that is no product", "a line that is"])
def test_a_channel_is_known_by_the_line_its_orders_share(tmp_path, mark):
    """`POST` is left out of the products by cleaning; the line still marks its orders. One ordinary order has it too."""
    orders = [*shop(), *collective_orders(mark)]
    orders[0] = (orders[0][0], [*orders[0][1], mark], *orders[0][2:])
    found, baskets = found_in(tmp_path, orders)
    assert set(found) == {"marked"}
    one = found["marked"]
    assert (one.code, one.name) == (mark, f"THING {mark}")
    assert ids(one, baskets) == {"10000", *(str(90_000 + n) for n in range(10))}
    assert one.share == 11 / 410
    sizes = baskets.sizes
    pairs = sizes * (sizes - 1)
    rows = np.diff(baskets.line_start)
    assert one.pair_share == pytest.approx(pairs[one.orders].sum() / pairs.sum()) and one.pair_share > 0.5
    assert one.row_share == pytest.approx(rows[one.orders].sum() / rows.sum())
    assert (np.diff(one.orders) > 0).all() and one.orders.dtype == np.int32


def test_without_a_mark_they_are_known_by_size(tmp_path):
    found, baskets = found_in(tmp_path, [*shop(), *collective_orders(None)])
    assert set(found) == {"large"} and found["large"].least == 90
    assert ids(found["large"], baskets) == {str(90_000 + n) for n in range(10)}


def test_one_huge_order_is_set_aside_and_a_shop_of_large_orders_is_not(tmp_path):
    found, baskets = found_in(tmp_path, [*shop(), *collective_orders(None, 1, 150)])
    assert ids(found["large"], baskets) == {"90000"}
    assert found_in(tmp_path, [*shop(count=100), *collective_orders("M999", 30)])[0] == {}, "a quarter of the orders is how this shop sells"


@pytest.mark.parametrize("count", [1, 6])
def test_huge_orders_are_named_by_their_size_and_not_by_one_of_their_lines(tmp_path, count):
    """Orders of 600 products, 500 of which nobody else buys: any of these would "mark" them."""
    every = [f"A{p:03d}" for p in range(100)] + [f"B{p:03d}" for p in range(500)]
    huge = [(str(90_000 + n), every, f"2024-05-{n + 1:02d} 07:00", "") for n in range(count)]
    found, baskets = found_in(tmp_path, [*shop(), *huge])
    assert set(found) == {"large"} and ids(found["large"], baskets) == {number for number, *_ in huge}
    said = Text("en").say(described(found["large"]))
    assert "600 products" in said and "B0" not in said and "line" not in said


def test_what_many_orders_hold_marks_nothing(tmp_path):
    """A bag in every second order, large or not."""
    orders = [(number, [*held, "BAG1"] if n % 2 else held, *rest) for n, (number, held, *rest) in enumerate(shop())]
    assert found_in(tmp_path, orders)[0] == {}


def test_copied_orders(tmp_path):
    """The same products and quantities, in any order of rows, of the same customer on the same day; the first stays."""
    held = ["A001*2", "A002*1", "A003*5"]
    day = "2024-06-03"
    more = [
        ("50001", held, f"{day} 09:00", "x"),
        ("50002", held[::-1], f"{day} 17:00", "x"),  # a copy
        ("50003", ["A001*1", "A002*2", "A003*5"], f"{day} 10:00", "x"),  # other quantities
        ("50004", held, f"{day} 10:00", "y"),  # another customer
        ("50005", held, "2024-07-03 10:00", "x"),  # another day: bought again
        ("50006", held[:1], f"{day} 10:00", "x"),
        ("50007", held[:1], f"{day} 11:00", "x"),  # one product is no copy
        ("50008", held, f"{day} 12:34", ""),
        ("50009", held, f"{day} 12:34", ""),  # nobody's, but at the same moment
        ("50010", held, f"{day} 12:35", ""),
    ]
    found, baskets = found_in(tmp_path, [*shop(), *more])
    assert set(found) == {"copied"} and ids(found["copied"], baskets) == {"50002", "50009"}


def test_equal_baskets_of_a_file_that_has_neither_time_nor_customer_stay(tmp_path):
    """Nor do dates without a clock, or moments at which a crowd buys, tell one order from another."""
    equal = [["A001", "A002", "A003"]] * 200 + [["A004", "A005"]] * 200
    for when in (lambda n: "", lambda n: f"2024-06-{1 + n % 28:02d}", lambda n: f"2024-06-03 {8 + n % 8:02d}:00"):
        assert found_in(tmp_path, [(str(n), held, when(n), "") for n, held in enumerate(equal)])[0] == {}


def test_a_customer_who_is_everybody_copies_nobody(tmp_path):
    equal = [(str(n), ["A001", "A002", "A003", "A004", "A005"], "2024-06-03", "walk-in") for n in range(300)]
    assert found_in(tmp_path, equal)[0] == {}


@pytest.mark.parametrize("customers", [True, False])
def test_a_file_loaded_twice_under_other_numbers(tmp_path, customers):
    once = [(number, held, when, who if customers else "") for number, held, when, who in shop()]
    found, baskets = found_in(tmp_path, [*once, *((f"7{number}", *rest) for number, *rest in once)])
    assert set(found) == {"copied"} and len(found["copied"].orders) == len(once)
    left = ~set_aside(found.values(), baskets.orders)
    contents = {tuple(baskets.items[low:high].tolist())
                for low, high in zip(baskets.start[:-1][left], baskets.start[1:][left], strict=True)}
    assert len(contents) == len({tuple(held) for _, held, *_ in once}), "each content is still there once"


def test_a_standing_order_is_set_aside_but_for_its_first(tmp_path):
    base = [f"A{p:03d}" for p in range(40, 50)]
    weekly = [(str(60_000 + n), base if n % 2 else [*base, f"A{100 + n}"], f"2024-{1 + n // 4:02d}-{1 + 7 * (n % 4):02d} 08:30", "hotel")
              for n in range(8)]  # fmt: skip
    twice = [(str(61_000 + n), [f"A{p:03d}" for p in range(60, 70)], f"2024-0{n + 3}-01 08:30", "inn") for n in range(2)]
    habit = [(str(62_000 + n), ["A001", "A002"], f"2024-04-{n + 1:02d} 08:10", "guest") for n in range(9)]
    found, baskets = found_in(tmp_path, [*shop(), *weekly, *twice, *habit])
    assert set(found) == {"standing"}
    assert ids(found["standing"], baskets) == {str(60_000 + n) for n in range(1, 8)}, "twice is no standing order, two products are a habit"


def test_it_is_stored_and_can_be_taken_back(tmp_path):
    twice = [(number, ["A001", "A002"], f"2024-06-03 {clock}", "x") for number, clock in (("50001", "09:00"), ("50002", "09:30"))]
    orders = [*shop(), *collective_orders("POST"), *twice]
    file = tmp_path / "sales.csv"
    clean_csv(file, [HEAD, *rows_of(orders)])
    workspace = Workspace(tmp_path / "workspace")
    read(workspace, ReadSettings((str(file),)), {}, SILENT)
    prepare(workspace, AnalysisSettings(), SILENT)
    found = get_aside(workspace)
    assert [one.kind for one in found] == ["marked", "copied"] and not any(one.kept for one in found)
    assert set_aside(found, 412).sum() == 11
    table = workspace.get("aside")
    assert np.bincount(table["kind"], minlength=4).tolist() == [10, 0, 1, 0]
    assert "THING POST" in str(table.meta["kinds"][0]["message"])
    count_pairs(workspace, AnalysisSettings(links=LinkSettings(keep=("marked",))), SILENT)
    kept = get_aside(workspace)
    assert [one.kept for one in kept] == [True, False] and set_aside(kept, 412).sum() == 1
    count_pairs(workspace, AnalysisSettings(), SILENT)
    assert set_aside(get_aside(workspace), 412).sum() == 11
    with pytest.raises(SettingError):
        keeping(found, ("marked", "huge"))


def test_a_workspace_from_before_has_none(tmp_path):
    workspace = Workspace(tmp_path)
    assert get_aside(workspace) == ()
    put_aside((), workspace)
    assert get_aside(workspace) == () and not len(workspace.get("aside")["order"])
