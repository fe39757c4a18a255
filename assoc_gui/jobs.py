"""Background work: the only file that names a process or a thread.

`Jobs` owns the engine process. One thread reads its answers and hands them to the window's thread by a queued signal,
so every callback runs there. Exactly one of done, failed and cancelled is called for a job, unless the widget or
object it was started for is gone by then.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from assoc_engine.errors import AssocError, EngineDied
from assoc_engine.progress import PATIENCE
from assoc_engine.text import message

if TYPE_CHECKING:
    from assoc_engine.client import EngineProcess

REST = 60.0  # seconds the models' engine waits for more before it ends: torch takes much memory
POLL = 0.1  # seconds a stop may wait for the reading thread
FIRST_ESTIMATE = 1.0  # seconds before an estimate says more than noise


class Job(QObject):
    """One request to the engine. `title` and `message` are message dictionaries for `Text.say`."""

    progressed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject, title: dict, request: str, settings: dict, callbacks: dict) -> None:
        super().__init__(jobs)
        self.title, self.request, self.settings = title, request, settings
        self.quiet = False
        self.share, self.message, self.left = 0.0, None, None
        self.open = True
        self.stopping = False
        self._jobs, self._parent, self._callbacks = jobs, parent, callbacks
        self.number = 0  # its id in the engine that has it; 0 while it waits for one
        self._begun = time.monotonic()

    def cancel(self) -> None:
        """Ask the engine to stop it; after a second without an answer the engine is replaced."""
        self._jobs.cancel(self)

    def show(self, event: dict) -> None:
        """Take over a progress event; `left` becomes the estimate in seconds once there is enough to go by."""
        now = time.monotonic()
        if self.share == 0.0:
            self._begun = now
        self.share, self.message = event["share"], message(event["message"], **event["values"])
        elapsed = now - self._begun
        if elapsed > FIRST_ESTIMATE and self.share > 0.03:
            left = elapsed * (1 - self.share) / self.share
            self.left = left if self.left is None else 0.7 * self.left + 0.3 * left
        self.progressed.emit()

    def finish(self, kind: str, *values) -> bool:
        """Call the one callback that ends it; False when nobody is there to hear."""
        self.open = False
        self.setParent(None)
        callback = self._callbacks.get(kind)
        if callback is None or not shiboken6.isValid(self._parent):
            return False
        callback(*values)
        return True


def desk() -> EngineProcess:
    """The engine that counts. Like all that is needed for processes, its client is brought in where one is started: beside the window."""
    from assoc_engine.client import EngineProcess

    return EngineProcess()


def trainer() -> EngineProcess:
    """The models' engine."""
    from assoc_engine.client import EngineProcess
    from assoc_engine.serve import TRAINER

    return EngineProcess(TRAINER)


