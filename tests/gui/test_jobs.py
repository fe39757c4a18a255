"""Exactly one callback for every job, whatever happens to the engine."""

from __future__ import annotations

import pytest
from played_engine import PlayedEngine, write_read
from PySide6.QtCore import QObject, QThread

from assoc_engine.errors import EngineDied
from assoc_gui import jobs as jobs_module
from assoc_gui.jobs import Jobs


class Heard:
    """Collects what a job calls, and on which thread."""

    def __init__(self, jobs: Jobs, parent: QObject, request: str, settings: dict, **more) -> None:
        self.calls, self.threads = [], []
        self.job = jobs.start(
            parent, {"message": "Working"}, request, settings,
            done=lambda result: self.note("done", result), failed=lambda error: self.note("failed", error),
            cancelled=lambda: self.note("cancelled"), **more,
        )  # fmt: skip

    def note(self, *what) -> None:
        self.calls.append(what)
        self.threads.append(QThread.currentThread())

    @property
    def kinds(self) -> list[str]:
        return [call[0] for call in self.calls]


@pytest.fixture
def jobs(qapp):
    PlayedEngine.started = []
    made = Jobs(PlayedEngine)
    yield made
    made.close()


@pytest.fixture
def engine(jobs, qtbot):
    """The played engine of `jobs`, running."""
    jobs.warm_up()
    qtbot.waitUntil(lambda: bool(PlayedEngine.started) and bool(PlayedEngine.started[0].asked))
    return PlayedEngine.started[0]


def test_done_is_called_once_on_the_windows_thread(jobs, engine, qtbot, tmp_path, qapp):
    heard = Heard(jobs, jobs, "read", {"workspace": str(tmp_path), "read": {"paths": ["a.csv"]}})
    qtbot.waitUntil(lambda: bool(heard.calls))
    qtbot.wait(150)
    assert heard.kinds == ["done"] and heard.calls[0][1]["rows"] == write_read(tmp_path / "other")
    assert heard.threads == [qapp.thread()]
    assert heard.job.share == 0.4 and heard.job.message["message"] == "Counting pairs"
    assert jobs.current is None


def test_a_job_before_the_engine_runs_is_sent_when_it_does(jobs, qtbot, tmp_path):
    heard = Heard(jobs, jobs, "read", {"workspace": str(tmp_path), "read": {"paths": ["a.csv"]}})
    assert jobs.current is heard.job
    qtbot.waitUntil(lambda: heard.kinds == ["done"])


def test_failure_goes_to_who_asked_or_to_the_window(jobs, engine, qtbot, tmp_path):
    engine.fail["report"] = {"kind": "WriteError", "message": "It is locked.", "advice": "Close it.", "values": {}}
    heard = Heard(jobs, jobs, "report", {"path": str(tmp_path / "r")})
    qtbot.waitUntil(lambda: heard.kinds == ["failed"])
    assert heard.calls[0][1].advice == "Close it."
    with qtbot.waitSignal(jobs.failed) as unheard:
        jobs.start(jobs, {"message": "x"}, "report", {"path": str(tmp_path / "r")}, done=lambda result: None)
    assert unheard.args[0].message == "It is locked."


def test_callbacks_are_dropped_with_the_parent(jobs, engine, qtbot, tmp_path):
    engine.hang.add("analyse")
    parent = QObject()
    heard = Heard(jobs, parent, "analyse", {"workspace": str(tmp_path), "settings": {}})
    qtbot.waitUntil(lambda: engine.asked[-1][0] == "analyse")
    parent.deleteLater()
    del parent
    qtbot.wait(30)
    heard.job.cancel()
    qtbot.waitUntil(lambda: jobs.current is None)
    assert heard.calls == []


