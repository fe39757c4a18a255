"""The one training loop of all nets. It knows a lesson (batches, a loss, a validation figure) and nothing of the net.

What it keeps in its folder, and how, is told in checkpoint.py.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..errors import AssocError, NothingToAnalyse, WriteError
from ..progress import SILENT, Cancelled, Progress
from ..settings import Checked, limited
from ..text import N_, message
from . import device as devices
from .checkpoint import (
    BEST,
    STATE,
    State,
    Unreadable,
    about_weights,
    fingerprint_of_net,
    load_weights,
    own,
    read_state,
    save_state,
    save_weights,
)

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

SAVE_EVERY = 60.0  # seconds between two saved states within an epoch


@dataclass(frozen=True)
class TrainingSettings(Checked):
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
    """What a net is taught with. `examples`: how many there are, taken in a new order in each epoch.

    A lesson may have two more, and says nothing of them without. `judged`: how many stand in the validation part. `fingerprint`:
    tells the data and the settings that are not seen in the net's weights (see checkpoint.fingerprint), so that another
    training's state is never taken up."""

    examples: int

    def loss(self, net: Any, examples: np.ndarray, device: str) -> Tensor:
        """The mean loss (a tensor of one number) of these examples."""
        ...

    def validate(self, net: Any, device: str, progress: Progress) -> float:
        """The figure on the validation part that is to become large. It steps the progress at least every 100 ms."""
        ...


@dataclass
class Curve:
    """`loss`, `figure`: training loss and validation figure, one an epoch. `best`: the epoch of the best figure. `device`,
    `reason`: where it was trained and the message saying why. `notes`: messages about what had to be changed on the way.
    `stopped`: it was cancelled; what is best so far is kept."""

    loss: list[float] = field(default_factory=list)
    figure: list[float] = field(default_factory=list)
    best: int = -1
    device: str = ""
    reason: dict[str, Any] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False


