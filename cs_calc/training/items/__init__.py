"""Every exercise. An item exists when it is listed here, in teaching order."""

from collections.abc import Mapping

from cs_calc.training.item import Item
from cs_calc.training.items import m0, m1, m2_growth, m2_mrr, m2_value, m3_surveys, m3_words, m4, m5, m6, m7

ITEMS: Mapping[str, Item] = {
    item.key: item
    for item in (
        *m0.ITEMS, *m1.ITEMS, *m2_mrr.ITEMS, *m2_growth.ITEMS, *m2_value.ITEMS, *m3_surveys.ITEMS, *m3_words.ITEMS,
        *m4.ITEMS, *m5.ITEMS, *m6.ITEMS, *m7.ITEMS,
    )
}  # fmt: skip
