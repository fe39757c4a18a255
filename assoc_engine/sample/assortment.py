"""What the shop sells: products with names in both languages, prices, costs, popularity and seasons.

The names lie in resources/sample/catalogue.json. A bigger sample has more products: further colours, sizes and
scents of the same base products, then sets of two.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..paths import RESOURCES

WORD = {"en": 0, "zh_CN": 1}  # where a language's word stands in the catalogue's pairs
WEEKS = 53
FEWEST, TYPICAL, TYPICAL_ROWS, GROWTH = 200, 400, 50_000, 0.65
# Popularity falls with rank as 1 / (rank + SHIFT) ^ STEEPNESS (Zipf and Mandelbrot): the best seller has about 2 %.
SHIFT, STEEPNESS = 10.0, 0.9
BEST_RANKS, PLANTED_RANKS, FIRST_RANKS, FURTHER_RANKS = (0, 45), (12, 170), (12, 380), (60, 400)
SEASONAL = 0.6  # seasonal products sell less over the year than their rank says


@dataclass(frozen=True)
class Series:
    """Things of one design, and what is bought with them. `name`: the words that all their names begin with. `things`: name,
    price and pence of each; the last `new` of them are launched late. `group`, `category`: where they stand.
    `partners`: for each partner the items it may be, the first choice first."""

    name: str
    things: tuple[tuple[str, float, int], ...]
    launched: int
    group: int
    category: str
    partners: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Design:
    """Two things that are alike. `name`: the words that both names begin with. `things`: name, price and pence of each. `group`,
    `category`: where they stand."""

    name: str
    things: tuple[tuple[str, float, int], ...]
    group: int
    category: str


@dataclass(frozen=True)
class Assortment:
    """Products in the order of their codes (so a category's lie together), those added later behind them, then the rows
    that are no products.

    Arrays of `len(code)` items: `code`, `name`, `category` (object; "" where none), `price`, `cost` (float64, money of
    the language), `pence` (int64, the price in the English catalogue: what depends on prices is the same in every
    language). `several`: (items,) chance that one buys several.

    `weekly`: (53 weeks, products) chance that one free choice falls on a product, each week summing to 1.
    `group`: (products,) number of the category; `season`: (products,) name or "".
    `sequences`: (a, b, days, chance), see returning.sequences. `series`: those that can be planted, see series.series;
    `designs`: see withheld.withheld; `substitutes`: see substitutes.substitutes.
    """

    products: int
    code: np.ndarray
    name: np.ndarray
    category: np.ndarray
    price: np.ndarray
    cost: np.ndarray
    pence: np.ndarray
    several: np.ndarray
    group: np.ndarray
    season: np.ndarray
    weekly: np.ndarray
    complements: tuple[tuple[int, int, float], ...]
    sequences: tuple[tuple[int, int, int, float], ...]
    series: tuple[Series, ...]
    designs: tuple[Design, ...]
    substitutes: tuple[Design, ...]

    def planted(self) -> set[int]:
        """The products of the complements: what is said of them counts on how often they are bought."""
        return {item for pair in self.complements for item in pair[:2]}

    def plus(self, **columns: np.ndarray) -> Assortment:
        """With further products behind those there are, which no free choice falls on; for each of them one `code`,
        `name`, `category`, `price`, `cost`, `pence`, `several` and `group`."""
        at, count = self.products, len(columns["code"])
        wider: dict[str, Any] = {name: np.insert(getattr(self, name), np.full(count, at), values) for name, values in columns.items()}
        season = np.concatenate([self.season, np.full(count, "", object)])
        weekly = np.concatenate([self.weekly, np.zeros((len(self.weekly), count))], axis=1)
        return replace(self, products=at + count, season=season, weekly=weekly, **wider)

    def service(self, code: str) -> int:
        """The item number of a row that is no product, by its code."""
        return int(np.flatnonzero(self.code[self.products :] == code)[0]) + self.products


@dataclass(frozen=True)
class _Product:
    """One variant of a base product; `pair` names and prices are (English, Chinese)."""

    base: str
    code: str
    name: tuple[str, str]
    price: tuple[float, float]
    group: int
    season: str
    variant: int


def catalogue() -> dict[str, Any]:
    """What the sample shop sells, as it stands in the resources."""
    return json.loads((RESOURCES / "sample" / "catalogue.json").read_text(encoding="utf-8"))


def assortment(rows: int, language: str, rng: np.random.Generator) -> Assortment:
    """The shop's products for a sample of so many rows."""
    data, word = catalogue(), WORD[language]
    variants = [product for group in range(len(data["categories"])) for product in _variants(data, group)]
    named = {name for a, b, _ in data["complements"] for name in (a, b)} | set(data["best_sellers"])
    kept = _chosen(variants, named, rows, rng)
    first = {p.base: i for i, p in enumerate(kept) if p.variant == 0}
    services = data["services"]
    group = np.array([p.group for p in kept])
    shares = np.array([c["cost"] for c in data["categories"]])[group] + _by_base(kept, rng) * 0.2 - 0.1
    several = np.array([c["several"] for c in data["categories"]])[group]
    prices = np.array([p.price[word] for p in kept])
    season = np.array([p.season for p in kept], object)
    popular = _popularity(kept, data, rng)
    categories = [(c["en"], c["zh"])[word] for c in data["categories"]]
    return Assortment(
        products=len(kept),
        code=np.array([p.code for p in kept] + [s[0] for s in services], object),
        name=np.array([p.name[word] for p in kept] + [s[1 + word] for s in services], object),
        category=np.array([categories[p.group] for p in kept] + [""] * len(services), object),
        price=np.concatenate([prices, [float(s[3 + word]) for s in services]]),
        cost=np.concatenate([np.maximum(0.01, np.round(prices * shares, 2)), np.zeros(len(services))]),
        pence=np.round(100 * np.array([p.price[0] for p in kept] + [s[3] for s in services])).astype(np.int64),
        several=np.concatenate([several, np.zeros(len(services))]),
        group=group,
        season=season,
        weekly=_weekly(popular, season, data["seasons"]),
        complements=tuple((first[a], first[b], chance) for a, b, chance in data["complements"]),
        sequences=tuple((first[a], first[b], days, chance) for a, b, days, chance in data["sequences"]),
        series=tuple(_series(entry, data, word, first) for entry in data["series"]),
        designs=tuple(Design(*_design(entry, data, word)) for entry in data["withheld"]),
        substitutes=tuple(Design(*_design(entry, data, word)) for entry in data["substitutes"]),
    )


def _series(entry: dict[str, Any], data: dict[str, Any], word: int, first: dict[str, int]) -> Series:
    name, things, group, category = _design(entry, data, word)
    partners = tuple(tuple(first[name] for name in names if name in first) for names in entry["partners"])
    return Series(name, things, entry["launched"], group, category, partners)


def _design(entry: dict[str, Any], data: dict[str, Any], word: int) -> tuple[str, tuple[tuple[str, float, int], ...], int, str]:
    """(name, things, group, category)"""
    group = [c["en"] for c in data["categories"]].index(entry["category"])
    head = (entry["en"] + " ", entry["zh"])[word]
    things = tuple((head + thing[word], float(thing[2 + word]), round(100 * thing[2])) for thing in entry["things"])
    return head.strip(), things, group, data["categories"][group][("en", "zh")[word]]


def _variants(data: dict[str, Any], group: int) -> list[_Product]:
    """All variants of a category's products; the first of each has number 0."""
    category, bundle = data["categories"][group], data["bundle"]
    turn = _turns(data)
    made = []
    for number, entry in enumerate(category["products"], start=1):
        base, base_zh, *prices, options = entry[:5]
        season = entry[5] if len(entry) > 5 else ""
        words = data["options"][options] if options else []
        if options in data["rotating"]:
            words = words[turn[base] % len(words) :] + words[: turn[base] % len(words)]
        choices = [(en, zh, *factor) for en, zh, *factor in words] or [("", "")]
        # Sets of two exist of what comes in several colours; single things are sold singly.
        choices += [(f"{en}, {bundle[0]}", f"{zh}，{bundle[1]}", bundle[2]) for en, zh, *factor in words if not factor]
        for variant, (en, zh, *factor) in enumerate(choices):
            times = factor[0] if factor else 1.0
            made.append(
                _Product(
                    base=base,
                    code=f"{11 + group}{number:03d}{_letters(variant) if words else ''}",
                    name=(f"{base}, {en}" if en else base, f"{base_zh}（{zh}）" if zh else base_zh),
                    price=(_pounds(prices[0] * times), _yuan(prices[1] * times)) if times != 1 else tuple(prices),
                    group=group,
                    season=season,
                    variant=variant,
                )
            )
    return made


def _turns(data: dict[str, Any]) -> dict[str, int]:
    """Where each base product's colours begin, so that not all are red; complements share theirs: scarf and gloves."""
    names = [entry[0] for category in data["categories"] for entry in category["products"]]
    turn = {name: i * 7 for i, name in enumerate(names)}
    for a, b, _ in data["complements"]:
        turn[b] = turn[a]
    return turn


def _by_base(kept: list[_Product], rng: np.random.Generator) -> np.ndarray:
    """(products,) chance in 0..1 that all variants of a base product share."""
    _, base = np.unique([f"{p.group:02d}{p.base}" for p in kept], return_inverse=True)
    return rng.random(int(base.max()) + 1)[base]


def _letters(variant: int) -> str:
    return chr(65 + variant) if variant < 26 else chr(64 + variant // 26) + chr(65 + variant % 26)


def _pounds(price: float) -> float:
    return round(price) - 0.05


def _yuan(price: float) -> float:
    return round(price) - 0.1 if price < 100 else float(round(price / 10) * 10 - 1)


def _chosen(variants: list[_Product], named: set[str], rows: int, rng: np.random.Generator) -> list[_Product]:
    """As many products as a shop of this size has: named ones first, then the other bases, then further variants."""
    count = max(FEWEST, round(TYPICAL * (rows / TYPICAL_ROWS) ** GROWTH))
    turn = rng.random(len(variants)) * 2.5
    for i, product in enumerate(variants):
        turn[i] = turn[i] / 2.5 - 1 if product.variant == 0 else turn[i] + product.variant
        if product.variant == 0 and product.base in named:
            turn[i] = -2
    return [variants[i] for i in np.sort(np.argsort(turn, kind="stable")[:count])]


def _popularity(kept: list[_Product], data: dict[str, Any], rng: np.random.Generator) -> np.ndarray:
    """(products,) share of the free choices over the year, summing to 1."""
    planted = {name for a, b, _ in data["complements"] for name in (a, b)}
    low, high = np.array([_ranks(p, planted, data["best_sellers"], len(kept)) for p in kept], float).T
    rank = np.empty(len(kept))
    rank[np.argsort(low + rng.random(len(kept)) * (high - low), kind="stable")] = np.arange(len(kept))
    weight = 1 / (rank + SHIFT) ** STEEPNESS * [SEASONAL if p.season else 1.0 for p in kept]
    return weight / weight.sum()


def _ranks(product: _Product, planted: set[str], best_sellers: list[str], products: int) -> tuple[int, int]:
    """Between which ranks a product's popularity lies, about; what is dear sells less often."""
    if product.variant:
        return FURTHER_RANKS[0], max(FURTHER_RANKS[1], products)
    if product.base in best_sellers:
        return BEST_RANKS
    low, high = PLANTED_RANKS if product.base in planted else FIRST_RANKS
    return low + round(2 * product.price[0]), high


def _weekly(popular: np.ndarray, season: np.ndarray, seasons: dict[str, Any]) -> np.ndarray:
    """(53, products) chance of each product week by week; a seasonal product keeps its share of the whole year."""
    table = np.repeat(popular[None, :], WEEKS, axis=0)
    middle = np.arange(WEEKS) * 7 + 3.5
    for name, shape in seasons.items():
        month, day = map(int, shape["peak"].split("-"))
        peak = (np.datetime64(f"2025-{month:02d}-{day:02d}") - np.datetime64("2025-01-01")).astype(int)
        away = np.abs(middle - peak)
        away = np.minimum(away, 365 - away)
        curve = shape["rest"] + np.exp(-0.5 * (away / shape["days"]) ** 2)
        table[:, season == name] *= (curve / curve.mean())[:, None]
    return table / table.sum(axis=1, keepdims=True)


def ranked(goods: Assortment) -> np.ndarray:
    """Products (int64) from the most to the least popular over the year."""
    return np.argsort(-goods.weekly.mean(axis=0), kind="stable")


def unplanted(goods: Assortment) -> list[int]:
    """Products without season and in no complement, from the most to the least popular."""
    planted = goods.planted()
    return [item for item in ranked(goods).tolist() if item not in planted and not goods.season[item]]
