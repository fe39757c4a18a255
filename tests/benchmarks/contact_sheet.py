"""All pictures of a folder on one sheet, each beside the sketch of its name, for screenshots.py."""

from __future__ import annotations

from pathlib import Path

SHEET = "sheet.png"
WIDE, GAP, LINE, ACROSS = 720, 16, 28, 4  # pixels of a picture, between two, of its name; how many stand in a row


def lay_out(folder: Path, sketches: Path | None) -> None:
    """Write the sheet into the folder; needs a QApplication for its type."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtGui import QImage, QPainter

    shown: list[tuple[str, QImage]] = []
    for path in sorted(folder.glob("*.png")):
        if path.name != SHEET:
            shown.append((path.stem, QImage(str(path)).scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation)))
            if sketches is not None and (sketches / path.name).exists():
                sketch = QImage(str(sketches / path.name)).scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation)
                shown.append((f"{path.stem} (sketch)", sketch))
    high = max((image.height() for _name, image in shown), default=0) + LINE + GAP
    rows = -(-len(shown) // ACROSS)
    sheet = QImage(ACROSS * (WIDE + GAP) + GAP, rows * high + GAP, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.gray)
    painter = QPainter(sheet)
    for place, (name, image) in enumerate(shown):
        corner = QPoint(GAP + place % ACROSS * (WIDE + GAP), GAP + place // ACROSS * high)
        painter.drawText(corner + QPoint(0, LINE - 8), name)
        painter.drawImage(corner + QPoint(0, LINE), image)
    painter.end()
    sheet.save(str(folder / SHEET))
