"""The training loop on a net of one layer: the same result twice and after a kill, the best kept, no number refused."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assoc_engine.errors import AssocError, NothingToAnalyse
from assoc_engine.models import training
from assoc_engine.models.checkpoint import BEST, about_weights, load_weights
from assoc_engine.models.training import TrainingSettings, train
from assoc_engine.progress import Cancelled, Progress

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


class Scattered(Line):
    """Gathers from few rows, and more than one thread may add up what each of them gets."""

    examples = 8
    draw = np.random.default_rng(3)
    rows, values = torch.from_numpy(draw.integers(0, 3, 300_000)), torch.from_numpy(draw.normal(size=300_000).astype(np.float32))

    def loss(self, net, examples, device):
        return (net[1].weight[0][self.rows] * self.values).sum() * 1e-3 + super().loss(net, examples, device)


def test_several_threads_give_the_same_bits_too(tmp_path):
    found = []
    for run in range(3):
        (tmp_path / str(run)).mkdir()
        model = net()
        train(model, Scattered(), TrainingSettings(**{**vars(SETTINGS), "threads": 2, "epochs": 3}), tmp_path / str(run))
        found.append(weights(model))
    assert found[0] == found[1] == found[2]
    assert not torch.are_deterministic_algorithms_enabled(), "the caller's own choice is left alone"


def test_the_caller_gets_his_threads_back(tmp_path):
    before = torch.get_num_threads()
    train(net(), Line(), TrainingSettings(**{**vars(SETTINGS), "threads": 1 if before > 1 else 2}), tmp_path)
    assert torch.get_num_threads() == before


def test_validation_moves_no_random_state(tmp_path):
    class Drawing(Line):
        def validate(self, net, device, progress):
            torch.rand(7)
            return super().validate(net, device, progress)

    found = []
    for lesson in (Line(), Drawing()):
        (tmp_path / lesson.__class__.__name__).mkdir()
        model = net()
        train(model, lesson, SETTINGS, tmp_path / lesson.__class__.__name__)
        found.append(weights(model))
    assert found[0] == found[1]


def test_a_state_of_other_settings_is_not_taken_up(tmp_path):
    train(net(), Line(), SETTINGS, tmp_path)
    rest = Line()
    train(net(), rest, TrainingSettings(**{**vars(SETTINGS), "seed": 5}), tmp_path)
    assert rest.steps == 30


class Told(Line):
    """Says what data it teaches with."""

    fingerprint = "a"


def test_a_state_of_other_data_is_not_taken_up(tmp_path):
    """As many examples, the same net and settings: only what is taught differs."""
    expected = weights_after(Told(), tmp_path / "whole")
    first = Told()
    first.fingerprint, first.y = "b", first.y * -2
    weights_after(first, tmp_path / "used")
    second = Told()
    assert weights_after(second, tmp_path / "used") == expected and second.steps == 30
    third = Told()
    assert weights_after(third, tmp_path / "used") == expected and third.steps == 0, "its own state it does take up"


def test_a_state_of_a_net_that_began_otherwise_is_not_taken_up(tmp_path):
    train(net(), Line(), SETTINGS, tmp_path)
    other, lesson = net(), Line()
    with torch.no_grad():
        other[1].bias += 1
    train(other, lesson, SETTINGS, tmp_path)
    assert lesson.steps == 30


def weights_after(lesson, folder) -> list:
    folder.mkdir(exist_ok=True)
    model = net()
    train(model, lesson, SETTINGS, folder)
    return weights(model)


def test_each_improvement_and_nothing_else_is_kept_at_once(tmp_path):
    figures = [1.0, 3.0, 2.0, 2.5, 4.0, 3.9]

    class Uneven(Line):
        def validate(self, net, device, progress):
            self.shown = getattr(self, "shown", []) + [weights(net)]
            return figures[len(self.shown) - 1]

    lesson, kept = Uneven(), []

    def tell(curve):
        model = net()
        load_weights(model, tmp_path / BEST)
        kept.append((curve.best, weights(model), about_weights(tmp_path / BEST)["epoch"]))

    train(net(), lesson, SETTINGS, tmp_path, tell=tell)
    best = [0, 1, 1, 1, 4, 4]
    assert kept == [(at, lesson.shown[at], str(at)) for at in best]


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


@pytest.mark.parametrize("at", [0, 3, 5, 7, 8, 9, 10, 11, 12, 29, 40])
def test_cancelled_at_any_look_it_keeps_the_best_tells_so_and_goes_on_to_the_same_result(tmp_path, at):
    whole = weights_after(Line(), tmp_path / "whole")
    looks, told, progress = [], [], Looking(lambda looks: looks > at)
    (tmp_path / "cut").mkdir()
    with pytest.raises(Cancelled):
        train(net(), Looked(), SETTINGS, tmp_path / "cut", progress, lambda curve: told.append((curve.stopped, len(curve.figure))))
    assert [stopped for stopped, _ in told] == [False] * (len(told) - 1) + [True]
    rounds = told[-1][1]
    assert (tmp_path / "cut" / BEST).exists() == (rounds > 0)
    if rounds:
        assert 0 <= int(about_weights(tmp_path / "cut" / BEST)["epoch"]) < rounds
    rest, again = Line(), net()
    curve = train(again, rest, SETTINGS, tmp_path / "cut", tell=lambda curve: looks.append(curve.stopped))
    assert weights(again) == whole and rest.steps == 30 - progress.steps and not any(looks) and not curve.stopped
    train(net(), Line(), SETTINGS, tmp_path / "cut", tell=lambda curve: told.append((bool(curve.reason), len(curve.figure))))
    assert told[-1] == (True, len(curve.figure)), "where there is nothing left to learn too: where it was trained is told on the page"


class Looked(Line):
    """Looks at the progress while it is validated."""

    def validate(self, net, device, progress):
        for done in range(3):
            progress.step(done, 3)
        return super().validate(net, device, progress)


class Looking(Progress):
    """Cancels itself when `when(looks so far)`; `steps` of training were taken until then."""

    def __init__(self, when) -> None:
        super().__init__()
        self.when, self.looks, self.steps = when, 0, 0

    def part(self, low, high, message=""):
        child = super().part(low, high, message)
        child.__class__ = Looking
        return child

    def step(self, done, total=0, message="", **values):
        root = self._root
        root.looks += 1
        if root.when(root.looks):
            root.cancel()
        super().step(done, total, message, **values)
        root.steps += total == Line.examples


class Broken(Line):
    def loss(self, net, examples, device):
        return super().loss(net, examples, device) * float("nan")


def test_no_number_is_said(tmp_path):
    with pytest.raises(AssocError, match="no number") as caught:
        train(net(), Broken(), SETTINGS, tmp_path)
    assert caught.value.values == {"round": 1}


def test_no_figure_is_said_and_no_weights_pass_for_the_best(tmp_path):
    class Blind(Line):
        def validate(self, net, device, progress):
            return float("nan")

    with pytest.raises(AssocError, match="no number"):
        train(net(), Blind(), SETTINGS, tmp_path)
    assert not (tmp_path / BEST).exists()


@pytest.mark.parametrize("empty", ["examples", "judged"])
def test_nothing_to_learn_from_and_nothing_to_judge_by_are_said(tmp_path, empty):
    lesson = Line()
    setattr(lesson, empty, 0)
    with pytest.raises(NothingToAnalyse):
        train(net(), lesson, SETTINGS, tmp_path)
    assert lesson.steps == 0
