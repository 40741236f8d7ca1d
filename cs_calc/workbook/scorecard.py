"""The scorecard: one line for each metric and definition, by family, one column for each of the last periods, all live."""

from __future__ import annotations

from cs_calc.metrics import FAMILIES
from cs_calc.tables.periods import Kind
from cs_calc.workbook.book import ACCENT, DOWN, GREY, PALE, Book
from cs_calc.workbook.facts import Facts
from cs_calc.workbook.formulas import UNDEFINED
from cs_calc.workbook.metric import DIRECTION, MetricSheet
from cs_calc.workbook.names import cell

SHOWN: dict[Kind, int] = {"month": 12, "quarter": 12, "year": 12}
HEAD = 3
BETTER = {**DIRECTION, "depends": "neither by itself"}


def write_scorecard(book: Book, facts: Facts, name: str, sheets: dict[str, MetricSheet]) -> None:
    """Write the sheet `name` (already there): live references to the metrics' sheets, for all customers together."""
    at_sheet = book.sheets[name]
    periods = facts.periods[-SHOWN[facts.kind] :]
    part = [p for p in periods if not facts.dataset.is_whole(p, facts.kind)]
    book.top(name, "Scorecard")
    words = f"All customers together, the last {len(periods)} periods. Each cell points to the metric on its family's sheet; "
    words += "the usual definition stands first."
    book.text(name, 1, 2, words + (" * The data do not cover the whole period." if part else ""), "quiet", text_wrap=False)
    first = 4
    heads = ["Metric", "Definition", "Better", "Trend", *(f"{p} *" if p in part else p for p in periods)]
    for column, head in enumerate(heads):
        book.text(name, HEAD, column, head, "header" if column < first else "header_number")
    at = HEAD
    before = family = ""
    lines = sorted(facts.with_values(), key=lambda line: list(FAMILIES).index(line[0].family))
    for metric, variant in lines:
        at += 1
        found = sheets[metric.key]
        if metric.family != family:
            family = metric.family
            for column in range(first + len(periods)):
                book.text(name, at, column, FAMILIES[family] if column == 0 else "", "strong", bg_color=PALE, font_color=ACCENT)
            at_sheet.set_row(at, 22)
            at += 1
        if metric.key != before:
            book.to_sheet(name, at, 0, found.sheet, metric.name, row=found.row)
        else:
            book.text(name, at, 0, "", "cell")
        usual = metric.key != before
        before = metric.key
        book.text(name, at, 1, variant.name, "cell", **({} if usual else {"font_color": GREY, "indent": 1}))
        book.text(name, at, 2, BETTER[metric.better_by(variant)], "cell", font_color=GREY)
        values = [facts.answers[metric.key, variant.key][r].value for p in periods if (r := facts.whole(p)) in
                  facts.answers[metric.key, variant.key]]  # fmt: skip
        brief = variant.formula.unit.key == "money" and any(abs(v or 0) >= 1000 for v in values)
        cents = book.number_format(variant.formula.unit)
        look = book.unit(variant.formula.unit, num_format=cents.replace(".00", "") if brief else cents)
        for column, period in enumerate(periods, first):
            row = facts.whole(period)
            target = found.answers.get((variant.key, row))
            if target is None:
                book.text(name, at, column, "", "cell")
                continue
            value = facts.answers[metric.key, variant.key][row].value
            book.formula(name, at, column, f"={target}", UNDEFINED if value is None else value, look)
        book.text(name, at, 3, "", "cell")
        last = first + len(periods) - 1
        at_sheet.add_sparkline(
            at, 3,
            {"range": f"{cell(at, first, name)}:{cell(at, last)}", "series_color": ACCENT, "last_point": True,
             "last_color": DOWN, "weight": 1.5},
        )  # fmt: skip
        at_sheet.set_row(at, 20)
    at_sheet.set_column(0, 0, 36)
    at_sheet.set_column(1, 1, 42)
    at_sheet.set_column(2, 2, 21)
    at_sheet.set_column(3, 3, 18)
    at_sheet.set_column(first, first + len(periods) - 1, 12)
    at_sheet.freeze_panes(HEAD + 1, 1)
    at_sheet.repeat_rows(HEAD)
    at_sheet.repeat_columns(0)
