"""From files to strategies and report: the steps in their order, each result into the workspace. The only place that knows the order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .errors import NothingToAnalyse
from .names import files_named
from .progress import SILENT, Progress
from .settings import AnalysisSettings, ReadSettings, from_dict, to_dict
from .text import N_, Text, message
from .workspace import Workspace

if TYPE_CHECKING:
    from .baskets import Baskets
    from .cleaning import QualityReport
    from .rules.links import LinkTable
    from .strategy.pages import Actions, Pages

COMPARED = "leaderboard", "suggestions", "customer_lists", "sequences"  # what learning.train leaves
FORESEEN = "basket_nets", "generated_links", "hint_trials", "hints"  # and learning.foresee
LEARNED = *COMPARED, *FORESEEN, "groups"
RESULTS = (*LEARNED, "quality", "fates", "lines", "origins", "orders", "products", "unsold", "baskets", "aside", "summary", "links",
           "anti", "combinations", "pages", "actions")  # fmt: skip


def read(workspace: Workspace, settings: ReadSettings, roles: Mapping[str, str] = MappingProxyType({}),
         progress: Progress = SILENT) -> dict[str, Any]:
    """Files → the tables `raw` and `roles`. Files that cannot be read leave the workspace as it was. `roles`: column → role, where the user
    knows better. Returns {"rows", "file"}. Raises FileError, SettingError, Cancelled."""
    from .io.read import read_files
    from .io.roles import guess_roles

    raw = read_files(settings, progress.part(0.0, 0.9, N_("Reading the file")))
    guessed = guess_roles(raw, roles, progress.part(0.9, 1.0, N_("Understanding the columns")))
    with workspace.together():
        raw.put(workspace)
        guessed.put(workspace)
        workspace.remove(*RESULTS)
    return {"rows": raw.rows, "file": ", ".join(Path(path).name for path in settings.paths)}


def prepare(workspace: Workspace, settings: AnalysisSettings, progress: Progress = SILENT) -> Baskets:
    """`raw` and `roles` → the clean orders and the account of all rows: what is known before anything is counted.
    Raises KeyError where nothing was read, NothingToAnalyse (also where no row is left), SettingError, Cancelled."""
    from .baskets import make_baskets, put_baskets
    from .cleaning import clean, put_quality, put_unsold, same_products
    from .figures import put_summary
    from .io.raw import RawTable
    from .io.roles import guess_roles
    from .io.table import make_table
    from .notices import notices
    from .rules.collective import Lines, find_collective, put_aside

    raw = RawTable.get(workspace)
    understanding = progress.part(0.0, 0.4, N_("Understanding the columns"))
    roles = guess_roles(raw, settings.roles, understanding.part(0.0, 0.3))
    table = make_table(raw, roles, settings.clean.fill_orders, understanding.part(0.3, 1.0))
    clean_table, quality = clean(table, settings.clean, progress.part(0.4, 0.8, N_("Cleaning")))
    if not quality.rows_out:
        raise _nothing_left(quality, files_named(raw.paths))
    baskets = make_baskets(clean_table, progress.part(0.8, 0.9, N_("Grouping rows into orders")))
    aside = find_collective(baskets, Lines.of(table, clean_table, baskets), progress.part(0.9, 0.95))
    quality = replace(
        quality,
        notices=notices(table, clean_table, baskets, aside, settings.clean),
        same=same_products(clean_table, settings.clean.same_as, progress.part(0.95, 1.0)),
    )
    with workspace.together():  # only now: a file that cannot be analysed this way keeps the results it had
        roles.put(workspace)
        workspace.remove(*RESULTS)
        put_baskets(baskets, clean_table, workspace)
        put_aside(aside, workspace)
        put_unsold(raw.unsold, [*baskets.products.code, *baskets.products.name], settings.clean, workspace)
        figures = put_summary(baskets, clean_table, to_dict(settings), workspace.meta("roles"), workspace)
        put_quality(quality, table, _data_answer(quality, figures, "product:category" in settings.roles.values()), workspace)
    return baskets


def analyse(workspace: Workspace, settings: AnalysisSettings = AnalysisSettings(), progress: Progress = SILENT) -> dict[str, Any]:
    """`raw` and `roles` → every other table that is counted (docs/workspace.md): the orders as soon as they are known, unless there are
    links already; these stay with all that belongs to them until the new ones are there too. Returns {"orders", "links", "passing"}.
    Raises NothingToAnalyse, SettingError, Cancelled."""
    with workspace.together() if workspace.has("links") else nullcontext():
        return _link(prepare(workspace, settings, progress.part(0.0, 0.5)), workspace, settings, progress.part(0.5, 1.0))


def count_pairs(workspace: Workspace, settings: AnalysisSettings, progress: Progress = SILENT) -> dict[str, Any]:
    """The tables of an analysed workspace → its links and what is recommended, anew with the settings for these; what was learned stays.
    Returns {"orders", "links", "passing"}. Raises KeyError where nothing is analysed, SettingError, Cancelled."""
    from .baskets import get_baskets

    return _link(get_baskets(workspace), workspace, settings, progress)


def _link(baskets: Baskets, workspace: Workspace, settings: AnalysisSettings, progress: Progress) -> dict[str, Any]:
    from .rules.collective import get_aside, keeping, put_aside, set_aside
    from .rules.links import find_links, put_links
    from .strategy.currency import currency_of
    from .strategy.pages import put_strategies, recommend_pages, strongest_actions, what_would_help

    aside = keeping(get_aside(workspace), settings.links.keep)
    counting = progress.part(0.0, 0.8, N_("Counting pairs"))
    links = find_links(baskets, settings.links, counting, aside=set_aside(aside, baskets.orders))
    progress.step(0.8, 1, N_("Choosing recommendations"))
    pages = recommend_pages(links, settings.strategy)
    actions = strongest_actions(links, baskets, settings.strategy)
    answer, advice = _actions_answer(actions, pages, links), what_would_help(links, baskets)
    with workspace.together():  # what is recommended names rows of the links, and the others rest on them too
        put_aside(aside, workspace)
        workspace.remove("anti", "combinations")
        put_links(links, _links_answer(links, baskets), workspace)
        put_strategies(pages, actions, answer, advice, currency_of(workspace.get("raw"), workspace.meta("roles")), workspace)
    return {"orders": baskets.orders, "links": len(links), "passing": links.passing}


def find_substitutes(workspace: Workspace, settings: AnalysisSettings, progress: Progress = SILENT) -> dict[str, Any]:
    """The tables of an analysed workspace → the pairs that are bought instead of each other: table `anti`.
    Returns {"pairs", "passing", "instead"}. Raises KeyError where nothing is analysed, SettingError, Cancelled."""
    from .baskets import get_baskets
    from .rules.anti import find_anti_links, put_anti
    from .rules.collective import get_aside, set_aside
    from .rules.links import get_links

    baskets = get_baskets(workspace)
    aside = set_aside(get_aside(workspace), baskets.orders)
    found = find_anti_links(baskets, get_links(workspace), settings.links, progress, aside=aside)
    put_anti(found, baskets.products.name, workspace)
    return {"pairs": len(found.links), "passing": found.links.passing, "instead": int(found.instead.sum())}


def report(workspace: Workspace, path: str, language: str, progress: Progress = SILENT) -> dict[str, Any]:
    """Everything in the workspace → an Excel report; what is bought instead of each other is looked for where it was not yet."""
    from .reports.build import build_report
    from .reports.xlsx import write_xlsx

    text = Text(language)
    if workspace.has("links") and not workspace.has("anti"):
        find_substitutes(workspace, from_dict(AnalysisSettings, workspace.meta("summary")["settings"]), progress.part(0.0, 0.2))
    built = build_report(workspace, text, progress.part(0.2, 0.4, N_("Writing the report")))
    write_xlsx(built, Path(path), text, progress.part(0.4, 1.0, N_("Writing the report")))
    return {"path": str(path)}


def _nothing_left(quality: QualityReport, file: dict[str, Any]) -> NothingToAnalyse:
    """Cleaning left nothing: which rule took most is what the user can act on. `file`: message that names the files."""
    if not quality.rows_in:
        return NothingToAnalyse(N_("There are no rows of sales in {file}."), file=file)
    most = max((rule for rule in quality.rules if rule.effect != "changed"), key=lambda rule: rule.count)
    return NothingToAnalyse(
        N_("No row of {file} is left after cleaning; {count} of {rows} went by the rule “{rule}”."),
        advice=N_("Check the columns’ roles, or what this rule leaves out."),
        file=file, count=most.count, rows=quality.rows_in, rule=most.title,
    )  # fmt: skip


def _data_answer(quality: QualityReport, figures: dict[str, Any], by_category: bool) -> dict[str, Any]:
    values = {"rows_in": quality.rows_in, "rows_out": quality.rows_out, "orders": figures["orders"],
              "products": figures["products"], "count": quality.explained}  # fmt: skip
    if not quality.explained:
        if by_category:
            return message(N_("All {rows_in} rows are used: {orders} orders of {products} categories."), **values)
        return message(N_("All {rows_in} rows are used: {orders} orders of {products} products."), **values)
    if by_category:
        return message(
            N_(
                "{rows_out} of {rows_in} rows are used: {orders} orders of {products} categories. "
                "The other one is explained below.",
                "{rows_out} of {rows_in} rows are used: {orders} orders of {products} categories. "
                "The other {count} are explained below.",
            ),
            **values,
        )  # fmt: skip
    return message(
        N_(
            "{rows_out} of {rows_in} rows are used: {orders} orders of {products} products. "
            "The other one is explained below.",
            "{rows_out} of {rows_in} rows are used: {orders} orders of {products} products. "
            "The other {count} are explained below.",
        ),
        **values,
    )  # fmt: skip


def _links_answer(links: LinkTable, baskets: Baskets) -> dict[str, Any]:
    if not links.eligible_pairs:
        return message(N_("No pair of products could be tested against chance."))
    if not links.passing:
        return message(N_("No pair of products can be proven to go together beyond chance."))
    first = {
        "a": baskets.products.name[int(links.a[0])],
        "b": baskets.products.name[int(links.b[0])],
        "together": int(links.counted[0]),  # of the orders that are tested, as `times` is
        "times": float(links.adjusted_lift[0]),
        "count": links.passing,
    }
    return message(
        N_(
            "{count} pair of products is bought together more often than chance. "
            "Most orders beyond chance: {a} and {b}, in {together} orders, {times:times} times chance.",
            "{count} pairs of products are bought together more often than chance. "
            "Most orders beyond chance: {a} and {b}, in {together} orders, {times:times} times chance.",
        ),
        **first,
    )


def _actions_answer(actions: Actions, pages: Pages, links: LinkTable) -> dict[str, Any]:
    import numpy as np

    if not links.eligible_pairs:
        return message(N_("There is nothing to recommend yet: no pair of products could be tested against chance."))
    if not len(pages.product):
        return message(N_("There is nothing to recommend yet: no pair of products can be proven to go together beyond chance."))
    if not len(actions.a):
        return message(
            N_(
                "There is nothing to start with yet: what {count} product page could show, the later orders do not confirm.",
                "There is nothing to start with yet: what {count} product pages could show, the later orders do not confirm.",
            ),
            count=len(np.unique(pages.product)),
        )
    return message(
        N_(
            "Start with this recommendation; {products} product pages have one.",
            "Start with these {count} recommendations; {products} product pages have at least one.",
        ),
        count=len(actions.a), products=len(np.unique(pages.product)),
    )
