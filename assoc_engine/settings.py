"""Settings are data: frozen dataclasses whose field metadata carries range and unit; a bad value names its field, however they are made.

They cross the pipe to the engine as plain dictionaries: `to_dict` and `from_dict`.
"""

from __future__ import annotations

import dataclasses
import functools
import numbers
import types
import typing
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from .errors import SettingError
from .text import N_

Settings = TypeVar("Settings")


def limited(default: Any, low: float, high: float, unit: str = "") -> Any:
    """A dataclass field whose value must lie in low..high (both included)."""
    return field(default=default, metadata={"low": low, "high": high, "unit": unit})


class Checked:
    """Base of settings: what each field can be is looked at when they are made. Raises SettingError naming the field."""

    def __post_init__(self) -> None:
        kind: Any = type(self)
        hints = _hints(kind)
        for f in dataclasses.fields(kind):
            object.__setattr__(self, f.name, _checked(f, hints[f.name], getattr(self, f.name)))


@dataclass(frozen=True)
class ReadSettings(Checked):
    """What to read, all of it together. `sheet`: read this sheet alone of each workbook ("": every visible one).

    `password`: of protected workbooks. `uses`: what a table is for, by "file|sheet", "file" or the table's shape
    (raw.shape_of): one of raw.KINDS, "" to leave it out; it overrides what was recognised. `layout`: one of raw.LAYOUTS for the
    sales, "" to recognise it. `encoding`: that of text files, by a name Python knows, "" to find it.
    """

    paths: tuple[str, ...] = ()
    sheet: str = ""
    password: str = ""
    uses: dict[str, str] = field(default_factory=dict)
    layout: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class CleanSettings(Checked):
    """Which cleaning rules are on, what the user confirmed, and which orders are set aside before anything is cleaned.

    `until`: ISO date; nothing dated on or after it is used. `exclude_orders_with`: an order that holds exactly one
    of these codes or names in the rows as read goes whole. `exclude_orders`: order numbers set aside. `largest_order`:
    orders of more products are set aside. `not_products`, `keep_products`: codes (names where there are none) that the
    user said are no products, or are. `same_as`: a code or name → the one whose product it is. `level`: what a product
    is where the file tells variants from their parent: "variant", "parent", or "" for the better default.
    """

    headings: bool = True
    totals: bool = True
    fill_orders: bool = True
    overlaps: bool = True
    blank_products: bool = True
    unreadable: bool = True
    unfinished: bool = True
    cancelled: bool = True
    returns: bool = True
    net_returns: bool = True
    non_products: bool = True
    duplicates: bool = True
    merge_names: bool = True
    fill_missing: bool = True
    until: str = field(default="", metadata={"day": True})
    exclude_orders_with: tuple[str, ...] = ()
    exclude_orders: tuple[str, ...] = ()
    largest_order: int = limited(0, 0, 1_000_000, "products; 0 for no limit")
    not_products: tuple[str, ...] = ()
    keep_products: tuple[str, ...] = ()
    same_as: dict[str, str] = field(default_factory=dict)
    level: str = field(default="", metadata={"one_of": ("", "variant", "parent")})


