"""The lists of the sentiment page: whom to call, who is silent, whom to ask when, which articles do not help."""

from __future__ import annotations

import streamlit as st

from cs_calc.analysis import sentiment_lists as lists
from cs_calc.analysis import survey_calendar as schedule
from cs_calc.analysis.mix import last_month
from cs_calc.analysis.sentiment import answered_through, surveys, window
from cs_calc.analysis.sentiment_charts import article_dots
from cs_calc.charts import SMALL, lines
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import Kind, spoken
from cs_calc.units import COUNT
from pages.parts.empty import show_template
from pages.parts.picture import show_picture
from pages.parts.rows import show_table
from pages.parts.text import md


def show_call_backs(dataset: Dataset, kind: Kind, period: str) -> None:
    """Every detractor of the period."""
    st.subheader("Whom do we call back?")
    rows = lists.call_backs(dataset, kind, period)
    st.markdown(f"**{md(lists.call_back_sentence(rows, period, dataset.currency))}**")
    if len(rows):
        show_table(lists.for_people(rows), "detractors to call back", key="call_backs", file_name=f"call-back-{period}.csv")
        st.caption(
            "The largest first. MRR is that at the end of the period; “score since” is what the same customer answered later. "
            "Call within days, listen, and note what was done."
        )


def show_answered(people: Dataset, dataset: Dataset, kind: Kind, period: str) -> None:
    """Who answered at all in the last 12 months, and through which channel."""
    st.subheader("Who answers at all?")
    found = lists.who_answered(people, kind, period)
    if not len(found):
        st.caption("This needs survey responses with the customer's id, and customers: a customer list, subscriptions or monthly MRR.")
    else:
        st.markdown(f"**{md(lists.answered_sentence(found, period, people.currency))}**")
        silent = found[found["answers"] == 0].drop(columns="answers")
        if len(silent):
            with st.expander(f"The {len(silent)} silent customers", icon=":material/volume_off:"):
                show_table(lists.for_people(silent), "customers who did not answer", key="silent", file_name=f"silent-{period}.csv")
    known = surveys(dataset)
    if not known:
        return
    survey = st.segmented_control("Answers to", known, default=known[0], required=True, key="answers_to")
    months = window(dataset, kind, period, 12)
    table = lists.channel_table(dataset, survey, months, last_month(dataset, kind, period))
    if not len(table):
        st.caption("The answers name no survey channel (column “channel”).")
        return
    wide, names, title = answered_through(lists.by_channel(dataset, survey, months), months)
    if len(months) > 1:
        show_picture(lines(wide, names, COUNT, title, f"{survey} answers"), "answers_by_channel")
    show_table(lists.for_people(table), "channels", key="channels", file_name=f"channels-{period}.csv")
    st.caption(
        f"{md(survey)} answers of the last 12 months. How many were asked is in no table, so a response rate per channel cannot be worked."
    )


def show_due(people: Dataset) -> None:
    """Whom to ask next: the surveys that are due or overdue, as csv and for a calendar."""
    st.subheader("Whom do we ask next?")
    customers = schedule.starts(people)
    if not len(customers) or customers["start"].isna().all():
        st.info(
            "This list needs customers and their first day: a customer list with signup_date, or subscriptions. It shows whose survey "
            "is due 1, 6 and 12 months after the start.",
            icon=":material/table:",
        )
        show_template(["customers"])
        return
    ahead = st.segmented_control("Look ahead", [30, 60, 90], default=60, required=True, format_func=lambda d: f"{d} days", key="ahead")
    found = schedule.due(people, ahead)
    rows = schedule.to_send(found)
    st.markdown(f"**{md(schedule.schedule_sentence(found, people.as_of, ahead))}**")
    if not len(rows):
        return
    show_table(lists.for_people(rows), "surveys to send", key="due", file_name=f"surveys-due-{people.as_of}.csv")
    st.download_button(
        "Put them into a calendar (.ics)",
        lambda: schedule.calendar_file(found, people.as_of),
        f"surveys-due-{people.as_of}.ics",
        "text/calendar",
        on_click="ignore",
        icon=":material/calendar_month:",
        key="due_ics",
        help="An all-day entry for each survey on the day of sending; opens in Outlook, Google Calendar, Apple Calendar and others.",
    )
    st.caption(
        f"After Typeform: 1, 6 and 12 months after the start, sent at least {schedule.BEFORE} days before. An NPS answer from "
        f"{schedule.EARLY} days before the day of sending on counts as done. Days: until it is to be sent; below 0 it is overdue."
    )


def show_articles(dataset: Dataset) -> None:
    """Help articles, the least helpful first."""
    st.subheader("Which help articles do not help?")
    found = lists.article_ranking(dataset)
    if not len(found):
        st.info("This needs the votes of help articles (article_votes): it ranks them, the least helpful first.", icon=":material/table:")
        show_template(["article_votes"])
        return
    st.markdown(f"**{md(lists.articles_sentence(found))}**")
    if found["ranked"].any():
        show_picture(article_dots(found), "articles")
    ranked, few = found[found["ranked"]].drop(columns="ranked"), found[~found["ranked"]].drop(columns="ranked")
    with st.expander(f"All {len(ranked)} ranked articles", icon=":material/table:"):
        show_table(
            lists.for_people(ranked), "articles, least helpful first", key="articles_ranked", file_name="articles-least-helpful-first.csv"
        )
    if len(few):
        with st.expander(f"{len(few)} articles with fewer than {SMALL} votes", icon=":material/hourglass_empty:"):
            show_table(
                lists.for_people(few), "articles with too few votes to rank", key="articles_few", file_name="articles-too-few-votes.csv"
            )
    st.caption(
        f"Sorted by the lower end of the 95 % range (Wilson). All votes up to {spoken(dataset.periods('month')[-1])}, of all customers: "
        "votes have no date and do not say whose they are."
    )
