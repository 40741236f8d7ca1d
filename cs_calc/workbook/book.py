"""One workbook while it is written: formats by what they are for, and cells that take text as text.

No text from a file can become a formula or a link: it is only ever written with `write_string`.
"""

from __future__ import annotations

import io
import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cs_calc.units import Unit
from cs_calc.workbook.long_rows import LongTable, plain, with_rows
from cs_calc.workbook.names import link, sheet_name

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

INK, ACCENT, PALE, LINE, GREY = "#1F2933", "#1F5F7A", "#E6EFF3", "#CBD5DB", "#6B7780"
LETTERS = {"minutes": "min", "hours": "h", "days": "d", "months": "mo"}
UP, DOWN, TYPED = "#5B9A7D", "#C26A5A", "#FFF8E1"

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 20, "font_color": ACCENT},
    "heading": {"bold": True, "font_size": 13, "font_color": ACCENT},
    "text": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "valign": "top", "text_wrap": True},
    "quiet": {"font_color": GREY, "text_wrap": True, "valign": "top"},
    "header": {"bold": True, "bg_color": PALE, "bottom": 2, "bottom_color": ACCENT, "text_wrap": True, "valign": "bottom"},
    "header_number": {"bold": True, "bg_color": PALE, "bottom": 2, "bottom_color": ACCENT, "text_wrap": True, "valign": "bottom",
                      "align": "right"},
    "rule": {"font_color": GREY, "italic": True, "font_size": 9, "text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": LINE},
    "cell": {"bottom": 1, "bottom_color": LINE, "valign": "top"},
    "wrapped": {"bottom": 1, "bottom_color": LINE, "valign": "top", "text_wrap": True},
    "link": {"font_color": ACCENT, "underline": 1, "valign": "top"},
    "note": {"bottom": 1, "bottom_color": LINE, "valign": "top", "indent": 1, "font_color": GREY},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "count": {"num_format": "#,##0", "bottom": 1, "bottom_color": LINE, "valign": "top"},
}  # fmt: skip


