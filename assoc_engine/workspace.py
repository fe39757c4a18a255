"""The folder of results: put and get tables by name, written atomically, read by mapping.

A table is a set of columns (one `.npy` a column, mapped when read) and `meta` (small, JSON). Columns need not have
the same length. Text is stored as offsets and UTF-8 bytes, repeated text as codes into a vocabulary. Files of `data` are never written
over: every `put` claims a generation of its own and writes under new names, so a reader that has mapped the old one goes on undisturbed
(Windows refuses to replace a mapped file). What is there is said by one small file alone, the index: table → generation. Whoever changes
it reads it, changes it and replaces it while nobody else does, so any number of tables appear and go in one step, and a process
that ends, or a disk that is full, leaves either all that was before or all that is to be. When a table is stored again, those before the
one that is there go. Each table has one writer. Needs numpy alone.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .errors import WriteError
from .progress import Cancelled
from .text import N_

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT = 2
INDEX = "tables.json"  # table → generation of those that are there
OPEN_JUST_NOW, CHANGED_JUST_NOW = 0.2, 5.0  # seconds to wait for a reader of the index, and for another who changes it

Given = TypeVar("Given")


class TextColumn(Sequence[Any]):
    """Strings as offsets (int64, n + 1) and UTF-8 bytes; items are decoded when asked for."""

    def __init__(self, offsets: np.ndarray, data: np.ndarray) -> None:
        self.offsets, self.data = offsets, data

    @classmethod
    def of(cls, strings: Sequence[str]) -> TextColumn:
        """These strings, one an entry."""
        encoded = [s.encode("utf-8", "surrogatepass") for s in strings]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(e) for e in encoded], out=offsets[1:])
        return cls(offsets, np.frombuffer(b"".join(encoded), np.uint8))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        index = int(index)
        if index < 0:
            index += len(self)
        start, end = int(self.offsets[index]), int(self.offsets[index + 1])
        return self.data[start:end].tobytes().decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        whole, offsets = self.data.tobytes(), self.offsets.tolist()
        return (whole[a:b].decode("utf-8", "surrogatepass") for a, b in itertools.pairwise(offsets))


@dataclass(frozen=True)
class Coded(Sequence[Any]):
    """Repeated text: `codes` (integers, −1 for an empty cell) into `vocabulary`. Items are str, "" where empty."""

    codes: np.ndarray
    vocabulary: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        code = int(self.codes[index])
        return self.vocabulary[code] if code >= 0 else ""


@dataclass(frozen=True)
class Table(Mapping[str, Any]):
    """A stored result: columns by name, and `meta`. `generation` rises with each `put`."""

    name: str
    generation: int
    meta: dict[str, Any]
    columns: dict[str, Any] = field(repr=False)

    def __getitem__(self, column: str) -> Any:
        return self.columns[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


class Workspace:
    """A folder of tables. Raises WriteError where there can be none."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._data = self.folder / "data"
        self._waiting: dict[str, int | None] | None = None  # the changes of a block: table → generation, None where it goes
        self._rests_on: dict[str, int | None] = {}
        try:
            self._data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error

    def resting_on(self, *names: str) -> Workspace:
        """The same tables for who works long on these: once one of them is replaced or gone, what he puts and removes is refused by
        Cancelled, for it tells of what is no longer there."""
        resting, there = Workspace(self.folder), self.generations()
        resting._rests_on = {name: there.get(name) for name in names}
        return resting

    def generations(self) -> dict[str, int]:
        """The tables that are there at one moment, and the generation of each. A table's generations are never used again."""
        return _changed(self._index(), self._waiting or {})

    def names(self) -> list[str]:
        """The tables that are there, by name."""
        return sorted(self.generations())

    def has(self, name: str) -> bool:
        """Whether a table is there."""
        return name in self.generations()

    def put(self, name: str, columns: Mapping[str, object] = {}, meta: Mapping[str, Any] | None = None) -> int:
        """Store a table and return its generation. Columns: numpy arrays, sequences of str, TextColumn or Coded.

        Raises WriteError (the disk is full or not writable); what was stored under the name before stays then.
        """
        generation = 0
        try:
            self._let_go_before(name)
            generation = self._claim(name)
            stem = f"{name}.{generation}"
            described = {column: self._write(f"{stem}.{column}", values) for column, values in columns.items()}
            manifest = {"format": FORMAT, "generation": generation, "columns": described, "meta": dict(meta or {})}
            _dump(self._data / f"{stem}.json", manifest)
        except OSError as error:
            self._let_go({name: generation})
            raise cannot_write(self.folder, error) from error
        self._change({name: generation})
        return generation

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is put and removed within shows at the end, all of it in one step; and none where the block, or the process, ends before.
        Until then only this object sees it. Within another such block it is part of that one. Raises WriteError."""
        if self._waiting is not None:
            yield
            return
        changes: dict[str, int | None] = {}
        self._waiting = changes
        try:
            yield
        except BaseException:
            self._let_go(changes)
            raise
        finally:
            self._waiting = None
        self._change(changes)

    def get(self, name: str) -> Table:
        """The newest generation of a table, its columns mapped read-only. Raises KeyError where there is none."""
        generation = self.generations()[name]
        try:
            manifest, stem = self._manifest(name, generation), f"{name}.{generation}"
            columns = {column: self._read(f"{stem}.{column}", kind) for column, kind in manifest["columns"].items()}
        except FileNotFoundError:
            if self.generations().get(name) == generation:
                raise
            return self.get(name)  # it was replaced, and that too, while it was read
        return Table(name, generation, manifest["meta"], columns)

    def meta(self, name: str) -> dict[str, Any]:
        """What is stored beside a table's columns. Raises KeyError where there is none."""
        return self.get(name).meta

    def remove(self, *names: str) -> None:
        """Forget tables; their files go as others are stored by these names. Raises WriteError."""
        self._change(dict.fromkeys(names))

    def _change(self, changes: dict[str, int | None]) -> None:
        """Show what was stored and no longer what was removed: at once, or with all else of a block."""
        if self._waiting is not None:
            self._let_go({name: self._waiting.get(name) for name in changes})  # stored before in the block, so nobody saw it
            self._waiting.update(changes)
            self._refuse(self._index())
            return
        try:
            with self._alone():
                there = self._index()
                self._refuse(there)
                if (then := _changed(there, changes)) != there:
                    new = self.folder / f"{INDEX}.new"
                    _dump(new, then, safely=True)
                    _insist(lambda: os.replace(new, self.folder / INDEX), OPEN_JUST_NOW)
        except (OSError, Cancelled) as error:
            self._let_go(changes)
            if isinstance(error, OSError):
                raise cannot_write(self.folder, error) from error
            raise

    def _refuse(self, there: Mapping[str, int]) -> None:
        """Raise Cancelled where what this rests on was replaced or is gone."""
        if any(there.get(name) != generation for name, generation in self._rests_on.items()):
            raise Cancelled

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While nobody else, in whatever process, changes the index. The system lets go where a process ends."""
        file = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT)
        try:
            _insist(lambda: _lock(file), CHANGED_JUST_NOW)
            try:
                yield
            finally:
                _unlock(file)
        finally:
            os.close(file)

    def _index(self) -> dict[str, int]:
        """What is there, for all. An index that cannot be read is as if it never was: it takes its place whole, so only a disk or a
        machine that failed leaves one, and then the tables are not to be trusted either."""
        try:
            index = json.loads(_insist((self.folder / INDEX).read_bytes, OPEN_JUST_NOW))
        except (FileNotFoundError, ValueError):
            return {}
        return index if isinstance(index, dict) else {}

    def _manifest(self, name: str, generation: int) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self._data / f"{name}.{generation}.json").read_bytes())
        return manifest

    def _claim(self, name: str) -> int:
        """A generation that nobody has had, not even one whose table never showed: its files may be mapped."""
        generation = max((_generation(path) for path in self._data.glob(f"{name}.*")), default=0)
        while True:
            generation += 1
            with suppress(FileExistsError):
                (self._data / f"{name}.{generation}.json").touch(exist_ok=False)
                return generation

    def _let_go_before(self, name: str) -> None:
        """Remove what is older than the table that is there."""
        there = self._index().get(name, 0)
        _unlink(path for path in self._data.glob(f"{name}.*") if _generation(path) < there)

    def _let_go(self, stored: dict[str, int | None]) -> None:
        """Remove the files of tables that will not show, lest they fill the disk."""
        for name, generation in stored.items():
            if generation:
                _unlink(self._data.glob(f"{name}.{generation}.*"))

    def _write(self, stem: str, values: Any) -> str:
        if isinstance(values, Coded):
            self._save(f"{stem}.codes", np.asarray(values.codes))
            self._write(f"{stem}.vocabulary", _as_text(values.vocabulary))
            return "coded"
        if isinstance(values, np.ndarray) and values.dtype != object:
            self._save(stem, values)
            return "array"
        text = _as_text(values)
        self._save(f"{stem}.offsets", text.offsets)
        self._save(f"{stem}.bytes", text.data)
        return "text"

    def _read(self, stem: str, kind: str) -> Any:
        if kind == "coded":
            return Coded(self._load(f"{stem}.codes"), self._read(f"{stem}.vocabulary", "text"))
        if kind == "text":
            return TextColumn(self._load(f"{stem}.offsets"), self._load(f"{stem}.bytes"))
        return self._load(stem)

    def _save(self, stem: str, array: np.ndarray) -> None:
        np.save(self._data / f"{stem}.npy", array, allow_pickle=False)

    def _load(self, stem: str) -> np.ndarray:
        path = self._data / f"{stem}.npy"
        array: np.ndarray
        try:
            array = np.load(path, mmap_mode="r", allow_pickle=False)
        except ValueError:  # an empty array cannot be mapped
            array = np.load(path, allow_pickle=False)
        return array


class Lines:
    """JSON lines appended to a file of a workspace, each with the time `at`, for whoever watches what is going on. A new one begins
    empty."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        self.path = workspace.folder / name
        self._write("", "w")

    def add(self, line: dict[str, Any]) -> None:
        """Raises WriteError."""
        self._write(json.dumps(line | {"at": time.time()}) + "\n", "a")

    def _write(self, words: str, mode: str) -> None:
        try:
            with open(self.path, mode, encoding="utf-8") as file:
                file.write(words)
        except OSError as error:
            raise cannot_write(self.path.parent, error) from error


