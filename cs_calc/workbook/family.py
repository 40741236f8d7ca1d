"""One sheet for each family of metrics: an index of links, then the metrics one under the other."""

from __future__ import annotations

from collections.abc import Sequence

from cs_calc.metrics import FAMILIES
from cs_calc.model import Metric
from cs_calc.workbook.book import Book
from cs_calc.workbook.facts import Facts
from cs_calc.workbook.inputs import InputSheet
from cs_calc.workbook.metric import LAST, MetricSheet, write_metric

INDEX = 3


def write_family(book: Book, facts: Facts, name: str, family: str, metrics: Sequence[Metric], where: InputSheet) -> dict[str, MetricSheet]:
    """Write the sheet `name` (already there): where each metric stands and its answers, by the metric's key."""
    sheet = book.sheets[name]
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, LAST + 10, 15)
    book.top(name, FAMILIES[family])
    found: dict[str, MetricSheet] = {}
    at = INDEX + len(metrics) + 2
    for metric in metrics:
        found[metric.key] = write_metric(book, facts, name, at, metric, where)
        at = found[metric.key].end
        book.to_sheet(name, at, 0, name, "Back to the top")
        at += 3
    for number, metric in enumerate(metrics):
        book.to_sheet(name, INDEX + number, 0, name, metric.name, row=found[metric.key].row)
        book.text(name, INDEX + number, 4, metric.asks, "quiet", text_wrap=False)
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(0, 1)
    return found
