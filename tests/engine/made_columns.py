"""Columns made by the tests: headers and cells in, a RawTable out; and 60 rows of cells of every sort."""

from __future__ import annotations

import numpy as np

from assoc_engine.io.cells import ColumnBuilder
from assoc_engine.io.raw import RawTable


def table(**columns):
    return made(list(columns), list(columns.values()))


def made(headers, columns):
    built = []
    for header, cells in zip(headers, columns, strict=True):
        builder = ColumnBuilder()
        builder.add(cells)
        built.append(builder.finish(header))
    rows = len(columns[0])
    return RawTable(tuple(built), np.zeros(rows, np.int16), np.arange(2, rows + 2, dtype=np.int32),
                    (("a.csv", ""),), "lines", ("a.csv",), 1)  # fmt: skip


ROWS = 60
ORDER = [i // 3 for i in range(ROWS)]
CELLS = {
    "order": [f"2024{1000 + o}" for o in ORDER],
    "long": [f"2109876543210{1000 + o}" for o in ORDER],
    "hash": [f"#{1001 + o}" for o in ORDER],
    "unique": [f"77{1000 + i}" for i in range(ROWS)],
    "name": [f"红茶 {i * 7 % 11} 号" for i in range(ROWS)],
    "code": [f"SKU-{i * 7 % 11:03d}" for i in range(ROWS)],
    "quantity": [str(1 + i % 4) for i in range(ROWS)],
    "price": [f"{5 + i * 7 % 11}.50" for i in range(ROWS)],
    "amount": [f"{(1 + i % 4) * (5.5 + i * 7 % 11):.2f}" for i in range(ROWS)],
    "total": [f"{30 + o}.00" for o in ORDER],
    "total_once": [f"{30 + o}.00" if i % 3 == 0 else "" for i, o in enumerate(ORDER)],
    "person": [f"buyer{o % 9}" for o in ORDER],
    "email": [f"b{o % 9}@example.com" for o in ORDER],
    "stamp": [f"2024-03-{1 + o:02d} 10:{o:02d}:00" for o in ORDER],
    "later": [f"2024-03-{1 + o:02d} 12:{o:02d}:00" for o in ORDER],
    "offset": [f"2024-03-{1 + o:02d} 10:{o:02d}:00 +0800" for o in ORDER],
    "iso": [f"2024-03-{1 + o:02d}T10:{o:02d}:00+00:00" for o in ORDER],
    "date": [f"2024/3/{1 + o}" for o in ORDER],
    "clock": [f"10:{o:02d}:00" for o in ORDER],
    "state": ["交易成功" if o % 5 else "交易关闭" for o in ORDER],
    "refund": ["0.00"] * ROWS,
    "group": ["茶" if i * 7 % 11 < 6 else "糖" for i in range(ROWS)],
    "finer": [f"茶类{i * 7 % 11 // 3}" for i in range(ROWS)],
    "place": ["华东" if o % 2 else "华北" for o in ORDER],
    "flag": ["是" if o % 7 == 0 else "否" for o in ORDER],
    "sale": ["退货" if i % 11 == 0 else "销售" for i in range(ROWS)],
    "shop": ["人民路店" if o % 2 else "中山店" for o in ORDER],
    "source": ["小程序" if o % 3 else "门店" for o in ORDER],
    "payment": ["微信支付" if o % 2 else "现金" for o in ORDER],
    "cancelled": ["2024-03-09 10:00:00 +0800" if i == 27 else "" for i in range(ROWS)],
    "cut": ["12.00" if i % 13 == 0 else "0.00" for i in range(ROWS)],
    "style": [f"K{i * 7 % 11 // 3}" for i in range(ROWS)],
    "barcode": [f"69012345{i * 7 % 11:05d}" for i in range(ROWS)],
    "words": [f"新品,热卖{i * 7 % 11 % 3}" for i in range(ROWS)],
    "path": [f"img/{i * 7 % 11}.jpg" for i in range(ROWS)],
    "size": ["大" if i * 7 % 11 % 2 else "小" for i in range(ROWS)],
    "number": [str(i + 1) for i in range(ROWS)],
    "text": [f"words about it {i * 7 % 11}" for i in range(ROWS)],
    "blank": [""] * ROWS,
    "tax": ["0.35"] * ROWS,
}  # fmt: skip
