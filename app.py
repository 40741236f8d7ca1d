"""Customer-success metrics: the frame around the pages. No arithmetic."""

import gc
import threading

import streamlit as st

from cs_calc.tables.runs import drawing
from pages.parts import people, state
from pages.parts.case_loaded import is_case_data

st.set_page_config(page_title="Customer-success metrics", page_icon=":material/monitoring:", layout="wide")


@st.cache_resource(show_spinner=False)
def _freeze_imports() -> bool:
    """Once per process: what the imports left behind is never looked at by the garbage collector again."""
    gc.collect()
    gc.freeze()
    threading.Thread(target=_import_ahead, daemon=True).start()
    return True


def _import_ahead() -> None:
    """What is slow to import and needed by the next pages, while the first one is looked at."""
    import scipy.stats  # noqa: F401

    import cs_calc.charts
    import cs_calc.notebook.keep  # noqa: F401


def _show_loaded() -> None:
    """What is loaded, in the sidebar. In a function: nothing of the data stays in this file's own names."""
    with st.sidebar:
        if (found := state.loaded()) is not None and found.dataset.tables:
            of_case = is_case_data()
            name = "the sample company" if state.is_sample() else "the data of a case" if of_case else "your files"
            st.caption(f"Loaded: {name}. {found.dataset.as_of:%d %B %Y} is the last day in it.")
            if of_case:
                st.page_link("pages/learn/cases.py", label="Back to the case", icon=":material/arrow_back:")
        else:
            st.caption("No data loaded. What you upload stays in this session and is never stored.")


PAGES = {
    "": [st.Page("pages/start/home.py", title="Start", icon=":material/home:", url_path="start", default=True)],
    "Analyse": [
        st.Page("pages/analyse/data.py", title="Data", icon=":material/upload_file:", url_path="data"),
        st.Page("pages/analyse/scorecard.py", title="Scorecard", icon=":material/speed:", url_path="scorecard"),
        st.Page("pages/analyse/revenue.py", title="Revenue", icon=":material/waterfall_chart:", url_path="revenue"),
        st.Page("pages/analyse/sentiment.py", title="Sentiment", icon=":material/sentiment_satisfied:", url_path="sentiment"),
        st.Page("pages/analyse/support.py", title="Support", icon=":material/support_agent:", url_path="support"),
        st.Page("pages/analyse/product.py", title="Product", icon=":material/touch_app:", url_path="product"),
        st.Page("pages/analyse/onboarding.py", title="Onboarding", icon=":material/rocket_launch:", url_path="onboarding"),
        st.Page("pages/analyse/customers.py", title="Customers", icon=":material/groups:", url_path="customers"),
        st.Page("pages/analyse/why.py", title="Why did it change?", icon=":material/account_tree:", url_path="why"),
        st.Page("pages/analyse/drivers.py", title="Drivers", icon=":material/compare:", url_path="drivers"),
    ],
    "Calculate": [
        st.Page("pages/calculate/calculator.py", title="Calculator", icon=":material/calculate:", url_path="calculator"),
        st.Page("pages/calculate/compare.py", title="Compare", icon=":material/balance:", url_path="compare"),
        st.Page("pages/calculate/scenarios.py", title="What if", icon=":material/alt_route:", url_path="scenarios"),
        st.Page("pages/calculate/notebook.py", title="Notebook", icon=":material/book_2:", url_path="notebook"),
        st.Page("pages/calculate/health.py", title="Health score", icon=":material/ecg_heart:", url_path="health"),
    ],
    "Learn": [
        st.Page("pages/learn/learn.py", title="Learn", icon=":material/school:", url_path="learn"),
        st.Page("pages/learn/practice.py", title="Practice", icon=":material/exercise:", url_path="practice"),
        st.Page("pages/learn/review.py", title="Review", icon=":material/event_repeat:", url_path="review"),
        st.Page("pages/learn/cases.py", title="Cases", icon=":material/cases:", url_path="cases"),
        st.Page("pages/learn/library.py", title="Library", icon=":material/menu_book:", url_path="library"),
        st.Page("pages/learn/glossary.py", title="Glossary", icon=":material/dictionary:", url_path="glossary"),
        st.Page("pages/learn/map.py", title="Metric map", icon=":material/hub:", url_path="map"),
        st.Page("pages/learn/team.py", title="Team", icon=":material/group_work:", url_path="team"),
    ],
}

people.watch_over()
page = st.navigation(PAGES, expanded=True)
if st.query_params.get("data") == "sample" and state.loaded() is None:
    state.use_sample()
_show_loaded()
state.opened(page.url_path)
state.make_room()
with drawing():
    page.run()
if state.is_sample() and st.query_params.get("data") != "sample":
    st.query_params["data"] = "sample"
_freeze_imports()
