"""Which of a workspace's orders the models learn from: those with a date where most have one, else all."""

from __future__ import annotations

import numpy as np
import pytest

from assoc_engine.cleaning import NO_TIME
from assoc_engine.models.history import orders_used
from assoc_engine.workspace import Workspace


@pytest.mark.parametrize(("times", "used"), [([NO_TIME, 5, 6, 7], [1, 2, 3]), ([5, NO_TIME, NO_TIME], [0, 1, 2]), ([3, 4], [0, 1])])
def test_undated_orders_are_left_out_where_they_are_few(tmp_path, times, used):
    workspace = Workspace(tmp_path)
    workspace.put("orders", {"time": np.array(times, np.int64)})
    assert orders_used(workspace).tolist() == used
