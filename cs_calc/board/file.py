"""The report as a file: the workbook, or one HTML file, by the name that is wanted."""

from __future__ import annotations

from pathlib import Path

from cs_calc.board.html import write_html
from cs_calc.tables.load import Loaded
from cs_calc.tables.periods import Kind

PAGE = (".html", ".htm")


class NotSplit(ValueError):
    """Raised where the HTML report is asked for by segment, which only the workbook has."""


def latest_whole(loaded: Loaded, kind: Kind) -> str:
    """The latest period that the data covers whole, else the latest; empty where there is none."""
    periods = loaded.dataset.periods(kind)
    return next((p for p in reversed(periods) if loaded.dataset.is_whole(p, kind)), periods[-1] if periods else "")


def report_file(loaded: Loaded, kind: Kind, by: str | None, out: Path) -> bytes:
    """What to write to `out`: HTML of the latest whole period for .html, else the workbook of all periods.

    Raises `NoPictures` where HTML is wanted and vl-convert is missing, `NotSplit` where HTML is wanted by segment.
    """
    if out.suffix.lower() in PAGE:
        if by is not None:
            raise NotSplit("The HTML report shows all customers together; --by is for the workbook (.xlsx).")
        return write_html(loaded, kind, latest_whole(loaded, kind)).encode()
    from cs_calc.workbook import write_report

    return write_report(loaded, kind, by)
