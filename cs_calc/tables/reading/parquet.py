"""A Parquet file -> its one table; runs in the child process. Rows are counted from 1, as there is no header row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cs_calc.tables.reading.columns import as_text
from cs_calc.tables.reading.grid import Sheet
from cs_calc.tables.reading.limits import Limits, Stop, check_size
from cs_calc.tables.reading.notes import Note, shape_notes
from cs_calc.tables.reading.wide import unpivoted

_MOST_EXACT = 2**53
_AGAIN = "Export it again, or save the table as .csv and upload that."


def read_parquet(name: str, data: bytes, limits: Limits) -> tuple[list[Sheet], list[Note]]:
    """The table of the file with notes on columns that hold lists or bytes, which are left out by name; raises `Stop`."""
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        meta = file.metadata
        size = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
        check_size(name, meta.num_rows, len(file.schema_arrow), limits)
        if size > limits.max_uncompressed:
            raise Stop(
                "too_large_uncompressed",
                f"unpacks to {size:,} bytes; at most {limits.max_uncompressed:,} can be read. "
                "Leave out columns or years that are not needed.",
            )
        left_out = [field.name for field in file.schema_arrow if _nested(field.type)]
        wanted = [place for place, field in enumerate(file.schema_arrow) if not _nested(field.type)]
        if not wanted:
            raise Stop("structure", f"has only nested columns ({_shown(left_out)}), no table. Expected: one plain value per cell. {_AGAIN}")
        table = file.read(use_threads=False)
        arrays = [table.column(place) for place in wanted]
    except (Stop, MemoryError):
        raise
    except (pa.ArrowException, OSError, ValueError, IndexError, KeyError):
        raise Stop("corrupt", f"is damaged and cannot be read as a Parquet file. {_AGAIN}") from None
    names = [table.column_names[place] for place in wanted]
    notes: list[Note] = []
    if left_out:
        message = f"The columns {_shown(left_out)} hold lists or records, not one value per row; they were left out."
        notes.append({"code": "structure", "severity": "warning", "message": message, "sheet": name, "found": _shown(left_out)})
    parts: dict[str, Any] = {"row": pa.chunked_array([pa.array(range(1, len(table) + 1), pa.int64())])}
    for place, (header, array) in enumerate(zip(names, arrays, strict=True)):
        parts[str(place)] = _plain(array, header, name, limits)
    sheet = Sheet(name, names, 0, list(range(1, len(names) + 1)), ["typed"] * len(names), pa.table(parts), source=name)
    sheet = sheet.without_blank()
    sheet.notes = shape_notes(name, sheet.header, 0, sheet.places, [], len(sheet.table))
    return [unpivoted(sheet, limits)], notes


def _nested(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    text = pa.types.is_large_string(kind) or pa.types.is_string(kind)
    return bool(pa.types.is_nested(kind) or pa.types.is_union(kind) or (not text and "binary" in str(kind)) or "extension" in str(kind))


def _shown(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(f'"{name[:60]}"' for name in names[:5]) + more


def _plain(array: pa.ChunkedArray, header: str, sheet: str, limits: Limits) -> pa.ChunkedArray:
    """The column as number, day, yes/no or text, as the other readers give it; large whole numbers are ids and become text."""
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    kind = array.type
    if pa.types.is_boolean(kind):
        return array
    if pa.types.is_integer(kind):
        most = pc.max(pc.fill_null(array, 0)).as_py() or 0
        least = pc.min(pc.fill_null(array, 0)).as_py() or 0
        exact = max(most, -least) <= _MOST_EXACT
        return array.cast(pa.float64() if exact else pa.large_string())
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return array.cast(pa.float64(), safe=False)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return array.cast(pa.timestamp("us", tz=getattr(kind, "tz", None)), safe=False).cast(pa.timestamp("us"), safe=False)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        texts = array.cast(pa.large_string())
    else:
        cells = [None if cell is None else as_text(cell) for cell in array.to_pylist()]
        texts = pa.chunked_array([pa.array(cells, pa.large_string())])
    lengths = pc.utf8_length(texts)
    if (pc.max(lengths).as_py() or 0) > limits.max_field_chars:
        row = pc.index(pc.greater(lengths, limits.max_field_chars), True).as_py() + 1
        raise Stop(
            "field_too_long",
            f'has {lengths[row - 1].as_py():,} characters in one cell: row {row}, column "{header[:60]}"; '
            f"at most {limits.max_field_chars:,} can be read. Shorten the text.",
        )
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.large_string()), texts)
