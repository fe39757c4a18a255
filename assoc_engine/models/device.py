"""Where nets are trained: the best device at hand, and why it was chosen; what differs between devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import SettingError
from ..text import N_, message

if TYPE_CHECKING:
    from torch import Tensor

DEVICES = ("cuda", "mps", "cpu")


def choose(wanted: str = "") -> tuple[str, dict[str, Any]]:
    """(device, message saying why). `wanted`: one of DEVICES, or "" for the first of them that works here.

    Raises SettingError where the wanted one does not.
    """
    import torch

    if wanted:
        if not works(wanted):
            raise SettingError(N_("This computer has no device {device} that nets could be trained on."), device=wanted)
        return wanted, message(N_("On {device}, as asked."), device=wanted)
    device = next(name for name in DEVICES if works(name))
    if device == "cuda":
        return device, message(N_("On the graphics card {name}."), name=torch.cuda.get_device_name())
    if device == "mps":
        return device, message(N_("On the graphics part of the Apple chip."))
    return device, message(N_("On the processor: no graphics card that could be used was found."))


def works(device: str) -> bool:
    """Whether it is there and can add: a card too old for this torch is found and fails at its first sum."""
    import torch

    here: dict[str, Callable[[], bool]] = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available, "cpu": lambda: True}
    try:
        return device in here and here[device]() and float(_added(device)) == 2.0
    except RuntimeError:
        return False


def _added(device: str) -> Tensor:
    import torch

    return torch.ones(1, device=device) + 1


def out_of_memory(error: BaseException) -> bool:
    """Each device says it in its own way."""
    import torch

    words = ("out of memory", "can't allocate memory", "not enough memory")
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or any(word in str(error) for word in words)


def empty(device: str) -> None:
    """Give memory back to the device that no tensor holds any more."""
    import torch

    if device == "cuda":
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()


def random_states(device: str) -> dict[str, Any]:
    """The states of the generators that training on a device draws from, uint8 tensors by the generator's name."""
    import torch

    states = {"cpu": torch.get_rng_state()}
    if device == "cuda":
        states["cuda"] = torch.cuda.get_rng_state()
    elif device == "mps":
        states["mps"] = torch.mps.get_rng_state()
    return states


def set_random_states(states: dict[str, Any]) -> None:
    """Go on drawing where `random_states` was taken."""
    import torch

    torch.set_rng_state(states["cpu"])
    if "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"])
    if "mps" in states:
        torch.mps.set_rng_state(states["mps"])
