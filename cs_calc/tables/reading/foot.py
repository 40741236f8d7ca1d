"""Rows that are no data: totals, the words at the foot of a report, the header once more; told, with their numbers."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.header import filled

_TOTAL = (
    r"(?:(?:grand|overall|report|sub|all|column)[\s-]*)?"
    r"(?:totals?|sums?|summen?|gesamt|gesamtsumme|insgesamt|zwischensumme|totale?|somme|suma)"
    r"|averages?|avg|mean|median|durchschnitt|count"
)
_IS_TOTAL = re.compile(
    rf"\s*(?:{_TOTAL})\s*(?:\([^()]*\)|(?:of|for|in)\s+(?:report|all|page|period|selection|table|sheet))?\s*[:=]?\s*[0-9.,\s$€£%-]*(?:\(?\s*(?:records?|rows?|items?)\s*\)?)?\s*",
    re.IGNORECASE,
)
_MAY_BE_TOTAL = rf"(?i)^\s*(?:{_TOTAL})\b"
_FOOT = re.compile(
    r"confidential|copyright|©|\(c\)\s*[12][0-9]{3}|all rights reserved|do not distribute|"
    r"^\W*(?:generated|exported|printed|created|downloaded|report(?:ed)?|run|data|last updated|filtered|filters?|source|notes?|legend|"
    r"disclaimer|page\s+[0-9]+|end of|as of|\*|\[[0-9]\]|--)",
    re.IGNORECASE,
)
_LOOKED_AT = 15


def without_foot(sheet: Sheet) -> Sheet:
    """The sheet without totals, footers and repeated headers; each is told with its rows."""
    count = len(sheet.table)
    if not count:
        return sheet
    numbers = sheet.numbers
    out: dict[str, list[int]] = {"repeated_header": _repeats(sheet), "totals_row": [], "footer": []}
    gone = set(out["repeated_header"])
    at, floor = count - 1, max(0, count - _LOOKED_AT)
    while at >= floor:
        cells = sheet.cells(at)
        gap = at > 0 and numbers[at] > numbers[at - 1] + 1
        what = "" if at in gone else _foot_row(sheet, at, cells, gap)
        if not what and at not in gone:
            if not _before_gap(sheet, at, floor, numbers):
                break
            what = "footer"
        if what:
            out[what].append(at)
            gone.add(at)
        at -= 1
    for row in _subtotals(sheet):
        if row not in gone:
            out["totals_row"].append(row)
            gone.add(row)
    if not gone:
        return sheet
    _tell(sheet, out, numbers)
    keep = [True] * count
    for row in gone:
        keep[row] = False
    return sheet.with_rows(pa.array(keep))


def _foot_row(sheet: Sheet, at: int, cells: list[Any], gap: bool) -> str:
    """Whether a row near the end is a total or a footer; "" where it is data."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    first = next((cell for cell in cells if filled([cell])), None)
    full, wide = filled(cells), len(cells)
    if isinstance(first, str) and _IS_TOTAL.fullmatch(first) and (len(texts) <= max(1, full // 2) or full <= 2 or _sums(sheet, at, cells)):
        return "totals_row"
    if texts and wide > 1 and any(_IS_TOTAL.fullmatch(text) for text in texts) and not filled(cells[:1]) and _sums(sheet, at, cells):
        return "totals_row"
    if wide >= 3 and all(_number(text) is not None for text in texts) and not filled(cells[:1]) and _sums(sheet, at, cells):
        return "totals_row"
    if (
        wide >= 3
        and full <= 2
        and isinstance(first, str)
        and _FOOT.search(first)
        and (gap or len(first) > 12 or at == len(sheet.table) - 1)
    ):
        return "footer"
    return ""


def _before_gap(sheet: Sheet, at: int, floor: int, numbers: list[int]) -> bool:
    """A lone text at the very end, with only such texts up to a blank row above them."""
    if len(sheet.kinds) < 3:
        return False
    for row in range(at, floor - 1, -1):
        cells = sheet.cells(row)
        if filled(cells) != 1 or not isinstance(next(cell for cell in cells if filled([cell])), str):
            return False
        if row > 0 and numbers[row] > numbers[row - 1] + 1:
            return True
    return False


def _sums(sheet: Sheet, at: int, cells: list[Any]) -> bool:
    """Whether a number of this row is the sum of its column above (with the header's own rows only)."""
    if at < 2 or at > 200_000:
        return False
    for place, cell in enumerate(cells):
        total = _number(cell)
        if total is None or total == 0:
            continue
        above = [number for number in map(_number, sheet.values(place)[:at]) if number is not None]
        if len(above) >= 2 and abs(sum(above) - total) <= 0.005 * len(above) ** 0.5 + 1e-9 * abs(total):
            return True
    return False


def _number(cell: Any) -> float | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, float | int):
        return float(cell)
    if not isinstance(cell, str):
        return None
    text = re.sub(r"[\s$€£']", "", cell)
    if re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{1,2}", text):
        text = text.replace(".", "").replace(",", ".")
    text = re.sub(r",(?=[0-9]{3}(?:\D|$))", "", text)
    return float(text) if re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?", text) else None


def _subtotals(sheet: Sheet) -> list[int]:
    """Rows anywhere with nothing but the word total and numbers."""
    found: set[int] = set()
    for place in sorted({*range(min(3, len(sheet.kinds))), len(sheet.kinds) - 1}):
        texts = sheet.texts(place)
        if texts is None:
            continue
        may = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(texts, _MAY_BE_TOTAL), False)).to_pylist()
        for row in may[:1_000]:
            cells = sheet.cells(row)
            words = [cell for cell in cells if isinstance(cell, str) and filled([cell]) and _number(cell) is None]
            alone = len(words) == 1 and _IS_TOTAL.fullmatch(words[0]) and filled(cells) >= 2 and not any(isinstance(c, bool) for c in cells)
            bare = len(cells) >= 3 and ((place > 0 and not filled(cells[:1])) or _typical(sheet, row) > filled(cells))
            if alone and (bare or _sums_so_far(sheet, row, cells)):
                found.add(row)
    return sorted(found)


