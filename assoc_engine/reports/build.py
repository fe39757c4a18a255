"""From the tables of a workspace to a Report: which sections, in which order."""

from __future__ import annotations

from ..progress import SILENT, Progress
from ..text import N_, Text
from ..workspace import Workspace
from .conclusion import ON_PAGE_ONE, TITLE, all_actions, conclusion
from .data_check import data_check
from .facts import Facts
from .groups_section import groups_sections
from .hints_section import hints_section
from .instead_section import instead_section
from .key_figures import key_figures
from .links_section import links_section
from .method import method
from .methods_section import methods_section
from .model import Report
from .next_section import next_section
from .pages_section import pages_section
from .products_check import products_check
from .tables_read import tables_and_columns


def build_report(workspace: Workspace, text: Text, progress: Progress = SILENT) -> Report:
    """The strategy report of an analysed workspace, in the language of `text`.

    Raises KeyError where a table of docs/workspace.md is missing, Cancelled when `progress` is asked to stop.
    """
    part = progress.part(0, 1, N_("Writing the report in words"))
    facts = Facts.of(workspace, text)
    title = text(TITLE)
    sections = [conclusion(facts, title)]
    if len(facts.actions["a"]) > ON_PAGE_ONE:
        sections.append(all_actions(facts))
    part.step(1, 10)
    sections += [data_check(facts), tables_and_columns(facts)]
    if products := products_check(facts):
        sections.append(products)
    sections += [key_figures(facts), links_section(facts)]
    if facts.anti is not None:
        sections.append(instead_section(facts, facts.anti))
    sections.append(pages_section(facts, part.part(0.2, 0.8)))
    if facts.sequences is not None:
        sections.append(next_section(facts, facts.sequences))
    if facts.groups is not None:
        sections += groups_sections(facts, facts.groups)
    if facts.hints is not None:
        sections.append(hints_section(facts, facts.hints, part.part(0.8, 1)))
    if facts.leaderboard is not None:
        sections.append(methods_section(facts, facts.leaderboard))
    sections.append(method(facts))
    return Report(title, text.language, facts.files, tuple(sections))
