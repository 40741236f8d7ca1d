"""Opening a file: a saved notebook, or a workbook that this app made, with the numbers that were changed in it."""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.notebook.cells import Notebook
from cs_calc.notebook.saved import read_notebook


@dataclass(frozen=True)
class Opened:
    """The notebook after opening, and what is to be said of it, in sentences."""

    book: Notebook
    told: tuple[str, ...] = ()


def open_file(data: bytes, now: Notebook) -> Opened:
    """What a file holds: by its first bytes a workbook, else a saved notebook. Raises NotebookError, a sentence, where it cannot be used.

    A saved notebook and a notebook's workbook take the place of `now`; a calculator's workbook is added to it.
    """
    if data[:4] == b"PK\x03\x04":
        from cs_calc.notebook.open_workbook import open_workbook

        return Opened(*open_workbook(data, now))
    return Opened(read_notebook(data))
