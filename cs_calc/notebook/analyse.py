"""What a page of the group Analyse says, worked again from its link: the opening sentences and the first charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cs_calc.analysis import drivers_say, risk, risk_charts, risk_records, risk_rules, risk_settings, why, why_charts, why_say
from cs_calc.analysis.drivers import tried
from cs_calc.analysis.drivers_cases import outcomes_of
from cs_calc.analysis.drivers_charts import picture_of
from cs_calc.analysis.kpis import standing, suggested
from cs_calc.analysis.kpis_saved import from_link
from cs_calc.analysis.kpis_table import overview
from cs_calc.analysis.why_mix import base_name, base_of, mix_by, ranked, splits_for
from cs_calc.board.chapters import chapter_of
from cs_calc.board.chapters import pages as chapter_pages
from cs_calc.charts import Picture
from cs_calc.findings import scorecard_sentence
from cs_calc.metrics import METRICS
from cs_calc.notebook.cells import NothingThere, Place
from cs_calc.notebook.given import why_not
from cs_calc.tables.dataset import ALL, Dataset
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import IN_YEAR, KINDS, Kind

MOST_PICTURES = 2
TITLES = {
    "scorecard": "Scorecard", "revenue": "Revenue", "sentiment": "Sentiment", "support": "Support", "product": "Product",
    "onboarding": "Onboarding", "customers": "Customers", "why": "Why did it change?", "drivers": "Drivers",
}  # fmt: skip
"""The pages that can be kept, by their name in the address bar."""


@dataclass(frozen=True)
class Told:
    """What a page says: its title, which part of the data it is about, its sentences and its first charts."""

    title: str
    about: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """A page's question: the whole data, the part that is looked at, and all that stands in the link."""

    whole: Dataset
    dataset: Dataset
    place: Place
    link: Mapping[str, str]


def told(page: str, link: Mapping[str, str], dataset: Dataset | None) -> Told:
    """A page worked again by the parameters of its link. Raises NothingThere, a sentence, where the data does not have what it needs."""
    place = place_of(link)
    title, about = TITLES.get(page, page[:40]), place.words() if place.period else ""
    if reason := f"The page “{title}” is not known here." if page not in TITLES else why_not(place, dataset):
        raise NothingThere(reason, title, about)
    assert dataset is not None
    asked = _Asked(dataset, only(dataset, place.by or None, place.segment), place, link)
    one: Callable[[_Asked], tuple[list[str], list[Picture]] | None] = {
        "scorecard": _scorecard, "customers": _customers, "why": _why, "drivers": _drivers,
    }.get(page, lambda a: _chapter(page, a))  # fmt: skip
    found = one(asked)
    if found is None or not found[0]:
        raise NothingThere(f"The data loaded now has nothing for the page {title} in {about}.", title, about)
    return Told(title, f"{about}, worked from the data loaded now", tuple(found[0]), tuple(found[1][:MOST_PICTURES]))


def place_of(link: Mapping[str, str]) -> Place:
    """Period and segment of a page's link."""
    kind: Kind = next((k for k in KINDS if k == link.get("periods")), "month")
    by = link.get("by", "")
    return Place(kind, link.get("period", ""), by, link.get("segment", ALL) if by else ALL)


def _chapter(page: str, asked: _Asked) -> tuple[list[str], list[Picture]] | None:
    assert page in chapter_pages()
    found = chapter_of(page, asked.dataset, asked.place.kind, asked.place.period)
    return None if found is None else (list(found.sentences), list(found.pictures))


def _scorecard(asked: _Asked) -> tuple[list[str], list[Picture]]:
    data, kind, period = asked.dataset, asked.place.kind, asked.place.period
    kpis = from_link(asked.link["kpis"])[0] if "kpis" in asked.link else suggested(data, kind)
    return [overview([standing(data, kpi, kind, period) for kpi in kpis], period), scorecard_sentence(data, kind, period)], []


def _customers(asked: _Asked) -> tuple[list[str], list[Picture]] | None:
    data, place = asked.whole, asked.place
    if not risk_records.records(data).n:
        return None
    first = risk_settings.start(data, risk_rules.RULES)
    settings, _ = risk_settings.read_short(asked.link.get("rules", ""), first, risk_rules.RULES, data)
    inside = risk.of_segment(data, place.by or None, place.segment)
    found = risk.at_risk(data, settings, risk.last_day(data, place.kind, place.period))
    rows = risk.listed(data, found, inside)
    pictures = [risk_charts.reasons_picture(risk.by_reason(rows), data.currency, "mrr" in rows)] if len(rows) else []
    return list(risk.opening(found, rows, inside, data.currency)), pictures


def _drivers(asked: _Asked) -> tuple[list[str], list[Picture]] | None:
    link, place = asked.link, asked.place
    outcome = next((o for o in outcomes_of(asked.dataset) if o.key == link.get("outcome", o.key)), None)
    if outcome is None:
        return None
    every = asked.whole.periods(place.kind)
    upto = every[: every.index(place.period) + 1]
    periods = {"year": upto[-IN_YEAR[place.kind] :], "one": upto[-1:]}.get(link.get("over", ""), upto)
    days = _count(link, "first", 1) if outcome.key == "trial" else _count(link, "window", 90)
    found = tried(asked.dataset, outcome, place.kind, tuple(periods), days, _count(link, "times", 1))
    return list(drivers_say.opening(found)), [picture_of(asked.dataset, found)] if len(found.tested) else []


def _count(link: Mapping[str, str], name: str, otherwise: int) -> int:
    text = link.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= 366 else otherwise


def _why(asked: _Asked) -> tuple[list[str], list[Picture]] | None:
    link, data, kind, period = asked.link, asked.dataset, asked.place.kind, asked.place.period
    every = asked.whole.periods(kind)
    metric = METRICS.get(link.get("metric", ""))
    then, since = link.get("against", ""), link.get("since", period)
    then_from = link.get("against_from", then)
    if metric is None or not {then, since, then_from} <= set(every):
        return None
    key = link.get(f"definition_of_{metric.key}", "")
    variant = next((v for v in metric.variants if v.key == key), metric.variants[0])
    cut = [tuple(every[every.index(a) : every.index(b) + 1]) for a, b in ((then_from, then), (since, period))]
    times = why.Times(kind, cut[0], cut[1])
    whens = (why.said(times.then), why.said(times.now))
    old, new = (why.answer_over(data, metric, variant.key, kind, p) for p in (times.then, times.now))
    change, real = why.is_it_real(old, new, whens)
    if change is None:
        return [real], []
    by = asked.place.by if asked.place.segment == ALL else ""
    ways = ranked(data, variant, times) if splits_for(data, variant) else []
    found = (mix_by(data, variant, times, by) if by else None) or (ways[0] if ways and not by else None)
    unit, base = variant.formula.unit, base_of(variant.formula)
    word = ("channel" if found.by == "channel" else found.by.replace("_", " ")) if found else ""
    story, pictures = "", []
    if found is not None:
        of = base_name(base) if base is not None else ""
        story = why_say.mix_sentence(found, unit, of, word, data.currency, 1 if by else len(ways))
        title = why_say.mix_title(found, unit, word, data.currency)
        bars = why_charts.bars_of_mix(found, word)
        better = metric.better_by(variant)
        pictures.append(why_charts.change_bridge(found.start, found.end, bars, unit, title, whens, better, data.currency))
    ends = (unit.show_brief(old.value or 0.0, data.currency), unit.show_brief(new.value or 0.0, data.currency))
    return [why_say.opening(metric, whens, change, ends, story), f"Is it real? {real}"], pictures
