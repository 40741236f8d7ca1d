"""What one person has loaded and typed. It lives in that person's session only; nothing is shared or stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from cs_calc.formulas import fields_of, inputs_of
from cs_calc.model import Metric
from cs_calc.sample import sample_workbook
from cs_calc.tables.load import Loaded, load
from cs_calc.tables.problems import Refused
from cs_calc.tables.read import RawFile, read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from cs_calc.work import Given, Known

SAMPLE_NAME = "sample_company.xlsx"


@st.cache_resource(show_spinner="Opening the sample company ...")
def _sample() -> Loaded:
    """The sample company, the same for everyone: it is nobody's data, so it may be shared."""
    return load([read_file(SAMPLE_NAME, sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)])


def loaded() -> Loaded | None:
    """What this person has loaded, or None."""
    found: Loaded | None = st.session_state.get("loaded")
    return found


def is_sample() -> bool:
    """Whether the sample company is loaded."""
    return bool(st.session_state.get("is_sample"))


def use_sample() -> None:
    """Load the sample company."""
    clear()
    st.session_state["loaded"], st.session_state["is_sample"] = _sample(), True


def add_files(uploads: Iterable[Any]) -> list[Refused]:
    """Read uploaded files into the session; what cannot be read comes back with a sentence, the rest is kept.

    The bytes are not kept: only the cells are.
    """
    files: dict[str, RawFile] = {}
    refused = []
    for upload in uploads:
        try:
            files[upload.name] = read_file(upload.name, upload.getvalue(), known_headers=KNOWN_HEADERS)
        except Refused as why:
            refused.append(why)
    if files:
        st.session_state["files"] = {**({} if is_sample() else st.session_state.get("files", {})), **files}
        st.session_state["is_sample"] = False
        reload()
    return refused


def reload() -> None:
    """Understand the session's files again, after an answer or a choice has changed."""
    files = st.session_state.get("files")
    if not files:
        return
    found = load(
        list(files.values()),
        answers=st.session_state.get("answers", {}),
        chosen=st.session_state.get("chosen", {}),
        until=st.session_state.get("until"),
        sign=st.session_state.get("sign", ""),
    )
    st.session_state["loaded"] = _assuming(found, st.session_state.get("assumed", {}))


def set_assumed(key: str, value: float) -> None:
    """Set a number that no table holds, such as the gross margin."""
    assumed = st.session_state.setdefault("assumed", {})
    assumed[key] = value
    found = loaded()
    if found is not None:
        st.session_state["loaded"] = _assuming(found, assumed)


def _assuming(found: Loaded, assumed: Mapping[str, float]) -> Loaded:
    """The same upload with other assumptions; what was worked out with the old ones is forgotten."""
    if dict(found.dataset.assumed) == dict(assumed):
        return found
    return replace(found, dataset=replace(found.dataset, assumed=dict(assumed), _kept={}))


def set_answer(key: str, value: str) -> None:
    """Remember the reply to a question and understand the files again."""
    st.session_state.setdefault("answers", {})[key] = value
    reload()


def choose(place: str, column: str, header: str) -> None:
    """Remember which column of a sheet is which, and understand the files again."""
    st.session_state.setdefault("chosen", {}).setdefault(place, {})[column] = header
    reload()


def has_answers() -> bool:
    """Whether something was answered or chosen about the loaded files."""
    return bool(st.session_state.get("answers") or st.session_state.get("chosen"))


def forget_answers() -> None:
    """Take back what was answered and chosen, and understand the files again."""
    st.session_state["answers"], st.session_state["chosen"] = {}, {}
    for key in [k for k in st.session_state if str(k).startswith(("q_", "table_", "col_"))]:
        del st.session_state[key]
    reload()


def set_until(day: date | None) -> None:
    """Set the last day that the data speaks of."""
    st.session_state["until"] = day
    reload()


def set_sign(sign: str) -> None:
    """Set the sign before amounts; empty for the file's own."""
    st.session_state["sign"] = sign
    reload()


def clear() -> None:
    """Forget everything that was loaded in this session."""
    for key in ("loaded", "files", "answers", "chosen", "until", "sign", "assumed", "is_sample", "built"):
        st.session_state.pop(key, None)


def typed() -> dict[str, Known]:
    """What was typed into the calculator, by input key (None: emptied): it survives moving between pages."""
    values: dict[str, Known] = st.session_state.setdefault("typed", {})
    return values


def put_typed(numbers: Mapping[str, Known]) -> None:
    """Put numbers into the calculator's fields, as if they had been typed; what is not known is left empty."""
    forget_typed(numbers)
    known = {key: value for key, value in numbers.items() if value is not None}
    typed().update({key: tuple(value) if isinstance(value, Sequence) else float(value) for key, value in known.items()})


def opened(page: str) -> None:
    """Note which page is open. Fields of the page before, with the same names, are drawn anew from what was typed.

    (Streamlit keeps a field's place from one page to the next, but not what stands in it: it would come up empty.)
    """
    if st.session_state.get("page_open") != page:
        for key in [k for k in st.session_state if str(k).startswith("in_")]:
            del st.session_state[key]
        st.session_state["page_open"] = page


def forget_typed(keys: Iterable[str]) -> None:
    """Take back what was typed for these inputs: their fields show the example again."""
    for key in keys:
        typed().pop(key, None)
        st.session_state.pop(f"in_{key}", None)
        st.session_state.pop(f"only_{key}", None)


def of_metric(metric: Metric, given: Given) -> dict[str, Known]:
    """Of all that is known, what a metric's formulas use: its numbers, its lists and their summaries."""
    keys = {part.key for part in (*fields_of(metric), *inputs_of(metric))}
    return {key: given.get(key) for key in keys}


def ask_what_if(metric: str, variant: str, numbers: Mapping[str, Known]) -> None:
    """Put a metric and its numbers into the calculator, which then opens on them."""
    put_typed(numbers)
    st.session_state["calc_metric"], st.session_state["calc_variant"] = metric, variant
