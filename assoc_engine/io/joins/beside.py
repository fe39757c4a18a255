"""Side tables joined to the sales one after the other, the surest first: what one brings may be the key of the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...progress import Progress
from ..raw import Part, RawTable
from . import said
from .attach import attach
from .evidence import Evidence, looks_alike
from .keys import match
from .links import Link, find_link
from .never_sold import never_sold
from .returns import mark_returns
from .stack import stacked


@dataclass
class _Group:
    """Tables of the same columns that are joined as one, as twelve monthly lists of orders are. `places`: theirs among
    all tables; `kind`: what the user said; `link`: once one holds."""

    one: Evidence
    members: dict[int, Evidence]
    kind: str
    link: Link | None = None


def join_beside(
    sales: RawTable, sides: Mapping[int, Evidence], kinds: Mapping[int, str], progress: Progress
) -> tuple[RawTable, dict[int, Part]]:
    """The sales with what the side tables know, and the part of each of these by its place."""
    waiting = _groups(sides, kinds, progress)
    count = len(waiting)
    seen = Evidence(sales, "", progress)
    parts: dict[int, Part] = {}
    while waiting:
        progress.step(count - len(waiting), count)
        for group in waiting:
            if group.link is None or not group.link.holds:
                group.link = find_link(seen, group.one, group.kind)
        holding = [(group, group.link) for group in waiting if group.link is not None and group.link.holds]
        if not holding:
            break
        group, link = max(holding, key=lambda held: held[1].score)
        waiting.remove(group)
        table, done = _joined(seen, group, link)
        for other in waiting:
            if other.link is not None and table.columns[other.link.own] is not seen.table.columns[other.link.own]:
                other.link = None  # its key was filled from this table
        seen = seen.grown(table)
        parts |= done
    for group in waiting:
        parts |= {place: _not_joined(seen, one, group) for place, one in group.members.items()}
    return seen.table, parts


def _groups(sides: Mapping[int, Evidence], kinds: Mapping[int, str], progress: Progress) -> list[_Group]:
    groups: list[_Group] = []
    for place, one in sides.items():
        kind = kinds.get(place, "")
        for group in groups:
            first = next(iter(group.members.values()))
            if kind == group.kind and looks_alike(first, one) and first.called_returns == one.called_returns:
                group.members[place] = one
                break
        else:
            groups.append(_Group(one, {place: one}, kind))
    for group in groups:
        if len(group.members) > 1:
            several = list(group.members.values())
            label = ", ".join(one.label for one in several)
            group.one = Evidence(stacked(several, progress), label, progress)
    return groups


def _joined(sales: Evidence, group: _Group, link: Link) -> tuple[RawTable, dict[int, Part]]:
    one = group.one
    if link.kind == "returns":
        back = mark_returns(sales, one, link)
        return back.table, {place: said.returned(own, _own(sales, own, group, link), back)
                            for place, own in group.members.items()}  # fmt: skip
    done, unsold = attach(sales, one, link), never_sold(sales, one, link)
    if done is None and not len(unsold):
        return sales.table, {place: said.adds_nothing(own) for place, own in group.members.items()}
    key, table = sales.table.headers[link.own], sales.table if done is None else done.table
    parts = {}
    for place, own in group.members.items():
        its = _own(sales, own, group, link)
        fresh = len(never_sold(sales, own, its))
        if done is None:
            parts[place] = said.lists_unsold(own, its, fresh) if fresh else said.adds_nothing(own)
        else:
            parts[place] = said.joined(own, key, _sold_keys(sales, its), its, done, fresh)
    return replace(table, unsold=table.unsold.plus(unsold)), parts


def _sold_keys(sales: Evidence, link: Link) -> int:
    """Different keys of the sales, without those unknown to the list under which no product stands: the line at the foot
    of a sheet that says who signed it is no product that the list lacks."""
    keys = sales.keys(link.own).codes
    product = sales.table.columns[sales.roles.get("product", link.own)].codes
    sold = np.bincount(keys[(keys >= 0) & (product >= 0)], minlength=len(link.match.place)) > 0
    return int((sold | (link.match.place >= 0)).sum())


def _own(sales: Evidence, own: Evidence, group: _Group, link: Link) -> Link:
    """The group's link as it is for one of its tables."""
    if len(group.members) == 1:
        return link
    header = group.one.plain[link.other]
    if header not in own.plain:
        return find_link(sales, own, group.kind) or link
    other = own.plain.index(header)
    found = match(sales.keys(link.own).vocabulary, own.keys(other).vocabulary, sales.progress)
    return replace(link, other=other, match=found)


def _not_joined(sales: Evidence, one: Evidence, group: _Group) -> Part:
    if one.called_stock and not group.kind:
        return said.stock(one)
    if group.link is not None:
        return said.unmatched(one, sales, group.link if one is group.one else _own(sales, one, group, group.link))
    if "order" in sales.roles and "order" not in one.roles and one.names_role("product", "code"):
        return said.unnumbered(one)
    return said.unrelated(one)
