"""What is worth a look is said with the setting that would set it aside, and never taken unasked."""

from __future__ import annotations

import pytest
from made import HEAD, clean_csv, filler, line, noticed

from assoc_engine.cleaning import clean
from assoc_engine.notices import MOST, notices
from assoc_engine.notices.doubtful_orders import default_dates, future_dates, test_orders, unpaid_orders
from assoc_engine.notices.outliers import odd_prices, odd_quantities
from assoc_engine.settings import CleanSettings

test_orders.__test__ = False  # the engine's function, no test
NOW = 1_711_000_000  # 21 March 2024


def cleaned(tmp_path, *own, n=60, **settings):
    return clean_csv(tmp_path / "s.csv", [HEAD, *filler(n), *own], **settings)


def test_an_absurd_number_of_pieces(tmp_path):
    _, kept, _report = cleaned(tmp_path, line("9001", "30000", "PLATE A", 80_995), line("9002", "30000", "PLATE A", 40))
    found = odd_quantities(kept, CleanSettings(exclude_orders=("7",)))
    assert found["setting"] == {"exclude_orders": ["7", "9001"]}, "40 is a bulk sale, and the setting is complete"
    assert found["title"]["values"] == {"count": 1, "quantity": 80_995.0, "name": "PLATE A", "order": "9001"}
    assert "9001" in {kept.order[i] for i in range(len(kept.product))}, "flagged, not taken"
    assert odd_quantities(cleaned(tmp_path, line("9002", "30000", "PLATE A", 40))[1], CleanSettings()) is None


def test_what_sells_by_the_thousand_is_no_outlier(tmp_path):
    screws = [line(str(7000 + i), "SCR", "SCREW", 5000 + i) for i in range(12)]
    assert odd_quantities(cleaned(tmp_path, *screws)[1], CleanSettings()) is None


@pytest.mark.parametrize("price", [0.01, 700])
def test_a_price_far_from_the_usual_one(tmp_path, price):
    _, kept, _ = cleaned(tmp_path, line("9001", "30000", "PLATE A", 1, price), line("9002", "30000", "PLATE A", 1, 0),
                         line("9003", "30000", "PLATE A", 1, 7))  # fmt: skip
    found = odd_prices(kept, CleanSettings())
    assert found["setting"] == {"exclude_orders": ["9001"]}, "a gift and a double price are no mistakes"
    assert found["title"]["values"]["usual"] == 3.5 and found["title"]["values"]["price"] == price


def test_orders_that_say_test(tmp_path):
    own = [line("9001", customer="测试"), line("9002", customer="test@shop.com"), line("TEST-1"), line("9003", name="测试商品", code="T"),
           line("9003"), line("9004", price=0.01), line("9005", name="Test tube vase", code="V"),
           line("9006", customer="Testa")]  # fmt: skip
    table, kept, _ = cleaned(tmp_path, *own, n=200)
    found = test_orders(table, kept, CleanSettings())
    assert set(found["setting"]["exclude_orders"]) == {"9001", "9002", "TEST-1", "9003", "9004"}


def test_orders_in_which_nothing_was_paid(tmp_path):
    _, kept, _ = cleaned(tmp_path, line("9001", price=0), line("9001", "22002", "BLUE MUG", price=0), line("9002", price=0), line("9002"))
    assert unpaid_orders(kept, CleanSettings())["setting"] == {"exclude_orders": ["9001"]}
    rows = [HEAD, *([*row[:4], 0, *row[5:]] for row in filler(20))]
    assert unpaid_orders(clean_csv(tmp_path / "z.csv", rows)[1], CleanSettings()) is None, "zeros all over say nothing"


@pytest.mark.parametrize("when", ["1900-01-01", "1970-01-01 00:00", "2019-03-01"])
def test_days_long_before_the_others(tmp_path, when):
    _, kept, _ = cleaned(tmp_path, line("9001", when=when))
    found = default_dates(kept, CleanSettings())
    assert found["setting"] == {"exclude_orders": ["9001"]} and found["title"]["values"]["day"] == when[:10]
    assert default_dates(cleaned(tmp_path, line("9001", when="2023-12-30"))[1], CleanSettings()) is None


def test_a_file_of_several_years_has_no_lost_days(tmp_path):
    early = [line(str(8000 + i), when=f"2019-03-{1 + i:02d}") for i in range(20)]
    assert default_dates(cleaned(tmp_path, *early)[1], CleanSettings()) is None


def test_days_in_the_future(tmp_path):
    _, kept, _ = cleaned(tmp_path, line("9001", when="2042-03-01"))
    assert future_dates(kept, CleanSettings(), now=NOW + 30 * 86_400)["setting"] == {"exclude_orders": ["9001"]}
    assert future_dates(kept, CleanSettings(), now=NOW - 900 * 86_400) is None, "then the clock is wrong"


def test_setting_orders_aside_takes_exactly_them(tmp_path):
    table, kept, _ = cleaned(tmp_path, line("9001", "30000", "PLATE A", 80_995), line("9001"), line("9002"))
    setting = odd_quantities(kept, CleanSettings())["setting"]
    again, report = clean(table, CleanSettings(exclude_orders=tuple(setting["exclude_orders"])))
    assert report.rows_out == report.rows_in - 2 and odd_quantities(again, CleanSettings()) is None


def test_not_more_than_can_be_read(tmp_path):
    own = [line("9001", "30000", "PLATE A", 80_995), line("9002", "30000", "PLATE A", 1, 700), line("9003", customer="test"),
           line("9004", price=0), line("9005", when="1900-01-01"), line("9006", when="2142-01-01"),
           *(line(str(9100 + i), "30000", "SOMETHING ELSE ENTIRELY") for i in range(9)),
           *(line("9500", f"X{i}", f"thing {i}") for i in range(60))]  # fmt: skip
    table, kept, _ = cleaned(tmp_path, *own, n=200)
    found = notices(table, kept, *noticed(table, kept))
    assert len(found) == MOST and found[0].get("doubts_links"), "what makes all counts doubtful first: the made orders come again"
    assert "largest_order" in found[1]["setting"], "then the heaviest"
