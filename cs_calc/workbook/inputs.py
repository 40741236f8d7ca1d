"""The sheet Inputs: every number that a formula starts from, counted live from the sheets of rows."""

from __future__ import annotations

from dataclasses import dataclass

from cs_calc.expr import inputs
from cs_calc.tables.measures import ASSUMED, DERIVED, LAGGED, MEASURES, TABLE_WORDS, words_for
from cs_calc.tables.rules import ARRAYS
from cs_calc.workbook.book import ACCENT, GREY, TYPED, Book
from cs_calc.workbook.facts import Facts, Row, changeable, name_and_unit
from cs_calc.workbook.formulas import NO_DATA, UNDEFINED
from cs_calc.workbook.names import cell
from cs_calc.workbook.rows import DataSheet
from cs_calc.workbook.tally import Live, criteria

BAND, HEAD, RULES, FIRST = 2, 3, 4, 5  # rows, counted from 0: whose rows, names, rules in words, the first row of numbers
FIXED = ("Period", "Segment", "Period key", "Segment key")
MOST_WORK = 4_000_000_000
"""Rows looked at by one recalculation beyond which a workbook is no longer usable: then counts are written as numbers."""


@dataclass(frozen=True)
class InputSheet:
    """Where each input stands: a row by period and segment, a column by key. `live` is False for plain numbers."""

    sheet: str
    rows: dict[Row, int]
    columns: dict[str, int]
    live: bool
    counted: Live
    assumed: dict[str, str]  # the cell of each assumption that a person may change

    def at(self, row: Row, key: str, *, from_here: bool = False) -> str:
        """The address of an input, with the sheet's name unless it is used on the sheet itself."""
        return cell(self.rows[row], self.columns[key], "" if from_here else self.sheet)


def is_live(facts: Facts, sheets: dict[str, DataSheet], counted: Live) -> bool:
    """Whether counting live is still bearable: rows of data times formulas over them."""
    rows = {split: sum(1 for row in facts.given if row.split is split) for split in (False, True)}
    work = sum(sheets[facts.rules[place].table].rows * rows[place[1]] for place in counted if facts.rules[place].table in sheets)
    return work <= MOST_WORK


