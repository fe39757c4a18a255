"""A client's end of the engine process: start it, send requests, receive answers, end it. See serve.py for messages."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .errors import AssocError, EngineDied, FileError
from .progress import Cancelled
from .text import N_

PATIENCE = 1.0  # seconds between asking a job to stop and ending its process


class EngineProcess:
    """One engine process and the pipe to it. `receive` blocks; call it from one thread only."""

    def __init__(self) -> None:
        from . import serve

        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        descriptor, name = tempfile.mkstemp(prefix="assoc-engine-", suffix=".log")
        os.close(descriptor)
        self.log = Path(name)
        self._process = context.Process(target=serve.run, args=(theirs, name), name="assoc-engine", daemon=True)
        self._process.start()
        theirs.close()  # or the end of the process would never be seen here
        self._next_id = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, request: str, settings: dict) -> int:
        """Queue a request; returns the id its answers carry. Raises EngineDied when the process is gone."""
        self._next_id += 1
        self._write({"id": self._next_id, "request": request, "settings": settings})
        return self._next_id

    def cancel(self, number: int) -> None:
        self._write({"cancel": number})

    def receive(self, timeout: float | None = None) -> dict | None:
        """The next answer, or None after `timeout` seconds. Raises EngineDied when the process has ended."""
        try:
            if timeout is not None and not self._connection.poll(timeout):
                return None
            return self._connection.recv()
        except (EOFError, OSError) as error:
            raise died() from error

    def end(self) -> None:
        """End the process at once; safe to call twice."""
        self._process.kill()
        self._process.join()
        self._connection.close()
        if self.log.exists() and not self.log.stat().st_size:  # what it wrote stays for whoever looks into a failure
            self.log.unlink()

    def _write(self, message: dict) -> None:
        try:
            self._connection.send(message)
        except (BrokenPipeError, OSError) as error:
            raise died() from error


def died(request: str = "", settings: dict | None = None) -> AssocError:
    """What to tell a user whose engine ended; while it read a file, the file is the likeliest cause."""
    if request == "read":
        return FileError(
            N_("{file} ended the program that was reading it: it is damaged, or too large for this computer."),
            advice=N_("Open it in Excel, save it again as a new .xlsx or .csv file, and use that one."),
            file=Path((settings or {}).get("path", "")).name,
        )
    return EngineDied(
        N_("The engine stopped while it worked."),
        advice=N_("Nothing you had is lost. Try again; if it stops again, the file may be damaged."),
    )


def ask(engine: EngineProcess, request: str, settings: dict, show: Callable[[dict], None] = lambda event: None) -> dict:
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
                return answer["result"]
            elif answer["event"] == "cancelled":
                raise Cancelled
            else:
                raise AssocError.from_dict(answer["error"])
        except EngineDied as error:
            raise died(request, settings) from error
        except KeyboardInterrupt:
            if deadline or number is None:
                raise Cancelled from None
            deadline = time.monotonic() + PATIENCE
            engine.cancel(number)
