"""The notebook: editing and undo, save and open, files that cannot be used, and cells that are worked again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc import METRICS, answer
from cs_calc.health.model import DEFAULT_SIGNALS, HealthModel, bands_from
from cs_calc.notebook import keep
from cs_calc.notebook.analyse import TITLES
from cs_calc.notebook.cells import (
    MOST,
    AheadOf,
    AnswerOf,
    Cell,
    ComparisonOf,
    HealthOf,
    Note,
    Notebook,
    NotebookError,
    Numbers,
    PageOf,
    Place,
    Said,
    ScenariosOf,
    SolvedOf,
    Strange,
    TornadoOf,
)
from cs_calc.notebook.edit import KEPT, History, added, edited, moved, put, redone, removed, undone
from cs_calc.notebook.fields import PAGES
from cs_calc.notebook.markdown import as_html, for_jupyter, for_page
from cs_calc.notebook.run import rows_of, run
from cs_calc.notebook.saved import LARGEST, VERSION, read_notebook, upgraded, write_notebook
from cs_calc.over_time import PLANS
from cs_calc.ranges import Range
from cs_calc.sample import sample_workbook
from cs_calc.scenarios import LONGEST, Scenario, tidy_name
from cs_calc.tables.load import load
from cs_calc.tables.periods import KINDS, spoken
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS

OLD = Path(__file__).parent / "notebooks" / "version-1.notebook.json"
CHURN = {"opening_customers": 1000.0, "left_customers": 64.0}
NET = METRICS["net_mrr_churn"].examples[0].given


@pytest.fixture(scope="module")
def sample():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)]).dataset


def ids(book):
    return [cell.id for cell in book.cells]


def notes(*texts):
    book = Notebook()
    for text in texts:
        book = added(book, Note(text))
    return book


# random notebooks


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
NUMBER = st.floats(-1e12, 1e12, allow_nan=False)
NAMED = st.builds(tidy_name, st.text(st.characters(exclude_categories=("Cs",)), max_size=LONGEST))
PLACE = st.none() | st.builds(Place, st.sampled_from(KINDS), st.sampled_from(["2026-05", "2026-Q2", "2026"]), WORDS, WORDS)


RANGE = st.tuples(NUMBER, NUMBER).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: Range(min(ends), max(ends)))
SIGNALS = st.lists(st.sampled_from(DEFAULT_SIGNALS), min_size=1, unique=True)


@st.composite
def models(draw):
    signals = tuple(replace(s, weight=draw(st.floats(0.5, 1000)), better=draw(st.sampled_from(["higher", "lower"]))) for s in draw(SIGNALS))
    middle = draw(st.floats(1, 99))
    return HealthModel(signals, bands_from([("Poor | <b>", 0), ("Gut", middle)]), draw(st.sampled_from(["reweight", "neutral", "worst"])))


MODELS = models()


@st.composite
def whats(draw):
    kind = draw(st.sampled_from(["note", "answer", "comparison", "solved", "tornado", "scenarios", "ahead", "page", "health", "strange"]))
    metric = METRICS[draw(st.sampled_from(list(METRICS)))]
    variant = draw(st.sampled_from([v.key for v in metric.variants]))
    empty = answer(metric, {}, variant)
    keys = [part.key for part in (*empty.inputs, *empty.fields)]
    known = st.none() | NUMBER | st.lists(NUMBER, max_size=4).map(tuple)
    inputs = [part.key for part in empty.inputs]
    ranges = draw(st.dictionaries(st.sampled_from(inputs), RANGE, max_size=2))
    given = draw(st.dictionaries(st.sampled_from(keys), known))
    numbers = Numbers(given, draw(st.sampled_from(["$", "€", "kr "])), draw(PLACE), ranges)
    match kind:
        case "note":
            return Note(draw(WORDS))
        case "answer":
            return AnswerOf(metric.key, variant, numbers, draw(st.none() | NUMBER), draw(st.none() | st.booleans()))
        case "comparison":
            return ComparisonOf(metric.key, numbers)
        case "solved":
            return SolvedOf(metric.key, variant, numbers, draw(st.sampled_from(inputs)), draw(NUMBER))
        case "tornado":
            return TornadoOf(metric.key, variant, numbers, draw(st.floats(0.01, 1.0)))
        case "scenarios":
            return ScenariosOf(metric.key, variant, numbers, tuple(draw(st.lists(scenarios(inputs), max_size=5))))
        case "ahead":
            plan = PLANS[draw(st.sampled_from(list(PLANS)))]
            made = tuple(draw(st.lists(scenarios([p.key for p in plan.fields]), max_size=5)))
            return AheadOf(plan.key, draw(st.integers(12, 36)), numbers, made)
        case "health":
            model = draw(MODELS)
            values = st.none() | st.dictionaries(st.sampled_from([s.key for s in model.signals]), st.none() | NUMBER)
            given = draw(values)
            return HealthOf(model, given, "" if given is None else draw(WORDS))
        case "page":
            return PageOf(draw(st.sampled_from(PAGES)), draw(st.dictionaries(st.sampled_from(["period", "by", "segment", "kpis"]), WORDS)))
        case _:
            return Strange(draw(st.sampled_from(["map", "drawing"])))


def scenarios(keys):
    return st.builds(Scenario, NAMED, st.dictionaries(st.sampled_from(keys), NUMBER, max_size=3))


SAIDS = st.builds(Said, WORDS, st.none() | NUMBER, st.lists(WORDS, max_size=3).map(tuple))
EXTRAS = st.dictionaries(st.sampled_from(["x_team", "x_colour"]), WORDS | st.integers() | st.lists(st.booleans(), max_size=2))


@st.composite
def notebooks(draw):
    cells = draw(st.lists(st.tuples(whats(), SAIDS, EXTRAS), max_size=6))
    made = tuple(Cell(f"c{n}", what, said, extra) for n, (what, said, extra) in enumerate(cells, 1))
    return Notebook(draw(WORDS), made, draw(EXTRAS))


@settings(max_examples=100, deadline=None)
@given(notebooks())
def test_a_notebook_that_is_saved_and_opened_is_the_same(book):
    text = write_notebook(book)
    assert read_notebook(text) == book
    assert write_notebook(read_notebook(text.encode())) == text


@settings(max_examples=25, deadline=None)
@given(notebooks())
def test_every_cell_can_be_run_whatever_its_numbers_are(book):
    for cell in book.cells:
        ran = run(cell)
        assert ran.title and all(isinstance(sentence, str) for sentence in ran.said.sentences)
        rows_of(ran)


STEPS = st.lists(st.tuples(st.sampled_from(["add", "remove", "up", "down", "edit"]), st.integers(0, 9)), max_size=12)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_every_step_can_be_taken_back_and_done_again(steps):
    history, seen = History(), [Notebook()]
    for what, n in steps:
        book = history.now
        id = ids(book)[n % len(book.cells)] if book.cells else None
        if what == "add" or id is None:
            book = added(book, Note(str(n)))
        else:
            book = {"remove": lambda b, i: removed(b, i), "up": lambda b, i: moved(b, i, -1), "down": lambda b, i: moved(b, i, 1),
                    "edit": lambda b, i, n=n: edited(b, i, Note(f"x{n}"))}[what](book, id)  # fmt: skip
        history = put(history, book)
        if book != seen[-1]:
            seen.append(book)
        assert len(set(ids(book))) == len(book.cells)
    last = history
    for expected in reversed(seen[:-1]):
        history = undone(history)
        assert history.now == expected
    assert undone(history).now == Notebook()
    for _ in seen[1:]:
        history = redone(history)
    assert history == last


def test_so_many_steps_back_are_kept_and_no_more():
    history = History()
    for n in range(KEPT + 10):
        history = put(history, replace(history.now, title=str(n)))
    assert len(history.past) == KEPT


def test_a_cell_moves_by_one_place_and_stays_at_the_ends():
    book = notes("a", "b", "c")
    assert ids(moved(book, "c1", 1)) == ["c2", "c1", "c3"]
    assert ids(moved(book, "c1", -1)) == ids(book) == ids(moved(book, "c3", 1))
    assert ids(added(book, Note("d"), after="c1")) == ["c1", "c4", "c2", "c3"]


def test_a_full_notebook_says_so():
    book = Notebook(cells=tuple(Cell(f"c{n}", Note("")) for n in range(MOST)))
    with pytest.raises(NotebookError, match=f"has {MOST} cells"):
        added(book, Note(""))


# files


def test_a_file_of_the_first_version_still_opens_and_loses_nothing():
    book = read_notebook(OLD.read_bytes())
    kinds = [type(cell.what) for cell in book.cells]
    assert kinds == [Note, AnswerOf, AnswerOf, ComparisonOf, SolvedOf, TornadoOf, ScenariosOf, AheadOf, PageOf, Strange]
    assert [cell.said.shown for cell in book.cells][1:3] == ["6.4%", "2 hours"]
    before, after = json.loads(OLD.read_text()), json.loads(write_notebook(book))
    assert before["colour"] == "blue" and before["cells"][1]["pinned"] and before["cells"][1]["numbers"]["counted"]["team"] == "EMEA"
    assert after | {"app": ""} == before | {"app": "", "version": VERSION}


def test_what_is_not_known_stays_when_its_cell_is_moved_and_edited():
    book = read_notebook(OLD.read_bytes())
    now = moved(edited(book, "c2", replace(book.cell("c2").what, variant="with_new_customers_who_left")), "c2", 3)
    row = next(c for c in json.loads(write_notebook(now))["cells"] if c["id"] == "c2")
    assert row["pinned"] is True and row["numbers"]["counted"]["team"] == "EMEA" and row["variant"] == "with_new_customers_who_left"


def test_an_older_file_is_brought_up_one_version_at_a_time():
    steps = [lambda c: {**c, "title": c["name"]}, lambda c: {**c, "title": c["title"].upper()}]
    assert upgraded({"version": 1, "name": "may"}, steps)["title"] == "MAY"
    assert upgraded({"version": 2, "title": "may"}, steps) == {"version": 3, "title": "MAY"}
    assert upgraded({"version": 3, "title": "may"}, steps)["title"] == "may"


def content(**changes):
    return {**json.loads(OLD.read_text()), **changes}


def with_cell(**changes):
    return content(cells=[{"id": "c1", "kind": "answer", "metric": "nps", "variant": "percentages", "numbers": {"given": {}}, **changes}])


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("", "damaged, cut off or of another kind"),
        (OLD.read_text()[:-40], "damaged, cut off or of another kind"),
        (b"\xff\xfe\x00", "damaged, cut off or of another kind"),
        ("[" * 100_000, "damaged, cut off or of another kind"),
        (OLD.read_text().replace("0.064", "NaN"), "damaged, cut off or of another kind"),
        ("[]", "not a notebook saved by this app"),
        ('{"kind": "cs-calc KPIs", "version": 1}', "not a notebook saved by this app"),
        ("x" * (LARGEST + 1), r"5\.0 MB; at most 5 MB"),
        (content(version=VERSION + 1, app="9.1"), "version 2 .made with cs-calc “9.1”.; this app reads versions up to 1. Update the app"),
        (content(version="new"), "“new” as its version"),
        (content(cells={}), "no list of cells"),
        (content(cells=[{"id": "a", "kind": "note", "text": ""}] * 2), "the same id"),
        (content(cells=[{"id": "a", "kind": "note", "text": 5}]), "cell 1 has “5” as its text; text of at most"),
        (content(cells=[{"id": f"a{n}", "kind": "note", "text": ""} for n in range(MOST + 1)]), f"at most {MOST}"),
        (content(title=["x"]), "The title in the file"),
        (with_cell(variant="best"), "cell 1 has “best” as its variant; percentages was expected"),
        (with_cell(numbers={"given": {"promoters": "many"}}), "cell 1 has “many” as its promoters; a number was expected"),
        (with_cell(numbers={"given": {"promoters": [1, "a"]}}), "a list of at most 5,000 numbers"),
        (with_cell(numbers={"given": {}, "counted": {"periods": "week"}}), "“week” as its periods; month or quarter or year"),
        (with_cell(kind="solved", unknown="shoes", target=0.5), "“shoes” as its unknown"),
        (with_cell(kind="tornado", share=0), "“0” as its share; a number from"),
        (with_cell(kind="scenarios", scenarios=[{"changed": {"shoes": 1}}]), "cell 1 changes “shoes” in a scenario"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(what, says):
    with pytest.raises(NotebookError, match=says) as told:
        read_notebook(json.dumps(what) if isinstance(what, dict) else what)
    assert str(told.value).endswith((".", "?"))


# worked again


def test_what_is_kept_says_what_the_metric_says():
    what, said = keep.answer_of("customer_churn_rate", None, {**CHURN, "promoters": 9.0})
    assert said.value == 64 / 1000 and said.shown == "6.4%" and what.numbers.given == CHURN
    assert run(Cell("c1", what, said)).differs == ""


def test_a_cell_of_loaded_data_is_counted_anew_and_says_what_it_was(sample):
    place = Place("month", sample.periods("month")[-3])
    what, said = keep.answer_of("customer_churn_rate", None, CHURN, place=place)
    ran = run(Cell("c1", what, said), sample)
    rows = sample.rows("left_customers", "month", place.period)
    opening = sample.inputs("month", None)[place.period, "All"]["opening_customers"]
    assert ran.said.value == pytest.approx(len(rows) / opening)
    assert ran.differs == f"It was 6.4% when it was kept; with the data loaded now it is {ran.said.shown}."
    assert ran.what.numbers.given["opening_customers"] == opening and ran.about.startswith(place.words())
    again = run(Cell("c1", ran.what, ran.said), sample)
    assert again.differs == "" and again.said == ran.said


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (Place("month", "1999-01"), "does not have Jan 1999"),
        (Place("month", "2026-05", "shoe_size"), "cannot be split by shoe size"),
        (Place("month", "2026-05", "plan", "Gold"), "has nothing for May 2026, plan Gold"),
    ],
)
def test_data_that_lacks_the_place_leaves_the_numbers_of_the_time(sample, place, says):
    what, said = keep.answer_of("customer_churn_rate", None, CHURN, place=place)
    ran = run(Cell("c1", what, said), sample)
    assert says in ran.why_not and "when it was kept" in ran.why_not and ran.said.shown == "6.4%" and not ran.differs


def test_without_data_a_page_says_what_it_said_and_why():
    said = Said(sentences=("MRR grew.",))
    ran = run(Cell("c1", PageOf("revenue", {"periods": "month", "period": "2026-05"}), said))
    assert ran.said == said and ran.why_not == "No data is loaded. This is what it said when it was kept."


@pytest.mark.parametrize(
    ("page", "more"),
    [("revenue", {}), ("scorecard", {}), ("drivers", {}), ("customers", {}), ("why", {"metric": "net_mrr_churn", "against": "2026-03"})],
)
def test_a_page_is_worked_again_for_another_month_and_the_difference_told(sample, page, more):
    old, new = sample.periods("month")[-4:-2]
    what, said = keep.page_of(page, {"periods": "month", "period": old, "data": "sample", **more}, sample)
    assert said.sentences and "data" not in what.link
    ran = run(Cell("c1", replace(what, link={"periods": "month", "period": new, **more}), said), sample)
    assert ran.said.sentences != said.sentences and ran.differs == f"When it was kept it said: {' '.join(said.sentences)}"
    assert spoken(new) in ran.about


def test_every_page_that_can_be_kept_has_the_button_and_every_button_a_page():
    here = {f.stem: f.read_text() for f in (Path(__file__).parents[1] / "pages" / "analyse").glob("*.py") if f.stem != "data"}
    assert set(here) == set(PAGES) == set(TITLES)
    assert all(f'keep_page("{name}")' in code for name, code in here.items())


def test_a_long_list_is_kept_as_what_is_made_of_it():
    hours = tuple(float(n % 97) for n in range(6_000))
    what, said = keep.answer_of("first_response_time", "median", {"response_hours": hours})
    assert "response_hours" not in what.numbers.given and said.value == 48.0
    assert said.shown == answer(METRICS["first_response_time"], {"response_hours": hours}, "median").shown


# notes


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>", "<img src=https://x.example/a.png onerror=alert(1)>", "![a](https://x.example/a.png)",
        "[a](javascript:alert(1))", "[a]\n\n[a]: https://x.example", "<https://x.example>", "https://x.example www.x.example",
        "<div>\n\n**b**", "`<b>`", "    <b>", "| <b> |\n|---|\n| ![x](y) |",
    ],
)  # fmt: skip
def test_nothing_in_a_note_can_load_lead_away_or_run(bad):
    made = as_html(bad)
    assert not any(tag in made for tag in ("<script", "<img", "<a ", "<a>", "<div", "<b>", "href=", 'src="'))
    for again in (for_jupyter(bad), for_page(bad)):
        assert "<" not in again and "[" not in again and "://" not in again and "www." not in again


def test_a_note_keeps_headings_lists_tables_and_emphasis():
    made = as_html("# May\n\n- **64** left\n\n| a | b |\n|---|---|\n| 1 | $5 |")
    assert all(part in made for part in ("<h1>May</h1>", "<li><strong>64</strong> left</li>", "<td", ">$5</td>"))
