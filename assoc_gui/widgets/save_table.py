"""Where a table is to be saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from assoc_engine.text import Text

from ..session import Session


def ask_table_path(parent: QWidget, text: Text, session: Session, title: str, what: str) -> str:
    """The path that the user gives a CSV table of `what`, "" for none. Proposed is the file's own name with it."""
    tables = text("CSV tables")
    start = str(Path(session.preferences.last_folder) / f"{session.name}-{what}.csv")
    path, _kind = QFileDialog.getSaveFileName(parent, title, start, f"{tables} (*.csv)")
    return path if not path or path.lower().endswith(".csv") else f"{path}.csv"
