"""Errors in what a widget of ours does for Qt (paintEvent, showEvent, data …) must be errors, and not the end of the program.

Before Python 3.12, an error that is raised by C code, such as an index out of range or a widget that is deleted already, is made into an
object only when Python catches it. PySide (6.8 to 6.12 at least) takes it from there unmade, and crashes. Caught and raised again it is an
object.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from types import FunctionType

from shiboken6 import Shiboken

OURS = ("assoc_gui", "pyqtgraph")
UNMADE = sys.version_info < (3, 12)
_looked_at: set[type] = set()


def settle_overrides() -> None:
    """Of every class there is now that derives from Qt's, in our packages: what stands in for a method of Qt's. To be called again when
    there are more of them."""
    if UNMADE:
        new = set(_heirs(Shiboken.Object)) - _looked_at
        _looked_at.update(new)
        for kind in new:
            if kind.__module__.startswith(OURS):
                settle(kind)


def _heirs(kind: type) -> Iterator[type]:
    for heir in kind.__subclasses__():
        yield heir
        yield from _heirs(heir)


def settle(kind: type) -> None:
    """The overrides of one class."""
    for name, function in list(vars(kind).items()):
        of_qt = any(name in vars(base) for base in kind.__mro__[1:] if base.__module__.startswith("PySide6"))
        if isinstance(function, FunctionType) and of_qt and not name.startswith("__"):
            setattr(kind, name, _made(function))


def _made(function: FunctionType) -> FunctionType:
    @functools.wraps(function)
    def override(*args, **values):
        try:
            return function(*args, **values)
        except Exception:  # noqa: TRY203 (raised anew it is the object that Python makes of it)
            raise

    return override
