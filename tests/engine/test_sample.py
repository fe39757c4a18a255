"""The sample shop is the oracle of other tests: its truth must hold when recounted from the finished columns alone."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter, defaultdict
from datetime import datetime

import numpy as np
import openpyxl
import pytest

from assoc_engine.errors import SettingError, WriteError
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.sample import generate as generating

ROLES = ("order", "time", "code", "name", "category", "quantity", "price", "amount", "cost", "customer")
EDGES = np.array([5, 10, 20, 40, 80, 160])
DEFAULT = SampleSettings()


def by_role(sample) -> dict[str, list]:
    return dict(zip(ROLES, sample.columns.values(), strict=True))


@pytest.fixture(scope="module")
def english():
    return make_sample(DEFAULT)


@pytest.fixture(scope="module")
def chinese():
    return make_sample(SampleSettings(language="zh_CN"))


def baskets(sample) -> dict[str, set[str]]:
    """Products by order, as a clean reader sees them: neither returns nor non-products nor unreadable quantities."""
    cells, found = by_role(sample), defaultdict(set)
    products = {product["code"] for product in sample.truth["products"]}
    for order, code, quantity in zip(cells["order"], cells["code"], cells["quantity"], strict=True):
        if code in products and not order.startswith("C") and isinstance(quantity, int) and quantity > 0:
            found[order].add(code)
    return found


def ordinary_baskets(sample) -> list[set[str]]:
    collective = set(sample.truth["collective"]["orders"])
    return [items for order, items in baskets(sample).items() if order not in collective]


def together(orders: list[set[str]], a: str, b: str) -> tuple[int, float]:
    """Orders with both, and those expected by chance within classes of basket size."""
    sizes = np.array([len(items) for items in orders])
    has_a = np.array([a in items for items in orders])
    has_b = np.array([b in items for items in orders])
    expected = 0.0
    for size_class in np.unique(np.digitize(sizes, EDGES)):
        within = np.digitize(sizes, EDGES) == size_class
        s = sizes[within]
        expected += has_a[within].sum() * has_b[within].sum() * (s * (s - 1)).sum() / s.sum() ** 2
    return int((has_a & has_b).sum()), expected


def test_same_settings_make_the_same_sample(english):
    again = make_sample(SampleSettings())
    assert again.columns == english.columns
    assert again.truth == english.truth
    assert make_sample(SampleSettings(seed=8)).columns != english.columns


def test_the_default_sample_is_the_same_on_every_machine(english):
    """When the catalogue or the planting is changed on purpose, write the new digest down here."""
    cells = by_role(english)
    rows = zip(cells["order"], map(str, cells["time"]), cells["code"], map(str, cells["quantity"]), strict=True)
    digest = hashlib.sha256("\n".join("\t".join(cell or "" for cell in row) for row in rows).encode()).hexdigest()
    assert digest[:16] == "cf6051dbb79a759b"


@pytest.mark.parametrize("rows", [100, 101, 577, 1_000, 3_333, 20_000])
@pytest.mark.parametrize("seed", [0, 7, 123])
def test_as_many_rows_as_asked_for(rows, seed):
    sample = make_sample(SampleSettings(rows=rows, seed=seed))
    assert {len(column) for column in sample.columns.values()} == {rows}
    assert sample.truth["counts"]["rows"] == rows
    recount(sample)


def test_dirty_rows_are_as_many_as_the_truth_says(english, chinese):
    recount(english)
    recount(chinese)
    assert min(english.truth["dirty"].values()) >= 20  # of every kind enough to see


def recount(sample) -> None:
    """Assert the truth's counts from the columns alone."""
    cells, truth = by_role(sample), sample.truth
    rows = list(zip(*cells.values(), strict=True))
    names = {product["code"]: product["name"] for product in truth["products"]}
    others = {entry["code"]: entry["name"] for entry in truth["non_products"]}
    goods = [row for row in rows if row[2] not in others]
    counted = {
        "cancelled_lines": sum(row[0].startswith("C") for row in rows),
        "negative_quantities": sum(not r[0].startswith("C") and isinstance(r[5], int) and r[5] < 0 for r in rows),
        "non_products": len(rows) - len(goods),
        "blank_names": sum(row[2] is not None and row[3] is None for row in rows),
        "blank_products": sum(row[2] is None and row[3] is None for row in rows),
        "missing_prices": sum(row[6] is None for row in rows),
        "unreadable_dates": sum(isinstance(row[1], str) and row[1] not in ("n/a", "无") for row in rows),
        "unreadable_quantities": sum(isinstance(row[5], str) and row[5] not in ("n/a", "无") for row in rows),
        "unavailable_dates": sum(row[1] in ("n/a", "无") for row in rows),
        "unavailable_quantities": sum(row[5] in ("n/a", "无") for row in rows),
        "spelling_variants": sum(row[3] is not None and row[3] != names[row[2]] for row in goods),
        "duplicates": len(rows) - len(set(rows)),
        "missing_customers": sum(row[9] is None for row in rows),
    }
    assert counted == truth["dirty"]
    for entry in truth["non_products"]:
        assert entry["lines"] == sum(row[2] == entry["code"] and row[3] == entry["name"] for row in rows)
    orders = set(cells["order"])
    assert truth["counts"]["orders"] == len(orders)
    assert truth["counts"]["cancelled_orders"] == sum(order.startswith("C") for order in orders)
    assert truth["counts"]["customers"] == len(set(cells["customer"]) - {None})


