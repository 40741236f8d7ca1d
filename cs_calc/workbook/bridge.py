"""The MRR bridge: from start to end in a native chart over live cells, and revenue and its retention over time."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from cs_calc.tables.periods import spoken
from cs_calc.units import MONEY, PERCENT
from cs_calc.workbook.book import ACCENT, DOWN, LINE, PALE, UP, Book
from cs_calc.workbook.charts import ROWS, axis_format, dress, line_chart, value_axis
from cs_calc.workbook.facts import Facts, Row
from cs_calc.workbook.inputs import InputSheet
from cs_calc.workbook.metric import MetricSheet
from cs_calc.workbook.names import cell, column_range

MOVES = (
    ("new_mrr", "New customers", 1), ("expanded_mrr", "Upgrades", 1), ("reactivated_mrr", "Won back", 1),
    ("contracted_mrr", "Downgrades", -1), ("churned_mrr", "Customers who left", -1),
)  # fmt: skip
HEAD = 3
OVER_TIME = HEAD + 12
TRENDS = (("net_revenue_retention", "opening_customers", "NRR"), ("gross_revenue_retention", "opening_customers", "GRR"))


def write_bridge(book: Book, facts: Facts, name: str, where: InputSheet, sheets: dict[str, MetricSheet]) -> None:
    """Write the sheet `name` (already there) for the latest whole period; there must be one with MRR."""
    period = facts.latest_whole_period
    assert period is not None
    row = facts.whole(period)
    sheet = book.sheets[name]
    book.top(name, f"MRR bridge, {spoken(period)}")
    whole = "the latest whole period" if facts.dataset.is_whole(period, facts.kind) else "a period that the data do not cover whole"
    book.text(name, 1, 2, f"All customers together, {whole}. Start plus movements must give the end.", "quiet", text_wrap=False)
    heads = ("", "Amount", "Level after it", "Base (not shown)", "Start and end", "Gained", "Lost", "On the chart")
    for column, head in enumerate(heads):
        book.text(name, HEAD, column, head, "header_number" if column else "header")
    levels = _write_steps(book, facts, name, row, where)
    floor = _floor(levels)
    _bridge_chart(book, name, spoken(period), floor)
    _write_trend(book, facts, name, where, sheets)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 6, 15)
    sheet.set_column(7, 7, 30)
    sheet.freeze_panes(2, 0)


def _write_steps(book: Book, facts: Facts, name: str, row: Row, where: InputSheet) -> list[float]:
    """The bridge's table: amounts point to the Inputs; base, gain and loss follow from the level before and after."""
    given, money, bold = facts.given[row], book.unit(MONEY), book.unit(MONEY, bold=True, bg_color=PALE)
    level = float(given["opening_mrr"] or 0)
    levels, shown = [level], [("MRR at start", level)]
    at = HEAD + 1
    book.text(name, at, 0, "MRR at start", "cell", bold=True)
    book.formula(name, at, 1, f"={where.at(row, 'opening_mrr')}", level, bold)
    for column in (2, 4):
        book.formula(name, at, column, f"={cell(at, 1)}", level, money)
    for key, words, sign in MOVES:
        at += 1
        amount = sign * float(given[key] or 0) + 0.0  # no -0
        book.text(name, at, 0, words, "cell")
        book.formula(name, at, 1, f"={'-' if sign < 0 else ''}{where.at(row, key)}", amount, money)
        book.formula(name, at, 2, f"={cell(at - 1, 2)}+{cell(at, 1)}", level + amount, money)
        book.formula(name, at, 3, f"=MIN({cell(at - 1, 2)},{cell(at, 2)})", min(level, level + amount), money)
        book.formula(name, at, 5, f"=MAX({cell(at, 1)},0)", max(amount, 0.0), money)
        book.formula(name, at, 6, f"=MAX(-{cell(at, 1)},0)", max(-amount, 0.0), money)
        level += amount
        levels.append(level)
        shown.append((words, amount))
    at += 1
    shown.append(("MRR at end", level))
    book.text(name, at, 0, "MRR at end", "cell", bold=True)
    book.formula(name, at, 1, f"=SUM({cell(HEAD + 1, 1)}:{cell(at - 1, 1)})", level, bold)
    for column in (2, 4):
        book.formula(name, at, column, f"={cell(at, 1)}", level, money)
    for place, (words, amount) in enumerate(shown, HEAD + 1):
        minus = '"-' + book.currency + '"'
        formula = f'={cell(place, 0)}&CHAR(10)&IF({cell(place, 1)}<0,{minus},"{book.currency}")&FIXED(ABS({cell(place, 1)}),0)'
        size = Decimal(repr(abs(amount))).quantize(Decimal(1), ROUND_HALF_UP)
        told = f"{words}\n{'-' if amount < 0 else ''}{book.currency}{size:,}"
        book.formula(name, place, 7, formula, told, book.style("quiet", text_wrap=False))
    counted = float(given["counted_closing_mrr"] or 0)
    book.text(name, at + 1, 0, "MRR at end, counted", "cell")
    book.formula(name, at + 1, 1, f"={where.at(row, 'counted_closing_mrr')}", counted, money)
    holds = "the bridge closes" if abs(level - counted) < 0.005 else "the bridge does not close"
    test = f'=IF(ABS({cell(at, 1)}-{cell(at + 1, 1)})<0.005,"the bridge closes","the bridge does not close")'
    book.formula(name, at + 1, 2, test, holds, book.style("cell"))
    return levels


