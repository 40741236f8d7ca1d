"""What is noted about the shape of a sheet, as plain dicts that travel as JSON and become `Problem`s."""

from __future__ import annotations

from typing import Any

Note = dict[str, Any]


def shape_notes(sheet: str, header: list[str], header_row: int, places: list[int], above: list[int], rows: int) -> list[Note]:
    """What to know of the header: `places` are column numbers in the file, `above` the rows left out."""
    notes: list[Note] = []

    def note(code: str, severity: str, message: str, **more: Any) -> None:
        notes.append({"code": code, "severity": severity, "message": message, "sheet": sheet, **more})

    if above:
        said = f"rows {above[0]} to {above[-1]} above it were" if len(above) > 1 else f"row {above[0]} above it was"
        message = f"Sheet {sheet}: the header was found in row {header_row}; {said} left out."
        note("header_row", "note", message, rows=above, found=f"row {header_row}")
    blank = [place for place, text in zip(places, header, strict=True) if not text.strip()]
    if blank:
        which = ", ".join(map(str, blank[:10]))
        note(
            "blank_header",
            "warning",
            f"Sheet {sheet}: column {which} has values but no name in the header (row {header_row}). Give it a name if it is needed.",
            rows=[header_row],
        )
    seen: dict[str, int] = {}
    for text in header:
        if text.strip():
            seen[text.strip().lower()] = seen.get(text.strip().lower(), 0) + 1
    for text in dict.fromkeys(text for text in header if seen.get(text.strip().lower(), 0) > 1):
        note(
            "duplicate_header",
            "warning",
            f'Sheet {sheet}: {seen[text.strip().lower()]} columns are named "{text[:60]}". '
            "Give each its own name, so that the right one is used.",
            column=text,
            rows=[header_row],
        )
    if not rows:
        message = f"Sheet {sheet}: there is a header in row {header_row}, but no row below it."
        note("no_rows", "warning", message, expected="at least one row of data")
    return notes


def joined_note(sheet: str, rows: list[int]) -> Note:
    """That the header is more than one row."""
    message = f"Sheet {sheet}: rows {rows[0]} to {rows[-1]} together are the header; they were read as one."
    return {
        "code": "header_row",
        "severity": "note",
        "message": message,
        "rows": rows,
        "found": f"rows {rows[0]} to {rows[-1]}",
        "sheet": sheet,
    }


def units_note(sheet: str, row: int, cells: list[str]) -> Note:
    """That a row below the header holds units and no data."""
    shown = ", ".join(cell for cell in cells if cell.strip())[:100]
    message = f"Sheet {sheet}: row {row} holds units ({shown}), not data; it was left out of the rows and read as part of the header."
    return {"code": "units_row", "severity": "note", "message": message, "rows": [row], "found": shown, "sheet": sheet}
