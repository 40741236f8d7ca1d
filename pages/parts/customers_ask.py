"""What the Customers page is asked: which day, which segment, how the rules are set, which account. All of it stands in the link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from cs_calc.analysis.risk import last_day
from cs_calc.analysis.risk_model import Rule, Setting
from cs_calc.analysis.risk_ready import EXPANSION, REFERENCE
from cs_calc.analysis.risk_records import records
from cs_calc.analysis.risk_rules import RULES, choices
from cs_calc.analysis.risk_settings import Settings, read_short, short, start
from cs_calc.tables.dataset import ALL, UNKNOWN, Dataset
from cs_calc.tables.periods import Kind
from pages.parts.filters import split_name
from pages.parts.link import keep, remembered, write
from pages.parts.period import pick_period
from pages.parts.text import md, money_safe

SETS: dict[str, Sequence[Rule]] = {"rules": RULES, "expansion": EXPANSION, "reference": REFERENCE}
"""The three sets of rules, by their name in the link."""
ACCOUNT = "customers_account"


@dataclass(frozen=True)
class Asked:
    """The day (as a day number) that ends the period, the split and segment, and the settings of each set of rules."""

    kind: Kind
    period: str
    day: int
    by: str | None
    segment: str
    settings: Mapping[str, Settings]


def ask(dataset: Dataset) -> Asked:
    """Draw the fields, read the link and write it."""
    told: list[str] = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind, period = pick_period(dataset, told)
        known = dataset.attributes
        splits = ["", *(c for c in dataset.segment_columns if c in known)]
        by = _pick("Split by", "by", splits, {"": "Nothing", **{c: split_name(c) for c in splits if c}}, "", told)
        segment = ALL
        if by:
            segments = [ALL, *sorted(known[by].fillna(UNKNOWN).astype("str").unique())]
            segment = _pick("Show", "segment", segments, {s: s for s in segments}, ALL, told)
    settings = {name: _settings(dataset, name, told) for name in SETS}
    link = {"periods": kind, "period": period, "by": by, "segment": segment if by and segment != ALL else ""}
    link |= {name: short(settings[name], start(dataset, rules)) for name, rules in SETS.items()}
    if st.session_state.get(ACCOUNT) and st.session_state[ACCOUNT] not in set(records(dataset).ids):
        st.session_state[ACCOUNT] = ""  # of files that were loaded before
    link["account"] = st.session_state.setdefault(ACCOUNT, _asked_account(dataset, told)) or ""
    write({k: v for k, v in link.items() if v})
    for sentence in told:
        st.warning(sentence, icon=":material/link_off:")
    return Asked(kind, period, last_day(dataset, kind, period), by or None, segment, settings)


def _pick(label: str, name: str, options: list[str], words: dict[str, str], default: str, told: list[str]) -> str:
    key = f"filter_{name}"
    kept = st.session_state.get("kept_choices", {}).get(key)
    st.session_state[key], missed = remembered(name, key, options, default)
    if missed is not None:
        told.append(f"The link asks for {label.lower()} “{md(missed[:40])}”, which customers here are not known by.")
    value: str = st.selectbox(label, options, format_func=words.__getitem__, key=key, width=172)
    if kept in options or value != default:  # else a choice of another page, which this one does not have, is not forgotten
        keep(key, value)
    return value


def _settings(dataset: Dataset, name: str, told: list[str]) -> Settings:
    first = start(dataset, SETS[name])
    key = f"customers_set_{name}"
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(name, "")
    found, unknown = read_short(st.session_state[key], first, SETS[name], dataset)
    if unknown:
        told.append(f"The link sets rules that this page or the loaded data does not have: {md(', '.join(unknown)[:80])}.")
        st.session_state[key] = short(found, first)
    return found


def _asked_account(dataset: Dataset, told: list[str]) -> str:
    asked = st.query_params.get("account", "")
    if not asked:
        kept: str = st.session_state.get("kept_choices", {}).get(ACCOUNT, "")
        return kept if kept in set(records(dataset).ids) else ""
    if asked in set(records(dataset).ids):
        return asked
    told.append(f"The link asks for the account “{md(asked[:40])}”, which the loaded data does not have.")
    return ""


def put(dataset: Dataset, name: str, settings: Settings) -> None:
    """Set the rules, in a callback: the form is drawn anew with them."""
    st.session_state[f"customers_set_{name}"] = short(settings, start(dataset, SETS[name]))
    st.session_state["customers_round"] = st.session_state.get("customers_round", 0) + 1


def show_form(dataset: Dataset, name: str, settings: Settings, lacking: Mapping[str, str]) -> None:
    """The form of one set of rules: each on or off, with its numbers and where the idea comes from."""
    rules, first = SETS[name], start(dataset, SETS[name])
    prefix = f"customers_{name}_{st.session_state.get('customers_round', 0)}"
    with st.form(f"{prefix}_form", border=False):
        for rule in rules:
            _field(dataset, rule, settings.rules[rule.key], lacking.get(rule.key, ""), prefix)
        if name == "rules":
            st.number_input("An account is listed from so many reasons on", 1, 10, settings.least, key=f"{prefix}_least", width=330)
        with st.container(horizontal=True):
            st.form_submit_button("Use these", type="primary", icon=":material/check:", on_click=_apply, args=(dataset, name, prefix))
            if settings != first:
                st.form_submit_button(
                    "Back to our starting point", icon=":material/restart_alt:", on_click=put, args=(dataset, name, first)
                )


def _field(dataset: Dataset, rule: Rule, setting: Setting, lacking: str, prefix: str) -> None:
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        if lacking:
            st.markdown(f":gray[**{md(rule.name)}**]")
            st.caption(f"{md(rule.said(setting))}. The loaded files do not have what it needs: {md(lacking)}.")
            return
        st.checkbox(f"**{md(rule.name)}**", setting.on, key=f"{prefix}_{rule.key}_on")
        st.caption(f"{md(rule.said(setting))}. *{money_safe(rule.source)}*")
    with right, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for dial in rule.dials:
            value = setting.numbers[dial.key]
            st.number_input(dial.name.capitalize().replace("Nps", "NPS").replace("Csat", "CSAT"), dial.least, dial.most, value,
                            key=f"{prefix}_{rule.key}_{dial.key}", width=120)  # fmt: skip
        if rule.chooses is not None:
            offered = choices(rule, dataset)
            place = offered.index(setting.choice) if setting.choice in offered else None
            st.selectbox(
                split_name(rule.chooses[1]), offered, place, key=f"{prefix}_{rule.key}_choice", width=180, placeholder="Choose one"
            )


def _apply(dataset: Dataset, name: str, prefix: str) -> None:
    first, state = start(dataset, SETS[name]), st.session_state
    now, _ = read_short(state[f"customers_set_{name}"], first, SETS[name], dataset)
    found = {}
    for rule in SETS[name]:
        was, key = now.rules[rule.key], f"{prefix}_{rule.key}"
        if f"{key}_on" not in state:  # its table is missing: it was not asked
            found[rule.key] = was
            continue
        numbers = {d.key: int(state[f"{key}_{d.key}"] or was.numbers[d.key]) for d in rule.dials}
        found[rule.key] = Setting(bool(state[f"{key}_on"]), numbers, state.get(f"{key}_choice") or was.choice)
    put(dataset, name, Settings(found, int(state.get(f"{prefix}_least") or now.least)))
