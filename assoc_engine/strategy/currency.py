"""The sign of the money a file counts in, where its own columns show one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..workspace import Table

LOOKED_AT = 200  # different cells of a column
_SIGN = re.compile(r"(?:\b[A-Z]{1,2}\$)|[$£€¥￥₩₹₽฿₫]|元|\b(?:RMB|CNY)\b")
_WRITTEN = {"￥": "¥", "元": "¥", "RMB": "¥", "CNY": "¥"}


def currency_of(raw: Table, roles: Mapping[str, Any]) -> str:
    """The sign before prices or amounts: of the header, else of most of the column's cells; "" where none stands there or two differ.
    `roles`: the meta of the table `roles`."""
    signs = set()
    for column in roles["columns"]:
        if column["role"] not in ("price", "amount"):
            continue
        shown = [cell for cell in raw[f"c{column['index']}"].vocabulary[:LOOKED_AT] if any(map(str.isdigit, cell))]
        cells = [found.group() for cell in shown if (found := _SIGN.search(cell))]
        if header := _SIGN.search(column["header"]):
            signs.add(header.group())
        elif 2 * len(cells) > len(shown):
            signs.update(cells)
    written = {_WRITTEN.get(sign, sign) for sign in signs}
    return written.pop() if len(written) == 1 else ""
