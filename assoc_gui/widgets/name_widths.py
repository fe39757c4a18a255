"""How wide a table's columns of names are, where there is too little room for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_NAME = 130  # pixels of a column of names
NARROW_NAME = 84  # where else figures would not be in sight
TOLD = 3  # figures that tell why a row is there: seen, by chance, and how many times as often


@dataclass(frozen=True)
class Shown:
    """A column that is shown. `width`: pixels it has; of one of names those it cannot do without, 0 for whatever is left."""

    name: bool
    figure: bool
    width: int


def name_widths(room: int, shown: Sequence[Shown], least_name: int = LEAST_NAME) -> list[int] | None:
    """Pixels of each column of names, in the order of `shown`, which is that of the screen; None where they share what the others leave.

    Below a readable width they keep that, and the table scrolls; then they get what the figures leave that are in sight as a whole.
    """
    names = [one for one in shown if one.name]
    if not names:
        return []
    least = [one.width or _least(room, shown, least_name) for one in names]
    if room - sum(one.width for one in shown if not one.name) >= max(least) * len(names):
        return None
    spare = _spare(room - sum(least), shown) // len(names)
    return [width + spare for width in least]


def _least(room: int, shown: Sequence[Shown], least_name: int) -> int:
    """So much that the first columns of figures are in sight, as many of the TOLD as can be, within bounds."""
    figures = [place for place, one in enumerate(shown) if one.figure][:TOLD] or [len(shown) - 1]
    sharing = max(1, sum(one.name and not one.width for one in shown))
    narrow = min(NARROW_NAME, least_name)
    for figure in reversed(figures):
        others = sum(one.width for one in shown[: figure + 1] if not one.name)
        if (width := (room - others) // sharing) >= narrow:
            return min(least_name, width)
    return narrow


def _spare(room: int, shown: Sequence[Shown]) -> int:
    """Pixels of the room beside the names that no column fills which is in sight as a whole; 0 where no figure is."""
    seen = False
    for one in shown:
        if one.name:
            continue
        if one.width > room:
            break
        room, seen = room - one.width, seen or one.figure
    return max(0, room) if seen else 0
