"""A message as it is stored: an id and the values of its places."""

from __future__ import annotations

from typing import Any


def message(text: str, /, **values: object) -> dict[str, Any]:
    """`text` is an id marked with N_; see text.Text.say."""
    return {"message": text, "values": values}
