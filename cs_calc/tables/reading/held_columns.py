"""The columns of a sheet that was read, held as Series while they are looked at and compressed while nobody asks for them."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Sequence
from typing import Any, overload

import numpy as np
import pandas as pd
import pyarrow as pa

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
"""The type of a column of texts: pandas' own `str` on Arrow, a blank is NaN."""
_HELD: weakref.WeakSet[HeldColumns] = weakref.WeakSet()  # without holding them
_LOOKING = threading.Lock()


class HeldColumns(Sequence["pd.Series[Any]"]):
    """The columns of a sheet, made of the Arrow table that the reading process sent; they behave as a tuple of Series.

    `kinds` says of each column whether it is one Arrow column ("typed") or one for each type in it ("mixed").

    >>> columns = HeldColumns(pa.table({"0": pa.array(["a", "b"], pa.large_string())}), ["typed"])
    >>> columns.put_away(), columns.put_away(), [list(column) for column in columns]
    (True, False, [['a', 'b']])
    """

    def __init__(self, table: pa.Table, kinds: Sequence[str]) -> None:
        self._kinds = tuple(kinds)
        # the table, and the Series, most of which only look into it; nothing while they are put away
        self._open: tuple[pa.Table, tuple[pd.Series[Any], ...]] | None = (table, _series_of(table, self._kinds))
        self._packed = b""
        self._used = time.monotonic()
        with _LOOKING:
            _HELD.add(self)

    def __len__(self) -> int:
        return len(self._kinds)

    @overload
    def __getitem__(self, at: int) -> pd.Series[Any]: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[pd.Series[Any], ...]: ...
    def __getitem__(self, at: int | slice) -> pd.Series[Any] | tuple[pd.Series[Any], ...]:
        return self._columns()[at]

    def __repr__(self) -> str:
        return f"HeldColumns({len(self)} columns{'' if self._open else ', put away'})"

    def _columns(self) -> tuple[pd.Series[Any], ...]:
        self._used = time.monotonic()
        found = self._open  # taken in hand once: another thread may put them away at any time
        if found is None:
            table = pa.ipc.open_stream(self._packed).read_all()
            found = self._open = (table, _series_of(table, self._kinds))
        return found[1]

    def put_away(self) -> bool:
        """Hold the columns compressed until somebody asks for one; gives whether they were not already."""
        found = self._open
        if found is None:
            return False
        if not self._packed:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, found[0].schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
                stream.write_table(found[0])
            self._packed = sink.getvalue().to_pybytes()
        self._open = None
        return True


def put_away_idle(seconds: float) -> int:
    """Put away all columns that nobody has asked for in so many seconds; gives of how many sheets."""
    now = time.monotonic()
    with _LOOKING:  # no file comes in while they are gone through
        found = list(_HELD)
    return sum(held.put_away() for held in found if now - held._used >= seconds)


def _series_of(table: pa.Table, kinds: Sequence[str]) -> tuple[pd.Series[Any], ...]:
    return tuple(_series(table[str(place)]) if kind == "typed" else _mixed(table, place) for place, kind in enumerate(kinds))


def _series(array: pa.ChunkedArray) -> pd.Series[Any]:
    if pa.types.is_large_string(array.type):
        return pd.Series(TEXT.__from_arrow__(array))  # type: ignore[attr-defined]
    if pa.types.is_boolean(array.type):
        return pd.Series(pd.BooleanDtype().__from_arrow__(array))  # type: ignore[attr-defined]
    series: pd.Series[Any] = array.to_pandas()
    return series


def _mixed(table: pa.Table, place: int) -> pd.Series[Any]:
    kinds = table[f"{place}k"].to_numpy()
    values = np.full(len(kinds), None, dtype=object)
    for code, suffix in ((1, "s"), (2, "f"), (3, "f"), (4, "d")):
        at = np.flatnonzero(kinds == code)
        if len(at):
            cells = table[f"{place}{suffix}"].take(pa.array(at)).to_pylist()
            values[at] = [bool(cell) for cell in cells] if code == 3 else cells
    return pd.Series(values, dtype=object)
