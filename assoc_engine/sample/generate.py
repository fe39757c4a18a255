"""From settings to sales: the planting steps in their order, then the finished columns.

Every step draws from its own generator, seeded by the sample's seed and the step's number; numbers are never used
again for another step. So a new step leaves everything that the others draw as it is, and the two languages differ
in words and money alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..progress import SILENT, Progress
from ..settings import Checked, limited, to_dict
from ..text import LANGUAGES, N_
from . import flaws, planting, returning, trade
from .assortment import assortment, catalogue
from .columns import columns_of, customer_numbers, order_numbers
from .draft import Draft, Lines, Orders
from .draw import generator
from .series import series
from .substitutes import substitutes
from .truth import truth_of
from .withheld import withheld


@dataclass(frozen=True)
class SampleSettings(Checked):
    """`rows`: order lines of the finished file, exactly. `language`: of headers and names, and whose money it is. `withheld`: pairs
    of things that are kept apart up to a day and bought together from then on (fewer in a small shop); none as a rule."""

    rows: int = limited(50_000, 100, 2_000_000, "order lines")
    seed: int = limited(7, 0, 2**31)
    language: str = field(default="en", metadata={"one_of": LANGUAGES})
    withheld: int = limited(0, 0, 16, "pairs")


@dataclass(frozen=True)
class Sample:
    """`columns`: header → list of cells in file order (text, int, float, datetime, or None where empty).
    `truth`: plain data, see truth.truth_of."""

    columns: dict[str, list[Any]]
    truth: dict[str, Any]


ASSORTMENT = 1
STEPS = (
    (2, trade.opening_orders),
    (3, trade.free_choices),
    (4, planting.complements),
    (5, planting.collective),
    (6, trade.fit_rows),
    (19, substitutes),
    (15, series),
    (18, withheld),
    (7, trade.members),
    (16, returning.rhythms),
    (17, returning.sequences),
    (8, trade.quantities),
    (9, planting.cancelled),
    (10, planting.corrections),
    (11, planting.services),
    (12, flaws.blanks_and_unreadable),
    (13, flaws.misspellings),
    (14, flaws.duplicates),
)


def make_sample(settings: SampleSettings, progress: Progress = SILENT) -> Sample:
    """The sample sales of a shop, the same for the same settings wherever and whenever they are made."""
    progress = progress.part(0, 1, N_("Making the sample shop"))
    goods = assortment(settings.rows, settings.language, generator(settings.seed, ASSORTMENT))
    draft = Draft(settings.rows, goods, Orders.of(0, np.empty(0)), Lines.of(np.empty(0), 0, 0, np.empty(0)), withheld=settings.withheld)
    for done, (number, step) in enumerate(STEPS):
        progress.step(done, 2 * len(STEPS))
        draft = step(draft, generator(settings.seed, number))
    numbers = order_numbers(draft)
    columns, spellings = columns_of(draft, numbers, settings.language, catalogue(), progress.part(0.5, 1))
    truth = truth_of(draft, numbers, customer_numbers(draft), to_dict(settings))
    return Sample(columns, truth | {"spelling_variants": spellings})
