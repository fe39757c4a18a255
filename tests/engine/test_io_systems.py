"""Headers of real systems: every column gets its role, or none, without help."""

from __future__ import annotations

import re

import pytest
from made_columns import CELLS, made

from assoc_engine.io.header_words import ROLES, plain_name, role_of_name, roles_of_name
from assoc_engine.io.roles import guess_roles
from assoc_engine.io.table import make_table
from assoc_engine.text import Text

# system: "header : cells : role" of its columns; the role is empty where the column must get none
SYSTEMS = {
    "Taobao orders": """
        订单编号 : unique : order | 买家会员名 : person : customer | 买家应付货款 : amount : | 买家实际支付金额 : price : amount
        订单状态 : state : status| 订单创建时间 : stamp : time | 订单付款时间 : later : | 宝贝标题 : name : product
        宝贝总数量 : quantity : quantity | 退款金额 : refund : refund
        """,
    "Taobao items": """
        子订单编号 : unique : | 主订单编号 : long : order | 标题 : name : product | 价格 : price : price
        购买数量 : quantity : quantity | 外部系统编号 : code : | 商品属性 : text : description | 订单状态 : state : status
        商家编码 : code : code | 退款状态 : state : status
        """,
    "JD": """
        订单号 : long : order | 商品ID : code : code | 商品名称 : name : product | 订购数量 : quantity : quantity
        下单时间 : stamp : time | 京东价 : price : price | 订单金额 : total : | 结算金额 : amount : amount | 订单状态 : state : status
        客户账号 : person : customer
        """,
    "Youzan": """
        订单号 : long : order | 订单状态 : state : status| 商品名称 : name : product | 规格编码 : code : code | 商品单价 : price : price
        商品数量 : quantity : quantity | 商品实际成交金额 : amount : amount | 买家手机号 : person : customer
        订单创建时间 : stamp : time | 商品退款状态 : state : status
        """,
    "till": """
        小票号 : order : order | 条码 : code : code | 品名 : name : product | 数量 : quantity : quantity
        单价 : price : price | 金额 : amount : amount | 会员卡号 : person : customer | 交易时间 : stamp : time | 类型 : sale : status
        """,
    "ERP": """
        序号 : number : | 单据编号 : order : order | 开单日期 : date : time | 客户 : person : customer | 存货编码 : code : code
        存货名称 : name : product | 规格型号 : text : description | 销量 : quantity : quantity | 零售价（元） : price : price
        销售额(元) : amount : amount | 成本 : price : cost | 毛利 : tax :
        """,
    "till, other names": """
        流水号 : order : order | 货号 : code : code | 货品名称 : name : product | 数量 : quantity : quantity
        会员号 : person : customer | 销售日期 : date : time
        """,
    "Shopify": """
        Name : hash : order | Email : email : customer | Financial Status : state : status| Currency : state :
        Subtotal : total_once : | Shipping : refund : | Taxes : tax : | Total : total_once :
        Discount Amount : refund : | Created at : offset : time | Lineitem quantity : quantity : quantity
        Lineitem name : name : product | Lineitem price : price : price | Lineitem compare at price : price :
        Lineitem sku : code : code | Refunded Amount : refund : refund| Cancelled at : blank :
        """,
    "Amazon": """
        amazon-order-id : long : order | merchant-order-id : long : | purchase-date : iso : time
        last-updated-date : iso : | order-status : state : status| product-name : name : product | sku : code : code
        asin : code : | quantity : quantity : quantity | currency : state : | item-price : amount : amount
        item-tax : tax : | shipping-price : tax : | gift-wrap-price : tax : | ship-state : place : region
        buyer-email : email : customer
        """,
    "WooCommerce": """
        Order Number : order : order | Order Status : state : status| Order Date : stamp : time | Customer Note : text :
        Email (Billing) : email : customer | SKU : code : code | Item # : number : | Item Name : name : product
        Quantity : quantity : quantity | Item Cost : price : price | Order Line Total : amount : amount
        Order Total Amount : total :
        """,
    "WooCommerce, other names": """
        Order ID : order : order | Product Name : name : product | Quantity : quantity : quantity
        Customer : person : customer | Order Date : date : time
        """,
    "Square": """
        Date : date : time | Time : clock : clock | Category : group : category | Item : name : product
        Qty : quantity : quantity | SKU : code : code | Gross Sales : amount : | Discounts : refund :
        Net Sales : amount : amount | Tax : tax : | Transaction ID : order : order | Event Type : state : status
        Customer ID : person : customer | Customer Name : person :
        """,
    "till in English": """
        Receipt number : order : order | Description : name : product | PLU : code : code
        Count : quantity : quantity | Price : price : price | Customer Name : person : customer
        Date : date : time
        """,
    "Online Retail": """
        InvoiceNo : order : order | StockCode : code : code | Description : name : product
        Quantity : quantity : quantity | InvoiceDate : stamp : time | UnitPrice : price : price
        CustomerID : person : customer | Country : place : region
        """,
    "Online Retail II": """
        Invoice : order : order | StockCode : code : code | Description : name : product
        Quantity : quantity : quantity | InvoiceDate : stamp : time | Price : price : price
        Customer ID : person : customer | Country : place : region
        """,
    "Superstore": """
        Row ID : number : | Order ID : order : order | Order Date : date : time | Ship Date : date :
        Ship Mode : state : | Customer ID : person : customer | Customer Name : person : | Segment : group :
        Country : place : | City : place : | State : place : | Postal Code : order : | Region : place : region
        Product ID : code : code | Category : group : | Sub-Category : finer : category
        Product Name : name : product | Sales : amount : amount | Quantity : quantity : quantity
        Discount : tax : | Profit : tax :
        """,
    "item numbers beside names": """
        Order No. : order : order | Item : code : code | Description : name : product | Qty. : quantity : quantity
        """,
    "Taobao items of variants": """
        子订单编号 : unique : | 主订单编号 : long : order | 商品标题 : name : product | 商品ID : style : parent
        商家编码 : code : code | 颜色分类 : size : description | 商品价格 : price : price | 购买数量 : quantity : quantity
        买家会员名 : person : customer | 订单付款时间 : stamp : time | 订单状态 : state : status | 店铺名称 : shop : store
        """,
    "Pinduoduo": """
        商品 : name : product | 订单号 : order : order | 订单状态 : state : status | 商品总价(元) : amount : amount
        商品数量(件) : quantity : quantity | 商品id : style : parent | 商品规格 : size : description | 样式ID : barcode :
        商家编码-规格维度 : code : code | 售后状态 : state : status | 订单成交时间 : stamp : time | 邮费(元) : tax :
        """,
    "Meituan": """
        订单编号 : long : order | 门店名称 : shop : store | 下单时间 : stamp : time | 菜品名称 : name : product
        数量 : quantity : quantity | 单价 : price : price | 小计 : amount : amount | 菜品分类 : group : category
        订单来源 : source : channel | 支付方式 : payment : | 订单状态 : state : status
        """,
    "银豹": """
        流水号 : order : order | 日期 : stamp : time | 收银员 : source : | 类型 : sale : status | 商品名称 : name : product
        商品条码 : barcode : code | 数量 : quantity : quantity | 商品原价 : tax : | 折后价 : price : price
        小计 : amount : amount | 利润 : tax : | 会员 : person : customer | 门店 : shop : store | 支付方式 : payment :
        """,
    "二维火": """
        账单编号 : order : order | 结账时间 : stamp : time | 桌号 : number : | 菜品名 : name : product
        点菜数量 : quantity : quantity | 单价 : price : price | 金额 : amount : amount | 是否退款 : flag : status
        """,
    "管家婆": """
        单据编号 : order : order | 单据日期 : date : time | 单据类型 : sale : status | 往来单位 : person : customer
        经手人 : source : | 商品编号 : code : code | 商品全名 : name : product | 规格 : size : description
        数量 : quantity : quantity | 单价 : price : price | 金额 : amount : amount | 仓库 : place :
        """,
    "用友": """
        出库单号 : order : order | 单据日期 : date : time | 客户编码 : person : customer | 客户简称 : person :
        存货编码 : code : code | 存货名称 : name : product | 规格型号 : size : description | 数量 : quantity : quantity
        含税单价 : price : price | 价税合计 : amount : amount | 销售类型 : group : | 存货分类 : finer : category
        """,
    "金蝶": """
        单据编号 : order : order | 日期 : date : time | 单据状态 : state : status | 客户 : person : customer
        物料编码 : code : code | 物料名称 : name : product | 实发数量 : quantity : quantity | 含税单价 : price : price
        价税合计 : amount : amount | 成本单价 : tax : cost
        """,
    "clothes with style and barcode": """
        小票号 : order : order | 款号 : style : parent | 条码 : barcode : code | 品名 : name : product
        颜色 : size : description | 件数 : quantity : quantity | 实收金额 : amount : amount | 标签 : words : tags
        图片 : path : picture | 销售日期 : date : time
        """,
    "product id beside SKU": """
        Order ID : order : order | Product ID : style : parent | SKU : code : code | Item Name : name : product
        Qty : quantity : quantity | Order Status : state : status | Refund Amount : cut : refund
        Sales Channel : source : channel | Store : shop : store | Image URL : path : picture | Tags : words : tags
        """,
    "Odoo": """
        Order Reference : order : order | Customer : person : customer | Order Date : stamp : time
        Order Lines/Product : name : product | Order Lines/Quantity : quantity : quantity
        Order Lines/Unit Price : price : price | Order Lines/Subtotal : amount : amount | Status : state : status
        """,
    "eBay": """
        Sales Record Number : unique : | Order Number : order : order | Buyer Username : person : customer
        Item Number : style : parent | Item Title : name : product | Custom Label : code : code
        Quantity : quantity : quantity | Sold For : amount : amount | Sale Date : date : time
        Variation Details : size : description | Transaction ID : unique :
        """,
    "Etsy": """
        Sale Date : date : time | Item Name : name : product | Buyer : person : customer | Quantity : quantity : quantity
        Price : price : price | Item Total : amount : amount | Currency : payment : | Transaction ID : unique :
        Listing ID : style : parent | Order ID : order : order | Variations : size : description | SKU : code : code
        """,
    "Magento": """
        Order # : order : order | Order Date : stamp : time | Order Status : state : status | Item Name : name : product
        Item SKU : code : code | Item Qty Ordered : quantity : quantity | Item Price : price : price
        Row Total : amount : amount | Customer Email : email : customer
        """,
    "SAP": """
        Billing Document : order : order | Billing Date : date : time | Sold-to Party : person : customer
        Material : code : code | Material Description : name : product | Billed Quantity : quantity : quantity
        Net Value : amount : amount | Plant : shop : store
        """,
    "Lightspeed": """
        Sale ID : order : order | Date : date : time | Item : name : product | System ID : code : | Qty : quantity : quantity
        Retail : price : price | Subtotal : amount : amount | Customer : person : customer | Shop : shop : store
        """,
    "Toast": """
        Location : shop : store | Order Id : long : order | Order # : order : | Order Date : stamp : time
        Check Id : long : | Menu Item : name : product | Menu Group : finer : category | Qty : quantity : quantity
        Net Price : amount : amount | Void? : flag : status | Tax : tax :
        """,
    "Shopify with a cancelled order": """
        Name : hash : order | Email : email : customer | Financial Status : state : status
        Fulfillment Status : state : | Created at : offset : time | Lineitem quantity : quantity : quantity
        Lineitem name : name : product | Lineitem price : price : price | Lineitem sku : code : code
        Refunded Amount : cut : refund | Cancelled at : cancelled : status | Tags : words : | Source : source : channel
        Vendor : group : | Payment Method : payment : | Total : total_once :
        """,
}


