"""What matters most? Every input moved alone, drawn as a tornado, and each in a plain sentence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from cs_calc.answer import Answer
from cs_calc.ranges import Range
from cs_calc.tornado import SHARE, as_rows, tornado
from pages.parts.keep import keep_tornado
from pages.parts.picture import show_picture
from pages.parts.text import md


def show_tornado(result: Answer, ranges: Mapping[str, Range]) -> None:
    """Folded away: it is worked out and drawn when it is opened. An input with a range goes from its low to its high end."""
    opened = st.expander("What matters most?", icon=":material/tornado:", key="tornado_open", on_change="rerun")
    if not opened.open:
        return
    from cs_calc.tornado_chart import tornado_picture  # altair: only where it is drawn

    with opened:
        percent = st.number_input(
            "Move each input by (%)",
            min_value=1.0,
            max_value=100.0,
            value=SHARE * 100,
            step=5.0,
            format="%.10g",
            key="tornado_share",
            help="Each alone, this much less and more, as far as it can go; the others stay as they are.",
        )
        found = tornado(result.metric, result.given, result.variant.key, share=percent / 100, ranges=ranges, currency=result.currency)
        if found.problem:
            st.caption(md(found.problem))
            return
        own = [bar.part.name for bar in found.bars if bar.part.key in ranges]
        if own:
            st.caption(f"Over their own ranges: {md(', '.join(own))}. The others by {percent:g} % either way.")
        if found.bars:
            show_picture(tornado_picture(found), "tornado")
            keep_tornado(result, percent / 100)
        st.markdown("\n".join(f"- {md(sentence)}" for sentence in found.sentences))
        for sentence in (*(bar.note for bar in found.bars if bar.note), *found.left_out):
            st.caption(md(sentence))
        if found.bars:
            st.dataframe(pd.DataFrame(as_rows(found)), hide_index=True, alt="Each input with its range and the answer at both ends.")
