"""The whole job: the steps in their order, each result into the workspace. The only place that knows the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import NothingToAnalyse
from .names import files_named
from .progress import Progress
from .settings import AnalysisSettings, ModelSettings, ReadSettings, RecommendSettings, from_dict, to_dict
from .text import N_, Text
from .workspace import Workspace

if TYPE_CHECKING:
    from .baskets import Baskets
    from .cleaning import QualityReport
    from .io.table import SalesTable
    from .models.history import History
    from .rules.links import LinkTable
    from .strategy.pages import Actions, Pages

MODEL_RESULTS = ("leaderboard", "suggestions", "customer_lists", "sequences")
RESULTS = (*MODEL_RESULTS, "quality", "fates", "lines", "origins", "orders", "products", "unsold", "baskets", "summary", "links",
           "pages", "actions")  # fmt: skip


def read(workspace: Workspace, settings: ReadSettings, roles: dict[str, str], progress: Progress) -> dict:
    """Files → `raw` and `roles`. Files that cannot be read leave the workspace as it was."""
    from .io.read import read_files
    from .io.roles import guess_roles

    raw = read_files(settings, progress.part(0.0, 0.9, N_("Reading the file")))
    progress.step(0.9, 1, N_("Understanding the columns"))
    guessed = guess_roles(raw, roles)
    raw.put(workspace)
    guessed.put(workspace)
    workspace.remove(*RESULTS)
    return {"rows": raw.rows, "file": ", ".join(Path(path).name for path in settings.paths)}


def prepare(workspace: Workspace, settings: AnalysisSettings, progress: Progress) -> Baskets:
    """`raw` and `roles` → the clean orders and the account of all rows: what is known before anything is counted."""
    from .baskets import make_baskets, put_baskets
    from .cleaning import clean, put_quality, put_unsold, same_products
    from .figures import put_summary
    from .io.raw import RawTable
    from .io.roles import guess_roles
    from .io.table import make_table
    from .notices import notices

    raw = RawTable.get(workspace)
    roles = guess_roles(raw, settings.roles)
    understanding = progress.part(0.0, 0.4, N_("Understanding the columns"))
    table = make_table(raw, roles, settings.clean.fill_orders, understanding)
    clean_table, quality = clean(table, settings.clean, progress.part(0.4, 0.8, N_("Cleaning")))
    if not quality.rows_out:
        raise _nothing_left(quality, files_named(raw.paths))
    baskets = make_baskets(clean_table, progress.part(0.8, 0.95, N_("Grouping rows into orders")))
    quality = replace(
        quality,
        notices=notices(table, clean_table, baskets, settings.clean),
        same=same_products(clean_table, settings.clean.same_as, progress.part(0.95, 1.0)),
    )
    roles.put(workspace)
    workspace.remove(*RESULTS)  # only now: a file that cannot be analysed this way keeps the results it had
    put_baskets(baskets, clean_table, workspace)
    put_unsold(raw.unsold, [*baskets.products.code, *baskets.products.name], settings.clean, workspace)
    figures = put_summary(baskets, clean_table, to_dict(settings), workspace.meta("roles"), workspace)
    put_quality(quality, table, _data_answer(quality, figures), workspace)
    return baskets


def analyse(workspace: Workspace, settings: AnalysisSettings, progress: Progress) -> dict:
    """`raw` and `roles` → every other table, each as soon as it is known."""
    from .rules.links import find_links, put_links
    from .strategy.pages import (
        put_strategies,
        recommend_pages,
        strongest_actions,
        what_would_help,
    )

    baskets = prepare(workspace, settings, progress.part(0.0, 0.5))
    links = find_links(baskets, settings.links, progress.part(0.5, 0.9, N_("Counting pairs")))
    put_links(links, _links_answer(links, baskets), workspace)
    progress.step(0.9, 1, N_("Choosing recommendations"))
    pages = recommend_pages(links, settings.strategy)
    actions = strongest_actions(links, baskets, settings.strategy)
    put_strategies(pages, actions, _actions_answer(actions, pages), what_would_help(links, baskets), workspace)
    return {"orders": baskets.orders, "links": len(links), "passing": links.passing}


def train(workspace: Workspace, settings: ModelSettings, progress: Progress) -> dict:
    """The clean orders → the leaderboard of all models, and what the winners say: each table as soon as it is known."""
    from .models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE
    from .models.history import history_of
    from .models.leaderboard import compare_models
    from .models.sizes import size_for
    from .models.tables import CurveFile, goes_on, open_future, put_board
    from .models.winners import READER, Use, put_customers, put_new_products, put_pages, put_sequences

    history, curves = history_of(workspace, pasts_of(workspace)), CurveFile(workspace)
    size, folder = size_for(history.train, settings), workspace.folder / "models"
    opened = workspace.meta("leaderboard")["opened"] if goes_on(workspace, settings) else 0

    def told(board) -> None:
        nonlocal opened
        if not opened and any(row.cases for row in board.rows):
            opened = open_future(board, workspace)
        put_board(board, opened, settings, workspace)

    board = compare_models(history, settings, size, folder, progress.part(0.0, 0.7), told, curves.tell)
    winners = {result.task: result.winner for result in board.tasks if result.winner}
    use = Use(history, board, folder, curves.tell)
    for number, (task, name) in enumerate(winners.items()):
        part = progress.part(0.7 + 0.08 * number, 0.78 + 0.08 * number)
        if task == PAGE and not board.tells(task):
            name = "popularity"  # lists that are hardly ever right suggest nothing, like best sellers
        {PAGE: put_pages, NEXT_BASKET: put_customers, NEW_PRODUCT: put_new_products}[task](use, name, workspace, part)
    if NEXT_BASKET in winners:
        with_net = any(row.model == READER for row in board.of(NEXT_BASKET))
        put_sequences(use, with_net, workspace, progress.part(0.94, 1.0))
    put_board(board, opened, settings, workspace, finished=True)
    return {"winners": winners}


def leaderboard(workspace: Workspace, histories: str, settings: ModelSettings, path: Path, progress: Progress) -> dict:
    """The clean orders, or a file of baskets, → the leaderboard as CSV."""
    from .models.export import write_board
    from .models.leaderboard import compare_models
    from .models.sizes import size_for
    from .models.tables import put_board

    history = _history(workspace, histories, progress.part(0.0, 0.02))
    board = compare_models(history, settings, size_for(history.train, settings), workspace.folder / "models", progress.part(0.02, 1.0))
    put_board(board, 1, settings, workspace, finished=True)
    write_board(board, path)
    return {"path": str(path)}


def recommend(
    workspace: Workspace, histories: str, asked: RecommendSettings, settings: ModelSettings, path: Path, text: Text, progress: Progress
) -> dict:
    """The clean orders, or a file of baskets, → the lists asked for as CSV. Returns {"path", "model", "notes": messages}."""
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
    write_lists(lists, labels, history, path, text, progress.part(0.97, 1.0))
    return {"path": str(path), "model": name, "notes": [*notes, said_of(asked.task, name, len(cases))]}


def suggest(workspace: Workspace, words: str, places: int, progress: Progress) -> dict:
    """What goes with a product of this text, from the model kept by `train`: {"model", "products", "scores", "reasons" messages}."""
    from .models.catalogue import entry
    from .models.contract import NEW_PRODUCT
    from .models.history import history_of
    from .models.recommending import cases_asked, make_lists
    from .models.winners import KEPT

    tasks = {task["task"]: task["winner"] for task in workspace.meta("leaderboard")["tasks"]}
    history, folder = history_of(workspace), workspace.folder / "models" / KEPT
    model = entry(NEW_PRODUCT, tasks[NEW_PRODUCT]).make(None, lambda curve: None)
    model = model.load(folder, history.train) if hasattr(model, "load") else model.fit(history.train)
    progress.step(1, 2)
    lists = make_lists(model, history, cases_asked(history, NEW_PRODUCT, words)[0], places, progress.part(0.5, 1.0))
    row, place = lists.flat()
    return {"model": tasks[NEW_PRODUCT], "products": lists.ids[row, place].tolist(), "scores": lists.scores[row, place].tolist(),
            "reasons": [lists.reasons.message(at, history.train.names) for at in zip(row, place)]}  # fmt: skip


def report(workspace: Workspace, path: str, language: str, progress: Progress) -> dict:
    """Everything in the workspace → an Excel report."""
    from .reports.build import build_report
    from .reports.xlsx import write_xlsx

    text = Text(language)
    built = build_report(workspace, text, progress.part(0.0, 0.3, N_("Writing the report")))
    write_xlsx(built, Path(path), text, progress.part(0.3, 1.0, N_("Writing the report")))
    return {"path": str(path)}


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
            tables.append(make_table(raw, guess_roles(raw, settings.roles), settings.clean.fill_orders, progress.part(0.0, 0.4)))
        day = datetime.fromtimestamp(moment, UTC).date().isoformat()
        clean_table, _ = clean(tables[0], replace(settings.clean, until=day), progress.part(0.4, 0.8))
        baskets = make_baskets(clean_table, progress.part(0.8, 1.0))
        return history_until(baskets, clean_table.has_code, moment)

    return until


def _nothing_left(quality: QualityReport, file: dict) -> NothingToAnalyse:
    """Cleaning left nothing: which rule took most is what the user can act on. `file`: message that names the files."""
    if not quality.rows_in:
        return NothingToAnalyse(N_("There are no rows of sales in {file}."), file=file)
    most = max((rule for rule in quality.rules if rule.effect != "changed"), key=lambda rule: rule.count)
    return NothingToAnalyse(
        N_("No row of {file} is left after cleaning; {count} of {rows} went by the rule “{rule}”."),
        advice=N_("Check the columns' roles, or what this rule leaves out."),
        file=file, count=most.count, rows=quality.rows_in, rule=most.title,
    )  # fmt: skip


def _data_answer(quality: QualityReport, figures: dict) -> dict:
    values = {"rows_in": quality.rows_in, "rows_out": quality.rows_out, "orders": figures["orders"],
              "products": figures["products"], "count": quality.explained}  # fmt: skip
    if not quality.explained:
        return {"message": N_("All {rows_in} rows are used: {orders} orders of {products} products."), "values": values}
    return {
        "message": N_(
            "{rows_out} of {rows_in} rows are used: {orders} orders of {products} products. "
            "The other one is explained below.",
            "{rows_out} of {rows_in} rows are used: {orders} orders of {products} products. "
            "The other {count} are explained below.",
        ),
        "values": values,
    }  # fmt: skip


def _links_answer(links: LinkTable, baskets: Baskets) -> dict:
    if not links.passing:
        return {
            "message": N_("No pair of products is bought together more often than chance can explain."),
            "values": {},
        }
    first = {
        "a": baskets.products.name[int(links.a[0])],
        "b": baskets.products.name[int(links.b[0])],
        "together": int(links.orders[0]),
        "times": float(links.adjusted_lift[0]),
        "count": links.passing,
    }
    return {
        "message": N_(
            "{count} pair of products is bought together more often than chance. "
            "The strongest: {a} and {b}, in {together} orders, {times:times} times chance.",
            "{count} pairs of products are bought together more often than chance. "
            "The strongest: {a} and {b}, in {together} orders, {times:times} times chance.",
        ),
        "values": first,
    }


def _actions_answer(actions: Actions, pages: Pages) -> dict:
    import numpy as np

    if not len(actions.a):
        return {"message": N_("There is nothing to recommend yet: no link passes the guard against chance."), "values": {}}
    return {
        "message": N_(
            "Start with this recommendation; {products} product pages have one.",
            "Start with these {count} recommendations; {products} product pages have at least one.",
        ),
        "values": {"count": len(actions.a), "products": len(np.unique(pages.product))},
    }
