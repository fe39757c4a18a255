"""What is learned from an analysed file: methods compared, lists made, hints, groups. The only place that knows the order of these
steps. All of them raise KeyError where the workspace has not been analysed, and Cancelled, also where the orders they learned from were
replaced meanwhile: then they leave nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .analysis import COMPARED, FORESEEN
from .progress import SILENT, Progress
from .settings import AnalysisSettings, HintSettings, ModelSettings, RecommendSettings, from_dict
from .text import N_, Text
from .workspace import Lines, Workspace

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from .hints.question import Question
    from .io.table import SalesTable
    from .models.history import History
    from .models.leaderboard import Board
    from .models.training import Curve

ORDERS = "baskets"  # replaced, or gone, with all that an analysis says before anything is counted


def train(workspace: Workspace, settings: ModelSettings = ModelSettings(), progress: Progress = SILENT) -> dict[str, Any]:
    """The clean orders → the leaderboard of all models, and what the winners say: each table as soon as it is known, or, where a comparison
    that is through stands, all of them at the end in its place.

    Returns {"winners": {task: model}}. Raises NothingToAnalyse where the orders cannot be split in time, SettingError.
    """
    from .models.tables import goes_on, is_through, kept_by
    from .models.winners import let_go_but

    workspace = workspace.resting_on(ORDERS)
    try:
        if goes_on(workspace, settings):
            return _train(workspace, settings, workspace.meta("leaderboard")["opened"], progress)
        with _in_place_of(COMPARED, is_through(workspace), workspace):
            return _train(workspace, settings, 0, progress)
    finally:
        let_go_but(kept_by(workspace), workspace.folder / "models")


def _train(workspace: Workspace, settings: ModelSettings, opened: int, progress: Progress) -> dict[str, Any]:
    """`opened`: as it was counted for this comparison before it was stopped, else 0."""
    from .models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE
    from .models.history import history_of
    from .models.leaderboard import compare_models
    from .models.sizes import size_for
    from .models.tables import CurveFile, open_future, put_board
    from .models.winners import READER, Use, keep_new_products, put_customers, put_pages, put_sequences

    history, curves = history_of(workspace, pasts_of(workspace)), CurveFile(workspace)
    size, folder = size_for(history.train, settings), workspace.folder / "models"

    def told(board: Board) -> None:
        nonlocal opened
        if not opened and any(row.cases for row in board.rows):
            opened = open_future(board, workspace)
        put_board(board, opened, settings, workspace)

    board = compare_models(history, settings, size, folder, progress.part(0.0, 0.7), told, curves.tell)
    winners = {result.task: result.winner for result in board.tasks if result.winner}
    kept, use = None, Use(history, board, folder, curves.tell)
    for number, (task, name) in enumerate(winners.items()):
        part = progress.part(0.7 + 0.08 * number, 0.78 + 0.08 * number)
        if task == PAGE and not board.tells(task):
            name = "popularity"  # lists that are hardly ever right suggest nothing, like best sellers
        if task == NEW_PRODUCT:
            kept = keep_new_products(use, name, part)
            put_board(board, opened, settings, workspace, kept=kept)
        else:
            {PAGE: put_pages, NEXT_BASKET: put_customers}[task](use, name, workspace, part)
    if NEXT_BASKET in winners:
        with_net = any(row.model == READER for row in board.of(NEXT_BASKET))
        put_sequences(use, with_net, workspace, progress.part(0.94, 1.0))
    put_board(board, opened, settings, workspace, finished=True, kept=kept)
    return {"winners": winners}


@contextmanager
def _in_place_of(tables: tuple[str, ...], whole: bool, workspace: Workspace) -> Iterator[None]:
    """What is put within takes the place of these tables: of a `whole` result at the end, all in one step, for until then that is what
    there is to see; of what a run left that was stopped, from the start on."""
    with workspace.together() if whole else nullcontext():
        workspace.remove(*tables)
        yield


def leaderboard(
    workspace: Workspace, path: str | Path, settings: ModelSettings = ModelSettings(), histories: str = "", progress: Progress = SILENT
) -> dict[str, Any]:
    """The clean orders, or those of a file of baskets (`histories`), → the table `leaderboard`, without lists, and it as CSV at `path`.
    Raises as `train` does, and WriteError."""
    from .models.export import write_board
    from .models.leaderboard import compare_models
    from .models.sizes import size_for
    from .models.tables import open_future, put_board

    workspace = workspace.resting_on(ORDERS)
    history = _history(workspace, histories, progress.part(0.0, 0.02))
    board = compare_models(history, settings, size_for(history.train, settings), workspace.folder / "models", progress.part(0.02, 1.0))
    with workspace.together():
        workspace.remove(*COMPARED)  # lists are of another comparison
        put_board(board, open_future(board, workspace), settings, workspace, finished=True)
    write_board(board, Path(path))
    return {"path": str(path)}


def recommend(
    workspace: Workspace, path: str | Path, asked: RecommendSettings, settings: ModelSettings = ModelSettings(), histories: str = "",
    language: str = "en", progress: Progress = SILENT,
) -> dict[str, Any]:  # fmt: skip
    """The clean orders, or those of a file of baskets (`histories`), → the lists asked for as CSV at `path`, their reasons in a
    `language` of text.LANGUAGES. Returns {"path", "model", "notes": messages}. Raises NothingToAnalyse, SettingError, WriteError."""
    from .models.catalogue import entry, settings_for
    from .models.export import write_lists
    from .models.leaderboard import choose_model
    from .models.recommending import cases_asked, cases_notes, fit_model, make_lists
    from .models.sizes import size_for
    from .models.winners import said_of

    history, folder = _history(workspace, histories, progress.part(0.0, 0.02)), workspace.folder / "models"
    cases, labels = cases_asked(history, asked.task, asked.case)
    size, name, notes = size_for(history.train, settings), asked.model, list(cases_notes(history, cases))
    if name == "best":
        choosing = progress.part(0.02, 0.45, N_("Choosing the method"))
        result = choose_model(history, asked.task, settings, size, folder, choosing)
        name = result.winner
        notes.append(result.answer)
    own = settings_for(entry(asked.task, name), history.train, settings, size)
    model = fit_model(history, asked.task, name, own, folder, progress.part(0.45, 0.8, N_("Learning from all orders")))
    lists = make_lists(model, history, cases, asked.top, progress.part(0.8, 0.97))
    write_lists(lists, labels, history, Path(path), Text(language), progress.part(0.97, 1.0))
    return {"path": str(path), "model": name, "notes": [*notes, said_of(asked.task, name, len(cases))]}


def suggest(workspace: Workspace, words: str, places: int = 10, progress: Progress = SILENT) -> dict[str, Any]:
    """What goes with a product of this text, from the model kept by `train`: {"model", "products", "scores", "reasons" messages}. Raises
    NothingToAnalyse where none is kept."""
    from .errors import NothingToAnalyse
    from .models.catalogue import entry
    from .models.contract import NEW_PRODUCT
    from .models.history import history_of
    from .models.recommending import cases_asked, make_lists
    from .models.tables import kept_by
    from .models.winners import KEPT

    kept = kept_by(workspace)
    if kept is None:
        raise NothingToAnalyse(N_("No model for new products is there."), advice=N_("Compare the methods first."))
    name = next(task["winner"] for task in workspace.meta("leaderboard")["tasks"] if task["task"] == NEW_PRODUCT)
    history, folder = history_of(workspace), workspace.folder / "models" / KEPT / kept
    model = entry(NEW_PRODUCT, name).make(None, lambda curve: None)
    model = model.load(folder, history.train) if hasattr(model, "load") else model.fit(history.train, None)
    progress.step(1, 2)
    lists = make_lists(model, history, cases_asked(history, NEW_PRODUCT, words)[0], places, progress.part(0.5, 1.0))
    row, place = lists.flat()
    return {"model": name, "products": lists.ids[row, place].tolist(), "scores": lists.scores[row, place].tolist(),
            "reasons": [lists.reasons.message(at, history.train.names) for at in zip(row, place)]}  # fmt: skip


def foresee(
    workspace: Workspace, settings: ModelSettings = ModelSettings(), kept: HintSettings = HintSettings(), progress: Progress = SILENT
) -> dict[str, Any]:
    """The clean orders → what nets on whole orders found, and the pairs that are to be bought together soon (link prediction): each table
    as soon as it is known, `hints` last; where hints stand, all at the end in their place. Returns {"hints": pairs}. Raises
    NothingToAnalyse."""
    workspace = workspace.resting_on(ORDERS)
    with _in_place_of(FORESEEN, workspace.has("hints"), workspace):
        return _foresee(workspace, settings, kept, progress)


def _foresee(workspace: Workspace, settings: ModelSettings, kept: HintSettings, progress: Progress) -> dict[str, Any]:
    from .basket_nets.basket_findings import put_basket_nets
    from .basket_nets.coming_true import Ahead
    from .basket_nets.gan import GanSettings
    from .basket_nets.gan_scorer import GanScorer
    from .basket_nets.net_scorers import AutoencoderScorer, VaeScorer
    from .hints.choosing import rank_hints
    from .hints.finding import about, find_hints
    from .hints.horizon import Horizon
    from .hints.question import ask
    from .hints.tables import put_hints, put_trials
    from .models.history import history_of, orders_used
    from .models.tables import CurveFile

    history, curves = history_of(workspace, pasts_of(workspace)), CurveFile(workspace)

    def tell(model: str) -> Callable[[Curve], None]:
        return lambda curve: curves.tell("baskets", model, curve)

    question = ask(history.train)
    put_basket_nets(question.baskets, question.products, orders_used(workspace), workspace, progress.part(0, 0.1),
                    tell("autoencoder"), tell("denoising"), settings.seed)  # fmt: skip
    made, told = _made_up(question, workspace, settings.seed, progress.part(0.1, 0.3))
    short = GanSettings(rounds=2, warm=replace(GanSettings().warm, seed=settings.seed))  # as good at hints as the whole game
    horizon = Horizon.of(history.train)
    ahead = Ahead(horizon.days, horizon.orders)
    rivals = (GanScorer(short, ahead), VaeScorer(ahead=ahead, tell=tell("vae")), AutoencoderScorer(ahead=ahead))
    ranked = rank_hints(history, rivals, settings.seed, progress.part(0.3, 0.98))
    hints = find_hints(ranked, made, kept.top, progress.part(0.98, 1.0))
    put_trials(ranked.trials, workspace)
    put_hints(hints, about(ranked, hints, history.train.names, told), workspace)
    return {"hints": len(hints)}


def _made_up(question: Question, workspace: Workspace, seed: int, progress: Progress) -> tuple[csr_matrix | None, dict[str, Any]]:
    """Orders made up by a GAN, and what to tell of it; the links among them go into the workspace. Nothing where it cannot learn."""
    from dataclasses import asdict

    from .basket_nets.gan import BasketGan, GanSettings
    from .basket_nets.gan_scorer import seasons
    from .basket_nets.gan_watch import FILE
    from .basket_nets.generated_links import find_generated_links, put_generated_links
    from .errors import NothingToAnalyse

    gan = BasketGan(GanSettings(warm=replace(GanSettings().warm, seed=seed)), tell=Lines(workspace, FILE).add)
    try:
        gan.fit(question.baskets, seasons(question.train), progress.part(0, 0.8))
    except NothingToAnalyse:
        return None, {}
    made = gan.generate(len(gan.orders), seed, progress=progress.part(0.8, 0.9))
    links = find_generated_links(made, question.baskets, progress=progress.part(0.9, 1.0))
    put_generated_links(links, question.products, workspace)
    return made, {"fidelity": asdict(gan.watch[gan.best]), "collapsed": gan.collapsed, "notes": gan.notes}


def find_groups(workspace: Workspace, settings: ModelSettings = ModelSettings(), progress: Progress = SILENT) -> dict[str, Any]:
    """The clean orders and their links → the table `groups` of products. Returns {"groups": how many}."""
    from .groups.finding import find_groups as find
    from .groups.tables import put_groups
    from .models.history import history_of
    from .rules.links import get_links

    workspace = workspace.resting_on(ORDERS)
    links, category = get_links(workspace), workspace.get("products")["category"]
    passing = np.flatnonzero(links.passes)
    pairs = np.asarray(links.a)[passing], np.asarray(links.b)[passing]
    groups = find(history_of(workspace).train, pairs, list(category), settings.seed, progress)
    put_groups(groups, workspace)
    return {"groups": len(groups.clusters)}


def _history(workspace: Workspace, histories: str, progress: Progress) -> History:
    """A file of baskets where one is named, else the workspace's orders."""
    from .models.histories import read_histories
    from .models.history import history_of, history_of_baskets

    if histories:
        return history_of_baskets(read_histories(histories, progress))
    return history_of(workspace, pasts_of(workspace))


def pasts_of(workspace: Workspace) -> Callable[[int, Progress], History]:
    """From a moment (seconds, a midnight) to the orders as the files told them by then: cleaned as if they had ended there, so that no
    later return, name or price shows. The columns are read once, for the first moment asked."""
    from .baskets import make_baskets
    from .cleaning import clean
    from .io.raw import RawTable
    from .io.roles import guess_roles
    from .io.table import make_table
    from .models.history import history_until

    settings = from_dict(AnalysisSettings, workspace.meta("summary")["settings"])
    tables: list[SalesTable] = []

    def until(moment: int, progress: Progress) -> History:
        if not tables:
            raw = RawTable.get(workspace)
            roles = guess_roles(raw, settings.roles, progress.part(0.0, 0.1))
            tables.append(make_table(raw, roles, settings.clean.fill_orders, progress.part(0.1, 0.4)))
        day = datetime.fromtimestamp(moment, UTC).date().isoformat()
        clean_table, _ = clean(tables[0], replace(settings.clean, until=day), progress.part(0.4, 0.8))
        baskets = make_baskets(clean_table, progress.part(0.8, 1.0))
        return history_until(baskets, clean_table.has_code, moment)

    return until
