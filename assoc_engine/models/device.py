"""Where nets are trained: the best device at hand, and why it was chosen."""

from __future__ import annotations

from ..errors import SettingError
from ..text import N_

DEVICES = ("cuda", "mps", "cpu")


def choose(wanted: str = "") -> tuple[str, dict]:
    """(device, message saying why). `wanted`: one of DEVICES, or "" for the first of them that works here."""
    import torch

    here = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted:
        if not here.get(wanted):
            raise SettingError(N_("This computer has no device {device} that nets could be trained on."), device=wanted)
        return wanted, {"message": N_("On {device}, as asked."), "values": {"device": wanted}}
    device = next(name for name in DEVICES if here[name])
    if device == "cuda":
        return device, {"message": N_("On the graphics card {name}."), "values": {"name": torch.cuda.get_device_name()}}
    if device == "mps":
        return device, {"message": N_("On the graphics part of the Apple chip."), "values": {}}
    return device, {"message": N_("On the processor: no graphics card that could be used was found."), "values": {}}
