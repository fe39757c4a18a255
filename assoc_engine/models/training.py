"""The one training loop of all nets. It knows a lesson (batches, a loss, a validation figure) and nothing of the net.

A folder holds `best.safetensors` (weights, replaced at each improvement) and `state.safetensors` (everything that a killed
training needs to go on to the same result: weights, optimizer, random state, and where in which epoch it was).
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ..errors import AssocError
from ..files import replacing
from ..progress import SILENT, Progress
from ..settings import limited
from ..text import N_
from . import device as devices

BEST, STATE = "best.safetensors", "state.safetensors"
SAVE_EVERY = 60.0  # seconds between two saved states within an epoch


@dataclass(frozen=True)
class TrainingSettings:
    """`epochs`: at most. `batch`: examples of a step. `rate`: of learning. `decay`: of the weights. `patience`: epochs without
    an improvement before it ends. `device`: one of device.DEVICES, "" to choose. `threads`: 0 leaves torch's own number."""

    epochs: int = limited(20, 1, 1_000)
    batch: int = limited(64, 1, 100_000, "examples")
    rate: float = limited(2e-3, 1e-7, 1.0)
    decay: float = limited(1e-5, 0.0, 1.0)
    patience: int = limited(3, 1, 100, "epochs")
    seed: int = limited(0, 0, 2**31 - 1)
    device: str = field(default="", metadata={"one_of": ("", *devices.DEVICES)})
    threads: int = limited(0, 0, 256)


class Lesson(Protocol):
    """What a net is taught with. `examples`: how many there are, taken in a new order in each epoch."""

    examples: int

    def loss(self, net, examples: np.ndarray, device: str):
        """The mean loss (a tensor of one number) of these examples."""
        ...

    def validate(self, net, device: str, progress: Progress) -> float:
        """The figure on the validation part that is to become large."""
        ...


@dataclass
class Curve:
    """`loss`, `figure`: training loss and validation figure, one an epoch. `best`: the epoch of the best figure. `device`,
    `reason`: where it was trained and the message saying why. `notes`: messages about what had to be changed on the way."""

    loss: list[float] = field(default_factory=list)
    figure: list[float] = field(default_factory=list)
    best: int = -1
    device: str = ""
    reason: dict = field(default_factory=dict)
    notes: list[dict] = field(default_factory=list)
    seconds: float = 0.0


