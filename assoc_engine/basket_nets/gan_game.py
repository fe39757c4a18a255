"""The game of generator and critic, a step at a time."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np

from ..progress import Progress
from .gan_lesson import said_again
from .gan_net import make_critic

if TYPE_CHECKING:
    from .gan import BasketGan
    from .gan_lesson import Batch


class Game:
    """Starts from the GAN's net as it stands; that net itself stays as it is. `slow`: the running mean of the generator's weights."""

    def __init__(self, gan: BasketGan) -> None:
        import torch

        self.gan, self.settings, self.orders = gan, gan.settings, gan.orders
        self.net, self.slow = copy.deepcopy(gan.net).train(), copy.deepcopy(gan.net).eval()
        self.critic = make_critic(self.settings.net, self.net.read, len(gan.seasons))
        self.net_steps = torch.optim.Adam(self.net.parameters(), lr=self.settings.rate, betas=(0.0, 0.9))
        self.critic_steps = torch.optim.Adam(self.critic.parameters(), lr=self.settings.critic_rate, betas=(0.0, 0.9))
        self.rng = np.random.default_rng([self.settings.warm.seed, 4])
        self.led = False

    def weights(self) -> dict[str, Any]:
        """A copy of the averaged generator's weights by name."""
        return {name: value.clone() for name, value in self.slow.state_dict().items()}

    def play(self, progress: Progress) -> None:
        """One round."""
        lead = 0 if self.led else self.settings.lead
        total, done = lead + self.settings.steps * (self.settings.critic_steps + 1), 0
        for step in range(self.settings.steps):
            for _ in range(self.settings.critic_steps + (lead if step == 0 else 0)):
                progress.step(done, total)
                self._critic_step()
                done += 1
            progress.step(done, total)
            self._generator_step()
            done += 1
        self.led = True

    def _batch(self) -> Batch:
        rows = self.rng.integers(0, len(self.orders), min(self.settings.warm.batch, len(self.orders)))
        return self.orders.batch(rows, self.settings.asked, "cpu")

    def _critic_step(self) -> None:
        import torch

        real, sizes, season, given = self._batch()
        with torch.no_grad():
            made = self.gan.made(self.net, sizes, season, given)
        loss = torch.relu(1 - self.critic(real, season, given)).mean() + torch.relu(1 + self.critic(made, season, given)).mean()
        self.critic_steps.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self.critic_steps.step()

    def _generator_step(self) -> None:
        import torch

        real, sizes, season, given = self._batch()
        self.critic.requires_grad_(False)
        loss = -self.critic(self.gan.made(self.net, sizes, season, given), season, given).mean()
        if self.settings.again:
            loss = loss + self.settings.again * said_again(self.net, real, sizes, season, given, self.settings.distance)
        self.net_steps.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.net_steps.step()
        self.critic.requires_grad_(True)
        with torch.no_grad():
            for slow, fast in zip(self.slow.parameters(), self.net.parameters(), strict=True):
                slow.lerp_(fast, 1 - self.settings.slow)
