"""What users' systems call their columns: names of each role, best first, in Chinese and English.

From the exports of Taobao and Tmall, JD, Youzan, Weidian, tills and ERPs, Shopify, Amazon, WooCommerce, Square, and
public data sets. Names are compared by `plain_name`.
"""

from __future__ import annotations

import re
import unicodedata

ROLES = (
    "order", "product", "code", "quantity", "price", "amount", "cost", "customer", "time", "clock", "category",
    "description", "region", "store", "channel", "status", "refund", "parent", "tags", "picture",
)  # fmt: skip
"""What a column can be. `clock`: the time of day where date and time stand in two columns; `store`: the shop or till;
`status`: whether a sale is finished, paid or given back (several columns can be); `refund`: money given back for a
line; `parent`: the product of which the row's product is a variant; `picture`: the path of a picture."""

SEVERAL = ("status",)
"""Roles that more than one column of a file can have."""

_UNIT = re.compile(r"[(\[【<].*?[)\]】>]")
_MARKS = re.compile(r"[\s_\-.:*#/\\·\"'`]+")


def plain_name(header: str) -> str:
    """A header without case, blanks, marks and bracketed units: "Order ID" and "order_id" → "orderid"."""
    text = unicodedata.normalize("NFKC", header).lower()
    return _MARKS.sub("", _UNIT.sub("", text)) or _MARKS.sub("", text)


_NAMES = {
    "order": """主订单编号 订单编号 订单号 订单id 主订单号 订单号码 订单流水号 小票号 小票编号 小票流水号 单号 流水号 单据编号
        单据号 销售单号 交易号 交易编号 交易单号 交易流水号 收银流水号 销售流水号 小票 订单 交易id 购物篮 子订单编号
        orderid ordernumber orderno ordernum amazonorderid invoiceno invoicenumber invoiceid invoice transactionid
        transactionno transactionnumber transaction receiptnumber receiptno receiptid receipt ticketnumber ticketno
        ticketid ticket basketid basket billno billnumber billid checknumber salesorder salesid saleid cartid tid
        orderref orderreference documentno docno order trans transid""",
    "product": """商品名称 产品名称 宝贝标题 商品标题 货品名称 存货名称 品名 商品名 产品名 货品名 物料名称 物品名称 菜品名称
        菜名 单品名称 书名 宝贝名称 标题 商品 产品 货品 宝贝 菜品 品项 lineitemname productname itemname producttitle
        itemtitle product productdescription itemdescription stockdescription item items title skuname goodsname goods
        articlename article materialname menuitem name description descr productdesc itemdesc 名称""",
    "code": """商品编码 商品id 产品id 商家编码 外部系统编号 规格编码 商品编号 产品编码 产品编号 存货编码 货品编码 货品编号
        条码 商品条码 条形码 国际条码 货号 款号 物料编码 商品代码 sku编码 sku skuid sku码 商品sku spu 编码 编号 单品编码
        stockcode lineitemsku productid productcode productsku itemid itemcode itemsku itemnumber itemno asin plu upc
        ean barcode variantsku articleno articlenumber articleid materialno goodsid skucode productno productnumber code""",
    "quantity": """数量 购买数量 商品数量 订购数量 销售数量 宝贝总数量 销量 件数 下单数量 购买件数 销售件数 出库数量 实发数量
        份数 商品件数 成交数量 成交件数 lineitemquantity quantity qty quantitypurchased quantityordered orderquantity
        orderqty units unitssold count itemquantity itemcount productquantity pcs qtysold quantitysold volume""",
    "price": """含税单价 不含税单价 单价 商品单价 销售单价 成交单价 售价 零售价 价格 商品价格 实际单价 京东价 销售价 原价 标价 吊牌价 unitprice
        lineitemprice price itemcost sellingprice saleprice salesprice retailprice listprice productprice priceeach
        unitsellingprice rate""",
    "amount": """含税金额 不含税金额 实收 金额 销售额 销售金额 实收金额 实付金额 成交金额 商品实际成交金额 商品金额 买家实际支付金额 买家应付货款
        结算金额 小计 应收金额 支付金额 商品总价 总价 实际支付金额 付款金额 总金额 合计金额 销售收入 营业额 价税合计
        orderlinetotal linetotal itemprice netsales grosssales sales amount totalprice lineamount salesamount revenue
        totalamount itemtotal extendedprice subtotal linevalue salesvalue totalsales turnover netamount itemamount
        total""",
    "cost": """成本 成本价 商品成本 单位成本 成本单价 进价 进货价 采购价 采购单价 成本金额 销售成本 cost costprice unitcost
        productcost cogs costofgoods costofgoodssold purchaseprice costperunit standardcost costamount totalcost""",
    "customer": """客户id 会员号 会员卡号 会员id 会员编号 客户编号 客户编码 顾客id 用户id 买家id 客户账号 下单账号 下单帐号 买家会员名 买家手机号
        买家昵称 会员名 会员 客户 客户名称 顾客 买家 用户 会员卡 卡号 手机号 会员手机号 收货人手机 用户名 会员姓名 客户姓名 姓名
        customerid customerno customernumber customercode custid userid memberid membernumber memberno clientid buyerid
        email buyeremail customeremail customer customername buyername client member user username buyer emailbilling
        householdid cardnumber loyaltyid phone shopperid""",
    "time": """订单创建时间 下单时间 订单付款时间 付款时间 支付时间 交易时间 销售时间 创建时间 成交时间 订单日期 销售日期
        交易日期 下单日期 开单日期 单据日期 购买时间 购买日期 消费时间 消费日期 结账时间 收银时间 开单时间 日期时间 日期
        业务日期 时间 createdat orderdate purchasedate invoicedate transactiondate saledate salesdate orderdatetime
        ordertime datetime transactiontime datetimestamp timestamp date paidat receiptdate billdate createddate
        ticketdate orderpurchasetimestamp datecreated purchasetime time""",
    "category": """子类别 商品子类 小类 三级类目 末级类目 商品小类 中类 二级类目 商品类别 商品分类 产品类别 产品分类 类别 类目
        品类 分类 商品类目 大类 一级类目 商品大类 品类名称 类别名称 分类名称 存货分类 subcategory productsubcategory
        category productcategory itemcategory categoryname producttype lineitemtype department producttypename
        itemgroup productgroup group class aisle""",
    "description": """商品描述 产品描述 描述 商品属性 规格 规格型号 商品规格 备注说明 description descr productdesc itemdesc
        variant specification""",
    "region": """地区 区域 大区 省份 省 省自治区 城市 市 收货省份 收货城市 门店所在地 国家 region area province state
        shippingprovince shipstate city shippingcity shipcity country market territory shippingcountry shipcountry""",
    "clock": """时刻 交易时刻 销售时刻 timeofday clock""",
}