def _floor(levels: list[float]) -> float:
    """Where the chart's axis starts: 0, or a round amount below the lowest level where the movements are small beside it."""
    low, high = min(levels), max(levels)
    if low <= 0 or (high - low) > low / 2:
        return 0.0
    room = max((high - low) * 1.5, low * 0.01)
    unit = 10.0 ** math.floor(math.log10(room))
    return max(0.0, math.floor((low - room / 2) / unit) * unit)


def _bridge_chart(book: Book, name: str, period: str, floor: float) -> None:
    first, last = HEAD + 1, HEAD + 7
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    names = f"={column_range(name, 7, first, last)}"
    for column, colour in ((3, None), (4, ACCENT), (5, UP), (6, DOWN)):
        series = {
            "name": f"={cell(HEAD, column, name, fixed=True)}", "categories": names, "gap": 45,
            "values": f"={column_range(name, column, first, last)}",
            "fill": {"color": colour} if colour else {"none": True}, "border": {"none": True},
        }  # fmt: skip
        chart.add_series(series)
    note = f", axis from {MONEY.show(floor, book.currency)}, not from 0" if floor else ""
    dress(chart, f"From start to end, {period}{note}")
    axis = value_axis(axis_format(book, MONEY))
    chart.set_y_axis({**axis, "min": floor} if floor else axis)
    chart.set_legend({"none": True})
    told = f"MRR from start to end in {period}, step by step"
    book.sheets[name].insert_chart(HEAD, 9, chart, {"object_position": 2, "description": told})


def _write_trend(book: Book, facts: Facts, name: str, where: InputSheet, sheets: dict[str, MetricSheet]) -> None:
    """MRR, NRR and GRR by period in live cells, and their two line charts; what is not defined leaves a gap."""
    rows = [facts.whole(p) for p in facts.periods if facts.given[facts.whole(p)].get("counted_closing_mrr") is not None]
    trends = [t for t in TRENDS if t[0] in sheets]
    book.text(name, OVER_TIME - 1, 0, "Over time", "heading", text_wrap=False)
    for column, head in enumerate(("Period", "MRR at end", *(t[2] for t in trends))):
        book.text(name, OVER_TIME, column, head, "header_number" if column else "header")
    defined = len(rows)
    for number, row in enumerate(rows):
        at = OVER_TIME + 1 + number
        book.text(name, at, 0, row.period, "cell")
        mrr = facts.given[row]["counted_closing_mrr"]
        book.formula(name, at, 1, f"={where.at(row, 'counted_closing_mrr')}", float(mrr or 0), book.unit(MONEY))
        for column, (key, variant, _) in enumerate(trends, 2):
            source = sheets[key].answers[variant, row]
            value = facts.answers[key, variant][row].value
            if value is not None:
                defined = min(defined, number)
            formula = f"=IF(ISNUMBER({source}),{source},NA())"
            look = book.unit(PERCENT, **({"font_color": LINE} if value is None else {}))
            book.formula(name, at, column, formula, "#N/A" if value is None else value, look)
    first, last = OVER_TIME + 1, OVER_TIME + len(rows)
    heads = [f"={cell(OVER_TIME, column, name, fixed=True)}" for column in range(2 + len(trends))]
    line_chart(book, name, "MRR at end", [(heads[1], 1, ACCENT)], first, last, (HEAD + ROWS, 9), MONEY)
    if trends and defined < len(rows):
        series = [(heads[2 + i], 2 + i, (ACCENT, DOWN)[i]) for i in range(len(trends))]
        title = "Net and gross revenue retention"
        line_chart(book, name, title, series, first + defined, last, (HEAD + 2 * ROWS, 9), PERCENT)
