"""Product's features: who uses which, week by week since launch, and who does not."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis import product_charts as charts
from cs_calc.analysis.product_features import adoption, by_week, has_features, without_feature
from cs_calc.analysis.product_story import feature_sentence, launch_note, money_of
from cs_calc.analysis.product_tables import features_shown, for_people
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import spoken
from pages.parts.filters import Filters
from pages.parts.kept import show_kept
from pages.parts.rows import show_table
from pages.parts.support_lists import clicked
from pages.parts.text import md

CURVES = {"share": "Have tried it", "used_share": "Used it in the week"}


@st.fragment
def show_features(dataset: Dataset, filters: Filters) -> None:
    """Adoption in the period by feature, the curve since launch, and the customers without one of them."""
    st.subheader("Which features are taken up?")
    if filters.by == "feature" and filters.segment != "All":
        st.caption(f"Only the feature “{md(filters.segment)}” is shown; choose another split to compare features.")
        return
    if not has_features(dataset):
        st.caption("The usage data names no `feature`: with it, this shows who uses which, week by week since launch.")
        return
    table = adoption(dataset, filters.kind, filters.period)
    if table.empty:
        st.caption(f"Nobody used any feature in {spoken(filters.period)}, or the usage data does not reach it.")
        return
    st.markdown(md(feature_sentence(dataset, filters.kind, filters.period)))
    weeks = by_week(dataset, filters.kind, filters.period)
    left, right = st.columns(2)
    with left:
        picked = show_kept(dataset, filters, "features", lambda: charts.feature_dots(table, filters.period), select="feature")
        st.caption("Click a feature for the customers who did not use it.")
    with right:
        if len(weeks):
            above = st.container()
            column = st.segmented_control(
                "By week since launch", list(CURVES), default="share", required=True, format_func=CURVES.__getitem__, key="adoption_curve"
            )
            with above:
                show_kept(dataset, filters, f"adoption_{column}", lambda: charts.adoption_curves(weeks, column))
    if note := launch_note(dataset):
        st.caption(md(note))
    feature = clicked(picked, "feature", "feature")
    if feature in set(table["feature"]):
        rows = without_feature(dataset, filters.kind, filters.period, feature)
        st.markdown(
            f"**{md(feature)}**: {len(rows):,} customers did not use it in {spoken(filters.period)}{md(money_of(rows, dataset.currency))}."
        )
        show_table(
            for_people(rows),
            f"customers who did not use {feature}",
            key=f"without_{feature}",
            file_name=f"without-feature-{filters.period}.csv",
        )
    with st.expander("Every feature as a table", icon=":material/table:"):
        show_table(features_shown(dataset, table), "features", key="features_table", file_name=f"features-{filters.period}.csv")
    if len(weeks):
        with st.expander("Every week since launch as a table", icon=":material/table:"):
            show_table(weeks, "weeks since the first use", key="feature_weeks", file_name="adoption-by-week.csv")