_PATTERNS = {
    "order": r"(订单|小票|单据|流水|交易).*(号|编号|id)$|(order|invoice|transaction|receipt|basket).*(id|no|number|num)$",
    "product": r"(商品|产品|货品|宝贝|存货|品).*(名称|名|标题)$|(product|item|goods).*(name|title)$",
    "code": r"(商品|产品|货品|存货|物料).*(编码|编号|代码|货号|id)$|条码|^(product|item|stock|sku).*(code|id|no|number)$",
    "quantity": r"数量$|件数$|销量$|quantity$|qty",
    "price": r"单价$|价格$|unitprice|price$",
    "amount": r"金额$|销售额$|货款$|(net|gross)?sales(amount|value)?$|amount$|linetotal|revenue",
    "cost": r"^成本|成本$|^cost|cogs",
    "customer": r"(客户|会员|顾客|买家|用户).*(id|号|编号|编码|名|账号|卡号)$|^(customer|member|user|buyer|client).*(id|no|number|name)$",
    "time": r"(日期|时间)$|date$|datetime$|timestamp$",
    "category": r"(类别|类目|分类|品类)$|category$",
    "region": r"^(收货)?(省|市|地区|区域)|region$|province$",
}
_COMPILED = {role: re.compile(pattern) for role, pattern in _PATTERNS.items()}

_UNUSED = re.compile(
    r"^(行id|行号|序号|rowid|rownumber|index|unnamed\d*)$|状态|status|退款|退货|refund|折扣|discount|优惠|利润|毛利"
    r"|profit|margin|税|tax|运费|freight|shipping(cost|fee|method|price)?$|发货(日期|时间)|ship(ping|ped)?date|到货|送达|备注"
    r"|note|remark|地址|address|物流|快递|邮寄|邮编|postal|zip|shipmode|支付方式|付款方式|payment(method|type)|类型$|eventtype"
    r"|currency|币种|cancelled|giftwrap|compareat|promotion|tip$|小费|佣金|commission"
)

# Names that mean something else beside another: Shopify calls the order number "Name", and its totals are the order's.
BESIDE = {("name", "lineitemname"): "order", ("total", "lineitemname"): "", ("subtotal", "lineitemname"): ""}

_EXACT: dict[str, list[tuple[str, int]]] = {}
for _role, _names in _NAMES.items():
    for _place, _name in enumerate(_names.split()):
        _EXACT.setdefault(_name, []).append((_role, 200 - _place))


def roles_of_name(header: str) -> dict[str, int]:
    """Roles a header names, with a strength: 200 … 120 for a name we know (best first), 30 for a likely one."""
    name = plain_name(header)
    found = dict(_EXACT.get(name, ()))
    if not found and not _UNUSED.search(name):
        found = {role: 30 for role, pattern in _COMPILED.items() if pattern.search(name)}
    return found


def role_of_name(header: str) -> str:
    """The strongest role a header names, or ""; also "unused" for what sales files hold besides."""
    found = roles_of_name(header)
    if found:
        return max(found, key=found.get)
    return "unused" if _UNUSED.search(plain_name(header)) else ""
