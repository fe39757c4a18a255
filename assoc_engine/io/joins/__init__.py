"""Several tables as one: order lines stacked, and what other tables know of their orders, products and customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...errors import SettingError
from ...progress import SILENT, Progress
from ...text import N_
from ..raw import KINDS, Part, RawTable, shape_of
from . import said
from .beside import join_beside
from .evidence import Evidence
from .negated import has_no_sign, named_as_sales, negated, numbered
from .sales import choose_sales
from .shared_orders import counted_once
from .spelled import spelled_alike
from .stack import files, labels, noted, stacked

__all__ = ["join"]


def join(tables: Sequence[RawTable], uses: Mapping[str, str] = {}, progress: Progress = SILENT) -> RawTable:
    """One table of order lines from all that was read, its `parts` saying what became of each. `uses` as in
    ReadSettings. Where nothing sells, the most promising table is returned as the sales. Raises Cancelled."""
    progress = progress.part(0, 1, N_("Putting the tables together"))
    own = [_with_own_part(table) for table in tables]
    looking = progress.part(0, 0.25)
    seen = [Evidence(table, label, looking) for table, label in zip(own, labels(own), strict=True)]
    kinds = {i: use for i, one in enumerate(seen) if (use := _use(one, uses)) is not None}
    named = [named_as_sales(one) for one in seen] if len(seen) > 1 else seen
    chosen, returns = choose_sales(named, kinds) if len(seen) > 1 else ([0], set())
    seen = [named[i] if i in returns else one for i, one in enumerate(seen)]
    back = {i for i in returns if has_no_sign(seen[i])}
    parts: dict[int, Part] = {i: said.taking_back(seen[i]) if i in back else said.sold(seen[i]) for i in chosen}
    stack = {i: negated(seen[i]) if i in back else seen[i] for i in chosen}
    for i in returns:
        if "order" not in seen[i].roles:
            stack[i] = numbered(stack[i], _order_header(seen, chosen))
            parts[i] = said.taking_back_unnumbered(seen[i])
    sold = list(stack.values())
    sales = replace(stacked(sold, progress.part(0.25, 0.4)), notes=())
    if len(sold) > 1:
        sales = spelled_alike(sales, progress.part(0.4, 0.45))
        sales = counted_once(sales, [one.label for one in sold], progress.part(0.45, 0.6))
    for i, kind in kinds.items():
        if not kind and i not in parts:
            parts[i] = said.left_out(seen[i])
    sides = {i: one for i, one in enumerate(seen) if i not in parts}
    if sides:
        sales, joined = join_beside(sales, sides, kinds, progress.part(0.6, 1))
        parts |= joined
    every = [part for i, one in enumerate(seen) for part in (parts[i], *one.table.parts[1:])]
    used = [one for i, one in enumerate(seen) if parts[i].kind]
    return replace(sales, parts=tuple(every), notes=(*noted(used), *sales.notes), **files(own))


def _order_header(seen: Sequence[Evidence], chosen: Sequence[int]) -> str:
    return next(seen[i].table.headers[seen[i].roles["order"]] for i in chosen if "order" in seen[i].roles)


def _with_own_part(table: RawTable) -> RawTable:
    """With a part of its own first, as readers give it."""
    file, sheet = table.sources[0]
    if table.parts and (table.parts[0].file, table.parts[0].sheet) == (file, sheet):
        return table
    part = Part(file, sheet, table.rows, "", table.layout, {}, shape_of(table.headers))
    return replace(table, parts=(part, *table.parts))


def _use(one: Evidence, uses: Mapping[str, str]) -> str | None:
    """What the user said a table is for. Raises SettingError for what no table can be."""
    part = one.table.parts[0]
    keys = (f"{part.file}|{part.sheet}", part.file, part.shape)
    found = next((uses[key] for key in keys if key in uses), None)
    if found and found not in KINDS:
        raise SettingError(
            N_("{name} cannot be used for {kind}."), advice=N_("Uses are: {kinds}."),
            name=one.label, kind=found, kinds=", ".join(KINDS),
        )  # fmt: skip
    return found
