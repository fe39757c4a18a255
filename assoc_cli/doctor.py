"""What this computer offers, and what is missing: versions, device and why, memory, fonts, system libraries."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, requires, version

from assoc_engine.machine import chinese_font, missing_system_packages
from assoc_engine.paths import kernel_folder
from assoc_engine.text import Text


def examine(text: Text) -> int:
    """Print the examination; 0 where nothing is missing, else 1."""
    import psutil

    print(f"Python {platform.python_version()}, {platform.platform()}")
    missing = []
    for name in direct_requirements():
        try:
            print(f"  {name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    print(text("Device for training: {device}", device=_device(text)))
    memory = psutil.virtual_memory()
    print(
        text(
            "Memory: {total} GB, {free} GB of it free; {cores} processor cores",
            total=round(memory.total / 1e9, 1), free=round(memory.available / 1e9, 1), cores=os.cpu_count() or 1,
        )
    )  # fmt: skip
    print(text("Compiled kernels: {folder}", folder=kernel_folder()))
    font = chinese_font()
    print(text("Chinese font: {font}", font=font) if font else text("Chinese font: none found"))
    missing += missing_system_packages()
    if missing:
        print(text("Missing: {names}", names=", ".join(missing)))
        return 1
    print(text("Nothing is missing."))
    return 0


def direct_requirements() -> list[str]:
    """The distributions that the program itself needs, by name."""
    names = [re.split(r"[\s=<>!~;\[]", line, maxsplit=1)[0] for line in requires("assoc") or [] if "extra ==" not in line]
    return sorted(names, key=str.casefold)


def _device(text: Text) -> str:
    import torch

    if torch.cuda.is_available():
        return text("{name} (CUDA): torch sees this GPU", name=torch.cuda.get_device_name(0))
    if torch.backends.mps.is_available():
        return text("the Mac’s own GPU (MPS): torch sees it")
    if torch.version.cuda is None and torch.version.hip is None:
        return text("CPU: this torch {version} is built for the CPU alone", version=torch.__version__)
    return text("CPU: this torch {version} finds no GPU it can use", version=torch.__version__)
