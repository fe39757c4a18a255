"""Items of a cell as programs write lists: [{"name": "Tea", "qty": 2}, …], ["Tea", "Cup"], the same as Python has it,
and fields with their names: name:Tea|sku:T1|quantity:2; name:Cup|…"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from typing import Any

from ..header_words import plain_name

_NAMES = (
    "name", "title", "product", "productname", "producttitle", "item", "itemname", "itemtitle", "goods", "goodsname", "skuname",
    "商品", "商品名称", "商品名", "品名", "名称", "菜品", "菜品名称", "标题", "产品", "产品名称", "description", "code", "sku",
)  # fmt: skip
_COUNTS = ("quantity", "qty", "count", "num", "number", "pcs", "数量", "件数", "份数")
_KEY = r"[^\W\d][\w ]{0,30}?"  # the name of a field
_FIRST = re.compile(rf"\s*(?P<key>{_KEY})\s*[:：][^|]*\|\s*{_KEY}\s*[:：]").match
_FIELD = re.compile(rf"\|(?=\s*{_KEY}\s*[:：])")
_COLON = re.compile(r"\s*[:：]\s*")
_LONGEST = 100_000  # characters of a cell that may be a list
_SHARE = 0.95  # of the cells that must be lists


def are_lists(texts: Sequence[str]) -> bool:
    """Whether the cells of a column are such lists."""
    likely = sum(text.lstrip()[:1] in ("[", "{") or bool(_FIRST(text)) for text in texts)
    if likely < max(2, _SHARE * len(texts)):
        return False
    return sum(bool(read_list(text)) for text in texts) >= _SHARE * len(texts)


def counted(texts: Sequence[str]) -> bool:
    """Whether the lists say how many there are of each."""
    return any(_field(item, _COUNTS) is not None for text in texts for item in _parsed(text) if isinstance(item, dict))


def read_list(text: str) -> list[tuple[str, float | str]]:
    """Name and count of each item of a cell; 1 where none is written, [] where the cell is no list of names."""
    found = []
    for item in _parsed(text):
        name = _field(item, _NAMES) if isinstance(item, dict) else item
        count = _field(item, _COUNTS) if isinstance(item, dict) else 1
        if isinstance(name, str | int | float) and not isinstance(name, bool) and str(name).strip():
            given = isinstance(count, str | int | float) and not isinstance(count, bool)
            found.append((str(name).strip(), count if given else 1))
    return found


def _parsed(text: str) -> list[Any]:
    """What a cell lists; [] where it lists nothing."""
    text = text.strip()
    if len(text) > _LONGEST:
        return []
    if text[:1] not in ("[", "{"):
        return _fields(text)
    if text[0] == "{":  # one item, or several without brackets around
        text = f"[{text}]"
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return found if isinstance(found, list) else []
    return []


def _fields(text: str) -> list[dict[str, str]]:
    """The items of a cell that names their fields, each of which begins with the same one."""
    first = _FIRST(text)
    if not first:
        return []
    items = re.split(rf"[;；,，\n]\s*(?={re.escape(first['key'])}\s*[:：])", text.rstrip(" ;；,，|"))
    return [dict(_COLON.split(field.strip(), maxsplit=1) for field in _FIELD.split(item)) for item in items]


def _field(item: dict[str, Any], names: Sequence[str]) -> Any:
    """The value of the first of some keys that an item has, None where it has none."""
    plain = {plain_name(str(key)): value for key, value in item.items()}
    return next((plain[name] for name in names if name in plain), None)
