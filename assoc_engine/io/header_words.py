"""What users' systems call their columns: names of each role, best first, in Chinese and English,
the main ones in German and French.

From the exports of Taobao and Tmall, JD, Pinduoduo, Youzan, Weidian, Meituan and Ele.me, tills and ERPs (管家婆, 用友,
金蝶, 银豹, 二维火, 客如云, SAP, Odoo), Shopify, Amazon, eBay, Etsy, WooCommerce, Magento, Square, Lightspeed, Toast, and
public data sets. Names are compared by `plain_name`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

ROLES = (
    "order", "product", "code", "quantity", "price", "amount", "cost", "customer", "time", "clock", "category",
    "description", "region", "store", "channel", "status", "refund", "returned", "parent", "tags", "picture",
)  # fmt: skip
"""What a column can be. `clock`: the time of day where date and time stand in two columns; `store`: the shop or till;
`status`: whether a sale is finished, paid or given back (several columns can be); `refund`: money given back for a
line; `returned`: pieces of it given back; `parent`: the product of which the row's product is a variant; `picture`: the
path of a picture."""

SEVERAL = ("status",)
"""Roles that more than one column of a file can have."""

READINGS = ("time:dmy", "time:mdy", "order:whole", "order:day", "order:customer", "product:category")
"""What a user can say of a column besides its role: the day or the month of its dates stands first; equal numbers are
one order even where they come again on other days, or another one each day or for each customer; categories are
counted in place of products, so that codes of products say nothing."""

DAILY = ("流水号", "日流水号", "当日流水号")
"""Plain names of numbers that a delivery service counts anew each day; tills call their receipts so too."""

LIKELY = 30
"""Strength of a header that only sounds like a role; known names are above, in tiers of TIER."""
TIER = 100

_UNIT = re.compile(r"[(\[【<].*?[)\]】>]")
_TRADITIONAL = str.maketrans(
    "訂單編號稱數價額戶時間實總計類別門規員會顧貨買賣銷據條碼產狀態種結帳發書寶貝購籃項鋪區運費備註後標題屬圖顏藥詢應國縣",
    "订单编号称数价额户时间实总计类别门规员会顾货买卖销据条码产状态种结账发书宝贝购篮项铺区运费备注后标题属图颜药询应国县",
)  # characters of headers
_MARKS = re.compile(r"[\s_\-.:*#/\\·\"'`?]+")


def plain_name(header: str) -> str:
    """A header without case, blanks, marks and bracketed units: "Order ID" and "order_id" → "orderid"; 單價 → 单价."""
    text = unicodedata.normalize("NFKC", header).lower().translate(_TRADITIONAL)
    return _MARKS.sub("", _UNIT.sub("", text)) or _MARKS.sub("", text)


# Three tiers, parted by "|": names that leave no doubt, usual names, names that may also mean something else. Two
# columns of one tier have similar right to a role; one of a better tier has it before the other.
_NAMES = {
    "order": """主订单编号 主订单号 主订单id 主单号 |
        订单编号 订单号 订单id 订单号码 订单流水号 小票号 小票编号 小票流水号 单号 单据编号 单据号 销售单号 销货单号 出库单号
        销售订单号 账单号 账单编号 结账单号 交易号 交易编号 交易单号 流水号 交易流水号 收银流水号 销售流水号 交易id 购物篮
        网店订单号 平台订单号 线上订单号 原始单号 系统单号 内部订单号
        orderid ordernumber orderno ordernum amazonorderid invoiceno invoicenumber invoiceid transactionid transactionno
        transactionnumber receiptnumber receiptno receiptid ticketnumber ticketno ticketid basketid billno billnumber
        billid salesorderno salesordernumber salesdocument billingdocument orderreference incrementid documentno docno
        salesrecordnumber salesorderid saleid salesid
        bestellnummer bestellnr auftragsnummer auftragsnr belegnummer belegnr bonnummer bonnr rechnungsnummer rechnungsnr
        numérodecommande nodecommande n°commande n°decommande numérocommande
        numérodeticket n°ticket n°deticket numérodefacture n°facture n°defacture |
        小票 订单 子订单编号 子订单号 发票号 发票号码 invoice receipt ticket basket checknumber checkid salesorder cartid tid
        orderref transaction order trans transid check documentnumber num
        bestellung auftrag beleg bon rechnung commande facture""",
    "product": """商品名称 产品名称 宝贝标题 商品标题 货品名称 存货名称 品名 商品名 产品名 货品名 物料名称 物品名称 菜品名称
        菜名 单品名称 书名 宝贝名称 商品全名 货物名称 菜品名 药品名称 lineitemname 选购商品 productname itemname producttitle itemtitle
        goodsname articlename menuitem materialdescription orderlinesproduct orderlinesproductname stockdescription productservice
        artikelname artikelbezeichnung produktname produktbezeichnung nomduproduit nomproduit libelléproduit |
        标题 商品 产品 货品 宝贝 菜品 品项 存货 物料 商品信息 product item productdescription itemdescription title items goods
        article material 名称 artikel produkt bezeichnung produit désignation libellé |
        skuname sku名称 规格名称 name description descr productdesc itemdesc details""",
    "code": """规格编码 商家编码规格维度 sku编码 sku sku码 商品sku sellersku skuid 样式id 规格id 规格条码 商品规格编码 型号编码 商家编码
        外部系统编号 lineitemsku variantsku itemsku productsku skucode variantid variationid customlabel
        itemcode skureferenceno skureference variationsku productcode productvariantid |
        商品编码 商品id 产品id 商品编号 产品编码 产品编号 存货编码 货品编码 货品编号 条码 商品条码 条形码 国际条码 货号
        物料编码 商品代码 单品编码 商品货号 菜品编码 商家编码商品维度 宝贝id
        stockcode productid itemid itemnumber itemno asin plu upc ean barcode articleno articlenumber articleid materialno
        materialnumber artikelnummer artikelnr artnr référence référenceproduit
        codearticle goodsid productno productnumber orderlinesproductinternalreference internalreference gtin inventoryitemcode |
        款号 spu spu编码 编码 编号 款式编码 code productno styleno stylecode style stylenumber listingid masteritem handle""",
    "quantity": """数量 购买数量 商品数量 订购数量 销售数量 购买件数 销售件数 成交数量 成交件数 下单数量 下单件数 点菜数量
        lineitemquantity quantity qty quantitypurchased quantityordered orderlinesquantity itemqtyordered itemquantity
        itemqty orderqty orderedquantity billedquantity menge anzahl stückzahl quantité qté |
        销量 件数 出库数量 实发数量 发货数量 份数 商品件数 宝贝数量 支付件数 orderquantity units unitssold qtyordered qtysold
        quantitysold productquantity pcs |
        宝贝总数量 商品总数量 总数量 count itemcount volume 商品数""",
    "price": """含税单价 不含税单价 单价 商品单价 销售单价 成交单价 实际单价 折后单价 折后价 lineitemprice unitprice
        orderlinesunitprice itemcost priceeach unitsellingprice unitamount dealprice skuunitoriginalprice 分摊后价格
        einzelpreis stückpreis prixunitaire |
        售价 零售价 价格 商品价格 京东价 销售价 price sellingprice saleprice salesprice retailprice productprice retail
        preis verkaufspreis prix prixdevente |
        原价 标价 吊牌价 商品原价 市场价 listprice rate""",
    "amount": """含税金额 不含税金额 实收 金额 销售额 销售金额 实收金额 实付金额 成交金额 商品实际成交金额 商品金额 结算金额
        小计 价税合计 orderlinetotal linetotal itemprice netsales amount lineamount itemtotal extendedprice linevalue
        orderlinessubtotal netprice soldfor netvalue rowtotal skusubtotalafterdiscount productsubtotal paidprice
        gesamtpreis betrag positionsbetrag montant montantttc montantht prixtotal |
        买家实际支付金额 买家应付货款 用户实付金额 应收金额 支付金额 商品总价 付款金额 实际支付金额 折后金额 销售收入 grosssales
        sales totalprice salesamount revenue salesvalue netamount itemamount grossprice billedamount |
        总价 总金额 合计金额 商家实收金额 营业额 totalamount totalsales turnover subtotal total
        summe gesamt umsatz gesamtbetrag""",
    "cost": """成本 成本价 商品成本 单位成本 成本单价 进价 进货价 采购价 采购单价 成本金额 销售成本 cost costprice unitcost
        productcost cogs costofgoods costofgoodssold purchaseprice costperunit costperitem standardcost costamount
        totalcost averagecost""",
    "customer": """客户id 会员号 会员卡号 会员id 会员编号 客户编号 客户编码 顾客id 用户id 买家id 客户账号 下单账号 下单帐号
        买家会员名 买家手机号 买家昵称 会员名 customerid customerno customernumber customercode custid userid memberid
        membernumber memberno clientid buyerid usernamebuyer householdkey emailaddress 用户标识 email buyeremail
        customeremail buyerusername buyeruserid |
        会员 客户 客户名称 客户简称 客户全名 往来单位 往来单位名称 购货单位 购买单位 顾客 买家 用户 会员卡 卡号 手机号 会员手机号
        客户手机号 客户手机 会员手机 用户手机号 收货人手机 收货人手机号 用户名 会员姓名 会员名称 客户姓名 顾客姓名 姓名 customer
        customername buyername client member user username buyer emailbilling householdid cardnumber loyaltyid phone
        shopperid soldtoparty soldto shiptocustomer partner contactname kunde kundenname kundennummer kundennr
        nomduclient numéroclient n°client codeclient |
        收货人 收货人姓名 收件人 联系电话 联系手机 billingname shippingname guestname recipientname fullname""",
    "time": """订单创建时间 下单时间 订单付款时间 付款时间 支付时间 交易时间 销售时间 创建时间 成交时间 订单成交时间 订单日期
        销售日期 交易日期 下单日期 开单日期 单据日期 购买时间 购买日期 消费时间 消费日期 结账时间 收银时间 开单时间 日期时间 日期
        业务日期 营业日期 记账日期 拍下时间 支付日期 时间 createdat orderdate purchasedate invoicedate transactiondate saledate
        salesdate orderdatetime ordertime datetime transactiontime datetimestamp timestamp date paidat receiptdate billdate
        billingdate postingdate createdon createddate ticketdate orderpurchasetimestamp datecreated purchasetime datepaid
        openeddate paidondate createtime createdtime ordercreationdate orderplacedtime ordercreationtime 订单提交时间 提交时间 付款日期 time
        datum bestelldatum belegdatum rechnungsdatum verkaufsdatum datedecommande datedevente datefacture""",
    "category": """子类别 商品子类 小类 三级类目 末级类目 商品小类 中类 二级类目 商品类别 商品分类 产品类别 产品分类 类别 类目
        品类 分类 商品类目 大类 一级类目 商品大类 品类名称 类别名称 分类名称 存货分类 物料分组 菜品分类 菜品类别 商品类型 产品类型
        subcategory productsubcategory category productcategory itemcategory categoryname producttype lineitemtype
        department producttypename itemgroup productgroup salescategory menugroup group class aisle
        kategorie warengruppe artikelgruppe catégorie""",
    "description": """颜色分类 规格 商品规格 商品属性 规格型号 规格名称 sku名称 套餐信息 商品描述 产品描述 描述 销售属性 型号
        商品型号 尺码 颜色 颜色规格 备注说明 variations variation variationdetails variant varianttitle pricepointname variationname
        specification description descr productdesc itemdesc""",
    "region": """地区 区域 大区 省份 省 省自治区 城市 市 收货省份 收货城市 门店所在地 国家 region area province state
        shippingprovince shipstate city shippingcity shipcity country market territory shippingcountry shipcountry""",
    "clock": """时刻 交易时刻 销售时刻 timeofday clock""",
    "store": """门店 门店名称 店铺 店铺名称 归属店铺 下单门店 销售门店 所属门店 成交门店 商店 商店名称 网点 网点名称 分店
        分店名称 店名 店铺名 店 门店编号 门店编码 门店id 店铺id 营业点 机构 机构名称 store storename shop shopname outlet
        outletname branch branchname location locationname storeid storenumber storeno shopid storecode register plant
        filiale magasin |
        收银机 收银机号 收银机编号 款台 款台号 款台编号 收银台 收银台号 pos机 pos机号 pos号 机号 机台号 终端号 终端编号 终端 till tillno
        tillid tillnumber registerno registerid registernumber registername terminalid terminal terminalno terminalnumber
        posno posid posnumber posterminal lane laneno laneid lanenumber kasse kassennr kassennummer caisse""",
    "channel": """渠道 销售渠道 订单渠道 下单渠道 渠道名称 渠道来源 订单来源 平台 销售平台 电商平台 平台名称 来源平台 来源
        下单终端 交易来源 saleschannel channel orderchannel channelname ordersource salesplatform platform marketplace
        salessource sourcename source""",
    "status": """订单状态 交易状态 单据状态 支付状态 付款状态 子订单状态 售后状态 退款状态 商品退款状态 订单售后状态 退货状态
        商品状态 orderstatus financialstatus paymentstatus itemstatus refundstatus returnstatus salestatus orderstate
        cancelledat canceledat 取消时间 退款时间 退货时间 退货日期 退款日期 cancellationdate refundedat returndate dateofrefund |
        状态 status lineitemstatus returned refunded 是否退货 是否退款 是否取消 已退货 已退款 退回 是否退回 是否作废
        作废 void voided cancelled
        canceled isreturn isreturned iscancelled 审核状态 |
        类型 单据类型 交易类型 业务类型 销售类型 订单类型 流水类型 小票类型 操作类型 eventtype transactiontype type saletype
        ordertype documenttype linetype salestype receipttype""",
    "refund": """退款金额 商品退款金额 商品已退款金额 已退款金额 实际退款金额 退货金额 退款额 refundedamount refundamount
        amountrefunded totalrefunded refundtotal orderrefundamount itemrefund refundeditemamount |
        退款 refund refunds returnsamount""",
    "returned": """退货数量 已退数量 已退货数量 退款数量 已退款数量 退货件数 已退件数 退款件数 退回数量 returnedqty
        returnedquantity qtyreturned
        quantityreturned refundedqty refundedquantity qtyrefunded quantityrefunded returnqty returnquantity refundqty
        refundquantity itemsreturned lineitemrefundedquantity""",
    "parent": """父商品编码 父sku 父商品id 主商品编码 主商品id 款号 spu spu编码 spuid 款式编码 款式编号 款式 商家编码商品维度
        parentsku parentasin parentid parentcode parentproduct parentproductid parentitem masteritem styleno stylecode style
        stylenumber itemgroupid handle masterid masterproduct listingid | |
        商品id 商品编码 商品编号 商品货号 货号 宝贝id 产品id 产品编码 productid itemnumber asin""",
    "tags": """标签 商品标签 产品标签 商品标记 关键词 producttags itemtags tags tag labels keywords""",
    "picture": """图片 商品图片 主图 商品主图 产品图片 图片路径 图片链接 图片地址 图片文件 商品图 缩略图 image images imagesrc
        imageurl imagelink imagepath imagefile productimage itemimage mainimage variantimage photo photourl picture
        pictureurl thumbnail""",
}

_PATTERNS = {
    "order": r"(订单|小票|单据|流水|交易|账单).*(号|编号|id)$|(order|invoice|transaction|receipt|basket).*(id|no|number|num)$",
    "product": r"(商品|产品|货品|宝贝|存货|菜品|品).*(名称|名|标题)$|(product|item|goods).*(name|title)$",
    "code": r"(商品|产品|货品|存货|物料|菜品|规格).*(编码|编号|代码|货号|id)$|条码|sku$"
    r"|^(product|item|stock|sku).*(code|id|no|number)$",
    "quantity": r"数量$|件数$|销量$|quantity$|qty",
    "price": r"单价$|价格$|unitprice|price$",
    "amount": r"金额$|销售额$|货款$|(net|gross)?sales(amount|value)?$|amount$|linetotal|revenue",
    "cost": r"^成本|成本$|^cost|cogs",
    "customer": r"(客户|会员|顾客|买家|用户).*(id|号|编号|编码|名|账号|卡号)$|^(customer|member|user|buyer|client).*(id|no|number|name)$",
    "time": r"(日期|时间)$|date$|datetime$|timestamp$",
    "category": r"(类别|类目|分类|品类)$|category$",
    "description": r"规格$|属性$|颜色|尺码",
    "region": r"^(收货)?(省|市|地区|区域)|region$|province$",
    "store": r"(门店|店铺|网点|分店)(名|名称|编号|编码|id|号)?$|^(store|shop|outlet)(name|id|code|no|number)?$",
    "channel": r"渠道|channel$",
    "status": r"状态$|status$",
    "refund": r"退款.*(金额|额)$|refund.*(amount|total)$",
    "parent": r"^(父|主)(商品|产品|货品|sku)|^parent",
    "tags": r"标签$|tags$",
    "picture": r"图片|主图|image(url|src|path|link)?$",
}
_COMPILED = {role: re.compile(pattern) for role, pattern in _PATTERNS.items()}

# What sales files hold besides; sounding like a role does not help these.
_UNUSED = re.compile(
    r"^(行id|行号|序号|rowid|rownumber|index|unnamed\d*)$|折扣|discount|优惠|利润|毛利|profit|margin|税|tax|运费|freight"
    r"|shipping(cost|fee|method|price)?$|发货(日期|时间|状态)|ship(ping|ped)?(date|status)|fulfil|到货|送达|收货时间|物流|快递"
    r"|发票|打印|评价|开票|备注|note|remark|地址|address|邮寄|邮编|postal|zip|shipmode|支付方式|付款方式|支付类型"
    r"|payment(method|type)|类型$|currency|币种|giftwrap|compareat|promotion|tip$|小费|佣金|commission|lastupdated"
    r"|更新时间|修改时间|退款原因|退货原因|reason|^退(款|货)(单号|编号|数量|件数)|^(return|refund)(order)?(id|no|number|qty|quantity)$"
    r"|出生|生日|birth|有效期|到期|保质期|生产日期|expir|注册|入会|开卡|regist|库存|stock(qty|quantity|onhand|level)|instock|onhand"
    r"|品牌|供应商|厂家|brand|vendor|supplier|manufacturer|(分类|类别|品类|类目|部门|仓库)(编码|编号|代码|id)$|categor.*(id|code)$"
)

# Names that mean something else beside another: Shopify calls the order number "Name", and its totals are the order's.
BESIDE = {
    ("name", "lineitemname"): "order", ("total", "lineitemname"): "", ("subtotal", "lineitemname"): "",
    ("tags", "lineitemname"): "", ("source", "lineitemname"): "channel",
    ("itemprice", "rowtotal"): "price",
}  # fmt: skip

_EXACT: dict[str, dict[str, int]] = {}
for _role, _tiers in _NAMES.items():
    for _tier, _names in enumerate(_tiers.split("|")):
        for _place, _name in enumerate(_names.split()):
            _EXACT.setdefault(_name, {}).setdefault(_role, TIER * (4 - _tier) - 1 - _place)


def roles_of_name(header: str) -> dict[str, int]:
    """Roles a header names, with a strength: 399 … 100 for a name we know, in three tiers, LIKELY for a likely one."""
    name = plain_name(header)
    found = dict(_EXACT.get(name, ()))
    if not found and not _UNUSED.search(name):
        found = {role: LIKELY for role, pattern in _COMPILED.items() if pattern.search(name)}
    return found


def tier(strength: int) -> int:
    """Names of one tier have similar right to a role; the higher tier has it first."""
    return strength // TIER


def strongest(found: Mapping[str, int]) -> str:
    """The strongest of the roles that roles_of_name found, "" of none."""
    return max(found, key=found.__getitem__, default="")


def role_of_name(header: str) -> str:
    """The strongest role a header names, or ""; also "unused" for what sales files hold besides."""
    return strongest(roles_of_name(header)) or ("unused" if _UNUSED.search(plain_name(header)) else "")