def write_assumptions(book: Book, facts: Facts, name: str) -> dict[str, str]:
    """Write the sheet `name` (already there): what no table holds and is taken as given; the address of each cell."""
    book.top(name, "Assumptions")
    says = "No sheet of your file holds these numbers. Change a yellow cell and every metric that uses it follows."
    book.text(name, 1, 2, says, "quiet", text_wrap=False)
    for column, head in enumerate(("Assumption", "Value", "What it means", "Used by")):
        book.text(name, HEAD, column, head, "header_number" if column == 1 else "header", **({"indent": 1} if column == 2 else {}))
    found, at = {}, HEAD
    for key in assumptions(facts):
        at += 1
        label, unit = name_and_unit(key)
        value = next(v for values in facts.given.values() if (v := values.get(key)) is not None)
        book.text(name, at, 0, label, "wrapped")
        look = {"bg_color": TYPED, "border": 1, "border_color": ACCENT} if changeable(key) else {}
        book.number(name, at, 1, value, book.unit(unit, **look))
        book.text(
            name, at, 2, words_for(key) + ("" if look else ": rows are counted by it, so changing it here changes nothing"), "wrapped"
        )
        used = [m.name for m in facts.metrics if any(p.key == key for v in m.variants for p in inputs(v.formula))]
        book.text(name, at, 3, ", ".join(used), "wrapped")
        book.sheets[name].set_row(at, 15.0 * max(-(-len(says) // 60), -(-len(", ".join(used)) // 56)))
        if look:
            found[key] = cell(at, 1, name, fixed=True)
    for column, width in enumerate((36, 14, 70, 60)):
        book.sheets[name].set_column(column, column, width)
    return found


def assumptions(facts: Facts) -> list[str]:
    """The assumed inputs that a metric of the workbook uses."""
    used = {p.key for m in facts.metrics for v in m.variants for p in inputs(v.formula)}
    return [key for key in facts.input_keys if key in ASSUMED and key in used]


def write_inputs(
    book: Book, facts: Facts, name: str, sheets: dict[str, DataSheet], counted: Live, assumed: dict[str, str], *, live: bool
) -> InputSheet:
    """Write the sheet `name` (already there): live counts over the rows, or numbers where a rule cannot be counted in Excel."""
    if not live:
        counted = set()
    tables = {table: len(FIXED) + i for i, table in enumerate(sheets)}
    columns = {key: len(FIXED) + len(sheets) + i for i, key in enumerate(facts.input_keys)}
    where = InputSheet(name, {row: FIRST + i for i, row in enumerate(facts.given)}, columns, live, counted, assumed)
    _write_head(book, facts, where, tables)
    counts = {table: _rows_by_key(facts, table) for table in sheets}
    looks = {key: (book.unit(unit), book.unit(unit, italic=True, font_color=GREY)) for key in columns for unit in [name_and_unit(key)[1]]}
    before: dict[str, Row] = {}
    plain, right, count = book.style("cell"), book.style("cell", align="right"), book.style("count")
    at_sheet = book.sheets[name]
    for row, at in where.rows.items():
        book.write_text(at_sheet, at, 0, row.period, plain)
        book.write_text(at_sheet, at, 1, row.segment, plain)
        book.number(name, at, 2, row.period_key, right)
        book.number(name, at, 3, row.segment_key, right)
        for table, column in tables.items():
            n = counts[table].get(row, 0)
            if live:
                book.formula(name, at, column, f"=COUNTIFS({_criteria(sheets[table].columns, row, at)})", n, count)
            else:
                book.number(name, at, column, n, count)
        for key, column in columns.items():
            value = facts.given[row].get(key)
            formula = _formula(facts, where, sheets, row, key, before.get(row.segment if row.split else ""))
            if formula:
                book.formula(name, at, column, formula, facts.shown(row, key), looks[key][0])
            elif value is None:  # the table does not reach this period, or does not have this split
                book.write_text(at_sheet, at, column, NO_DATA, looks[key][1])
            else:
                book.number(name, at, column, value, looks[key][1])
        before[row.segment if row.split else ""] = row
    return where


def _write_head(book: Book, facts: Facts, where: InputSheet, counted: dict[str, int]) -> None:
    name, at = where.sheet, book.sheets[where.sheet]
    book.top(name, "Inputs")
    how = "Black numbers are live counts or sums over the sheets of rows; grey italic ones are values that the app worked out."
    if not where.live:
        how = "There are too many rows to count them live in Excel: these are the computed numbers. The other sheets' formulas are live."
    book.text(name, 1, 2, f"{how} The rule stands under its name.", "quiet", text_wrap=False)
    heads = [*FIXED, *(f"Rows of {TABLE_WORDS[t]}" for t in counted), *(name_and_unit(k)[0] for k in where.columns)]
    rules = ["", "", "the period as a number", "the segment as a number, 0 for all", *("count of rows" for _ in counted),
             *(words_for(k) for k in where.columns)]  # fmt: skip
    bands = ["", "", "", "", *("How many rows there are" for _ in counted), *(_band(k) for k in where.columns)]
    for column, (band, head, rule) in enumerate(zip(bands, heads, rules, strict=True)):
        begins = column > 3 and band != bands[column - 1]
        book.text(name, BAND, column, band if begins else "", "strong", text_wrap=False, font_color=ACCENT)
        book.text(name, HEAD, column, head, "header" if column < 2 else "header_number")
        book.text(name, RULES, column, rule, "rule", align="left" if column < 2 else "right")
    at.set_row(HEAD, 62)
    at.set_row(RULES, 12.0 * max(5, *(-(-len(rule) // 20) for rule in rules)))
    at.set_column(0, 0, 10)
    at.set_column(1, 1, 18)
    at.set_column(2, 3, 9)
    at.set_column(4, len(heads) - 1, 18)
    at.freeze_panes(FIRST, 2)
    at.repeat_rows(HEAD, RULES)


def _band(key: str) -> str:
    """Whose rows an input is counted over."""
    if key in MEASURES:
        words = TABLE_WORDS[MEASURES[key].table]
        return f"Over {words}"
    return "An assumption" if key in ASSUMED else "Worked out from other inputs"


def _criteria(ranges: dict[str, str], row: Row, at: int) -> str:
    """The rows of one period, and of one segment where it is not the whole."""
    period = f"{ranges['period_key']},$C{at + 1}"
    return f"{period},{ranges['segment_key']},$D{at + 1}" if row.split else period


def _formula(facts: Facts, where: InputSheet, sheets: dict[str, DataSheet], row: Row, key: str, before: Row | None) -> str:
    """The live formula of an input; empty where it stands as a value."""
    value = facts.given[row].get(key)
    if key in where.assumed:
        return f"={where.assumed[key]}" if value is not None else ""
    if key == "periods_in_year":
        return f"={value!r}"
    if key in DERIVED:
        return _worked(where, row, key)
    if value is None:
        return ""
    if key in LAGGED:
        earlier = where.at(before, LAGGED[key].of, from_here=True) if before is not None and LAGGED[key].of in where.columns else ""
        return f"={earlier}" if before is not None and earlier and facts.given[before].get(LAGGED[key].of) == value else ""
    if key in OF_MONTHLY and facts.dataset.mrr_table == "monthly_mrr" and where.live:  # monthly MRR has no fees: all of it is by the month
        return f"={where.at(row, 'counted_closing_mrr', from_here=True) if key == 'monthly_fees' else 0}"
    if (key, row.split) not in where.counted:
        return ""
    rule = facts.rules[key, row.split]
    ranges = sheets[rule.table].columns
    if rule.how in ARRAYS:
        also = [
            f"{ranges['period_key']}=$C{where.rows[row] + 1}",
            *([f"{ranges['segment_key']}=$D{where.rows[row] + 1}"] if row.split else []),
        ]
        return f'{{=IFERROR({rule.excel_array(ranges, also)},"{NO_DATA}")}}'
    begun = criteria(rule, ranges)
    counted = f"{begun}{'' if begun.endswith('(') else ','}{_criteria(ranges, row, where.rows[row])})"
    return f'=IFERROR({counted},"{NO_DATA}")' if rule.how == "mean" else f"={counted}"


OF_MONTHLY = ("weekly_fees", "monthly_fees", "quarterly_fees", "yearly_fees")


def _worked(where: InputSheet, row: Row, key: str) -> str:
    """An input that follows from one or two others of its row."""
    rule = DERIVED[key]
    if rule.part not in where.columns or (rule.base and rule.base not in where.columns):
        return ""
    part = where.at(row, rule.part, from_here=True)
    base = where.at(row, rule.base, from_here=True) if rule.base else ""
    months = f"(12/{where.at(row, 'periods_in_year', from_here=True)})"
    return f'=IF(ISNUMBER({part}),IFERROR({rule.excel(part, base, months)},"{UNDEFINED}"),"{NO_DATA}")'


def _rows_by_key(facts: Facts, table: str) -> dict[Row, int]:
    """How many rows of a table each period and segment has."""
    found: dict[Row, int] = {}
    for split in facts.splits:
        frame = facts.detail(table, split)
        if len(frame):
            sizes = frame.groupby(["period", "segment"]).size().reset_index(name="n")
            for period, segment, n in zip(sizes["period"], sizes["segment"], sizes["n"], strict=True):
                key = facts.segments.get(str(segment), -1) if split else 0
                found[Row(split is not None, str(period), str(segment), key)] = int(n)
    return found
