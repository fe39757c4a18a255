"""How much memory a step may take, in people's words."""

from __future__ import annotations

import psutil
import pytest

from assoc_engine.errors import SettingError
from assoc_engine.memory import budget, parse_size


@pytest.mark.parametrize(("words", "mb"), [("2G", 2048), ("512M", 512), ("1.5 GB", 1536), (" 2gib ", 2048), ("0.5t", 524288)])
def test_sizes(words, mb):
    assert parse_size(words) == mb


@pytest.mark.parametrize("words", ["", "2", "G", "-1G", "0M", "lots", "0.0001M", "2K", "1e3M", "nanG", "²G", "9999999G"])
def test_no_size(words):
    with pytest.raises(SettingError) as caught:
        parse_size(words)
    assert caught.value.values["size"] == words


def test_what_is_said_goes_before_what_is_free():
    assert budget(3) == 3 * 1024**2
    assert 0 < budget(0) <= psutil.virtual_memory().total // 2
