"""Lines that are no products: postage, fees, discounts, vouchers, notes of the stock keeper, known by their words."""

from __future__ import annotations

import re

# The whole name (digits, money and punctuation stripped) is one of these.
WHOLE = frozenset(
    """none null nan n/a na undefined unknown test manual sample samples adjustment adjust post postage dot shipping
    delivery carriage freight handling tip tips gratuity deposit discount voucher coupon refund rounding tax vat fee
    fees charge charges commission donation 无 测试 测试商品 运费 邮费 快递费 配送费 手续费 服务费 包装费 打包费 安装费
    加工费 差价 补差价 补差 补拍 邮费补差 运费补差 押金 定金 订金 优惠券 代金券 抵扣券 满减 折扣 抹零 小费 运费险
    退货运费险 退差价 税费 会员费 年费 充值 储值 购物袋 塑料袋 环保购物袋 马甲袋 礼品卡 购物卡 储值卡""".split()
) | {"carrier bag", "carrier bags", "plastic bag", "plastic bags", "paper carrier bag", "bag for life", "gift card",
     "gift cards", "store credit", "membership card", "手工调整", "库存调整", "价格调整", "调整"}  # fmt: skip
# The name ends in one of these words, whatever stands before it ("bank charges", "dotcom postage", "gift voucher").
ENDINGS = frozenset(
    """postage carriage fee fees surcharge commission voucher vouchers discount 运费 邮费 快递费 配送费
    手续费 服务费 包装费 打包费 代金券 优惠券 运费险 押金 定金 补差价""".split()
)
# "Charge" and "adjustment" end the names of goods too ("JBL Charge", "hose adjustment"), so the word before counts.
PAIRED = re.compile(
    r"\b(bank|service|delivery|shipping|packing|packaging|handling|carriage|postage|card|transaction|admin|late|extra|"
    r"restocking|cover) charges?$|\b(manual|stock|price|inventory|balance|credit|debt|rounding) adjustments?$"
)
# The name starts with one of these and has at most four words.
BEGINNINGS = ("free delivery", "free shipping", "shipping and", "shipping handling", "postage and", "postage packing",
              "delivery to", "adjust bad debt", "bad debt")  # fmt: skip
# A note of the stock keeper, not a name, and meant only where nothing was paid.
NOTES = frozenset(
    """damaged damages damage broken found lost missing check checked wet faulty mouldy smashed crushed rusty dirty
    unsaleable mailout test thrown away aside dagamed amazon dotcom ebay wrongly wrong mixed barcode counted 损坏 破损 盘点 盘亏 盘盈 报废 丢失""".split()
)
_DRESSING = re.compile(r"[\d\W_]+", re.UNICODE)


def _words(name: str) -> list[str]:
    return _DRESSING.sub(" ", name.casefold()).split()


def is_non_product(name: str) -> bool:
    """Whether a product's name (or code) says that it is postage, a fee, a discount or the like.

    Words that name goods too ("carriage clock", "manual juicer") count only where the whole name, or its last word,
    is such a word. "DOTCOM POSTAGE", "Bank Charges", "Gift Voucher £20.00", "NONE", "运费", "顺丰运费" are; "POST BOX" is not.
    """
    if name.strip().casefold() in WHOLE:
        return True
    words = _words(name)
    while len(words) > 1 and len(words[-1]) == 1 and words[-1] < "\u2e80":  # a currency sign read in a wrong encoding
        words.pop()
    if not words:
        return bool(name.strip()) and not any(c.isdigit() for c in name)  # "?" is no name; "4711" is one
    text = " ".join(words)
    if text in WHOLE or words[-1] in ENDINGS or PAIRED.search(text):
        return True
    if len(words) <= 4 and any(text == start or text.startswith(start + " ") for start in BEGINNINGS):
        return True
    return any(text.endswith(ending) for ending in ENDINGS if not ending.isascii())


def is_stock_note(name: str) -> bool:
    """Whether the text in the place of a name is a note such as "damaged", "found", "check?"."""
    words = _words(name)
    return 0 < len(words) <= 4 and any(word in NOTES for word in words)
