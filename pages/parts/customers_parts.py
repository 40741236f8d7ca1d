"""The parts of the Customers page: reasons, the at-risk list, one account, whether the rules work, and who is ready for more."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cs_calc.analysis.risk import AtRisk, by_reason, names
from cs_calc.analysis.risk_backtest import ANY, MONTHS, Checked, back_test, checked_sentences, checked_table, rules_title
from cs_calc.analysis.risk_charts import checked_picture, reasons_picture
from cs_calc.analysis.risk_model import Setting
from cs_calc.analysis.risk_ready import asked_where, ready, ready_sentence
from cs_calc.analysis.risk_records import Flags, said_day
from cs_calc.analysis.risk_rules import BY_KEY, RULES
from cs_calc.analysis.risk_settings import Settings, short, start
from cs_calc.health.model import HealthModel, default_model
from cs_calc.health.portfolio import NO_SCORE, health_table
from cs_calc.health.signals import available, of_dataset
from cs_calc.tables.dataset import Dataset
from pages.parts.customers_ask import ACCOUNT, SETS, Asked, put, show_form
from pages.parts.customers_card import show_card
from pages.parts.customers_table import OPEN, show_customers
from pages.parts.empty import show_template
from pages.parts.link import keep
from pages.parts.picture import show_picture
from pages.parts.rows import show_table
from pages.parts.sentiment_working import clicked
from pages.parts.text import md

MOST_NAMES = 2_000
"""As many customers are offered to pick from: the list goes to the browser as a whole."""


def health_bands(dataset: Dataset) -> dict[str, str]:
    """Each customer's band and score on the last day of the data, by the health model of this session; empty without a customers table."""
    if not len(dataset.tables.get("customers", ())):
        return {}
    values: pd.DataFrame = dataset.keep(("health", "signals"), lambda: of_dataset(dataset))
    if not len(values) or not available(values):
        return {}
    model: HealthModel = st.session_state.get("health_good") or default_model(available(values))
    table: pd.DataFrame = dataset.keep(("health table", model), lambda: health_table(values, model))
    known = table[table["band"] != NO_SCORE]
    return {str(i): f"{b} ({s:.0f})" for i, b, s in zip(known["customer_id"], known["band"], known["score"], strict=True)}


def show_reasons(dataset: Dataset, asked: Asked, rows: pd.DataFrame, told: list[Checked]) -> str:
    """The money by reason beside what each reason has been worth; the reason that was clicked, or nothing."""
    left, right = st.columns(2)
    reason, key = "", (asked.day, asked.by, asked.segment, short(asked.settings["rules"], start(dataset, RULES)))
    with left:
        reasons = by_reason(rows)
        if len(reasons):
            chart = dataset.keep(("risk reasons", *key), lambda: reasons_picture(reasons, dataset.currency, "mrr" in rows))
            picked = clicked(show_picture(chart, "risk_reasons", select="reason"), "reason")
            reason = str(picked.get("rule", "")) if picked else ""
            st.caption("An account with two reasons counts in both. Click a bar to list only its accounts.")
        else:
            st.caption("No account is listed, so there are no reasons to show.")
    with right:
        table = checked_table([t for t in told if t.rule != ANY])
        if len(table) and (table["flagged"] > 0).any():
            show_picture(dataset.keep(("risk test", *key), lambda: checked_picture(table, rules_title(told))), "risk_test")
            st.caption(
                f"Dot and line: how many of the customers that the rule flagged left within {MONTHS} months, with the 95 % range. "
                "Blue tick: how many of the others."
            )
        else:
            st.caption(
                "Whether these reasons went before leaving cannot be told: it needs MRR (or `churned_at` of customers) of more than "
                f"{2 * MONTHS} months."
            )
    return reason


def show_list(dataset: Dataset, asked: Asked, rows: pd.DataFrame, reason: str, bands: dict[str, str]) -> None:
    """The at-risk accounts, the largest first."""
    st.subheader("Whom to call first")
    chosen = rows[[reason in r for r in rows["rules"]]] if reason in BY_KEY else rows
    of = f" for “{md(BY_KEY[reason].name)}”" if reason in BY_KEY else ""
    if not len(chosen):
        st.caption("Nobody is on the list.")
        return
    if bands:
        chosen = chosen.assign(health=[bands.get(i, "") for i in chosen["customer_id"]])
    st.caption(
        f"{len(chosen):,} accounts{of}, the largest MRR first: an order to work through, not a forecast. Tick a row to open the account."
        if "mrr" in chosen
        else f"{len(chosen):,} accounts{of}, those with most reasons first. Tick a row to open the account."
    )
    show_customers(chosen, "accounts at risk", key=f"risk_list_{reason}", file_name=f"at-risk-{asked.period}.csv")
    if bands:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Health: band and score by the health model of this session, on the last day of the data.")
            st.page_link("pages/calculate/health.py", label="Drag a weight, see who changes band", icon=":material/ecg_heart:")


def show_account(dataset: Dataset, asked: Asked, found: AtRisk, rows: pd.DataFrame, bands: dict[str, str]) -> None:
    """One account: picked here, in the link, or by a click on any list."""
    st.subheader("One account")
    known = names(dataset)
    by_id = dict(zip(known["customer_id"], known["customer_name"], strict=True))
    order = list(dict.fromkeys([*rows["customer_id"], *known["customer_id"]]))
    chosen = st.session_state.get(ACCOUNT) or ""
    options = list(dict.fromkeys(["", *([chosen] if chosen in by_id else []), *order[:MOST_NAMES]]))
    if chosen not in options:
        st.session_state[ACCOUNT] = ""
    first = str(order[0])
    picked = st.selectbox(
        "Account",
        options,
        format_func=lambda c: f"{by_id[c]} ({c})" if c else f"First on the list: {by_id[first]}",
        key=ACCOUNT,
        help="Type to search. Those at risk come first.",
        width=420,
    )
    keep(ACCOUNT, picked)
    if len(order) > MOST_NAMES:
        st.caption(f"{MOST_NAMES:,} accounts are offered; a click on a row of any list opens any other.")
    show_one(dataset, asked, found, bands, picked or first, "page")


