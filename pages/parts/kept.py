"""A picture that is drawn once for the same data and filters, and shown again as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cs_calc.charts import Picture
from cs_calc.tables.dataset import Dataset
from pages.parts.filters import Filters
from pages.parts.picture import show_picture


def show_kept(dataset: Dataset, filters: Filters, key: str, make: Callable[[], Picture], *, select: str | None = None) -> Any:
    """`show_picture` of what `make` draws; `key` names the picture, with all that it depends on beside period and segment."""
    picture: Picture = dataset.keep(("picture", key, filters.kind, filters.period), make)
    return show_picture(picture, key, select=select)
