"""Opening a workbook that the app made: what a colleague changed in Excel comes back as the numbers of the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cs_calc.answer import answer
from cs_calc.expr import Leaf, Summary, Values
from cs_calc.formulas import fields_of, inputs_of
from cs_calc.metrics import METRICS
from cs_calc.model import Metric, Variant
from cs_calc.notebook.as_workbook import HIDDEN, NOTE_OF, SHEET_OF
from cs_calc.notebook.as_workbook import STAMP as NOTEBOOK
from cs_calc.notebook.cells import AheadOf, Cell, HealthOf, Note, Notebook, NotebookError, Numbers, OfMetric, ScenariosOf, What
from cs_calc.notebook.edit import added
from cs_calc.notebook.excel import STRANGER, Sheets, open_sheets
from cs_calc.notebook.health_sheet import read_health
from cs_calc.notebook.keep import answer_of
from cs_calc.notebook.saved import read_notebook
from cs_calc.notebook.sheets import BASE
from cs_calc.over_time import PLANS
from cs_calc.scenarios import Scenario, numbers_of, same
from cs_calc.work import Known
from cs_calc.work import number as number_in
from cs_calc.workbook.answer import STAMP as ANSWER
from cs_calc.workbook.typed import SHEET

Found = tuple[Notebook, tuple[str, ...]]


def open_workbook(data: bytes, now: Notebook) -> Found:
    """The notebook in a workbook, and what was changed in it, in sentences; a calculator's workbook is one cell more of `now`.

    Raises NotebookError, a sentence, for a stranger's workbook, a damaged one, and text where a number belongs.
    """
    sheets = open_sheets(data)
    if sheets.property(NOTEBOOK) or HIDDEN in sheets.values.sheetnames:
        return _notebook(sheets)
    chosen = _metric_of(sheets)
    if chosen is None:
        raise NotebookError(STRANGER)
    metric, variant = chosen
    given = _given(sheets, metric, SHEET)
    what, said = answer_of(metric.key, variant.key, given, _currency(sheets))
    told = f"{metric.name} was read from the workbook: {' '.join(said.sentences)}"
    return added(now, what, said), (told,)


def _metric_of(sheets: Sheets) -> tuple[Metric, Variant] | None:
    """Which metric and definition a calculator's workbook is of: by its stamp, else (some programs drop it) by its headings."""
    key, _, variant = sheets.property(ANSWER).partition(" ")
    if key in METRICS and any(v.key == variant for v in METRICS[key].variants):
        return METRICS[key], METRICS[key].variant(variant)
    if SHEET not in sheets.values.sheetnames:
        return None
    title = sheets.text(SHEET, "A1")
    column = [str(c.value) for row in sheets.values[SHEET].iter_rows(max_col=1, max_row=200) for c in row if c.value is not None]
    for metric in METRICS.values():
        for one in metric.variants:
            if metric.name == title and f"Working: {one.name}" in column:
                return metric, one
    return None


def _currency(sheets: Sheets) -> str:
    """The sign before amounts, out of the number formats; $ where none shows it."""
    for row in sheets.formulas[SHEET].iter_rows(min_col=2, max_col=2, max_row=60):
        form = str(row[0].number_format)
        if form.startswith('"') and "#,##0" in form:
            return form[1:].partition('"')[0][:12]
    return "$"


def _given(sheets: Sheets, metric: Metric, sheet: str) -> dict[str, Known]:
    """Every number and list that has a named cell, by key."""
    waiting = [v.sure.waiting for v in metric.variants if v.sure is not None and v.sure.waiting is not None]
    parts: dict[str, Leaf | Values] = {p.key: p for p in (*fields_of(metric), *inputs_of(metric), *waiting)}
    found: dict[str, Known] = {}
    for key, part in parts.items():
        place = sheets.at(key, sheet)
        if place is None:
            continue
        home, letters, first, _ = place
        found[key] = (sheets.listed(part, place) or None) if isinstance(part, Values) else sheets.number(part, home, f"{letters}{first}")
    if not found:
        raise NotebookError(
            f"The names of its cells are gone, so {metric.name} cannot be read back. Use the workbook as it was downloaded."
        )
    return {key: value for key, value in found.items() if value is not None}


def _notebook(sheets: Sheets) -> Found:
    if HIDDEN not in sheets.values.sheetnames:
        raise NotebookError(f"The hidden sheet “{HIDDEN}” is gone from this workbook: without it the notebook cannot be read back.")
    pieces = [str(row[0].value or "") for row in sheets.values[HIDDEN].iter_rows(max_col=1)]
    book = read_notebook("".join(piece[1:] for piece in pieces))
    cells, told = [], []
    for place, cell in enumerate(book.cells, 1):
        now, sentences = _cell(sheets, cell, place)
        cells.append(now)
        told += sentences
    none = "No number was changed in the workbook." if not told else ""
    return replace(book, cells=tuple(cells)), tuple(told) or (none,)


