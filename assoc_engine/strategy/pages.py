"""Page recommendations and the strongest actions, from the links that are proven or likely and still sold, and from no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..baskets import Baskets
from ..rules.links import LinkTable
from ..rules.verdicts import ENDED, GONE, UNCLEAR, later_verdict
from ..settings import StrategySettings
from ..text import N_, message
from ..workspace import Workspace

_TELLING = 20
"""Joint orders by chance from which a pair half as frequent again would stand out (z = 2.2)."""


@dataclass(frozen=True)
class Pages:
    """One entry a recommendation: on the page of `product`, at place `rank` (from 1), `other`; `link` is the row of the
    link table behind it, `extra` the orders of both beyond chance."""

    product: np.ndarray
    rank: np.ndarray
    other: np.ndarray
    link: np.ndarray
    extra: np.ndarray


@dataclass(frozen=True)
class Actions:
    """The strongest: recommend `b` on the page of `a`. `value` is in the file's money where `in_money`, else orders."""

    a: np.ndarray
    b: np.ndarray
    link: np.ndarray
    value: np.ndarray
    in_money: bool


def usable(links: LinkTable) -> np.ndarray:
    """Rows (int64) of the links to recommend by: graded A or B, of products that are still sold."""
    return np.flatnonzero(links.passes & (links.fate != ENDED))


def recommend_pages(links: LinkTable, settings: StrategySettings = StrategySettings()) -> Pages:
    """For each product the others to recommend on its page: its usable links by orders beyond chance, both ways."""
    passing = usable(links)
    product = np.concatenate([links.a[passing], links.b[passing]])
    other = np.concatenate([links.b[passing], links.a[passing]])
    link = np.concatenate([passing, passing])
    extra = links.extra[link]
    order = np.lexsort((other, -extra, product))
    product, other, link, extra = product[order], other[order], link[order], extra[order]
    first = np.searchsorted(product, product)
    rank = np.arange(len(product)) - first + 1
    kept = rank <= settings.per_page
    return Pages(
        product=product[kept].astype(np.int32),
        rank=rank[kept].astype(np.int32),
        other=other[kept].astype(np.int32),
        link=link[kept].astype(np.int32),
        extra=extra[kept],
    )


def first_choice(links: LinkTable) -> np.ndarray:
    """Rows (int64) of the usable links to begin with: those that the later orders confirm. Where they confirm none, as they are few in a
    small file, those they do not speak against."""
    rows = usable(links)
    confirmed = ~np.isin(later_verdict(vars(links))[rows], (UNCLEAR, GONE))
    return rows[confirmed if confirmed.any() else links.late_lift[rows] >= 1]


def strongest_actions(
    links: LinkTable, baskets: Baskets, settings: StrategySettings = StrategySettings()
) -> Actions:
    """The strongest of `first_choice`: (observed − expected orders) × B's median price where the prices of most linked
    products are known and not zero, else orders; then a pair without a price stands last. A pair is used in its better
    direction only, and no product is in more than `per_product` actions."""
    passing = first_choice(links)
    price = baskets.products.price
    linked = np.union1d(links.a[passing], links.b[passing])
    in_money = bool(len(linked)) and float((np.nan_to_num(price[linked]) > 0).mean()) > 0.5
    worth = np.nan_to_num(price) if in_money else np.ones(len(baskets.products))
    a, b, extra = links.a[passing], links.b[passing], links.extra[passing]
    # Without a price to choose by, the direction with the better confidence stands (A → B).
    swap = worth[a] > worth[b]
    a, b = np.where(swap, b, a), np.where(swap, a, b)
    value = extra * worth[b]
    chosen: list[int] = []
    used: dict[int, int] = {}
    for i in np.lexsort((b, a, -value)).tolist():
        pair = int(a[i]), int(b[i])
        if all(used.get(product, 0) < settings.per_product for product in pair):
            chosen.append(i)
            used.update({product: used.get(product, 0) + 1 for product in pair})
            if len(chosen) == settings.actions:
                break
    picked = np.array(chosen, np.int64)
    return Actions(
        a=a[picked].astype(np.int32),
        b=b[picked].astype(np.int32),
        link=passing[picked].astype(np.int32),
        value=value[picked],
        in_money=in_money,
    )


def what_would_help(links: LinkTable, baskets: Baskets) -> dict[str, Any] | None:
    """A message naming the data that would help a file in which no link passes the guard; None where one does. Its `better` is "category"
    where the file itself has categories, which would help."""
    if links.passing:
        return None
    multiple = float((baskets.sizes > 1).mean())
    if multiple < 0.2:
        return message(
            N_(
                "Only {share:percent} of the orders hold more than one product, so there is little to see together. "
                "Baskets of a whole visit or of one customer’s week, or more months of orders, would help."
            ),
            share=multiple,
        )
    if links.eligible_pairs and (links.expected >= _TELLING).any():
        return message(
            N_("What is beyond chance may be an accident, though pairs are often enough together to tell. Many more orders could show "
               "weaker links.")
        )  # fmt: skip
    better = "category" if (baskets.products.category.codes >= 0).any() else ""
    if not links.eligible_pairs:
        told = message(
            N_("For a test two products must be in at least {least} orders each; the most frequent one is in {most}. More months of "
               "orders, or categories in place of single products, would help."),
            least=links.eligible_orders, most=int(baskets.products.orders.max(initial=0)),
        )  # fmt: skip
        return told | {"better": better}
    return {
        "message": N_(
            "{orders} orders over {products} products leave too few joint orders for each pair. More months of orders, "
            "or categories in place of single products, would help."
        ),
        "values": {"orders": baskets.orders, "products": len(baskets.products)},
        "better": better,
    }


def put_strategies(
    pages: Pages, actions: Actions, answer: dict[str, Any], advice: dict[str, Any] | None, currency: str, workspace: Workspace
) -> None:
    """Store as tables `pages` and `actions`. `currency`: the sign of the file's money, "" unknown."""
    workspace.put("pages", vars(pages))
    columns = {name: getattr(actions, name) for name in ("a", "b", "link", "value")}
    workspace.put("actions", columns, {"in_money": actions.in_money, "currency": currency, "answer": answer, "advice": advice})
