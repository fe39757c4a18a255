"""Where a table is to be saved, and where it was."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from assoc_engine.text import Text

from ..session import Session


def ask_table_path(parent: QWidget, text: Text, session: Session, title: str, what: str) -> str:
    """The path that the user gives a CSV table of `what`, "" for none. Proposed is the file's own name with it."""
    tables = text("CSV tables")
    start = str(Path(session.preferences.last_folder) / f"{session.name}-{what}.csv")
    path, _kind = QFileDialog.getSaveFileName(parent, title, start, f"{tables} (*.csv)")
    return path if not path or path.lower().endswith(".csv") else f"{path}.csv"


def show_saved_path(saved: QLabel, text: Text, path: str) -> None:
    """Say in this label where the table was last written; "" for nowhere, then it is not to be seen."""
    saved.setVisible(bool(path))
    saved.setText(text("Saved: {path}", path=path) if path else "")
    saved.setToolTip(path)
