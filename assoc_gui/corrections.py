"""Corrections of how files were understood, as a plan that fits the next files of the same shape (the same headers)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assoc_engine.io.header_words import plain_name
from assoc_engine.plan import Plan
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings

# They name days, orders and products of one file; in the next one they would be wrong or refused.
OF_ONE_FILE = {"until": "", "exclude_orders": (), "exclude_orders_with": ()}


def shape_key(raw: dict) -> str:
    """What files of the same shape share: the shapes of the tables that are used. `raw`: meta of the table `raw`."""
    return "-".join(sorted({part["shape"] for part in raw.get("parts", []) if part["kind"] and part["shape"]}))


def plan_of(reading: ReadSettings, settings: AnalysisSettings) -> Plan:
    """What the user corrected so far, without what belongs to one file alone."""
    clean: CleanSettings = replace(settings.clean, **OF_ONE_FILE)
    return Plan(reading.sheet, dict(reading.uses), reading.layout, dict(settings.roles), clean)


def reads_otherwise(plan: Plan, raw: dict) -> bool:
    """Would reading with the plan give other tables than were recognised without it?"""
    uses = any(_use(plan, part) not in (None, part["kind"]) for part in raw.get("parts", []))
    return uses or plan.layout not in ("", raw["layout"])


def roles_that_fit(roles: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Those of the columns that are there; the others are passed over."""
    known = {plain_name(header): header for header in headers}
    return {known[plain_name(header)]: role for header, role in roles.items() if plain_name(header) in known}


def use_key(part: dict, parts: Sequence[dict]) -> str:
    """The name under which a table's use is set: its shape, or itself where others have the same shape."""
    alone = sum(other["shape"] == part["shape"] for other in parts) == 1
    return part["shape"] if alone and part["shape"] else _own_name(part)


def _use(plan: Plan, part: dict) -> str | None:
    for name in (_own_name(part), part["file"], part["shape"]):
        if name in plan.uses:
            return plan.uses[name]
    return None


def _own_name(part: dict) -> str:
    return f"{part['file']}|{part['sheet']}" if part["sheet"] else part["file"]
