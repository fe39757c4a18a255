"""Where nets are trained: the best device that works, with the reason; memory that runs out."""

from __future__ import annotations

import pytest
import torch

from assoc_engine.errors import AssocError, SettingError
from assoc_engine.models import device
from assoc_engine.models.training import TrainingSettings, train
from tests.models.test_training import SETTINGS, Line, net, weights


def pretend(monkeypatch, here: set[str], broken: set[str] = frozenset()) -> None:
    def added(name):
        if name in broken:
            raise RuntimeError("no kernel image is available for execution on the device")
        return torch.tensor(2.0)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in here)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Card 3000")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in here)
    monkeypatch.setattr(device, "_added", added)


@pytest.mark.parametrize(
    ("here", "broken", "chosen", "said"),
    [
        ({"cuda", "mps"}, set(), "cuda", "graphics card {name}"),
        ({"mps"}, set(), "mps", "Apple"),
        (set(), set(), "cpu", "processor"),
        ({"cuda"}, {"cuda"}, "cpu", "processor"),
        ({"cuda", "mps"}, {"cuda"}, "mps", "Apple"),
    ],
)
def test_the_best_device_that_works_is_chosen_and_said(monkeypatch, here, broken, chosen, said):
    pretend(monkeypatch, here, broken)
    name, reason = device.choose()
    assert name == chosen and said in reason["message"]
    assert reason["values"] == ({"name": "Card 3000"} if chosen == "cuda" else {})


def test_what_is_asked_for_is_taken_or_refused(monkeypatch):
    pretend(monkeypatch, {"cuda"}, set())
    assert device.choose("cpu") == ("cpu", {"message": "On {device}, as asked.", "values": {"device": "cpu"}})
    for absent in ("mps", "abacus"):
        with pytest.raises(SettingError):
            device.choose(absent)
    pretend(monkeypatch, {"cuda"}, {"cuda"})
    with pytest.raises(SettingError):
        device.choose("cuda")


class Small(Line):
    """Fits the card with fewer examples a step than `most` alone."""

    def __init__(self, most: int, error: Exception) -> None:
        super().__init__()
        self.most, self.error, self.sizes = most, error, []

    def loss(self, net, examples, device):
        self.sizes.append((device, len(examples)))
        if device != "cpu" and len(examples) >= self.most:
            raise self.error
        return super().loss(net, examples, device)


@pytest.fixture
def on_a_card(monkeypatch):
    """A card whose tensors are the processor's; a net that is moved stays where it is."""
    true = device.choose
    card = ("meta-card", {"message": "a card", "values": {}})
    monkeypatch.setattr(device, "choose", lambda wanted="": true(wanted) if wanted else card)
    model = net()
    monkeypatch.setattr(model, "to", lambda where: model)
    return model


def settings(device: str, batch: int) -> TrainingSettings:
    return TrainingSettings(**{**vars(SETTINGS), "device": device, "batch": batch})


ERRORS = [torch.OutOfMemoryError("full"), RuntimeError("MPS backend out of memory (MPS allocated: 5 GB)")]


@pytest.mark.parametrize("error", ERRORS, ids=["cuda", "mps"])
def test_memory_running_out_halves_the_batch_and_then_leaves_the_card(on_a_card, tmp_path, error):
    lesson = Small(1, error)
    curve = train(on_a_card, lesson, settings("", 4), tmp_path)
    assert lesson.sizes[:4] == [("meta-card", 4), ("meta-card", 2), ("meta-card", 1), ("cpu", 4)]
    assert curve.device == "cpu" and len(curve.notes) == 3 and len(curve.figure) == 6
    assert [note["values"] for note in curve.notes] == [{"batch": 2}, {"batch": 1}, {}]


def test_nothing_of_an_attempt_that_ran_out_of_memory_is_left_in_the_net(on_a_card, tmp_path):
    class Filling(Line):
        """Fits once in each attempt: some has been learnt when it ends."""

        def loss(self, net, examples, device):
            if device != "cpu" and self.steps % 2:
                self.steps += 1
                raise ERRORS[0]
            return super().loss(net, examples, device)

    curve = train(on_a_card, Filling(), settings("", 4), tmp_path)
    assert curve.device == "cpu" and len(curve.notes) == 3
    (tmp_path / "cpu").mkdir()
    straight = net()
    train(straight, Line(), settings("cpu", 4), tmp_path / "cpu")
    assert weights(on_a_card) == weights(straight)


def test_a_batch_that_fits_stays_on_the_card(on_a_card, tmp_path):
    lesson = Small(4, ERRORS[0])
    curve = train(on_a_card, lesson, settings("", 8), tmp_path)
    assert curve.device == "meta-card" and lesson.sizes[2:] and {size for _, size in lesson.sizes[2:]} == {2}
    assert [note["values"]["batch"] for note in curve.notes] == [4, 2]


def test_the_computers_own_memory_running_out_is_a_sentence(tmp_path):
    class Huge(Line):
        def loss(self, net, examples, device):
            raise RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: you tried ...")

    with pytest.raises(AssocError, match="memory of this computer"):
        train(net(), Huge(), SETTINGS, tmp_path)


def test_another_error_is_not_taken_for_missing_memory(tmp_path):
    class Wrong(Line):
        def loss(self, net, examples, device):
            raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="shapes"):
        train(net(), Wrong(), SETTINGS, tmp_path)


def test_a_true_allocation_that_is_too_large_is_known():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(10**16)
    assert device.out_of_memory(caught.value)
