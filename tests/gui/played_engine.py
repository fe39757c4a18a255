"""An engine that answers at once with the made shop."""

from __future__ import annotations

import queue
from pathlib import Path

from made_aside import write_aside
from made_combinations import write_combinations
from made_substitutes import write_anti
from shop import SALES, write_clean, write_links, write_read, write_roles, write_strategies

from assoc_engine.client import died
from assoc_engine.workspace import Workspace


class PlayedEngine:
    """Stands in for an EngineProcess: answers at once from the made shop, unless told to hang or to die.

    `hang`: requests that never end (and, unless `obeys`, do not hear a cancel either); `fail`: request → error.
    """

    started: list[PlayedEngine] = []

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict]] = []
        self.hang: set[str] = set()
        self.fail: dict[str, dict] = {}
        self.obeys = True
        self.ended = False
        self.tables: tuple[dict, ...] = (SALES,)
        self.question: dict = {}  # arguments of write_roles: a question and its choices
        self.combinations: dict = {}  # arguments of write_combinations
        self.aside = False  # are orders set aside where links are tested?
        self.password = ""  # without it nothing is read
        self.pid = 0
        self._answers: queue.Queue = queue.Queue()
        self._count = 0
        self.started.append(self)

    def send(self, request: str, settings: dict) -> int:
        if self.ended:
            raise died()
        self._count += 1
        self.asked.append((request, settings))
        number = self._count
        if request in self.fail:
            self._answers.put({"id": number, "event": "failed", "error": self.fail[request]})
            return number
        if request == "read" and settings["read"].get("password", "") != self.password:
            locked = {"kind": "PasswordNeeded", "message": "Locked.", "advice": "", "values": {"file": "locked.xlsx"}}
            self._answers.put({"id": number, "event": "failed", "error": locked})
            return number
        if request != "warm":
            self._answers.put(
                {"id": number, "event": "progress", "share": 0.4, "message": "Counting pairs", "values": {}}
            )
        if request not in self.hang:
            self._answers.put({"id": number, "event": "done", "result": self._answer(request, settings)})
        return number

    def answer_held(self, request: str) -> None:
        """What hung comes to its end."""
        number, settings = next((n, asked[1]) for n, asked in enumerate(self.asked, 1) if asked[0] == request)
        self._answers.put({"id": number, "event": "done", "result": self._answer(request, settings)})

    def cancel(self, number: int) -> None:
        if self.obeys:
            self._answers.put({"id": number, "event": "cancelled"})

    def receive(self, timeout: float | None = None) -> dict | None:
        try:
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            answer = None
        if self.ended:
            raise died()
        return answer

    def die(self) -> None:
        """As when its process is ended from outside."""
        self.ended = True

    def end(self) -> None:
        self.ended = True

    def _answer(self, request: str, settings: dict) -> dict:
        folder = Path(settings.get("workspace", "."))
        if request == "read":
            name = ", ".join(Path(path).name for path in settings["read"]["paths"])
            rows = write_read(folder, file=name, read=settings["read"], tables=self.tables)
            write_roles(folder, **self.question)
            return {"rows": rows, "file": name}
        if request == "roles":
            write_roles(folder, settings["roles"])
        if request == "analyse":
            write_roles(folder, settings["settings"].get("roles"))
            write_clean(folder, settings["settings"])
            write_links(folder)
            write_strategies(folder)
        if self.aside and request in ("analyse", "pairs"):
            write_aside(folder, settings["settings"]["links"]["keep"])
        if request == "combine":
            write_combinations(folder, settings["settings"], **self.combinations)
        if request == "anti":
            write_anti(folder)
        if request == "pairs":
            Workspace(folder).remove("anti", "combinations")
            write_links(folder, floor=settings["settings"]["links"]["min_orders"] or 2)
            write_strategies(folder)
        if request in ("report", "links", "lists", "sample", "hints_csv", "groups_csv", "combinations_csv"):
            Path(settings["path"]).write_text(request)
            return {"path": settings["path"]}
        return {}
