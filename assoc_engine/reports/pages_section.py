"""What to recommend on whose page: what is proven, then what the best method suggests to try out."""

from __future__ import annotations

import numpy as np

from ..models.reasons import reason_of
from ..progress import SILENT, Progress
from ..workspace import Table
from .conclusion import reasons
from .facts import Facts, joined
from .grade_words import grades as link_grades
from .links_section import PRINTED_ROWS
from .model import Block, Column, Kind, Paragraph, Section, Style, TableBlock
from .titles import method_title

SUGGESTED_ROWS = 10_000  # more make the workbook slow to open on an office computer
NAMED = 5  # best sellers in a sentence
CHUNK = 2_000  # sentences between two looks at the progress


def pages_section(facts: Facts, progress: Progress = SILENT) -> Section:
    """The links' lists by how often the product is bought; below them, apart by their grade, the suggestions."""
    text, page = facts.text, np.asarray(facts.pages["product"])
    order = np.lexsort((np.asarray(facts.pages["rank"]), page, -np.asarray(facts.products["orders"])[page]))
    suggestions, suggested = facts.suggestions, _suggested_order(facts)
    name = text("Page recommendations")
    title = text("What to recommend on which product’s page?")
    blocks: list[Block] = [Paragraph(joined(text, _answers(facts)), Style.ANSWER)]
    if not len(page) and (advice := facts.say(facts.actions.meta.get("advice"))):
        blocks.append(Paragraph(advice))
    if suggestions is not None and len(facts.best_sellers):
        blocks.append(Paragraph(_best_sellers(facts, suggestions)))
    if not len(page) and not len(suggested):
        return Section(name, title, tuple(blocks))
    remarks = []
    if len(page):
        remarks.append(text("Only links that pass the test against chance are used. The most bought products come first, "
                            "and on each page the strongest recommendation."))  # fmt: skip
    if suggestions is not None and len(suggested):
        remarks.append(text("○ stands where none of a product’s links passes: a hint (grade C) of the method “{method}”. Show it "
                            "for a few weeks and compare with the weeks before; do not rely on it.",
                            method=_method(facts, suggestions)))  # fmt: skip
    if len(suggested) < len(facts.suggested):
        remarks.append(text("The sheet holds the first {shown} of {count} suggestion; all stand in the window under Actions.",
                            shown=len(suggested), count=len(facts.suggested)))  # fmt: skip
    blocks.append(Paragraph(joined(text, remarks), Style.CAPTION))
    blocks.append(TableBlock(_columns(facts, order, suggested, progress), browse=True, printed=PRINTED_ROWS))
    return Section(name, title, tuple(blocks))


def _answers(facts: Facts) -> list[str]:
    text, count = facts.text, len(np.unique(np.asarray(facts.pages["product"])))
    if count:
        said = [text("For {count} product there is something to recommend.", count=count)]
    elif len(facts.suggested):
        said = [text("No link passes the test against chance, so nothing is recommended.")]
    else:
        return [text("No link passes the test against chance, so nothing is recommended. Better no recommendation than "
                     "a random one.")]  # fmt: skip
    if suggested := facts.suggested_pages:
        said.append(text("For {count} product of which nothing is proven or likely, a model suggests something to try out.",
                         count=suggested))  # fmt: skip
    return said


def _best_sellers(facts: Facts, suggestions: Table) -> str:
    """One sentence for what would be the same rows on page after page."""
    rows = facts.best_sellers
    products, counts = np.unique(np.asarray(suggestions["other"])[rows], return_counts=True)
    most = products[np.argsort(-counts, kind="stable")][:NAMED]
    pages = len(np.unique(np.asarray(suggestions["product"])[rows]))
    return facts.text("On {count} page without a proven or likely link the method names products only because they sell anyway; these "
                      "are not listed one by one. Most of all: {names}.", count=pages,
                      names=" · ".join(facts.short_name(product) for product in most.tolist()))  # fmt: skip


def _suggested_order(facts: Facts) -> np.ndarray:
    """Rows of `suggestions` as they are to be listed: the most bought products first."""
    rows = facts.suggested
    if facts.suggestions is None:
        return rows
    product, rank = (np.asarray(facts.suggestions[name])[rows] for name in ("product", "rank"))
    order = np.lexsort((rank, product, -np.asarray(facts.products["orders"])[product]))
    return rows[order][:SUGGESTED_ROWS]


def _columns(facts: Facts, order: np.ndarray, suggested: np.ndarray, progress: Progress) -> tuple[Column, ...]:
    """`order`: the rows of `pages` as they are to be listed; `suggested`: then those of `suggestions`."""
    text, suggestions = facts.text, facts.suggestions
    page, rank, other, rows, extra = (np.asarray(facts.pages[name])[order] for name in ("product", "rank", "other", "link", "extra"))
    together = np.asarray(facts.links["orders"])[rows]
    why: list[str] = []
    for start in range(0, len(rows), CHUNK):
        progress.step(start, len(rows))
        why += reasons(facts, page[start : start + CHUNK], rows[start : start + CHUNK])
    grades = link_grades(text, facts.links, rows)
    if suggestions is not None and (count := len(suggested)):
        hints = (np.asarray(suggestions[name])[suggested] for name in ("product", "rank", "other"))
        page, rank, other = (np.concatenate([ours, theirs]) for ours, theirs in zip((page, rank, other), hints, strict=True))
        together, extra = (np.concatenate([ours, np.full(count, np.nan)]) for ours in (together, extra))
        why += _suggested_reasons(facts, suggestions, suggested, progress)
        grades += [text("○ suggestion of the model")] * count
    columns = [
        Column(text("On the page of"), Kind.TEXT, facts.names_of(page)),
        Column(text("Place"), Kind.INTEGER, rank, text("1 is shown first.")),
        Column(text("Recommend"), Kind.TEXT, facts.names_of(other)),
        Column(text("Orders with both"), Kind.INTEGER, together),
        Column(text("Orders beyond chance"), Kind.NUMBER, extra,
               text("Tested orders with both − expected by chance."), 1),
        Column(text("Why"), Kind.TEXT, why),
    ]  # fmt: skip
    marks = [text("● proven: found in the earlier orders alone and confirmed by the later ones. ◐ likely: more often together than chance "
                  "explains.")]
    if len(suggested):
        marks.append(text("○ hint: not proven by the orders, to be tried out."))
    columns.insert(3, Column(text("Grade"), Kind.TEXT, grades, joined(text, marks)))
    if facts.has_code:
        columns.insert(3, Column(text("Code of the recommended product"), Kind.TEXT, facts.codes_of(other)))
        columns.insert(1, Column(text("Code"), Kind.TEXT, facts.codes_of(page)))
    return tuple(columns)


def _suggested_reasons(facts: Facts, suggestions: Table, rows: np.ndarray, progress: Progress) -> list[str]:
    """The reason of each suggestion; where a method cannot name one, which method it is."""
    text, said = facts.text, []
    unnamed = text("To try out: the method “{method}” puts it there.", method=_method(facts, suggestions))
    for at, row in enumerate(rows.tolist()):
        if at % CHUNK == 0:
            progress.step(at, len(rows))
        reason = reason_of(suggestions, row, facts.names)
        said.append(text("To try out: {reason}", reason=reason) if reason else unnamed)
    return said


def _method(facts: Facts, suggestions: Table) -> str:
    return method_title(facts.text, "page", suggestions.meta["model"])
