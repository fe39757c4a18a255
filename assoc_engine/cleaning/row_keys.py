"""What tells the products and the orders of raw rows apart, for rules that look at several rows together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from ..io.table import SalesTable
from ..io.words import clean_text
from ..workspace import Coded

_KEPT, _WRITTEN = 15, 17  # digits that a sheet keeps of a number; those after it come of the binary form
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?e\+?\d{2}", re.IGNORECASE).fullmatch


def stand_for_several(orders: Sequence[str]) -> bool:
    """Whether most orders have a name that others may share: masked ("138****1234"), or a long number that lost its last
    digits in a sheet, 1.2E+17 or with zeros at the end of all that are too long."""
    masked = sum("*" in text for text in orders)
    exponents = sum(bool(_EXPONENT(text)) for text in orders if "E" in text or "e" in text)
    long = [text for text in orders if text.isdigit() and len(text) > _KEPT]
    ends = [text[min(_WRITTEN, len(text) - 1) :] for text in long]
    cut = all(set(end) == {"0"} for end in ends) and 0.1 ** sum(map(len, ends)) < 0.001
    return 2 * max(masked, exponents, len(long) if cut else 0) > len(orders)


def at(flags: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The entry of each code; False (or zero) for code −1."""
    return np.append(flags, np.zeros(1, flags.dtype))[codes]


def product_keys(table: SalesTable) -> np.ndarray:
    """int64 a row: its code, or its name where it has none; −1 for neither. Names are numbered after the codes."""
    name = table.product.codes.astype(np.int64)
    if table.code is None:
        return name
    codes = table.code.codes.astype(np.int64)
    return np.where(codes >= 0, codes, np.where(name >= 0, name + len(table.code.vocabulary), -1))


def key_texts(table: SalesTable, key: int) -> tuple[str, str]:
    """(code, name) of a product key; one of them is ""."""
    codes = table.code.vocabulary if table.code is not None else []
    return (codes[key], "") if key < len(codes) else ("", table.product.vocabulary[key - len(codes)])


def whole_orders(table: SalesTable, rows: np.ndarray) -> np.ndarray:
    """Mask of all rows of the orders that the marked `rows` (a mask) belong to."""
    marked = np.zeros(len(table.order.vocabulary), bool)
    marked[table.order.codes[rows & (table.order.codes >= 0)]] = True
    return at(marked, table.order.codes)


def rows_saying(column: Coded, texts: Iterable[str]) -> np.ndarray:
    """Mask of the rows whose cell in a Coded column is one of the texts."""
    wanted = {clean_text(text) for text in texts}
    return at(np.array([text in wanted for text in column.vocabulary], bool), column.codes)
