"""The engine as a process: answers, progress, cancelling, and what happens when it dies."""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from contextlib import suppress
from multiprocessing import Pipe

import psutil
import pytest
from made import write_csv

from assoc_engine.client import EngineProcess, ask
from assoc_engine.errors import AssocError, EngineDied, FileError
from assoc_engine.serve import _Server
from assoc_engine.settings import AnalysisSettings, to_dict
from assoc_engine.workspace import Workspace


@pytest.fixture
def engine():
    process = EngineProcess()
    yield process
    process.end()


def shop(path, orders=400):
    rows = [["order", "product"]]
    for i in range(orders):
        rows += [[f"o{i}", f"p{i % 7}"], [f"o{i}", f"p{(i * 3) % 11}"]]
    return write_csv(path, rows)


def test_reads_and_analyses_with_progress(engine, tmp_path):
    folder = str(tmp_path / "workspace")
    events = []
    read = ask(engine, "read", {"workspace": folder, "read": {"paths": [str(shop(tmp_path / "s.csv"))]}}, events.append)
    assert read["rows"] == 800
    result = ask(engine, "analyse", {"workspace": folder, "settings": to_dict(AnalysisSettings())}, events.append)
    assert result["orders"] == 400
    assert {"links", "pages", "actions", "summary"} <= set(Workspace(folder).names())
    assert all(0 <= event["share"] <= 1 for event in events)


def test_an_error_of_the_engine_arrives_as_itself(engine, tmp_path):
    with pytest.raises(FileError) as caught:
        ask(engine, "read", {"workspace": str(tmp_path / "w"), "read": {"paths": [str(tmp_path / "none.xlsx")]}})
    assert "none.xlsx" in str(caught.value.values)


def test_something_unexpected_is_an_answer_and_the_engine_goes_on(engine, tmp_path):
    with pytest.raises(AssocError) as caught:
        ask(engine, "read", {"workspace": str(tmp_path / "w")})
    assert "KeyError" in caught.value.values["reason"]
    assert "Traceback" in engine.log.read_text()
    assert ask(engine, "warm", {}) == {}


def test_killed_from_outside_while_reading_names_the_file(engine, tmp_path):
    path = shop(tmp_path / "big.csv", orders=150_000)
    number = engine.send("read", {"workspace": str(tmp_path / "w"), "read": {"paths": [str(path)]}})
    assert number == 1
    os.kill(engine.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    with pytest.raises(EngineDied):
        while True:
            engine.receive()
    with pytest.raises(FileError) as caught:
        ask(engine, "read", {"workspace": str(tmp_path / "w"), "read": {"paths": [str(path)]}})
    assert caught.value.values["file"] == "big.csv"


def test_cancel_answers_within_a_second(engine, tmp_path):
    ask(engine, "warm", {})
    path = tmp_path / "big.csv"
    path.write_text("order,product\n" + "".join(f"o{i},p{i % 7}\n" for i in range(100_000)) * 40)  # read in seconds on any machine
    number = engine.send("read", {"workspace": str(tmp_path / "w"), "read": {"paths": [str(path)]}})
    engine.receive(timeout=5)
    engine.cancel(number)
    asked = time.monotonic()
    while (answer := engine.receive(timeout=10)) is not None and answer["event"] == "progress":
        pass
    assert answer["event"] == "cancelled"
    assert time.monotonic() - asked < 5, "an order of magnitude: the window's one second is kept by ending the process"
    assert not Workspace(tmp_path / "w").has("raw")


def test_the_process_ends_with_its_client():
    process = EngineProcess()
    ask(process, "warm", {})
    child = psutil.Process(process.pid)
    process._connection.close()
    child.wait(timeout=10)


def test_nobody_waits_until_all_is_warm():
    done, may_end = [], threading.Event()

    def warm(settings, progress):
        done.append("warming")
        while not may_end.is_set():
            progress.step(0, 1)
            time.sleep(0.005)
        return {}

    def read(settings, progress):
        done.append("read")
        may_end.set()
        return {}

    (ours, its), jobs = Pipe(), queue.Queue()
    server = _Server(its, {"warm": warm, "read": read}, "")

    def listen():
        with suppress(EOFError):  # we are gone
            server.listen(jobs)

    for work in (lambda: server.work(jobs), listen):
        threading.Thread(target=work, daemon=True).start()
    for number, request in enumerate(("warm", "read"), 1):
        ours.send({"id": number, "request": request})
        time.sleep(0.05)
    answers = [ours.recv() for _ in range(2) if ours.poll(10)]
    assert answers == [{"id": 2, "event": "done", "result": {}}, {"id": 1, "event": "done", "result": {}}]
    assert done == ["warming", "read", "warming"]
    may_end.clear()
    ours.send({"id": 3, "request": "warm"})
    ours.send({"cancel": 3})
    assert ours.poll(10) and ours.recv() == {"id": 3, "event": "cancelled"}, "who asked for it may also stop it"
