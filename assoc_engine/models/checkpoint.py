"""What a training leaves in its folder, as safetensors and JSON alone: `best.safetensors`, the weights of the best round, and
`state.safetensors`, everything that a training ended at any moment needs to go on to the same result.

Each file is replaced whole or not at all. The best weights say which lesson they were taught by, so a state whose best weights
were overwritten by another training is known.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import FileError
from ..files import replacing
from ..text import N_

if TYPE_CHECKING:
    from torch.nn import Module

BEST, STATE = "best.safetensors", "state.safetensors"


@dataclass(frozen=True)
class State:
    """`about`: plain data. `tensors`: by name."""

    about: dict[str, Any]
    tensors: dict[str, Any]


class Unreadable(Exception):
    """A file is damaged, cut short or of another form."""


def fingerprint(*parts: object) -> str:
    """A short text that is the same for the same parts alone: arrays (with their kind and shape), and what repr tells of others
    (settings, numbers, None)."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype.str}{part.shape}".encode())
            digest.update(np.ascontiguousarray(part).view(np.uint8).data if part.size else b"")
        else:
            digest.update(repr(part).encode())
        digest.update(b"|")
    return digest.hexdigest()


def fingerprint_of_net(net: Module) -> str:
    """The fingerprint of a net's weights."""
    parts = []
    for name, value in own(net.state_dict()).items():
        parts += [name, value.numpy()]
    return fingerprint(*parts)


def save_weights(net: Module, path: Path, about: dict[str, str] | None = None) -> None:
    """Weights as safetensors, whole or not at all. Raises WriteError."""
    _write(path, own(net.state_dict()), about or {})


def load_weights(net: Module, path: Path) -> None:
    """Raises FileError where the weights cannot be read or are those of another net."""
    try:
        net.load_state_dict(_read(path)[1])
    except (Unreadable, RuntimeError) as error:
        raise FileError(
            N_("What was learned before cannot be read: {file} in {folder} is damaged."),
            advice=N_("Train the methods again."), file=path.name, folder=str(path.parent),
        ) from error  # fmt: skip


def save_state(state: State, path: Path) -> None:
    """Raises WriteError; then what was saved before is still there."""
    _write(path, own(state.tensors), {"about": json.dumps(state.about)})


def read_state(path: Path) -> State:
    """What `save_state` kept: how far a training had come. Raises Unreadable where the file is damaged or not of this program."""
    metadata, tensors = _read(path)
    try:
        return State(json.loads(metadata["about"]), tensors)
    except (KeyError, ValueError) as error:
        raise Unreadable from error


def about_weights(path: Path) -> dict[str, str]:
    """What was said of the weights when they were saved. Raises Unreadable, also where there are none."""
    return _read(path)[0]


def own(tensors: dict[str, Any]) -> dict[str, Any]:
    """Copies on the CPU: safetensors refuses tensors that share memory."""
    return {name: value.detach().cpu().clone().contiguous() for name, value in tensors.items()}


def _write(path: Path, tensors: dict[str, Any], about: dict[str, str]) -> None:
    """By Python's own writing: the library's reports a full disk as an error of its own kind."""
    from safetensors.torch import save

    with replacing(path) as part:
        part.write_bytes(save(tensors, metadata=about))


def _read(path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """(what was said, tensors). Read whole: a file that is mapped into memory cannot be replaced on Windows."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        data = path.read_bytes()
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        return header.get("__metadata__", {}), load(data)
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise Unreadable from error
