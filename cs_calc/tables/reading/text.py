"""A csv or tsv file -> rows of texts: encoding, separator, quotes, ragged rows; runs in the child process."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice

from cs_calc.tables.reading.columns import BLOCK, collect, is_blank
from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.header import LOOKED_AT, Row, choose_header, normalise
from cs_calc.tables.reading.limits import Limits, Stop
from cs_calc.tables.reading.notes import Note
from cs_calc.tables.reading.shape import tables_of

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_END = "\ue000end\ue000"
_BINARY = "is not text: it holds bytes that no csv file has. Expected a csv file or a workbook. Export it again as .csv (UTF-8) or .xlsx."


def read_text(
    name: str,
    kind: str,
    data: bytes,
    known: frozenset[str],
    limits: Limits,
    encoding: str | None = None,
    separator: str | None = None,
) -> tuple[list[Sheet], list[Note]]:
    """The tables of a text file (nearly always one) with what was guessed about it; raises `Stop`."""
    csv.field_size_limit(2**31 - 1)  # the limit is ours, with a sentence
    notes: list[Note] = []
    text = _decode(data, encoding, notes)
    # marks are left where files were put together, and old programs end a file with one
    text = text.lstrip("\ufeff").replace("\n\ufeff", "\n").rstrip("\x1a")
    if not text.strip():
        raise Stop("empty_file", "is empty: it has only blank lines. Choose a file that has rows.")
    found = separator or _separator(text, kind, known)
    if kind == "csv" and found != "," and separator is None:
        notes.append(
            {
                "code": "delimiter_guess",
                "severity": "note",
                "found": found,
                "message": f"The columns are separated by {_SEPARATORS.get(found, found)}s, not commas; it was read like that.",
            }
        )
    sheet: Sheet | None = None
    for strict in (True, False):
        ragged: list[tuple[int, str]] = []
        records = _records(text, found, strict, limits)
        try:
            sheet = collect(name, records, known, limits, even=partial(_even, ragged))
            break
        except csv.Error:
            if not strict:
                raise Stop("corrupt", "is not a csv file that can be read. Export it again.") from None
            row = _broken_row(text, found)
            message = (
                f"Row {row}: a text in quotation marks goes on after its closing mark. Expected: marks in it "
                'text written twice (""). The row was read as well as possible; look at it.'
            )
            notes.append({"code": "stray_quote", "severity": "warning", "message": message, "rows": [row]})
    if sheet is None:
        raise Stop("empty_file", "has no rows. Choose a file that has rows.")
    if ragged:
        rows = [row for row, _ in ragged]
        many = f"{len(rows):,} rows have" if len(rows) > 1 else f"Row {rows[0]} has"
        message = (
            f"{many} more values than the header has columns ({len(sheet.header)}); what is beyond the last "
            "was left out. Put texts that contain the separator in quotation marks."
        )
        notes.append(
            {
                "code": "ragged",
                "severity": "warning",
                "message": message,
                "rows": rows,
                "found": ragged[0][1][:100],
            }
        )
    return tables_of(sheet, known, limits), [{"sheet": name, **note} for note in notes]


def _decode(data: bytes, encoding: str | None, notes: list[Note]) -> str:
    def note(code: str, severity: str, message: str, found: str) -> None:
        notes.append({"code": code, "severity": severity, "message": message, "found": found})

    if encoding is None and data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        encoding = "utf-32"
    elif encoding is None and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif encoding is None and b"\0" in data[:4000]:
        start = data[:4000]
        even, odd = start[::2].count(0) / len(start[::2]), start[1::2].count(0) / max(1, len(start[1::2]))
        if max(even, odd) > 0.4 and min(even, odd) < 0.05:
            encoding = "utf-16-le" if odd > even else "utf-16-be"
            note(
                "encoding_guess",
                "note",
                "The text was read as UTF-16, as every second byte is zero.",
                "utf-16",
            )
    if encoding is None or not encoding.lower().startswith(("utf-16", "utf-32")):
        controls = len(data) - len(data.translate(None, _CONTROLS))
        nul = data.count(0)
        if controls > max(8, len(data) // 500):
            raise Stop("binary", _BINARY)
        if nul:
            rows = data[: data.index(0)].count(b"\n") + 1
            data = data.replace(b"\0", b"")
            message = f"{nul:,} NUL bytes (the first on line {rows}) were left out. Look at that row."
            note("nul_bytes", "warning", message, f"{nul} NUL bytes")
    if encoding:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            raise Stop("corrupt", f"cannot be read as {encoding} text. Save it as CSV UTF-8 and upload that.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
    text = data.decode("cp1252", "replace")
    lost = text.count("\ufffd")
    message = (
        f"The text is not UTF-8 (line {row}), so it was read as Windows-1252 (Western European)"
        + (f"; {lost:,} bytes mean nothing there and are shown as \ufffd" if lost else "")
        + ". If letters look wrong, save the file as CSV UTF-8 and upload that."
    )
    note("encoding_guess", "warning" if lost else "note", message, "cp1252")
    return text


def _separator(text: str, kind: str, known: frozenset[str]) -> str:
    """The separator whose rows agree best: known names first, then how many rows have the usual width."""
    first = text[:40].splitlines()[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    if kind == "tsv":
        return "\t"
    best, best_score = ",", (0, 0.0, 0)
    lines = io.StringIO(text[:200_000], newline="")
    sample = [line for line in islice(lines, 400) if not line.startswith("#")]
    for separator in _SEPARATORS:
        rows = [row for row in islice(csv.reader(sample, delimiter=separator), 100) if not is_blank(row)]
        if not rows:
            continue
        usual = Counter(map(len, rows)).most_common(1)[0][0]
        if usual < 2 and max(map(len, rows[:LOOKED_AT])) < 2:
            continue
        head: list[Row] = [list(row) for row in rows[:LOOKED_AT]]
        header = head[choose_header(head, known)]
        hits = sum(normalise(cell) in known for cell in header)
        agree = sum(len(row) == len(header) for row in rows) / len(rows) if len(header) > 1 else 0.0
        score = (hits, agree, len(header))
        if score > best_score:
            best, best_score = separator, score
    return best


def _records(text: str, separator: str, strict: bool, limits: Limits) -> Iterator[list[Row]]:
    """Blocks of records, a quoted newline inside counting as one row; raises `Stop` for an open quote."""

    end = f"{_END}{separator}{_END}"
    lines = chain(io.StringIO(text, newline=""), (end,))
    reader = csv.reader(lines, delimiter=separator, strict=strict)
    number, last = 0, [""]
    while last != [_END, _END]:
        try:
            block: list[Row] = list(islice(reader, BLOCK))
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise _unclosed(_broken_row(text, separator)) from None
            raise
        if not block:
            raise _unclosed(number)
        last = block[-1]
        if last == [_END, _END]:
            block.pop()
        if number == 0 and text[:4].lower() == "sep=":
            block[0] = []
        if block and max(map(len, block)) > limits.max_columns:
            at, wide = next((i, len(row)) for i, row in enumerate(block) if len(row) > limits.max_columns)
            raise Stop(
                "too_many_columns",
                f"has {wide:,} columns in row {number + at + 1:,}; at most {limits.max_columns:,} can be "
                "read. Leave out columns that are not needed, or check which separator the file uses.",
            )
        number += len(block)
        yield block


def _unclosed(row: int) -> Stop:
    return Stop(
        "unclosed_quote",
        f"has a quotation mark in row {row:,} that is opened and never closed, so everything after it would "
        'be one cell. Close it, or write a mark that belongs to the text twice ("").',
    )


def _broken_row(text: str, separator: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for _ in reader:
            number += 1
    except csv.Error:
        pass
    return number + 1


def _even(ragged: list[tuple[int, str]], numbers: list[int], rows: list[Row], wide: int) -> list[Row]:
    """All rows as wide as the header; what is beyond is remembered if it is not blank."""
    if set(map(len, rows)) == {wide}:
        return rows
    even = []
    for number, row in zip(numbers, rows, strict=True):
        if len(row) > wide:
            beyond = next((cell for cell in row[wide:] if cell.strip()), None)
            if beyond is not None:
                ragged.append((number, beyond))
            row = row[:wide]
        elif len(row) < wide:
            row = row + [""] * (wide - len(row))
        even.append(row)
    return even
