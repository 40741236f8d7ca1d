"""The kinds of file that exercises can be taken along as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cs_calc.training.exports.selection import Selection


@dataclass(frozen=True)
class Format:
    """A kind of file: its name, what it is for, the end of its file's name, its MIME type, and whether it can go without answers."""

    key: str
    name: str
    says: str
    suffix: str
    mime: str
    apart: bool
    make: Callable[[Selection, bool], bytes]


def write(selection: Selection, key: str, *, answers: bool = True) -> bytes:
    """A selection as a file. `answers` False leaves answers and working out, where the kind of file can (`Format.apart`).

    Raises KeyError for a kind that does not exist, ValueError where it is nothing without its answers.

    >>> from cs_calc.training.exports.selection import select
    >>> write(select(["nps"]), "gift").decode().splitlines()[2]
    '$CATEGORY: cs-calc/M3 Voice of the customer'
    """
    kind = FORMATS[key]
    if not answers and not kind.apart:
        raise ValueError(f"{kind.name} marks by its answers: it cannot go without them.")
    return kind.make(selection, answers)


def _xlsx(selection: Selection, answers: bool) -> bytes:
    from cs_calc.training.exports.book import write_xlsx

    return write_xlsx(selection, answers=answers)


def _html(selection: Selection, answers: bool) -> bytes:
    from cs_calc.training.exports.page import write_html

    return write_html(selection, answers=answers).encode()


def _gift(selection: Selection, _: bool) -> bytes:
    from cs_calc.training.exports.gift import write_gift

    return write_gift(selection).encode()


def _qti(selection: Selection, _: bool) -> bytes:
    from cs_calc.training.exports.qti import write_qti

    return write_qti(selection)


def _anki(selection: Selection, _: bool) -> bytes:
    from cs_calc.training.exports.anki import write_anki

    return write_anki(selection).encode()


FORMATS: Mapping[str, Format] = {
    found.key: found
    for found in (
        Format(
            "xlsx",
            "Excel workbook",
            "Cells to type answers into, each marked as it is typed; answers and working on sheets of their own.",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            True,
            _xlsx,
        ),
        Format(
            "html",
            "Page to print",
            "Exercises with room to work, then answers and working from a new page on.",
            "html",
            "text/html",
            True,
            _html,
        ),
        Format(
            "gift",
            "Moodle (GIFT)",
            "Typed numbers with their tolerance, choices, and a sentence for every known wrong answer.",
            "gift.txt",
            "text/plain",
            False,
            _gift,
        ),
        Format(
            "qti",
            "Canvas and others (QTI 1.2)",
            "Multiple choice with the reason against each wrong answer.",
            "zip",
            "application/zip",
            False,
            _qti,
        ),
        Format(
            "anki",
            "Anki",
            "Cards of definitions, mistakes, reasons, decisions and concepts, to be imported as text.",
            "txt",
            "text/plain",
            False,
            _anki,
        ),
    )
}
"""Every kind of file, by key."""