def _cell(sheets: Sheets, cell: Cell, place: int) -> tuple[Cell, list[str]]:
    what = cell.what
    if isinstance(what, Note):
        at = sheets.at(f"{NOTE_OF}{place}")
        text = what.text if at is None else sheets.text(at[0], f"{at[1]}{at[2]}")
        if text.strip() == what.text.strip()[:32_000].strip():
            return cell, []
        return replace(cell, what=Note(text)), [f"The note in cell {place} was changed in the workbook."]
    at = sheets.at(f"{SHEET_OF}{place}")
    if at is None:
        return cell, []
    if isinstance(what, AheadOf | ScenariosOf):
        new, changes = _side_by_side(sheets, what, at[0])
    elif isinstance(what, HealthOf) and what.given is not None:
        new, changes = read_health(sheets, what, at[0])
    elif isinstance(what, OfMetric):
        new, changes = _one(sheets, what, at[0])
    else:
        return cell, []
    return replace(cell, what=new), [f"Cell {place}, {c}" for c in changes]


def _one(sheets: Sheets, what: OfMetric, sheet: str) -> tuple[What, list[str]]:
    """The numbers of an answer's sheet; typed from now on, where one was changed."""
    metric, old = METRICS[what.metric], what.numbers
    read = _given(sheets, metric, sheet)
    named = [p for p in (*fields_of(metric), *inputs_of(metric)) if sheets.at(p.key, sheet) is not None]
    given, changes, ranges = dict(old.given), [], dict(old.ranges)
    for part in dict.fromkeys(named):
        now, then = read.get(part.key), old.given.get(part.key)
        if _same(now, then):
            continue
        was = _shown(part, then, old.currency)
        if (found := ranges.pop(part.key, None)) is not None and not isinstance(part, Values):
            was = f"the range {found.show(part, old.currency)}"
        changes.append(f"{metric.name}: {part.name} was {was}, and is {_shown(part, now, old.currency)} now.")
        given = _with(given, metric, part, now)
    return (replace(what, numbers=Numbers(given, old.currency, ranges=ranges)), changes) if changes else (what, [])


def _with(given: Mapping[str, Known], metric: Metric, part: Leaf | Values, value: Known) -> dict[str, Known]:
    """Numbers with another in its place; what was made of a list goes with the list, and a list with what was made of it."""
    gone = {part.key}
    if isinstance(part, Summary):
        gone.add(part.of.key)
    if isinstance(part, Values):
        gone |= {s.key for s in inputs_of(metric) if isinstance(s, Summary) and s.of == part}
    kept = {key: known for key, known in given.items() if key not in gone}
    return kept if value is None else {**kept, part.key: value}


def _side_by_side(sheets: Sheets, what: AheadOf | ScenariosOf, sheet: str) -> tuple[What, list[str]]:
    """Base and scenarios: a cell that still follows the base is as in the base."""
    currency, parts = what.numbers.currency, _parts(what)
    if isinstance(what, ScenariosOf):
        metric = METRICS[what.metric]
        old = numbers_of(answer(metric, what.numbers.given, what.variant))
        name = metric.name
    else:
        old, name = {p.key: number_in(what.numbers.given, p.key) for p in parts}, PLANS[what.plan].name
    base, changes, given = dict(old), [], dict(what.numbers.given)
    for part in parts:
        _, now = _read(sheets, part, f"{BASE}_{part.key}", sheet, old[part.key])
        if not same(now, old[part.key]):
            base[part.key] = now
            given = _with(given, METRICS[what.metric], part, now) if isinstance(what, ScenariosOf) else {**given, part.key: now}
            shown = f"{_shown(part, old[part.key], currency)}, and is {_shown(part, now, currency)} now"
            changes.append(f"{name}, base: {part.name} was {shown}.")
    scenarios = []
    for number, one in enumerate(what.scenarios, 1):
        changed: dict[str, float] = {}
        for part in parts:
            follows, now = _read(sheets, part, f"s{number}_{part.key}", sheet, one.changed.get(part.key, old[part.key]))
            if not follows and now is not None and not same(now, base[part.key]):
                changed[part.key] = now
            then = one.changed.get(part.key, old[part.key])
            if not follows and not same(now, then):
                shown = f"{_shown(part, then, currency)}, and is {_shown(part, now, currency)} now"
                changes.append(f"{name}, scenario {number}: {part.name} was {shown}.")
        scenarios.append(Scenario(one.name, changed))
    if not changes:
        return what, []
    numbers = Numbers({k: v for k, v in given.items() if v is not None}, currency)
    return replace(what, numbers=numbers, scenarios=tuple(scenarios)), changes


def _parts(what: AheadOf | ScenariosOf) -> Sequence[Leaf]:
    return PLANS[what.plan].fields if isinstance(what, AheadOf) else answer(METRICS[what.metric], {}, what.variant).inputs


def _read(sheets: Sheets, part: Leaf, name: str, sheet: str, otherwise: float | None) -> tuple[bool, float | None]:
    """Whether a cell follows the base (it holds a formula), and its number; a cell without its name is as it was."""
    place = sheets.at(name, sheet)
    if place is None:
        return False, otherwise
    home, letters, row, _ = place
    if name.startswith("s") and sheets.is_formula(home, f"{letters}{row}"):
        return True, None
    return False, sheets.number(part, home, f"{letters}{row}")


def _same(now: Known, then: Known) -> bool:
    if isinstance(now, tuple) or isinstance(then, tuple):
        return now == then or (not now and not then)
    return same(now, then)  # type: ignore[arg-type]


def _shown(part: Leaf | Values, value: Known, currency: str) -> str:
    if value is None:
        return "not known"
    return f"{len(value)} values" if isinstance(value, Sequence) else part.unit.show(value, currency)
