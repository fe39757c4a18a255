"""The distinct cells of one column of a large text file: UTF-8 bytes in a hash table, coded by kernels that release
the interpreter. csv and a dict do the same at a tenth of the speed and serve all smaller files (cells.ColumnBuilder).
"""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint64

from ..workspace import TextColumn
from .cells import shown
from .raw import NUMBER, TEXT, RawColumn

PADDING = 32  # bytes that must follow the cells, since kernels look at several words of 8 bytes at a time
_UNDECIDED = -1
_ODD = (
    uint64(0x9E3779B97F4A7C15), uint64(0xBF58476D1CE4E5B9), uint64(0x94D049BB133111EB), uint64(0xD6E8FEB86659FD93),
    uint64(0xC2B2AE3D27D4EB4F),
)  # fmt: skip
_LOW = uint64(0xFFFFFFFF)
_HALF = uint64(32)
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)  # the first bytes of eight
_POWERS = 10.0 ** np.arange(23)  # exact in float64


class CellCodes:
    """Distinct cells by order of appearance. `slots`: 0, or the upper half of a cell's hash and its number from 1;
    `bounds`: where each cell starts in `text`, one more than there are cells."""

    def __init__(self) -> None:
        self._slots = np.zeros(1 << 9, np.uint64)
        self._text = np.empty(1 << 12, np.uint8)
        self._bounds = np.zeros(1 << 8, np.int64)
        self._hashes = np.empty(1 << 8, np.uint64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, data: np.ndarray, starts: np.ndarray, ends: np.ndarray, size: int, codes: np.ndarray) -> None:
        """Code the cells data[starts:ends] (uint8, PADDING behind them, at most `size` bytes together) into `codes`
        (int32, −1 for an empty one)."""
        self._make_room(len(starts), size)
        self._count, _ = _code(
            data, starts, ends, self._slots, self._text, self._bounds, self._hashes, self._count, codes
        )

    def add_all(self, other: CellCodes) -> np.ndarray:
        """Take another column's cells in; returns the code here of each of its codes, −1 for −1 at the end."""
        codes = np.full(len(other) + 1, -1, np.int32)
        bounds = other._bounds[: len(other) + 1].astype(np.int32)
        self.add(other._text, bounds[:-1], bounds[1:], int(bounds[-1]), codes[:-1])
        return codes

    def valid(self) -> bool:
        """Whether every cell is UTF-8."""
        bounds = self._bounds[: self._count]
        if ((self._text[bounds] & 0xC0) == 0x80).any():  # starts in the middle of a character
            return False
        try:
            self._bytes().tobytes().decode()
        except UnicodeDecodeError:
            return False
        return True

    def column(self, header: str, codes: np.ndarray) -> RawColumn:
        """The column whose rows have these codes."""
        texts = TextColumn(self._bounds[: self._count + 1], self._bytes())
        kinds, values = np.empty(self._count, np.int8), np.empty(self._count)
        _plain_numbers(self._text, self._bounds, kinds, values)
        for index in np.flatnonzero(kinds == _UNDECIDED).tolist():
            _, kinds[index], values[index] = shown(texts[index])
        return RawColumn(header, codes, texts, kinds, values)

    def _bytes(self) -> np.ndarray:
        return self._text[: self._bounds[self._count]]

    def _make_room(self, cells: int, size: int) -> None:
        """For so many new cells of so many bytes in all."""
        count, used = self._count + cells, int(self._bounds[self._count]) + size + PADDING
        if used > len(self._text):
            self._text = _longer(self._text, used)
        if count >= len(self._hashes):
            self._bounds, self._hashes = _longer(self._bounds, count + 1), _longer(self._hashes, count + 1)
        if 2 * count > len(self._slots):
            self._slots = np.zeros(1 << (2 * count).bit_length(), np.uint64)
            _fill(self._slots, self._hashes, self._count)


def _longer(array: np.ndarray, size: int) -> np.ndarray:
    longer = np.empty(2 * size, array.dtype)
    longer[: len(array)] = array
    return longer


@njit(nogil=True, inline="always")
def _eight(data: np.ndarray, place: int) -> np.uint64:
    """Eight bytes as one number; the compiler makes one load of it."""
    p = uint64(place)  # an unsigned index is not looked at for being negative
    low = (
        uint64(data[p]) | uint64(data[p + uint64(1)]) << uint64(8)
        | uint64(data[p + uint64(2)]) << uint64(16) | uint64(data[p + uint64(3)]) << uint64(24)
    )  # fmt: skip
    return (
        low | uint64(data[p + uint64(4)]) << uint64(32) | uint64(data[p + uint64(5)]) << uint64(40)
        | uint64(data[p + uint64(6)]) << uint64(48) | uint64(data[p + uint64(7)]) << uint64(56)
    )  # fmt: skip


