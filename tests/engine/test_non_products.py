"""Products that are none: known by their words, proposed by their behaviour, and always the user's decision."""

from __future__ import annotations

import pytest
from made import HEAD, clean_csv, counts, filler, line, noticed

from assoc_engine.cleaning.non_product_words import KINDS, is_stock_note, non_product_kind, sold_too
from assoc_engine.cleaning.non_products import STAYS
from assoc_engine.notices import notices
from assoc_engine.settings import CleanSettings


def entries(report) -> dict[str, dict]:
    return {entry["product"]: entry for entry in report.non_products}


def test_adjustment_under_a_products_code_does_not_make_it_a_fee(tmp_path):
    rows = [HEAD, *filler(), *(line(order=str(3000 + i)) for i in range(9)), line(order="1002", name="adjustment")]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows)
    assert kept.products.name[kept.products.code.index("22001")] == "RED MUG"


def test_a_column_of_zero_prices_leaves_out_nobody(tmp_path):
    rows = [HEAD, *(line(order=str(i), code="X1", name="", price=0) for i in range(9)), *filler(3)]
    for row in rows[1:]:
        row[4] = 0
    _, _kept, report = clean_csv(tmp_path / "s.csv", rows)
    assert counts(report)["non_products"] == 0


@pytest.mark.parametrize("name", ["POSTAGE", "DOTCOM POSTAGE", "Bank Charges", "Next Day Carriage", "Manual", "SAMPLES",
                                  "AMAZON FEE", "Gift Voucher £20.00", "Shop Gift Voucher Â£20.00", "CRUK Commission", "Adjust bad debt",
                                  "NONE",
                                  "Discount", "运费", "顺丰运费", "补差价", "代金券", "?", "n/a", "Carrier bag", "购物袋", "礼品卡",
                                  "手工调整"])  # fmt: skip
def test_non_products(name):
    assert non_product_kind(name)


@pytest.mark.parametrize("name", ["CARRIAGE CLOCK", "POST BOX", "PHONE CHARGER", "MANUAL JUICER", "SAMPLE BOOK FABRIC",
                                  "PADS TO MATCH ALL CUSHIONS", "FREE RANGE EGGS", "CHECK HAMMOCK", "Coffee", "运费本账册",
                                  "LOST & FOUND BOX", "Tip Top Bread", "Shipping Box Large", "JUMBO BAG PINK POLKADOT", "购物袋收纳盒",
                                  "可调整台灯", "JBL Charge 5", "Hose adjustment", "腰围可调整",
                                  "4711", "1664", "7-11", "红包", "手提袋"])  # fmt: skip
def test_products_that_sound_alike(name):
    assert not non_product_kind(name)


def test_stock_notes():
    assert is_stock_note("damaged") and is_stock_note("check?") and is_stock_note("found box")
    assert not is_stock_note("SUNSET COLOURED CHECK PATTERN HAMMOCK")




@pytest.mark.parametrize(
    ("name", "kind"),
    [("【赠品】化妆镜", "gift"), ("赠品 化妆镜", "gift"), ("化妆镜(赠品)", "gift"), ("赠品", "gift"), ("GWP", "gift"), ("小样", "gift"),
     ("购物袋（大）", "bag"), ("大号塑料袋", "bag"), ("购物袋0.3元", "bag"), ("塑料袋 中", "bag"), ("Bag for life", "bag"),
     ("运费补差价", "fee"), ("补差价专拍链接", "fee"), ("茶位费", "fee"), ("Carrier bag charge", "fee"), ("Sales Tax", "fee"),
     ("退货运费险", "insurance"), ("Shipping protection", "insurance"), ("会员卡", "membership"), ("金卡会员费", "membership"),
     ("Annual membership", "membership"), ("Bottle deposit", "deposit"), ("婚纱定金", "deposit"), ("Tip", "tip"), ("小费", "tip"),
     ("E-Gift Card $50", "voucher"), ("会员充值100元", "voucher"), ("整单优惠", "discount"), ("Cash rounding", "discount"),
     ("储值卡充值", "voucher"), ("保险费", "insurance"), ("Gift wrap", "fee"), ("Misc", "note"), ("Custom amount", "note"),
     ("Carbon offset", "fee"),
     ("Express shipping upgrade", "postage"), ("Route shipping protection", "insurance"), ("[Delivery_007] Standard delivery", "postage")],
)  # fmt: skip
def test_kinds_of_non_products(name, kind):
    import unicodedata

    assert non_product_kind(unicodedata.normalize("NFKC", name)) == kind