def train(
    net: Module, lesson: Lesson, settings: TrainingSettings, folder: Path, progress: Progress = SILENT,
    tell: Callable[[Curve], None] = lambda curve: None,
) -> Curve:  # fmt: skip
    """Train until the validation figure stops rising; the net ends with its best weights, on the CPU.

    Goes on from the folder's state where that belongs to the same lesson and settings. `tell` gets the curve as it was taken up, after each
    epoch, and once more where Progress is cancelled: then Cancelled is raised, the folder keeps the best weights so far and a state to
    go on from. Where a graphics card's memory runs out, it starts again with half the examples a step, at last on the CPU.

    Raises NothingToAnalyse where nothing teaches or nothing judges, WriteError where the folder cannot be written (what was
    saved before stays), AssocError where the loss is no number or the computer's memory runs out.
    """
    if not lesson.examples:
        raise NothingToAnalyse(N_("There are no past orders that this method could learn from."))
    if not getattr(lesson, "judged", 1):
        raise NothingToAnalyse(N_("No orders are left apart on which this method could be checked."))
    device, reason = devices.choose(settings.device)
    curve, batch = Curve(device=device, reason=reason), settings.batch
    untaught, begun = own(net.state_dict()), fingerprint_of_net(net)
    while not _attempt(net, begun, lesson, settings, Path(folder), curve, batch, progress, tell):
        if device == "cpu":
            raise AssocError(N_("The memory of this computer is too small for this training."),
                             advice=N_("Choose a smaller size, or close other programs."))  # fmt: skip
        batch, device = (batch // 2, device) if batch > 1 else (settings.batch, "cpu")
        # From the start again: half-trained weights under an empty curve would be nobody's result.
        net.load_state_dict(untaught)
        curve = Curve(device=device, reason=reason, notes=[*curve.notes, _out_of_memory(device, batch)])
    load_weights(net.to("cpu"), Path(folder) / BEST)
    return curve


def _attempt(
    net: Module, begun: str, lesson: Lesson, settings: TrainingSettings, folder: Path, curve: Curve, batch: int, progress: Progress,
    tell: Callable[[Curve], None],
) -> bool:  # fmt: skip
    """Train on one device with one batch size; False where its memory does not do."""
    import torch

    with settled(settings.threads, curve.device), torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        try:
            _Run(net.to(curve.device), begun, lesson, settings, folder, curve, batch).go(progress, tell)
            return True
        except (MemoryError, RuntimeError) as error:
            if not devices.out_of_memory(error):
                raise
    devices.empty(curve.device)
    return False


@contextmanager
def settled(threads: int, device: str) -> Iterator[None]:
    """So many threads, and on the CPU sums in the same order each time; afterwards as it was."""
    import torch

    sums: Any = torch.utils.deterministic  # its attribute is made while it runs, so no checker sees it
    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled(), sums.fill_uninitialized_memory
    torch.set_num_threads(threads or before[0])
    if device == "cpu":
        torch.use_deterministic_algorithms(True, warn_only=True)
        sums.fill_uninitialized_memory = False
    try:
        yield
    finally:
        torch.set_num_threads(before[0])
        torch.use_deterministic_algorithms(before[1])
        sums.fill_uninitialized_memory = before[2]


class _Run:
    """One attempt on one device with one batch size. `begun`: the fingerprint of the untaught weights."""

    def __init__(
        self, net: Module, begun: str, lesson: Lesson, settings: TrainingSettings, folder: Path, curve: Curve, batch: int
    ) -> None:
        import torch

        self.net, self.lesson, self.settings, self.folder = net, lesson, settings, folder
        self.curve, self.batch, self.epoch, self.done, self.loss_sum = curve, batch, 0, 0, 0.0
        self.optimizer = torch.optim.AdamW(net.parameters(), lr=settings.rate, weight_decay=settings.decay)
        self.taught = [lesson.examples, getattr(lesson, "judged", 1), getattr(lesson, "fingerprint", ""), begun]
        if (folder / STATE).exists():
            self._resume()

    def go(self, progress: Progress, tell: Callable[[Curve], None]) -> None:
        epochs, patience = self.settings.epochs, self.settings.patience
        if self.curve.figure:
            tell(self.curve)  # as it was taken up: there may be nothing left to learn
        try:
            while self.epoch < epochs and self.epoch - self.curve.best <= patience:
                part = progress.part(self.epoch / epochs, (self.epoch + 1) / epochs)
                self._teach(part.part(0, 0.9, N_("Learning from past orders")))
                self._judge(part.part(0.9, 1, N_("Checking on orders kept apart")))
                tell(self.curve)
        except Cancelled:
            self.curve.stopped = True
            tell(self.curve)
            with suppress(WriteError):  # it was asked to stop; then the state of a minute ago has to do
                self._save()
            raise

    def _teach(self, progress: Progress) -> None:
        """The rest of the epoch. Its order is drawn from the seed and the epoch alone, so a place in it says everything."""
        examples = np.random.default_rng([self.settings.seed, self.epoch]).permutation(self.lesson.examples)
        saved = time.monotonic()
        self.net.train()
        while self.done < len(examples):
            progress.step(self.done, len(examples))
            started = time.monotonic()
            self._step(examples[self.done : self.done + self.batch])
            self.curve.seconds += time.monotonic() - started
            if time.monotonic() - saved > SAVE_EVERY:
                self._save()
                saved = time.monotonic()

    def _step(self, chosen: np.ndarray) -> None:
        import torch

        self.optimizer.zero_grad(set_to_none=True)
        loss = self.lesson.loss(self.net, chosen, self.curve.device)
        value = float(loss.detach())
        self._check(value)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimizer.step()
        self.done += len(chosen)
        self.loss_sum += value * len(chosen)

    def _judge(self, progress: Progress) -> None:
        import torch

        self.net.eval()
        with torch.inference_mode(), torch.random.fork_rng(devices=[]):
            figure = float(self.lesson.validate(self.net, self.curve.device, progress))
        self._check(figure)
        curve = self.curve
        curve.loss.append(self.loss_sum / self.lesson.examples)
        curve.figure.append(figure)
        if curve.best < 0 or figure > curve.figure[curve.best]:
            curve.best = self.epoch
            save_weights(self.net, self.folder / BEST, {"taught": str(self.taught), "epoch": str(self.epoch)})
        self.epoch, self.done, self.loss_sum = self.epoch + 1, 0, 0.0
        self._save()

    def _check(self, value: float) -> None:
        if not math.isfinite(value):
            raise AssocError(N_("The training came to no number in round {round}: the rate of learning is too high for these data."),
                             round=self.epoch + 1)  # fmt: skip

    def _save(self) -> None:
        tensors = {f"net.{name}": value for name, value in self.net.state_dict().items()}
        for number, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{name}": value for name, value in state.items()}
        tensors |= {f"random.{name}": value for name, value in devices.random_states(self.curve.device).items()}
        about = {"settings": asdict(self.settings), "taught": self.taught, "batch": self.batch, "epoch": self.epoch, "done": self.done,
                 "loss_sum": self.loss_sum, "curve": asdict(self.curve)}  # fmt: skip
        save_state(State(about, tensors), self.folder / STATE)

    def _resume(self) -> None:
        """Take up the saved state, unless it belongs to other settings, data, net, device or batch size. Where it or the best
        weights it goes with cannot be read, all begins anew, and a note says so."""
        try:
            state = read_state(self.folder / STATE)
            about = state.about
            same = (about["settings"], about["taught"], about["batch"]) == (asdict(self.settings), self.taught, self.batch)
            if same and about["curve"]["device"] == self.curve.device and self._has_best(about["curve"]["best"]):
                self._take_up(state)
        except (Unreadable, KeyError, TypeError, AttributeError):
            note = N_("What was saved of an earlier training could not be read: it begins anew.")
            self.curve.notes.append(message(note))

    def _has_best(self, best: int) -> bool:
        """Whether the best weights in the folder are those of this state (or of a later round, that will come again)."""
        if best < 0:
            return True
        about = about_weights(self.folder / BEST)
        return about.get("taught") == str(self.taught) and int(about["epoch"]) >= best

    def _take_up(self, state: State) -> None:
        about = state.about
        parts: dict[str, dict[str, Any]] = {"net": {}, "optimizer": {}, "random": {}}
        for name, value in state.tensors.items():
            kind, _, rest = name.partition(".")
            parts[kind][rest] = value
        self.net.load_state_dict(parts["net"])
        states: dict[int, dict[str, Any]] = {}
        for name, value in parts["optimizer"].items():
            number, key = name.split(".")
            states.setdefault(int(number), {})[key] = value
        self.optimizer.load_state_dict({"state": states, "param_groups": self.optimizer.state_dict()["param_groups"]})
        devices.set_random_states(parts["random"])
        self.epoch, self.done, self.loss_sum = about["epoch"], about["done"], about["loss_sum"]
        notes = self.curve.notes
        self.curve.__dict__.update(about["curve"] | {"stopped": False})
        self.curve.notes = notes or self.curve.notes


def _out_of_memory(device: str, batch: int) -> dict[str, Any]:
    if device == "cpu":
        return message(N_("The memory of the graphics card is too small: training goes on on the processor."))
    return message(
        N_("The memory of the graphics card ran out: training starts again with {batch} examples a step."),
        batch=batch,
    )
