"""The net that predicts a customer's next basket and the days until it; how his orders are read in turn is the reader's part.

An order is the sum of its products' vectors. The reader's state and the customer's whole past give one vector, whose product
with each product's vector says how likely it is (explore). A product of the past is likely for a second reason, how often and how
lately it was bought (copy): that starts as its share of the customer's orders, to which a small net adds what it sees in state,
habit and product; the same net says how much less he explores what he has. When he comes back starts as his own gaps joined by
some of everybody's, to which another small net adds. Padding is never read: the state is that at the order's own place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..settings import Checked, limited
from .moments import FACTS, FEATURES
from .training import TrainingSettings
from .visit_time import EDGES, RHYTHM

if TYPE_CHECKING:
    from torch import Tensor

COPY, GATE, OWN = 32, 8, 4  # widths of the small net of habits, of what it sees of the state, and of what is a product's own
HABIT = [0.0, 2.0, 0.0, 0.0, 0.0, -2.0]  # of the features: the log of the fading count less that of the orders
USUAL_GAPS = 3.0  # of everybody's that a customer's own gaps are joined by at first


@dataclass(frozen=True)
class SequenceSettings(Checked):
    """`width`: of a product's vector; `hidden`: of the state. `dropout`: of both. `kept`: the share of customers whose last
    order is kept apart to end the training in time. `drawn`: products that a large assortment is judged against in a step."""

    width: int = limited(64, 1, 4096)
    hidden: int = limited(96, 1, 4096)
    dropout: float = limited(0.3, 0.0, 0.95)
    kept: float = limited(0.15, 0.001, 0.9)
    drawn: int = limited(4_000, 1, 1_000_000, "products")
    training: TrainingSettings = field(default_factory=lambda: TrainingSettings(epochs=10, batch=64, rate=2e-3, patience=2))


@dataclass(frozen=True)
class Start:
    """What an untaught net says already: float32 log probabilities of the products, and of the spans of days the log odds of
    an order in them (None where the orders have no dates)."""

    popularity: np.ndarray
    visits: np.ndarray | None


def make_net(settings: SequenceSettings, start: Start, reader: Callable[..., Any]) -> Any:
    """The net itself. `reader(settings, width)`: a module that makes states (customers × orders × hidden) of orders
    (customers × orders × width), the days of each, and which of them are there."""
    import torch
    from torch import nn

    def join(explored: Tensor, where: tuple[Tensor, Tensor], added: Tensor, copied: Tensor) -> Tensor:
        """Scores where products of the past are likely for either reason."""
        return explored.index_put(where, torch.logaddexp(explored[where] + added, copied))

    width, hidden, products = settings.width, settings.hidden, len(start.popularity)

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.read = nn.EmbeddingBag(products, width, mode="sum")
            self.past = nn.EmbeddingBag(products, width, mode="sum")
            self.reader = reader(settings, width + FACTS)
            self.mix = nn.Linear(hidden + width, width)
            self.offer = nn.Linear(width, products)
            self.own = nn.Embedding(products, OWN)
            self.gate = nn.Linear(hidden, GATE)
            self.copy = nn.Sequential(nn.Linear(FEATURES + GATE + OWN, COPY), nn.ReLU(), nn.Linear(COPY, 2))
            self.habit = nn.Parameter(torch.tensor(HABIT))
            self.drop = nn.Dropout(settings.dropout)
            for table in (self.read, self.past, self.offer, self.own):
                nn.init.normal_(table.weight, std=0.05)
            for untaught in self.copy[2].parameters():
                nn.init.zeros_(untaught)
            with torch.no_grad():
                self.offer.bias.copy_(torch.from_numpy(start.popularity))
            if start.visits is not None:
                self.visit = nn.Sequential(nn.Linear(hidden + RHYTHM, COPY), nn.ReLU(), nn.Linear(COPY, len(EDGES)))
                for untaught in self.visit[2].parameters():
                    nn.init.zeros_(untaught)
                self.usual = nn.Parameter(torch.from_numpy(start.visits))
                self.trust = nn.Parameter(torch.tensor(USUAL_GAPS).log())

        def states(self, batch: dict[str, Tensor]) -> Tensor:
            """The state (moments × hidden) at each moment of a batch made by `Moments.batch`."""
            orders = self.read(batch["items"], batch["offsets"], per_sample_weights=batch["weights"])
            orders = torch.cat([self.drop(orders), batch["facts"]], dim=1)
            states = self.reader(orders[batch["places"]], batch["days"], batch["there"])
            return self.drop(states[batch["sequence"], batch["place"]])

        def offers(self, batch: dict[str, Tensor], state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            """(the vector of each moment, for each product of its past what is added to explore it and the score of a copy)."""
            past = self.past(batch["past"], batch["past_offsets"], per_sample_weights=batch["past_weights"])
            vector = self.drop(torch.tanh(self.mix(torch.cat([state, past], dim=1))))
            seen = torch.cat([batch["features"], self.own(batch["past"]), self.gate(state)[batch["row"]]], dim=1)
            added, copied = self.copy(seen).unbind(dim=1)
            return vector, added, copied + batch["features"] @ self.habit

        def scores(self, batch: dict[str, Tensor], state: Tensor) -> Tensor:
            """Scores, moments × products."""
            vector, added, copied = self.offers(batch, state)
            return join(self.offer(vector), (batch["row"], batch["past"]), added, copied)

        def scores_of(self, batch: dict[str, Tensor], state: Tensor, chosen: Tensor) -> Tensor:
            """The columns `chosen` (products, rising and different) of `scores`."""
            vector, added, copied = self.offers(batch, state)
            found = nn.functional.linear(vector, self.offer.weight[chosen], self.offer.bias[chosen])
            place = torch.searchsorted(chosen, batch["past"]).clamp(max=len(chosen) - 1)
            among = chosen[place] == batch["past"]
            return join(found, (batch["row"][among], place[among]), added[among], copied[among])

        def visits(self, batch: dict[str, Tensor], state: Tensor) -> Tensor:
            """Log odds, moments × spans of days, of an order in each span if none was before: the customer's own gaps, joined by
            some of everybody's (an empirical Bayes estimate), and what state and rhythm add to that."""
            usual, trust = torch.sigmoid(self.usual), self.trust.exp()
            ended = batch["ended"] + trust * usual
            stayed = batch["entered"] - batch["ended"] + trust * (1 - usual)
            return torch.log(ended / stayed) + self.visit(torch.cat([state, batch["rhythm"]], dim=1))

        def forward(self, batch: dict[str, Tensor]) -> Tensor:
            return self.scores(batch, self.states(batch))

    return Net()
