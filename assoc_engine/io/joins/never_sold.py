"""The products of a list that no row of the sales names: what could be sold, and has not been yet."""

from __future__ import annotations

import numpy as np

from ..header_words import strongest
from ..unsold import CODED, Unsold
from .attach import by_precedence
from .evidence import Evidence
from .keys import form
from .links import Link


def never_sold(sales: Evidence, side: Evidence, link: Link) -> Unsold:
    """One entry a key of the list that is not in the sales however it is written (007 and 7), as its first row tells it; rows that
    have no name are left out. Nothing where the table is no list of products, or of products without names."""
    name = _name(sales, side, link) if link.kind == "products" else None
    if name is None:
        return Unsold()
    keys = side.keys(link.other)
    sold = set(map(form, sales.keys(link.own).vocabulary))
    fresh = np.array([form(key) not in sold for key in keys.vocabulary] + [False], bool)
    fresh[link.match.place[link.match.place >= 0]] = False
    rows = by_precedence(side.table, np.where(fresh[keys.codes], keys.codes, -1))
    rows = np.sort(rows[np.unique(keys.codes[rows], return_index=True)[1]])
    rows = rows[side.keys(name).codes[rows] >= 0]
    code = link.other if link.other != name else _column(side, "code", link.other)
    price = _column(side, "price", link.other)
    names = _texts(side, name, rows)
    codes = [own or said for own, said in zip(_texts(side, code, rows), names, strict=True)]
    coded = {role: _texts(side, _column(side, role, link.other), rows) for role in CODED}
    found = Unsold(codes, names, np.full(len(rows), np.nan) if price is None else side.numbers(price)[rows], **coded)
    return Unsold().plus(found)


def _name(sales: Evidence, side: Evidence, link: Link) -> int | None:
    """The list's column of product names."""
    if strongest(side.names[link.other]) == "product":
        return link.other
    named = _column(side, "product", link.other)
    return link.other if named is None and link.own == sales.roles.get("product") else named


def _column(side: Evidence, role: str, key: int) -> int | None:
    """The column, not the key, whose header names a role above all, else the one guessed."""
    found = next((i for i, names in enumerate(side.names) if i != key and strongest(names) == role), side.roles.get(role))
    return None if found == key else found



def _texts(side: Evidence, index: int | None, rows: np.ndarray) -> list[str]:
    if index is None:
        return [""] * len(rows)
    words = side.keys(index)
    return [words.vocabulary[code] if code >= 0 else "" for code in words.codes[rows].tolist()]
