"""Orders as baskets: CSR of product numbers, with their inverted lists, customers, times and the products' facts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .cleaning import NO_TIME, TEXTS, CleanTable
from .described import Described
from .errors import NothingToAnalyse
from .progress import SILENT, Progress
from .text import N_
from .workspace import Coded, Workspace


@dataclass(frozen=True, repr=False)
class Products(Described):
    """One entry a product. `code` is the name where the file has no codes; `price` is the median price, NaN unknown.
    `description`, `tags`, `picture`, `parent`: None where the file does not say."""

    code: list[str]
    name: list[str]
    category: Coded
    price: np.ndarray
    cost: np.ndarray
    orders: np.ndarray
    quantity: np.ndarray
    description: Coded | None = None
    tags: Coded | None = None
    picture: Coded | None = None
    parent: Coded | None = None

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, repr=False)
class Baskets(Described):
    """Orders in order of time (else of the file). `start` int64 (orders + 1) and `items` int32 (rising) are CSR;
    `holders_start`, `holders` the inverted lists; `line_start` int64 (orders + 1) points into the clean lines, which
    `line_order` int32 puts in order of orders; `time` in seconds (NO_TIME unknown), `amount` NaN where a line's amount is unknown;
    `places`: "store", "channel", "region" → the first one known of each order, where the file has such a column."""

    start: np.ndarray
    items: np.ndarray
    holders_start: np.ndarray
    holders: np.ndarray
    line_start: np.ndarray
    line_order: np.ndarray
    order_id: list[str]
    customer: Coded
    time: np.ndarray
    amount: np.ndarray
    products: Products
    places: dict[str, Coded] = field(default_factory=dict)

    @property
    def orders(self) -> int:
        """How many orders there are."""
        return len(self.start) - 1

    @property
    def sizes(self) -> np.ndarray:
        """Different products of each order, int64."""
        return np.diff(self.start)


def make_baskets(table: CleanTable, progress: Progress = SILENT) -> Baskets:
    """Group clean lines into orders. Raises NothingToAnalyse for one order or one product alone."""
    progress.step(0, 4, N_("Grouping rows into orders"))
    _check(table)
    order_codes, first_line, order = np.unique(table.order.codes, return_index=True, return_inverse=True)
    orders, products = len(order_codes), len(table.products.code)
    time = np.full(orders, np.iinfo(np.int64).max)
    np.minimum.at(time, order, np.where(table.time == NO_TIME, np.iinfo(np.int64).max, table.time))
    time[time == np.iinfo(np.int64).max] = NO_TIME
    rank = np.empty(orders, np.int64)
    by_time = np.lexsort((first_line, time))
    rank[by_time] = np.arange(orders)
    order = rank[order]
    progress.step(1, 4)
    line_order = np.argsort(order, kind="stable").astype(np.int32)
    line_start = np.zeros(orders + 1, np.int64)
    np.cumsum(np.bincount(order, minlength=orders), out=line_start[1:])
    pairs = np.unique(order * products + table.product)
    item_order, items = pairs // products, (pairs % products).astype(np.int32)
    start = np.zeros(orders + 1, np.int64)
    np.cumsum(np.bincount(item_order, minlength=orders), out=start[1:])
    progress.step(2, 4)
    holders_start, holders = invert(start, items, products)
    amount = np.bincount(order, table.amount, minlength=orders)  # unknown where a line's is
    facts = table.products
    progress.step(3, 4)
    return Baskets(
        start=start,
        items=items,
        holders_start=holders_start,
        holders=holders,
        line_start=line_start,
        line_order=line_order,
        order_id=[table.order.vocabulary[code] for code in order_codes[by_time].tolist()],
        customer=Coded(_first_known(table.customer.codes, order, orders), table.customer.vocabulary),
        time=time[by_time],
        amount=amount,
        products=Products(
            code=facts.code,
            name=facts.name,
            category=facts.category,
            price=facts.price,
            cost=facts.cost,
            orders=np.diff(holders_start).astype(np.int32),
            quantity=np.bincount(table.product, np.nan_to_num(table.quantity), minlength=products),
            **{text: getattr(facts, text) for text in TEXTS},
        ),
        places={
            place: Coded(_first_known(column.codes, order, orders), column.vocabulary)
            for place in ("store", "channel", "region")
            if (column := getattr(table, place)) is not None
        },
    )


def invert(start: np.ndarray, items: np.ndarray, products: int) -> tuple[np.ndarray, np.ndarray]:
    """Inverted lists of CSR baskets: (start int64 (products + 1), orders int32 rising within each product)."""
    holders_start = np.zeros(products + 1, np.int64)
    np.cumsum(np.bincount(items, minlength=products), out=holders_start[1:])
    order = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    return holders_start, order[np.argsort(items, kind="stable")]


def put_baskets(baskets: Baskets, table: CleanTable, workspace: Workspace) -> None:
    """Store `lines`, `origins`, `orders`, `products` and `baskets` as docs/workspace.md says."""
    by_order = baskets.line_order
    lines = {name: getattr(table, name)[by_order] for name in ("product", "quantity", "price", "amount", "cost", "raw")}
    order = np.repeat(np.arange(baskets.orders, dtype=np.int32), np.diff(baskets.line_start))
    workspace.put("lines", {"order": order, **lines})
    lengths = np.diff(table.origin_start)[by_order]
    start = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=start[1:])
    place = np.repeat(table.origin_start[:-1][by_order] - start[:-1], lengths) + np.arange(start[-1])
    workspace.put("origins", {"start": start, "raw": table.origin_raw[place]})
    renumbered = np.full(len(by_order) + 1, -1, np.int32)
    renumbered[by_order] = np.arange(len(by_order), dtype=np.int32)
    workspace.put("fates", {"fate": table.fate, "line": renumbered[table.fate_line]}, {"rules": list(table.rules)})
    workspace.put(
        "orders",
        {
            "id": baskets.order_id,
            "time": baskets.time,
            "customer": baskets.customer,
            "size": baskets.sizes.astype(np.int32),
            "amount": baskets.amount,
            "line_start": baskets.line_start,
            **baskets.places,
        },
        {
            "has_time": bool((baskets.time != NO_TIME).any()),
            "has_customer": bool((baskets.customer.codes >= 0).any()),
            "has_price": bool(not np.isnan(baskets.amount).all()),
        },
    )
    products = baskets.products
    workspace.put(
        "products",
        {
            name: getattr(products, name)
            for name in ("code", "name", "category", "price", "cost", "orders", "quantity", *TEXTS)
            if getattr(products, name) is not None
        },
        {"has_code": table.has_code, "has_category": bool((products.category.codes >= 0).any())},
    )
    workspace.put(
        "baskets",
        {name: getattr(baskets, name) for name in ("start", "items", "holders_start", "holders")},
    )


def get_baskets(workspace: Workspace) -> Baskets:
    """The baskets as `put_baskets` stored them; the lines are in order of orders already."""
    baskets, orders, table = workspace.get("baskets"), workspace.get("orders"), workspace.get("products")
    products = Products(
        code=list(table["code"]), name=list(table["name"]),
        **{name: table[name] for name in ("category", "price", "cost", "orders", "quantity", *TEXTS) if name in table.columns},
    )  # fmt: skip
    return Baskets(
        **{name: baskets[name] for name in ("start", "items", "holders_start", "holders")},
        line_start=orders["line_start"], line_order=np.arange(int(orders["line_start"][-1]), dtype=np.int32), order_id=orders["id"],
        customer=orders["customer"], time=orders["time"], amount=orders["amount"], products=products,
        places={name: orders[name] for name in ("store", "channel", "region") if name in orders.columns},
    )  # fmt: skip


def _check(table: CleanTable) -> None:
    if len(table.products.code) == 1:
        raise NothingToAnalyse(
            N_("There is one product only in {file} ({product}), so nothing can go together with it."),
            advice=N_("Check which column is the product, or add rows of other products."),
            file=table.file, product=table.products.name[0],
        )  # fmt: skip
    if len(np.unique(table.order.codes)) == 1:
        raise NothingToAnalyse(
            N_("There is one order only in {file} ({order}), so nothing can be counted."),
            advice=N_("Check which column is the order number, or add more orders."),
            file=table.file, order=table.order.vocabulary[int(table.order.codes[0])],
        )  # fmt: skip


def _first_known(codes: np.ndarray, order: np.ndarray, orders: int) -> np.ndarray:
    """The code of each order's first line that has one, int32; −1 where none has."""
    result = np.full(orders, -1, np.int32)
    known = np.flatnonzero(codes >= 0)[::-1]
    result[order[known]] = codes[known]  # walked backwards, so that the first line is written last
    return result
