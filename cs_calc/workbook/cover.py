"""The cover: what this is, what it was made from, whether it can be trusted, and where everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from cs_calc import report
from cs_calc.needs import gaps
from cs_calc.tables.periods import spoken
from cs_calc.workbook.book import DOWN, UP, Book
from cs_calc.workbook.facts import KIND_WORDS, Facts

LAST, WIDE = 6, 130.0
MOST_LISTED = 40
HOW_TO_READ = (
    "The formulas are live: the scorecard points to a metric on its family's sheet, that works the formula from the sheet Inputs, and "
    "Inputs counts the sheets of rows. Change a row there and everything follows. On Inputs, numbers in grey italics are values: Excel has "
    "no rule for them (how many different people, the most common tag), or their rows are not in this workbook. The rule stands above "
    "each of them.",
    "Values are also those rows, worked out from the file, the ranges (likely from, likely to) and this cover.",
    "Definitions differ from one publisher to the next, and so do the numbers. Every block names the definition it uses and whose it is: "
    "compare only numbers of the same definition.",
    'Where a number cannot be worked out, the cell says "not defined" and the column Note says why. It is never shown as 0.',
    "Rates are shown for their own period: a month's churn is not a year's. Periods that the data do not cover whole are marked *.",
)


@dataclass(frozen=True)
class Line:
    """A line of the contents: a sheet, or (with `words`) a place on it, and what it shows."""

    sheet: str
    says: str
    words: str = ""
    row: int = 0


def app_version() -> str:
    """The version of cs-calc, or words where it runs from a checkout."""
    try:
        return version("cs-calc")
    except PackageNotFoundError:
        return "from its source"


def write_cover(book: Book, facts: Facts, name: str, contents: Sequence[Line], notes: Sequence[str]) -> None:
    """Write the sheet `name` (already there). `notes` are about this workbook."""
    sheet = book.sheets[name]
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 36)
    sheet.set_column(2, LAST, 13)
    book.text(name, 0, 0, "Customer success report", "title", text_wrap=False)
    sheet.set_row(0, 36)
    at = _facts(book, facts, name, 2)
    at = _heading(book, name, at, "How to read it")
    for words in (*HOW_TO_READ, *notes):
        book.paragraph(name, at, words, last=LAST, width=WIDE)
        at += 1
    at = _contents(book, name, _heading(book, name, at, "Contents"), contents)
    at = _ledger(book, facts, name, _heading(book, name, at, "What it was made from"))
    at = _problems(book, facts, name, _heading(book, name, at, "What was found in the data"))
    _not_covered(book, facts, name, at)
    sheet.activate()


def _heading(book: Book, name: str, at: int, words: str) -> int:
    book.text(name, at + 1, 0, words, "heading", text_wrap=False)
    book.sheets[name].set_row(at + 1, 24)
    return at + 2


def _facts(book: Book, facts: Facts, name: str, at: int) -> int:
    periods = facts.periods
    reach = f"{spoken(periods[0])} to {spoken(periods[-1])}" if periods else "no period has numbers"
    checks = [c for split in facts.splits for c in report.checks(facts.dataset, facts.kind, split)]
    failed = [c for c in checks if not c.holds]
    identities = f"{len(checks) - len(failed):,} of {len(checks):,} hold" if checks else "none could be checked"
    day = facts.dataset.as_of
    lines = [
        ("Periods", f"{reach}, {KIND_WORDS[facts.kind]}"),
        ("Split", facts.split_words + (f" ({len(facts.segments)} segments)" if facts.by else "")),
        ("Data until", f"{day.day} {day:%B %Y}"),
        ("Amounts in", facts.dataset.currency.strip() or "no currency given"),
        ("Identities that must hold", identities),
        ("Made with", f"cs-calc {app_version()}"),
    ]
    for words, shown in lines:
        book.text(name, at, 0, words, "quiet")
        good = words != "Identities that must hold" or not checks
        colour = {} if good else {"font_color": DOWN if failed else UP, "bold": True}
        book.text(name, at, 1, shown, "text", text_wrap=False, **colour)
        at += 1
    for check in failed[:10]:
        words = f"Does not hold in {spoken(check.period)}, {check.segment}: {check.name}: {check.left:,.2f} and {check.right:,.2f}."
        book.paragraph(name, at, words, last=LAST, width=WIDE)
        at += 1
    return at


def _contents(book: Book, name: str, at: int, contents: Sequence[Line]) -> int:
    for line in contents:
        if line.words:
            book.to_sheet(name, at, 1, line.sheet, line.words, row=line.row)
            book.text(name, at, 2, line.says, "quiet", text_wrap=False, indent=1)
        else:
            book.to_sheet(name, at, 0, line.sheet)
            book.text(name, at, 1, line.says, "text", text_wrap=False)
        at += 1
    return at


def _ledger(book: Book, facts: Facts, name: str, at: int) -> int:
    for column, head in enumerate(("Sheet of the file", "Understood as", "Rows read", "Rows used", "Set aside")):
        book.text(name, at, column, head, "header" if column < 2 else "header_number")
    count = book.style("count")
    total = [0, 0, 0]
    for line in facts.loaded.ledger:
        at += 1
        book.text(name, at, 0, line.sheet, "wrapped")
        book.text(name, at, 1, line.understood, "cell")
        numbers = (line.rows_read, line.rows_used, line.rows_set_aside)
        total = [a + b for a, b in zip(total, numbers, strict=True)]
        for column, n in enumerate(numbers, 2):
            book.number(name, at, column, n, count)
    at += 1
    book.text(name, at, 0, "Together", "cell", bold=True)
    book.text(name, at, 1, "read = used + set aside", "cell")
    first = at - len(facts.loaded.ledger) + 1
    for column, n in enumerate(total, 2):
        letter = "CDE"[column - 2]
        if facts.loaded.ledger:
            book.formula(name, at, column, f"=SUM({letter}{first}:{letter}{at})", n, book.style("count", bold=True))
    return at + 1


def _problems(book: Book, facts: Facts, name: str, at: int) -> int:
    problems = facts.loaded.problems
    if not problems:
        book.text(name, at, 0, "Nothing: every row could be used as it is.", "text", text_wrap=False)
        return at + 1
    order = {"error": 0, "warning": 1, "note": 2}
    words = {"error": "Rows set aside", "warning": "Used, but look at it", "note": "How it was understood"}
    for problem in sorted(problems, key=lambda p: order[p.severity])[:MOST_LISTED]:
        book.paragraph(name, at, problem.message, first=1, last=LAST, width=WIDE - 34)
        book.text(name, at, 0, words[problem.severity], "strong")
        at += 1
    if len(problems) > MOST_LISTED:
        book.text(name, at, 1, f"And {len(problems) - MOST_LISTED:,} more: see the Data page of the app.", "quiet", text_wrap=False)
        at += 1
    return at


def _not_covered(book: Book, facts: Facts, name: str, at: int) -> None:
    lacking = gaps(facts.dataset)
    if not lacking:
        return
    at = _heading(book, name, at, "What the data cannot answer")
    for gap in lacking:
        book.paragraph(name, at, gap.sentence(), last=LAST, width=WIDE)
        at += 1
