"""What became of a table, as a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...text import N_, message
from ..raw import Part
from .attach import Attached
from .evidence import Evidence
from .links import Link
from .returns import Returned

LISTED = {
    "orders": N_("{name}: {matched} of {keys} orders ({share:percent}) are in this list; added: {columns}."),
    "products": N_("{name}: {matched} of {keys} products ({share:percent}) are in this list; added: {columns}."),
    "customers": N_("{name}: {matched} of {keys} customers ({share:percent}) are in this list; added: {columns}."),
    "regions": N_("{name}: {matched} of {keys} entries under {key} ({share:percent}) are in this list; added: {columns}."),
}
FIRST_COUNTS = N_(
    "{count} key stands there several times with different content; the first one counts.",
    "{count} keys stand there several times with different content; the first one counts.",
)
LOOSE = N_(
    "{count} key was matched though it is written differently, as {one} and {other} are.",
    "{count} keys were matched though they are written differently, as {one} and {other} are.",
)
UNSOLD = N_("{count} product of it was never sold.", "{count} products of it were never sold.")


def part_of(one: Evidence) -> Part:
    """The table's own part as the reader made it, with its layout as recognised since."""
    return replace(one.table.parts[0], layout=one.table.layout)


def sold(one: Evidence) -> Part:
    """The sales themselves."""
    part = part_of(one)
    said = N_("{name}: {count} row of sales.", "{name}: {count} rows of sales.")
    return replace(part, kind="sales", message=message(said, name=one.label, count=part.rows))


def taking_back(one: Evidence) -> Part:
    """Returns with numbers of their own."""
    part = part_of(one)
    said = N_("{name}: {count} row of returns with numbers of its own, taken as below zero; it takes back a sale of the "
              "same product.",
              "{name}: {count} rows of returns with numbers of their own, taken as below zero; each takes back a sale of "
              "the same product.")  # fmt: skip
    return replace(part, kind="returns", message=message(said, name=one.label, count=part.rows))


def taking_back_unnumbered(one: Evidence) -> Part:
    """Returns without numbers."""
    part = part_of(one)
    said = message(
        N_("{name}: {count} row of returns without order number, taken as below zero; it takes back a sale of the same "
           "product.",
           "{name}: {count} rows of returns without order numbers, taken as below zero; each takes back a sale of the same "
           "product."),
        name=one.label, count=part.rows,
    )  # fmt: skip
    return replace(part, kind="returns", message=said)


def joined(one: Evidence, key: str, keys: int, link: Link, done: Attached, unsold: int = 0) -> Part:
    """`key`: header of the sales' own column, `keys`: its different values that are data. `unsold`: products of the list that
    were never sold."""
    matched = link.match.matched
    said = message(
        LISTED[link.kind], name=one.label, matched=matched, keys=keys, share=matched / keys, key=key,
        columns=", ".join(done.columns),
    )  # fmt: skip
    if done.twice:
        said = _more(said, message(FIRST_COUNTS, count=done.twice))
    if unsold:
        said = _more(said, message(UNSOLD, count=unsold))
    return replace(
        part_of(one), kind=link.kind, key=one.table.headers[link.other], keys=keys, matched=matched,
        unmatched=len(one.keys(link.other).vocabulary) - link.match.found, columns=done.columns, message=_with_loose(said, link),
    )  # fmt: skip


def returned(one: Evidence, link: Link, done: Returned) -> Part:
    """A sheet that marks which orders, or products of them, came back."""
    orders, found = len(one.keys(link.other).vocabulary), link.match.found
    known = {"name": one.label, "matched": found, "keys": orders, "rows": done.rows}
    what = N_("{name}: {matched} of {keys} returned orders are in the sales; their rows are marked.")
    if done.by_product:
        what = N_("{name}: {matched} of {keys} orders with returns are in the sales; the {rows} rows of the products "
                  "that came back are marked.")  # fmt: skip
    said = message(what, **known)
    if done.part:
        said = _more(said, message(
            N_("Of {count} product fewer pieces came back than were sold; the rest stays.",
               "Of {count} products fewer pieces came back than were sold; the rest stays."),
            count=done.part,
        ))  # fmt: skip
    return replace(
        part_of(one), kind="returns", key=one.table.headers[link.other], keys=len(link.match.place),
        matched=link.match.matched, unmatched=orders - found, columns=(done.header,), message=_with_loose(said, link),
    )  # fmt: skip


def unmatched(one: Evidence, sales: Evidence, link: Link) -> Part:
    """A key was found on either side, and hardly any of its values is on both."""
    key, own = one.table.headers[link.other], sales.table.headers[link.own]
    values = {"name": one.label, "key": key, "own": own}
    others, keys = one.keys(link.other).vocabulary, sales.keys(link.own).vocabulary
    said = message(
        N_("{name}: not used. Of its {key}, hardly any is in the sales: here it is {one}, there {own} is {other}."),
        **values, one=others[0] if others else "–", other=keys[0] if keys else "–",
    )  # fmt: skip
    return replace(part_of(one), kind="", key=key, keys=len(keys), matched=link.match.matched,
                   unmatched=len(others) - link.match.found, message=said)  # fmt: skip


def adds_nothing(one: Evidence) -> Part:
    """A table that the sales make needless."""
    said = N_("{name}: not used. It says nothing that the sales do not say themselves.")
    return replace(part_of(one), kind="", message=message(said, name=one.label))


def lists_unsold(one: Evidence, link: Link, unsold: int) -> Part:
    """A list of products whose only news is what was never sold; `unsold`: how many products."""
    said = N_("{name}: a list of products that says nothing more of those that were sold; {count} of them was never sold.",
              "{name}: a list of products that says nothing more of those that were sold; {count} of them were never sold.")  # fmt: skip
    return replace(
        part_of(one), kind="products", key=one.table.headers[link.other], keys=len(link.match.place), matched=link.match.matched,
        unmatched=len(one.keys(link.other).vocabulary) - link.match.found, message=message(said, name=one.label, count=unsold),
    )  # fmt: skip


def unnumbered(one: Evidence) -> Part:
    """Rows without order numbers beside sales that have them."""
    said = N_("{name}: not used. Its rows have no order numbers, as those of the sales have.")
    return replace(part_of(one), kind="", message=message(said, name=one.label))


def stock(one: Evidence) -> Part:
    """Purchases or stock."""
    said = N_("{name}: not used. By its name it holds purchases or stock, not sales.")
    return replace(part_of(one), kind="", message=message(said, name=one.label))


def unrelated(one: Evidence) -> Part:
    """A table that belongs to nothing of the sales."""
    said = N_("{name}: not used. It holds no order lines, and nothing in it belongs to orders, products, customers or "
              "regions of the sales.")  # fmt: skip
    return replace(part_of(one), kind="", message=message(said, name=one.label))


def left_out(one: Evidence) -> Part:
    """A table that the user left out."""
    return replace(part_of(one), kind="", message=message(N_("{name}: left out, as you chose."), name=one.label))


def _with_loose(said: dict[str, Any], link: Link) -> dict[str, Any]:
    found = link.match
    if not found.loose:
        return said
    one, other = found.pair
    return _more(said, message(LOOSE, count=found.loose, one=one, other=other))


def _more(said: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return message(N_("{sentence} {more}"), sentence=said, more=more)
