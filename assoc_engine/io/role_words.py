"""Why a column has its role, in words: by its header (NAMED), or by its values (VALUED)."""

from __future__ import annotations

from ..text import N_

NAMED = {
    "order": N_("The header is a name for order numbers."),
    "product": N_("The header is a name for products."),
    "code": N_("The header is a name for product codes."),
    "quantity": N_("The header is a name for quantities."),
    "price": N_("The header is a name for the price of one piece."),
    "amount": N_("The header is a name for the money of a line."),
    "cost": N_("The header is a name for costs."),
    "customer": N_("The header is a name for customers."),
    "time": N_("The header is a name for the time of sale."),
    "category": N_("The header is a name for product categories."),
    "description": N_("The header is a name for product descriptions."),
    "region": N_("The header is a name for regions."),
    "store": N_("The header is a name for shops or tills."),
    "channel": N_("The header is a name for sales channels."),
    "status": N_("The header is a name for whether a sale was finished, paid or given back."),
    "refund": N_("The header is a name for money given back."),
    "returned": N_("The header is a name for pieces given back."),
    "tags": N_("The header is a name for tags of products."),
    "picture": N_("The header is a name for pictures of products."),
}
VALUED = {
    "order": N_("Its values repeat in neighbouring rows, as order numbers do."),
    "product": N_("Its values come again and again all over the file, as products do."),
    "code": N_("Its values look like product codes."),
    "time": N_("Its values are dates."),
    "quantity": N_("It times a price gives the money of the line."),
    "price": N_("It times a quantity gives the money of the line."),
    "amount": N_("It is quantity times price."),
    "parent": N_("Each product has one of its values, and some of its values have several: its products are variants."),
}
