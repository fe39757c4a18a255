"""Files of English and other western shops, tills and ERPs."""

from __future__ import annotations

from .case import Case, simple
from .shop import shop_lines


def english() -> list[Case]:
    return [*_platforms(), *_tills(), *_others(), *_traps()]


def _platforms() -> list[Case]:
    shopify = """Name : hash : order | Email : first email : customer | Financial Status : first financial : status
        Paid at : first offset : | Fulfillment Status : first fulfilment : | Currency : first pay en :
        Subtotal : first total : | Shipping : first zero : | Taxes : first tax : | Total : first total :
        Discount Amount : first zero : | Created at : first offset : time | Lineitem quantity : quantity : quantity
        Lineitem name : en variant : product | Lineitem price : price : price | Lineitem compare at price : list price :
        Lineitem sku : sku : code | Billing Name : first buyer en : | Shipping Province : first state en : region
        Cancelled at : first cancelled : status | Refunded Amount : first refund : refund | Vendor : group en :
        Source : first source en : channel | Tags : first note :"""
    amazon = """amazon-order-id : amazon : order | merchant-order-id : amazon : | purchase-date : utc : time
        last-updated-date : utc : | order-status : shipped : status | fulfillment-channel : source en :
        sales-channel : source en : channel | product-name : en variant : product | sku : sku : code | asin : asin :
        item-status : shipped : status | quantity : quantity : quantity | currency : pay en : | item-price : amount : amount
        item-tax : tax : | shipping-price : zero : | ship-state : state en : region | buyer-email : email : customer"""
    woo = """Order Number : plain : order | Order Status : completed : status | Order Date : iso : time
        Customer Note : note : | Email (Billing) : email : customer | Payment Method Title : pay en :
        Order Total Amount : total : | SKU : sku : code | Item # : line : | Item Name : en variant : product
        Quantity (- Refund) : quantity : quantity | Item Cost : price : price | Order Line Total : amount : amount"""
    etsy = """Sale Date : us : time | Item Name : en : product | Buyer : buyer en : customer | Quantity : quantity : quantity
        Price : price : price | Coupon Code : note : | Order Shipping : zero : | Item Total : amount : amount
        Currency : pay en : | Transaction ID : record : | Listing ID : parent number : parent | Date Paid : us :
        Order ID : plain : order | Variations : variant : description | SKU : sku : code"""
    ebay = """Sales Record Number : record : | Order Number : plain : order | Buyer Username : nick : customer
        Item Number : parent number : parent | Item Title : en : product | Custom Label : sku : code
        Quantity : quantity : quantity | Sold For : dollar : amount | Sale Date : named : time
        Variation Details : variant : description | Tracking Number : payment id :"""
    magento = """Order # : plain : order | Order Date : iso : time | Order Status : financial : status
        Customer Email : email : customer | Item Name : en : product | Item SKU : sku : code
        Item Qty Ordered : float : quantity | Item Price : price : price | Row Total : amount : amount"""
    return [
        simple("Shopify", shopify, 31, "csv", "utf-8", of="layout"),
        simple("Shopify in a workbook", shopify, 32, of="layout"),
        simple("Amazon", amazon, 33, "tsv", "utf-8"),
        simple("Amazon, semicolons", amazon, 34, "csv", "utf-8", separator=";"),
        simple("WooCommerce", woo, 35, "csv"),
        simple("WooCommerce, other names", """Order ID : plain : order | Product Name : en variant : product
            Quantity : quantity : quantity | Customer : buyer en : customer | Order Date : spoken : time""", 36, "csv"),
        simple("Etsy", etsy, 37, "csv"),
        simple("eBay", ebay, 38, "csv"),
        simple("Magento", magento, 39),
        simple("Wix", """Order number : plain : order | Date created : spoken : time | Time : utc clock : clock
            Contact email : email : | Item : en : product | Variant : variant : description | SKU : sku : code
            Qty : quantity : quantity | Price : price : price | Payment status : financial : status
            Fulfillment status : fulfilment : | Total : total :""", 40, "csv"),
        simple("Walmart", """PO# : payment id : | Order# : plain : order | Order Date : iso day : time
            Customer Name : buyer en : customer | SKU : sku : code | Item Description : en variant : product
            Qty : quantity : quantity | Item Cost : price : price | Status : shipped : status
            Ship to State : state en :""", 81),
        simple("TikTok Shop", """Order ID : long : order | Order Status : shipped : status | SKU ID : barcode :
            Seller SKU : sku : code | Product Name : en : product | Variation : variant : description
            Quantity : quantity : quantity | SKU Unit Original Price : price : price
            SKU Subtotal After Discount : amount : amount | Created Time : us time : time
            Buyer Username : nick : customer | Payment Method : pay en :""", 82, "csv"),
        simple("Shopee", """Order ID : short : order | Order Status : shipped : status | Tracking Number : payment id :
            Order Creation Date : minute : time | Parent SKU Reference No. : parent : parent | Product Name : en : product
            SKU Reference No. : sku : code | Variation Name : variant : description | Original Price : list price :
            Deal Price : price : price | Quantity : quantity : quantity | Product Subtotal : amount : amount
            Username (Buyer) : nick : customer""", 83),
        simple("Lazada", """orderItemId : line id : | orderNumber : plain : order | sellerSku : sku : code
            itemName : en variant : product | unitPrice : price : price | createTime : iso : time
            status : shipped : status | customerName : buyer en : customer""", 84, "csv", separator=";"),
    ]