def show_one(dataset: Dataset, asked: Asked, found: AtRisk, bands: dict[str, str], customer: str, place: str) -> None:
    """The card of one customer, with the reasons of the rules that are on."""
    at = int(found.day.records.ids.get_loc(customer))
    reasons = "; ".join(hit.words(at) for hit in found.hits.values() if hit.flags[at])
    show_card(dataset, customer, asked.day, reasons, bands.get(customer, ""), place)


def show_dialog(dataset: Dataset, asked: Asked, found: AtRisk, bands: dict[str, str]) -> None:
    """The card over the page, once, where a row was clicked."""
    customer = st.session_state.pop(OPEN, None)
    if customer is None or customer not in found.day.records.ids:
        return

    @st.dialog("Account", width="large", icon=":material/domain:")
    def card() -> None:
        st.caption("It is also under “One account”, and in the link.")
        show_one(dataset, asked, found, bands, customer, "dialog")

    card()


def show_rules(dataset: Dataset, asked: Asked, found: AtRisk) -> None:
    """The rules, to be edited."""
    with st.expander("The rules: what makes an account one to worry about", icon=":material/rule:"):
        st.caption(
            "No number here is a standard: the articles name signs, not thresholds. Set your own, and look below whether they would have "
            "worked. They stay in this session and in the link. Unpaid invoices are in no table, so no rule can look at them."
        )
        show_form(dataset, "rules", asked.settings["rules"], found.lacking)


def show_test(dataset: Dataset, asked: Asked, days: list[int], inside: Flags, pooled: list[Checked]) -> None:
    """Would the rules have worked?"""
    st.subheader("Would the rules have worked?")
    if not days:
        st.caption(
            f"This cannot be tested here: it needs to know who left, and {2 * MONTHS} months before {said_day(asked.day)}. MRR by month or "
            "subscriptions tell, or `churned_at` of customers."
        )
        if not dataset.mrr_table:
            show_template(["subscriptions"])
        return
    names_of = {d: f"At the end of {said_day(d).split(' ', 1)[1]}" for d in days} | {0: f"All {len(days)} quarters"}
    options = [*([0] if len(days) > 1 else []), *days]
    picked = st.selectbox(
        "Rules asked", options, 1 if len(days) > 1 else 0, format_func=names_of.__getitem__, key=f"risk_when_{days[0]}", width=260
    )
    chosen = days if picked == 0 else [picked]
    settings = asked.settings["rules"]
    tests = pooled if picked == 0 else back_test(dataset, settings, chosen, inside)
    first, *more = checked_sentences(tests[0], chosen, dataset.currency)
    st.markdown(f"**{md(first)}**")
    for sentence in more:
        st.markdown(md(sentence))
    show_table(
        for_people(checked_table(tests)),
        "rules, each with whom it flagged and who left",
        key=f"risk_tests_{picked}",
        file_name="rules-tested.csv",
    )
    hindsight = " The feature of “Due, feature unused” was chosen from renewals up to today: that flatters this rule." if any(
        t.rule == "renewal_unused" for t in tests) else ""  # fmt: skip
    st.caption(
        "Each rule saw only what was known on the day; who left is counted after it. A customer counts once on each day. What goes before "
        f"leaving need not be its cause.{hindsight}"
    )
    good = {t.rule for t in pooled if t.verdict == "went before" and t.rule != ANY}
    if good and good != {t.rule for t in pooled if t.rule != ANY}:
        kept = Settings({k: Setting(s.on and k in good, s.numbers, s.choice) for k, s in settings.rules.items()}, settings.least)
        st.button(
            "Keep only the rules that went before leaving here",
            on_click=put,
            args=(dataset, "rules", kept),
            icon=":material/filter_alt:",
            help="Chosen by looking at the outcome, they will do a little worse from now on than the test says.",
        )


def for_people(table: pd.DataFrame) -> pd.DataFrame:
    """The test as it is shown: shares in percent."""
    shown = table.drop(columns="rule").rename(columns={"name": "rule", "rate": "share_left", "others_rate": "share_of_others_left"})
    for column in ("share_left", "low", "high", "share_of_others_left"):
        shown[column] = [f"{v:.1%}" if pd.notna(v) else "" for v in shown[column]]
    return shown


def show_ready(dataset: Dataset, asked: Asked, inside: Flags, name: str, what: str) -> None:
    """One list of accounts that are ready for something, with its conditions."""
    found = ready(dataset, tuple(SETS[name]), asked.settings[name], asked.settings["rules"], asked.day, inside)
    st.subheader({"expansion": "Who is ready for an expansion talk?", "reference": "Whom to ask for a reference?"}[name])
    st.markdown(f"**{md(ready_sentence(found, what, dataset.currency))}**")
    if note := asked_where(dataset, found.rows, asked.day):
        st.caption(md(note))
    if len(found.rows):
        show_customers(found.rows, f"accounts ready for {what}", key=f"ready_{name}", file_name=f"{name}-{asked.period}.csv")
    with st.expander("The conditions: all that are on must hold, and no churn-risk rule may flag the account", icon=":material/rule:"):
        show_form(dataset, name, asked.settings[name], found.lacking)
