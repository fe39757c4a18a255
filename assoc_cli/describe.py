"""How files were understood, as plain data and as text; and the plan in it, read back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from assoc_engine.errors import FileError, SettingError
from assoc_engine.plan import Plan
from assoc_engine.settings import from_dict, to_dict
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Workspace

SHOWN = 8  # lines of a list; the rest is for --json


def describe(workspace: Workspace, text: Text, plan: Plan) -> dict:
    """What the workspace knows of its files, messages as words; `plan`: what was asked for, completed by what was
    recognised, so that it says everything. `rows` and what follows are absent where the files cannot be analysed."""
    raw, roles = workspace.meta("raw"), workspace.meta("roles")
    names = [text(header) if index in raw["made"] else header for index, header in enumerate(raw["headers"])]
    found: dict = {
        "files": [Path(path).name for path in raw["paths"]],
        "layout": raw["layout"],
        "understood": text.say(roles["answer"]),
        "order_rule": text.say(roles["order_rule"]),
        "notes": [text.say(note) for note in raw["notes"]],
        "tables": [part | {"message": text.say(part["message"])} for part in raw["parts"]],
        "columns": [
            {"header": names[column["index"]], "role": column["role"], "sure": column["sure"],
             "reason": text.say(column["reason"])}
            for column in roles["columns"]
        ],
        "question": text.say(roles["question"]) if roles["question"] else None,
        "choices": [choice | {"label": text.say(choice["label"]) if choice["label"] else ""} for choice in roles["choices"]],
    }  # fmt: skip
    if workspace.has("quality"):
        found |= _account(workspace, text)
    uses = {f"{part['file']}|{part['sheet']}" if part["sheet"] else part["file"]: part["kind"] for part in raw["parts"]}
    brought = {header for part in raw["parts"] for header in part["columns"]}  # there only while their table is joined
    given = {
        column["header"]: column["role"]
        for column in roles["columns"]
        if column["role"] and column["header"] not in brought
    }
    found["plan"] = to_dict(replace(plan, uses=uses | plan.uses, roles=given | plan.roles))
    return found


def _account(workspace: Workspace, text: Text) -> dict:
    quality, figures = workspace.meta("quality"), workspace.meta("summary")["figures"]
    return {
        "rows": quality["rows_in"],
        "rows_used": quality["rows_out"],
        "orders": figures["orders"],
        "products": figures["products"],
        "account": text.say(quality["answer"]),
        "cleaning": [
            {"rule": rule["rule"], "words": text.say(rule["title"]), "effect": rule["effect"],
             "rows": rule["count"], "on": rule["on"]}
            for rule in quality["rules"]
        ],
        "notices": [
            {"words": text.say(notice["title"]), "advice": text.say(notice["advice"]) if notice["advice"] else "",
             "setting": notice["setting"]}
            for notice in quality["notices"]
        ],
        "non_products": [found | {"reason": text.say(found["reason"])} for found in quality["non_products"]],
        "same": [found | {"reason": text.say(found["reason"])} for found in quality["same"]],
        "level": quality["level"] and quality["level"] | {"reason": text.say(quality["level"]["reason"])},
    }  # fmt: skip


def as_text(found: dict, text: Text) -> str:
    """The description for a reader at a console."""
    blocks = [[found["understood"], found["order_rule"]], found["notes"]]
    blocks.append([f"  {part['message']}" for part in found["tables"]])
    if found["question"]:
        blocks.append([text("Please check: {question}", question=found["question"])])
    blocks.append(_columns(found["columns"], text))
    if "rows" in found:
        blocks.append([found["account"], *_cleaning(found["cleaning"], text)])
        blocks.append([words for notice in found["notices"] for words in (notice["words"], f"  {notice['advice']}")])
        doubtful = [f"{other['name']}: {other['reason']}" for other in found["non_products"] if not other["out"]]
        blocks.append(_some(text("Perhaps no products:"), doubtful, text))
        same = [f"{_named(pair, 'first')} = {_named(pair, 'second')}: {pair['reason']}" for pair in found["same"]]
        blocks.append(_some(text("Perhaps the same product:"), same, text))
        blocks.append([found["level"]["reason"]] if found["level"] else [])
    return "\n\n".join("\n".join(line for line in block if line.strip()) for block in blocks if block)


def _some(title: str, lines: list[str], text: Text) -> list[str]:
    """The first lines under a title, and how many more there are; nothing where there are none."""
    more = [text("{count} more in --json", count=len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return [title, *(f"  {line}" for line in [*lines[:SHOWN], *more])] if lines else []


def _named(pair: dict, which: str) -> str:
    name, code = pair[f"{which}_name"], pair[which]
    return name if name == code else f"{name} ({code})"


def _columns(columns: list[dict], text: Text) -> list[str]:
    used = sorted(columns, key=lambda column: not column["role"])
    signs = {True: text("sure"), False: text("please check")}
    return [
        f"  {column['role'] or '–':<12}{column['header']}  ({signs[column['sure']]}) {column['reason']}"
        if column["role"] else f"  {'–':<12}{column['header']}  {column['reason']}"
        for column in used
    ]  # fmt: skip


def _cleaning(rules: list[dict], text: Text) -> list[str]:
    off = text("switched off")
    return [
        f"  {text.integer(rule['rows']):>9}  {rule['words']}" + ("" if rule["on"] else f" ({off})")
        for rule in rules
        if rule["rows"] or not rule["on"]
    ]


def read_plan(path: Path) -> Plan:
    """A plan from a file: what `inspect --json` printed, or its "plan" alone. Raises FileError and SettingError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError(
            N_("The plan {path} cannot be read: {reason}."), path=str(path), reason=error.strerror or ""
        ) from error
    except ValueError as error:
        raise FileError(
            N_("{file} is no plan: it is not written as JSON."),
            advice=N_("Make one with inspect --json and change that."), file=path.name,
        ) from error  # fmt: skip
    if isinstance(data, dict):
        data = data.get("plan", data)
    if not isinstance(data, dict):
        raise SettingError(N_("{file} is no plan: it holds no settings."), file=path.name)
    return from_dict(Plan, data)
