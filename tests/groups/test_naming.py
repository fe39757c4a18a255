"""What groups are called: by hand in both scripts, without words, with a category, and never twice the same."""

from __future__ import annotations

from assoc_engine.groups.naming import Phrases, name_groups, short, words_in
from assoc_engine.text import Text

EN, ZH = Text("en"), Text("zh_CN")

SHOP = [
    "ROSE REGENCY TEACUP", "GREEN REGENCY TEACUP", "REGENCY TEAPOT", "REGENCY TEA TRAY",
    "LUNCH BAG RED", "LUNCH BAG SPOTTY", "LUNCH BAG ROBOT", "RED RETRO MUG", "SPOTTY MUG", "ROBOT CLOCK", "GREEN CLOCK",
    "SET OF PINK DOORSTOPS", "JAR OF HONEY",
]  # fmt: skip


def called(names, groups, categories=(), bought=None):
    return name_groups(names, groups, categories, bought or [1] * len(names))


def said(names, groups, categories=(), bought=None):
    return [EN.say(name) for name, _ in called(names, groups, categories, bought)]


def test_the_words_that_the_names_share_and_others_lack():
    named = called(SHOP, [[0, 1, 2, 3], [4, 5, 6], [7, 8]])
    assert [EN.say(name) for name, _ in named] == ["Regency", "Lunch bag", "Mug"]
    assert named[0][1][0] == "REGENCY" and named[1][1] == ["LUNCH BAG"], "words as the shop writes them; no part of a longer phrase"


def test_two_families_make_two_words():
    assert said(SHOP, [[4, 5, 6, 9, 10]]) == ["Lunch bag and Clock"]


def test_a_longer_phrase_stands_for_its_parts():
    names = [f"{number} FRENCH BLUE METAL SIGN" for number in range(5)] + ["RED METAL CHAIR", "BLUE CUP", "FRENCH CUP"]
    assert said(names, [[0, 1, 2, 3, 4]]) == ["French blue metal sign"]


def test_chinese_names_by_the_characters_they_share():
    names = ["知更鸟花园种子罐", "知更鸟花园跪垫", "知更鸟花园雨量计", "园艺麻绳", "静水系列毛巾架", "静水系列浴凳", "静水系列足锉",
             "红色毛巾", "LED台灯"]
    named = called(names, [[0, 1, 2, 3], [4, 5, 6]])
    assert [ZH.say(name) for name, _ in named] == ["知更鸟花园", "静水系列"]


def test_joining_words_and_numbers_name_nothing():
    names = ["12 PENCILS AND PAPER", "12 CARDS AND GLUE", "12 PINS AND TAPE", "A CUP"]
    assert said(names, [[0, 1, 2]]) == ["Around 12 PENCILS AND PAPER"]


def test_numbers_for_names_have_no_words():
    names = [str(40 + number) for number in range(9)]
    assert not words_in(names) and words_in(SHOP)
    named = called(names, [[3, 4, 5], [0, 1]])
    assert said(names, [[3, 4, 5], [0, 1]]) == ["Around 43", "Around 40"] and all(words == [] for _, words in named)


def test_without_words_the_best_known_of_the_typical_ones_names_it():
    names = ["Granola", "Toast", "Coffee", "Bread"]
    assert said(names, [[0, 1, 2, 3]], bought=[5, 9, 50, 90]) == ["Around Toast"], "of the two most typical the one bought more"


def test_a_category_names_what_no_words_do():
    names = ["Loaf", "Baguette", "Roll", "Espresso", "Latte"]
    assert said(names, [[0, 1, 2], [3, 4]], ["Bread"] * 3 + ["Coffee"] * 2) == ["Bread", "Coffee"]
    assert said(names, [[0, 1, 3]], ["Bread", "Bread", "", "Coffee", "Coffee"]) == ["Around Loaf"], "two of three do not name it"


def test_no_two_groups_are_called_the_same():
    names = ["LUNCH BAG RED", "LUNCH BAG SPOT", "LUNCH BAG BLUE", "LUNCH BAG TEAL", "X ONE", "Y TWO"] + ["SAME"] * 4
    assert len(set(said(names, [[0, 1], [2, 3], [6, 7], [8, 9]]))) == 4 or len(set(said(names, [[0, 1], [2, 3]]))) == 2


def test_typical_phrases_by_hand():
    phrases = Phrases.of(["red cup", "red mug", "blue mug"])
    assert phrases.times["red"] == 2 and phrases.times["red cup"] == 1 and phrases.held[2] == {"blue", "mug", "blue mug"}
    assert phrases.pure("mug", [1]) == 0.5
    assert short("x" * 50) == "x" * 39 + "…" and short(" a  b ") == "a b"
