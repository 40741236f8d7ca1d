"""Choosing the KPIs and setting each one's objective, target and owner; kept in the session, in a file, and short in the link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from cs_calc.analysis.kpis import (
    MARGIN,
    MOST,
    PAST,
    Kpi,
    Standing,
    Target,
    changed,
    past_target,
    starts,
    suggested,
    targets_of,
    with_metrics,
)
from cs_calc.analysis.kpis_saved import KpiError, from_link, read_kpis, to_link, write_kpis
from cs_calc.analysis.kpis_table import target_name
from cs_calc.metrics import METRICS
from cs_calc.objectives import CHOOSING, objectives_of
from cs_calc.report import available
from cs_calc.tables.dataset import Dataset
from cs_calc.tables.periods import KINDS, Kind
from pages.parts.text import md

KPIS, IN_LINK = "kpis", "kpis_in_link"
NONE, YOURS = "none", "yours"


def read_link() -> list[str]:
    """Take over what a link says of KPIs, once; gives what could not be used, in sentences."""
    asked = st.query_params.get("kpis")
    if not asked or asked == st.session_state.get(IN_LINK):
        return []
    found, told = from_link(asked)
    st.session_state[IN_LINK] = asked
    if found:
        there = {k.metric: k for k in st.session_state.get(KPIS) or ()}
        words = [(k, there.get(k.metric) or with_metrics((), [k.metric], "month")[0]) for k in found]
        st.session_state[KPIS] = tuple(replace(k, objective=old.objective, owner=old.owner) for k, old in words)
    return told


def for_link() -> dict[str, str]:
    """What of the KPIs stands in the link: nothing while they are our suggestion."""
    kpis = st.session_state.get(KPIS)
    if kpis is None:
        return {}
    st.session_state[IN_LINK] = to_link(kpis)
    return {"kpis": st.session_state[IN_LINK]} if kpis else {}


def chosen(dataset: Dataset, kind: Kind) -> tuple[Kpi, ...]:
    """The KPIs of the session, else those that are suggested for the data."""
    kpis: tuple[Kpi, ...] | None = st.session_state.get(KPIS)
    if kpis is not None:
        return kpis
    found: tuple[Kpi, ...] = dataset.keep(("kpis", "suggested", kind), lambda: suggested(dataset, kind))
    return found


def margin() -> float:
    """How far beside a target is within the margin."""
    found: float = st.session_state.get("kpi_margin_kept", MARGIN)
    return found


def put(kpis: Sequence[Kpi] | None) -> None:
    """Make these the KPIs of the session; None: our suggestion."""
    st.session_state[KPIS] = None if kpis is None else tuple(kpis)


def show_choice(dataset: Dataset, kind: Kind, kpis: tuple[Kpi, ...], standings: Sequence[Standing]) -> None:
    """The form, folded away: which metrics, and for each the objective, the target and the owner."""
    with st.expander("Choose the KPIs, their targets and owners", icon=":material/tune:", expanded=not kpis):
        can = {m.key for m in available(dataset, kind)}
        options = [*(k for k in METRICS if k in can), *(k for k in METRICS if k not in can)]
        names = {k: METRICS[k].name + ("" if k in can else " (not in the loaded data)") for k in options}
        st.session_state["kpi_pick"] = [k.metric for k in kpis]
        st.multiselect(
            f"KPIs, at most {MOST}",
            options,
            format_func=names.__getitem__,
            max_selections=MOST,
            key="kpi_pick",
            on_change=lambda: put(with_metrics(kpis, st.session_state["kpi_pick"], kind)),
        )
        few = CHOOSING[2]
        st.caption(f"At most {MOST}: “{md(few.text)}” ({md(few.source.publisher)}) Without a choice of your own: one for each objective.")
        if kpis:
            _set_one(kpis, kind, dataset.currency, starts(standings))
        _keep(kpis)


def _set_one(kpis: tuple[Kpi, ...], kind: Kind, currency: str, begin: Mapping[str, float]) -> None:
    keys = [k.metric for k in kpis]
    key = st.selectbox("Set", keys, format_func=lambda k: METRICS[k].name, key="kpi_set", width=330)
    kpi = next(k for k in kpis if k.metric == key)
    metric = METRICS[key]
    marks = {t.origin: t for t in targets_of(metric)}
    past = past_target(metric)
    targets: dict[str, Target | None] = {**marks, **({PAST: past} if past else {}), YOURS: Target(YOURS, 0.0, "at least"), NONE: None}
    names = {origin: target_name(metric, target, currency) for origin, target in targets.items()}
    fields = {name: f"kpi_{name}_{key}" for name in ("objective", "owner", "origin", "value", "side", "period")}
    held = kpi.target
    own = held if held and held.origin == YOURS else None
    now: dict[str, Any] = {"objective": kpi.objective, "owner": kpi.owner, "origin": held.origin if held else NONE}
    if own:
        now |= {"value": own.value * metric.unit.scale, "side": own.side, "period": own.period}
    for name, value in now.items():
        st.session_state[fields[name]] = value

    def store() -> None:
        said = {name: st.session_state.get(field) for name, field in fields.items()}
        origin = said["origin"]
        target = targets[origin]
        if origin == YOURS:
            start = begin.get(key, 0.0) * metric.unit.scale
            value = said["value"] if own and said["value"] is not None else round(start, 4)
            side = said["side"] if own else held.side if held else "at most" if metric.better == "lower" else "at least"
            target = Target(YOURS, value / metric.unit.scale, side, said["period"] or "" if own else kind)
        put(changed(kpis, key, Kpi(key, said["objective"] or "", said["owner"] or "", target)))

    with st.container(horizontal=True, vertical_alignment="bottom"):
        help_ = "What do we want? " + " / ".join(o.question for o in objectives_of(key)[:2])
        st.text_input("Objective", key=fields["objective"], max_chars=200, width=330, on_change=store, help=help_)
        st.text_input("Owner", key=fields["owner"], max_chars=80, width=200, on_change=store, help="Stays in this session and in the file.")
        st.selectbox("Target", list(targets), format_func=names.__getitem__, key=fields["origin"], width=420, on_change=store)
    if own:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("Direction", ["at least", "at most"], key=fields["side"], width=130, on_change=store)
            st.number_input(f"Target ({metric.unit.name})", key=fields["value"], width=200, on_change=store)
            st.selectbox(
                "For",
                ["", *KINDS],
                format_func=lambda p: f"a {p}" if p else "any period",
                key=fields["period"],
                width=150,
                on_change=store,
                help="A share of a month is not one of a quarter: it is compared in that period only.",
            )


def _keep(kpis: tuple[Kpi, ...]) -> None:
    def set_margin() -> None:
        st.session_state["kpi_margin_kept"] = st.session_state["kpi_margin"] / 100

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.session_state["kpi_margin"] = round(margin() * 100, 4)
        st.number_input("Margin, % of the target", 0.0, 100.0, key="kpi_margin", width=190, on_change=set_margin)
        st.download_button(
            "Save the KPIs",
            write_kpis(kpis, margin()),
            "kpis.json",
            "application/json",
            on_click="ignore",
            icon=":material/download:",
            help="A small file with metrics, objectives, targets and owners; no customer is in it.",
        )
        with st.popover("Load KPIs", icon=":material/upload_file:"):
            upload = st.file_uploader("A saved file", type=["json"], key=f"kpi_file_{st.session_state.get('kpi_files', 0)}")
            if upload is not None:
                try:
                    found, share = read_kpis(upload.getvalue())
                except KpiError as wrong:
                    st.error(md(str(wrong)), icon=":material/error:")
                else:
                    put(found)
                    st.session_state["kpi_margin_kept"] = share
                    st.session_state["kpi_files"] = st.session_state.get("kpi_files", 0) + 1
                    st.toast("The KPIs are loaded.", icon=":material/check:")
                    st.rerun()
        if st.session_state.get(KPIS) is not None:
            st.button("Back to our suggestion", icon=":material/restart_alt:", on_click=put, args=(None,), key="kpi_reset")
    st.caption("The link holds metrics and targets, the file also objectives and owners.")
