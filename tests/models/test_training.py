"""The training loop on a net of one layer: the same result twice and after a kill, the best kept, no number refused."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.errors import AssocError, SettingError
from assoc_engine.models import device, training
from assoc_engine.models.training import BEST, TrainingSettings, load_weights, train
from assoc_engine.progress import Cancelled, Progress

torch = pytest.importorskip("torch")
SETTINGS = TrainingSettings(epochs=6, batch=8, rate=0.05, patience=6, threads=1, device="cpu")


class Line:
    """y = 3x + noise, with dropout so that the random state matters. `killed`: the step at which the process dies."""

    examples = 40

    def __init__(self, killed: int = -1) -> None:
        draw = np.random.default_rng(0)
        self.x = torch.tensor(draw.normal(size=(40, 5)), dtype=torch.float32)
        self.y = self.x.sum(dim=1, keepdim=True) * 3
        self.killed, self.steps, self.seen = killed, 0, []

    def loss(self, net, examples, device):
        self.steps += 1
        if self.steps == self.killed:
            raise KeyboardInterrupt
        self.seen.append(examples.tolist())
        return ((net(self.x[examples]) - self.y[examples]) ** 2).mean()

    def validate(self, net, device, progress):
        return -float(((net(self.x) - self.y) ** 2).mean())


def net():
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return torch.nn.Sequential(torch.nn.Dropout(0.2), torch.nn.Linear(5, 1))


def weights(model) -> list:
    return [value.tolist() for value in model.state_dict().values()]


def test_it_learns_and_gives_the_same_bits_twice_whatever_the_random_state_outside(tmp_path):
    found = []
    for run in ("a", "b"):
        (tmp_path / run).mkdir()
        torch.manual_seed(len(found) * 7)
        before = torch.get_rng_state()
        model = net()
        curve = train(model, Line(), SETTINGS, tmp_path / run)
        assert torch.equal(before, torch.get_rng_state()), "the caller's random state is left alone"
        found.append((weights(model), curve.loss, curve.figure))
    assert found[0] == found[1]
    assert curve.figure[-1] > curve.figure[0] and curve.device == "cpu" and curve.reason["message"]
    other = train(net(), Line(), TrainingSettings(**{**vars(SETTINGS), "seed": 1}), tmp_path)
    assert other.figure != curve.figure


@pytest.mark.parametrize("killed", [3, 5, 6, 14, 29])
def test_a_killed_training_goes_on_to_the_same_result(tmp_path, killed, monkeypatch):
    whole, again = net(), net()
    (tmp_path / "whole").mkdir()
    expected = train(whole, Line(), SETTINGS, tmp_path / "whole")
    monkeypatch.setattr(training, "SAVE_EVERY", -1.0)  # after each step
    (tmp_path / "cut").mkdir()
    with pytest.raises(KeyboardInterrupt):
        train(net(), Line(killed), SETTINGS, tmp_path / "cut")
    rest = Line()
    found = train(again, rest, SETTINGS, tmp_path / "cut")
    assert weights(again) == weights(whole)
    assert (found.loss, found.figure, found.best) == (expected.loss, expected.figure, expected.best)
    assert rest.steps == 30 - (killed - 1), "nothing is learnt twice"


def test_a_state_of_other_settings_is_not_taken_up(tmp_path):
    train(net(), Line(), SETTINGS, tmp_path)
    rest = Line()
    train(net(), rest, TrainingSettings(**{**vars(SETTINGS), "seed": 5}), tmp_path)
    assert rest.steps == 30


def test_it_stops_when_nothing_improves_and_ends_with_the_best_weights(tmp_path):
    class Worsening(Line):
        figures = iter([1.0, 3.0, 2.0, 2.5, 2.9, 9.0])

        def validate(self, net, device, progress):
            self.kept = getattr(self, "kept", []) + [weights(net)]
            return next(self.figures)

    lesson, model = Worsening(), net()
    curve = train(model, lesson, TrainingSettings(**{**vars(SETTINGS), "patience": 2}), tmp_path)
    assert curve.figure == [1.0, 3.0, 2.0, 2.5] and curve.best == 1
    assert weights(model) == lesson.kept[1]


def test_cancelling_keeps_the_best_so_far(tmp_path):
    progress, kept = Progress(), []

    def tell(curve):
        kept.append(len(curve.figure))
        if len(kept) == 2:
            progress.cancel()

    with pytest.raises(Cancelled):
        train(net(), Line(), SETTINGS, tmp_path, progress, tell)
    model = net()
    load_weights(model, tmp_path / BEST)
    assert weights(model) != weights(net())


class Broken(Line):
    def loss(self, net, examples, device):
        return super().loss(net, examples, device) * float("nan")


def test_no_number_is_said(tmp_path):
    with pytest.raises(AssocError, match="no number"):
        train(net(), Broken(), SETTINGS, tmp_path)


def test_memory_running_out_halves_the_batch_and_then_leaves_the_card(tmp_path, monkeypatch):
    monkeypatch.setattr(device, "choose", lambda wanted="": ("meta-card", {"message": "a card", "values": {}}))

    class Small(Line):
        sizes = []

        def loss(self, net, examples, device):
            self.sizes.append((device, len(examples)))
            if device != "cpu":
                raise torch.OutOfMemoryError("full")
            return super().loss(net, examples, device)

    model = net()
    monkeypatch.setattr(model, "to", lambda where: model)
    lesson = Small()
    curve = train(model, lesson, TrainingSettings(**{**vars(SETTINGS), "batch": 4}), tmp_path)
    assert lesson.sizes[:4] == [("meta-card", 4), ("meta-card", 2), ("meta-card", 1), ("cpu", 4)]
    assert curve.device == "cpu" and len(curve.notes) == 3 and len(curve.figure) == 6


def test_a_device_that_is_not_here_is_refused():
    assert device.choose("cpu")[0] == "cpu"
    if not torch.cuda.is_available():
        with pytest.raises(SettingError):
            device.choose("cuda")
