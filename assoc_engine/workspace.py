"""The folder of results: put and get tables by name, written atomically, read by mapping.

A table is a set of columns (one `.npy` a column, mapped when read) and `meta` (small, JSON). Columns need not have
the same length. Text is stored as offsets and UTF-8 bytes, repeated text as codes into a vocabulary. Result files
are never overwritten: a new generation has new names and only the table's small manifest `NAME.json` is replaced,
so a reader that has mapped the old one goes on undisturbed (Windows refuses to replace a mapped file). When a table
is stored again, those before the one that is there go. Each table has one writer. Tables that only mean something
together take their places together: their manifests are written to the file `together` first, and whoever
next opens the workspace places what a process that was ended had not come to. Needs numpy alone.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .errors import WriteError
from .text import N_

FORMAT = 1
TOGETHER = "together"  # the file of changes that are not all made yet: table → manifest, without `columns` where it goes


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
        self._waiting: dict[str, dict[str, Any]] | None = None  # the changes of `together`
        try:
            self._data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        self.finish()

    def names(self) -> list[str]:
        """The tables that are there, by name."""
        names = {path.stem for path in self.folder.glob("*.json")} | set(self._waiting or {})
        return sorted(name for name in names if self.has(name))

    def has(self, name: str) -> bool:
        """Whether a table is there."""
        if self._waiting and name in self._waiting:
            return "columns" in self._waiting[name]
        return (self.folder / f"{name}.json").exists()

    def put(self, name: str, columns: Mapping[str, object] = {}, meta: Mapping[str, Any] | None = None) -> int:
        """Store a table and return its generation. Columns: numpy arrays, sequences of str, TextColumn or Coded.

        Raises WriteError (the disk is full or not writable); what was stored under the name before stays then.
        """
        self._let_go_before(name)
        generation = self._latest(name) + 1
        try:
            described = {
                column: self._write(f"{name}.{generation}.{column}", values) for column, values in columns.items()
            }
            self._change(name, {"format": FORMAT, "generation": generation, "columns": described, "meta": dict(meta or {})})
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        return generation

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is put and removed within shows at the end, all of it; and none where the block, or the process, ends before. Until then
        only this object sees it. Within another such block it is part of that one. Raises WriteError."""
        if self._waiting is not None:
            yield
            return
        changes: dict[str, dict[str, Any]] = {}
        self._waiting = changes
        try:
            yield
        finally:
            self._waiting = None
        try:
            self._store(TOGETHER, changes)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        self.finish()

    def finish(self) -> None:
        """Make the changes of a process that was ended while it made them. Raises WriteError."""
        changes = self._load_json(TOGETHER)
        if changes is None:
            return
        try:
            for name, manifest in changes.items():
                self._place(name, manifest)
            self._erase(TOGETHER)
        except OSError as error:
            raise cannot_write(self.folder, error) from error

    def get(self, name: str) -> Table:
        """The newest generation of a table, its columns mapped read-only. Raises KeyError where there is none."""
        manifest = self._manifest(name)
        if manifest is None:
            raise KeyError(name)
        stem = f"{name}.{manifest['generation']}"
        columns = {column: self._read(f"{stem}.{column}", kind) for column, kind in manifest["columns"].items()}
        return Table(name, manifest["generation"], manifest["meta"], columns)

    def meta(self, name: str) -> dict[str, Any]:
        """What is stored beside a table's columns. Raises KeyError where there is none."""
        return self.get(name).meta

    def remove(self, *names: str) -> None:
        """Forget tables; their files go as others are stored by these names."""
        for name in names:
            manifest = self._manifest(name)
            if manifest is not None:
                self._change(name, {"generation": manifest["generation"]})

    def _change(self, name: str, manifest: dict[str, Any]) -> None:
        if self._waiting is None:
            self._place(name, manifest)
            return
        self._waiting.pop(name, None)  # in the order of the latest: what rests on others is placed after them
        self._waiting[name] = manifest

    def _place(self, name: str, manifest: dict[str, Any]) -> None:
        there = self._load_json(f"{name}.json")
        if there is not None and there["generation"] > manifest["generation"]:
            return  # somebody else made this change, and a later one
        if "columns" in manifest:
            self._store(f"{name}.json", manifest)
        else:
            self._erase(f"{name}.json")

    def _latest(self, name: str) -> int:
        """The highest generation of which files are left: a removed table may still be mapped, so it is not written over."""
        old = self._manifest(name)
        if old:
            return int(old["generation"])
        return max((int(path.name.split(".")[1]) for path in self._data.glob(f"{name}.*")), default=0)

    def _let_go_before(self, name: str) -> None:
        """Remove what is older than the table that is there."""
        there = self._load_json(f"{name}.json")
        if there is None:
            return
        for path in self._data.glob(f"{name}.*"):
            if int(path.name.split(".")[1]) < there["generation"]:
                with suppress(OSError):  # still mapped by somebody: next time
                    path.unlink()

    def _manifest(self, name: str) -> dict[str, Any] | None:
        if self._waiting and name in self._waiting:
            return self._waiting[name] if "columns" in self._waiting[name] else None
        return self._load_json(f"{name}.json")

    def _load_json(self, file: str) -> dict[str, Any] | None:
        try:
            loaded: dict[str, Any] = json.loads((self.folder / file).read_text(encoding="utf-8"))
            return loaded
        except FileNotFoundError:
            return None

    def _store(self, file: str, content: dict[str, Any]) -> None:
        temporary = self._data / f"new.{os.getpid()}.json"
        temporary.write_text(json.dumps(content, ensure_ascii=False, default=_plain), encoding="utf-8")
        _insist(lambda: os.replace(temporary, self.folder / file))

    def _erase(self, file: str) -> None:
        _insist(lambda: (self.folder / file).unlink(missing_ok=True))

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


def _insist(change: Callable[[], None]) -> None:
    """Try it again for a moment: on Windows a reader may hold the small file open just now."""
    for attempt in range(20):
        try:
            change()
            return
        except PermissionError:
            if attempt == 19:
                raise
            time.sleep(0.01)


def cannot_write(folder: Path, error: OSError) -> WriteError:
    """The error of a folder that cannot be written."""
    return WriteError(
        N_("The folder {folder} cannot be written: {reason}."),
        advice=N_("Free some space there or check its permissions, then try again."),
        folder=str(folder),
        reason=error.strerror or type(error).__name__,
    )
