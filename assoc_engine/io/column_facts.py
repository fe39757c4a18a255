"""What the values of a column look like, for guessing its role."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .moments import DAY, moments
from .numbers import numbers
from .raw import NUMBER, RawColumn
from .words import clean_text

SAMPLED = 2000  # distinct cells looked at; the rows behind each are counted
_STATE = re.compile(
    r"^(是|否|有|无|y|n|yes|no|true|false|ok|open|closed|sold|void|voided)$|退|换货|销售|零售|批发|售出|交易|完成|成功|关闭|取消|付款"
    r"|支付|发货|收货|签收|作废|审核|结账|结清|赠送|待|已|paid|pay|refund|return|sale|cancel|complet|ship|deliver|pend|process|hold|failed"
    r"|fulfil|exchange|unpaid|invoice|draft|confirm|authori|success|trash",
    re.IGNORECASE,
).search  # fmt: skip
_CODE = re.compile(r"#?(?=.*\d)[A-Za-z0-9\-_.#/]{1,40}").fullmatch


@dataclass(frozen=True)
class ColumnFacts:
    """Shares are of the filled rows. `repeats`: neighbouring filled rows with the same cell; `code`: short, with
    figures and without blanks; `date`: with a date (whole numbers in the range of Excel's serials not counted);
    `serial`: numbers that could be Excel's dates; `clock`: a time of day alone; `state`: short words such as paid or
    returned, or a plain yes and no."""

    filled: int
    distinct: int
    number: float
    whole: float
    date: float
    serial: float
    clock: float
    code: float
    repeats: float
    state: float

    @property
    def unique(self) -> float:
        """Different values as a share of filled cells; 0 where none is filled."""
        return self.distinct / self.filled if self.filled else 0.0


def facts(column: RawColumn) -> ColumnFacts:
    """Facts of one column; looks at no more than SAMPLED of its distinct cells."""
    counts = np.bincount(column.codes + 1, minlength=len(column.texts) + 1)[1:]
    used = np.flatnonzero(counts)
    codes = column.codes[column.codes >= 0]
    if not len(used):
        return ColumnFacts(0, 0, *[0.0] * 8)
    picked = used[:: -(-len(used) // SAMPLED)]
    weight = counts[picked]
    sample = RawColumn(
        column.header,
        np.empty(0, np.int32),
        [column.texts[i] for i in picked],
        column.kinds[picked],
        column.values[picked],
        column.typed,
    )

    def share(mask: np.ndarray) -> float:
        return float(weight[mask].sum() / weight.sum())

    values, _ = numbers(sample)
    times = moments(sample)
    is_number, is_time = ~np.isnan(values), ~np.isnan(times.seconds)
    plain = sample.kinds == NUMBER
    clock = is_time & (times.seconds >= 0) & (times.seconds < DAY) & ~plain
    texts = [clean_text(text) for text in sample.texts]
    with np.errstate(invalid="ignore"):
        whole = is_number & (values == np.round(values))
    return ColumnFacts(
        filled=len(codes),
        distinct=len(used),
        number=share(is_number),
        whole=share(whole),
        date=share(is_time & ~clock & ~plain),
        serial=share(is_time & plain),
        clock=share(clock),
        code=share(np.array([bool(_CODE(text)) for text in texts])),
        repeats=float((codes[1:] == codes[:-1]).mean()) if len(codes) > 1 else 0.0,
        state=share(np.array([len(text) <= 30 and bool(_STATE(text)) for text in texts])),
    )
