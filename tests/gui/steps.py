"""What a user does to the window, and waiting until it is done."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox


def drop(window, *paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(QDropEvent(
        QPointF(500, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    ))  # fmt: skip


def settle(running, qtbot) -> None:
    """Until no job and no turn is left."""
    qtbot.waitUntil(
        lambda: running.jobs.current is None and running.trainer.current is None and not running.window.page.turns.busy
    )


def mark(running, page: str) -> str:
    return running.window.side.buttons[page].mark


def answer_question(accept: bool) -> None:
    """Press a button of the question that will be open in a moment."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        role = QMessageBox.ButtonRole.AcceptRole if accept else QMessageBox.ButtonRole.RejectRole
        next(b for b in box.buttons() if box.buttonRole(b) == role).click()

    QTimer.singleShot(100, press)
