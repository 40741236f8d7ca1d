"""Scorecard: the KPIs of a team against their targets, then every metric of one period; a click opens the working."""

import dataclasses

import pandas as pd
import streamlit as st

from cs_calc.analysis.brief import brief_of
from cs_calc.analysis.kpis import standing
from cs_calc.analysis.kpis_table import overview
from cs_calc.change import change_of
from cs_calc.charts import SMALL, Picture, dots_by_segment, line_with_range
from cs_calc.findings import before, by_segment, every_period, over_time, scorecard_sentence
from cs_calc.metrics import FAMILIES
from cs_calc.model import Metric
from cs_calc.needs import gaps
from cs_calc.report import answer_for, available, can_work, checks, most_common
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import spoken
from pages.parts import state
from pages.parts.card import show_card
from pages.parts.empty import need_data, show_template
from pages.parts.filters import Filters, show_filters, split_name
from pages.parts.keep import keep_filtered, keep_page
from pages.parts.link import keep, remembered
from pages.parts.picture import can_draw, show_picture
from pages.parts.prepared import File, show_prepared
from pages.parts.scorecard_kpis import show_kpis
from pages.parts.scorecard_pick import chosen, for_link, margin, read_link, show_choice
from pages.parts.text import md, money_safe
from pages.parts.working import show_rows

FAMILY, EVERY = "scorecard_family", "all"

st.title("Scorecard")
st.markdown("How are we doing, against last time and against what we aim for?")
loaded = need_data("The scorecard shows every metric by month, quarter or year: change, range, target, trend, and the working of each.")
whole = loaded.dataset
told = read_link()
family, missed = remembered("family", FAMILY, [*FAMILIES, EVERY], "")
if missed is not None:
    told.append(f"The link asks for the family “{missed[:40]}” of metrics. There are: {', '.join(FAMILIES)}, {EVERY}.")
filters = show_filters(whole, for_link() | ({"family": family} if family else {}))
dataset = only(whole, filters.by, filters.segment)
kind, period = filters.kind, filters.period
earlier = before(dataset, kind, period)
found = available(dataset, kind)


@st.dialog("How this number was worked", width="large", icon=":material/functions:")
def working_dialog(data: Dataset, metric: Metric, chosen: Filters) -> None:
    """The whole answer of one card: working, rows, targets, definitions, trend."""
    st.header(f"{metric.name}, {spoken(chosen.period)}")
    st.markdown(f"*{md(metric.asks)}*")
    if name := most_common(data, metric, chosen.kind, chosen.period):
        st.markdown(f"The most common one: **{md(name)}**. Split by it to see the others.")
    variants = [v for v in metric.variants if can_work(data, metric, v, chosen.kind)]
    picked = variants[0]
    if len(variants) > 1:
        names = {v.key: v.name for v in variants}
        key = st.segmented_control(
            "Definition", list(names), default=picked.key, required=True, format_func=lambda k: names[k], key="dialog_variant"
        )
        picked = metric.variant(key)
    result = answer_for(data, metric, chosen.kind, chosen.period, variant=picked.key)
    st.caption(f"Whose definition: {', '.join(s.publisher for s in picked.sources)}. {picked.when}")
    show_change(data, metric, picked.key, chosen)
    show_card(result)
    with st.container(horizontal=True):
        if st.button("What if? Change these numbers", icon=":material/calculate:", type="primary"):
            state.ask_what_if(metric.key, picked.key, state.of_metric(metric, result.given))
            st.switch_page("pages/calculate/calculator.py")
        keep_filtered(result, chosen)
    with st.expander("Over time", icon=":material/show_chart:"):
        show_picture(trend(data, metric, picked.key, chosen), f"trend_{metric.key}")
    with st.expander("Down to the rows", icon=":material/table_rows:", expanded=True):
        show_rows(data, result, chosen.kind, chosen.period)