def _sums_so_far(sheet: Sheet, row: int, cells: list[Any]) -> bool:
    """Whether a number is the sum of at least two cells right above it."""
    for place, cell in enumerate(cells):
        total, so_far = _number(cell), 0.0
        if not total:
            continue
        for above in range(row - 1, max(-1, row - 500), -1):
            number = _number(sheet.cells(above)[place])
            so_far += number or 0.0
            if above < row - 1 and number is not None and abs(so_far - total) < 0.005:
                return True
    return False


def _typical(sheet: Sheet, row: int) -> int:
    """How many cells the neighbours have."""
    near = [n for n in (row - 2, row - 1, row + 1, row + 2) if 0 <= n < len(sheet.table)]
    return max((filled(sheet.cells(n)) for n in near), default=0)


def _repeats(sheet: Sheet) -> list[int]:
    """Rows whose every filled cell is the name of its column, two of them at least."""
    for place, name in enumerate(sheet.header):
        texts = sheet.texts(place)
        if not name.strip():
            continue
        if texts is None:
            return []
        same = pc.indices_nonzero(pc.fill_null(pc.equal(pc.utf8_trim_whitespace(texts), name.strip()), False)).to_pylist()
        return [row for row in same if _is_header_again(sheet.cells(row), sheet.header)]
    return []


def _is_header_again(cells: list[Any], header: list[str]) -> bool:
    pairs = [(cell, name) for cell, name in zip(cells, header, strict=True) if filled([cell])]
    needed = min(2, sum(bool(name.strip()) for name in header))
    return len(pairs) >= needed and all(isinstance(cell, str) and cell.strip() == name.strip() for cell, name in pairs)


def _tell(sheet: Sheet, out: dict[str, list[int]], numbers: list[int]) -> None:
    words = {
        "totals_row": ("a row of totals", "rows of totals", "it would count everything twice"),
        "footer": ("a row of words below the table", "rows of words below the table", "it is no data"),
        "repeated_header": ("the header once more", "the header once more", "it is no data"),
    }
    for code, places in out.items():
        if not places:
            continue
        rows = sorted(numbers[place] for place in places)
        one, many, why = words[code]
        shown = ", ".join(map(str, rows[:5])) + (f" and {len(rows) - 5:,} more" if len(rows) > 5 else "")
        what = f"row {shown} is {one}" if len(rows) == 1 else f"rows {shown} are {many}"
        first = next(str(cell) for cell in sheet.cells(min(places)) if filled([cell]))
        message = f'Sheet {sheet.name}: {what} ("{first[:60]}"); left out, as {why}. Not counted among the rows read.'
        sheet.notes.append({"code": code, "severity": "note", "message": message, "rows": rows, "found": first[:100]})
