"""Printing: results on standard output, progress on standard error."""

from __future__ import annotations

import sys

from assoc_engine.models.reasons import reason_of
from assoc_engine.names import TASK_TITLES
from assoc_engine.rules.verdicts import GRADES
from assoc_engine.text import N_, Text
from assoc_engine.workspace import Workspace

LISTED = 10  # hints printed; the table has them all


class ProgressLine:
    """One line that is written over on a terminal; elsewhere one line for each step, once, however it goes on counting."""

    def __init__(self, text: Text, before: str = "") -> None:
        self._text, self._before = text, before
        self._terminal = sys.stderr.isatty()
        self._last = ""
        self._said: set[str] = set()

    def show(self, event: dict) -> None:
        words = self._before + self._text(event["message"], **event["values"])
        if self._terminal:
            line = f"{words} {self._text.percent(event['share'])}"
            sys.stderr.write("\r\x1b[K" + line)
            sys.stderr.flush()
        else:
            named = [str(value) for value in event["values"].values() if not isinstance(value, int | float)]
            if (step := "\n".join([event["message"], *named])) not in self._said:
                print(f"{words} …", file=sys.stderr)
            self._said.add(step)
        self._last = words

    def clear(self) -> None:
        if self._terminal and self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def print_question(text: Text, workspace: Workspace) -> None:
    """What the reader of the file is not sure of."""
    if question := workspace.meta("roles")["question"]:
        print(text("Please check: {question}", question=text.say(question)))


def print_aside(text: Text, workspace: Workspace) -> None:
    """Which orders links are tested without."""
    for kind in workspace.meta("aside")["kinds"]:
        count = kind["message"]["values"]["count"]
        print(text.say(kind["message"]))
        if kind["kept"]:
            print(text(N_("Links are tested with it, as you chose.", "Links are tested with them, as you chose."), count=count))
        else:
            words = N_("Links are tested without it; {option} tests it too.", "Links are tested without them; {option} tests them too.")
            print(text(words, count=count, option=f"--keep {kind['kind']}"))


def print_rows(text: Text, workspace: Workspace) -> None:
    """How many rows are used, and where the others went."""
    quality = workspace.meta("quality")
    print(text.say(quality["answer"]))
    for rule in quality["rules"]:
        if rule["count"] and rule["effect"] != "changed":
            print(f"  {text.integer(rule['count']):>9}  {text.say(rule['title'])}")


def print_notices(text: Text, workspace: Workspace) -> None:
    """What to know of the file before believing its links, and what to do where no setting does it or the links cannot be believed
    before."""
    aside = [kind["message"] for kind in workspace.meta("aside")["kinds"]]  # these are told by print_aside
    for notice in workspace.meta("quality")["notices"]:
        if notice["title"] not in aside:
            print(text.say(notice["title"]))
            if notice["setting"] is None or notice.get("doubts_links"):
                print(text.say(notice["advice"]))


def print_actions(text: Text, workspace: Workspace) -> None:
    """The strongest actions with the orders behind each, or what data would help."""
    actions, links, products = (workspace.get(name) for name in ("actions", "links", "products"))
    if advice := actions.meta["advice"]:
        print(text.say(advice))
        return
    print(text.say(actions.meta["answer"]))
    for index, (a, b, link) in enumerate(zip(actions["a"], actions["b"], actions["link"], strict=True), 1):
        together, tested = int(links["orders"][link]), int(links["counted"][link])
        values = {
            "a": products["name"][int(a)], "b": products["name"][int(b)], "together": together, "tested": tested,
            "orders": int(products["orders"][int(a)]), "times": float(links["adjusted_lift"][link]),
            "grade": GRADES[int(links["grade"][link])],
        }  # fmt: skip
        if tested == together:
            words = text("Recommend {b} beside {a}: together in {together} of {orders} orders, {times:times} times chance "
                         "({grade}).", **values)
        else:
            words = text("Recommend {b} beside {a}: together in {together} of {orders} orders; the {tested} of these that are "
                         "tested are {times:times} times chance ({grade}).", **values)  # fmt: skip
        print(f"{index:3d}. {words}")


def print_models(text: Text, workspace: Workspace) -> None:
    """Who predicts best, a task a line, and which tasks or models could not be tried and why."""
    board = workspace.get("leaderboard")
    for task in board.meta["tasks"]:
        title = text(TASK_TITLES[task["task"]])
        print(text("{title}: {words}", title=title, words=text.say(task["answer"])) if task["answer"] else title)
        if why := task.get("why"):  # a comparison of an earlier version does not tell
            print("  " + text.say(why))
        for absent in task["absent"]:
            print("  " + text("{title}: {words}", title=absent["model"], words=text.say(absent["reason"])))
    for absent in board.meta["absent"]:
        print(text("{title}: {words}", title=text(TASK_TITLES[absent["task"]]), words=text.say(absent["reason"])))


def print_hints(text: Text, workspace: Workspace) -> None:
    """What was found, and the first pairs with their reason."""
    hints, products = workspace.get("hints"), workspace.get("products")
    print(text.say(hints.meta["answer"]))
    print_record(text, hints.meta)
    for row in range(min(LISTED, len(hints["a"]))):
        a, b = (products["name"][int(hints[side][row])] for side in ("a", "b"))
        chance, message = float(hints["probability"][row]), reason_of(hints, row, products["name"])
        reason = text.say(message) if message else ""
        print(f"{row + 1:3d}. " + text("{a} and {b}: {probability:percent}. {reason}", a=a, b=b, probability=chance, reason=reason))


def print_record(text: Text, meta: dict) -> None:
    """Who foresees, how far ahead, and how much of what it named came true at earlier moments."""
    ahead = (text(N_("Foreseen for the next {count} day.", "Foreseen for the next {count} days."), count=meta["days"]) if meta["days"]
             else text(N_("Foreseen for the next {count} order.", "Foreseen for the next {count} orders."),
                       count=meta["orders"]))  # fmt: skip
    print(text("Method: {title}.", title=text.say(meta["title"])), ahead)
    for step in meta["precision"]:
        print("  " + text("Of the first {k} pairs at earlier moments (tried at {trials}), {share:percent} came true ({low:percent} to "
                          "{high:percent}); of any pairs {chance:percent}.",
                          trials=meta["trials"], **step))  # fmt: skip


def print_groups(text: Text, workspace: Workspace) -> None:
    """What was found, a group a line with what to do with it."""
    groups = workspace.meta("groups")
    print(text.say(groups["answer"]))
    for place, group in enumerate(groups["clusters"], 1):
        words = text(N_("{name} ({count} product): {advice}", "{name} ({count} products): {advice}"), name=text.say(group["name"]),
                     count=group["size"], advice=text.say(group["do"]))  # fmt: skip
        print(f"{place:3d}. {words}")
