"""The products of an analysis as the window needs them: names at hand, searched as one types, ranked for sorting."""

from __future__ import annotations

import numpy as np

from assoc_engine.workspace import Table


class Products:
    """Names and codes, decoded once (thousands, not the rows of the file)."""

    def __init__(self, table: Table) -> None:
        self.names: list[str] = list(table["name"])
        self.has_code = bool(table.meta.get("has_code"))
        self.codes: list[str] = list(table["code"]) if self.has_code else self.names
        self.orders = table["orders"]
        self._searched = [f"{name}\n{code}".lower() for name, code in zip(self.names, self.codes, strict=True)]
        self._ranks: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.names)

    def matching(self, word: str) -> np.ndarray:
        """bool a product: does its name or code contain the word (already lower case)?"""
        return np.fromiter((word in text for text in self._searched), bool, len(self._searched))

    @property
    def ranks(self) -> np.ndarray:
        """int32 a product: its place in alphabetical order; common Chinese characters in the order of their pinyin.

        GB18030 keeps the 3,755 everyday characters of GB 2312 in pinyin order, so its bytes are a good sort key.
        """
        if self._ranks is None:
            keys = [name.lower().encode("gb18030", "replace") for name in self.names]
            order = sorted(range(len(keys)), key=keys.__getitem__)
            self._ranks = np.empty(len(keys), np.int32)
            self._ranks[order] = np.arange(len(keys), dtype=np.int32)
        return self._ranks


def names_in_file(raw: Table, roles: list[dict], codes: list[str]) -> dict[str, str]:
    """The names that stand beside product codes in the file: of products that were put with others, which no table of
    products holds any more. `roles`: `columns` in the meta of the table `roles`."""
    column = {entry["role"]: entry["index"] for entry in roles if entry["role"] in ("code", "product")}
    if len(column) < 2:
        return {}
    coded, named = raw[f"c{column['code']}"], raw[f"c{column['product']}"]
    places = {str(cell).strip(): place for place, cell in enumerate(coded.vocabulary)}
    found = {}
    for code in codes:
        rows = np.flatnonzero(coded.codes == places[code]) if code in places else ()
        if len(rows):
            found[code] = named[int(rows[0])].strip()
    return found


def words_of(search: str) -> list[str]:
    """The words of a search box, all of which must be found."""
    return search.lower().split()