@dataclass(frozen=True)
class LinkSettings(Checked):
    """`min_orders`: joint orders a link needs (0: chosen from the data). `max_fdr`: rate of false finds among the proven.
    `dependent`: keep it however the tests depend on each other (Benjamini and Yekutieli), at the price of some links. `keep`: kinds of
    orders (rules.collective) that are noticed and tested all the same. `memory`: that counting may take (0: half of what is free). `seed`:
    of the draw of the later part where the file has no dates."""

    min_orders: int = limited(0, 0, 1_000_000_000, "orders; 0 to choose from the data")
    max_fdr: float = limited(0.05, 0.0001, 0.5)
    dependent: bool = False
    keep: tuple[str, ...] = ()
    memory: int = limited(0, 0, 1_000_000, "MB; 0 for half of what is free")
    seed: int = limited(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class CombineSettings(Checked):
    """Which combinations of products are looked for: rules "if these, then those", or whole sets.

    `min_orders`: orders that hold all of it (0: chosen from the data). `min_size`, `max_size`: products of it (0: any number).
    `products`: codes or names that are all in it. `max_antecedent`, `max_consequent`: products of a rule's sides (0: any number).
    `measure`: what it is sorted by ("": orders beyond chance), a name of rules.ranking.NAMES. `memory`: that the search may take (0:
    half of what is free). `tested`: they are held against chance and against the smaller ones within them.
    """

    kind: str = field(default="rules", metadata={"one_of": ("rules", "sets")})
    min_orders: int = limited(0, 0, 1_000_000_000, "orders; 0 to choose from the data")
    min_size: int = limited(2, 2, 1_000_000, "products")
    max_size: int = limited(0, 0, 1_000_000, "products; 0 for no limit")
    products: tuple[str, ...] = ()
    max_antecedent: int = limited(0, 0, 1_000_000, "products; 0 for no limit")
    max_consequent: int = limited(0, 0, 1_000_000, "products; 0 for no limit")
    measure: str = ""
    memory: int = limited(0, 0, 1_000_000, "MB; 0 for half of what is free")
    tested: bool = True


@dataclass(frozen=True)
class StrategySettings(Checked):
    """`per_page`: recommendations on one product's page. `actions`: how many are listed; `per_product`: of them at most with the same
    product."""

    per_page: int = limited(5, 1, 50, "products")
    actions: int = limited(10, 1, 1000, "actions")
    per_product: int = limited(3, 1, 1000, "actions")


@dataclass(frozen=True)
class ModelSettings(Checked):
    """Which models are compared, on what, and how they are trained.

    `tasks`, `models`: names of the catalogue, all that the data allow where none is given. `metric`: what chooses. `validate`,
    `future`: ISO dates of the first day of the part that chooses and of the part that is opened at the end ("": chosen from the
    dates). `size`: of the nets ("": by assortment and device). `device`: where they are trained ("": the best one here).
    `search_minutes`: for looking for better settings than the usual ones, all nets together.
    """

    tasks: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    metric: str = field(default="ndcg", metadata={"one_of": ("ndcg", "recall", "hit")})
    validate: str = field(default="", metadata={"day": True})
    future: str = field(default="", metadata={"day": True})
    size: str = field(default="", metadata={"one_of": ("", "S", "M", "L")})
    device: str = field(default="", metadata={"one_of": ("", "cuda", "mps", "cpu")})
    search_minutes: int = limited(0, 0, 24 * 60, "minutes")
    seed: int = limited(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class RecommendSettings(Checked):
    """Whose lists are wanted. `case`: a product's code or name, a customer, or a new product's text; "" for all there are. `model`:
    of the catalogue, or "best". `top`: products of a list."""

    task: str = field(default="page", metadata={"one_of": ("page", "next-basket", "new-product")})
    case: str = ""
    model: str = "best"
    top: int = limited(10, 1, 1_000, "products")


@dataclass(frozen=True)
class HintSettings(Checked):
    """`top`: the most probable pairs that are kept: more are neither read nor sorted at once."""

    top: int = limited(2_000, 1, 1_000_000, "pairs")


@dataclass(frozen=True)
class AnalysisSettings(Checked):
    """Everything one analysis of a file depends on. `roles`: column header → role, overriding the guess."""

    roles: dict[str, str] = field(default_factory=dict)
    clean: CleanSettings = field(default_factory=CleanSettings)
    links: LinkSettings = field(default_factory=LinkSettings)
    strategy: StrategySettings = field(default_factory=StrategySettings)


def is_day(text: str) -> bool:
    """Whether a text is a date written YYYY-MM-DD, and no other of ISO's forms (20111001 would be read as a year)."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def to_dict(settings: Any) -> dict[str, Any]:
    """As plain data, nested settings too: what `from_dict` takes."""
    return dataclasses.asdict(settings)


def from_dict(kind: type[Settings], data: dict[str, Any]) -> Settings:
    """Settings of a kind from plain data; what is absent keeps its default. Raises SettingError naming the field."""
    unknown = set(data) - set(_hints(typing.cast(Any, kind)))
    if unknown:
        raise SettingError(N_("There is no setting {name}."), name=min(unknown))
    return kind(**data)


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _checked(f: dataclasses.Field[Any], hint: Any, value: Any) -> Any:
    """The value of a field as its kind has it: settings of plain data, a tuple of a list, a plain number of any."""
    if dataclasses.is_dataclass(hint):
        return value if isinstance(value, typing.cast(type, hint)) else from_dict(typing.cast(type, hint), value)
    origin: Any = typing.get_origin(hint) or hint
    if origin is tuple:
        if isinstance(value, str):  # else its letters would be the values
            raise SettingError(N_("The setting {name} takes several values, not {value} alone."), name=f.name, value=value)
        value = tuple(value)
    elif origin in (int, float) and isinstance(value, numbers.Integral if origin is int else numbers.Real) and not isinstance(value, bool):
        value = origin(value)  # of a numpy number, too
    wanted: Any = origin if not isinstance(origin, types.UnionType) else object
    words = origin is not dict or (isinstance(value, dict) and all(isinstance(v, str) for v in (*value, *value.values())))
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)) or not words:
        raise SettingError(N_("The setting {name} cannot be {value}."), name=f.name, value=str(value))
    low, high = f.metadata.get("low"), f.metadata.get("high")
    if low is not None and not low <= value <= high:
        raise SettingError(
            N_("The setting {name} must lie between {low} and {high}; it is {value}."),
            name=f.name, low=low, high=high, value=value,
        )  # fmt: skip
    if value not in f.metadata.get("one_of", (value,)):
        raise SettingError(N_("The setting {name} cannot be {value}."), name=f.name, value=str(value))
    if f.metadata.get("day") and value and not is_day(value):
        raise SettingError(N_("The date limit must be a date such as 2011-10-01, not {value}."), value=value)
    return value
