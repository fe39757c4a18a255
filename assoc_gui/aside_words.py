"""What is said of the orders that are set aside where links are tested, and what a switch of them does."""

from __future__ import annotations

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .widgets.aside_bar import AsideNotice


def aside_notice(text: Text, aside: Table) -> AsideNotice | None:
    """Each kind with its switch; None where there is nothing."""
    kinds = aside.meta["kinds"]
    if not kinds:
        return None
    if left_out := sum(not one["kept"] for one in kinds):
        short = text(N_("{count} kind of orders is set aside", "{count} kinds of orders are set aside"), count=left_out)
        title = text("Links are tested without these orders, which are no one customer’s basket")
        advice = text("All counts of orders still hold them; chance, grade and later result do not. Switch off what should be tested as "
                      "well.")
    else:
        short = text("No orders are set aside, as you chose")
        title = text("Links are tested with all orders, as you chose, also with these, which are no one customer’s basket")
        advice = text("Few orders then decide much of what is linked: chance, grades and later results are no longer those of ordinary "
                      "baskets.")
    return AsideNotice(short, title, advice, tuple((one["kind"], text.say(one["message"]), not one["kept"]) for one in kinds))
