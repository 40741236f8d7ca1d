"""The sample company and the app's files: in the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def home() -> Path:
    """The folder that holds app.py, pages, sample_data and .streamlit.

    In an installed package that is `cs_calc/_app`, in a checkout the folder above `cs_calc`.
    """
    packed = _HERE / "_app"
    return packed if (packed / "app.py").exists() else _HERE.parent


def sample_workbook() -> Path:
    """The sample company as one workbook."""
    return home() / "sample_data" / "sample_company.xlsx"
