"""A notebook as one HTML file that needs nothing else: notes, cards, charts as SVG, tables. No script, nothing from outside."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import pandas as pd

from cs_calc.answer import Answer
from cs_calc.card_html import as_html as card_as_html
from cs_calc.health.formula import Scored
from cs_calc.notebook.cells import Cell, Note, Notebook
from cs_calc.notebook.health_cell import working_of_health
from cs_calc.notebook.markdown import as_html as note_as_html
from cs_calc.notebook.run import Ran, pictures_of, rows_of, run
from cs_calc.solved import Solved
from cs_calc.tables.dataset import Dataset

UNTITLED = "Notebook"


def write_html(book: Notebook, dataset: Dataset | None = None) -> str:
    """The notebook as the text of an HTML file, every cell worked with the data loaded now.

    Charts need vl-convert (the extra `report`); without it the file says that it has none. What people typed is escaped.

    >>> from cs_calc.notebook.edit import added
    >>> "&lt;b&gt;" in write_html(added(Notebook("May"), Note("<b>")))
    True
    """
    cells = [_cell(cell, dataset) for cell in book.cells]
    drawn = all(c["drawn"] for c in cells)
    without = "" if drawn else "The charts are left out: they need the extra report (pip install 'cs-calc[report]')."
    return str(_page().render(title=book.title or UNTITLED, cells=cells, without=without))


def _cell(cell: Cell, dataset: Dataset | None) -> dict[str, Any]:
    if isinstance(cell.what, Note):
        return {"note": note_as_html(cell.what.text), "drawn": True}
    ran = run(cell, dataset)
    pictures, drawn = _pictures(ran)
    titles = {p["title"].rstrip(".") for p in pictures}
    rows = rows_of(ran)
    return {
        "note": None,
        "title": ran.title,
        "about": ran.about,
        "sentences": [s for s in ran.said.sentences if s.rstrip(".") not in titles],
        "card": card_as_html(ran.found) if isinstance(ran.found, Answer) else "",
        "lines": _lines(ran),
        "differs": ran.differs,
        "why_not": ran.why_not,
        "pictures": pictures,
        "drawn": drawn,
        "table": None if rows is None else _table(rows),
    }


def _lines(ran: Ran) -> list[str]:
    """The working, where it is not part of a card."""
    if isinstance(ran.found, Scored):
        return working_of_health(ran.found)
    return [line.text() for line in ran.found.lines] if isinstance(ran.found, Solved) else []


def _pictures(ran: Ran) -> tuple[list[dict[str, str]], bool]:
    """The charts as SVG; False where they cannot be drawn here."""
    pictures = pictures_of(ran)
    if not pictures:
        return [], True
    from cs_calc.board.html import NoPictures, as_svg

    try:
        return [{"title": p.title, "alt": p.alt, "data": base64.b64encode(as_svg(p, 720).encode()).decode()} for p in pictures], True
    except NoPictures:
        return [], False


def _table(rows: pd.DataFrame) -> dict[str, Any]:
    cells = [[f"{v:,.10g}" if isinstance(v, float) else str(v) for v in line] for line in rows.itertuples(index=False)]
    return {"heads": [str(c) for c in rows.columns], "rows": cells}


@cache
def _page() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("cs_calc.notebook", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("notebook.html")
