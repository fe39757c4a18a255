"""The evidence of a pair as lines of text: its table, its months, its buyers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from assoc_engine.text import N_, Text

LONGEST = 40  # signs of a bar
COLUMNS = {"store": N_("store"), "channel": N_("channel"), "region": N_("region")}


def table_lines(text: Text, explained: dict) -> list[str]:
    """The 2×2 table of the orders that links are tested on; the first product's rows, the second's columns."""
    counts, (a, b) = explained["evidence"]["tested"], (explained["a_name"], explained["b_name"])
    rows = [
        ("", text("with {product}", product=b), text("without it")),
        (text("with {product}", product=a), text.integer(counts["both"]), text.integer(counts["only_a"])),
        (text("without it"), text.integer(counts["only_b"]), text.integer(counts["neither"])),
    ]
    wide = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [f"{_filled(name, wide[0])}  {_filled(one, wide[1], left=True)}  {_filled(other, wide[2], left=True)}"
             for name, one, other in rows]
    every = explained["evidence"]["table"]
    if (aside := sum(every.values()) - sum(counts.values())) > 0:
        lines.append(text(N_("Without {count} order that is set aside; with it {both} orders hold both.",
                             "Without {count} orders that are set aside; with them {both} orders hold both."), count=aside,
                          both=every["both"]))  # fmt: skip
    return lines


def month_lines(text: Text, months: Sequence[dict]) -> list[str]:
    """A month a line: joint orders, those by chance, and a bar with a mark where chance would end."""
    most = max((max(one["orders"], one["expected"]) for one in months), default=0)
    lines = []
    for one in months:
        told = text("{month}: {orders} ({expected:number} by chance)", month=text.month(one["month"]), orders=one["orders"],
                    expected=one["expected"])
        lines.append((told, _bar(one["orders"], one["expected"], LONGEST / most) if most else ""))
    wide = max((_width(told) for told, _ in lines), default=0)
    return [f"{_filled(told, wide)}  {bar}".rstrip() for told, bar in lines]


def buyer_lines(text: Text, buyers: dict) -> Iterator[str]:
    if buyers["customers"] is not None:
        known = text(N_("{count} known customer had both in one order", "{count} known customers had both in one order"),
                     count=buyers["customers"])
        most = ", ".join(text(N_("{customer}: {orders}"), **one) for one in buyers["most"])
        yield text("{known} (most often {most})", known=known, most=most) if most else known
        if buyers["unknown"]:
            yield text(N_("{count} joint order is of no known customer", "{count} joint orders are of no known customer"),
                       count=buyers["unknown"])
    for place in buyers["places"]:
        yield text("{column} {value}: {orders} joint orders, {share:percent} of them; of all orders {share_all:percent}",
                   **(place | {"column": text(COLUMNS[place["column"]])}))  # fmt: skip


def _bar(orders: int, expected: float, scale: float) -> str:
    """One sign an order or more, and a stroke in the place where chance ends."""
    signs = ["▪"] * round(orders * scale)
    place = round(expected * scale)
    signs += [" "] * (place + 1 - len(signs))
    signs[place] = "|"
    return "".join(signs)


def _width(words: str) -> int:
    """Columns of a terminal."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def _filled(words: str, width: int, left: bool = False) -> str:
    blanks = " " * (width - _width(words))
    return blanks + words if left else words + blanks