@pytest.mark.parametrize(
    "name", ["gift box", "礼品盒", "TOTE BAG", "购物袋造型挂件", "洗发水 送赠品", "化妆品小样收纳盒", "Gift card holder", "BIRTHDAY CARD",
             "会员日限定礼盒", "Tip Top 冰棍", "Deposit 收纳箱", "环保袋", "塑料袋收纳架", "包装纸", "打包盒封口机", "Membership: A novel",
             "TEST TUBE VASE", "红包", "Gift wrap roll red", "[SKU-8] Glass Carafe", "Custom amount jar", "Phone protection case", "定金镯",
             "赠礼蛋糕"],
)  # fmt: skip
def test_goods_that_sound_like_none(name):
    assert not non_product_kind(name)


def test_those_found_by_words_are_listed_with_their_rows_orders_and_reason(tmp_path):
    rows = [HEAD, *filler(), line("5001", "POST", "POSTAGE"), line("5002", "POST", "POSTAGE"), line("5002", "POST", "POSTAGE", 9),
            line("5003", "B1", "Carrier bag", price=0.1), line("5004", "30000", "damaged", price=0)]  # fmt: skip
    _, _, report = clean_csv(tmp_path / "s.csv", rows)
    assert counts(report)["non_products"] == 5
    assert [(e["product"], e["name"], e["rows"], e["orders"], e["out"]) for e in report.non_products] == [
        ("POST", "POSTAGE", 3, 2, True), ("B1", "Carrier bag", 1, 1, True),
    ], "a note under a plate's code does not make the plate a non-product"  # fmt: skip
    assert entries(report)["POST"]["reason"]["message"] == KINDS["postage"]


def test_a_free_row_of_quite_another_name_is_a_note(tmp_path):
    own = [line("5001", name="michel oops", price=0), line("5002", name="red mugs", price=0), line("5003", name="michel oops"),
           *(line(str(i)) for i in range(6000, 6009))]
    _, kept, report = clean_csv(tmp_path / "s.csv", [HEAD, *filler(), *own])
    orders = {kept.order[i] for i in range(len(kept.product))}
    assert counts(report)["non_products"] == 1 and not report.non_products
    assert "5001" not in orders and {"5002", "5003"} <= orders, "what was paid for, or is spelled alike, is a sale"


def test_switched_off_they_are_listed_but_stay(tmp_path):
    _, kept, report = clean_csv(tmp_path / "s.csv", [HEAD, *filler(), line("5", "POST", "POSTAGE")], non_products=False)
    assert not entries(report)["POST"]["out"] and "POST" in kept.products.code


def test_the_users_word_goes_before_ours(tmp_path):
    rows = [HEAD, *filler(), line("5001", "POST", "POSTAGE"), line("5002", "22001", "RED MUG")]
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, keep_products=("POST",), not_products=("22001",))
    assert "POST" in kept.products.code and "22001" not in kept.products.code
    assert counts(report)["non_products"] == 1
    assert list(entries(report)) == ["22001"] and entries(report)["22001"]["out"]


def test_the_users_word_names_products_without_code_and_next_months_file_may_lack_them(tmp_path):
    rows = [["order", "product"], ["1", "Mug"], ["1", "Napkin"], ["2", "Mug"], ["2", "Plate"], ["3", "Napkin"]]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows, not_products=("Napkin", "never sold"))
    assert kept.products.name == ["Mug", "Plate"]


def beside(i: int, code: str, name: str, quantity: int, price: float) -> list:
    """A further line of the i-th of the filler's orders."""
    return line(str(2000 + i), code, name, quantity, price, when=f"2024-03-{1 + i % 28:02d} 11:00")


