"""What the file's columns of states say of a row: never completed, given back, or a return itself.

The words are those of Chinese and English shops, tills and ERPs. A phrase that denies, asks for or takes back a
return ("未取消", "no refund", "退款关闭") and one about a part ("partially refunded") is taken away before words are
looked for, so that what is left means what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..io.table import SalesTable
from .row_keys import at

_BACK = "退款退货|退货退款|退换货|退款|退货|退单|退菜|换货|售后|维权|拒签|拒收|冲正|冲销|冲红|红冲"
_MEANINGLESS = re.compile(
    # denied: 未取消, 无退款, 没有申请退货, 不可取消
    rf"(?:未|无|没有|没|不|非|免)(?:曾|可|能|支持|申请|发生|有|被|产生)?(?:{_BACK}|退回|退|取消|关闭|作废|失败|过期|失效)"
    # a part: 部分退款, 部分已退
    rf"|部分(?:已)?(?:{_BACK}|退回|退|取消|关闭)(?:成功|完成)?"
    # asked for, under way or taken back: 退款关闭, 售后申请已撤销, 退款中, 取消退款, 待退货
    rf"|(?:{_BACK})(?:申请)?(?:已被?|被)?(?:关闭|取消|失败|拒绝|撤销|驳回|中|待[^,，;；]*|处理中|审核中)"
    rf"|(?:取消|撤销|撤回|关闭|拒绝|驳回|申请|等待|待|同意)(?:了|卖家|买家|商家|客户)?(?:{_BACK}|退)|(?:{_BACK})申请"
    r"|\b(?:not|no|non|never|without|un|0)[ -]?(?:yet |been |be )*"
    r"(?:cancel\w*|void\w*|refund\w*|return\w*|revers\w*|refused|rejected|expired|failed|draft)"
    r"|\bun(?:cancel|void|refund|return)\w*"
    r"|\bpart(?:ial|ially|ly)?[ -]+(?:cancel\w*|void\w*|refund\w*|return\w*)"
    r"|\b(?:refund|return|cancellation|cancel)s? (?:is |was |has been )?"
    r"(?:request\w*|pending|in progress|denied|declined|rejected|closed|cancel\w*|failed|open|processing|requested)"
    r"|\b(?:pending|awaiting|requested|request for|waiting for) (?:a )?(?:refund|return|cancellation)"
    r"|\b(?:pending|awaiting|waiting)[ -]+(?:for[ -]+)?(?:shipment|shipping|fulfil\w*|pick ?-?up|delivery|dispatch|review|stock)"
)
_UNFINISHED = re.compile(
    r"关闭|取消|作废|废单|草稿|挂单|撤单|撤销|待付款|待支付|待买家付款|等待.{0,4}(?:付款|支付)|待付尾款|未付款|未支付|未结账|未成交"
    r"|未完成支付|(?:支付|付款|交易|订单)(?:失败|超时|异常)|已?过期|已?失效|交易失败|拒付"
    r"|\bcancel(?:l?ed|ation)?\b|\bvoid(?:ed)?\b|\bunpaid\b|\bnot paid\b|\bpending(?: payment)?\b|\bpayment pending\b"
    r"|\b(?:awaiting|waiting for) payment\b|\bexpired\b|\bfailed\b|\bdraft\b|\babandoned\b|\bdeclined\b|\bincomplete\b"
    r"|\bon hold\b|\bcheckout draft\b|换货|\bexchanged?\b|\breplacements?\b|\breplaced\b"
)
_RETURNED = re.compile(
    r"退款|退货|退换货|退单|退菜|已退|退回|全退|冲红|红冲|冲正|冲销|拒收|拒签|\brefund(?:ed|s)?\b|\breturn(?:ed|s)?\b|\bcharge ?back\b"
    r"|\breversed\b|\breversal\b|\b(?:rejected|refused) by (?:the )?(?:buyer|customer|recipient)\b|\b(?:delivery|parcel) refused\b"
    r"|\breturn(?:ed)? to (?:sender|origin)\b|\brto\b"
)
_NO_SALE = re.compile(
    r"(?:订单|交易|审核|审批|商家|门店|店铺|卖家|系统|平台|已|被)*(?:无效|拒单|驳回|反结账)|无效(?:订单|单|交易)|报价单?|已报价"
    r"|(?:wc |order |payment |suspected |sales? )*(?:rejected|refused|fraud|fraudulent|invalid|lost|undeliverable|quotation|quote)"
    r"(?: sent| order| by (?:the )?(?:seller|merchant|restaurant|store|shop))?|lost in transit|parcel lost"
)
"""The whole state is this; within longer ones these words say other things ("lost and found", "审核被驳回后重新提交")."""

_NOT_OF_THE_SALE = re.compile(r"售后|退|维权|发票|评价|会员|卡|券|refund|return|claim|dispute|invoice|review|member|coupon|email")
"""Headers of columns that speak of something else than the sale: a refund that is rejected leaves it standing."""

_BOTH = re.compile(r"退换货?|退货换货|\breturns?(?: and | or |/)exchanges?\b")
"""Where these stand, something came back: an exchange by itself is a piece for a piece, neither sold nor given back."""

DOCUMENT = re.compile(r"类型|类别|业务|type$|kind$|^type")
"""Headers of columns that say what a row is; elsewhere a word of return says that the sale of the row came back."""

_SALE = re.compile(r"^(?:销售|零售|批发|销售单|销货|出库|正常|收款|payment|sales?|sold|purchase|charge)$")
_YES = re.compile(r"^(?:是|有|已退|y|yes|true|1|x|√|✓|✔)$")
_DATE = re.compile(r"\d{1,4}[-/.年 ]\d{1,2}\b|\d{1,4}年")
_ON_ITS_WAY = re.compile(r"\bshipped\b|\bin transit\b|\bout for delivery\b|\bdispatched\b|\brto\b|\blost\b|\breturned\b")
_CANCEL_HEADER = re.compile(r"取消|作废|关闭|cancel|void")
_BACK_HEADER = re.compile(r"退货|退款|退单|退菜|退回|是否退|已退|return|refund")
_DELIVERY_HEADER = re.compile(r"发货|物流|配送|收货|fulfil|ship|delivery|dispatch")

FINISHED, UNFINISHED, RETURNED, RETURN = range(4)
"""What a state says: a sale, no completed sale (an exchange is none either: what was bought stands in the sale before
it), a sale that was given back, or a row that is itself a return."""


@dataclass(frozen=True)
class States:
    """bool masks, one entry a row; `words`: the states that mark rows unfinished, most frequent first."""

    unfinished: np.ndarray
    returned: np.ndarray
    returns: np.ndarray
    words: tuple[str, ...] = ()


def read_states(table: SalesTable) -> States:
    """What all columns of states together say of each row."""
    found = {state: np.zeros(table.rows, bool) for state in (UNFINISHED, RETURNED, RETURN)}
    said: dict[str, int] = {}
    for header, column in table.status:
        verdicts = judge_column(header, column.vocabulary)
        for state, rows in found.items():
            rows |= at(verdicts == state, column.codes)
        times = np.bincount(column.codes[column.codes >= 0], minlength=len(column.vocabulary))
        for code in np.flatnonzero(verdicts == UNFINISHED).tolist():
            word = column.vocabulary[code]
            word = header if _YES.match(plain(word)) or _DATE.match(word) else word
            said[word] = said.get(word, 0) + int(times[code])
    most = sorted((word for word in said if said[word]), key=lambda word: -said[word])
    return States(found[UNFINISHED], found[RETURNED], found[RETURN], tuple(most[:3]))


def judge_column(header: str, vocabulary: Sequence[str]) -> np.ndarray:
    """int8 a word: one of FINISHED, UNFINISHED, RETURNED, RETURN."""
    head = plain(header)
    spoken = [plain(word) for word in vocabulary]
    document = bool(DOCUMENT.search(head.replace(" ", ""))) or any(_SALE.match(word) for word in spoken)
    verdicts = [_judge(head, word, document) for word in spoken]
    if any(_ON_ITS_WAY.search(word) for word in spoken):  # else "undelivered" may be what is on its way
        verdicts = [UNFINISHED if word == "undelivered" else verdict for word, verdict in zip(spoken, verdicts, strict=True)]
    return np.array(verdicts, np.int8)


def _judge(header: str, word: str, document: bool) -> int:
    if _YES.match(word):
        if _CANCEL_HEADER.search(header):
            return UNFINISHED
        return RETURNED if _BACK_HEADER.search(header) else FINISHED
    if _DATE.match(word):
        return UNFINISHED if _CANCEL_HEADER.search(header) else FINISHED
    rest = _MEANINGLESS.sub(" ", word)
    unfinished = _UNFINISHED.search(_BOTH.sub(" ", rest))
    if unfinished and _DELIVERY_HEADER.search(header) and unfinished[0].startswith(("pending", "on hold", "incomplete")):
        unfinished = None  # a parcel that waits is no unpaid order
    if unfinished or (_NO_SALE.fullmatch(rest.strip()) and not _NOT_OF_THE_SALE.search(header)):
        return UNFINISHED
    if _RETURNED.search(rest):
        return RETURN if document else RETURNED
    return FINISHED


def plain(text: str) -> str:
    """The text in small letters, its words one blank apart."""
    return re.sub(r"[\s_\-]+", " ", text.casefold()).strip()
