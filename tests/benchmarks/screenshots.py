"""Pictures of every page: pages × languages × themes of each file.

    python -m tests.benchmarks.screenshots FILE … --out FOLDER [--beside FOLDER_OF_SKETCHES]

Opens the real window with the real engine (offscreen unless there is a display), reads and analyses each file once, then walks through
the pages. The pictures of a file are in a folder of its name, and one sheet shows them all, each beside the sketch of its name, if there
is one. With --models the models are trained and compared as well, with --hints the products are grouped and hints are looked for; either
takes minutes. Nothing of the user's settings is touched.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.contact_sheet import lay_out

TRAINING = 1800  # seconds the comparison may take

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    from PySide6.QtWidgets import QApplication

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--beside", type=Path, help="sketches named page-theme-language.png")
    parser.add_argument("--languages", nargs="+", default=["zh_CN", "en"])
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    parser.add_argument("--size", nargs=2, type=int, default=[1440, 900])
    parser.add_argument("--models", action="store_true", help="train the models and show what they found")
    parser.add_argument("--hints", action="store_true", help="group the products, look for hints and show what was found")
    parser.add_argument("--set-aside", action="store_true", help="follow the first notice's advice before the pictures")
    chosen = parser.parse_args()
    app = QApplication(sys.argv[:1])
    for file in chosen.files:
        out = chosen.out / file.stem
        out.mkdir(parents=True, exist_ok=True)
        take_pictures(app, file, out, chosen)
        lay_out(out, chosen.beside)
    return 0


def take_pictures(app, file: Path, out: Path, chosen) -> None:
    from PySide6.QtCore import QSettings

    from assoc_gui.application import Application
    from assoc_gui.preferences import Preferences
    from assoc_gui.workspaces import Workspaces

    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", chosen.languages[0])
        running = Application(app, Preferences(settings), Workspaces(Path(folder) / "workspaces"))
        running.window.resize(*chosen.size)
        running.window.show()
        photographer = Photographer(app, running, file, out, chosen)
        photographer.before()
        photographer.after()
        if chosen.models:
            photographer.models()
        if chosen.hints:
            photographer.hints()
        photographer.error()
        running.window.close()


class Photographer:
    def __init__(self, app, running, file: Path, out: Path, chosen) -> None:
        self.app, self.running, self.file, self.out, self.chosen = app, running, file, out, chosen

    def before(self) -> None:
        """Start empty and with a recent file, and Data before the analysis."""
        self.everywhere("start-first", "start")
        self.everywhere("findings-without-file", "findings")
        self.everywhere("help", "help")
        self.running.session.open_files([str(self.file.resolve())])
        self.until_idle()
        self.everywhere("start", "start")
        self.everywhere("data-columns", "data")
        self.everywhere("findings-not-analysed", "findings")

    def after(self) -> None:
        """Every page with its results."""
        from assoc_gui.pages.findings import COMBINATIONS, GLANCE, INSTEAD

        session = self.running.session
        session.analyse()
        self.running.window.go_to("findings")
        self.wait(1.5)
        self.running.window.grab().save(str(self.out / "working.png"))
        self.until_idle()
        quality = self.running.state.get("quality").meta
        notice = next((n for n in quality["notices"] if n.get("setting")), None)
        self.everywhere("data-cleaning", "data")
        if self.chosen.set_aside and notice:
            session.set_clean(**notice["setting"])
            self.until_idle()
            self.everywhere("data-set-aside", "data")
        self.everywhere("findings", "findings")
        if len(self.running.state.get("links")["a"]):
            self.everywhere("findings-orders", "findings", lambda page: page.pairs.evidence.orders_button.click())
        self.running.window.go_to("findings").tabs.pick(INSTEAD)
        self.wait(0.3)
        self.until_idle()
        self.everywhere("instead", "findings", lambda page: page.tabs.pick(INSTEAD))
        self.running.window.go_to("findings").tabs.pick(COMBINATIONS)
        self.wait(0.3)
        self.until_idle()
        self.everywhere("combinations", "findings", lambda page: page.tabs.pick(COMBINATIONS))
        self.everywhere("findings-glance", "findings", lambda page: page.tabs.pick(GLANCE))
        self.everywhere("actions", "actions")
        session.save_report(str(self.out / "report.xlsx"), self.chosen.languages[0])
        self.until_idle()
        self.everywhere("report", "report")
        self.everywhere("models-first", "models")
        self.everywhere("models-settings", "models", lambda page: self.open_settings(page, True))
        self.open_settings(self.running.window.page, False)

    def models(self) -> None:
        """The comparison at work, what came of it, and the pages that use it."""
        from assoc_gui.pages.findings import NEXT

        training = self.running.training
        training.start()
        self.running.window.go_to("models")
        limit = time.monotonic() + TRAINING
        while not training.curves.nets and training.job is not None and time.monotonic() < limit:
            self.wait(0.2)
        self.everywhere("models-training", "models")
        while training.job is not None and time.monotonic() < limit:
            self.wait(0.5)
        self.until_idle()
        for index, name in enumerate(("page", "customer", "new")):
            self.everywhere(f"models-{name}", "models", lambda page, index=index: page.tabs.pick(index))
        self.everywhere("models-figures", "models", lambda page: (page.tabs.pick(1), page.board.pick(1)))
        self.everywhere("models-curves", "models", lambda page: page.run.curves_button.setChecked(True))
        self.everywhere("actions-with-models", "actions")
        self.everywhere("bought-next", "findings", lambda page: page.tabs.pick(NEXT))
        self.groups()
        training.set(seed=training.settings.seed + 1)
        self.everywhere("models-outdated", "models", lambda page: page.tabs.pick(0))

    def hints(self) -> None:
        """The groups; hints at work, live, and what came of them."""
        from assoc_engine.models.contract import TASKS
        from assoc_gui.pages.findings import GROUPS, HINTS

        training = self.running.training

        def whole(index: int):
            def prepare(page) -> None:
                page.tabs.pick(len(TASKS))
                page.whole.turns.finish()
                page.whole.pick(index)

            return prepare

        training.start("groups")
        self.until_learned()
        self.everywhere("groups", "findings", lambda page: page.tabs.pick(GROUPS))
        self.everywhere("hints-first", "findings", lambda page: page.tabs.pick(HINTS))
        training.start("hints")
        self.everywhere("hints-working", "findings", lambda page: page.tabs.pick(HINTS))
        self.running.window.go_to("models")
        limit = time.monotonic() + TRAINING
        while training.watch.latest is None and training.job is not None and time.monotonic() < limit:
            self.wait(0.2)
        self.everywhere("made-up-live", "models", whole(0))
        self.until_learned()
        for index, name in enumerate(("made-up", "made-up-links", "rebuilt", "out-of-place")):
            self.everywhere(name, "models", whole(index))
        self.everywhere("hints", "findings", lambda page: page.tabs.pick(HINTS))
        self.everywhere("hints-explained", "findings", self.explain)

    def explain(self, page) -> None:
        """Why the first hint is there."""
        self.wait(0.5)
        if page.hints.shows_view:
            page.hints.view.evidence.explain_button.click()
            while self.running.training.asking:
                self.wait(0.1)

    def until_learned(self) -> None:
        limit = time.monotonic() + TRAINING
        while self.running.training.job is not None and time.monotonic() < limit:
            self.wait(0.5)
        self.until_idle()

    def groups(self) -> None:
        """The groups of products: none yet, being made, all of them, and one that is picked."""
        from assoc_gui.pages.findings import GROUPS

        training = self.running.training
        self.everywhere("groups-first", "findings", lambda page: page.tabs.pick(GROUPS))
        training.start("groups")
        limit = time.monotonic() + TRAINING
        while training.job is not None and not training.job.share and time.monotonic() < limit:
            self.wait(0.2)
        self.everywhere("groups-working", "findings")
        while training.job is not None and time.monotonic() < limit:
            self.wait(0.5)
        self.until_idle()
        self.everywhere("groups", "findings", lambda page: page.tabs.pick(GROUPS))
        if self.running.state.get("groups").meta["clusters"]:
            self.everywhere("groups-picked", "findings",
                            lambda page: (page.tabs.pick(GROUPS), page.groups.turns.finish(), page.groups.view.pick(0)))

    def open_settings(self, page, shown: bool) -> None:
        self.wait(0.3)
        page.run.settings_button.setChecked(shown)

    def error(self) -> None:
        self.running.session.open_files([str(self.out / "no-such-file.xlsx")])
        self.until_idle()
        self.everywhere("error", "findings")

    def everywhere(self, name: str, page: str, prepare=lambda page: None) -> None:
        for language in self.chosen.languages:
            if self.running.window.text.language != language:
                self.running.speak(language)
                self.wait(0.1)
                self.running.window.resize(*self.chosen.size)  # the window took over what the screen has room for
            for theme in self.chosen.themes:
                self.running.theme.choose(theme)
                shown = self.running.window.go_to(page)
                self.until_shown(shown)
                prepare(shown)
                self.wait(0.35)
                self.until_shown(shown)
                short = "zh" if language.startswith("zh") else language
                self.running.window.grab().save(str(self.out / f"{name}-{theme}-{short}.png"))

    def until_shown(self, page) -> None:
        self.wait(0.05)
        while page.turns.busy:
            self.wait(0.05)

    def until_idle(self) -> None:
        limit = time.monotonic() + 300
        self.wait(0.1)
        while self.running.jobs.current is not None and time.monotonic() < limit:
            self.wait(0.05)
        self.wait(0.2)
        if self.running.session.error is not None:
            print(self.running.window.text.error(self.running.session.error))

    def wait(self, seconds: float) -> None:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            self.app.processEvents()
            time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main())