def show_change(data: Dataset, metric: Metric, variant: str, chosen: Filters) -> None:
    """Whether the change on the period before is more than chance, in a sentence."""
    then = before(data, chosen.kind, chosen.period)
    if then is None or not data.is_whole(chosen.period, chosen.kind):
        return
    now = answer_for(data, metric, chosen.kind, chosen.period, variant=variant)
    moved = change_of(answer_for(data, metric, chosen.kind, then, variant=variant), now)
    if moved is not None:
        st.markdown(f":material/compare_arrows: Against {spoken(then)}: {money_safe(moved.sentence)}")


def trend(data: Dataset, metric: Metric, variant: str, chosen: Filters) -> Picture:
    """One metric over all periods with its range and the first target that fits the period."""
    unit = metric.variant(variant).formula.unit
    target = next((b for b in metric.benchmarks if b.period in ("", "not stated", chosen.kind)), None)
    name = f"{target.source.publisher}: {unit.show_brief(target.value, data.currency)}" if target else ""
    table = over_time(data, metric, variant, chosen.kind)
    title = f"{metric.name} by {chosen.kind}"
    return line_with_range(table, metric.name, unit, title, data.currency, target=target.value if target else None, target_name=name)


def card(metric: Metric) -> None:
    """One metric: value, change in points, sparkline, range and target, and the button that opens the working."""
    said = brief_of(dataset, metric, kind, period)
    st.metric(
        metric.name,
        money_safe(said.value),
        None if said.change is None else 0 if said.change == "no change" else money_safe(said.change),
        delta_color={"lower": "inverse", "higher": "normal", "depends": "off"}[metric.better],  # type: ignore[arg-type]
        delta_description=f"on {spoken(earlier)}" if earlier and said.change is not None else None,
        chart_data=list(said.past) if len(said.past) > 1 else None,
        chart_type="line",
    )
    notes = [f"“{md(said.about)}”"] if said.about else []
    notes += [said.sure] if said.sure else []
    if said.met is not None:
        mark = ":green[:material/check_circle: meets]" if said.met else ":orange[:material/cancel: misses]"
        notes.append(f"{mark} {said.target}")
    st.caption(money_safe(" · ".join(notes)) if notes else "&nbsp;")
    if st.button(
        "Working",
        key=f"open_{metric.key}",
        icon=":material/functions:",
        width="stretch",
        help=f"How {metric.name} was worked, down to the rows",
    ):
        open_working(metric)


def open_working(metric: Metric) -> None:
    """The working of a KPI."""
    st.session_state.pop("dialog_variant", None)
    working_dialog(dataset, metric, filters)


for sentence in told:
    st.warning(md(sentence), icon=":material/link_off:")
kpis = chosen(dataset, kind)
standings = [standing(dataset, kpi, kind, period, margin()) for kpi in kpis]
st.markdown(f"**{money_safe(overview(standings, period))}**")
st.markdown(money_safe(scorecard_sentence(dataset, kind, period)))
keep_page("scorecard")
if not dataset.is_whole(period, kind):
    st.caption(f":material/hourglass_bottom: {spoken(period)} is not complete in the data: its numbers may still change.")
show_kpis(dataset, filters, standings, open_working)
show_choice(dataset, kind, kpis, standings)

st.header("Every metric")
families = [f for f in FAMILIES if any(m.family == f for m in found)]
if family and family not in (*families, EVERY):
    st.info(f"The loaded data has no metric of {FAMILIES[family]}.", icon=":material/table:")
if families:
    st.session_state[FAMILY] = family if family in (*families, EVERY) else families[0]
    family = st.pills("Family", [*families, EVERY], format_func=lambda f: FAMILIES.get(f, "All of them"), required=True, key=FAMILY)
    keep(FAMILY, family)
for each in families if family == EVERY else [family] if family in families else []:
    st.subheader(FAMILIES[each])
    wall = st.grid(4, min_column_width=230)
    for metric in found:
        if metric.family == each:
            with wall.container(border=True, height="stretch"):
                card(metric)

