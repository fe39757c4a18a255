"""Texts as pieces: alike however they are written, in scripts with blanks and without."""

from __future__ import annotations

import numpy as np

from assoc_engine.models.text_pieces import MOST_CHARACTERS, MOST_WORDS, Pieces, folded, parts, words


def test_writing_makes_no_difference():
    assert folded("  ＲＥＤ\u3000Mug ") == folded("red mug") == "red mug"
    assert words("Ｔ-Light ＨＯＬＤＥＲ, 12 cm") == ["t", "light", "holder", "12", "cm"]


def test_chinese_words_are_pairs_of_neighbours():
    assert words("白瓷盖碗") == ["白瓷", "瓷盖", "盖碗"]
    assert words("茶 USB充电线2米") == ["茶", "usb", "充电", "电线", "2", "米"]


def test_words_that_share_a_part_are_known_by_it():
    assert "bask" in parts("BASKETS") and "bask" in parts("basket")
    assert not parts("lamp") & parts("table")
    assert parts("") == parts("—!?") == set()


def test_only_words_of_several_texts_are_learnt_and_the_unknown_is_left_out():
    pieces = Pieces.of(["red mug", "red cup", "blue cup", "mug mug"])
    assert pieces.words == ("cup", "mug", "red")
    letters, found = pieces.read(["red xyz cup", "", "CUP"])
    assert found.tolist() == [[3, 1], [0, 0], [1, 0]]
    number = {letter: place for place, letter in enumerate(pieces.characters, 1)}
    assert letters[2, :5].tolist() == [number[letter] for letter in " cup "]
    assert "x" not in number and (letters[1] > 0).sum() == 2, "a text of nothing is its two edges"


def test_long_texts_are_cut_and_empty_lists_have_a_column():
    pieces = Pieces.of(["word " * 200] * 2)
    letters, found = pieces.read(["word " * 200])
    assert letters.shape == (1, MOST_CHARACTERS) and found.shape == (1, MOST_WORDS)
    assert [table.shape for table in pieces.read([])] == [(0, 1), (0, 1)]
    assert np.array_equal(Pieces.of([]).read(["a"])[1], [[0]])
