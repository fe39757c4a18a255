"""Lines that are no products, known by their words: postage, fees, bags, gifts, vouchers, notes of the stock keeper.

Words that name goods too ("carriage clock", "gift box", "礼品盒", "购物袋造型挂件") count only where the whole name is such
a word, or a name ends in it that cannot end a product's. Some are sold even so ("Tips", "试用装", "充值卡", "Manual"): of
those `sold_too` is true, and how the shop sells them decides.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..text import N_

# kind → what is told of it; in the order they are tried.
KINDS = {
    "postage": N_("Its name says postage or delivery."),
    "insurance": N_("Its name says insurance."),
    "fee": N_("Its name says a fee, a tax or a charge."),
    "voucher": N_("Its name says a voucher, a gift card or money paid in advance."),
    "deposit": N_("Its name says a deposit."),
    "membership": N_("Its name says a membership."),
    "bag": N_("Its name says a carrier bag or packaging."),
    "gift": N_("Its name says a gift or a sample."),
    "tip": N_("Its name says a tip or a donation."),
    "discount": N_("Its name says a discount, a refund or rounding."),
    "note": N_("Its name says a test, a correction or nothing at all."),
}

# The whole name (digits, money and punctuation stripped) is one of these. `|` divides names of several words.
_WHOLE = {
    "postage": """post|postage|dot|shipping|delivery|carriage|freight|handling|home delivery|standard delivery|
        express delivery|standard shipping|express shipping|postage and packing|运费|邮费|快递费|配送费|补邮费|补运费|
        外送费|物流费|送货费|顺丰到付|快递补差""",
    "insurance": """shipping insurance|shipping protection|package protection|route package protection|
        order protection|保险费|运费险|退货运费险|退货险|保价费|运费保险""",
    "fee": """fee|fees|charge|charges|tax|sales tax|vat|commission|surcharge|bag charge|bag levy|bag fee|
        gift wrap|gift wrapping|gift wrapping service|carbon offset|carbon offsets|carbon neutral shipping|
        gift wrap service|手续费|服务费|包装费|打包费|安装费|加工费|税费|年费|餐位费|
        茶位费|餐具费|餐盒费|开瓶费|台位费|停车费|加急费|代购费|人工费|差价|补差价|补差|补拍|补款|邮费补差|运费补差|补价|补尾款|
        尾款|差价补拍|定制费""",
    "voucher": """voucher|vouchers|coupon|coupons|gift card|gift cards|store credit|gift certificate|
        gift certificates|egift card|digital gift card|electronic gift card|virtual gift card|top up|prepaid card|
        优惠券|代金券|抵扣券|现金券|抵用券|提货券|消费券|礼品卡|购物卡|储值卡|充值卡|充值|储值|会员充值|会员储值|储值卡充值|会员卡充值|
        余额充值|礼券|购物券""",
    "deposit": "deposit|deposits|押金|定金|订金|预付款|保证金",
    "membership": """membership|memberships|membership card|annual membership|membership renewal|loyalty card|
        会员卡|会员费|会员年卡|会员月卡|会员季卡|会员年费|开卡费|办卡|办卡费|工本费|会员续费|付费会员""",
    "bag": """carrier bag|carrier bags|plastic bag|plastic bags|paper carrier bag|plastic carrier bag|bag for life|
        checkout bag|购物袋|塑料袋|环保购物袋|马甲袋|背心袋|方便袋|打包袋|打包盒|塑料购物袋|纸质购物袋""",
    "gift": """sample|samples|free gift|free gifts|free sample|free samples|gift with purchase|gwp|
        赠品|样品|小样|试用装|试吃|试吃装|非卖品|小礼品|赠送|随机赠品|赠送品|活动赠品""",
    "tip": "tip|tips|gratuity|donation|donations|小费|打赏|捐款",
    "discount": """discount|discounts|refund|refunds|rounding|cash rounding|cashback|满减|折扣|抹零|优惠|整单优惠|
        整单折扣|会员折扣|退差价|找零|四舍五入|改价|让利""",
    "note": """none|null|nan|n/a|na|undefined|unknown|test|manual|adjustment|adjust|test product|test item|misc|miscellaneous|
        custom amount|无|测试|测试商品|测试产品|测试专用|手工调整|库存调整|价格调整|调整|未知商品""",
}  # fmt: skip
# The name ends in one of these words, whatever stands before it ("bank charges", "dotcom postage", "gift voucher").
_ENDINGS = {
    "postage": "postage|carriage|运费|邮费|快递费|配送费",
    "insurance": "运费险|保价费",
    "fee": "fee|fees|surcharge|commission|手续费|服务费|包装费|打包费|补差价|工本费",
    "voucher": "voucher|vouchers|代金券|优惠券|现金券|抵用券",
    "deposit": "押金|定金|订金",
    "membership": "会员费|会员卡",
    "discount": "discount",
}
# "Charge" and "adjustment" end the names of goods too ("JBL Charge", "hose adjustment"), so the word before counts.
_PATTERNS = {
    "postage": r"\b(shipping|delivery|postage) upgrade$",
    "insurance": r"\b(shipping|package|parcel|delivery|route) (protection|insurance)$",
    "fee": r"\b(bank|service|delivery|shipping|packing|packaging|handling|carriage|postage|card|transaction|admin|late|"
    r"extra|restocking|cover|bag) charges?$"
    r"|^补?(运费|邮费|快递费|差价|差额|补差)(补差价?|补差额?|差价|专拍|专用|链接|补拍|补款|请勿拍|不退)+$",
    "deposit": r"\b(bottle|container|key|keg|can|rental|security|booking) deposit$",
    "voucher": r"^(e|digital|virtual|electronic|store|shop|online) ?gift cards?$|\bgift certificate$",
    "bag": r"^(超?[特加]?[大中小]号?|加厚|手提|环保)*(购物袋|塑料袋|马甲袋|背心袋|方便袋|打包袋)([特加]?[大中小]号?|元|毛|角|个)*$",
    "gift": r"^(赠品|赠送|非卖品|free gift|free sample)(?=$| )|(?<![送含有附]) (赠品|非卖品)$",
    "note": r"\b(manual|stock|price|inventory|balance|credit|debt|rounding) adjustments?$",
}
# The name starts with one of these and has at most four words.
_BEGINNINGS = {
    "postage": ("free delivery", "free shipping", "shipping and", "shipping handling", "postage and", "postage packing",
                "delivery to"),
    "fee": ("adjust bad debt", "bad debt"),
}  # fmt: skip
# A note of the stock keeper, not a name, and meant only where nothing was paid.
NOTES = frozenset([
    "damaged", "damages", "damage", "broken", "found", "lost", "missing", "check", "checked", "wet", "faulty", "mouldy",
    "smashed", "crushed", "rusty", "dirty", "unsaleable", "mailout", "test", "thrown", "away", "aside", "dagamed", "amazon",
    "dotcom", "ebay", "wrongly", "wrong", "mixed", "barcode", "counted", "损坏", "破损", "盘点", "盘亏", "盘盈", "报废", "丢失",
])  # fmt: skip


def _split(table: dict[str, str]) -> dict[str, str]:
    return {" ".join(name.split()): kind for kind, names in table.items() for name in names.split("|")}


_WHOLE_KIND, _ENDING_KIND = _split(_WHOLE), _split(_ENDINGS)
_CHINESE_ENDINGS = {ending: kind for ending, kind in _ENDING_KIND.items() if not ending.isascii()}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_GIFT_MARK = re.compile(r"^[(\[【〔「]\s*(赠品?|赠送|非卖品|free gift)\s*[)\]】〕」]|[(\[【〔「]\s*(赠品|非卖品|free gift)\s*[)\]】〕」]$",
                        re.IGNORECASE)
# Kinds and words that some shops sell: nail tips, card readers' cards, boxes by the hundred, dolls' carriages.
_SOLD_KINDS = frozenset({"bag"})
_SOLD = re.compile(
    r"^(?:post|dot|delivery|tips?|manual|test|unknown|samples?|gift wrap(?:ping)?|misc|miscellaneous|top up|prepaid card"
    r"|membership cards?|loyalty card"
    r"|无|调整|样品|小样|试用装|试吃|试吃装|小礼品|打赏)$"
    r"|(?:会员卡|充值卡|购物卡|储值卡|提货券|会员年卡|会员月卡|会员季卡)$"
    r"|^(?!.*\b(?:day|next|standard|express|free|delivery|special|uk|eu|overseas|air|sea|road)\b).+ carriage$"
)
_CODE_BEFORE = re.compile(r"^\[[\w .-]+\]\s*(?=\w)", re.ASCII)
"""Odoo writes the code before the name: "[Delivery_007] Standard delivery"."""
_DRESSING = re.compile(r"[\d\W_]+", re.UNICODE)


def _words(name: str) -> list[str]:
    return _DRESSING.sub(" ", name.casefold()).split()


@lru_cache(maxsize=1 << 16)  # the same names are asked about by several rules
def non_product_kind(name: str) -> str:
    """The kind (of KINDS) of non-product that a name or code says, "" for a product's name.

    "DOTCOM POSTAGE", "Bank Charges", "Gift Voucher £20.00", "NONE", "顺丰运费", "【赠品】化妆镜" are; "POST BOX" is not.
    """
    if kind := _WHOLE_KIND.get(name.strip().casefold()):
        return kind
    if _GIFT_MARK.search(name):
        return "gift"
    words = _words(_CODE_BEFORE.sub("", name))
    while len(words) > 1 and len(words[-1]) == 1 and words[-1] < "\u2e80":  # a currency sign read in a wrong encoding
        words.pop()
    if not words:
        return "note" if name.strip() and not any(c.isdigit() for c in name) else ""  # "?" is no name; "4711" is one
    text = " ".join(words)
    together = "".join(words).removesuffix("元")  # Chinese words have no blanks, but what stood between them is gone
    if kind := _WHOLE_KIND.get(text) or _WHOLE_KIND.get(together) or _ENDING_KIND.get(words[-1]):
        return kind
    for kind, pattern in _COMPILED.items():
        if pattern.search(text) or (not together.isascii() and pattern.search(together)):
            return kind
    if len(words) <= 4:
        for kind, starts in _BEGINNINGS.items():
            if any(text == start or text.startswith(start + " ") for start in starts):
                return kind
    return next((kind for ending, kind in _CHINESE_ENDINGS.items() if text.endswith(ending)), "")


@lru_cache(maxsize=1 << 16)
def sold_too(name: str) -> bool:
    """Whether a name that says a non-product is one that some shops sell as goods."""
    kind = non_product_kind(name)
    return bool(kind) and (kind in _SOLD_KINDS or bool(_SOLD.search(" ".join(_words(_CODE_BEFORE.sub("", name))))))


def is_stock_note(name: str, alone: bool = False) -> bool:
    """Whether the text in the place of a name is a note such as "damaged", "found", "check?". `alone`: of such words
    only, for "mixed nuts" and "wet wipes" are goods."""
    words = _words(name)
    return 0 < len(words) <= 4 and (all if alone else any)(word in NOTES for word in words)
