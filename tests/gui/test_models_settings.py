"""How a comparison is set up: the three parts in time, moved by hand, and the settings for experts."""

from __future__ import annotations

import dataclasses

import numpy as np
from played_trainer import PlayedTrainer
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from shop import DAY, START
from steps import settle

from assoc_engine.models.catalogue import check
from assoc_engine.models.contract import NEW_PRODUCT, NEXT_BASKET, PAGE
from assoc_engine.models.history import history_of
from assoc_engine.models.timeline import timeline
from assoc_engine.settings import ModelSettings
from assoc_gui.split import dated, moved, split_of


def test_the_split_proposed_is_that_of_the_engine(models):
    orders = models.state.get("orders")
    said = timeline(history_of(models.state.workspace).train)
    shown = models.run.timeline.split
    assert (shown.validate, shown.future, shown.orders) == (said.validate, said.future, said.orders)
    assert dataclasses.asdict(split_of(dated(orders), ModelSettings(future="2020-05-01"))) == (
        timeline(history_of(models.state.workspace).train, ModelSettings(future="2020-05-01")).as_dict()
    )


def test_a_border_is_moved_by_keys_and_by_the_mouse_and_asks_for_a_new_comparison(trained, qtbot):
    view = trained.run.timeline
    before = view.split
    assert before.future == START + 160 * DAY
    view.setFocus()
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: trained.training.settings.future != "")
    assert trained.training.settings.future == "2020-06-06" and view.split.orders == (128, 29, 43)
    assert trained.training.outdated and trained.run.start_button.text() == "Compare again" and trained.bars
    x = round(view._x(view.split.validate))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(x, 30))
    QTest.mouseMove(view, QPoint(round(view._x(START + 100 * DAY)), 30))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(round(view._x(START + 100 * DAY)), 30))
    assert abs(view.split.validate - START - 100 * DAY) <= DAY
    trained.run.start_button.click()
    settle_trained(trained, qtbot)
    asked = PlayedTrainer.started[0].asked[-1][1]["settings"]
    assert asked["future"] == "2020-06-06" and asked["validate"] == trained.training.settings.validate != ""


def settle_trained(page, qtbot) -> None:
    qtbot.waitUntil(lambda: page.training.job is not None and page.training.job.share > 0)
    PlayedTrainer.started[0].carry_on()
    settle(page.running_window, qtbot)


def test_no_part_can_be_moved_empty(models):
    times = dated(models.state.get("orders"))
    split = split_of(times, ModelSettings())
    for border, far in (("validate", -1e12), ("validate", 1e12), ("future", -1e12), ("future", 1e12)):
        at = moved(split, times, border, far)
        assert min(at.orders) > 0 and sum(at.orders) == 200 and at.first < at.validate < at.future < at.end
        assert at.orders == timeline(history_of(models.state.workspace).train, ModelSettings(
            validate=str(np.datetime64(at.validate, "s"))[:10], future=str(np.datetime64(at.future, "s"))[:10])).orders  # fmt: skip


def test_every_setting_has_its_place_and_a_wrong_one_is_refused_in_words(models, qtbot):
    models.run.settings_button.click()
    panel, training = models.settings, models.training
    assert panel.isVisible() and set(panel.form.fields) == {field.name for field in dataclasses.fields(ModelSettings)}
    panel.form.fields["search_minutes"].setValue(7)
    panel.form.fields["metric"].chosen.emit("hit")
    assert (training.settings.search_minutes, training.settings.metric) == (7, "hit")
    ticks = panel.form.fields["models"].findChildren(type(panel.form.fields["tasks"].layout().itemAt(0).widget()))
    ticks[0].click()
    assert len(training.settings.models) == len(ticks) - 1
    ticks[0].click()
    assert training.settings.models == (), "all of them is as good as no choice"
    line = panel.form.fields["future"]
    line.setText("next week")
    line.editingFinished.emit()
    assert training.settings.future == "" and "next week" in panel.form._refused["future"].text()
    line.setText("2020-05-01")
    line.editingFinished.emit()
    settle(models.running_window, qtbot)
    assert training.settings.future == "2020-05-01" and models.run.timeline.split.future == START + 121 * DAY
    panel.usual.click()
    assert training.settings == ModelSettings() and line.text() == "" and panel.form.fields["search_minutes"].value() == 0


def test_methods_of_a_question_that_is_not_asked_are_not_offered(models, qtbot):
    models.run.settings_button.click()
    ticks, training = models.settings.form._ticks, models.training
    ticks["models"]["gru"].click()
    ticks["models"]["ease"].click()
    ticks["tasks"][NEXT_BASKET].click()
    settle(models.running_window, qtbot)
    assert training.settings.tasks == (PAGE, NEW_PRODUCT) and not {"gru", "frequency", "ease"} & set(training.settings.models)
    assert ticks["models"]["frequency"].isHidden() and not ticks["models"]["ease"].isHidden()
    check(training.settings)  # the engine takes them
    ticks["tasks"][NEXT_BASKET].click()
    settle(models.running_window, qtbot)
    assert {"gru", "frequency"} <= set(training.settings.models) and "ease" not in training.settings.models, "as it was, all of it"
    ticks["models"]["ease"].click()
    assert training.settings.models == (), "all that are offered"
    training.set(models=("gru",))
    ticks["tasks"][NEXT_BASKET].click()
    assert set(training.settings.models) == {"popularity", "confidence", "tf-idf", "tf-idf-orders"}, "the simple ones, which always are"