def columns_of(system):
    cells = re.split(r"[|\n]", SYSTEMS[system].strip())
    return [tuple(part.strip() for part in cell.split(" :")) for cell in cells]


@pytest.mark.parametrize("system", SYSTEMS)
def test_headers_of_real_systems(system):
    columns = columns_of(system)
    raw = made([header for header, _, _ in columns], [CELLS[cells] for _, cells, _ in columns])
    roles = guess_roles(raw)
    assert {c.header: c.role for c in roles.columns} == {header: role for header, _, role in columns}
    make_table(raw, roles)
    for language in ("en", "zh_CN"):  # every place of every sentence has its value
        text = Text(language)
        for said in (roles.answer, roles.order_rule, *(column.reason for column in roles.columns)):
            assert text.say(said) and "{" not in text.say(said)


def test_known_names_are_plain_and_of_roles():
    for name in ("订单 ID", "order_id", "Order-ID", "ORDER ID", "orderId", "订单id（元）"):
        assert roles_of_name(name).keys() == {"order"}, name
    assert plain_name("金额(元)") == plain_name(" 金额 ") == "金额"
    assert plain_name("Ｏｒｄｅｒ　ＩＤ") == "orderid"
    assert all(role in ROLES for role in roles_of_name("description"))


# Names that systems give, of each role, besides those of the systems above.
NAMED = {
    "order": "主订单编号 订单编号 订单号 小票号 单号 流水号 单据编号 账单号 出库单号 Transaction-ID Receipt_number Order# Num "
             "Bestellnummer Belegnummer Commande",
    "product": "宝贝标题 标题 商品名称 品名 存货名称 货品名称 菜品名 选购商品 Lineitem-name product-name Item-Name Description Item "
               "Artikel Désignation",
    "code": "商家编码 外部系统编号 商品ID 规格编码 条码 货号 SKU 存货编码 Lineitem-sku asin PLU Seller-SKU Custom-Label",
    "quantity": "购买数量 订购数量 商品数量 数量 销量 宝贝总数量 件数 Lineitem-quantity Qty Count Units Menge Quantité",
    "price": "价格 京东价 商品单价 单价 零售价 含税单价 Lineitem-price Item-Cost Price UnitPrice Deal-Price Preis Prix",
    "amount": "买家应付货款 买家实际支付金额 结算金额 商品实际成交金额 金额 销售额 价税合计 item-price Order-Line-Total Net-Sales Summe "
              "Montant",
    "cost": "成本 成本价 进价 Cost COGS",
    "customer": "买家会员名 客户账号 买家手机号 会员号 会员卡号 客户 往来单位 Email buyer-email Customer Customer-Name Customer-ID Kunde "
                "Client",
    "time": "订单创建时间 订单付款时间 下单时间 销售日期 交易时间 开单日期 Created-at purchase-date Order-Date Date Datum",
    "category": "类别 商品分类 小类 Category Department Menu-Group",
    "description": "颜色分类 商品属性 规格型号 商品规格 Variations",
    "region": "地区 收货省份 城市 Country ship-state",
    "store": "门店 门店名称 店铺 归属店铺 Store Location Shop-Name Outlet 收银机号 款台 收银台号 POS机号 机号 终端号 Till-No Terminal-ID "
             "Lane",
    "channel": "渠道 销售渠道 订单来源 平台 sales-channel Source",
    "status": "订单状态 商品退款状态 退款状态 售后状态 交易状态 Financial-Status order-status Status Event-Type Cancelled-at 是否退货 "
              "Void?",
    "refund": "退款金额 商品已退款金额 Refunded-Amount Refund-Amount",
    "parent": "款号 SPU 父商品编码 款式编码 Parent-SKU Handle Listing-ID",
    "tags": "标签 商品标签 Tags Labels",
    "picture": "图片 商品主图 图片链接 Image-Src Image-URL Picture",
}
UNUSED = """毛利 利润 税额 运费 优惠金额 支付方式 付款方式 物流公司 快递单号 发货时间 发货状态 收货地址 备注 发票抬头 库存数量 品牌 供应商
    商品分类编码 有效期 注册时间 Discount-Amount item-tax shipping-price gift-wrap-price Fulfillment-Status Ship-Mode
    Payment-Method Lineitem-compare-at-price Vendor Profit currency last-updated-date"""
NONE = "班次 收银员 Shift Cashier"  # of a till, and neither the till nor anything else


@pytest.mark.parametrize("role", NAMED)
def test_names_of_each_role(role):
    for name in NAMED[role].split():
        assert role_of_name(name.replace("-", " ")) == role or role in roles_of_name(name), name


def test_what_sales_files_hold_besides():
    for name in UNUSED.split():
        assert role_of_name(name.replace("-", " ")) == "unused", name
    for name in NONE.split():
        assert not roles_of_name(name), name
