"""Where a report cannot be written, or is cancelled: it is said, and what was there stays as it was."""

from __future__ import annotations

import errno
import io
import os

import pytest

from assoc_engine.errors import WriteError
from assoc_engine.progress import Cancelled, Progress
from assoc_engine.reports.build import build_report
from assoc_engine.reports.model import Report
from assoc_engine.reports.xlsx import write_xlsx
from assoc_engine.text import Text


@pytest.fixture
def report(workspace) -> Report:
    return build_report(workspace, Text("en"))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A target that holds something already, and the only folder for temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (tmp_path / "r.xlsx").write_bytes(b"what was there")
    return tmp_path / "r.xlsx"


def unharmed(kept) -> bool:
    left = sorted(path.relative_to(kept.parent).as_posix() for path in kept.parent.rglob("*"))
    return kept.read_bytes() == b"what was there" and left == ["r.xlsx", "temporary"]


def three_parts(error: WriteError, language: str, *parts: str) -> None:
    words = Text(language).error(error)
    assert error.advice and "{" not in words and all(part in words for part in parts), words


def test_a_folder_that_is_not_there(report, tmp_path):
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, tmp_path / "none" / "r.xlsx", Text("en"))
    three_parts(raised.value, "en", "there is no folder", str(tmp_path / "none"), "create it first")
    three_parts(raised.value, "zh_CN", "不存在", "请选择")
    assert not (tmp_path / "none").exists()


def test_a_folder_in_place_of_the_file(report, tmp_path):
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, tmp_path, Text("en"))
    three_parts(raised.value, "en", tmp_path.name, str(tmp_path.parent), "has a folder of that name")


def test_a_file_open_elsewhere(report, kept, monkeypatch):
    def refuse(source, target):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, kept, Text("en"))
    three_parts(raised.value, "en", "r.xlsx", str(kept.parent), "Excel")
    three_parts(raised.value, "zh_CN", "r.xlsx", "Excel", "关闭")
    assert unharmed(kept)


def test_a_read_only_file_is_respected(report, kept, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anything: the system cannot be asked
    with pytest.raises(WriteError):
        write_xlsx(report, kept, Text("en"))
    assert unharmed(kept)


@pytest.mark.parametrize("after", [0, 5])
def test_a_full_disk(report, kept, monkeypatch, after):
    """The first write fails, or a later one in the middle of the archive."""

    class Full(io.FileIO):
        writes = 0

        def write(self, data):
            Full.writes += 1
            if Full.writes > after:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    opener = lambda path, mode: Full(path, mode.replace("b", ""))
    monkeypatch.setattr("assoc_engine.reports.xlsx.open", opener, raising=False)
    with pytest.raises(WriteError) as raised:
        write_xlsx(report, kept, Text("en"))
    three_parts(raised.value, "en", "disk is full", "Free some space")
    assert unharmed(kept)


class Watched(Progress):
    """Keeps every share of the bar, and asks the work to stop once it has reached one."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.shares, self._stop_at = [], stop_at
        super().__init__()

    @property
    def snapshot(self):
        return self._latest

    @snapshot.setter
    def snapshot(self, value) -> None:
        self._latest = value
        self.shares.append(value.share)
        if value.share >= self._stop_at:
            self.cancel()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("share", [0.001, 0.3, 0.7, 0.751, 0.8])
def test_cancelled_leaves_nothing_behind(report, kept, share):
    """While rows are written (below 0.75) and while the archive is packed."""
    with pytest.raises(Cancelled):
        write_xlsx(report, kept, Text("en"), Watched(share))
    assert unharmed(kept)


def test_building_can_be_cancelled(workspace):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        build_report(workspace, Text("en"), progress)


def test_progress_rises_to_the_end(report, tmp_path):
    progress = Watched()
    write_xlsx(report, tmp_path / "r.xlsx", Text("en"), progress)
    assert progress.shares == sorted(progress.shares)
    assert progress.shares[-1] > 0.8 and len(set(progress.shares)) > 8