def _tills() -> list[Case]:
    square = """Date : us : time | Time : clock text : clock | Category : group en : category | Item : en : product
        Qty : float : quantity | Price Point Name : variant : description | SKU : sku : code
        Gross Sales : dollar : | Discounts : zero : | Net Sales : dollar : amount | Tax : tax :
        Transaction ID : guid : order | Payment ID : payment id : | Event Type : event : status
        Location : store en : store | Customer ID : person : customer | Customer Name : buyer en :"""
    toast = """Location : store en : store | Order Id : guid : order | Order # : plain : | Order Date : us time : time
        Check Id : payment id : | Server : clerk : | Menu Item : en : product | Menu Group : group en : category
        Net Price : dollar : amount | Qty : quantity : quantity | Tax : tax : | Void? : flag : status"""
    lightspeed = """Sale ID : plain : order | Date : iso : time | Item : en variant : product | System ID : barcode :
        Qty : quantity : quantity | Retail : price : price | Subtotal : amount : amount | Customer : buyer en : customer
        Shop : store en : store"""
    return [
        simple("Square", square, 41, "csv", "utf-8"),
        simple("Square in a workbook", square, 42),
        simple("Toast", toast, 43, "csv"),
        simple("Lightspeed", lightspeed, 44, "csv"),
        simple("till with receipt numbers", """Receipt number : short : order | Description : en variant : product
            PLU : barcode : code | Count : quantity : quantity | Price : price : price | Customer Name : buyer en : customer
            Date : day : time | Time : clock : clock""", 45),
        simple("till, old workbook", """Receipt number : short : order | Description : en : product | PLU : barcode : code
            Qty : quantity : quantity | Price : price : price | Sale Date : made : time""", 46, "xls"),
        simple("till without order numbers", """Date : iso day : time | Time : clock text : clock | Item : en : product
            Qty : quantity : quantity | Amount : amount : amount""", 47, "csv"),
    ]


def _others() -> list[Case]:
    european = """Order No. : short : order | Product : en variant : product | Qty : quantity : quantity
        Unit Price (€) : comma : price | Total Price (€) : comma amount : amount | Customer : buyer en : customer
        Order Date : german : time"""
    return [
        simple("Online Retail", """InvoiceNo : invoice : order | StockCode : sku : code | Description : en variant : product
            Quantity : quantity : quantity | InvoiceDate : made : time | UnitPrice : price : price
            CustomerID : person : customer | Country : state en : region""", 51),
        simple("Odoo", """Order Reference : short : order | Customer : buyer en : customer | Order Date : iso : time
            Order Lines/Product : en : product | Order Lines/Quantity : float : quantity
            Order Lines/Unit Price : price : price | Order Lines/Subtotal : amount : amount | Status : shipped : status""",
            52),
        simple("SAP", """Billing Document : plain : order | Item : line : | Billing Date : german : time
            Sold-to Party : person : customer | Material : sku : code | Material Description : en variant : product
            Billed Quantity : quantity : quantity | Net Value : comma amount : amount | Plant : store en : store""",
            53, "csv", separator=";"),
        simple("decimal commas", european, 54, "csv", "cp1252", separator=";"),
        simple("superstore", """Row ID : record : | Order ID : short : order | Order Date : us : time
            Ship Date : us : | Ship Mode : pay en : | Customer ID : person : customer | Customer Name : buyer en :
            Segment : source en : | Country : state en : region | Product ID : sku : code | Category : big group :
            Sub-Category : group en : category | Product Name : en variant : product | Sales : amount : amount
            Quantity : quantity : quantity | Discount : tax : | Profit : profit :""", 55, "csv"),
        simple("product ids beside SKUs", """Order No : short : order | Product ID : parent : parent | SKU : sku : code
            Product Name : en : product | Variant : variant : description | Units : quantity : quantity
            Unit Price : price : price | Line Total : amount : amount | Order Date : compact : time
            Sales Channel : source en : channel | Store : store en : store | Image URL : path : picture""", 56),
        simple("codes and no names", """invoice_id : invoice : order | sku : sku : code | qty : quantity : quantity
            total_price : amount : amount | customer_id : person : customer | created_at : utc : time""", 57, "csv"),
        simple("no header known", """Alpha : plain : order | Beta : iso : time | Gamma : en variant : product""", 58, "csv",
               asks="order", answer=("Alpha", "order")),
    ]  # fmt: skip


def _traps() -> list[Case]:
    early = [line for line in shop_lines(59, 90) if line.made.day <= 12]
    return [
        simple("days and months that cannot be told apart", """Order ID : plain : order | Date : us : time
            Item : en : product | Qty : quantity : quantity""", 59, "csv", lines=early,
            asks="time", answer=("Date", "time:mdy")),
    ]  # fmt: skip
