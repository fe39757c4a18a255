"""The same product under two codes is suggested, never merged unasked; different products are not suggested."""

from __future__ import annotations

import numpy as np
import pytest
from made import HEAD, clean_csv, counts, filler, line

from assoc_engine.cleaning import clean, same_products
from assoc_engine.cleaning.same_products import EQUAL, FILLED, FORMS, IDENTICAL, SPELLED
from assoc_engine.settings import CleanSettings


def suggested(tmp_path, first: str, second: str, codes=("A10", "B77"), prices=(3.0, 3.0), others=()):
    rows = [HEAD, *filler(), *(line(str(4000 + i), codes[0], first, price=prices[0]) for i in range(3)),
            *(line(str(5000 + i), codes[1], second, price=prices[1]) for i in range(2)),
            *(line(str(6000 + i), f"O{i}", name) for i, name in enumerate(others))]  # fmt: skip
    table, kept, _ = clean_csv(tmp_path / "s.csv", rows)
    return table, kept, same_products(kept, {})


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [("White Heart T-Light Holder", "WHITE HEART TLIGHT HOLDER", EQUAL), ("Red Spot Mug", "Red Spot Mug", IDENTICAL),
     ("Hanging Ceramic Heart Decoration", "Hanging Ceramik Heart Decoration", SPELLED),
     ("Bag of Wooden Blocks", "Bag Wooden Blocks", FILLED),
     ("农夫山泉 矿泉水", "农夫山泉矿泉水", EQUAL), ("黄冠梨礼盒装", "皇冠梨礼盒装", SPELLED), ("不粘炒锅大号", "不沾炒锅大号", SPELLED),
     ("香菇鸡肉酱", "香菇雞肉醬", FORMS), ("Cotton Pillowcase", "Coton Pillowcase", SPELLED),
     ("Raspberry Syrup", "Rasberry Syrup", SPELLED),
     ("Candle wick", "Candles wick", SPELLED), ("Porcelain bowl", "Procelain bowl", SPELLED)],
)  # fmt: skip
def test_names_that_differ_in_nothing_that_matters(tmp_path, first, second, reason):
    _, _, found = suggested(tmp_path, first, second)
    assert [(e["first"], e["second"], e["rows"], e["reason"]["message"]) for e in found] == [("B77", "A10", [2, 3], reason)]
    assert found[0]["setting"] == {"same_as": {"B77": "A10"}}


@pytest.mark.parametrize(
    ("first", "second"),
    [("Paper Cups Pack of 6", "Paper Cups Pack of 12"), ("Spot Mug Large Red", "Spot Mug Large Blue"),
     ("Orange Juice Fresh 500ml", "Orange Juice Fresh 1L"),
     ("Long Shirt Cotton - M", "Long Shirt Cotton - L"), ("Umbrella White/Red Polkadot", "Umbrella Red/White Polkadot"),
     ("红烧牛肉面", "红烧猪肉面"), ("香蕉味牛奶", "草莓味牛奶"), ("红色保温杯", "蓝色保温杯"), ("大号保鲜盒", "小号保鲜盒"),
     ("男士羊毛衫", "女士羊毛衫"), ("左侧车门贴", "右侧车门贴"), ("公猫绝育服", "母猫绝育服"), ("甜味豆腐脑", "咸味豆腐脑"),
     ("山楂膏礼盒", "山楂糕礼盒"),
     ("棉拖鞋S码", "棉拖鞋M码"), ("奶粉1段900克", "奶粉2段900克"), ("青椒炒肉", "青椒炒肉丝"),
     ("新款 原味苏打水饼 家庭", "新款 甜味苏打水饼 家庭"),
     ("Hammer", "Hamper"), ("Chai Tea", "Thai Tea"), ("Green Tea", "Greek Tea"), ("White Wine", "White Vine"), ("Cola", "Colas"),
     ("USB-A cable", "USB-C cable"), ("Shirt men", "Shirt women"), ("Bolt M6", "Bolt M8"), ("Vitamin B6", "Vitamin B12"),
     ("Ceramic Cat Door Stop", "Ceramic Car Door Stop"), ("Ceramic Heart Door Stop", "Ceramic Door Stop")],
)  # fmt: skip
def test_names_that_tell_products_apart(tmp_path, first, second):
    assert not suggested(tmp_path, first, second)[2]


def test_two_words_that_are_both_common_are_two_words(tmp_path):
    names = ("Garden Chain Lamp Set", "Garden Chair Lamp Set")
    assert suggested(tmp_path, *names)[2]
    others = ["Gold Chain", "Long Chain", "Thin Chain", "Wood Chair", "Deck Chair", "Arm Chair"]
    assert not suggested(tmp_path, *names, others=others)[2]


def test_characters_that_several_products_have_on_both_sides_are_no_slip(tmp_path):
    names = ("蜜制烤鸭腿", "密制烤鸭腿")
    assert suggested(tmp_path, *names)[2]
    others = ["蜜制猪蹄", "蜜制豆干", "蜜制翅尖", "密制猪头", "密制里脊", "密制卤蛋"]
    assert not [e for e in suggested(tmp_path, *names, others=others)[2] if e["first_name"] in names]


def test_slips_are_looked_for_at_nearly_the_same_price_only(tmp_path):
    assert suggested(tmp_path, "皇冠梨礼盒装", "黄冠梨礼盒装", prices=(3.0, 3.3))[2]
    assert not suggested(tmp_path, "皇冠梨礼盒装", "黄冠梨礼盒装", prices=(3.0, 4.5))[2]


def test_prices_far_apart_and_designs_of_one_article_are_not_suggested(tmp_path):
    assert not suggested(tmp_path, "Red Spot Mug", "Red Spot Mug", prices=(3.0, 9.0))[2]
    assert not suggested(tmp_path, "Red Spot Mug", "Red Spot Mug", codes=("82613A", "82613B"))[2]
    assert suggested(tmp_path, "Red Spot Mug", "Red Spot Mug", codes=("82613a", "82613A"), prices=(3.0, 9.0))[2]


def test_what_the_user_says_is_one_product_is_merged_and_only_that(tmp_path):
    table, kept, found = suggested(tmp_path, "Red Spot Mug", "Red Spot Mug!", others=["Red Spot Mugg!"])
    assert {"A10", "B77"} <= set(kept.products.code), "never unasked"
    kept, report = clean(table, CleanSettings(**found[0]["setting"]))
    assert "B77" not in kept.products.code and counts(report)["same_as"] == 2
    place = kept.products.code.index("A10")
    assert (kept.product == place).sum() == 5 and kept.products.name[place] == "Red Spot Mug"
    assert len(kept.products.code) == 9 and kept.product.max() == 8
    assert report.rows_in == report.rows_out + report.explained


def test_chains_and_names_that_are_not_there(tmp_path):
    rows = [["order", "product"], ["1", "a"], ["1", "b"], ["2", "c"], ["2", "d"], ["3", "d"]]
    _, kept, _ = clean_csv(tmp_path / "s.csv", rows, same_as={"a": "b", "b": "c", "gone": "d", "d": "gone too"})
    assert sorted(kept.products.name) == ["c", "d"] and np.bincount(kept.product).tolist() in ([3, 2], [2, 3])


def test_suggestions_keep_what_was_said_before(tmp_path):
    _, kept, _ = suggested(tmp_path, "Red Spot Mug", "Red Spot Mug!")
    assert same_products(kept, {"X": "Y"})[0]["setting"] == {"same_as": {"X": "Y", "B77": "A10"}}
