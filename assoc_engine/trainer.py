"""The requests of the trainer process by name: the models. It loads torch, so the window starts it only when asked."""

from __future__ import annotations

from .progress import Progress


def _warm(settings: dict, progress: Progress) -> dict:
    """Load what training needs before anyone waits for it."""
    import sklearn.ensemble  # noqa: F401
    import torch  # noqa: F401

    return {}


REQUESTS = {
    "warm": _warm,
}
