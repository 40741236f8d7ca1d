"""A workbook -> its sheets, read by calamine; runs in the child process."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, XmlError

from cs_calc.tables.reading.columns import collect, in_blocks
from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.limits import Limits, Stop, check_size
from cs_calc.tables.reading.notes import Note
from cs_calc.tables.reading.shape import tables_of

_REPAIR = "Open it in your spreadsheet program, save it again as .xlsx and upload that."


def read_book(data: bytes, known: frozenset[str], limits: Limits) -> tuple[list[Sheet], list[Note]]:
    """All worksheets that hold something, in their order, with notes on the others; raises `Stop`."""
    try:
        return _read(data, known, limits)
    except PasswordError:
        raise Stop("encrypted", f"has a password. Open it and save it without a password. {_REPAIR}") from None
    except XmlError:
        raise Stop("xml_malformed", f"is damaged: a part of it is not valid XML. {_REPAIR}") from None
    except (Stop, MemoryError):
        raise
    except BaseException:  # a panic of the reader is no Exception
        raise Stop("corrupt", f"is damaged and cannot be read as a workbook. {_REPAIR}") from None


def _read(data: bytes, known: frozenset[str], limits: Limits) -> tuple[list[Sheet], list[Note]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    listed = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
    if len(listed) > limits.max_sheets:
        raise Stop(
            "too_many_sheets",
            f"has {len(listed):,} sheets; at most {limits.max_sheets:,} can be read. Keep only the sheets with your tables.",
        )
    sheets: list[Sheet] = []
    notes: list[Note] = []
    cells = 0
    for item in listed:
        raw = book.get_sheet_by_name(item.name)
        check_size(item.name, raw.total_height, raw.total_width, limits)
        cells += raw.total_height * raw.total_width
        if cells > limits.max_cells:
            raise Stop(
                "too_many_cells",
                f'has {cells:,} cells up to sheet "{item.name}"; at most {limits.max_cells:,} can be read. Split it into several files.',
            )
        hidden = item.visible != SheetVisibleEnum.Visible
        first_column = raw.start[1] + 1 if raw.start else 1
        rows = in_blocks(raw.iter_rows())
        sheet = collect(item.name, rows, known, limits, first_column=first_column, hidden=hidden)
        if sheet is None:
            message = f"Sheet {item.name} is empty and was left out."
            notes.append({"code": "empty_sheet", "severity": "note", "message": message, "sheet": item.name})
            continue
        if hidden:
            message = f"Sheet {item.name} is hidden in the workbook. Check whether it belongs to your data."
            notes.append({"code": "hidden_sheet", "severity": "warning", "message": message, "sheet": item.name})
        sheets += tables_of(sheet, known, limits)
    if not sheets:
        raise Stop("empty_workbook", "has no cell with content on any sheet. Choose a workbook that has rows.")
    return sheets, notes
