"""The engine as a process of its own, for the window and the command line.

A request is {"id", "request", "settings"}; the answers are {"id", "event"} with event "progress" (share, message,
values), and then exactly one of "done" (result), "failed" (error) or "cancelled". {"cancel": id} stops a job at its
next step. One job runs at a time, in a background thread; the main thread listens and reports its progress. The request "warm"
(compile and load what later jobs need) gives way: whoever asks for anything else waits for one step of it, and it goes on after that.
At the end of the pipe the process ends, so nothing is orphaned.
"""

from __future__ import annotations

import importlib
import os
import queue
import signal
import sys
import tempfile
import threading
import traceback
from multiprocessing.connection import Connection
from typing import Any

from .errors import AssocError
from .machine import worker_threads
from .paths import kernel_folder
from .progress import Cancelled, Progress, Snapshot
from .text import N_

DESK, TRAINER = "desk", "trainer"
KINDS = (DESK, TRAINER)
"""The engine's two rooms with a door of their own: files, counts and reports; and the models, which load torch."""
REPORT_EVERY = 0.1  # seconds between two looks at the running job's progress


INTERRUPTS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name))
WARM = "warm"
ASIDE = "aside"  # in the engine's folder: temporary files of the libraries it uses


def run(connection: Connection, folder: str, kind: str) -> None:
    """Serve requests from `connection` until its other end closes. Entry point of the spawned process.

    `folder` is the engine's own: it writes its log there, and its libraries their temporary files. `kind`: one of KINDS.
    """
    _become_polite()
    log_path = os.path.join(folder, "engine.log")
    _log_to(log_path)
    tempfile.tempdir = os.path.join(folder, ASIDE)
    os.makedirs(tempfile.tempdir, exist_ok=True)
    os.environ["NUMBA_CACHE_DIR"] = _writable_kernels()
    requests = importlib.import_module(f".{kind}", __package__).REQUESTS  # loads numpy: only after the thread limits stand

    jobs: queue.Queue[Any] = queue.Queue()
    server = _Server(connection, requests, log_path)
    threading.Thread(target=server.work, args=(jobs,), daemon=True).start()
    try:
        server.listen(jobs)
    except (EOFError, OSError):
        os._exit(0)  # the client is gone; a job in the middle of a step must not keep the process


class _Server:
    def __init__(self, connection: Connection, requests: dict[str, Any], log_path: str) -> None:
        self._connection, self._requests, self._log_path = connection, requests, log_path
        self._lock = threading.Lock()
        self._running: dict[int, Progress] = {}
        self._giving_way: set[int] = set()  # requests that go on when nothing else is asked
        self._shown: Snapshot | None = None

    def listen(self, jobs: queue.Queue[Any]) -> None:
        while True:
            if self._connection.poll(REPORT_EVERY):
                message = self._connection.recv()
                if "cancel" in message:
                    self._giving_way.discard(message["cancel"])
                    if progress := self._running.get(message["cancel"]):
                        progress.cancel()
                else:
                    self._running[message["id"]] = Progress()
                    if message["request"] == WARM:
                        self._giving_way.add(message["id"])
                    jobs.put(message)
                    if message["request"] != WARM:
                        self._make_way()
            self._report_progress()

    def work(self, jobs: queue.Queue[Any]) -> None:
        while True:
            message = jobs.get()
            number = message["id"]
            answer = self._answer(message, self._running[number])
            if answer["event"] == "cancelled" and number in self._giving_way:
                self._running[number] = Progress()
                jobs.put(message)
                continue
            self._giving_way.discard(number)
            self._running.pop(number, None)
            self._send({"id": number, **answer})

    def _make_way(self) -> None:
        for number in list(self._giving_way):
            if progress := self._running.get(number):
                progress.cancel()

    def _answer(self, message: dict[str, Any], progress: Progress) -> dict[str, Any]:
        try:
            progress.step(0, 1)
            function = self._requests[message["request"]]
            return {"event": "done", "result": function(message.get("settings", {}), progress)}
        except Cancelled:
            return {"event": "cancelled"}
        except AssocError as error:
            return {"event": "failed", "error": error.as_dict()}
        except MemoryError:
            shortage = AssocError(
                N_("The memory of this computer is not enough for this step."),
                advice=N_("Close other programs, or analyse a shorter period."),
            )
            return {"event": "failed", "error": shortage.as_dict()}
        except BaseException as error:
            # The last line of defence: whatever went wrong must become an answer, or the client waits for ever.
            traceback.print_exc()
            unexpected = AssocError(
                N_("Something unexpected went wrong: {reason}."),
                advice=N_("Nothing you had is lost. Please try again; the details are in {log}."),
                reason=f"{type(error).__name__}: {error}",
                log=self._log_path,
            )
            return {"event": "failed", "error": unexpected.as_dict()}

    def _report_progress(self) -> None:
        for number, progress in list(self._running.items()):
            snapshot = progress.snapshot
            if snapshot is not self._shown and snapshot.message:
                self._shown = snapshot
                self._send({"id": number, "event": "progress", "share": snapshot.share,
                            "message": snapshot.message, "values": snapshot.values})  # fmt: skip

    def _send(self, message: dict[str, Any]) -> None:
        with self._lock:
            self._connection.send(message)


def _become_polite() -> None:
    """Below normal priority, one thread less than cores, and deaf to what a terminal sends (the client decides)."""
    import psutil

    for number in INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)
    threads = str(worker_threads())
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ[name] = threads
    try:
        process = psutil.Process()
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if hasattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS") else 10)
    except (psutil.Error, OSError):
        pass  # a system that refuses a lower priority runs us at its own


def _writable_kernels() -> str:
    """The folder for compiled kernels. Where nothing can be written to it, they are compiled at every start: into the engine's own folder,
    as numba refuses to work without any."""
    folder = str(kernel_folder())
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return os.path.join(tempfile.gettempdir(), "kernels")


def _log_to(path: str) -> None:
    """Point the process's own output at a file: native libraries write there, and a windowed program has no console."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    sys.stdout = sys.stderr = os.fdopen(os.dup(log), "w", buffering=1, encoding="utf-8", errors="replace")