def test_amount_is_price_times_quantity(english):
    cells = by_role(english)
    checked = 0
    for quantity, price, amount in zip(cells["quantity"], cells["price"], cells["amount"], strict=True):
        if price is None:
            assert amount is None
        elif isinstance(quantity, int):
            assert amount == pytest.approx(price * quantity, abs=0.005)
            checked += 1
    assert checked > 49_000


def test_an_order_has_one_time_and_one_customer(english):
    cells, seen = by_role(english), defaultdict(set)
    for order, time, customer in zip(cells["order"], cells["time"], cells["customer"], strict=True):
        if isinstance(time, datetime):
            seen[order].add((time, customer))
    assert max(map(len, seen.values())) == 1
    readable = [time for time in cells["time"] if isinstance(time, datetime)]
    assert readable == sorted(readable)
    assert readable[0] >= datetime(2024, 1, 1) and readable[-1] < datetime(2026, 1, 1)
    assert all(9 <= time.hour < 20 for time in readable)
    assert all(order.removeprefix("C")[:4] == f"{time:%y%m}" for order, pairs in seen.items() for time, _ in pairs)


def test_returns_take_back_what_was_sold(english):
    cells = by_role(english)
    sold, times, customers = defaultdict(int), {}, {}
    for order, time, code, quantity, customer in zip(
        cells["order"], cells["time"], cells["code"], cells["quantity"], cells["customer"], strict=True
    ):
        if isinstance(quantity, int):
            sold[order, code] += quantity
        times[order], customers[order] = time if isinstance(time, datetime) else times.get(order), customer
    origin = {entry["order"]: entry["of"] for entry in english.truth["returns"]}
    returned = [(key, quantity) for key, quantity in sold.items() if key[0].startswith("C")]
    assert len(returned) == english.truth["dirty"]["cancelled_lines"]
    for (order, code), quantity in returned:
        sale = origin[order]
        assert quantity < 0 and sold[sale, code] >= -quantity
        assert times[order] > times[sale] and customers[order] == customers[sale]


def test_both_languages_have_one_structure(english, chinese):
    one, other = by_role(english), by_role(chinese)
    for role in ("order", "code", "customer"):
        assert one[role] == other[role]
    for role in ("time", "quantity"):
        assert [v if not isinstance(v, str) else "?" for v in one[role]] == [
            v if not isinstance(v, str) else "?" for v in other[role]
        ]
    for role in ("name", "category", "price", "amount", "cost"):
        assert [v is None for v in one[role]] == [v is None for v in other[role]]
    assert english.truth["dirty"] == chinese.truth["dirty"]
    for part in ("complements", "independents", "echoes"):
        assert [(p["a"], p["b"]) for p in english.truth[part]] == [(p["a"], p["b"]) for p in chinese.truth[part]]
    words = set(filter(None, other["name"])) | set(filter(None, other["category"]))
    assert all(any("一" <= letter <= "鿿" for letter in word) for word in words)
    assert not any("一" <= letter <= "鿿" for word in set(filter(None, one["name"])) for letter in word)


def test_one_name_a_code_and_one_code_a_name(english, chinese):
    for sample in (english, chinese):
        cells, spellings = by_role(sample), sample.truth["spelling_variants"]
        names = defaultdict(Counter)
        for code, name in zip(cells["code"], cells["name"], strict=True):
            if code and name:
                names[code][name] += 1
        for code, counted in names.items():
            expected = set(spellings[code]["variants"]) if code in spellings else set()
            assert len(set(counted) - expected) == 1, counted
            assert counted.most_common(1)[0][0] not in expected  # the proper name is the usual one
        every = [name for counted in names.values() for name in counted]
        assert len(every) == len(set(every))
        assert len(names) >= 400


