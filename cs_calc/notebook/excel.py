"""A workbook that the app made, read back by the names of its cells: numbers as they stand, and a sentence for what is none."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from cs_calc.expr import Leaf, Values
from cs_calc.notebook.cells import LONGEST_LIST, NotebookError
from cs_calc.tables.reading.archive import Archive
from cs_calc.tables.reading.limits import Limits, Stop
from cs_calc.work import HAIR

LIMITS = Limits(max_bytes=10_000_000, max_uncompressed=60_000_000, max_sheets=250, max_rows=20_000, max_columns=200, max_cells=2_000_000)
STRANGER = (
    "It is not a workbook that this app made, so nobody can say which cell is which number. Use a workbook from the calculator or the "
    "notebook; your own tables belong on the Data page."
)
_ADDRESS = re.compile(r"=?'?((?:[^'!]|'')+)'?!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?[A-Z]{1,3}\$?(\d{1,7}))?")


@dataclass(frozen=True)
class Sheets:
    """A workbook, once with values and once with formulas. Every question that has no answer raises NotebookError, a sentence."""

    values: Any
    formulas: Any

    def property(self, name: str) -> str:
        """A property of the file; empty where it has none of that name."""
        found = next((p.value for p in self.values.custom_doc_props.props if p.name == name), "")
        return str(found or "")

    def at(self, name: str, sheet: str = "") -> tuple[str, str, int, int] | None:
        """Where a name leads: sheet, column letters, first and last row; None where there is no such name.

        A name of a sheet goes before one of the whole workbook.
        """
        own = self.values[sheet].defined_names if sheet and sheet in self.values.sheetnames else {}
        found = own.get(name) or self.values.defined_names.get(name)
        match = _ADDRESS.fullmatch(str(found.attr_text)) if found is not None and found.attr_text else None
        if match is None:
            return None
        home = match[1].replace("''", "'")
        if home not in self.values.sheetnames:
            return None
        return home, match[2], int(match[3]), int(match[4] or match[3])

    def text(self, sheet: str, address: str) -> str:
        """What stands in a cell, as text; empty where nothing does."""
        value = self.values[sheet][address].value
        return "" if value is None else str(value)

    def is_formula(self, sheet: str, address: str) -> bool:
        """Whether a cell holds a formula."""
        return bool(self.formulas[sheet][address].data_type == "f")

    def number(self, part: Leaf | Values, sheet: str, address: str) -> float | None:
        """The number in an input's cell; None where it is empty. Raises NotebookError where it is none, or one that cannot be."""
        value, where = self.values[sheet][address].value, f"the cell {address} of the sheet “{sheet[:40]}” ({part.name})"
        if value is None and self.is_formula(sheet, address):
            raise NotebookError(f"In {where} stands a formula without its result: open the workbook in Excel, save it, and open it again.")
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NotebookError(f"In {where} stands “{str(value)[:40]}”, and a number was expected. Type the number, or empty the cell.")
        low, high = part.minimum, part.maximum
        if (low is not None and value < low - HAIR) or (high is not None and value > high + HAIR) or abs(value) > 1e15:
            ends = " and ".join(
                words for words in (f"at least {part.unit.show(low)}" if low is not None else "",
                                    f"at most {part.unit.show(high)}" if high is not None else "") if words
            )  # fmt: skip
            raise NotebookError(
                f"In {where} stands {part.unit.show(float(value))}; it must be {ends or 'smaller'}. Rates are fractions there: 5 % is 0.05."
            )
        return float(value)

    def listed(self, part: Values, place: tuple[str, str, int, int]) -> tuple[float, ...]:
        """The numbers in a list's column; empty cells are left out."""
        sheet, letters, first, last = place
        if last - first >= 2 * LONGEST_LIST + 500:
            raise NotebookError(f"The list “{part.name}” has room for {last - first + 1:,} values; at most {LONGEST_LIST:,} are read.")
        found = (self.number(part, sheet, f"{letters}{row}") for row in range(first, last + 1))
        return tuple(x for x in found if x is not None)


def open_sheets(data: bytes) -> Sheets:
    """The workbook in a file. Raises NotebookError for what is no workbook, too large, damaged, or made to do harm."""
    import openpyxl  # heavy: only where a workbook is opened

    if len(data) > LIMITS.max_bytes:
        raise NotebookError(f"The file has {len(data) / 1e6:.1f} MB; at most {LIMITS.max_bytes / 1e6:g} MB are read.")
    try:
        archive = Archive(data, LIMITS, lambda: None)
        if archive.kind != "xlsx":
            raise NotebookError("It is not an Excel workbook (.xlsx). Save it as .xlsx and open it again.")
        archive.scan()
    except Stop as why:
        raise NotebookError(STRANGER if why.code.startswith("too_many") else f"The file {why.message}") from None
    try:
        return Sheets(*(openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (True, False)))
    except Exception:  # whatever a damaged workbook makes the library stumble over
        raise NotebookError("The workbook is damaged: it cannot be read. Open it in Excel, save it again, and open that.") from None