if lacking := gaps(dataset):
    with st.expander(f"{sum(len(g.metrics) for g in lacking)} metrics are not shown: what they need", icon=":material/table:"):
        for gap in lacking:
            st.markdown(f"- {money_safe(gap.sentence())}")
        show_template(sorted({t for gap in lacking for choice in gap.tables for t in choice}))

opened = st.expander(f"Every {kind} as a table", icon=":material/table:", key="scorecard_periods", on_change="rerun")
if opened.open:
    opened.caption("An empty cell is not defined in that period; its card says why.")
    opened.dataframe(every_period(dataset, kind), hide_index=True, alt=f"Every metric by {kind}, newest first.")

st.subheader("By segment")
if filters.by is None:
    st.caption("Choose what to split by, at the top, to see a metric for each plan, owner, segment or country.")
else:
    splittable = available(whole, kind, filters.by)
    if not splittable:
        st.info(f"The loaded data cannot be split by {split_name(filters.by).lower()}.")
    else:
        keys = {m.key: m for m in splittable}
        start = next((k for k in ("customer_churn_rate", "nps") if k in keys), next(iter(keys)))
        metric = keys[
            st.selectbox("Metric", list(keys), index=list(keys).index(start), format_func=lambda k: keys[k].name, key="segment_metric")
        ]
        frame = by_segment(whole, metric, kind, period, filters.by)
        if frame["value"].notna().any():
            ranked = frame[frame["value"].notna() & ~(frame["n"] < SMALL)]
            split = split_name(filters.by).lower()
            title = (
                f"{metric.name} by {split} in {spoken(period)}: highest for {ranked['segment'].iloc[0]}"
                if len(ranked)
                else f"{metric.name} by {split} in {spoken(period)}"
            )
            show_picture(dots_by_segment(frame, metric.name, metric.unit, title, dataset.currency), "by_segment")
            st.caption("Lines are 95 % ranges where the number rests on counts. Where they overlap widely, the difference may be chance.")
        else:
            st.info(f"{metric.name} is not defined for any of these segments in {spoken(period)}.")

opened = st.expander("Do the numbers add up?", icon=":material/fact_check:", key="scorecard_checks", on_change="rerun")
if opened.open:  # worked only for who looks
    every = checks(whole, kind, filters.by)
    failed = [c for c in every if not c.holds]
    now = [c for c in every if c.period == period]
    sides = [
        {"Identity": c.name, "Segment": c.segment, "One side": c.left, "Other side": c.right, "Holds": c.holds} for c in [*failed, *now]
    ]
    with opened:
        st.markdown(f"{len(every) - len(failed):,} of {len(every):,} identities hold over all periods and segments.")
        st.dataframe(pd.DataFrame(sides), hide_index=True, alt="Identities that must hold, with both sides.")

st.subheader("Take it along")


def build_report() -> bytes:
    """The workbook, built when it is asked for."""
    from cs_calc.workbook import write_report

    return write_report(loaded, kind, filters.by)


def build_page() -> str:
    """The report of the chosen period as one HTML file, built when it is asked for."""
    from cs_calc.board import write_html

    return write_html(loaded, kind, period, filters.by, filters.segment, kpis=kpis, margin=held)


split = f"-by-{filters.by}" if filters.by else ""
held = margin()
sheets = File(
    "workbook",
    f"customer-success-{kind}{split}.xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ":material/table:",
    "What stands out, every metric, period and segment, each list as a sheet, with live formulas down to the data.",
)
board = File(
    "report as a page",
    f"customer-success-{period}.html",
    "text/html",
    ":material/web:",
    "One HTML file with your KPIs, what every page says of this period, the charts and the lists. It needs nothing else.",
)
with st.container(horizontal=True):
    show_prepared("workbook", sheets, (id(loaded), kind, filters.by), build_report, first=True)
    if can_draw():
        show_prepared("board", board, (id(loaded), *dataclasses.astuple(filters), tuple(kpis), held), build_page)
if not can_draw():
    st.caption("The report as an HTML page and charts as files need the extra `report`: `pip install 'cs-calc[report]'`.")
