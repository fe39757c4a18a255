"""What the report will hold, said before it is written: each sheet's name and what stands on it."""

from __future__ import annotations

import numpy as np

from assoc_engine.reports.conclusion import ON_PAGE_ONE
from assoc_engine.reports.learned import is_finished
from assoc_engine.text import N_, Text

from .state import AppState

Entry = tuple[str, str]


def report_contents(text: Text, state: AppState) -> list[Entry]:
    """The sheets in the report's order (assoc_engine/reports/build.py)."""
    quality, links, pages, actions = state.get("quality").meta, state.get("links"), state.get("pages"), state.get("actions")
    said_of_products = any(quality.get(name) for name in ("level", "non_products", "same"))
    rows = text(N_("{count} row in, every one accounted for", "{count} rows in, every one accounted for"), count=quality["rows_in"])
    found = text(N_("{count} action, the strongest first", "{count} actions, the strongest first"), count=len(actions["a"]))
    owners = len(set(pages["product"].tolist()))
    advised = text(N_("{count} product page with recommendations", "{count} product pages with recommendations"), count=owners)
    return [
        (text("Conclusion"), text("One page: what was found and what to do first")),
        *([(text("Actions"), found)] if len(actions["a"]) > ON_PAGE_ONE else []),
        (text("Data check"), rows),
        (text("Tables and columns"), text("Every table that was read, and what each column was taken for")),
        *([(text("Products"), text("What counted as a product, and what may be one and the same"))] if said_of_products else []),
        (text("Key figures"), text("Orders, customers, order value and more, each with its definition")),
        (text("Links"), _beyond(text, N_("{count} pair beyond chance", "{count} pairs beyond chance"), links.meta["passing"])),
        (text("Instead of each other"), _instead(text, state)),
        (text("Page recommendations"), advised),
        *_sequences(text, state),
        *_groups(text, state),
        *_hints(text, state),
        *_methods(text, state),
        (text("Method"), text("How each number was made")),
    ]


def _beyond(text: Text, message: str, count: int) -> str:
    return text(message, count=int(count)) if count else text("Nothing beyond chance")


def _instead(text: Text, state: AppState) -> str:
    anti = state.get("anti")
    if anti is None:
        return text("Looked for when the report is saved")
    instead = int(np.count_nonzero(anti["instead"]))
    if instead:
        return text(N_("{count} pair is bought instead of each other", "{count} pairs are bought instead of each other"), count=instead)
    apart = N_("None; {count} pair is only kept apart", "None; {count} pairs are only kept apart")
    return text(apart, count=int(anti.meta["passing"])) if anti.meta["passing"] else text("None")


def _sequences(text: Text, state: AppState) -> list[Entry]:
    sequences = state.get("sequences")
    if sequences is None:
        return []
    message = N_("{count} sequence beyond chance", "{count} sequences beyond chance")
    return [(text("Bought next"), _beyond(text, message, np.count_nonzero(sequences["passes"])))]


def _groups(text: Text, state: AppState) -> list[Entry]:
    groups = state.get("groups")
    if groups is None:
        return []
    count, inside = len(groups.meta["clusters"]), int(np.count_nonzero(np.asarray(groups["cluster"]) >= 0))
    if not count:
        return [(text("Groups"), text("None that holds"))]
    message = N_("{count} group, {products} products in it", "{count} groups, {products} products in them")
    return [(text("Groups"), text(message, count=count, products=inside)),
            (text("Products by group"), text("Every product of each group, the most typical first"))]  # fmt: skip


def _hints(text: Text, state: AppState) -> list[Entry]:
    hints = state.get("hints")
    if hints is None:
        return []
    message = N_("{count} pair to try out, not yet proven", "{count} pairs to try out, not yet proven")
    return [(text("Hints"), text(message, count=len(hints["a"])) if len(hints["a"]) else text("None can be given"))]


def _methods(text: Text, state: AppState) -> list[Entry]:
    board = state.get("leaderboard")
    if board is None:
        return []
    words = text("Who predicts best, and how that was judged") if is_finished(board.meta) else text("Not compared to the end yet")
    return [(text("Methods compared"), words)]
