"""One account's card: header numbers, the timeline, and the rows behind it by table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.analysis.account import account, account_sentence, events, mrr_by_month, rows_by_table, use_sentence
from cs_calc.analysis.account_charts import events_picture, mrr_picture, span
from cs_calc.tables.dataset import Dataset
from cs_calc.units import COUNT, MONEY
from pages.parts.picture import show_picture
from pages.parts.rows import show_table
from pages.parts.text import md, money_safe


def show_card(dataset: Dataset, customer: str, day: int, reasons: str, band: str, place: str) -> None:
    """What every table knows of one customer, as it stood at the end of a day; `place` tells two cards on a page apart."""
    found = account(dataset, customer, day)
    st.markdown(f"**{md(account_sentence(found, reasons, dataset.currency))}**")
    if said := use_sentence(dataset, customer, day):
        st.caption(md(said))
    _header(dataset, found.mrr, found.before, band, {
        "Plan": found.known.get("plan", ""), "Owner": found.known.get("owner", ""), "Since": found.since, "Contract due": found.due,
        "Segment": found.known.get("segment", ""), "Country": found.known.get("country", ""),
        "Users": COUNT.show(found.users) if found.users is not None else "",
    })  # fmt: skip
    history = dataset.keep(("account events", customer), lambda: events(dataset, customer))
    mrr = mrr_by_month(dataset, customer)
    end = pd.Timestamp(dataset.as_of)
    if not len(history) and not len(mrr):
        st.caption("No table says when anything happened to this customer.")
    else:
        days = span(mrr, history, end)
        if len(mrr):
            show_picture(
                dataset.keep(("account mrr", customer), lambda: mrr_picture(mrr, days, dataset.currency)), f"{place}_mrr_{customer}"
            )
        if len(history):
            chart = dataset.keep(("account chart", customer), lambda: events_picture(history, days, end))
            picked = show_picture(chart, f"{place}_events_{customer}", select="event")
            _clicked(history, picked)
            st.caption(
                "▲ good, ◆ bad, ● neither. Bad: a detractor, CSAT of 1 or 2, an open ticket, less MRR, not renewed. The larger a mark of "
                "use, the more days of the week. The dashed line is the last day of the data. Click a mark to read it."
            )
    _rows(dataset, customer, place)


def _header(dataset: Dataset, mrr: float | None, before: float | None, band: str, known: dict[str, str]) -> None:
    moved = mrr - before if mrr is not None and before else None
    wall = st.grid(4, min_column_width=140)
    with wall.container():
        change = None if moved is None else 0 if abs(moved) < 0.005 else MONEY.show_change(moved, dataset.currency)
        value = money_safe(MONEY.show(mrr, dataset.currency)) if mrr is not None else "not known"
        st.metric("MRR", value, change, delta_description="in a year" if moved is not None else None)
    if band:
        with wall.container():
            st.metric("Health", md(band))
    for name, value in known.items():
        if value:
            with wall.container():
                st.metric(name, md(value))


def _clicked(history: pd.DataFrame, picked: object) -> None:
    points = picked["selection"].get("event", []) if isinstance(picked, dict) or picked else []  # type: ignore[index]
    at = int(points[0].get("place", -1)) if points else -1
    if 0 <= at < len(history):
        row = history.iloc[at]
        st.markdown(f":material/event: {row['date'].day} {row['date']:%b %Y}, {md(row['lane'])}: **{md(row['what'])}**")


def _rows(dataset: Dataset, customer: str, place: str) -> None:
    tables = rows_by_table(dataset, customer)
    with st.expander(f"The rows behind it, from {len(tables)} table{'' if len(tables) == 1 else 's'}", icon=":material/table_rows:"):
        if not tables:
            st.caption("No rows.")
            return
        names = list(tables)
        name = st.pills("Table", names, default=names[0], required=True, format_func=lambda n: f"{n} ({len(tables[n])})",
                        key=f"{place}_table_{customer}")  # fmt: skip
        show_table(
            tables[name],
            f"rows of {name}",
            key=f"{place}_rows_{customer}_{name}",
            file_name=f"account-{name.lower()}.csv".replace(" ", "-"),
        )
