"""Products that a product list names and no row of the sales does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..workspace import Coded

CODED = ("category", "description", "tags")


@dataclass(frozen=True)
class Unsold:
    """One entry a product. `code` is the name where the list has no codes; `name` is never blank. `price` float64, NaN unknown.
    `category`, `description`, `tags`: "" unknown."""

    code: Sequence[str] = ()
    name: Sequence[str] = ()
    price: np.ndarray = field(default_factory=lambda: np.empty(0))
    category: Sequence[str] = ()
    description: Sequence[str] = ()
    tags: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.code)

    def take(self, rows: np.ndarray) -> Unsold:
        """The entries at some places (int)."""
        texts = {name: [getattr(self, name)[row] for row in rows.tolist()] for name in ("code", "name", *CODED)}
        return Unsold(price=self.price[rows], **texts)

    def plus(self, more: Unsold) -> Unsold:
        """With the products of another list; of a code that stands several times, the first one's."""
        if not len(more):
            return self
        first = dict(zip(reversed(more.code), range(len(more) - 1, -1, -1), strict=True))
        known = set(self.code)
        more = more.take(np.array(sorted(row for code, row in first.items() if code not in known), np.int64))
        texts = {name: [*getattr(self, name), *getattr(more, name)] for name in ("code", "name", *CODED)}
        return Unsold(price=np.concatenate([self.price, more.price]), **texts)

    def columns(self) -> dict[str, object]:
        """As columns of a workspace table: `code` and `name` text, `price` float64, those of CODED coded where the lists have them."""
        coded = {name: _coded(getattr(self, name)) for name in CODED if any(getattr(self, name)) or name == "category"}
        return {"code": list(self.code), "name": list(self.name), "price": self.price, **coded}

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> Unsold:
        """The products that `columns` gave."""
        blank = [""] * len(columns["code"])
        coded = {name: list(columns[name]) if name in columns else blank for name in CODED}
        return cls(list(columns["code"]), list(columns["name"]), np.asarray(columns["price"]), **coded)


def _coded(texts: Sequence[str]) -> Coded:
    number = {text: place for place, text in enumerate(dict.fromkeys(text for text in texts if text))}
    return Coded(np.array([number.get(text, -1) for text in texts], np.int32), list(number))
