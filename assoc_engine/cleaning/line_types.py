"""Rows of payments and sums among the lines of a sale, known by a column that says what each row is.

Tills write a sale as several kinds of rows: its lines, what was paid, at times a row of the whole sale. Only where the
column also names lines of goods does "payment" speak of rows beside them; elsewhere it is a kind of sale.
"""

from __future__ import annotations

import re

import numpy as np

from ..io.table import SalesTable
from .row_keys import at, product_keys
from .states import DOCUMENT, plain

_GOODS = re.compile(
    r"(?:商品|菜品|单品|商品行|商品明细|明细|明细行|(?:sale |sales |order |product |receipt )?lines?|(?:line )?items?|products?|article)"
)
_BESIDE = re.compile(
    r"(?:支付|付款|收款|结算|找零|小计|合计|总计|折扣|整单折扣|抹零|税|税费|运费|支付行|付款行|支付方式|支付明细"
    r"|payments?|payment line|tenders?|tender line|change|sub ?totals?|totals?|discounts?|discount line|tax|tax line|taxes"
    r"|rounding|transaction|shipping|shipping line|fee|fee line|coupon)"
)
_KINDS = 30  # distinct words, beyond which a column is no list of kinds


def beside_the_lines(table: SalesTable) -> tuple[np.ndarray, tuple[str, ...]]:
    """(bool a row: it is a payment or a sum beside lines of goods, the words that say so)."""
    beside, words = np.zeros(table.rows, bool), []
    for column in table.raw.columns:
        kinds = column.coded
        if len(kinds.vocabulary) > _KINDS or not DOCUMENT.search(plain(column.header).replace(" ", "")):
            continue
        spoken = [plain(word) for word in kinds.vocabulary]
        goods = np.array([bool(_GOODS.fullmatch(word)) for word in spoken], bool)
        lines = at(goods, kinds.codes)
        if not lines.any():
            continue
        sold = np.unique(product_keys(table)[lines])
        for code, word in enumerate(spoken):
            rows = kinds.codes == code
            whole = f"{word} line" in spoken or f"{word} lines" in spoken  # "Sale" beside "Sale Line" is all of it
            if goods[code] or not rows.any():
                continue
            if whole or (_BESIDE.fullmatch(word) and not _are_goods(table, rows, sold)):
                beside |= rows
                words.append(kinds.vocabulary[code])
    return beside, tuple(dict.fromkeys(words))


def _are_goods(table: SalesTable, rows: np.ndarray, sold: np.ndarray) -> bool:
    """Whether most of the rows name products that are sold elsewhere: then their kind is one of sales."""
    keys = product_keys(table)[rows]
    return 2 * int((np.isin(keys, sold) & (keys >= 0)).sum()) > len(keys)
