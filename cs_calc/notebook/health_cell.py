"""The health score in a notebook: its model with one customer's signals, or with the portfolio of the loaded data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_calc.health.formula import Scored, is_known, missing_sentence, outside_sentences, score
from cs_calc.health.model import HealthModel, ModelError
from cs_calc.health.portfolio import by_band, finding, health_table, notes
from cs_calc.health.saved import read_model, write_model
from cs_calc.health.signals import of_dataset
from cs_calc.notebook.cells import HealthOf, NotebookError, Said
from cs_calc.say import in_numbers, in_result, in_words
from cs_calc.tables.dataset import Dataset
from cs_calc.units import MONEY, SCORE

if TYPE_CHECKING:
    from cs_calc.charts import Picture

FAR = 1e12


@dataclass(frozen=True)
class Portfolio:
    """Every customer of the loaded data scored: `table` as `health_table` gives it, and what is to be said of it."""

    model: HealthModel
    table: pd.DataFrame
    notes: tuple[str, ...]
    currency: str

    def finding(self) -> str:
        """How many lie in the lowest band, a sentence without a full stop."""
        return finding(self.table, self.model, lambda amount: MONEY.show_brief(amount, self.currency))


def to_file(what: HealthOf) -> dict[str, Any]:
    """The cell's fields as they stand in a file."""
    found: dict[str, Any] = {"model": json.loads(write_model(what.model))}
    return found if what.given is None else {**found, "given": dict(what.given), "customer": what.customer}


def from_file(content: Mapping[str, Any], place: int) -> HealthOf:
    """The cell out of a file; `place` is counted from 1. Raises NotebookError, a sentence that names the cell."""
    try:
        model = read_model(json.dumps(content.get("model")))
    except ModelError as wrong:
        raise NotebookError(f"In the file, the health model of cell {place} cannot be used. {wrong}") from None
    given, customer = content.get("given"), content.get("customer", "")
    if given is None:
        return HealthOf(model)
    if not isinstance(given, dict) or len(given) > 100 or not all(v is None or _is_number(v) for v in given.values()):
        raise NotebookError(f"In the file, the signals of cell {place} are not numbers by name, which was expected.")
    if not isinstance(customer, str) or len(customer) > 200:
        raise NotebookError(f"In the file, cell {place} has “{str(customer)[:40]}” as its customer; text was expected.")
    return HealthOf(model, {str(key): None if v is None else float(v) for key, v in given.items()}, customer)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= FAR


def about_health(what: HealthOf, dataset: Dataset | None) -> tuple[HealthOf, Scored | Portfolio | None, str]:
    """A cell worked with the data loaded now: with the values of now, what was found, and why the data could not be used (else empty)."""
    if what.given is not None and not what.customer:
        return what, score(what.model, what.given), ""
    values, why = _values(dataset)
    if what.given is None:
        if values is None or dataset is None:
            return what, None, why
        table = health_table(values, what.model)
        return what, Portfolio(what.model, table, tuple(notes(values, table, what.model)), dataset.currency), ""
    if values is not None:
        rows = values[values["customer_id"].astype(str) == what.customer]
        if len(rows):
            row = rows.iloc[0]
            given = {s.key: _known(row.get(s.source)) for s in what.model.signals}
            return replace(what, given=given), score(what.model, given), ""
        why = f"The data loaded now has no customer “{what.customer[:40]}”."
    return what, score(what.model, what.given), why


def said_of_health(what: HealthOf, found: Scored | Portfolio, why: str) -> tuple[str, Said]:
    """Whose values these are, and what the cell says."""
    if isinstance(found, Portfolio):
        scored = int(found.table["score"].notna().sum())
        return f"{scored:,} customers, worked from the data loaded now", Said(sentences=(f"{found.finding()}.", *found.notes))
    whose = f"Customer {what.customer}, {'as counted when it was kept' if why else 'counted in the data loaded now'}"
    more = (missing_sentence(found), *outside_sentences(found))
    sentences = (found.sentence(), *(sentence for sentence in more if sentence))
    shown = "" if found.value is None else SCORE.show(found.value)
    return whose if what.customer else "Typed values", Said(shown, found.value, sentences)


def picture_of_health(found: Scored | Portfolio) -> Picture | None:
    """The score on its bands, or the bands of the portfolio; None without a score."""
    from cs_calc.health.pictures import bands_picture, strip

    if isinstance(found, Scored):
        return None if found.value is None else strip(found)
    if not found.table["score"].notna().any():
        return None
    return bands_picture(by_band(found.table, found.model), found.model, found.finding(), found.currency)


def rows_of_health(found: Scored | Portfolio) -> pd.DataFrame:
    """The signals of one customer with their points, or the bands of the portfolio."""
    if isinstance(found, Portfolio):
        bands = by_band(found.table, found.model)
        names = {"band": "Band", "range": "Score", "customers": "Customers", "share": "Share", "mrr": "MRR", "mrr_share": "Share of MRR"}
        return bands.rename(columns=names).round(4)
    return pd.DataFrame(
        {
            "Signal": part.signal.name,
            "Value": "not known" if part.value is None else f"{part.value:g}",
            "0 to 100": "" if part.normalised is None else f"{part.normalised:.1f}",
            "Weight": f"{part.signal.weight:g}",
            "Adds": "" if part.points is None else f"{part.points:.1f}",
        }
        for part in found.parts
    )


def working_of_health(found: Scored) -> list[str]:
    """The working of one customer's score, a line for each step: name = words = numbers = result.

    >>> from cs_calc.health.model import default_model
    >>> working_of_health(score(default_model(["active"]), {"active": 1.0}))[-1]
    'Health score = Signals times their weights ÷ Sum of the weights = 500.0 ÷ 5 = 100.0'
    """
    if found.worked is None:
        return []
    values = found.worked.values
    return [
        f"{line.step.name} = {in_words(line.step.body)} = {in_numbers(line.step.body, values)} = {in_result(line.step, line.value)}"
        for line in found.worked.lines
    ]


def _values(dataset: Dataset | None) -> tuple[pd.DataFrame | None, str]:
    if dataset is None:
        return None, "No data is loaded."
    if not len(dataset.tables.get("customers", ())):
        return None, "The data loaded now has no customers table."
    values: pd.DataFrame = dataset.keep(("health", "signals"), lambda: of_dataset(dataset))
    return (values, "") if len(values) else (None, "The data loaded now has no customer of today.")


def _known(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and is_known(float(value)) else None
