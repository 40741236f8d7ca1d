"""Where the three kinds of people are sent on their way."""

import streamlit as st

from cs_calc import METRICS
from cs_calc.comparison import compare, first_numbers
from pages.parts import state
from pages.parts.text import md

st.title("Customer-success metrics, worked and explained")
st.markdown(
    f"{len(METRICS)} metrics by every published definition. Each number is explained down to the rows it came from, "
    "with how sure it is and what the well-known articles get wrong about it."
)

grid = st.grid(3, min_column_width=250)
with grid.container(border=True, height="stretch"):
    st.subheader(":material/upload_file: I have spreadsheets")
    st.markdown("Upload subscriptions and surveys. Get every metric by month and segment, charted, and a workbook for the board.")
    if st.button("Try it with the sample company", type="primary", key="home_sample"):
        state.use_sample()
        st.switch_page("pages/analyse/scorecard.py")
    st.page_link("pages/analyse/data.py", label="Upload your own", icon=":material/arrow_forward:")
with grid.container(border=True, height="stretch"):
    st.subheader(":material/calculate: I have a question")
    st.markdown("Type the numbers you have. See the answer, the working line by line, and what other definitions would say. Send the link.")
    st.page_link("pages/calculate/calculator.py", label="Open the calculator", icon=":material/arrow_forward:")
with grid.container(border=True, height="stretch"):
    st.subheader(":material/menu_book: I want to learn")
    st.markdown("What each metric asks, its formula with a worked example, whose definition it is, and the mistakes people make with it.")
    st.page_link("pages/learn/library.py", label="Open the library", icon=":material/arrow_forward:")

churn = METRICS["net_mrr_churn"]
january = compare(churn, first_numbers(churn))
with st.container(border=True):
    st.subheader("One month of data, read in many ways")
    st.markdown(f"The January of {churn.examples[0].source.publisher}'s article is, by published definitions of net MRR churn:")
    for reading in january.drawn:
        st.markdown(f"- **{md(reading.shown)}** {md(reading.whose)}, {md(reading.name[0].lower() + reading.name[1:])}")
    st.page_link("pages/calculate/compare.py", label="See why", icon=":material/balance:", query_params={"metric": churn.key})

st.caption("Files stay in this session's memory and are never written to disk or shown to anyone else. No usage data is sent anywhere.")
