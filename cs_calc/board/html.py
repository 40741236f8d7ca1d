"""The report as one HTML file that needs nothing else: sentences, charts as SVG, tables. Opens anywhere and prints."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd

from cs_calc.analysis.kpis import MARGIN, Kpi, Standing, brief, do_first, standing, suggested, target_words
from cs_calc.analysis.kpis_table import overview
from cs_calc.board.chapters import Chapter, Listed, chapters
from cs_calc.charts import Picture
from cs_calc.findings import before, every_period, scorecard_sentence
from cs_calc.metrics import FAMILIES
from cs_calc.needs import gaps
from cs_calc.report import answer_for, available
from cs_calc.shown_rows import is_money, tidy_names
from cs_calc.tables.load import Loaded
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import MONEY

WIDTH = 480
MOST_ROWS = 15
"""Rows of a list that the file shows; the workbook has all."""


class NoPictures(RuntimeError):
    """Raised where the library that draws charts outside a browser is not installed."""


def as_svg(picture: Picture, width: int = WIDTH) -> str:
    """A chart as SVG text. Raises `NoPictures` without vl-convert (the extra `report`)."""
    import io

    out = io.StringIO()
    _drawn(picture, width).save(out, format="svg")
    return out.getvalue()


def as_png(picture: Picture, width: int = WIDTH) -> bytes:
    """A chart as PNG, twice as many pixels as `width`. Raises `NoPictures` without vl-convert."""
    import io

    out = io.BytesIO()
    _drawn(picture, width).save(out, format="png", scale_factor=2)
    return out.getvalue()


def _drawn(picture: Picture, width: int) -> Any:
    try:
        import vl_convert  # noqa: F401  # altair saves by it
    except ImportError:
        raise NoPictures("Charts outside the browser need vl-convert: pip install 'cs-calc[report]'.") from None
    chart = picture.chart
    if not any(part in chart.to_dict() for part in ("hconcat", "vconcat", "concat", "facet", "spec")):
        chart = chart.properties(width=width)
    return chart.properties(background="white").configure_view(stroke=None)


def write_html(
    loaded: Loaded,
    kind: Kind,
    period: str,
    by: str | None = None,
    segment: str = "All",
    *,
    kpis: Sequence[Kpi] | None = None,
    margin: float = MARGIN,
) -> str:
    """The report of one period as the text of an HTML file; the same data give the same text. Raises `NoPictures` without vl-convert.

    `by` and `segment` look at one part of the customers alone; `kpis` are those that a team picked, with their targets (the
    suggested ones, unless given). Everything from a file is escaped.
    """
    dataset = only(loaded.dataset, by, segment)
    chosen = suggested(dataset, kind) if kpis is None else kpis
    standings = [standing(dataset, kpi, kind, period, margin) for kpi in chosen]
    read, used = sum(x.rows_read for x in loaded.ledger), sum(x.rows_used for x in loaded.ledger)
    return str(
        _page().render(
            period=spoken(period),
            earlier=spoken(earlier) if (earlier := before(dataset, kind, period)) else "",
            whole=dataset.is_whole(period, kind),
            segment="" if by is None or segment == "All" else f"{by.replace('_', ' ').capitalize()}: {segment}",
            as_of=f"{dataset.as_of:%d %B %Y}",
            overview=overview(standings, period) if standings else "",
            sentence=scorecard_sentence(dataset, kind, period),
            kpis=[_kpi(s, dataset.currency) for s in standings],
            chapters=[_chapter(c, dataset.currency) for c in chapters(dataset, kind, period)],
            families=_families(dataset, kind, period),
            periods=_table(every_period(dataset, kind)),
            ledger=[
                (x.sheet, x.understood, f"{x.rows_read:,}", f"{x.rows_used:,}",
                 f"{x.rows_set_aside:,}")
                for x in loaded.ledger
            ],
            counted=f"{read:,} rows read = {used:,} used + {read - used:,} set aside",
            gaps=[g.sentence() for g in gaps(loaded.dataset)],
        )
    )  # fmt: skip


def _kpi(found: Standing, currency: str) -> dict[str, str]:
    target = found.kpi.target
    return {
        "objective": found.kpi.objective, "name": found.metric.name, "owner": found.kpi.owner,
        "value": found.answer.shown if found.answer is not None and found.answer.value is not None else "not known",
        "target": f"{target_words(target)} {brief(found.metric.unit, target.value, currency)}" if target else "",
        "light": found.light.state, "why": found.light.sentence, "change": found.change.sentence if found.change else "",
        "first": " (".join(first) + ")" if (first := do_first(found.answer, found.advice))[0] else "",
    }  # fmt: skip


def _chapter(chapter: Chapter, currency: str) -> dict[str, Any]:
    pictures = [{"title": p.title, "alt": p.alt, "data": base64.b64encode(as_svg(p).encode()).decode()} for p in chapter.pictures]
    return {
        "title": chapter.title, "asks": chapter.asks, "sentences": chapter.sentences, "pictures": pictures,
        "lists": [_listed(x, currency) for x in chapter.lists],
    }  # fmt: skip


def _listed(listed: Listed, currency: str) -> dict[str, Any]:
    more = len(listed.rows) - MOST_ROWS
    return {
        "name": listed.name, "says": listed.says, "table": _table(tidy_names(listed.rows.head(MOST_ROWS)), currency),
        "more": f"{more:,} more in the workbook." if more > 0 else "",
    }  # fmt: skip


def _families(dataset: Any, kind: Kind, period: str) -> list[dict[str, Any]]:
    """Every metric by family: name, value, range, n, and what it means."""
    found = available(dataset, kind)
    families = []
    for family, title in FAMILIES.items():
        rows = []
        for metric in (m for m in found if m.family == family):
            answer = answer_for(dataset, metric, kind, period)
            meant = f"{answer.meaning.says}" if answer.value is not None and answer.meaning is not None else answer.problem
            rows.append((metric.name, answer.shown if answer.value is not None else "not defined", answer.range_shown, meant))
        if rows:
            families.append({"title": title, "rows": rows})
    return families


def _table(rows: pd.DataFrame, currency: str = "") -> dict[str, Any]:
    """Heads, cells as text, and which columns are numbers."""
    numbers = [pd.api.types.is_numeric_dtype(rows[c].dtype) for c in rows]
    cells = [
        [_shown(v, is_money(str(c)), currency) for c, v in zip(rows.columns, line, strict=True)] for line in rows.itertuples(index=False)
    ]
    return {"heads": [str(c) for c in rows.columns], "rows": cells, "numbers": numbers}


def _shown(value: Any, money: bool, currency: str) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return MONEY.show(float(value), currency) if money else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


@cache
def _page() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("cs_calc.board", "."), autoescape=True, undefined=StrictUndefined).get_template("report.html")