class Jobs(QObject):
    """One engine and what it is asked. `changed` when a job begins, goes on or ends; `failed` for unheard failures.

    `rests_after`: seconds without a job after which its process is ended until it is asked again (0: it stays).
    """

    changed = Signal()
    failed = Signal(object)  # AssocError
    _arrived = Signal(object, object)  # the engine's reader, its message (None: the engine is gone)
    _finished = Signal(object)  # what is to be called after work beside the window

    def __init__(self, start_engine: Callable[[], EngineProcess] = desk, rests_after: float = 0) -> None:
        super().__init__()
        self._start_engine = start_engine
        self._rest = QTimer(self, interval=int(rests_after * 1000), singleShot=True) if rests_after else None
        if self._rest is not None:
            self._rest.timeout.connect(self._go_to_rest)
        self._open: list[Job] = []
        self._later: list[tuple[Callable[[], None], str]] = []  # and the folder in which no job may be at work for it
        self._reader: _Reader | None = None
        self._readers: list[_Reader] = []
        self._closed = False
        self._arrived.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._finished.connect(self._go_on, Qt.ConnectionType.QueuedConnection)

    def start(
        self, parent: QObject, title: dict, request: str, settings: dict, *,
        done: Callable[[dict], None], failed: Callable[[AssocError], None] | None = None,
        cancelled: Callable[[], None] | None = None, quiet: bool = False,
    ) -> Job:  # fmt: skip
        """Send a request to the engine. `quiet` jobs are not shown and their failure is nobody's business."""
        job = Job(self, parent, title, request, settings, {"done": done, "failed": failed, "cancelled": cancelled})
        job.quiet = quiet
        self._open.append(job)
        if self._rest is not None:
            self._rest.stop()
        if self._reader is None:
            self._begin()
        elif self._reader.ready:
            self._send(job)
        self.changed.emit()
        return job

    def warm_up(self) -> None:
        """Start the engine and let it compile its kernels before anyone waits for them."""
        if self._reader is None:
            self._begin()

    @property
    def current(self) -> Job | None:
        """The job to show: the first that is not quiet."""
        return next((job for job in self._open if not job.quiet), None)

    @property
    def engine_pid(self) -> int | None:
        return self._reader.engine.pid if self._reader and self._reader.engine else None

    def cancel(self, job: Job) -> None:
        if not job.open or job.stopping:
            return
        job.stopping = True
        if job.number == 0:
            self._end(job, "cancelled")
            return
        try:
            self._reader.engine.cancel(job.number)
        except EngineDied:
            return  # the reader has seen it too and ends the job
        QTimer.singleShot(int(PATIENCE * 1000), job, lambda: self._insist(job))

    def close(self) -> None:
        """End the engine; open jobs are forgotten. Returns when its process is gone."""
        self._closed = True
        self._open.clear()
        for reader in self._readers:
            reader.stop()
        for reader in self._readers:
            reader.join()
        self._reader = None

    def later(self, work: Callable[[], None], after: str = "") -> None:
        """Run something that touches no widget (tidying up files) beside the window, once no job is at work in the workspace `after`."""
        self._later.append((work, after))
        self._run_later()

    def beside(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        """Run something that touches no widget beside the window, and `then`, whatever came of it, on the window's thread, unless it is
        closed by that time."""

        def run() -> None:
            try:
                work()
            finally:
                with suppress(RuntimeError):  # the window is gone
                    self._finished.emit(then)

        threading.Thread(target=run).start()  # no daemon: the program does not end in the middle of an import

    def _go_on(self, then: Callable[[], None]) -> None:
        if not self._closed:
            then()

    def _run_later(self) -> None:
        in_use = {job.settings["workspace"] for job in self._open if "workspace" in job.settings}
        ready = [work for work, after in self._later if after not in in_use]
        self._later = [(work, after) for work, after in self._later if after in in_use]
        for work in ready:
            threading.Thread(target=work, daemon=True).start()

    def _begin(self) -> None:
        self._readers = [reader for reader in self._readers if reader.alive]
        self._reader = _Reader(self._start_engine, self._arrived.emit)
        self._readers.append(self._reader)
        self.start(self, message(""), "warm", {}, done=lambda result: None, quiet=True)

    def _send(self, job: Job) -> None:
        try:
            job.number = self._reader.engine.send(job.request, job.settings)
        except EngineDied:
            return  # the reader reports the end; the job is judged there

    def _hear(self, reader: _Reader, message: dict | None) -> None:
        if reader is not self._reader or self._closed:
            return
        if message is None:
            from assoc_engine.client import died

            self._bury(died())
        elif message["event"] == "started":
            reader.ready = True
            for job in list(self._open):
                self._send(job)
        else:
            self._answer(message)

    def _answer(self, message: dict) -> None:
        job = next((job for job in self._open if job.number == message["id"]), None)
        if job is None:
            return
        if message["event"] == "progress":
            job.show(message)
            self.changed.emit()
        elif message["event"] == "done":
            self._end(job, "done", message["result"])
        elif message["event"] == "cancelled":
            self._end(job, "cancelled")
        else:
            self._end(job, "failed", AssocError.from_dict(message["error"]))

    def _end(self, job: Job, kind: str, *values) -> None:
        self._open.remove(job)
        heard = job.finish(kind, *values)
        if kind == "failed" and not heard and not job.quiet:
            self.failed.emit(values[0])
        if self._rest is not None and not self._open:
            self._rest.start()
        self.changed.emit()
        self._run_later()

    def _go_to_rest(self) -> None:
        if not self._open:
            self._abandon()

    def _insist(self, job: Job) -> None:
        """It did not stop in time: end the process; what else was waiting goes to the new one."""
        if job.open:
            self._abandon()
            self._end(job, "cancelled")
            if self._reader is None and (self._open or self._rest is None):
                self._begin()

    def _bury(self, error: EngineDied) -> None:
        """The engine ended by itself or was ended: the job it was at has failed, the others go to a new engine."""
        self._abandon()
        if self._open:
            job = self._open[0]
            if job.stopping:
                self._end(job, "cancelled")
            else:
                self._end(job, "failed", error)
        if self.current is not None and self._reader is None:
            self._begin()

    def _abandon(self) -> None:
        if self._reader is not None:
            self._reader.stop()
        self._reader = None
        self._open = [job for job in self._open if job.request != "warm"]
        for job in self._open:
            job.number = 0


def trainers_jobs() -> Jobs:
    """The models' engine: started when it is first asked, ended when it has nothing to do."""
    return Jobs(trainer, rests_after=REST)


class _Reader:
    """A thread that starts an engine process, hands on what it says, and ends it."""

    def __init__(self, start_engine: Callable[[], EngineProcess], arrived: Callable[[object, object], None]) -> None:
        self.engine: EngineProcess | None = None
        self.ready = False  # set on the window's thread: from then on jobs are sent as they come
        self._start, self._arrived = start_engine, arrived
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._stopped.set()

    def join(self) -> None:
        self._thread.join(timeout=5)

    def _read(self) -> None:
        try:
            engine = self._start()
        except OSError:
            self._tell(None)
            return
        self.engine = engine
        self._tell({"event": "started"})
        while not self._stopped.is_set():
            try:
                message = engine.receive(POLL)
            except EngineDied:
                self._tell(None)
                break
            if message is not None:
                self._tell(message)
        engine.end()

    def _tell(self, message: dict | None) -> None:
        try:
            self._arrived(self, message)
        except RuntimeError:
            self._stopped.set()  # the window is gone
