"""The goods of a product list that were never sold, as far as they are goods and are not sold under another word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..io.unsold import Unsold
from ..settings import CleanSettings
from ..workspace import Workspace
from .non_product_words import non_product_kind, sold_too


def put_unsold(unsold: Unsold, sold: Sequence[str], settings: CleanSettings, workspace: Workspace) -> None:
    """Store `unsold` as docs/workspace.md says; no table where there is none. `sold`: codes and names of the products sold."""
    found = goods(unsold, sold, settings)
    if len(found):
        workspace.put("unsold", found.columns())


def goods(unsold: Unsold, sold: Sequence[str], settings: CleanSettings) -> Unsold:
    """Without postage, fees and other words that are no products, without what the user said is none, and without products that
    are sold under the same name or code though their keys differ. What the user said is a product stays."""
    known = {text.casefold() for text in sold}
    rows = []
    for row, (code, name) in enumerate(zip(unsold.code, unsold.name, strict=True)):
        said = {code, name}
        none = (non_product_kind(name) and not sold_too(name)) or said & set(settings.not_products)
        if not known & {code.casefold(), name.casefold()} and (not none or said & set(settings.keep_products)):
            rows.append(row)
    return unsold.take(np.array(rows, np.int64))
