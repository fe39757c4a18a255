"""A models' engine that answers at once, or half and when told, with a made leaderboard and made lists."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from imagined import GROUPS, begin_hints, end_hints, explained, write_groups
from played_engine import PlayedEngine
from shop import DAY, START, message
from shop_models import CAKE, CUP, GREEN, TEA, write_suggestions

from assoc_engine.analysis import COMPARED
from assoc_engine.models.tables import is_through
from assoc_engine.workspace import Coded, Workspace

NAN = float("nan")
# task, model, validation, ndcg, low, high, hit, ratio, its interval, seconds, parameters
ROWS = [
    ("page", "popularity", 0.05, 0.07, 0.06, 0.08, 0.21, 0.35, 0.31, 0.39, 0.5, 0),
    ("page", "confidence", 0.18, 0.20, 0.18, 0.22, 0.44, 1.00, 1.00, 1.00, 1.0, 0),
    ("page", "cosine", 0.17, 0.19, 0.17, 0.21, 0.43, 0.97, 0.91, 1.03, 1.5, 0),
    ("page", "ranker", 0.21, 0.23, 0.21, 0.25, 0.48, 1.15, 1.08, 1.22, 40.0, 0),
    ("next-basket", "popularity", 0.08, 0.09, 0.08, 0.10, 0.25, 0.73, 0.69, 0.77, 0.5, 0),
    ("next-basket", "frequency", 0.11, 0.12, 0.11, 0.13, 0.42, 1.00, 1.00, 1.00, 1.0, 0),
    ("next-basket", "gru", 0.12, 0.121, 0.11, 0.13, 0.43, 1.01, 0.98, 1.04, 60.0, 12_345),
]
COLUMNS = ("validation", "ndcg", "low", "high", "hit", "ratio", "ratio_low", "ratio_high", "seconds")
WHY = message("No product was new in the last part.")
ABSENT = message("The text net needs {what}.", what="descriptions")


def write_board(
    folder: Path, judged: bool = True, opened: int = 1, finished: bool = True, settings: dict | None = None
) -> None:
    """The leaderboard: of pages "ranker" wins, of customers the simple rule stays; not `judged`: chosen on the middle part only.
    `finished`: the lists are there too. `settings`: of the comparison, the usual ones where absent."""
    settings = settings or {}
    tasks = settings.get("tasks") or ("page", "next-basket")
    rows = [row for row in ROWS if row[0] in tasks]
    values = {name: np.array([row[2 + i] for row in rows], float) for i, name in enumerate(COLUMNS)}
    if not judged:
        values = {name: column if name == "validation" else np.full(len(rows), NAN) for name, column in values.items()}
    cases = {"page": 40, "next-basket": 30}
    winners = {"page": "ranker", "next-basket": "frequency"}
    results = [
        {"task": task, "base": {"page": "confidence", "next-basket": "frequency"}[task], "cases": cases[task],
         "winner": winners[task] if judged else "",
         "answer": message("{model} wins on {cases} cases.", model=winners[task], cases=cases[task]) if judged else {},
         "absent": [{"model": "text-cnn", "reason": ABSENT}] if task == "page" else []}
        for task in cases if task in tasks
    ]  # fmt: skip
    Workspace(folder).put("leaderboard", {
        "task": [row[0] for row in rows], "model": [row[1] for row in rows],
        "cases": np.array([cases[row[0]] if judged else 0 for row in rows]), **values,
        "recall": values["hit"] / 2, "coverage": values["hit"], "parameters": np.array([row[-1] for row in rows]),
    }, {
        "tasks": results, "absent": [{"task": "new-product", "reason": WHY}], "metric": "ndcg", "size": "S", "opened": opened,
        "device": message("On the processor.") if judged else {}, "settings": settings, "finished": judged and finished,
        "kept": "" if judged else None,
        "timeline": {"by": "date", "first": START, "validate": START + 128 * DAY, "future": START + 160 * DAY,
                     "end": START + 199 * DAY + 1, "orders": [128, 32, 40]},
    })  # fmt: skip


def write_customer_lists(folder: Path) -> None:
    """Customer 3 buys Tea again and is offered Cup for it; −1 stands for whoever is not known."""
    rows = [(-1, TEA, False, -1), (-1, CAKE, False, -1), (3, TEA, True, TEA), (3, CUP, False, TEA), (3, GREEN, False, CAKE)]
    customer, product, again, because = (np.array(column) for column in zip(*rows, strict=True))
    Workspace(folder).put("customer_lists", {
        "customer": customer.astype(np.int32), "rank": np.array([1, 2, 1, 2, 3], np.int32), "product": product.astype(np.int32),
        "score": np.linspace(1, 0.1, 5), "again": again.astype(bool),
        "reason": Coded(np.array([-1, -1, 0, 1, 1], np.int32), ["Bought {count} times before.", "Because of {because}."]),
        "because": because.astype(np.int32), "count": np.array([NAN, NAN, 5, NAN, NAN]), "out_of": np.full(5, NAN),
        "times": np.full(5, NAN),
    }, {"model": "frequency", "answer": message("Lists for {count} customers.", count=1)})  # fmt: skip


def write_curve(folder: Path, model: str, rounds: range, start: float = 5.0) -> None:
    with open(folder / "curves.jsonl", "a", encoding="utf-8") as file:
        for number in rounds:
            line = {"task": "next-basket", "model": model, "round": number, "loss": start / number, "figure": 0.1 + number / 100,
                    "best": number - 1, "at": 0.0}  # fmt: skip
            file.write(json.dumps(line) + "\n")


class PlayedTrainer(PlayedEngine):
    """Trains, and looks for hints, in two halves: what `hang` holds the request for comes with `carry_on`."""

    started: list[PlayedTrainer] = []

    def send(self, request: str, settings: dict) -> int:
        if request == "train":
            folder = Path(settings["workspace"])
            (folder / "curves.jsonl").write_text("", encoding="utf-8")
            if not is_through(Workspace(folder)):
                Workspace(folder).remove(*COMPARED)
                write_board(folder, judged=False, settings=settings["settings"])
            write_curve(folder, "gru", range(1, 4))
        if request == "hints":
            begin_hints(Path(settings["workspace"]))
        return super().send(request, settings)

    def carry_on(self, request: str = "train") -> None:
        """End the request that hangs."""
        number, settings = next((i, s) for i, (r, s) in reversed(list(enumerate(self.asked, 1))) if r == request)
        self._answers.put({"id": number, "event": "done", "result": self._answer(request, settings)})

    def _answer(self, request: str, settings: dict) -> dict:
        if request == "train":
            folder = Path(settings["workspace"])
            write_curve(folder, "gru", range(4, 6))
            Workspace(folder).remove(*COMPARED)
            write_board(folder, opened=2, settings=settings["settings"])
            if "page" in (settings["settings"]["tasks"] or ("page",)):
                write_suggestions(folder)
            if "next-basket" in (settings["settings"]["tasks"] or ("next-basket",)):
                write_customer_lists(folder)
            return {"winners": {}}
        if request == "hints":
            return end_hints(Path(settings["workspace"]))
        if request == "groups":
            write_groups(Path(settings["workspace"]))
            return {"groups": len(GROUPS)}
        if request == "explain":
            return explained(Path(settings["workspace"]), settings["a"], settings["b"])
        if request == "new_product":
            known = "tea" in settings["text"].lower()
            return {"model": "tf-idf", "products": [TEA, CUP] if known else [], "scores": [0.9, 0.5] if known else [],
                    "reasons": [message("Its name is like that of {because}.", because="Tea"), {}] if known else []}  # fmt: skip
        return {}
