"""Why did it change? Within segments or by their mix, which input contributed how much, and whether the change is real."""

import streamlit as st

from cs_calc.analysis.why import answer_over, is_it_real, parts_sentence, said, take_apart
from cs_calc.analysis.why_charts import bars_of_mix, bars_of_parts, change_bridge
from cs_calc.analysis.why_mix import base_name, base_of, mix_by, ranked, splits_for
from cs_calc.analysis.why_say import (
    masked,
    mix_sentence,
    mix_title,
    no_mix,
    opening,
)
from cs_calc.analysis.why_tables import parts_table, real_of_segments, segment_table, split_table
from cs_calc.tables.dataset import ALL
from cs_calc.tables.periods import spoken
from pages.parts import state
from pages.parts.empty import need_data
from pages.parts.filters import split_name
from pages.parts.keep import keep_page
from pages.parts.picture import show_picture
from pages.parts.rows import show_table
from pages.parts.text import md, money_safe
from pages.parts.why_ask import look_at, show_question, word_of
from pages.parts.working import show_rows

st.title("Why did it change?")
st.markdown("Is the change real, did it happen inside the segments or only in their mix, and which number behind it moved it?")
loaded = need_data(
    "This page takes the change of any metric between two periods apart: by segment and mix, and by every input of its formula."
)
whole = loaded.dataset
hints = masked(whole)
asked = show_question(whole, hints[0].metric.key if hints else "nps")
dataset, metric, variant, times = asked.dataset, asked.metric, asked.variant, asked.times
unit, currency, better = variant.formula.unit, dataset.currency, metric.better_by(variant)
whens = (said(times.then), said(times.now))
then, now = (answer_over(dataset, metric, variant.key, times.kind, p) for p in (times.then, times.now))
change, real = is_it_real(then, now, whens)
if change is None:
    st.info(money_safe(real), icon=":material/help:")
    st.stop()

splits = splits_for(dataset, variant)
every = ranked(dataset, variant, times)
wanted = mix_by(dataset, variant, times, asked.by) if asked.by else None
found = wanted or (every[0] if every and not asked.by else None)
base = base_of(variant.formula)
word = word_of(found.by) if found else ""
of = base_name(base) if base is not None else ""
story = mix_sentence(found, unit, of, word, currency, len(every) if not asked.by else 1) if found else ""
ends = (unit.show_brief(then.value, currency), unit.show_brief(now.value, currency))
st.markdown(f"**{md(opening(metric, whens, change, ends, story))}**")
st.markdown(f"Is it real? {md(real)}")
keep_page("why")
if not all(whole.is_whole(p, times.kind) for p in (*times.then, *times.now)):
    st.caption(":material/hourglass_bottom: One of the periods is not complete in the data: its number may still change.")
hint = next(iter(hints), None)
if hint is not None and (hint.metric.key, hint.times) != (metric.key, times):
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/visibility_off: Most hidden in the surveys, renewals and trials: {md(hint.sentence(word_of(hint.mix.by)))}")
        st.button("Look at it", on_click=look_at, args=(hint,), key="why_look")

st.subheader("Inside the segments, or their mix?")
picked = ""
if found is None:
    why = f"{split_name(asked.by)} does not put each row behind it in one segment that was there both times." if asked.by and every else ""
    st.caption(md(why or no_mix(variant, times, bool(splits))))
else:
    title = mix_title(found, unit, word, currency)
    chart = change_bridge(found.start, found.end, bars_of_mix(found, word), unit, title, whens, better, currency)
    shown = show_picture(chart, f"why_mix_{found.by}", select="bar")
    points = (shown or {}).get("selection", {}).get("bar", []) if shown else []
    picked = str(points[0].get("key", "")) if points else ""
    colours = "" if better == "depends" else " Green is to the good, orange to the bad."
    st.caption(
        f"Within: how a segment's own value changed, by its mean share of {md(of[:1].lower() + of[1:])} among the segments that were there "
        f"both times. New and ended ones: their share by how far they lie from those. It adds up to the change.{colours} "
        "Click a bar for its working below."
    )
    own = real_of_segments(dataset, metric, variant, times, found)
    show_table(
        segment_table(found, unit, of, currency, own or None), "segments", key="why_segments", file_name=f"why-{metric.key}-{found.by}.csv"
    )
    if len(every) > 1:
        with st.expander(f"All {len(every)} ways to split it", icon=":material/call_split:"):
            names = {m.by: split_name(m.by) for m in every}
            table = split_table(every, unit, names, currency)
            show_table(table, "splits, the one that shows most first", key="why_splits", file_name=f"why-{metric.key}-splits.csv")

st.subheader("Which number behind it moved it?")
parts = take_apart(variant.formula, then.given, now.given, whens)
if parts is not None:
    sentence = parts_sentence(parts, unit, currency)
    if parts.problem:
        st.caption(md(sentence))
    elif len(parts.parts) == 1:
        st.caption(f"{md(variant.formula.name)} is one number of the data ({md(parts.parts[0].name)}): there is nothing to take apart.")
    else:
        bars = bars_of_parts(parts)
        if bars:
            show_picture(change_bridge(parts.start, parts.end, bars, unit, sentence, whens, better, currency), "why_parts")
            st.caption("Each bar is what an input's change did to the answer, averaged over every order in which the inputs can change.")
        else:
            st.caption(md(sentence))
        show_table(parts_table(parts, unit, currency), "inputs, then and now", key="why_inputs", file_name=f"why-{metric.key}-inputs.csv")

st.subheader("Down to the working and the rows")
segments = [ALL, *sorted(found.segments["segment"].astype(str))] if found else [ALL]
with st.container(horizontal=True, vertical_alignment="bottom"):
    start = segments.index(picked) if picked in segments else 0
    segment = st.selectbox("Of", segments, start, key=f"why_of_{found.by if found else ''}_{picked}", width=220)
    periods = [*times.now[::-1], *times.then[::-1]]
    period = st.selectbox("In", periods, format_func=spoken, key="why_in", width=160)
by = found.by if found and segment != ALL else None
one = answer_over(dataset, metric, variant.key, times.kind, (period,), by, segment)
if one.value is None:
    st.caption(md(one.problem))
else:
    for line in one.lines():
        st.markdown(md(line))
    if st.button("What if? Change these numbers", icon=":material/calculate:"):
        state.ask_what_if(metric.key, variant.key, state.of_metric(metric, one.given))
        st.switch_page("pages/calculate/calculator.py")
show_rows(dataset, one, times.kind, period, by, segment)
