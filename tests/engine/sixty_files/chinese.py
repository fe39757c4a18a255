"""Files of Chinese shops, tills and ERPs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from .case import Case, simple
from .shop import shop_lines

TITLE = [["销售明细表"], ["日期：2024-01-01 至 2024-06-30", "", "打印人：小周"], []]


def chinese() -> list[Case]:
    return [*_platforms(), *_tills(), *_erps(), *_traps()]


def _platforms() -> list[Case]:
    taobao = """子订单编号 : line id : | 主订单编号 : {} : order | 标题 : zh : product | 价格 : price : price
        购买数量 : quantity : quantity | 外部系统编号 : parent : parent | 商品属性 : variant : description
        套餐信息 : note : | 备注 : note : | 订单状态 : state zh : status | 商家编码 : sku : code"""
    pinduoduo = """商品 : zh : product | 订单号 : short : order | 订单状态 : state paid : status
        商品总价(元) : amount : amount | 商品数量(件) : quantity : quantity | 商品id : parent number : parent
        商品规格 : variant : description | 商家编码-规格维度 : sku : code | 邮费(元) : zero :
        店铺优惠折扣(元) : zero : | 售后状态 : after sale : status | 支付时间 : iso : time | 快递公司 : pay zh :"""
    jd = """订单号 : plain : order | 商品ID : barcode : code | 商品名称 : zh variant : product
        订购数量 : quantity : quantity | 支付方式 : pay zh : | 下单时间 : iso : time | 京东价 : price : price
        订单金额 : total : | 结算金额 : amount : amount | 订单状态 : state paid : status | 客户账号 : nick : customer
        客户姓名 : buyer zh : | 客户地址 : address : | 订单备注 : note :"""
    youzan = """订单号 : long : order | 订单状态 : state zh : status | 买家手机号 : phone : customer | 商品名称 : zh : product
        规格编码 : sku : code | 商品编码 : parent : parent | 商品规格 : variant : description | 商品单价 : price : price
        商品数量 : quantity : quantity | 商品实际成交金额 : amount : amount | 商品退款状态 : after sale : status
        商品已退款金额 : refund : refund | 归属店铺 : store zh : store | 订单创建时间 : made : time"""
    weidian = """订单编号 : long : order | 下单时间 : minute : time | 商品名称 : zh : product | 商品型号 : variant : description
        型号编码 : sku : code | 商品单价 : yuan : price | 商品数量 : quantity : quantity | 收货人姓名 : buyer zh : customer
        收货地址 : address : | 订单状态 : state paid : status"""
    meituan = """订单编号 : long : order | 门店名称 : store zh : store | 下单时间 : iso : time | 菜品名称 : zh : product
        菜品分类 : group zh : category | 数量 : quantity : quantity | 单价 : price : price | 小计 : amount : amount
        配送费 : zero : | 订单状态 : state paid : status | 订单来源 : source zh : channel"""
    return [
        simple("Taobao items, formulas, GB18030", taobao.format("formula"), 1, "csv", "gb18030"),
        simple("Taobao items, leading quotes", taobao.format("quote"), 2, "csv", "utf-8"),
        simple("Taobao items, leading tabs", taobao.format("tab"), 3, "csv", "gb18030"),
        simple("Tmall items in a workbook", taobao.format("long"), 4),
        simple("Pinduoduo", pinduoduo, 5, "csv"),
        simple("Pinduoduo in an old workbook", pinduoduo, 6, "xls"),
        simple("JD", jd, 7, "csv", "gb18030"),
        simple("JD in a workbook", jd, 8),
        simple("Youzan", youzan, 9),
        simple("Weidian", weidian, 10, "csv"),
        simple("Meituan", meituan, 11),
        simple("Douyin", """主订单编号 : long : order | 子订单编号 : line id : | 选购商品 : zh : product
            商品规格 : variant : description | 商品数量 : quantity : quantity | 商品ID : parent number : parent
            商家编码 : sku : code | 商品单价 : price : price | 订单应付金额 : amount : amount | 订单提交时间 : tabbed : time
            订单状态 : state paid : status | 售后状态 : after sale : status | 流量渠道 : source zh : channel""", 85, "csv"),
        simple("聚水潭", """内部订单号 : plain : | 线上订单号 : long : order | 店铺 : store zh : store | 付款日期 : made : time
            买家账号 : nick : customer | 商品编码 : sku : code | 款式编码 : parent : parent | 商品名称 : zh : product
            颜色规格 : variant : description | 数量 : quantity : quantity | 商品单价 : price : price
            商品金额 : amount : amount | 订单状态 : state paid : status | 图片 : path : picture""", 86),
        simple("旺店通", """订单编号 : short : order | 原始单号 : long : | 店铺名称 : store zh : store | 货品编号 : parent : parent
            货品名称 : zh : product | 规格名称 : variant : description | 商家编码 : sku : code | 实发数量 : float : quantity
            分摊后价格 : price : price | 交易时间 : iso : time | 客户网名 : nick : customer""", 87, "csv", "gb18030"),
        simple("Ele.me, titles above", meituan, 12, above=TITLE),
    ]


def _tills() -> list[Case]:
    return [
        simple("银豹", """流水号 : long : order | 日期 : iso : time | 收银员 : clerk : | 类型 : sale : status
            商品名称 : zh variant : product | 商品条码 : barcode : code | 商品分类 : group zh : category
            数量 : quantity : quantity | 单位 : kind : | 商品原价 : list price : | 折后价 : price : price
            小计 : amount : amount | 利润 : profit : | 会员 : member : customer | 门店 : store zh : store""", 13, "xls"),
        simple("二维火", """账单编号 : short : order | 结账时间 : zh time : time | 桌号 : line : | 菜品名 : zh : product
            点菜数量 : quantity : quantity | 单价 : yuan : price | 金额 : wide yuan : amount | 是否退款 : yes : status
            支付方式 : pay zh :""", 14, "csv", "gb18030"),
        simple("客如云", """订单号 : plain : order | 营业日期 : iso day : time | 门店名称 : store zh : store
            商品名称 : zh : product | 商品编码 : parent : code | 销售数量 : float : quantity | 单价 : price : price
            实收金额 : amount : amount | 订单来源 : source zh : channel | 订单状态 : state paid : status""", 15),
        simple("till with negative quantities", """小票号 : short : order | 条码 : barcode : code
            品名 : zh variant : product | 数量 : quantity : quantity | 零售价 : price : price | 金额 : amount : amount
            会员卡号 : member : customer | 销售日期 : dotted : time""", 16, "tsv", "utf-8"),
        simple("till, date and time in two columns", """单号 : short : order | 日期 : zh day : time
            时间 : clock text : clock | 货号 : sku : code | 货品名称 : zh : product | 件数 : pieces : quantity
            售价 : yuan : price | 实收 : in yuan : amount | 营业员 : clerk :""", 17, "csv", "gb18030"),
        simple("clothes shop", """小票号 : short : order | 款号 : parent : parent | 条码 : barcode : code
            品名 : zh : product | 规格 : variant : description | 数量 : quantity : quantity | 吊牌价 : list price :
            成交单价 : price : price | 实收金额 : amount : amount | 会员手机号 : phone : customer
            销售时间 : made : time | 店铺 : store zh : store | 标签 : tags : tags | 图片 : path : picture""", 18),
        simple("till without order numbers", """会员号 : person : customer | 交易时间 : iso : time
            商品名称 : zh : product | 销量 : quantity : quantity | 销售额 : amount : amount""", 19, "csv"),
        simple("full-width digits", """流水号 : short : order | 商品名称 : wide : product
            数量 : wide number : quantity | 金额 : wide yuan : amount | 交易时间 : minute : time""", 20, "csv"),
    ]


def _erps() -> list[Case]:
    return [
        simple("管家婆", """单据日期 : day : time | 单据编号 : short : order | 单据类型 : sale : status
            往来单位 : buyer zh : customer | 经手人 : clerk : | 商品编号 : sku : code | 商品全名 : zh variant : product
            规格 : variant : description | 数量 : quantity : quantity | 单价 : price : price | 金额 : amount : amount
            仓库 : store zh : | 摘要 : note :""", 21, "xls", above=TITLE),
        simple("用友", """出库单号 : short : order | 单据日期 : iso day : time | 客户编码 : person : customer
            客户简称 : buyer zh : | 存货编码 : sku : code | 存货名称 : zh : product | 规格型号 : variant : description
            存货分类 : group zh : category | 数量 : quantity : quantity | 含税单价 : price : price
            价税合计 : amount : amount | 税额 : tax : | 业务员 : clerk :""", 22),
        simple("金蝶", """日期 : dotted : time | 单据编号 : short : order | 单据状态 : audited : status
            客户 : buyer zh : customer | 物料编码 : sku : code | 物料名称 : zh : product | 实发数量 : quantity : quantity
            含税单价 : price : price | 价税合计 : amount : amount | 成本单价 : cost : cost | 部门 : store zh :""", 23, "csv"),
        simple("ERP with costs and profit", """序号 : record : | 单据编号 : short : order | 开单日期 : serial : time
            客户 : buyer zh : customer | 货品编号 : sku : code | 货品名称 : zh variant : product
            大类 : big group : | 小类 : group zh : category | 销量 : quantity : quantity | 零售价（元） : price : price
            销售额(元) : amount : amount | 成本 : cost : cost | 毛利 : profit :""", 24),
        simple("ERP, Chinese dates and blanks", """销售单号 : short : order | 业务日期 : zh day : time
            客户名称 : buyer zh : customer | 产品编码 : sku : code | 产品名称 : hidden : product
            产品类别 : group zh : category | 数量 : float : quantity | 不含税金额 : amount : amount
            城市 : city : region | 备注 : note :""", 25, "csv", "gb18030"),
    ]


def _traps() -> list[Case]:
    again = shop_lines(28, 90)
    return [
        replace(
            simple("numbers that start anew", """流水号 : again : order | 日期 : iso : time | 商品名称 : zh : product
                数量 : quantity : quantity | 金额 : amount : amount""", 28, "csv", lines=again),
            pairs=Counter((None, line.zh) for line in again),
        ),
        simple("numbers the file has lost", """订单编号 : lost : order | 标题 : zh : product | 购买数量 : quantity : quantity
            价格 : price : price | 订单付款时间 : minute : time""", 26, "csv", "gb18030",
            asks="order", answer=("订单编号", "order"), orders=1),
        simple("two names of products", """单据编号 : short : order | 单据日期 : iso day : time | 商品名称 : zh : product
            货品名称 : other name : | 数量 : quantity : quantity""", 27, "csv", asks="product", answer=("商品名称", "product")),
    ]