def _as_text(values: Sequence[str]) -> TextColumn:
    return values if isinstance(values, TextColumn) else TextColumn.of(values)


def _plain(value: object) -> Any:
    """JSON for numpy scalars."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a manifest")


def _changed(there: Mapping[str, int], changes: Mapping[str, int | None]) -> dict[str, int]:
    return {name: generation for name, generation in {**there, **changes}.items() if generation is not None}


def _generation(path: Path) -> int:
    return int(path.name.split(".")[1])


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):  # still mapped by somebody: next time
            path.unlink()


def _dump(path: Path, content: dict[str, Any], safely: bool = False) -> None:
    """`safely`: it is on the disk before this returns."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(content, ensure_ascii=False, default=_plain))
        if safely:
            file.flush()
            os.fsync(file.fileno())


def _lock(file: int) -> None:
    """Raises BlockingIOError or PermissionError where somebody else has it."""
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)


def _insist(does: Callable[[], Given], seconds: float) -> Given:
    """Try it again for a moment: somebody else has the lock, or on Windows a reader has the index open just now."""
    until = time.monotonic() + seconds
    while True:
        try:
            return does()
        except (PermissionError, BlockingIOError):
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


def cannot_write(folder: Path, error: OSError) -> WriteError:
    """The error of a folder that cannot be written."""
    return WriteError(
        N_("The folder {folder} cannot be written: {reason}."),
        advice=N_("Free some space there or check its permissions, then try again."),
        folder=str(folder),
        reason=error.strerror or type(error).__name__,
    )