def test_prices_are_above_costs(english, chinese):
    for sample in (english, chinese):
        for product in sample.truth["products"]:
            assert product["price"] > product["cost"] > 0


@pytest.mark.parametrize("seed", [7, 21])
def test_complements_are_found_as_planted(seed):
    sample = make_sample(SampleSettings(rows=120_000, seed=seed))
    orders = ordinary_baskets(sample)
    deviations = []
    for pair in sample.truth["complements"]:
        observed, by_chance = together(orders, pair["a"], pair["b"])
        assert observed > by_chance + 4 * np.sqrt(by_chance), pair
        deviations.append((observed - pair["expected_orders"]) / np.sqrt(pair["expected_orders"]))
    assert max(map(abs, deviations)) < 4.5
    assert np.mean(np.square(deviations)) < 2  # the expected orders are right, not just in the right direction
    assert len({pair["season"] for pair in sample.truth["complements"]}) >= 4


@pytest.mark.parametrize("seed", [7, 21])
def test_independents_meet_by_chance_alone(seed):
    sample = make_sample(SampleSettings(rows=120_000, seed=seed))
    orders = ordinary_baskets(sample)
    planted = {frozenset((p["a"], p["b"])) for p in sample.truth["complements"] + sample.truth["echoes"]}
    deviations, expected = [], []
    for pair in sample.truth["independents"]:
        assert frozenset((pair["a"], pair["b"])) not in planted
        observed, by_chance = together(orders, pair["a"], pair["b"])
        assert by_chance > 18  # enough orders that a dependence would be seen
        expected.append((by_chance, pair["expected_orders"]))
        deviations.append((observed - by_chance) / np.sqrt(by_chance))
    assert len(deviations) == 20
    assert np.divide(*np.sum(expected, axis=0)) == pytest.approx(1, abs=0.07)
    assert max(map(abs, deviations)) < 3.5
    assert abs(np.mean(deviations)) < 1


