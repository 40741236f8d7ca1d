"""The form of a health model: signals, weights, bands and what is missing; kept, saved and loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from cs_calc.health.link import MODEL_KEYS, VALUE, from_link, to_link, values_from_link
from cs_calc.health.model import BETTER_WORDS, MISSING_WORDS, HealthModel, ModelError, default_model, weights_sentence
from cs_calc.health.saved import read_model, write_model
from cs_calc.health.signals import COLUMNS
from cs_calc.health.typed import band_rows, edges_sentence, model_from, signal_rows
from pages.parts import state
from pages.parts.text import md, money_safe

MODEL = "health_model"
"""Where the model lies in the session, as rows of the form: it survives moving between pages."""
CUSTOMER, TYPED, LINKED, TOLD = "health_customer", "health_typed", "health_linked", "health_told"


def put(model: HealthModel, *, touched: bool = True) -> None:
    """Make this the model of the session; its forms are drawn anew."""
    st.session_state[MODEL] = {"signals": signal_rows(model), "bands": band_rows(model), "missing": model.missing, "touched": touched}
    st.session_state["health_round"] = st.session_state.get("health_round", 0) + 1
    st.session_state.pop("health_missing", None)


def put_health(model: HealthModel, given: Mapping[str, float | None] | None, customer: str = "") -> None:
    """Open the page on this model and on these values (None: on those it opens with); `customer`: whose they are in the loaded data."""
    put(model)
    st.session_state[CUSTOMER] = customer
    st.session_state[TYPED] = {customer: dict(given or {})}


def take_link(available: list[str] | None) -> None:
    """Take over the model and the values that the link asks for, when it asks for them first; what it cannot mean is told on the page."""
    asked = {k: v for k, v in st.query_params.to_dict().items() if k in (*MODEL_KEYS, "customer") or k.startswith(VALUE)}
    if not asked or asked == st.session_state.get(LINKED):
        return
    st.session_state[LINKED] = asked
    model, told = default_model(available), []
    if any(key in asked for key in MODEL_KEYS):
        try:
            model = from_link(asked, model)
        except ModelError as wrong:
            told = [*wrong.problems, "Our starting point is shown."]
    put(model, touched=model != default_model(available))
    values, odd = values_from_link(asked, model)
    st.session_state[CUSTOMER] = asked.get("customer", "")
    st.session_state[TYPED] = {st.session_state[CUSTOMER]: values}
    st.session_state[TOLD] = [*told, *odd]


def model_in_link(model: HealthModel, available: list[str] | None) -> dict[str, str]:
    """The model as it stands in the link; nothing where it is the one that the page opens with."""
    fitting = default_model(available)
    # who opens the link of another's data has not that data: what fits it there would be another model
    return to_link(model, fitting if model == fitting or state.is_sample() else default_model())


def show_model(available: list[str] | None) -> HealthModel:
    """The form, and the model that it says; while that cannot be used, what is wrong and the last one that could.

    `available` are the columns of the loaded data: an untouched model begins with the signals that they hold.
    """
    fitting = default_model(available)
    kept = st.session_state.get(MODEL)
    if kept is None or (not kept["touched"] and kept["signals"] != signal_rows(fitting)):
        put(fitting, touched=False)
    now = st.session_state[MODEL]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown("**Signals**: what is known about a customer, from its low to its high end")
        signals = _edited("signals", ["key", "name", "low", "high", "better", "weight", "column"], _signal_columns())
    with right:
        st.markdown("**Weights**: as typed, and as used")
        used = st.container()
    below, beside = st.columns([3, 2], gap="medium")
    with below:
        st.markdown("**Bands**: each begins at its score and reaches up to the next, the last to 100")
        bands = _edited("bands", ["name", "from"], _band_columns())
    with beside:
        st.session_state.setdefault("health_missing", now["missing"])
        missing = st.selectbox("If a signal is not known", list(MISSING_WORDS), format_func=MISSING_WORDS.__getitem__, key="health_missing")
        edges = st.container()
    typed = {"signals": signals, "bands": bands, "missing": missing}
    touched = now["touched"] or any(typed[k] != now[k] for k in typed)
    st.session_state[MODEL] = {**typed, "touched": touched}
    try:
        model = model_from(signals, bands, missing)
        st.session_state["health_good"] = model
    except ModelError as wrong:
        for sentence in wrong.problems:
            st.error(md(sentence), icon=":material/edit_off:")
        st.caption("Until this is mended, the last model that worked is used below.")
        model = st.session_state.get("health_good", fitting)
    with used:
        _show_weights(model)
    with edges:
        st.caption(md(edges_sentence(model)))
    _keep(model, fitting)
    return model


def _edited(name: str, columns: list[str], config: dict[str, Any]) -> list[dict[str, Any]]:
    """An editable table. What it is given stays the same while it is on the page, else it would forget what was typed."""
    key = f"health_{name}_{st.session_state['health_round']}"
    if key not in st.session_state or f"{key}_base" not in st.session_state:
        st.session_state[f"{key}_base"] = pd.DataFrame(st.session_state[MODEL][name], columns=columns)
    found = st.data_editor(
        st.session_state[f"{key}_base"],
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config=config,
        width="stretch",
        alt=f"The {name} of the health model, to be edited.",
    )
    rows: list[dict[str, Any]] = found.astype("object").where(found.notna(), None).to_dict("records")
    return rows


def _signal_columns() -> dict[str, Any]:
    number: dict[str, Any] = {"format": "plain", "required": True, "width": 66}
    return {
        "key": None,
        "name": st.column_config.TextColumn("Signal", required=True, max_chars=60, width=150),
        "low": st.column_config.NumberColumn("Low", **number, help="What counts as 0 where higher is better."),
        "high": st.column_config.NumberColumn("High", **number, help="What counts as 100 where higher is better."),
        "better": st.column_config.SelectboxColumn("Better", options=list(BETTER_WORDS), required=True, default="higher", width=78),
        "weight": st.column_config.NumberColumn("Weight", **{**number, "width": 82}, min_value=0.0, default=10.0),
        "column": st.column_config.SelectboxColumn(
            "In the data",
            options=[*COLUMNS, "users"],
            width=120,
            help="Which of the loaded data's columns it is read from; empty: only typed.",
        ),
    }


def _band_columns() -> dict[str, Any]:
    return {
        "name": st.column_config.TextColumn("Band", required=True, max_chars=60),
        "from": st.column_config.NumberColumn("Begins at", required=True, min_value=0.0, max_value=100.0),
    }


def _show_weights(model: HealthModel) -> None:
    shares = model.used_weights()
    rows = [{"Signal": s.name, "Typed": s.weight, "Used": shares[s.key], "Share": shares[s.key]} for s in model.signals]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "Signal": st.column_config.TextColumn(width=146),
            "Typed": st.column_config.NumberColumn(format="plain", width=58),
            "Used": st.column_config.NumberColumn(format="percent", width=66),
            "Share": st.column_config.ProgressColumn(format=" ", width=88, min_value=0.0, max_value=max(shares.values())),
        },
        alt="Weights as typed and as used: " + ", ".join(f"{r['Signal']} {r['Typed']:g} is {r['Used']:.1%}" for r in rows) + ".",
    )
    st.caption(money_safe(weights_sentence(model)))


def _keep(model: HealthModel, fitting: HealthModel) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Save the model",
            write_model(model),
            "health-model.json",
            "application/json",
            on_click="ignore",
            icon=":material/download:",
            help="A small file with signals, weights and bands; no customer is in it.",
        )
        with st.popover("Load a model", icon=":material/upload_file:"):
            upload = st.file_uploader("A saved model", type=["json"], key=f"health_file_{st.session_state.get('health_files', 0)}")
            if upload is not None:
                try:
                    put(read_model(upload.getvalue()))
                except ModelError as wrong:
                    for sentence in wrong.problems:
                        st.error(md(sentence), icon=":material/error:")
                else:
                    st.session_state["health_files"] = st.session_state.get("health_files", 0) + 1
                    st.toast("The model is loaded.", icon=":material/check:")
                    st.rerun()
        if model != fitting and st.button("Back to our starting point", icon=":material/restart_alt:"):
            put(fitting, touched=False)
            st.rerun()
