"""What happens to a training from outside: killed, a full disk, files that are damaged. Nothing is lost, and it is said."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assoc_engine.errors import FileError, WriteError
from assoc_engine.models import training
from assoc_engine.models.checkpoint import BEST, STATE, Unreadable, fingerprint, load_weights, read_state
from assoc_engine.models.training import train
from tests.models.test_training import SETTINGS, Line, net, weights, weights_after

ROOT = Path(__file__).resolve().parents[2]

SLOW = """
import sys, time
from pathlib import Path
from assoc_engine.models import training
from tests.models.test_training import SETTINGS, Line, net

class Slow(Line):
    def loss(self, net, examples, device):
        time.sleep(0.02)
        return super().loss(net, examples, device)

training.SAVE_EVERY = -1.0
training.train(net(), Slow(), SETTINGS, Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended otherwise there")
def test_a_process_that_was_killed_is_gone_on_with_to_the_same_bits(tmp_path):
    expected = weights_after(Line(), tmp_path / "whole")
    folder = tmp_path / "killed"
    folder.mkdir()
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(folder)], cwd=ROOT)
    begun = time.monotonic()
    while not (folder / BEST).exists() and process.poll() is None and time.monotonic() - begun < 60:
        time.sleep(0.005)
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was at work"
    rest, model = Line(), net()
    train(model, rest, SETTINGS, folder)
    assert weights(model) == expected
    assert 0 < rest.steps < 30, "it went on from what was saved"


@pytest.mark.parametrize("file", [BEST, STATE])
@pytest.mark.parametrize("times", [1, 2, 9])
def test_killed_in_the_midst_of_saving_it_goes_on_to_the_same_bits(tmp_path, monkeypatch, file, times):
    """The process is gone after so many files of a kind were written; one is left half-written beside."""
    expected = weights_after(Line(), tmp_path / "whole")
    monkeypatch.setattr(training, "SAVE_EVERY", -1.0)
    left, true = [times], os.replace

    def dying(source, target):
        left[0] -= Path(target).name == file
        if left[0] < 0:
            Path(target).with_name(".assoc-1-dead.part").write_bytes(Path(source).read_bytes()[:40])
            raise KeyboardInterrupt
        true(source, target)

    (tmp_path / "cut").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", dying)
        with pytest.raises((KeyboardInterrupt, SystemExit)):
            train(net(), Line(), SETTINGS, tmp_path / "cut")
            raise SystemExit  # fewer files of that kind are written in a whole training
    assert weights_after(Line(), tmp_path / "cut") == expected



def full(path: Path, data: bytes) -> int:
    """A disk that takes half of a file."""
    with open(path, "wb") as file:
        file.write(data[: len(data) // 2])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("saved", [0, 1, 2, 5, 8])
def test_a_full_disk_is_said_and_what_was_saved_before_stays(tmp_path, monkeypatch, saved):
    """`saved`: files that still find room."""
    expected = weights_after(Line(), tmp_path / "whole")
    folder, true, written = tmp_path / "full", Path.write_bytes, []
    folder.mkdir()

    def write(path, data):
        written.append(path.name)
        return true(path, data) if len(written) <= saved else full(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write)
        with pytest.raises(WriteError, match="disk is full") as caught:
            train(net(), Line(), SETTINGS, folder)
    assert caught.value.values["folder"] == str(folder.resolve()) and caught.value.advice
    assert {path.name for path in folder.iterdir()} == set([BEST, STATE][: min(saved, 2)]), "no half-written file is left"
    if saved:
        load_weights(net(), folder / BEST)
    assert weights_after(Line(), folder) == expected, "with room again it goes on"


@pytest.mark.parametrize("file", [BEST, STATE])
@pytest.mark.parametrize("damage", ["cut", "empty", "zeros", "text", "gone"])
def test_damaged_files_are_not_taken_up_and_it_is_said(tmp_path, file, damage):
    folder = tmp_path / "damaged"
    expected = weights_after(Line(), folder)
    path = folder / file
    data = path.read_bytes()
    path.write_bytes({"cut": data[:-7], "empty": b"", "zeros": bytes(len(data)), "text": b"{}" * 99, "gone": b""}[damage])
    if damage == "gone":
        path.unlink()
    lesson, model = Line(), net()
    curve = train(model, lesson, SETTINGS, folder)
    assert weights(model) == expected and lesson.steps == 30, "all of it again"
    noted = [note["message"] for note in curve.notes if "begins anew" in note["message"]]
    assert len(noted) == (0 if (file, damage) == (STATE, "gone") else 1), "that nothing was saved is nothing to note"


def test_best_weights_of_another_training_do_not_stand_in(tmp_path):
    """Two trainings in one folder; the state of the first came back (from a copy, say), the best weights are the second's."""
    expected = weights_after(Line(), tmp_path)
    state = (tmp_path / STATE).read_bytes()
    other = Line()
    other.examples, other.x, other.y = 32, other.x[:32], -other.y[:32]
    train(net(), other, SETTINGS, tmp_path)
    (tmp_path / STATE).write_bytes(state)
    assert weights_after(Line(), tmp_path) == expected


def test_weights_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / BEST).write_bytes(b"no weights")
    with pytest.raises(FileError) as caught:
        load_weights(net(), tmp_path / BEST)
    assert caught.value.values == {"file": BEST, "folder": str(tmp_path)}
    with pytest.raises(Unreadable):
        read_state(tmp_path / BEST)


def test_a_fingerprint_tells_data_apart():
    import numpy as np

    a = np.arange(6, dtype=np.int32)
    different = [(a,), (a.reshape(2, 3),), (a.astype(np.int64),), (a[::-1],), (a, None), (None, a), (a, a), (SETTINGS, a), ()]
    assert len({fingerprint(*parts) for parts in different}) == len(different)
    assert fingerprint(a, SETTINGS) == fingerprint(np.arange(6, dtype=np.int32), SETTINGS)
