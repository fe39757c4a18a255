"""What is learned again takes the place of what was learned before: all of it once it is through, none of it where it is stopped."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from assoc_engine.analysis import COMPARED, FORESEEN, LEARNED, analyse, read
from assoc_engine.errors import NothingToAnalyse
from assoc_engine.learning import foresee, leaderboard, suggest, train
from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE
from assoc_engine.models.leaderboard import _Trials
from assoc_engine.models.winners import KEPT, keep_new_products, let_go_but
from assoc_engine.progress import SILENT, Cancelled, Progress, Snapshot
from assoc_engine.sample import SampleSettings, make_sample, write_sample
from assoc_engine.settings import AnalysisSettings, ModelSettings, ReadSettings
from assoc_engine.workspace import Workspace

BOTH = ModelSettings(tasks=(PAGE, NEXT_BASKET), models=("confidence", "frequency"), size="S")
PAGES = ModelSettings(tasks=(PAGE,), models=("confidence",), size="S")


class StopsAt(Progress):
    """Asked to stop once so much of the work is done."""

    def __init__(self, share: float) -> None:
        self.end = share
        super().__init__()

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if isinstance(value, Snapshot) and value.share >= self.end:
            self.cancel()


def test_each_table_that_is_learned_goes_with_its_kind():
    assert set(LEARNED) == {*COMPARED, *FORESEEN, "groups"}
    assert all(any(name in kind for kind in (COMPARED, FORESEEN)) for name in ("sequences", "generated_links", "hint_trials"))


def test_models_of_new_products_are_kept_apart_from_each_other(tmp_path):
    """Who stops a second comparison asks that of the first, which another model may have won."""
    model = SimpleNamespace(save=lambda folder: folder.mkdir(parents=True))
    use = SimpleNamespace(folder=tmp_path, fit=lambda task, name, progress: model)
    first, second = (keep_new_products(use, "text-cnn", SILENT) for _ in range(2))
    assert {path.name for path in (tmp_path / KEPT).iterdir()} == {first, second} and first != second
    let_go_but(second, tmp_path)
    assert [path.name for path in (tmp_path / KEPT).iterdir()] == [second]
    use.fit = lambda task, name, progress: SimpleNamespace()
    assert keep_new_products(use, "popularity", SILENT) == "", "it needs none"


def shop(folder, rows: int) -> Workspace:
    path = folder / "sales.csv"
    write_sample(make_sample(SampleSettings(rows=rows, seed=5), SILENT), path, SILENT)
    made = Workspace(folder / "workspace")
    read(made, ReadSettings((str(path),)), {}, SILENT)
    analyse(made, AnalysisSettings(), SILENT)
    return made


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return shop(tmp_path, rows=3_000)


def learned(workspace: Workspace) -> dict[str, int]:
    return {name: generation for name, generation in workspace.generations().items() if name in (*LEARNED, "opened")}


def test_a_comparison_that_is_stopped_leaves_the_one_before(workspace):
    train(workspace, BOTH)
    before = learned(workspace)
    assert {"leaderboard", "customer_lists", "sequences"} <= before.keys()
    for share in (0.01, 0.3, 0.6):
        with pytest.raises(Cancelled):
            train(workspace, PAGES, StopsAt(share))
        assert learned(workspace) == before
    train(workspace, PAGES)
    assert not {"customer_lists", "sequences"} & learned(workspace).keys(), "the new one says nothing of customers"
    assert all(learned(workspace)[name] > before[name] for name in ("leaderboard", "opened"))
    assert [task["task"] for task in workspace.meta("leaderboard")["tasks"]] == [PAGE]


def test_the_first_comparison_shows_what_it_has_and_another_does_not_mix_with_it(workspace):
    with pytest.raises(Cancelled):
        train(workspace, BOTH, StopsAt(0.95))
    assert not workspace.meta("leaderboard")["finished"] and "customer_lists" in learned(workspace)
    opened = workspace.meta("opened")
    with pytest.raises(Cancelled):
        train(workspace, BOTH, StopsAt(0.95))
    assert workspace.meta("opened") == opened, "it went on"
    with pytest.raises(Cancelled):
        train(workspace, PAGES, StopsAt(0.6))
    assert not set(COMPARED[1:]) & learned(workspace).keys(), "lists of the comparison before would be taken for its own"


def test_the_model_of_new_products_is_that_of_the_board(tmp_path, monkeypatch):
    """Of a second comparison that was stopped none stays, of one that is through only its own."""
    judge, places = _Trials.judge, tmp_path / "workspace" / "models" / KEPT

    def won(trials, result):
        judge(trials, result)
        if result.task == NEW_PRODUCT:
            result.winner = next(name for name in trials.settings.models if name.startswith("tf-idf"))

    monkeypatch.setattr(_Trials, "judge", won)
    workspace = shop(tmp_path, rows=12_000)
    first, second = (ModelSettings(tasks=(NEW_PRODUCT, NEXT_BASKET), models=(name, "frequency"), size="S")
                     for name in ("tf-idf", "tf-idf-orders"))  # fmt: skip
    with pytest.raises(Cancelled):
        train(workspace, replace(first, tasks=(NEXT_BASKET, NEW_PRODUCT)), StopsAt(0.72))
    with pytest.raises(NothingToAnalyse):
        suggest(workspace, "Terracotta pot")
    train(workspace, first)
    with pytest.raises(Cancelled):
        train(workspace, second, StopsAt(0.8))  # its model was there by then
    assert suggest(workspace, "Terracotta pot")["model"] == "tf-idf" and len(list(places.iterdir())) == 1
    train(workspace, second)
    assert suggest(workspace, "Terracotta pot")["model"] == "tf-idf-orders" and len(list(places.iterdir())) == 1
    opened = workspace.meta("leaderboard")["opened"]
    leaderboard(workspace, tmp_path / "board.csv", first)
    assert workspace.meta("leaderboard")["opened"] == opened + 1 and not workspace.has("customer_lists")
    with pytest.raises(NothingToAnalyse):
        suggest(workspace, "Terracotta pot")


def test_hints_that_are_looked_for_again_stay_until_the_new_ones_are_learned(workspace):
    for name in FORESEEN:
        workspace.put(name, {}, {})
    before = learned(workspace)
    with pytest.raises(Cancelled):
        foresee(workspace, ModelSettings(size="S"), progress=StopsAt(0.1))
    assert learned(workspace) == before
