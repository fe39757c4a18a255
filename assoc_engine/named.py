"""Which product somebody means: by its code or name as the file writes it."""

from __future__ import annotations

from .errors import NothingToAnalyse
from .text import N_
from .workspace import Workspace

NEAREST = 3  # names offered in place of one that is not there
ALIKE = 60  # of 100, at least, to be offered


def products_named(workspace: Workspace, word: str) -> int:
    """The number of the product of a code, else of a name: exactly as in the file, else in other capitals and blanks where that means
    one product. Raises NothingToAnalyse, with the nearest names, where there is none, and where several have this name."""
    products = workspace.get("products")
    codes, names = list(products["code"]), list(products["name"])
    for fold in (str, _plain):
        for known in (codes, names):
            found = [number for number, one in enumerate(known) if fold(one) == fold(word)]
            if len(found) == 1:
                return found[0]
            if found:
                raise NothingToAnalyse(
                    N_("{count} products are called {product}: {codes}."), advice=N_("Give the code of the one that you mean."),
                    count=len(found), product=word, codes=", ".join(codes[number] for number in found[:NEAREST]),
                )  # fmt: skip
    raise _unknown(word, codes, names)


def _unknown(word: str, codes: list[str], names: list[str]) -> NothingToAnalyse:
    from rapidfuzz import fuzz, process

    labels = [name if name == code else f"{name} ({code})" for code, name in zip(codes, names, strict=True)]
    asked = _plain(word)
    near = process.extract(asked, [_plain(name) for name in names], scorer=fuzz.WRatio, limit=NEAREST, score_cutoff=ALIKE)
    near += process.extract(asked, [_plain(code) for code in codes], scorer=fuzz.ratio, limit=1, score_cutoff=ALIKE)
    nearest = [labels[number] for number in dict.fromkeys(number for _, _, number in near)]
    if not nearest:
        return NothingToAnalyse(N_("There is no product {product} in these orders."), product=word,
                                advice=N_("Write its code or name exactly as the file has it."))  # fmt: skip
    return NothingToAnalyse(N_("There is no product {product} in these orders."), product=word, nearest="; ".join(nearest[:NEAREST]),
                            advice=N_("The nearest names: {nearest}."))  # fmt: skip


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())
