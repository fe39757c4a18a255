"""A client's end of the engine process: start it, send requests, receive answers, end it. See serve.py for messages."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import serve
from .errors import AssocError, EngineDied, FileError
from .files import remove_unfinished
from .progress import PATIENCE, Cancelled
from .text import N_


class EngineProcess:
    """One engine process and the pipe to it. `receive` blocks; call it from one thread only.

    `kind`: one of serve.KINDS, what it can be asked."""

    def __init__(self, kind: str = serve.DESK) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        # The engine's own folder for its log and whatever its libraries put aside: it goes with the engine.
        self._folder = Path(tempfile.mkdtemp(prefix="assoc-engine-"))
        self.log = self._folder / "engine.log"
        self._targets: set[Path] = set()  # folders it was asked to write to
        self._process = context.Process(
            target=serve.run, args=(theirs, str(self._folder), kind), name=f"assoc-{kind}", daemon=True
        )
        with _deaf_to_interrupts():
            self._process.start()
        theirs.close()  # or the end of the process would never be seen here
        self._next_id = 0

    @property
    def pid(self) -> int:
        """The process's number on this computer."""
        assert self._process.pid, "it was started"
        return self._process.pid

    def send(self, request: str, settings: dict[str, Any]) -> int:
        """Queue a request; returns the id its answers carry. Raises EngineDied when the process is gone."""
        self._next_id += 1
        if "path" in settings:
            self._targets.add(Path(settings["path"]).resolve().parent)
        self._write({"id": self._next_id, "request": request, "settings": settings})
        return self._next_id

    def cancel(self, number: int) -> None:
        """Ask for the request `number` to stop: it answers that it was cancelled."""
        self._write({"cancel": number})

    def receive(self, timeout: float | None = None) -> dict[str, Any] | None:
        """The next answer, or None after `timeout` seconds. Raises EngineDied when the process has ended."""
        try:
            if timeout is not None and not self._connection.poll(timeout):
                return None
            answer: dict[str, Any] = self._connection.recv()
            return answer
        except (EOFError, OSError) as error:
            raise died() from error

    def end(self) -> None:
        """End the process at once; safe to call twice."""
        self._process.kill()
        self._process.join()
        self._connection.close()
        for folder in self._targets:
            remove_unfinished(folder, self.pid)
        if self.log.exists() and self.log.stat().st_size:  # it stays for whoever looks into a failure
            shutil.rmtree(self._folder / serve.ASIDE, ignore_errors=True)
        else:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, message: dict[str, Any]) -> None:
        try:
            self._connection.send(message)
        except (BrokenPipeError, OSError) as error:
            raise died() from error


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """While a process starts, Ctrl-C and its like are ignored, and by the child for good: a terminal sends them to both,
    and the client alone decides what to stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in serve.INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def died(request: str = "", settings: dict[str, Any] | None = None) -> AssocError:
    """What to tell a user whose engine ended; while it read a file, the file is the likeliest cause."""
    if request == "read":
        return FileError(
            N_("{file} ended the program that was reading it: it is damaged, or too large for this computer."),
            advice=N_("Open it in Excel, save it again as a new .xlsx or .csv file, and use that one."),
            file=", ".join(Path(path).name for path in (settings or {}).get("read", {}).get("paths", [])),
        )
    return EngineDied(
        N_("The engine stopped while it worked."),
        advice=N_("Nothing you had is lost. Try again; if it stops again, the file may be damaged."),
    )


def ask(engine: EngineProcess, request: str, settings: dict[str, Any],
        show: Callable[[dict[str, Any]], None] = lambda event: None) -> dict[str, Any]:
    """Send one request and wait for its result, showing each progress event.

    Raises the AssocError the engine answered with, EngineDied when it ended, Cancelled after a Ctrl-C
    (the job is asked to stop first, its process ended when it does not answer within a second).
    """
    number = deadline = None
    while True:
        try:
            if number is None:
                number = engine.send(request, settings)
            answer = engine.receive(timeout=0.1)
            if deadline and time.monotonic() > deadline:
                raise Cancelled
            if answer is None or answer["id"] != number:
                continue
            if answer["event"] == "progress":
                show(answer)
            elif answer["event"] == "done":
                result: dict[str, Any] = answer["result"]
                return result
            elif answer["event"] == "cancelled":
                raise Cancelled
            else:
                raise AssocError.from_dict(answer["error"])
        except EngineDied as error:
            if deadline:
                raise Cancelled from None
            time.sleep(0.1)  # a signal that ended the engine may have been meant for both: then it arrives here
            raise died(request, settings) from error
        except KeyboardInterrupt:
            if deadline or number is None:
                raise Cancelled from None
            deadline = time.monotonic() + PATIENCE
            try:
                engine.cancel(number)
            except EngineDied:
                raise Cancelled from None