def gift_rows(partners: int) -> list[list]:
    """A free mirror in 12 orders, beside each of the first `partners` of the 7 plates in turn; and a paid mug beside plate A."""
    rows = [HEAD, *filler(70)]
    rows += [beside(7 * (i // partners) + i % partners, "G1", "Mirror", 1, 0) for i in range(12)]
    return rows + [beside(7 * i, "22001", "RED MUG", 2, 3.5) for i in range(10)]


def test_what_is_free_and_goes_with_everything_is_proposed_not_taken(tmp_path):
    _, kept, report = clean_csv(tmp_path / "s.csv", gift_rows(partners=6))
    entry = entries(report)["G1"]
    assert not entry["out"] and entry["rows"] == entry["orders"] == 12 and entry["reason"]["values"]["share"] == 1
    assert "G1" in kept.products.code and counts(report)["non_products"] == 0
    _, _, kept_report = clean_csv(tmp_path / "s.csv", gift_rows(partners=6), keep_products=("G1",))
    assert not kept_report.non_products


def test_what_is_free_with_one_product_only_is_not_proposed(tmp_path):
    _, _, report = clean_csv(tmp_path / "s.csv", gift_rows(partners=1))
    assert "G1" not in entries(report)


def test_what_costs_next_to_nothing_in_a_large_share_of_orders_is_proposed(tmp_path):
    rows = [HEAD, *filler(30), *(beside(i, "T9", "Tasche klein", 1, 0.1) for i in range(10))]
    _, _, report = clean_csv(tmp_path / "s.csv", rows)
    assert entries(report)["T9"]["reason"]["values"]["share"] == pytest.approx(1 / 3) and not entries(report)["T9"]["out"]


def shop_rows(code: str, name: str, prices: list[float], orders: int = 12) -> list[list]:
    """A shop of 7 plates at 3.5, and `name` in 12 of 100 orders at these prices in turn."""
    return [HEAD, *filler(100), *(beside(8 * i, code, name, 1, prices[i % len(prices)]) for i in range(orders))]


@pytest.mark.parametrize("name", ["Baby Carriage", "Plastic Bags", "Tips", "试用装", "打包盒", "充值卡", "VIP会员卡", "Manual", "购物袋"])
def test_words_of_goods_take_nothing_that_is_sold_like_goods(tmp_path, name):
    assert non_product_kind(name) and sold_too(name)
    _, kept, report = clean_csv(tmp_path / "s.csv", shop_rows("K1", name, [9.0, 9.0, 9.0, 8.5]))
    entry = entries(report)["K1"]
    assert "K1" in kept.products.code and counts(report)["non_products"] == 0 and not entry["out"]
    assert entry["reason"]["message"] == STAYS and entry["reason"]["values"]["said"]["message"] in KINDS.values()


@pytest.mark.parametrize("prices", [[0.3], [0.0], [3.0, 12.5, 150.0, 40.0, 7.25]])
def test_words_of_goods_count_where_they_are_sold_as_a_fee_or_bag_is(tmp_path, prices):
    for name in ("打包盒", "Manual"):
        _, kept, report = clean_csv(tmp_path / "s.csv", shop_rows("K1", name, prices))
        assert "K1" not in kept.products.code and entries(report)["K1"]["out"] and counts(report)["non_products"] == 12


def test_a_bag_in_very_many_orders_is_no_product_even_without_prices(tmp_path):
    rows = [["order", "product"], *([str(i), f"Plate {i % 40}"] for i in range(200))]
    _, kept, report = clean_csv(tmp_path / "s.csv", [*rows, *([str(i), "塑料袋"] for i in range(0, 200, 3))])
    assert entries(report)["塑料袋"]["out"] and "塑料袋" not in kept.products.name
    _, kept, report = clean_csv(tmp_path / "s.csv", [*rows, *([str(i), "塑料袋"] for i in range(0, 200, 40))])
    assert not entries(report)["塑料袋"]["out"] and "塑料袋" in kept.products.name


@pytest.mark.parametrize("name", ["POSTAGE", "运费", "邮费", "Bank Charges", "Gift voucher", "押金", "补差价", "Adjust bad debt",
                                  "Next Day Carriage"])
def test_words_that_leave_no_doubt_count_at_any_price(tmp_path, name):
    _, kept, _ = clean_csv(tmp_path / "s.csv", shop_rows("K1", name, [9.0]))
    assert not sold_too(name) and "K1" not in kept.products.code


def test_goods_with_a_word_of_notes_stay_when_given_away_once(tmp_path):
    rows = [*shop_rows("K1", "Wet Wipes", [2.0, 2.0, 0.0]), line("9001", "K2", "Mixed Nuts", 1, 0), line("9002", "K1", "Wet Wipes", -3, 0),
            line("9003", "K1", "wet", 1, 0), line("9004", "K3", "damaged", 1, 0)]  # fmt: skip
    _, kept, report = clean_csv(tmp_path / "s.csv", rows, returns=False, net_returns=False)
    left = {kept.order[i] for i in range(len(kept.product))}
    assert "9001" in left and not left & {"9002", "9003", "9004"} and counts(report)["non_products"] == 3


def test_it_is_said_when_much_is_left_out_as_no_products(tmp_path):
    rows = shop_rows("K1", "礼品卡100元", [100.0], 12)
    table, kept, _ = clean_csv(tmp_path / "s.csv", rows)
    found = [n for n in notices(table, kept, *noticed(table, kept)) if "keep_products" in (n["setting"] or {})]
    assert found[0]["title"]["values"] == {"count": 12, "share": 12 / 112, "products": "礼品卡100元"}
    assert found[0]["setting"] == {"keep_products": ["K1"]}
    table, kept, _ = clean_csv(tmp_path / "s.csv", rows, **found[0]["setting"])
    assert "K1" in kept.products.code
    said = CleanSettings(not_products=("K1",))
    table, kept, _ = clean_csv(tmp_path / "s.csv", rows, not_products=("K1",))
    assert not [n for n in notices(table, kept, *noticed(table, kept), said) if "keep_products" in (n["setting"] or {})]
