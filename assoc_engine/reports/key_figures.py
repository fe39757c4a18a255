"""The key figures with their definitions, and four charts of the business and its links."""

from __future__ import annotations

import numpy as np

from ..rules.verdicts import GRADE_NAMES, NONE
from ..text import N_
from .facts import CHART_NAME, Facts
from .model import Block, ChartBlock, ChartKind, Figure, KeyFigures, Kind, Section, Series

TOP_PRODUCTS = 12
SIZES_APART = 5  # larger orders share a column with their like
SIZE_CLASSES = ((6, 10), (11, 20), (21, 40), (41, 80))
DOTS = 1000  # of each colour; more would hide each other
# In the order of the page. Labels say what is counted; the definition stands beside each.
FIGURES = {
    "orders": (N_("Orders"), Kind.INTEGER),
    "products": (N_("Products"), Kind.INTEGER),
    "lines": (N_("Order lines"), Kind.INTEGER),
    "customers": (N_("Customers"), Kind.INTEGER),
    "revenue": (N_("Revenue"), Kind.MONEY),
    "average_order_value": (N_("Average order value"), Kind.MONEY),
    "units_per_order": (N_("Units per order"), Kind.NUMBER),
    "multi_item_share": (N_("Orders of several products"), Kind.PERCENT),
    "repeat_rate": (N_("Repeat rate"), Kind.PERCENT),
    "first_time": (N_("First order"), Kind.DATE),
    "last_time": (N_("Last order"), Kind.DATE),
}


def key_figures(facts: Facts) -> Section:
    """What the shop is like: figures with their definitions, and charts."""
    text = facts.text
    charts = (_over_time(facts), _sizes(facts), _top_products(facts), _against_chance(facts))
    definitions = facts.summary.meta.get("definitions", {})
    figures = tuple(
        Figure(text(label), facts.figures[name], kind, facts.say(definitions.get(name)))
        for name, (label, kind) in FIGURES.items()
        if name in facts.figures
    )
    titles = (text("Figure"), text("Value"), text("Definition used here"))
    blocks: tuple[Block, ...] = (KeyFigures(titles, figures), *(chart for chart in charts if chart))
    return Section(text("Key figures"), text("What does the business look like?"), blocks)


def _over_time(facts: Facts) -> ChartBlock | None:
    text = facts.text
    periods, counts = np.asarray(facts.summary["period"]), np.asarray(facts.summary["period_orders"])
    if len(periods) < 2:
        return None
    when, most = int(periods[counts.argmax()]), int(counts.max())
    unit = facts.summary.meta["period"]
    if unit == "day":
        title = text("Most orders on {when:date}: {most}", when=when, most=most)
        x_title, y_title = text("Day"), text("Orders a day")
    elif unit == "week":
        title = text("Most orders in the week of {when:date}: {most}", when=when, most=most)
        x_title, y_title = text("Week from"), text("Orders a week")
    else:
        title = text("Most orders in {when:month}: {most}", when=when, most=most)
        x_title, y_title = text("Month"), text("Orders a month")
    series = Series(y_title, periods, counts)
    return ChartBlock(ChartKind.LINE, title, x_title, y_title, (series,), x_kind=Kind.DATE)


def _sizes(facts: Facts) -> ChartBlock | None:
    text = facts.text
    sizes, counts = np.asarray(facts.summary["size"]), np.asarray(facts.summary["size_orders"])
    if not len(sizes):
        return None
    classes = [(size, size) for size in range(1, SIZES_APART + 1)] + list(SIZE_CLASSES)
    shown = [(low, high) for low, high in classes if low <= sizes.max()]
    labels = [str(low) if low == high else f"{low}–{high}" for low, high in shown]
    heights = [int(counts[(sizes >= low) & (sizes <= high)].sum()) for low, high in shown]
    if (beyond := int(counts[sizes > classes[-1][1]].sum())) > 0:
        labels.append(f">{classes[-1][1]}")
        heights.append(beyond)
    share = counts[sizes > 1].sum() / max(1, counts.sum())
    title = text("{share:percent} of the orders hold several products", share=float(share))
    series = Series(text("Orders"), labels, heights)
    return ChartBlock(ChartKind.COLUMN, title, text("Different products in the order"), text("Orders"), (series,))


def _top_products(facts: Facts) -> ChartBlock | None:
    text, orders = facts.text, np.asarray(facts.products["orders"])
    if not len(orders):
        return None
    best = np.argsort(-orders, kind="stable")[:TOP_PRODUCTS]
    total = max(1, int(facts.figures["orders"]))
    title = text("The most bought product is in {share:percent} of the orders", share=int(orders[best[0]]) / total)
    series = Series(text("Orders"), [facts.short_name(product, CHART_NAME) for product in best.tolist()], orders[best])
    return ChartBlock(ChartKind.BAR, title, text("Product"), text("Orders that hold the product"), (series,))


def _against_chance(facts: Facts) -> ChartBlock | None:
    """Each link a dot: expected against seen orders; on the diagonal chance explains all. What no tested order holds has no place on it."""
    text, links = facts.text, facts.links
    expected, seen = np.asarray(links["expected"]), np.asarray(links["counted"])
    passes = np.asarray(links["passes"], bool)
    placed = (expected > 0) & (seen > 0)
    if not placed.any():
        return None
    series = []
    for accent, name in ((False, text(GRADE_NAMES[NONE])), (True, text("passes the test"))):
        rows = np.flatnonzero((passes == accent) & placed)
        if len(rows):
            # Spread over the whole table, so that weak and strong links are both shown.
            rows = rows[np.linspace(0, len(rows) - 1, min(DOTS, len(rows))).astype(np.int64)]
            series.append(Series(name, expected[rows], seen[rows], accent))
    low = min(float(np.min(each.x)) for each in series)
    high = max(max(float(np.max(each.x)), float(np.max(each.y))) for each in series)
    series.append(Series(text("chance"), np.array([low, high]), np.array([low, high]), accent=False, joined=True))
    title = (text("{count} link stands above chance", count=facts.passing) if facts.passing
             else text("No link stands clearly above chance"))  # fmt: skip
    return ChartBlock(ChartKind.SCATTER, title, text("Orders expected by chance"), text("Tested orders with both"),
                      tuple(series), x_kind=Kind.NUMBER, logarithmic=True)  # fmt: skip
