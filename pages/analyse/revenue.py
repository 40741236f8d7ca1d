"""Revenue: how MRR got from start to end, what was kept, where it was lost, and who is behind a bar."""

import pandas as pd
import streamlit as st

from cs_calc import METRICS
from cs_calc.charts import BRIDGE, bridge, cohort_map, dots_by_segment, lines, movements
from cs_calc.findings import by_segment, comparison_sentence, largest_leaver, revenue_sentence, without_launch
from cs_calc.report import answer_for, given, series
from cs_calc.tables.dataset import ALL
from cs_calc.tables.narrow import only
from cs_calc.tables.periods import label, spoken
from cs_calc.units import MONEY, PERCENT
from pages.parts.empty import need_data
from pages.parts.filters import show_filters, split_name
from pages.parts.picture import show_picture
from pages.parts.rows import show_source_rows, show_table
from pages.parts.text import md, money_safe

st.title("Revenue")
st.markdown("How did recurring revenue get from the start of the period to its end, and who moved it?")
loaded = need_data("This page shows the MRR bridge, movements, retention, churn by segment, cohorts, and the customers behind each bar.")
dataset = loaded.dataset
if dataset.mrr_table is None:
    st.info(
        "This page needs subscriptions or monthly MRR, and the loaded files have neither. The template on the Data page shows the columns.",
        icon=":material/table:",
    )
    st.page_link("pages/analyse/data.py", label="Go to the Data page", icon=":material/upload_file:")
    st.stop()
whole = dataset
filters = show_filters(whole)
dataset = only(whole, filters.by, filters.segment)
if dataset.mrr_table is None:
    st.info(f"There is no MRR for {md(filters.segment)}: revenue cannot be split by {split_name(filters.by or '').lower()}.")
    st.stop()
kind, period = filters.kind, filters.period
currency = dataset.currency
table = dataset.measure(kind)
table = table[table["opening_mrr"].notna()]
if period not in set(table["period"]):
    period = str(table["period"].iloc[-1])
    st.caption(f"The subscriptions do not reach the chosen period: {spoken(period)} is shown.")
MOVES = {key: name for key, name, sign in BRIDGE if sign}


st.markdown(f"**{money_safe(revenue_sentence(dataset, kind, period))}**")
if note := largest_leaver(dataset, kind, period):
    st.caption(md(note))

left, right = st.columns(2)
with left:
    show_picture(bridge(given(dataset, kind, period), period, currency), "bridge")
with right:
    kept = pd.DataFrame({"period": table["period"]})
    for key, name in (("net_revenue_retention", "NRR"), ("gross_revenue_retention", "GRR")):
        values = series(dataset, METRICS[key], kind)
        kept = kept.merge(values[values["segment"] == ALL][["period", "value"]].rename(columns={"value": name}), on="period", how="left")
    if kept[["NRR", "GRR"]].notna().any().any():
        nrr = answer_for(dataset, METRICS["net_revenue_retention"], kind, period)
        title = f"Net revenue retention is {nrr.shown} in {spoken(period)}" if nrr.value is not None else "Revenue retention"
        show_picture(lines(kept, ["NRR", "GRR"], PERCENT, title, "Share of the MRR at start", currency, rule=1.0), "retention")
    else:
        st.caption("Retention is not defined yet: no period starts with MRR.")
if note := comparison_sentence(kind):
    st.caption(note)

st.subheader("Movements over time")
shown_moves, why = without_launch(table)
if why:
    st.caption(money_safe(why))
picked = show_picture(movements(shown_moves, currency), "movements", select="bar")
points = (picked or {}).get("selection", {}).get("bar", []) if picked else []
clicked = points[0] if points else {}
st.caption("Click a part of a bar to see who is behind it.")
with st.container(border=True):
    st.markdown("##### Who is behind it")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        of_period = str(clicked.get("period", period))
        default = str(clicked.get("key", "churned_mrr"))
        move = st.selectbox(
            "Movement", list(MOVES), list(MOVES).index(default), format_func=lambda k: MOVES[k], width=200, key=f"who_{of_period}_{default}"
        )
    rows = dataset.rows(move, kind, of_period)
    total = rows[move].sum() if len(rows) else 0.0
    st.markdown(f"{MOVES[move]} in {spoken(of_period)}: {len(rows)} customers, {money_safe(MONEY.show(total, currency))} MRR.")
    if len(rows):
        known = dataset.attributes
        extra = [c for c in dataset.segment_columns if c in known]
        who = rows[[c for c in ("customer_id", "customer_name", move, "opening_mrr", "closing_mrr") if c in rows]]
        who = who.merge(known[["customer_id", *extra]], on="customer_id", how="left")
        show_table(who, "customers behind this movement", key="who", file_name=f"{move}-{of_period}.csv")
        show_source_rows(dataset, rows, "who_source")

st.subheader("Where are we losing?")
by = filters.by if filters.by and not whole.measure(kind, filters.by).get("opening_mrr", pd.Series(dtype=float)).isna().all() else None
splits = [c for c in whole.segment_columns if c in whole.attributes]
if not splits:
    st.caption("The customers have no plan, owner, segment or country to split by.")
else:
    with st.container(horizontal=True):
        what = st.segmented_control(
            "Churn of",
            ["customer_churn_rate", "gross_mrr_churn"],
            default="customer_churn_rate",
            required=True,
            format_func=lambda k: {"customer_churn_rate": "Customers", "gross_mrr_churn": "Revenue"}[k],
            key="churn_of",
        )
    by = by or splits[0]
    metric = METRICS[what]
    frame = by_segment(whole, metric, kind, period, by)
    enough = frame[(frame["n"] >= 20) & frame["value"].notna()]
    words = split_name(by).lower()
    title = f"{metric.name} by {words}, {spoken(period)}" + (
        f": highest for {enough.iloc[0]['segment']}" if len(enough) and enough.iloc[0]["value"] > 0 else ""
    )
    if frame["value"].notna().any():
        show_picture(dots_by_segment(frame, metric.name, metric.unit, title, currency), "churn_by")
        st.caption(f"Customers are grouped by their latest {words}. n is the number of customers at the start.")
    else:
        st.caption(f"No segment had customers at the start of {spoken(period)}.")

st.subheader("Do customers stay?")
cohorts = dataset.cohorts()
cohorts["cohort"] = [label(int(m), "month") for m in cohorts["cohort"]]
view = st.segmented_control(
    "Count",
    ["customers_kept", "mrr_kept"],
    default="customers_kept",
    required=True,
    key="cohort_of",
    format_func=lambda k: {"customers_kept": "Customers", "mrr_kept": "Revenue"}[k],
)
show_picture(cohort_map(cohorts, view, "a cohort's customers" if view == "customers_kept" else "a cohort's revenue"), "cohorts")
with st.expander("As a table", icon=":material/table:"):
    st.dataframe(table.rename(columns=lambda c: c.replace("_", " ")), hide_index=True, alt="Every input by period.")