@njit(nogil=True, inline="always")
def _same(one: np.ndarray, first: int, other: np.ndarray, second: int, size: int) -> bool:
    """Whether `size` bytes from two places are equal."""
    done = 0
    while done + 8 < size:
        if _eight(one, first + done) != _eight(other, second + done):
            return False
        done += 8
    return ((_eight(one, first + done) ^ _eight(other, second + done)) & _MASKS[size - done]) == 0


@njit(nogil=True, inline="always")
def _word(data: np.ndarray, start: int, done: int, size: int) -> np.uint64:
    """The word at `done` of a cell, zeros behind its end."""
    return _eight(data, start + done) & _MASKS[min(max(size - done, 0), 8)]


@njit(nogil=True, inline="always")
def _hash(data: np.ndarray, start: int, size: int) -> np.uint64:
    """Words times odd numbers, mixed. Without a loop for most cells: a loop's end would be guessed wrong at each."""
    mixed = uint64(size) * _ODD[4] + _word(data, start, 0, size) * _ODD[0] + _word(data, start, 8, size) * _ODD[1]
    if size > 16:
        mixed += _word(data, start, 16, size) * _ODD[2] + _word(data, start, 24, size) * _ODD[3]
        for done in range(32, size, 8):
            mixed = (mixed ^ (mixed >> _HALF)) * _ODD[1] + _word(data, start, done, size) * _ODD[0]
    mixed = (mixed ^ (mixed >> _HALF)) * _ODD[0]
    return mixed ^ (mixed >> _HALF)


@njit(nogil=True, cache=True)
def _code(
    data: np.ndarray, starts: np.ndarray, ends: np.ndarray, slots: np.ndarray, text: np.ndarray, bounds: np.ndarray, hashes: np.ndarray,
    count: int, codes: np.ndarray,
) -> tuple[int, np.uint64]:  # fmt: skip
    """(number of distinct cells afterwards, nothing of interest)"""
    mask = uint64(len(slots) - 1)
    mixes, touched = np.empty(len(starts), np.uint64), uint64(0)
    for row in range(len(starts)):
        mixes[row] = _hash(data, starts[row], ends[row] - starts[row])
        touched |= slots[mixes[row] & mask]  # so that many slots come from memory at a time; returned, or it would go
    for row in range(len(starts)):
        start, size = starts[row], ends[row] - starts[row]
        if size == 0:
            codes[row] = -1
            continue
        mixed = mixes[row]
        slot, upper = mixed & mask, mixed >> _HALF
        while True:
            entry = slots[slot]
            if entry == 0:
                code, place = count, bounds[count]
                for offset in range(size):
                    text[place + offset] = data[start + offset]
                bounds[count + 1] = place + size
                hashes[count] = mixed
                count += 1
                slots[slot] = (upper << _HALF) | uint64(count)
                break
            code = int64(entry & _LOW) - 1
            alike = entry >> _HALF == upper and bounds[code + 1] - bounds[code] == size
            if alike and _same(data, start, text, bounds[code], size):
                break
            slot = (slot + uint64(1)) & mask
        codes[row] = code
    return count, touched


@njit(nogil=True, cache=True)
def _fill(slots: np.ndarray, hashes: np.ndarray, count: int) -> None:
    """Put the known cells into an empty table."""
    mask = uint64(len(slots) - 1)
    for code in range(count):
        slot = hashes[code] & mask
        while slots[slot] != 0:
            slot = (slot + uint64(1)) & mask
        slots[slot] = (hashes[code] >> _HALF << _HALF) | uint64(code + 1)


@njit(nogil=True, cache=True)
def _plain_numbers(text: np.ndarray, bounds: np.ndarray, kinds: np.ndarray, values: np.ndarray) -> None:
    """cells.PLAIN_NUMBER and its value: `kinds` NUMBER or TEXT, _UNDECIDED where it takes more than this to tell.

    Up to 2^53 over a power of ten up to 10^22 both are exact and their quotient is the nearest number, as float()
    gives it (Clinger, 1990).
    """
    for cell in range(len(kinds)):
        place, end = bounds[cell], bounds[cell + 1]
        kinds[cell], values[cell] = TEXT, np.nan
        negative = text[place] == 45
        place += negative
        first, number, decimals, dot = place, 0, -1, False
        while place < end:
            byte = text[place]
            if 48 <= byte <= 57:
                number = min(number * 10 + (byte - 48), 1 << 55)
                decimals += dot
            elif byte == 46 and not dot and place > first:
                dot, decimals, whole = True, 0, place - first
            else:
                break
            place += 1
        if not dot:
            whole = place - first
        if whole == 0 or whole > 15 or (text[first] == 48 and whole > 1):
            continue
        if place < end:
            if text[place] >= 128:  # figures of other scripts are figures too
                kinds[cell] = _UNDECIDED
        elif dot and decimals == 0:
            continue
        elif number > 1 << 53 or decimals > 22:
            kinds[cell] = _UNDECIDED
        else:
            value = number / _POWERS[decimals] if dot else float(number)
            kinds[cell], values[cell] = NUMBER, -value if negative else value
