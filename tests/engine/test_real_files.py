"""The real sales files from file to strategies: every row accounted for, figures as an independent count gives them."""

from __future__ import annotations

import numpy as np
import pytest
from made import counts, noticed, table_of

from assoc_engine.baskets import make_baskets
from assoc_engine.cleaning import clean
from assoc_engine.cleaning.states import RETURNED, judge_column
from assoc_engine.figures import key_figures
from assoc_engine.notices import notices
from assoc_engine.rules.links import find_links
from assoc_engine.settings import CleanSettings
from assoc_engine.strategy.pages import strongest_actions, what_would_help

ROWS = {"online_retail.xlsx": 541_909, "superstore_zh.xls": 10_000, "BreadBasket_DMS.csv": 21_293, "retail.dat": 908_576}


@pytest.fixture(scope="module", params=ROWS)
def real(request, shared_data):
    table = table_of(shared_data / request.param)
    return request.param, table, *clean(table)


def test_every_row_is_accounted_for(real):
    name, table, kept, report = real
    assert report.rows_in == ROWS[name] == table.rows
    assert report.rows_in == report.rows_out + report.explained
    assert report.rows_out == len(kept.product) == (kept.fate == 0).sum()
    for index, rule in enumerate(kept.rules):
        assert (kept.fate == index + 1).sum() == counts(report).get(rule, 0)
    # Each raw row that was not left out is in exactly one line, and each line knows its own.
    assert len(kept.origin_raw) == len(np.unique(kept.origin_raw)) == (kept.fate_line >= 0).sum()
    line = np.repeat(np.arange(len(kept.product)), np.diff(kept.origin_start))
    assert (kept.fate_line[kept.origin_raw] == line).all()


def test_baskets_hold_what_the_lines_say(real):
    _, _, kept, _ = real
    baskets = make_baskets(kept)
    assert baskets.line_start[-1] == len(kept.product)
    product, order = kept.product[baskets.line_order], np.repeat(np.arange(baskets.orders), np.diff(baskets.line_start))
    assert len(np.unique(order * len(baskets.products) + product)) == len(baskets.items)
    assert baskets.products.orders.sum() == len(baskets.items)
    known = baskets.time[baskets.time > np.iinfo(np.int64).min]
    assert (np.diff(known) >= 0).all()


def test_online_retail_as_pandas_counts_it(shared_data):
    import pandas as pd

    frame = pd.read_excel(
        shared_data / "online_retail.xlsx", engine="calamine", dtype={"InvoiceNo": str, "StockCode": str}
    )
    table = table_of(shared_data / "online_retail.xlsx")
    kept, report = clean(table, CleanSettings(non_products=False, net_returns=False))
    found = counts(report)
    cancelled = frame.InvoiceNo.str.startswith("C")
    assert found["cancelled"] == cancelled.sum()
    returned = ~cancelled & ((frame.Quantity <= 0) | (frame.UnitPrice < 0))
    assert found["returns"] == returned.sum()
    sold = frame[~cancelled & ~returned]
    assert found["duplicates"] == sold.duplicated().sum()
    sold = sold.drop_duplicates()
    figures = key_figures(make_baskets(kept), kept)
    assert figures["orders"] == sold.InvoiceNo.nunique()
    assert figures["products"] == sold.StockCode.nunique()
    assert figures["customers"] == sold.CustomerID.nunique()
    assert figures["revenue"] == pytest.approx((sold.Quantity * sold.UnitPrice).sum())
    assert figures["units_per_order"] == pytest.approx(sold.Quantity.sum() / sold.InvoiceNo.nunique())
    sizes = sold.groupby("InvoiceNo").StockCode.nunique()
    assert figures["multi_item_share"] == pytest.approx((sizes > 1).mean())
    repeat = sold.dropna(subset=["CustomerID"]).groupby("CustomerID").InvoiceNo.nunique()
    assert figures["repeat_rate"] == pytest.approx((repeat > 1).mean())


def test_online_retails_collective_invoices_are_noticed(shared_data):
    table = table_of(shared_data / "online_retail.xlsx")
    kept, _ = clean(table, CleanSettings(net_returns=False))
    heavy = notices(table, kept, *noticed(table, kept))[0]
    values = heavy["title"]["values"]
    assert heavy["setting"] == {"exclude_orders_with": ["DOT"]}
    assert 700 <= values["count"] <= 709 and round(values["pairs"], 2) == 0.70


def test_superstore_has_nothing_and_says_what_would_help(shared_data):
    table = table_of(shared_data / "superstore_zh.xls")
    kept, report = clean(table)
    baskets = make_baskets(kept)
    links = find_links(baskets)
    assert links.passing == 0 and len(strongest_actions(links, baskets).a) == 0
    returned = [np.isin(column.codes, np.flatnonzero(judge_column(header, column.vocabulary) == RETURNED))
                for header, column in table.status]
    assert counts(report)["net_returns"] == sum(returned).sum() > 500, "the rows that the sheet of returns names, and no other"
    assert what_would_help(links, baskets)["values"] == {"least": 20, "most": int(np.bincount(baskets.items).max())}
    assert what_would_help(links, baskets)["better"] == "category", "the file has a column of them"


def test_online_retails_returns_find_their_sales(shared_data):
    """Most cancelled rows undo a sale of the same customer, product and price; no line is left with less than nothing."""
    table = table_of(shared_data / "online_retail.xlsx")
    kept, report = clean(table)
    found, plain = counts(report), counts(clean(table, CleanSettings(net_returns=False))[1])
    assert (plain["cancelled"], plain["returns"]) == (9288, 1338)
    unknown = table.customer.codes < 0
    alone = kept.fate == 1 + kept.rules.index("cancelled")
    assert (alone & ~unknown).sum() < 1400 and (alone & unknown).sum() < 300, "of several strangers' sales none is taken"
    assert found["net_returns"] > 10_000 and found["returns"] <= plain["returns"]
    assert (kept.quantity > 0).all() and (kept.amount >= 0).all()
    largest = {kept.order[i] for i in np.flatnonzero(kept.quantity > 50_000).tolist()}
    assert not largest & {"581483", "541431"}, "80,995 and 74,215 pieces, taken back within minutes"
