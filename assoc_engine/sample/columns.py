"""The finished columns of a sample: what a till's export would write, in one language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..progress import Progress
from .assortment import WORD
from .draft import BAD_DATE, BAD_QUANTITY, BLANK_NAME, BLANK_PRODUCT, CANCELLED, MISSPELT, NO_DATE, NO_PRICE, NO_QUANTITY, Draft
from .spelling import variants

HEADERS = {
    "en": ("Order number", "Date", "Product code", "Product", "Category", "Quantity", "Unit price", "Amount",
           "Unit cost", "Customer number"),
    "zh_CN": ("单号", "销售时间", "商品编码", "商品名称", "类别", "数量", "单价", "金额", "成本价", "会员号"),
}  # fmt: skip
FIRST_CUSTOMER = 200_017


def order_numbers(draft: Draft) -> np.ndarray:
    """Text by order: year and month, then the running number of the month; cancelled orders begin with C."""
    orders = draft.orders
    turn = np.argsort(orders.minute, kind="stable")
    month = orders.minute[turn].astype("datetime64[m]").astype("datetime64[M]")
    first = np.searchsorted(month, month)
    names, index = np.unique(month, return_inverse=True)
    heads = [str(name)[2:4] + str(name)[5:7] for name in names]
    running = (np.arange(len(turn)) - first + 1).tolist()
    back = (orders.kind[turn] == CANCELLED).tolist()
    numbers = np.empty(len(turn), object)
    numbers[turn] = [
        f"{'C' if c else ''}{heads[m]}{r:05d}" for m, r, c in zip(index.tolist(), running, back, strict=True)
    ]
    return numbers


def columns_of(
    draft: Draft, numbers: np.ndarray, language: str, words: dict[str, Any], progress: Progress
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """The columns by header, rows in order of time; and the other spellings by product code."""
    goods, orders = draft.goods, draft.orders
    when = np.empty(len(orders), np.int64)
    when[np.argsort(orders.minute, kind="stable")] = np.arange(len(orders))
    lines = draft.lines.take(np.lexsort((draft.lines.place, when[draft.lines.order])))
    flaw, item, order = lines.flaw, lines.item, lines.order
    word, spellings, customers = WORD[language], _spellings(draft, language, words), customer_numbers(draft)
    absent = words["not_available"][word]

    def times() -> np.ndarray:
        values = orders.minute.astype("datetime64[m]").astype(object)[order]
        values[flaw == NO_DATE] = absent
        return _shaped(values, flaw == BAD_DATE, lines.form, [pair[word] for pair in words["unreadable"]["date"]])

    def quantities() -> np.ndarray:
        values = lines.quantity.astype(object)
        values[flaw == NO_QUANTITY] = absent
        shapes = [pair[word] for pair in words["unreadable"]["quantity"]]
        return _shaped(values, flaw == BAD_QUANTITY, lines.form, shapes)

    makers: tuple[Callable[[], np.ndarray], ...] = (
        lambda: numbers[order],
        times,
        lambda: _without(goods.code[item], flaw == BLANK_PRODUCT),
        lambda: _without(_names(draft, item, flaw, lines.form, spellings), np.isin(flaw, (BLANK_NAME, BLANK_PRODUCT))),
        lambda: _without(goods.category[item], (item >= goods.products) | (flaw == BLANK_PRODUCT)),
        quantities,
        lambda: _without(goods.price.astype(object)[item], flaw == NO_PRICE),
        lambda: _without(np.round(goods.price[item] * lines.quantity, 2).astype(object), flaw == NO_PRICE),
        lambda: _without(goods.cost.astype(object)[item], item >= goods.products),
        lambda: customers[orders.customer[order]],
    )
    columns = {}
    for done, (header, make) in enumerate(zip(HEADERS[language], makers, strict=True)):
        progress.step(done, len(makers))
        columns[header] = make().tolist()
    return columns, {goods.code[i]: {"name": goods.name[i], "variants": both} for i, both in spellings.items()}


def customer_numbers(draft: Draft) -> np.ndarray:
    """Text by customer, rising with gaps (cards that were never used); the last entry, for −1, is empty."""
    count = int(draft.orders.customer.max(initial=-1)) + 1
    number = FIRST_CUSTOMER + np.cumsum(1 + (np.arange(count) * 7919 % 5 == 0))
    return np.array([*map(str, number.tolist()), None], object)


def _spellings(draft: Draft, language: str, words: dict[str, Any]) -> dict[int, list[str]]:
    taken = set(draft.goods.name.tolist())
    used = np.unique(draft.lines.item[draft.lines.flaw == MISSPELT]).tolist()
    found: dict[int, list[str]] = {}
    for item in used:
        found[item] = variants(draft.goods.name[item], language, taken, words["misspellings"])
        taken.update(found[item])
    return found


def _names(draft: Draft, item: np.ndarray, flaw: np.ndarray, form: np.ndarray, spellings: dict[int, list[str]]) -> np.ndarray:
    names = draft.goods.name[item]
    for row in np.flatnonzero(flaw == MISSPELT).tolist():
        names[row] = spellings[int(item[row])][form[row]]
    return names


def _shaped(values: np.ndarray, where: np.ndarray, form: np.ndarray, shapes: list[str]) -> np.ndarray:
    values[where] = np.array(shapes, object)[form[where]]
    return values


def _without(values: np.ndarray, where: np.ndarray) -> np.ndarray:
    values[where] = None
    return values
