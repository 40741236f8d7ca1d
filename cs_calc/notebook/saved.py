"""A notebook as a file: JSON with the name and version of its format.

Nothing in a file is lost: what this version does not know (fields, kinds of cells) is kept beside what it knows, and written
back. A file of an older version is brought up step by step; each step is one function in `STEPS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cs_calc.notebook.cells import LONGEST_TITLE, MOST, Cell, Notebook, NotebookError
from cs_calc.notebook.fields import Row, said_from, said_to, short, what_from, what_to

KIND = "cs-calc notebook"
LARGEST = 5_000_000
"""So many bytes a file may have."""
Content = dict[str, Any]
Step = Callable[[Content], Content]
STEPS: tuple[Step, ...] = ()
"""What brings a file of version 1 to 2, of 2 to 3, and so on."""
VERSION = 1 + len(STEPS)
STRANGER = "This is not a notebook saved by this app: use a file from “Save the notebook”, or a workbook that this app made."


def write_notebook(book: Notebook) -> str:
    """The notebook as JSON text; what was not known when it was read is in it as it was.

    >>> from cs_calc.notebook.cells import Note
    >>> from cs_calc.notebook.edit import added
    >>> book = added(Notebook("May"), Note("Look at *Pro*."))
    >>> read_notebook(write_notebook(book)) == book
    True
    """
    cells = [with_extra({"id": c.id, **what_to(c.what), "said": said_to(c.said)}, c.extra) for c in book.cells]
    content = {"kind": KIND, "version": VERSION, "app": app_version(), "title": book.title, "cells": cells}
    return json.dumps(with_extra(content, book.extra), indent=1, ensure_ascii=False, allow_nan=False)


def read_notebook(text: str | bytes) -> Notebook:
    """The notebook in a file. Raises NotebookError, with a sentence, for a damaged file, a stranger's, and one of a newer version.

    >>> read_notebook('{"kind": "cs-calc KPIs"}')
    Traceback (most recent call last):
        ...
    cs_calc.notebook.cells.NotebookError: This is not a notebook saved by this app: use a file from “Save the notebook”, or a workbook \
that this app made.
    """
    if len(text) > LARGEST:
        raise NotebookError(f"The file has {len(text) / 1e6:.1f} MB; at most {LARGEST / 1e6:g} MB are read. Is it the right file?")
    try:
        content = json.loads(text if isinstance(text, str) else text.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotebookError(
            "The file cannot be read as a notebook: it is damaged, cut off or of another kind. Save it again where you have it open."
        ) from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise NotebookError(STRANGER)
    content = upgraded(content, STEPS)
    rows = content.get("cells")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotebookError(f"The file has no list of cells: {short(rows)} stands in its place. It is damaged.")
    if len(rows) > MOST:
        raise NotebookError(f"The file has {len(rows)} cells; a notebook has at most {MOST}.")
    cells = tuple(_cell(Row(row, place)) for place, row in enumerate(rows, 1))
    if len({cell.id for cell in cells}) < len(cells):
        raise NotebookError("Two cells of the file have the same id: it is damaged, or was changed by hand.")
    title = content.get("title", "")
    if not isinstance(title, str) or len(title) > LONGEST_TITLE:
        raise NotebookError(f"The title in the file is {short(title)}; text of at most {LONGEST_TITLE} characters was expected.")
    known = {"kind": 0, "version": 0, "app": 0, "title": 0, "cells": 0}
    return Notebook(title, cells, left_over(content, known))


def upgraded(content: Content, steps: Sequence[Step]) -> Content:
    """A file's content as the newest version has it: with so many steps this is version 1 + len(steps).

    >>> upgraded({"version": 1, "name": "May"}, [lambda c: {"title": c["name"]}])
    {'title': 'May', 'version': 2}
    """
    version, newest = content.get("version"), 1 + len(steps)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise NotebookError(f"The file has {short(version)} as its version; a number from 1 on was expected. It is damaged.")
    if version > newest:
        app = content.get("app")
        made = f" (made with cs-calc {short(app)})" if isinstance(app, str) and app else ""
        raise NotebookError(
            f"The file has version {version}{made}; this app reads versions up to {newest}. Update the app, then open it again."
        )
    for number, step in enumerate(steps[version - 1 :], version + 1):
        content = {**step(content), "version": number}
    return content


def app_version() -> str:
    """The version of cs-calc that is installed; empty where it runs without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cs-calc")
    except PackageNotFoundError:
        return ""


def left_over(content: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What of a file's content is not known, also inside of what is.

    >>> left_over({"a": 1, "b": {"c": 2, "d": 3}}, {"a": 1, "b": {"c": 2}})
    {'b': {'d': 3}}
    """
    found: dict[str, Any] = {}
    for key, value in content.items():
        if key not in known:
            found[key] = value
        elif isinstance(value, dict) and isinstance(known[key], dict) and (inside := left_over(value, known[key])):
            found[key] = inside
    return found


def with_extra(content: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Content with what was not known put back in its place.

    >>> with_extra({"a": 1, "b": {"c": 2}}, {"b": {"d": 3}, "e": 4})
    {'a': 1, 'b': {'c': 2, 'd': 3}, 'e': 4}
    """
    found = dict(content)
    for key, value in extra.items():
        if key not in found:
            found[key] = value
        elif isinstance(value, dict) and isinstance(found[key], dict):
            found[key] = with_extra(found[key], value)
    return found


def _cell(row: Row) -> Cell:
    id = row.text("id", 40)
    what, said = what_from(row), said_from(row)
    return Cell(id, what, said, left_over(row.content, {"id": id, **what_to(what), "said": said_to(said)}))


def _no_number(name: str) -> None:
    raise ValueError(name)