def test_cancel_that_is_heard(jobs, engine, qtbot, tmp_path):
    engine.hang.add("analyse")
    heard = Heard(jobs, jobs, "analyse", {"workspace": str(tmp_path), "settings": {}})
    qtbot.waitUntil(lambda: heard.job.share > 0)
    heard.job.cancel()
    heard.job.cancel()
    qtbot.waitUntil(lambda: heard.kinds == ["cancelled"])
    assert len(PlayedEngine.started) == 1, "an engine that answers is kept"


def test_cancel_that_is_not_heard_ends_the_engine_and_keeps_the_other_jobs(jobs, engine, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs_module, "PATIENCE", 0.1)
    engine.hang.update({"analyse", "read"})
    engine.obeys = False
    stuck = Heard(jobs, jobs, "analyse", {"workspace": str(tmp_path), "settings": {}})
    waiting = Heard(jobs, jobs, "read", {"workspace": str(tmp_path), "read": {"paths": ["a.csv"]}})
    qtbot.waitUntil(lambda: stuck.job.share > 0)
    stuck.job.cancel()
    qtbot.waitUntil(lambda: waiting.kinds == ["done"])
    assert stuck.kinds == ["cancelled"]
    qtbot.waitUntil(lambda: engine.ended)
    assert [request for request, _ in PlayedEngine.started[1].asked] == ["read", "warm"]


def test_a_dead_engine_fails_the_job_it_was_at_and_the_next_one_works(jobs, engine, qtbot, tmp_path):
    engine.hang.update({"analyse", "read"})
    running = Heard(jobs, jobs, "analyse", {"workspace": str(tmp_path), "settings": {}})
    waiting = Heard(jobs, jobs, "read", {"workspace": str(tmp_path), "read": {"paths": ["a.csv"]}})
    qtbot.waitUntil(lambda: running.job.share > 0)
    engine.die()
    qtbot.waitUntil(lambda: waiting.kinds == ["done"])
    assert running.kinds == ["failed"] and isinstance(running.calls[0][1], EngineDied)
    later = Heard(jobs, jobs, "read", {"workspace": str(tmp_path), "read": {"paths": ["b.csv"]}})
    qtbot.waitUntil(lambda: later.kinds == ["done"])


def test_an_engine_that_dies_idle_is_started_again_when_needed(jobs, engine, qtbot, tmp_path):
    qtbot.waitUntil(lambda: not jobs._open)
    engine.die()
    qtbot.wait(250)
    heard = Heard(jobs, jobs, "read", {"workspace": str(tmp_path), "read": {"paths": ["a.csv"]}})
    qtbot.waitUntil(lambda: heard.kinds == ["done"])
    assert len(PlayedEngine.started) == 2


def test_an_engine_that_cannot_start_fails_the_job(qapp, qtbot, tmp_path):
    def refuse():
        raise OSError("no more processes")

    jobs = Jobs(refuse)
    heard = Heard(jobs, jobs, "read", {"workspace": str(tmp_path), "read": {"paths": ["a.csv"]}})
    qtbot.waitUntil(lambda: heard.kinds == ["failed"])
    assert isinstance(heard.calls[0][1], EngineDied)
    jobs.close()


def test_quiet_jobs_are_not_shown(jobs, engine, qtbot):
    engine.hang.add("warm")
    jobs.start(jobs, {"message": "x"}, "warm", {}, done=lambda result: None, quiet=True)
    assert jobs.current is None


def test_the_estimate_follows_the_share(jobs, engine, monkeypatch, tmp_path):
    clock = [100.0]
    monkeypatch.setattr(jobs_module.time, "monotonic", lambda: clock[0])
    job = jobs.start(jobs, {"message": "x"}, "nothing", {}, done=lambda result: None)
    event = {"share": 0.1, "message": "m", "values": {}}
    job.show(event)
    assert job.left is None, "no estimate from nothing"
    clock[0] = 104.0
    job.show({**event, "share": 0.25})
    assert job.left == pytest.approx(12.0)
    clock[0] = 112.0
    job.show({**event, "share": 0.75})
    assert 4.0 <= job.left <= 12.0
