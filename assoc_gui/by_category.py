"""Categories in place of single products: one click, where the advice is to use them and the file has a column of them."""

from __future__ import annotations

from assoc_engine.text import N_

from .session import Session
from .state import AppState

OFFER = N_("See categories in place of single products")


def offered(state: AppState) -> bool:
    """Does the analysis advise it, of a file in which a column is the category?"""
    actions = state.get("actions")
    advice = actions.meta.get("advice") if actions is not None else None
    return bool(advice) and advice.get("better") == "category" and bool(_headers(state, "category"))


def count_categories(session: Session, state: AppState) -> None:
    """Take the column of the category for the product, codes for nothing, and analyse again. As every role it can be set back under Data."""
    category, codes = _headers(state, "category"), _headers(state, "code")
    for header, role in (*((code, "") for code in codes), (category[0], "product")):
        session.set_role(header, role)
    session.analyse()


def _headers(state: AppState, role: str) -> list[str]:
    roles = state.get("roles")
    return [column["header"] for column in roles.meta["columns"] if column["role"] == role] if roles is not None else []
