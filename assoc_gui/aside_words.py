"""What is said of the orders that are set aside where links are tested, and the switch that counts them again."""

from __future__ import annotations

import numpy as np

from assoc_engine.rules.verdicts import KINDS
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .group_words import listed
from .widgets.notice_bar import Notice

WHOLE = {  # of the kind that takes most, which stands first: set aside, and kept
    "marked": (
        N_("{count} collective order (line {line}), {rows:percent} of the rows and {pairs:percent} of all pairs, is set aside where links are tested.",
           "{count} collective orders (line {line}), {rows:percent} of the rows and {pairs:percent} of all pairs, are set aside where links are tested."),
        N_("{count} collective order (line {line}), {rows:percent} of the rows and {pairs:percent} of all pairs, is tested with the others, as you chose.",
           "{count} collective orders (line {line}), {rows:percent} of the rows and {pairs:percent} of all pairs, are tested with the others, as you chose."),
    ),
    "large": (
        N_("{count} order of {least} products, {rows:percent} of the rows and {pairs:percent} of all pairs, is set aside where links are tested.",
           "{count} orders of {least} products or more, {rows:percent} of the rows and {pairs:percent} of all pairs, are set aside where links are tested."),
        N_("{count} order of {least} products, {rows:percent} of the rows and {pairs:percent} of all pairs, is tested with the others, as you chose.",
           "{count} orders of {least} products or more, {rows:percent} of the rows and {pairs:percent} of all pairs, are tested with the others, as you chose."),
    ),
    "copied": (
        N_("{count} order that repeats another is set aside where links are tested.", "{count} orders that repeat others are set aside where links are tested."),
        N_("{count} order that repeats another is tested with the others, as you chose.", "{count} orders that repeat others are tested as well, as you chose."),
    ),
    "standing": (
        N_("{count} customer’s standing order is set aside where links are tested.", "{count} standing orders of customers are set aside where links are tested."),
        N_("{count} customer’s standing order is tested with the others, as you chose.", "{count} standing orders of customers are tested as well, as you chose."),
    ),
}  # fmt: skip
SHORT = {
    "large": N_("{count} very large order", "{count} very large orders"),
    "copied": N_("{count} order that repeats another", "{count} orders that repeat others"),
    "standing": N_("{count} standing order", "{count} standing orders"),
}


def aside_notice(text: Text, aside: Table, short: bool) -> Notice | None:
    """What is set aside, what it does, and the button that takes it back; None where there is nothing. `short`: only the first of it."""
    kinds = aside.meta["kinds"]
    if not kinds:
        return None
    counts = {one["kind"]: int(np.count_nonzero(aside["kind"] == KINDS.index(one["kind"]))) for one in kinds}
    first, kept = kinds[0], all(one["kept"] for one in kinds)
    words = WHOLE[first["kind"]][kept]
    title = text(words, count=counts[first["kind"]], line=first["name"] or first["code"], least=first["least"],
                 rows=first["row_share"], pairs=first["pair_share"])  # fmt: skip
    others = listed(text, [text(SHORT[kind], count=count) for kind, count in list(counts.items())[1:]])
    advice = [text("Likewise {others}.", others=others)] if others else []
    if kept:
        advice.append(text("Few orders then decide much of what is linked: chance, grades and later results are no longer those of ordinary baskets."))
        return Notice(title, "" if short else _joined(text, advice), {"keep": []}, text("Set them aside"))
    advice.append(text("All counts of orders still hold them; chance, grade and later result do not."))
    return Notice(title, "" if short else _joined(text, advice), {"keep": [one["kind"] for one in kinds]}, text("Test them as well"), "ready")


def _joined(text: Text, sentences: list[str]) -> str:
    return (" " if text.language == "en" else "").join(sentences)
