"""The columns of the table of what is bought next, in words."""

from __future__ import annotations

import math

import numpy as np

from assoc_engine.rules.verdicts import B
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Table

from .grade_words import grade_column
from .link_words import expected_words, longest, product_column, small, times
from .products import Products
from .widgets.basic import tip
from .widgets.table import Column

MEANS = {B: N_("Likely: more customers than chance explains, checked over all candidates.")}


def within(text: Text, days: float) -> str:
    """The usual time between the two: about 23 days."""
    if not math.isfinite(days):
        return "–"
    if days < 1:
        return text("the same day")
    return text(N_("about {count} day", "about {count} days"), count=round(days))


def sequence_columns(text: Text, sequences: Table, products: Products) -> list[Column]:
    """Columns for widgets.table over the table `sequences`; what no row has is left out."""
    a, b, passes = sequences["a"], sequences["b"], sequences["passes"]
    customers, expected, days = sequences["customers"], sequences["expected"], sequences["days"]
    a_customers, score = sequences["a_customers"], sequences["score"]
    beyond = times_chance(sequences)
    share = np.asarray(customers) / np.maximum(1, a_customers)

    def figure(values, title: str, show, hint: str, **more) -> Column:
        return Column(title, lambda r: show(float(values[r])), lambda: values, numeric=True,
                      sample=longest(np.asarray(values, float), show), hint=hint, **more)  # fmt: skip

    columns = [
        grade_column(text, np.asarray(passes) * B, MEANS),
        product_column(products, a, text("After")),
        product_column(products, b, text("comes")),
        Column(
            text("Within"), lambda r: within(text, float(days[r])), lambda: days, numeric=True, falling=False,
            sample=longest(np.asarray(days, float), lambda v: within(text, v)),
            hint=text("Half of these customers came for it sooner, half later."),
        ),
        figure(customers, text("Customers"), text.integer,
               text("Customers who bought the first and, on a later visit, the second for the first time.")),
        figure(expected, text("By chance"), lambda v: expected_words(text, v),
               text("Customers who would have done so if what they buy did not depend on what they bought before."),
               exact=lambda r: text.number(float(expected[r]))),
        figure(beyond, text("Times chance"), lambda v: times(text, v), text("Customers / customers expected by chance.")),
        figure(score, text("By the model"), lambda v: times(text, v),
               text("How many times likelier than usual the trained model holds the second once the first was bought."),
               optional=True),
        figure(share, text("Of who came again"), text.percent,
               text("Of the customers who bought the first and came again, the share who then bought the second."),
               optional=True),
        figure(a_customers, text("Came again"), text.integer,
               text("Customers who bought the first and came again."), optional=True),
        figure(sequences["p_value"], text("p-value"), lambda v: small(text, v),
               text("p-value: the probability of so many customers if chance alone were at work."), optional=True),
        figure(sequences["q_value"], text("q-value"), lambda v: small(text, v),
               text("q-value: the share of accidents among all sequences that look at least as clear as this one."),
               optional=True),
    ]  # fmt: skip
    unknown = {text("Within"): days, text("By the model"): score}
    return [column for column in columns if column.title not in unknown or np.isfinite(unknown[column.title]).any()]


def times_chance(sequences: Table) -> np.ndarray:
    """float64: customers over customers expected by chance."""
    with np.errstate(divide="ignore"):
        return np.asarray(sequences["customers"], float) / np.asarray(sequences["expected"], float)


def sequence_tip(text: Text, sequences: Table, products: Products, row: int) -> str:
    """The exact values of a sequence, for a tooltip."""
    a, b = int(sequences["a"][row]), int(sequences["b"][row])
    return tip(
        f"{products.names[a]} → {products.names[b]}",
        text(N_("{count} customer did", "{count} customers did"), count=int(sequences["customers"][row])),
        text("{expected} expected by chance", expected=float(sequences["expected"][row])),
        text("{times} chance", times=times(text, float(times_chance(sequences)[row]))),
        within(text, float(sequences["days"][row])) if math.isfinite(float(sequences["days"][row])) else "",
    )
