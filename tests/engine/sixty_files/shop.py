"""A small shop's sales, the same on every run: what the files tell in their many ways."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

_GOODS = [
    ("碧螺春 礼盒", "Green Tea Gift Box", "茶叶", "Tea", 128.0, ("100g", "250g")),
    ("正山小种", "Lapsang Souchong", "茶叶", "Tea", 68.0, ("100g", "250g")),
    ("茉莉花茶", "Jasmine Tea", "茶叶", "Tea", 39.9, ("120g", "60g")),
    ("白瓷盖碗", "Porcelain Gaiwan", "茶具", "Teaware", 88.0, ("S", "L")),
    ("玻璃公道杯", "Glass Pitcher", "茶具", "Teaware", 45.5, ("300ml",)),
    ("竹制茶盘", "Bamboo Tea Tray", "茶具", "Teaware", 159.0, ("40cm", "60cm")),
    ("不锈钢滤网", "Steel Strainer", "茶具", "Teaware", 12.5, ("M",)),
    ("桂花糕", "Osmanthus Cake", "点心", "Pastry", 18.8, ("6 pcs", "12 pcs")),
    ("绿豆饼", "Mung Bean Biscuit", "点心", "Pastry", 22.0, ("No.1", "No.2")),
    ("凤梨酥", "Pineapple Shortcake", "点心", "Pastry", 35.0, ("8 pcs", "16 pcs")),
    ("话梅糖", "Plum Candy", "糖果", "Sweets", 9.9, ("200g",)),
    ("陈皮丹", "Tangerine Peel Drops", "糖果", "Sweets", 16.0, ("120g", "240g")),
    ("柠檬片", "Dried Lemon", "果干", "Dried Fruit", 25.0, ("80g",)),
    ("玫瑰花瓣", "Rose Petals", "花草", "Herbs", 32.0, ("50g", "100g")),
    ("枸杞", "Goji Berries", "花草", "Herbs", 42.0, ("250g", "500g")),
    ("蜂蜜柚子酱", "Yuzu Honey", "冲饮", "Drinks", 29.9, ("500g",)),
    ("抹茶粉", "Matcha Powder", "冲饮", "Drinks", 56.0, ("30g", "100g")),
    ("保温杯", "Thermos Flask", "杯壶", "Cups", 99.0, ("K1", "K2", "K3")),
    ("随手杯", "Travel Mug", "杯壶", "Cups", 49.0, ("M1", "M2")),
    ("茶巾", "Tea Towel", "茶具", "Teaware", 8.0, ("G1", "G2")),
]
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
_FIRST = ["Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Ivy", "Jack", "Kate", "Leo", "Mia", "Noah", "Olive", "Paul",
          "Rose", "Sam", "Tina", "Zoe"]


@dataclass(frozen=True)
class Line:
    """One line of an order. `number`: of the order from 0; `line` from 0, `lines` in its order; `total`: money of the
    whole order; `made`: when it was ordered; `variant`: what tells the goods of one parent apart."""

    number: int
    line: int
    lines: int
    zh: str
    en: str
    group_zh: str
    group_en: str
    variant: str
    parent: int
    sku: int
    quantity: int
    price: float
    total: float
    buyer: int
    made: datetime
    store: int
    web: bool
    closed: bool

    @property
    def amount(self) -> float:
        return round(self.quantity * self.price, 2)

    @property
    def buyer_zh(self) -> str:
        return _SURNAMES[self.buyer % 20] + _GIVEN[self.buyer // 3 % 20] + _GIVEN[self.buyer % 7]

    @property
    def buyer_en(self) -> str:
        return f"{_FIRST[self.buyer % 20]} {_FIRST[self.buyer // 2 % 20][:1]}{'abcdefg'[self.buyer % 7]}ker"


def shop_lines(seed: int, orders: int = 45, first: datetime = datetime(2024, 1, 3, 9, 0)) -> list[Line]:
    """Order lines in order of time, over about five months: orders of 1 to 5 lines, buyers who come again."""
    rng = random.Random(seed)
    variants = [(parent, variant) for parent, goods in enumerate(_GOODS) for variant in goods[5]]
    made, lines = first, []
    for number in range(orders):
        made += timedelta(minutes=rng.randint(600, 8000) * 45 // orders)
        made = made.replace(hour=9 + rng.randint(0, 11), second=rng.randint(0, 59))
        size = rng.choices((1, 2, 3, 4, 5), (25, 30, 25, 12, 8))[0]
        buyer, store, web, closed = rng.randint(0, 24), rng.randint(0, 2), rng.random() < 0.6, rng.random() < 0.08
        picked = rng.sample(range(len(variants)), size)
        wanted = [rng.choices((1, 2, 3, 6), (70, 18, 8, 4))[0] for _ in picked]
        total = round(sum(q * _GOODS[variants[sku][0]][4] for q, sku in zip(wanted, picked, strict=True)), 2)
        for line, (quantity, sku) in enumerate(zip(wanted, picked, strict=True)):
            parent, variant = variants[sku]
            zh, en, group_zh, group_en, price, _ = _GOODS[parent]
            lines.append(Line(number, line, size, zh, en, group_zh, group_en, variant, parent, sku, quantity, price,
                              total, buyer, made, store, web, closed))  # fmt: skip
    return lines
