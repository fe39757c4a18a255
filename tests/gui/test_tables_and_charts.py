"""Sorting, filtering and drawing act on the numbers of the workspace."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics
from shop import NAMES, baskets_of, make_workspace, write_links

from assoc_engine.rules.measures import MEASURES, measures
from assoc_engine.text import Text
from assoc_engine.workspace import Table, Workspace
from assoc_gui.evidence import by_month, orders_with_all, raw_rows_of_order, raw_rows_of_product
from assoc_gui.link_words import expected_words, link_columns, small, times
from assoc_gui.products import Products, words_of
from assoc_gui.theme import Theme
from assoc_gui.widgets import link_scatter
from assoc_gui.widgets.basic import tip
from assoc_gui.widgets.link_scatter import LinkScatter, dots_to_draw
from assoc_gui.widgets.name_widths import LEAST_NAME, NARROW_NAME, Shown, name_widths
from assoc_gui.widgets.table import MARK_ROLE, ColumnsModel, DataTable, argsort

floats = arrays.arrays(
    np.float64, st.integers(0, 60), elements=st.floats(width=64) | st.sampled_from([0.0, -0.0, 1.0, np.nan, np.inf])
)


@given(floats, st.booleans())
def test_sorting_is_numpys_own_stable_order(keys, falling):
    assert argsort(keys, falling).tolist() == np.argsort(-keys if falling else keys, kind="stable").tolist()


@given(arrays.arrays(np.int32, st.integers(0, 60), elements=st.integers(-5, 5)), st.booleans())
def test_sorting_whole_numbers_keeps_ties_in_order(keys, falling):
    wide = keys.astype(np.int64)
    assert argsort(keys, falling).tolist() == np.argsort(-wide if falling else wide, kind="stable").tolist()


def test_numbers_alike_in_ten_digits_are_told_apart():
    keys = 1 + 1e-13 * np.random.default_rng(0).permutation(5000)
    assert (np.diff(keys[argsort(keys, False)]) > 0).all()


@pytest.fixture
def shop(tmp_path):
    return make_workspace(tmp_path)


@pytest.fixture
def model(shop, qapp):
    links = shop.get("links")
    made = ColumnsModel(link_columns(Text("en"), links, Products(shop.get("products"))))
    made.set_count(len(links["a"]))
    return made


def column_of(model, title: str) -> int:
    return next(i for i, column in enumerate(model.columns) if column.title == title)


def test_the_link_table_says_what_the_links_are(model, shop):
    links = shop.get("links")
    shown = {column.title: model.words(0, i) for i, column in enumerate(model.columns)}
    assert (shown["Product"], shown["goes with"]) == ("Tea", "Cup")
    assert shown["Together"] == "100" and shown["Grade"] == "proven"
    assert model.index(0, 0).data(MARK_ROLE) == "proven" and model.index(1, 0).data(MARK_ROLE) == "dot"
    assert shown["Of its orders"] == f"{100 * float(links['confidence'][0]):.0f}%"
    assert shown["p-value"] == "< 0.001"


def test_every_measure_is_a_column_to_choose_with_its_definition(shop, qapp):
    """Also where it is infinite or has no value: Tea never without Cup, and nobody with neither."""
    counts = np.array([[5, 5, 8], [4, 10, 4], [6, 8, 7]])  # joint, product, other; of 10 orders
    stored = shop.get("links")
    few = {name: stored[name][: len(counts)] for name in stored} | measures(*counts.T, 10)
    model = ColumnsModel(link_columns(Text("en"), Table("links", 1, stored.meta, few), Products(shop.get("products"))))
    model.set_count(len(counts))
    columns = {column.title: number for number, column in enumerate(model.columns)}
    for name, measure in MEASURES.items():
        if name != "confidence":
            assert model.columns[columns[measure.title]].optional and model.columns[columns[measure.title]].hint == measure.definition
    shown = {title: [model.index(row, number).data() for row in range(3)] for title, number in columns.items()}
    assert shown["Support"] == ["50%", "40%", "60%"]
    assert shown["Conviction"] == ["∞", "1", "1.2"] and shown["Odds ratio"] == ["∞", "–", "3"]
    assert shown["Jaccard"] == ["0.625", "0.4", "0.667"] and shown["Leverage"] == ["0.1", "0", "0.04"]


def test_sorting_by_a_figure_is_numeric_both_ways(model, shop):
    together = column_of(model, "Together")
    model.sort(together, Qt.SortOrder.DescendingOrder)
    falling = np.asarray(shop.get("links")["orders"])[model.rows]
    assert (np.diff(falling) <= 0).all() and falling[0] == 100, "100 stands before 9"
    model.sort(together, Qt.SortOrder.AscendingOrder)
    assert (np.diff(np.asarray(shop.get("links")["orders"])[model.rows]) >= 0).all()


def test_names_sort_by_pinyin_and_filter_in_chinese(model, shop):
    products = Products(shop.get("products"))
    in_order = sorted(range(len(NAMES)), key=lambda i: products.ranks[i])
    chinese = [NAMES[i] for i in in_order if not NAMES[i].isascii()]
    assert chinese == ["杯子", "红茶", "绿茶"]  # bēi, hóng, lǜ
    assert np.flatnonzero(products.matching("茶")).tolist() == [3, 4]
    assert np.flatnonzero(products.matching("p3")).tolist() == [3, *range(30, 38)], "codes are searched as well"
    assert words_of("  Green  TEA ") == ["green", "tea"]


def test_filter_and_sort_go_together(model, shop):
    links = shop.get("links")
    mask = (np.asarray(links["a"]) == 0) | (np.asarray(links["b"]) == 0)
    model.sort(column_of(model, "By chance"), Qt.SortOrder.DescendingOrder)
    model.filter(mask)
    assert model.rowCount() == mask.sum() > 3
    assert mask[model.rows].all() and (np.diff(np.asarray(links["expected"])[model.rows]) <= 0).all()
    assert model.place_of(int(model.rows[2])) == 2
    assert model.place_of(int(np.flatnonzero(~mask)[0])) == -1


def test_a_hundred_thousand_rows_make_no_objects(tmp_path, shop, qapp, qtbot):
    count = write_links(tmp_path, repeat=1000)
    assert count > 100_000
    links, products = Workspace(tmp_path).get("links"), Products(shop.get("products"))
    table = DataTable(Theme(qapp, "light"), link_columns(Text("en"), links, products))
    qtbot.addWidget(table)
    asked = []
    original = table.columns_model.data
    table.columns_model.data = lambda index, role=0: asked.append(index.row()) or original(index, role)
    table.set_source(count)
    table.resize(900, 400)
    table.show()
    qtbot.waitExposed(table)
    table.grab()
    table._sort_by(3)
    table.grab()
    assert table.columns_model.rowCount() == count
    assert len(set(asked)) < 60, "only what is seen is turned into words"


def test_the_picked_row_stays_picked_through_sorting_and_filtering(shop, qapp, qtbot):
    links, products = shop.get("links"), Products(shop.get("products"))
    table = DataTable(Theme(qapp, "light"), link_columns(Text("en"), links, products))
    qtbot.addWidget(table)
    table.set_source(len(links["a"]))
    heard = []
    table.picked.connect(heard.append)
    table.pick(7)
    table._sort_by(column_of(table.columns_model, "Together"))
    table.filter(np.arange(len(links["a"])) % 7 == 0)
    current = table.currentIndex()
    assert table.columns_model.rows[current.row()] == 7 and heard == [7]


def test_in_a_narrow_table_names_give_way_until_the_first_figures_are_in_sight(shop, qapp, qtbot):
    table = DataTable(Theme(qapp, "light"), link_columns(Text("en"), shop.get("links"), Products(shop.get("products"))))
    qtbot.addWidget(table)
    table.set_source(len(shop.get("links")["a"]))
    table.show()
    qtbot.waitExposed(table)
    header, names = table.horizontalHeader(), [column_of(table.columns_model, title) for title in ("Product", "goes with")]

    def figure_ends(width: int) -> int:
        table.resize(width, 300)
        qtbot.waitUntil(lambda: table.width() == width)
        first = next(i for i in map(header.logicalIndex,
                                    range(header.count())) if table.columns_model.columns[i].numeric and not table.isColumnHidden(i))
        return header.sectionPosition(first) + header.sectionSize(first)

    wide = figure_ends(400)
    figures = wide - sum(header.sectionSize(i) for i in names)
    for width in (figures + 2 * NARROW_NAME + 30, figures + 2 * LEAST_NAME):
        assert figure_ends(width) <= table.viewport().width(), "in sight without scrolling"
        assert all(NARROW_NAME <= header.sectionSize(i) for i in names)
    figure_ends(figures + 40)
    assert [header.sectionSize(i) for i in names] == [NARROW_NAME] * 2, "below that they can still be read"


def test_names_get_what_whole_figures_leave():
    sign, name, figures = Shown(False, False, 54), Shown(True, False, 0), [Shown(False, True, width) for width in (75, 80, 95)]
    shown = [sign, name, name, *figures]
    assert name_widths(54 + 75 + 80 + 95 + 2 * LEAST_NAME, shown) is None, "they share what the figures leave"
    for room in (404, 480, 560):
        widths = name_widths(room, shown) or [(room - 54 - 75 - 80 - 95) // 2] * 2
        left = room - sum(widths) - sign.width
        whole = [sum(one.width for one in figures[:many]) for many in (1, 2, 3)]
        assert min(abs(left - one) for one in whole) <= 1 and min(widths) >= NARROW_NAME, "no figure is cut"
        assert room < 472 or left >= whole[2] - 1, "count, chance and times chance are in sight where names can still be read"
    assert name_widths(150, shown) == [NARROW_NAME] * 2, "where there is room for none, they can still be read"
    assert name_widths(300, [sign, Shown(True, False, 200), *figures]) == [200]


def test_sorting_shows_the_first_row_and_picks_nothing_new(shop, qapp, qtbot):
    links, products = shop.get("links"), Products(shop.get("products"))
    table = DataTable(Theme(qapp, "light"), link_columns(Text("en"), links, products))
    qtbot.addWidget(table)
    table.set_source(len(links["a"]))
    table.resize(900, 300)
    table.show()
    qtbot.waitExposed(table)
    table.pick(0)
    together = column_of(table.columns_model, "Together")
    table._sort_by(together), table._sort_by(together)
    qapp.processEvents()
    assert table.verticalScrollBar().value() == 0 and table.picked_row == 0
    assert table.columns_model.place_of(0) == table.currentIndex().row() == len(links["a"]) - 1
    titles = [table.columns_model.headerData(i, Qt.Orientation.Horizontal) for i in range(together + 1)]
    assert titles[together] == "↑ Together" and titles[1] == "Product"
    header = table.horizontalHeader()
    assert header.sectionSize(together) >= QFontMetrics(header.font()).horizontalAdvance(titles[together]) + 20


def test_names_get_the_room_that_figures_leave(shop, qapp, qtbot):
    links, products = shop.get("links"), Products(shop.get("products"))
    table = DataTable(Theme(qapp, "light"), link_columns(Text("en"), links, products))
    qtbot.addWidget(table)
    table.set_source(len(links["a"]))
    table.resize(1000, 300)
    table.show()
    qtbot.waitExposed(table)
    header, columns = table.horizontalHeader(), table.columns_model.columns
    shown = [i for i in range(len(columns)) if not table.isColumnHidden(i)]
    figures = [i for i in shown if columns[i].sample]
    assert sum(header.sectionSize(i) for i in shown) == table.viewport().width()
    assert all(header.sectionSize(i) == table._width_of(columns[i]) for i in figures)


def test_expected_orders_are_written_in_one_form(model, shop):
    text = Text("en")
    said = [expected_words(text, value) for value in (0.0, 0.03, 0.3, 0.914, 8.66, 9.97, 12.4, 29.0, 1234.5, np.nan)]
    assert said == ["0.0", "<0.1", "0.3", "0.9", "8.7", "10", "12", "29", "1,234", "–"]
    expected = float(shop.get("links")["expected"][0])
    cell = model.index(0, column_of(model, "By chance"))
    assert cell.data() == expected_words(text, expected)
    assert text.number(expected) in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_optional_columns_are_in_the_headers_menu(shop, qapp, qtbot):
    links, products = shop.get("links"), Products(shop.get("products"))
    table = DataTable(Theme(qapp, "light"), link_columns(Text("en"), links, products))
    qtbot.addWidget(table)
    lift = column_of(table.columns_model, "Lift")
    assert table.isColumnHidden(lift)
    action = next(action for action in table.column_menu().actions() if action.text() == "Lift")
    action.trigger()
    assert not table.isColumnHidden(lift)
    assert "basket size ignored" in table.columns_model.headerData(
        lift, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )


def test_orders_behind_a_pair_are_those_of_the_file(shop):
    baskets = baskets_of(200)
    both = [number for number, basket in enumerate(baskets) if 0 in basket and 1 in basket]
    found = orders_with_all(shop.get("baskets"), (0, 1))
    assert found.tolist() == both
    orders, origins, lines = shop.get("orders"), shop.get("origins"), shop.get("lines")
    order = both[3]
    rows = raw_rows_of_order(orders, origins, order)
    raw = shop.get("raw")
    names = NAMES + [f"Thing {i}" for i in range(30)]
    assert [raw["c1"][int(row)] for row in rows] == [names[p] for p in baskets[order]]
    assert {raw["c0"][int(row)] for row in rows} == {f"A{order:04d}"}
    marked = raw_rows_of_product(orders, lines, origins, order, (0, 1))
    assert sorted(raw["c1"][row] for row in marked) == ["Cup", "Tea"]


def test_months_count_every_dated_order_and_keep_empty_months():
    day = np.datetime64("2020-01-31T23:59:59").astype(np.int64)
    times = np.array([day, day + 1, day + 70 * 86_400, np.iinfo(np.int64).min])
    months, counts = by_month(times, int(times[0]), int(times[2]))
    assert [str(m) for m in months] == ["2020-01", "2020-02", "2020-03", "2020-04"]
    assert counts.tolist() == [1, 1, 0, 1]


def test_every_row_has_a_dot_nearby():
    chance = np.random.default_rng(0)
    x, y = chance.normal(size=60_000), chance.normal(size=60_000)
    passes = x + y > 1
    rows = dots_to_draw(x, y, passes)
    assert len(rows) < 45_000 and rows[0] == 0 and (np.diff(rows) > 0).all()
    wide, high = (np.ptp(x) / (link_scatter.SPOTS[0] - 1), np.ptp(y) / (link_scatter.SPOTS[1] - 1))
    drawn = {(int((x[r] - x.min()) / wide), int((y[r] - y.min()) / high), bool(passes[r])) for r in rows}
    cells = {
        (int(a), int(b), bool(p)) for a, b, p in zip((x - x.min()) / wide, (y - y.min()) / high, passes, strict=True)
    }
    assert len(drawn ^ cells) <= 2  # the outermost row may fall on either side of its edge
    assert dots_to_draw(x[:100], y[:100], passes[:100]).tolist() == list(range(100))


@pytest.fixture
def scatter(shop, qapp, qtbot):
    chart = LinkScatter(Text("en"), Theme(qapp, "light"))
    qtbot.addWidget(chart)
    chart.resize(700, 300)
    chart.show()
    qtbot.waitExposed(chart)
    links = shop.get("links")
    chart.choose_dots(
        links["expected"], links["counted"], links["grade"], lambda link: f"pair {link}", lambda link: f"exact {link}"
    )
    chart.redraw()
    return chart


def test_a_click_on_a_dot_picks_its_pair(scatter, shop, qtbot):
    links = shop.get("links")
    at = QPointF(np.log10(float(links["expected"][0])), np.log10(float(links["orders"][0])))
    assert scatter.nearest(at) == 0 and scatter.under(at) == "exact 0"
    spot = scatter.mapFromScene(scatter.getViewBox().mapViewToScene(at))
    with qtbot.waitSignal(scatter.picked) as picked:
        qtbot.mouseClick(scatter.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert picked.args == [0]
    assert scatter.nearest(QPointF(at.x(), at.y() - 0.5)) != 0


def test_the_dots_lie_where_the_figures_are(scatter, shop):
    figures = {name: (float(x), float(y)) for name, x, y in scatter.figures()}
    links = shop.get("links")
    assert figures["pair 0"] == (pytest.approx(float(links["expected"][0]), rel=1e-3), float(links["orders"][0]))
    assert len(figures) == len(links["a"])


def test_words_for_figures():
    text = Text("en")
    assert times(text, 8.23) == "8.2 ×" and times(text, 1234.5) == "1,234 ×" and times(text, np.inf) == "–"
    assert small(text, 1e-30) == "< 0.001" and small(text, 0.0421) == "0.0421" and small(text, 0.0) == "0"
    assert "&lt;b&gt;" in tip("a <b>"), "names are never markup"


def test_each_grade_has_a_shape_and_what_never_met_is_drawn_at_nothing(qapp, qtbot):
    chart = LinkScatter(Text("en"), Theme(qapp, "light"))
    qtbot.addWidget(chart)
    chart.resize(700, 300)
    chart.show()
    qtbot.waitExposed(chart)
    expected, counted, grade = np.array([20.0, 20.0, 30.0, 40.0]), np.array([0, 5, 9, 12]), np.array([3, 2, 1, 0], np.int8)
    chart.choose_dots(expected, counted, grade, lambda link: f"pair {link}", lambda link: "")
    chart.redraw()
    qtbot.waitUntil(lambda: not chart._turns.busy)
    dots = [item for item in chart.getPlotItem().items if isinstance(item, pg.ScatterPlotItem) and item.zValue() < 20]
    shapes = [(str(item.opts["symbol"]), item.opts["brush"].color().name(), item.opts["pen"].style()) for item in dots]
    assert len(dots) == 4 and len(set(shapes)) == 4, "told apart by more than colour"
    half = link_scatter.half_circle()
    assert half.contains(QPointF(-0.25, 0)) and not half.contains(QPointF(0.25, 0))
    assert [row[2] for row in chart.figures()] == ["0", "5", "9", "12"]
    low = chart.getViewBox().viewRange()[1][0]
    assert low < np.log10(0.5) and (np.log10(0.5), "0") in chart.getAxis("left")._tickLevels[0]
