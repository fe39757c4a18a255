"""Categories in place of single products: one click, where the advice is to use them and the file has a column of them; and one click
back."""

from __future__ import annotations

from assoc_engine.text import N_, Text

from .session import Session
from .state import AppState
from .widgets.notice_bar import Notice

OFFER = N_("See categories in place of single products")
COUNTED = "product:category"  # a category stands for the product, as io.header_words has it
BACK = {"single": True}  # what the notice's button is pressed for


def offered(state: AppState) -> bool:
    """Does the analysis advise it, of a file in which a column is the category?"""
    actions = state.get("actions")
    advice = actions.meta.get("advice") if actions is not None else None
    return bool(advice) and advice.get("better") == "category" and bool(_category(state))


def count_categories(session: Session, state: AppState) -> None:
    """Take the column of the category for the product, and analyse again."""
    session.set_role(_category(state), COUNTED)
    session.analyse()


def back_notice(text: Text, state: AppState) -> Notice | None:
    """Says that what is shown was counted by category, and leads back; None where it was not."""
    if not (column := _counted(state)):
        return None
    title = text("What counts as a product here is the category: the column “{column}”.", column=column)
    return Notice(title, "", BACK, text("Back to single products"), mark="", stays=True)


def count_products(session: Session, state: AppState) -> None:
    """The category is a category again, and what a product is follows from the file."""
    session.set_role(_counted(state), "category")
    session.analyse()


def _category(state: AppState) -> str:
    roles = state.get("roles")
    columns = roles.meta["columns"] if roles is not None else []
    return next((column["header"] for column in columns if column["role"] == "category"), "")


def _counted(state: AppState) -> str:
    """The column that was counted in place of the product by the analysis that is shown, "" for none."""
    summary = state.get("summary")
    roles = summary.meta["settings"].get("roles", {}) if summary is not None else {}
    return next((header for header, role in roles.items() if role == COUNTED), "")
