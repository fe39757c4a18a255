"""Whether each row of a table is an order of its own, as it must be where one row holds several products."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..header_words import BESIDE, plain_name, roles_of_name, strongest
from ..raw import RawTable

UNIQUE = 0.95  # share of different order numbers above which rows are orders; the rest are the same export twice


def header_roles(headers: Sequence[str]) -> list[str]:
    """The strongest role each header names ("" for none), as it stands beside the others; where none names products,
    one that may ("Description") does."""
    plain = [plain_name(header) for header in headers]
    roles = []
    for header, name in zip(headers, plain, strict=True):
        role = strongest(roles_of_name(header))
        roles.append(next((r for (first, beside), r in BESIDE.items() if name == first and beside in plain), role))
    if "product" not in roles:
        likely = [index for index, header in enumerate(headers) if "product" in roles_of_name(header)]
        for index in likely[:1]:
            roles[index] = "product"
    return roles


def rows_are_orders(raw: RawTable, roles: Sequence[str]) -> bool:
    """Whether hardly an order number comes twice, of every column of them; true where there is none."""
    data = raw.marks == 0
    for column, role in zip(raw.columns, roles, strict=True):
        if role != "order":
            continue
        codes = column.codes[data]
        codes = codes[codes >= 0]
        if len(codes) < 0.9 * data.sum():
            return False  # merged over its item rows
        if np.count_nonzero(np.bincount(codes)) < UNIQUE * len(codes):
            return False
    return True
