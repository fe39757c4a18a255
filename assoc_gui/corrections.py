"""Corrections of how files were understood, as a plan that fits the next files of the same shape (the same headers)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from assoc_engine.names import ROLE_NAMES
from assoc_engine.plan import Plan
from assoc_engine.settings import AnalysisSettings, CleanSettings, ReadSettings
from assoc_engine.text import N_, Text

# They name days, orders and products of one file; in the next one they would be wrong or refused.
OF_ONE_FILE = {"until": "", "exclude_orders": (), "exclude_orders_with": ()}


def shape_key(raw: dict) -> str:
    """What files of the same shape share: the shapes of the tables that are used. `raw`: meta of the table `raw`."""
    return "-".join(sorted({part["shape"] for part in raw.get("parts", []) if part["kind"] and part["shape"]}))


def plan_of(reading: ReadSettings, settings: AnalysisSettings) -> Plan:
    """What the user corrected so far, without what belongs to one file alone."""
    clean: CleanSettings = replace(settings.clean, **OF_ONE_FILE)
    return Plan(sheet=reading.sheet, uses=dict(reading.uses), layout=reading.layout, roles=dict(settings.roles), clean=clean)


def reads_otherwise(plan: Plan, raw: dict) -> bool:
    """Would reading with the plan give other tables than were recognised without it?"""
    uses = any(_use(plan, part) not in (None, part["kind"]) for part in raw.get("parts", []))
    return uses or plan.layout not in ("", raw["layout"])


def roles_that_fit(roles: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Those of the columns that are there; the others are passed over."""
    from assoc_engine.io.header_words import plain_name  # a dictionary of headers: not before there is a file

    known = {plain_name(header): header for header in headers}
    return {known[plain_name(header)]: role for header, role in roles.items() if plain_name(header) in known}


def corrections_said(plan: Plan, text: Text) -> list[str]:
    """What a plan corrects, a few words each."""
    roles = {role: text(name) for role, name in ROLE_NAMES.items()}
    said = [text("{column} = {role}", column=column, role=roles.get(role, role)) for column, role in plan.roles.items()]
    if plan.layout:
        said.append(text("how the rows are laid out"))
    if plan.uses:
        said.append(text(N_("the use of {count} table", "the use of {count} tables"), count=len(plan.uses)))
    clean, plain = plan.clean, CleanSettings()
    products = len(clean.not_products) + len(clean.keep_products)
    if products:
        said.append(text(N_("{count} answer to what is a product", "{count} answers to what is a product"), count=products))
    if clean.same_as:
        said.append(text(N_("{count} product put with another", "{count} products put with others"), count=len(clean.same_as)))
    if clean.level:
        said.append(text("sizes and colours together") if clean.level == "parent" else text("sizes and colours apart"))
    own = {"not_products", "keep_products", "same_as", "level", *OF_ONE_FILE}
    rules = [f.name for f in fields(CleanSettings) if f.name not in own and getattr(clean, f.name) != getattr(plain, f.name)]
    if rules:
        said.append(text(N_("{count} rule for the rows", "{count} rules for the rows"), count=len(rules)))
    return said


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
