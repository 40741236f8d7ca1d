"""Native Excel charts over live cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cs_calc.units import MONEY, Unit
from cs_calc.workbook.book import ACCENT, GREY, LINE, Book
from cs_calc.workbook.names import column_range

SIZE = {"width": 760, "height": 330}
ROWS = 18
"""Rows of 20 pixels that a chart covers."""


def line_chart(
    book: Book, name: str, title: str, series: Sequence[tuple[str, int, str]], first: int, last: int, place: tuple[int, int], unit: Unit,
    *, periods: int = 0, told: str = "",
) -> None:  # fmt: skip
    """Lines over the rows `first` to `last` of the sheet `name`, with its top left corner at `place` (row, column).

    `series` are (name or cell, column, colour); `periods` is the column of the labels. A cell with #N/A leaves a gap.
    """
    chart: Any = book.workbook.add_chart({"type": "line"})
    for called, column, colour in series:
        marker = {"type": "circle", "size": 4, "fill": {"color": colour}, "border": {"none": True}}
        chart.add_series({
            "name": called,
            "categories": f"={column_range(name, periods, first, last)}",
            "values": f"={column_range(name, column, first, last)}",
            "line": {"color": colour, "width": 2.25}, "marker": marker,
        })  # fmt: skip
    dress(chart, title)
    chart.set_y_axis(value_axis(axis_format(book, unit)))
    chart.set_legend({"position": "top"} if len(series) > 1 else {"none": True})
    chart.show_na_as_empty_cell()
    book.sheets[name].insert_chart(*place, chart, {"object_position": 2, "description": told or f"{title} by period"})


def axis_format(book: Book, unit: Unit) -> str:
    """A number format short enough for an axis."""
    if unit.key == "percent":
        return "0%" if unit.excel == "0%" else "0.0%"
    shown = book.number_format(unit).split(";")[0]
    return shown.replace(".00", "") if unit.key == MONEY.key else shown


def value_axis(number_format: str) -> dict[str, Any]:
    """What the axis of values looks like."""
    return {
        "num_format": number_format, "num_font": {"color": GREY}, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
    }  # fmt: skip


def dress(chart: Any, title: str) -> None:
    """What all charts of the workbook share."""
    chart.set_title({"name": title, "overlay": False, "name_font": {"size": 12, "bold": True, "color": ACCENT}})
    chart.set_x_axis({"num_font": {"color": GREY}, "line": {"color": LINE}, "major_tick_mark": "none", "label_position": "low"})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size(SIZE)
