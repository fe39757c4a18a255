"""What is said of the orders that are set aside where links are tested, and what a switch of them does."""

from __future__ import annotations

from assoc_engine.text import Text
from assoc_engine.workspace import Table

from .widgets.aside_bar import AsideNotice
from .widgets.notice_bar import Notice


def aside_notice(text: Text, aside: Table, short: bool) -> AsideNotice | Notice | None:
    """Each kind with its switch; None where there is nothing. `short`: one sentence and a button for all of them."""
    kinds = aside.meta["kinds"]
    if not kinds:
        return None
    kept = [one["kind"] for one in kinds if one["kept"]]
    if short:
        first = next((one for one in kinds if not one["kept"]), kinds[0])
        done = text("Links are tested with them, as you chose.") if first["kept"] else text("Links are tested without them.")
        title = (" " if text.language == "en" else "").join([text.say(first["message"]), done])
        if first["kept"]:
            return Notice(title, "", {"keep": []}, text("Set them aside"))
        return Notice(title, "", {"keep": [one["kind"] for one in kinds]}, text("Test them as well"), "ready")
    if len(kept) < len(kinds):
        title = text("Links are tested without these orders, which are no one customer’s basket")
        advice = text("All counts of orders still hold them; chance, grade and later result do not. Switch off what should be tested as well.")
    else:
        title = text("Links are tested with all orders, as you chose, also with these, which are no one customer’s basket")
        advice = text("Few orders then decide much of what is linked: chance, grades and later results are no longer those of ordinary baskets.")
    return AsideNotice(title, advice, tuple((one["kind"], text.say(one["message"]), not one["kept"]) for one in kinds))
