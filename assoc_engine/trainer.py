"""The requests of the trainer process by name: the models. It loads torch, so the window starts it only when asked."""

from __future__ import annotations

from typing import Any

from .learning import find_groups, foresee, leaderboard, recommend, suggest, train
from .progress import Progress
from .settings import HintSettings, ModelSettings, RecommendSettings, from_dict
from .workspace import Workspace


def _warm(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Load what training needs before anyone waits for it."""
    import sklearn.ensemble  # noqa: F401
    import torch  # noqa: F401

    return {}


def _train(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return train(Workspace(settings["workspace"]), from_dict(ModelSettings, settings["settings"]), progress)


def _new_product(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return suggest(Workspace(settings["workspace"]), settings["text"], settings["k"], progress)


def _recommend(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`histories`: a file of baskets in place of the workspace's orders, "" for none."""
    asked = from_dict(RecommendSettings, settings["asked"])
    models = from_dict(ModelSettings, settings["settings"])
    workspace, path = Workspace(settings["workspace"]), settings["path"]
    return recommend(workspace, path, asked, models, settings["histories"], settings["language"], progress)


def _leaderboard(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    models = from_dict(ModelSettings, settings["settings"])
    return leaderboard(Workspace(settings["workspace"]), settings["path"], models, settings["histories"], progress)


def _hints(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`kept`: HintSettings, the usual ones where absent."""
    kept = from_dict(HintSettings, settings.get("kept", {}))
    return foresee(Workspace(settings["workspace"]), from_dict(ModelSettings, settings["settings"]), kept, progress)


def _groups(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return find_groups(Workspace(settings["workspace"]), from_dict(ModelSettings, settings["settings"]), progress)


def _explain(settings: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from .explain.explaining import explain

    return explain(Workspace(settings["workspace"]), settings["a"], settings["b"], progress)


REQUESTS = {
    "warm": _warm,
    "train": _train,
    "new_product": _new_product,
    "recommend": _recommend,
    "leaderboard": _leaderboard,
    "hints": _hints,
    "groups": _groups,
    "explain": _explain,
}