def train(
    net, lesson: Lesson, settings: TrainingSettings, folder: Path, progress: Progress = SILENT,
    tell: Callable[[Curve], None] = lambda curve: None,
) -> Curve:  # fmt: skip
    """Train until the validation figure stops rising; the net ends with its best weights, on the CPU.

    Goes on from the folder's state where that belongs to the same settings. `tell` gets the curve after each epoch. Where
    Progress is cancelled, Cancelled is raised and the folder keeps the best weights so far.
    """
    import torch

    if settings.threads:
        torch.set_num_threads(settings.threads)
    device, reason = devices.choose(settings.device)
    curve, batch = Curve(device=device, reason=reason), settings.batch
    untaught = _own(net.state_dict())
    with torch.random.fork_rng(devices=[]):
        while True:
            torch.manual_seed(settings.seed)
            try:
                run = _Run(net.to(device), lesson, settings, Path(folder), curve, batch)
                run.go(progress, tell)
                break
            except torch.OutOfMemoryError:
                if device == "cpu":
                    raise
                batch, device = (batch // 2, device) if batch > 1 else (settings.batch, "cpu")
                # From the start again: half-trained weights under an empty curve would be nobody's result.
                net.load_state_dict(untaught)
                curve = Curve(device=device, reason=reason, notes=[*curve.notes, _out_of_memory(device, batch)])
    load_weights(net.to("cpu"), Path(folder) / BEST)
    return curve


class _Run:
    """One attempt on one device with one batch size."""

    def __init__(self, net, lesson: Lesson, settings: TrainingSettings, folder: Path, curve: Curve, batch: int) -> None:
        import torch

        self.net, self.lesson, self.settings, self.folder = net, lesson, settings, folder
        self.curve, self.batch, self.epoch, self.done, self.loss_sum = curve, batch, 0, 0, 0.0
        self.optimizer = torch.optim.AdamW(net.parameters(), lr=settings.rate, weight_decay=settings.decay)
        if (folder / STATE).exists():
            self._resume()

    def go(self, progress: Progress, tell: Callable[[Curve], None]) -> None:
        epochs, patience = self.settings.epochs, self.settings.patience
        while self.epoch < epochs and self.epoch - self.curve.best <= patience:
            part = progress.part(self.epoch / epochs, (self.epoch + 1) / epochs)
            self._teach(part.part(0, 0.9, N_("Learning from past orders")))
            self._judge(part.part(0.9, 1, N_("Checking on orders kept apart")))
            tell(self.curve)

    def _teach(self, progress: Progress) -> None:
        """The rest of the epoch. Its order is drawn from the seed and the epoch alone, so a place in it says everything."""
        import torch

        examples = np.random.default_rng([self.settings.seed, self.epoch]).permutation(self.lesson.examples)
        saved = time.monotonic()
        self.net.train()
        while self.done < len(examples):
            progress.step(self.done, len(examples))
            started, chosen = time.monotonic(), examples[self.done : self.done + self.batch]
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.lesson.loss(self.net, chosen, self.curve.device)
            value = float(loss.detach())
            if not math.isfinite(value):
                raise AssocError(N_("The training came to no number in epoch {epoch}: the rate of learning is too high for these data."),
                                 epoch=self.epoch + 1)  # fmt: skip
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
            self.optimizer.step()
            self.done += len(chosen)
            self.loss_sum += value * len(chosen)
            self.curve.seconds += time.monotonic() - started
            if time.monotonic() - saved > SAVE_EVERY:
                self._save()
                saved = time.monotonic()

    def _judge(self, progress: Progress) -> None:
        import torch

        self.net.eval()
        with torch.inference_mode():
            figure = float(self.lesson.validate(self.net, self.curve.device, progress))
        curve = self.curve
        curve.loss.append(self.loss_sum / max(1, self.lesson.examples))
        curve.figure.append(figure)
        if curve.best < 0 or figure > curve.figure[curve.best]:
            curve.best = self.epoch
            save_weights(self.net, self.folder / BEST)
        self.epoch, self.done, self.loss_sum = self.epoch + 1, 0, 0.0
        self._save()

    def _save(self) -> None:
        import torch
        from safetensors.torch import save_file

        tensors = {f"net.{name}": value for name, value in _own(self.net.state_dict()).items()}
        for number, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{name}": value.detach().cpu().clone() for name, value in state.items()}
        tensors["random"] = torch.get_rng_state()
        about = {"settings": asdict(self.settings), "taught": self._taught(), "batch": self.batch, "epoch": self.epoch, "done": self.done,
                 "loss_sum": self.loss_sum, "curve": asdict(self.curve)}  # fmt: skip
        with replacing(self.folder / STATE) as path:
            save_file(tensors, path, metadata={"about": json.dumps(about)})

    def _taught(self) -> list:
        """What a state belongs to besides its settings: how many examples there are, and the shape of the net."""
        return [self.lesson.examples, {name: list(value.shape) for name, value in self.net.state_dict().items()}]

    def _resume(self) -> None:
        """Take up the saved state, unless it belongs to other settings, data, net, device or batch size."""
        import torch
        from safetensors import safe_open

        with safe_open(self.folder / STATE, "pt") as file:
            about = json.loads(file.metadata()["about"])
            same = (about["settings"], about["batch"], about.get("taught")) == (
                asdict(self.settings), self.batch, self._taught()
            )
            if not same or about["curve"]["device"] != self.curve.device:
                return
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        self.net.load_state_dict({n[4:]: value for n, value in tensors.items() if n.startswith("net.")})
        states: dict[int, dict[str, Any]] = {}
        for name, value in tensors.items():
            if name.startswith("optimizer."):
                _, number, key = name.split(".")
                states.setdefault(int(number), {})[key] = value
        self.optimizer.load_state_dict({"state": states, "param_groups": self.optimizer.state_dict()["param_groups"]})
        torch.set_rng_state(tensors["random"])
        self.epoch, self.done, self.loss_sum = about["epoch"], about["done"], about["loss_sum"]
        notes = self.curve.notes
        self.curve.__dict__.update(about["curve"])
        self.curve.notes = notes or self.curve.notes


def save_weights(net, path: Path) -> None:
    """Weights as safetensors, whole or not at all. Raises WriteError."""
    from safetensors.torch import save_file

    with replacing(path) as temporary:
        save_file(_own(net.state_dict()), temporary)


def load_weights(net, path: Path) -> None:
    from safetensors.torch import load_file

    net.load_state_dict(load_file(path))


def _own(tensors: dict) -> dict:
    """Copies on the CPU: safetensors refuses tensors that share memory."""
    return {name: value.detach().cpu().clone().contiguous() for name, value in tensors.items()}


def _out_of_memory(device: str, batch: int) -> dict:
    if device == "cpu":
        return {"message": N_("The memory of the graphics card is too small: training goes on on the processor."), "values": {}}
    return {
        "message": N_("The memory of the graphics card ran out: training starts again with {batch} examples a step."),
        "values": {"batch": batch},
    }
