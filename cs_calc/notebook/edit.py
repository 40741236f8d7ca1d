"""Changing a notebook: every function gives a new one. A history remembers the ones before, so that each step can be taken back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from cs_calc.notebook.cells import LONGEST_NOTE, LONGEST_TITLE, MOST, Cell, Note, Notebook, NotebookError, Said, What

KEPT = 50
"""So many steps can be taken back."""


def added(book: Notebook, what: What, said: Said = Said(), *, after: str | None = None) -> Notebook:  # noqa: B008  # frozen
    """With one cell more, behind the cell `after` (None: at the end). Raises NotebookError where it is full or a note is too long.

    >>> [c.id for c in added(added(Notebook(), Note("a")), Note("b")).cells]
    ['c1', 'c2']
    """
    if len(book.cells) >= MOST:
        raise NotebookError(f"The notebook has {MOST} cells, which is as many as it can have: save it, and begin a new one.")
    _check(what)
    numbers = [int(cell.id[1:]) for cell in book.cells if re.fullmatch(r"c\d{1,6}", cell.id)]
    new = Cell(f"c{max(numbers, default=0) + 1}", what, said)
    place = len(book.cells) if after is None else _place(book, after) + 1
    return replace(book, cells=(*book.cells[:place], new, *book.cells[place:]))


def moved(book: Notebook, id: str, by: int) -> Notebook:
    """With a cell so many places further down (below 0: up); at the end it stays where it is.

    >>> both = added(added(Notebook(), Note("a")), Note("b"))
    >>> [c.id for c in moved(both, "c2", -1).cells]
    ['c2', 'c1']
    """
    place = _place(book, id)
    rest = [*book.cells[:place], *book.cells[place + 1 :]]
    rest.insert(max(0, min(len(rest), place + by)), book.cells[place])
    return replace(book, cells=tuple(rest))


def edited(book: Notebook, id: str, what: What, said: Said | None = None) -> Notebook:
    """With something else in a cell; what it said when it was kept stays, unless `said` is given."""
    _check(what)
    cells = (replace(c, what=what, said=c.said if said is None else said) if c.id == id else c for c in book.cells)
    return replace(book, cells=tuple(cells))


def removed(book: Notebook, id: str) -> Notebook:
    """Without a cell."""
    place = _place(book, id)
    return replace(book, cells=(*book.cells[:place], *book.cells[place + 1 :]))


def titled(book: Notebook, title: str) -> Notebook:
    """With another title: one line.

    >>> titled(Notebook(), "  Churn\\n in May ").title
    'Churn in May'
    """
    return replace(book, title=" ".join(title.split())[:LONGEST_TITLE])


def _check(what: What) -> None:
    if isinstance(what, Note) and len(what.text) > LONGEST_NOTE:
        raise NotebookError(f"The note has {len(what.text):,} characters; at most {LONGEST_NOTE:,} are kept: split it in two.")


def _place(book: Notebook, id: str) -> int:
    return [cell.id for cell in book.cells].index(id)


@dataclass(frozen=True)
class History:
    """A notebook as it is now, and as it was before and after each step."""

    now: Notebook = field(default_factory=Notebook)
    past: tuple[Notebook, ...] = ()
    future: tuple[Notebook, ...] = ()


def put(history: History, book: Notebook) -> History:
    """A further step; one that changes nothing is none.

    >>> undone(put(History(), Notebook("May"))).now.title
    ''
    """
    return history if book == history.now else History(book, (*history.past, history.now)[-KEPT:])


def undone(history: History) -> History:
    """One step back; as it is where there is none."""
    if not history.past:
        return history
    return History(history.past[-1], history.past[:-1], (history.now, *history.future)[:KEPT])


def redone(history: History) -> History:
    """The step that was taken back, again."""
    if not history.future:
        return history
    return History(history.future[0], (*history.past, history.now)[-KEPT:], history.future[1:])
