"""The requests of the engine process by name: plain settings in, a plain result out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .analysis import analyse, count_pairs, find_substitutes, prepare, read, report
from .errors import AssocError
from .progress import Progress
from .settings import AnalysisSettings, CombineSettings, ReadSettings, from_dict
from .text import N_, Text
from .workspace import Workspace


def _warm(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Load what an analysis needs and compile the kernels: numba compiles while holding the interpreter."""
    from .io import read as _reading  # noqa: F401
    from .io.large_text import warm_up as warm_up_reading
    from .rules import (
        association,
        chance,
        collective,
        combine,
        counts,
        eclat,
        extra_item,
        set_grades,
        strongest_first,
        tested_orders,
        worth,
    )

    # What an analysis needs first: another request waits for one room at most, and compiles what it needs itself.
    rooms = (counts, chance, tested_orders, collective, association, set_grades, strongest_first, combine, eclat, extra_item,
             worth)  # fmt: skip
    for index, warm_up in enumerate((warm_up_reading, *(room.warm_up for room in rooms))):
        progress.step(index, 1 + len(rooms))
        warm_up()
    return {}


def _read(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    chosen = from_dict(ReadSettings, settings["read"])
    return read(Workspace(settings["workspace"]), chosen, settings.get("roles", {}), progress)


def _roles(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from .io.raw import RawTable
    from .io.roles import guess_roles

    workspace = Workspace(settings["workspace"])
    guess_roles(RawTable.get(workspace), settings["roles"], progress).put(workspace)
    return {}


def _prepare(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    prepare(Workspace(settings["workspace"]), from_dict(AnalysisSettings, settings["settings"]), progress)
    return {}


def _analyse(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return analyse(Workspace(settings["workspace"]), from_dict(AnalysisSettings, settings["settings"]), progress)


def _pairs(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return count_pairs(Workspace(settings["workspace"]), from_dict(AnalysisSettings, settings["settings"]), progress)


def _anti(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return find_substitutes(Workspace(settings["workspace"]), from_dict(AnalysisSettings, settings["settings"]), progress)


def _report(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return report(Workspace(settings["workspace"]), settings["path"], settings["language"], progress)


def _as_shown(settings: dict[str, Any]) -> Workspace:
    """The workspace, if it still holds what who asks has seen: `shown`, table → generation. The rows he names are rows of that."""
    workspace = Workspace(settings["workspace"])
    there = workspace.generations()
    if any(there.get(name) != generation for name, generation in settings.get("shown", {}).items()):
        raise AssocError(
            N_("What was to be saved is no longer there: it was computed anew in the meantime."),
            advice=N_("Look at what there is now and save that."),
        )
    return workspace


def _links(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`table`: `links` unless said, or `anti`. `rows`: which of it, or `products`: those that hold all of these (all where neither is
    there). `measure`: sorts."""
    from .rules.export import rows_with, write_links
    from .rules.links import get_links

    workspace, rows, table = _as_shown(settings), settings.get("rows"), settings.get("table", "links")
    if settings.get("products"):
        rows = rows_with(get_links(workspace, table), workspace, settings["products"])
    write_links(workspace, Path(settings["path"]), progress, table=table, rows=rows, measure=settings.get("measure", ""))
    return {"path": settings["path"]}


def _combine(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from .rules.combine import combine

    return combine(Workspace(settings["workspace"]), from_dict(CombineSettings, settings["settings"]), progress)


def _combinations_csv(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`rows`: which of the table `combinations` (all where it is not there). `measure`: what a person sees them sorted by."""
    from .rules.export_combinations import write_combinations

    write_combinations(_as_shown(settings), Path(settings["path"]), progress, settings.get("rows"), settings.get("measure"))
    return {"path": settings["path"]}


def _lists(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from .strategy.export import write_lists

    write_lists(_as_shown(settings), settings["task"], Path(settings["path"]), Text(settings["language"]), progress)
    return {"path": settings["path"]}


def _hints_csv(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from .hints.export import write_hints

    write_hints(_as_shown(settings), Path(settings["path"]), Text(settings["language"]), progress)
    return {"path": settings["path"]}


def _groups_csv(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from .groups.export import write_groups

    write_groups(_as_shown(settings), Path(settings["path"]), Text(settings["language"]), progress)
    return {"path": settings["path"]}


def _sample(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from .sample import SampleSettings, make_sample, write_sample

    chosen = from_dict(SampleSettings, {k: v for k, v in settings.items() if k not in ("path", "workspace")})
    sample = make_sample(chosen, progress.part(0.0, 0.4, N_("Making the sample shop")))
    write_sample(sample, Path(settings["path"]), progress.part(0.4, 1.0, N_("Making the sample shop")))
    return {"path": settings["path"]}


REQUESTS = {
    "warm": _warm,
    "read": _read,
    "roles": _roles,
    "prepare": _prepare,
    "analyse": _analyse,
    "pairs": _pairs,
    "anti": _anti,
    "report": _report,
    "links": _links,
    "combine": _combine,
    "combinations_csv": _combinations_csv,
    "lists": _lists,
    "hints_csv": _hints_csv,
    "groups_csv": _groups_csv,
    "sample": _sample,
}
