"""Printing an explanation: the answer first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from assoc_engine.text import N_, Text
from assoc_engine.workspace import Workspace

from .evidence import buyer_lines, month_lines, table_lines

WORDS = 8  # of both names, the strongest first; the rest is for --json
BETWEEN = {
    "both": N_("{name} goes with both: {with_a} orders with the first ({expected_a} expected by chance), {with_b} with the second "
               "({expected_b})."),
    "like_a": N_("{name} has a name like the first; {with_b} orders with the second ({expected_b} expected by chance)."),
    "like_b": N_("{name} has a name like the second; {with_a} orders with the first ({expected_a} expected by chance)."),
}
HOLDS = {"both": N_("holds both"), "a+neighbour": N_("holds the first and {name}"), "b+neighbour": N_("holds the second and {name}")}


def print_explained(text: Text, explained: dict, workspace: Workspace) -> None:
    """What `explaining.explain` found, in words."""
    print(text.say(explained["answer"]))
    changes = [text("{title}: {words}", title=text.say(one["what"]), words=text.say(one["says"])) for one in explained["change"]]
    for title, lines in (
        (text("Orders with and without"), table_lines(text, explained)),
        (text("What the orders say"), [text.say(fact) for fact in explained["facts"]]),
        (text("Month by month"), month_lines(text, explained["evidence"]["months"])),
        (text("Who buys both"), list(buyer_lines(text, explained["evidence"]["buyers"]))),
        (text("What the names say"), list(_words(text, explained))),
        (text("Products in between"), [_between(text, one) for one in explained["neighbours"]]),
        (text("Orders behind it"), [line for order in explained["orders"] for line in _order(text, order, explained, workspace)]),
        (text("What would change it"), changes),
    ):
        if lines:
            print(f"\n{title}")
            print("\n".join(f"  {line}" for line in lines))


def in_words(text: Text, value):
    """The explanation with each message's words beside its id, for JSON."""
    if isinstance(value, list):
        return [in_words(text, one) for one in value]
    if not isinstance(value, dict):
        return value
    told = {name: in_words(text, one) for name, one in value.items()}
    return told | {"words": text.say(value)} if "message" in value else told


def _between(text: Text, one: dict) -> str:
    words = BETWEEN[one["kind"]]
    return text(words, **one)


def _words(text: Text, explained: dict) -> Iterator[str]:
    yield text.say(explained["words_answer"])
    names = {"a": explained["a_name"], "b": explained["b_name"]}
    for word in explained["words"][:WORDS]:
        sign = "+" if word["share"] >= 0 else "−"
        yield f"  {sign}{text.percent(abs(word['share'])):>5}  {word['word']}  ({names[word['of']]})"


def _order(text: Text, order: dict, explained: dict, workspace: Workspace) -> Iterator[str]:
    """The order, and its rows as the file has them."""
    between = next(iter(explained["neighbours"]), {}).get("name", "")
    holds = HOLDS[order["holds"]]
    words = [text("Order {order}", order=order["order"]), text.date(order["time"]) if order["time"] is not None else "",
             text(holds, name=between), text(N_("{count} product", "{count} products"), count=order["size"])]  # fmt: skip
    yield ", ".join(word for word in words if word)
    raw = workspace.get("raw")
    for row in order["rows"]:
        place = " › ".join(part for part in (row["file"], row["sheet"]) if part)
        cells = [raw[f"c{column}"][row["raw"]] for column in range(len(raw.meta["headers"]))]
        yield "  " + text("{place}, row {row}: {cells}", place=place, row=str(row["row"]), cells=" | ".join(cells))