def test_collective_orders_hold_most_pairs(english):
    collective = english.truth["collective"]
    every = baskets(english)
    pairs = {order: len(items) * (len(items) - 1) // 2 for order, items in every.items()}
    assert sum(pairs[order] for order in collective["orders"]) > 0.5 * sum(pairs.values())
    assert 0.005 <= len(collective["orders"]) / len(every) <= 0.01
    assert all(60 <= len(every[order]) <= 150 for order in collective["orders"])
    cells = by_role(english)
    marked = {o for o, code in zip(cells["order"], cells["code"], strict=True) if code == collective["marker_code"]}
    assert marked == set(collective["orders"])
    assert sum(order in marked for order in cells["order"]) == collective["lines"]


def test_baskets_are_of_a_believable_size(english):
    sizes = [len(items) for items in ordinary_baskets(english)]
    assert 3 <= np.mean(sizes) <= 4
    assert max(sizes) <= 20
    assert 0.15 <= np.mean(np.array(sizes) == 1) <= 0.35


def test_popularity_falls_steeply_and_has_a_long_tail(english):
    counts = np.sort(list(Counter(code for items in ordinary_baskets(english) for code in items).values()))[::-1]
    assert counts[: len(counts) // 5].sum() > 0.45 * counts.sum()
    assert counts[0] > 8 * np.median(counts)


def test_seasons_are_seen(english):
    cells = by_role(english)
    months = defaultdict(lambda: np.zeros(12))
    season = {product["code"]: product["season"] for product in english.truth["products"]}
    for time, code in zip(cells["time"], cells["code"], strict=True):
        if isinstance(time, datetime) and season.get(code):
            months[season[code]][time.month - 1] += 1
    for name, peak in {"winter": [11, 0], "summer": [5, 6, 7], "christmas": [10, 11], "halloween": [9]}.items():
        share = months[name][peak].sum() / months[name].sum()
        assert share > 2.2 * len(peak) / 12, (name, months[name])
    assert months["winter"][6] * 5 < months["winter"][11]
    orders = dict(zip(cells["order"], cells["time"], strict=True))
    weekdays = Counter(time.weekday() for time in orders.values() if isinstance(time, datetime))
    assert weekdays[5] > 1.3 * weekdays[1]


def test_customers_differ_in_loyalty(english):
    cells = by_role(english)
    visits = defaultdict(set)
    for order, customer in zip(cells["order"], cells["customer"], strict=True):
        if customer and not order.startswith("C"):
            visits[customer].add(order)
    counts = np.array([len(orders) for orders in visits.values()])
    assert 0.2 < np.mean(counts == 1) < 0.5
    assert counts.max() > 30


def test_a_step_leaves_what_others_draw_alone(monkeypatch):
    """Without returns, bags and dirt, the orders, their times and what lies in them are the same."""
    whole = untouched_orders(make_sample(SampleSettings(rows=5_000)))
    monkeypatch.setattr(generating, "STEPS", tuple(step for step in generating.STEPS if not 9 <= step[0] <= 14))
    bare = untouched_orders(make_sample(SampleSettings(rows=5_000)))
    assert len(whole) > 800
    assert sum((whole - bare).values()) <= 1  # the one order that is cut short to fit the rows


def untouched_orders(sample) -> Counter:
    """Time and products of the ordinary orders in which every line is readable."""
    cells = by_role(sample)
    lines = defaultdict(list)
    for row in zip(cells["order"], cells["time"], cells["code"], cells["quantity"], strict=True):
        lines[row[0]].append(row)
    found: Counter = Counter()
    for rows in lines.values():
        readable = all(isinstance(r[1], datetime) and r[2] and isinstance(r[3], int) and r[3] > 0 for r in rows)
        products = frozenset(r[2] for r in rows if r[2] and r[2][0].isdigit())
        if readable and 0 < len(products) < 30:
            found[rows[0][1], products] += 1
    return found


def test_bigger_samples_have_more_products():
    small, large = (make_sample(SampleSettings(rows=rows)).truth["counts"] for rows in (2_000, 300_000))
    assert small["products"] == 200 and 1_000 < large["products"] < 1_600


@pytest.mark.parametrize("setting", [{"rows": 99}, {"rows": 2_000_001}, {"language": "fr"}, {"seed": -1}])
def test_a_bad_setting_is_named(setting):
    with pytest.raises(SettingError) as caught:
        make_sample(SampleSettings(**setting))
    assert caught.value.values["name"] in setting


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def small(request):
    return make_sample(SampleSettings(rows=3_000, language=request.param))


def test_csv_comes_back_as_it_was(small, tmp_path):
    path = tmp_path / "sales.csv"
    write_sample(small, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with open(path, encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == list(small.columns)
    for role, values, cells in zip(ROLES, small.columns.values(), zip(*rows, strict=True), strict=True):
        for value, cell in zip(values, cells, strict=True):
            if value is None:
                assert cell == ""
            elif isinstance(value, datetime):
                assert datetime.strptime(cell, "%Y-%m-%d %H:%M") == value
            elif isinstance(value, float):
                assert float(cell) == value, role
            else:
                assert cell == str(value)
    assert json.loads((tmp_path / "sales.truth.json").read_text(encoding="utf-8")) == small.truth
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sales.csv", "sales.truth.json"]


def test_a_workbook_comes_back_as_it_was(small, tmp_path):
    path = tmp_path / "sales.xlsx"
    write_sample(small, path)
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == list(small.columns)
    for values, cells in zip(small.columns.values(), zip(*rows, strict=True), strict=True):
        assert list(cells) == values
    assert (tmp_path / "sales.truth.json").exists()


def test_a_failure_leaves_what_was_there(small, tmp_path):
    with pytest.raises(WriteError):
        write_sample(small, tmp_path / "sales.pdf")
    with pytest.raises(WriteError) as caught:
        write_sample(small, tmp_path / "missing" / "sales.csv")
    assert caught.value.values["folder"] == str(tmp_path / "missing")
    with pytest.raises(WriteError):
        write_sample(small, tmp_path / "missing" / "sales.xlsx")
    path = tmp_path / "sales.xlsx"
    path.write_text("mine")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_sample(small, path, progress)
    assert path.read_text() == "mine"
    path.unlink()
    path.mkdir()
    with pytest.raises(WriteError):
        write_sample(small, path)
    assert [p.name for p in tmp_path.iterdir()] == ["sales.xlsx"]


def test_more_rows_than_a_sheet_holds_are_refused(small, tmp_path):
    rows = {header: [None] * 1_048_576 for header in small.columns}
    with pytest.raises(WriteError) as caught:
        write_sample(type(small)(rows, small.truth), tmp_path / "sales.xlsx")
    assert caught.value.values["rows"] == 1_048_576
    assert not list(tmp_path.iterdir())
