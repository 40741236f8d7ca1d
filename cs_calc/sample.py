"""The sample company and the app's files: in the checkout, or inside the installed package."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cs_calc.tables.load import Loaded

_HERE = Path(__file__).resolve().parent
_OPENING = threading.Lock()


def home() -> Path:
    """The folder that holds app.py, pages, sample_data and .streamlit.

    In an installed package that is `cs_calc/_app`, in a checkout the folder above `cs_calc`.
    """
    packed = _HERE / "_app"
    return packed if (packed / "app.py").exists() else _HERE.parent


def sample_workbook() -> Path:
    """The sample company as one workbook."""
    return home() / "sample_data" / "sample_company.xlsx"


def sample_company() -> Loaded:
    """The sample company, read and understood once for the whole process: it is nobody's data, so it may be shared.

    >>> len(sample_company().dataset.tables)
    14
    """
    with _OPENING:  # who asks meanwhile waits for it
        return _opened()


def prepare_sample() -> None:
    """Open the sample company and count it in the background; whoever asks sooner waits for the rest of it."""
    threading.Thread(target=_count, daemon=True, name="cs-calc sample").start()


@cache
def _opened() -> Loaded:
    from cs_calc.tables.load import load
    from cs_calc.tables.read import read_file
    from cs_calc.tables.schema import KNOWN_HEADERS

    return load([read_file("sample_company.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)])


def _count() -> None:
    from cs_calc.report import available

    available(sample_company().dataset)