class Book:
    """A workbook in memory. `currency` is the sign before amounts; `day` makes the file's dates repeatable."""

    def __init__(self, *, title: str, currency: str = "$", day: date | None = None) -> None:
        import xlsxwriter  # heavy: only when a workbook is written

        self._bytes = io.BytesIO()
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
        self.workbook: Workbook = xlsxwriter.Workbook(self._bytes, options)
        self.workbook.set_calc_mode("auto")
        created = datetime(day.year, day.month, day.day) if day else datetime(2026, 1, 1)
        self.workbook.set_properties({"title": title, "author": "cs-calc", "created": created})
        self.currency = currency.replace('"', "")[:12]
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.sheets: dict[str, Worksheet] = {}
        self._long: list[LongTable] = []

    def add(self, wanted: str, *, tab: bool = True) -> str:
        """A new sheet at the end; returns the name that it got."""
        from cs_calc.workbook.sheet import Sheet  # heavy, like xlsxwriter itself

        name = sheet_name(wanted, self.sheets)
        sheet: Worksheet = self.workbook.add_worksheet(name, Sheet)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&8&A&R&8Page &P of &N")
        if tab:
            sheet.set_tab_color(ACCENT)
        self.sheets[name] = sheet
        return name

    def style(self, name: str, **more: Any) -> Format:
        """A format by its name, with more properties if wanted; each is made once."""
        return self.look(**{**STYLES[name], **more})

    def look(self, **properties: Any) -> Format:
        """A format with these properties; each is made once."""
        properties.setdefault("font_color", INK)
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def number_format(self, unit: Unit) -> str:
        """Excel's number format of a unit, amounts with the currency's sign, durations with their letter."""
        if unit.key in LETTERS:
            return f'{unit.excel}" {LETTERS[unit.key]}"'
        if unit.key != "money":
            return unit.excel
        sign = f'"{self.currency}"' if self.currency else ""
        return ";".join(part.replace("#,##0.00", f"{sign}#,##0.00") for part in unit.excel.split(";"))

    def unit(self, unit: Unit, **more: Any) -> Format:
        """The format of a cell with a number of that unit (right-aligned, so that "not defined" is too)."""
        return self.look(**{**STYLES["cell"], "num_format": self.number_format(unit), "align": "right", **more})

    def text(self, sheet: str, row: int, column: int, words: object, style: str = "text", **more: Any) -> None:
        """Text as text, whatever it begins with; nothing is written where there is none."""
        self.write_text(self.sheets[sheet], row, column, words, self.style(style, **more))

    @staticmethod
    def write_text(sheet: Worksheet, row: int, column: int, words: object, look: Format | None = None) -> None:
        """Text as text into a sheet, cut to what a cell can hold."""
        shown = plain(words)
        if shown.startswith("<r>"):
            shown = " " + shown  # xlsxwriter would take it for its own mark-up
        if shown:
            sheet.write_string(row, column, shown, look)
        else:
            sheet.write_blank(row, column, None, look)

    def paragraph(self, sheet: str, row: int, words: str, *, last: int, width: float, first: int = 0, style: str = "text") -> None:
        """Text across the columns `first` to `last`, which are `width` characters wide together; the row grows with it."""
        look, at = self.style(style), self.sheets[sheet]
        if last > first:
            at.merge_range(row, first, row, last, "", look)
        self.write_text(at, row, first, words, look)
        lines = sum(max(1, math.ceil(len(line) / width)) for line in words.split("\n"))
        at.set_row(row, max(15.0, 15.0 * lines))

    def formula(self, sheet: str, row: int, column: int, formula: str, value: float | str, look: Format) -> None:
        """A live formula with the value that it comes to, for readers that do not recalculate; in braces, as an array formula."""
        if formula.startswith("{"):
            self.sheets[sheet].write_array_formula(row, column, row, column, formula, look, value)
        else:
            self.sheets[sheet].write_formula(row, column, formula, look, value)

    def number(self, sheet: str, row: int, column: int, value: float, look: Format) -> None:
        """A plain number; negative stays a number."""
        self.sheets[sheet].write_number(row, column, float(value), look)

    def to_sheet(self, sheet: str, at: int, column: int, target: str, words: str = "", *, row: int = 0) -> None:
        """A link in a cell to a row of a sheet of the workbook."""
        self.sheets[sheet].write_url(at, column, link(target, row), self.style("link"), words or target)

    def define_name(self, name: str, formula: str) -> None:
        """Give a cell or range a name; `formula` is its address behind an equals sign."""
        self.workbook.define_name(name, formula)

    def stamp(self, name: str, value: str) -> None:
        """Write a property of the file that no sheet shows: by it the app knows its own workbooks again."""
        self.workbook.set_custom_property(name, value)

    def top(self, sheet: str, title: str, *, home: str = "Cover") -> None:
        """The first two rows of an inner sheet: its title, and the way back."""
        self.text(sheet, 0, 0, title, "title", text_wrap=False)
        self.sheets[sheet].set_row(0, 30)
        self.sheets[sheet].hide_gridlines(2)
        if home in self.sheets:
            self.to_sheet(sheet, 1, 0, home, "Back to the cover" if home == "Cover" else f"Back to {home}")

    def add_rows(self, sheet: str, table: str, head: int, frame: pd.DataFrame) -> None:
        """The rows of an Excel table whose header stands in the row `head`, and whose first row holds the formats of its columns."""
        number = [each.get_name() for each in self.workbook.worksheets()].index(sheet) + 1
        self._long.append(LongTable(number, table, head, frame))

    def close(self) -> bytes:
        """Finish the workbook and give its bytes."""
        self.workbook.close()
        return with_rows(self._bytes.getvalue(), self._long)
