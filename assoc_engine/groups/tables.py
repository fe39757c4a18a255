"""The groups of products as the table `groups` of a workspace."""

from __future__ import annotations

from dataclasses import asdict

from ..workspace import Workspace
from .finding import Groups


def put_groups(groups: Groups, workspace: Workspace) -> None:
    """Store as docs/workspace.md says."""
    columns = {name: getattr(groups, name) for name in ("product", "cluster", "strength", "x", "y")}
    workspace.put("groups", columns, {
        "clusters": groups.clusters, "trials": [asdict(trial) for trial in groups.trials], "chosen": groups.chosen,
        "vectors": groups.vectors, "answer": groups.answer,
    })  # fmt: skip
