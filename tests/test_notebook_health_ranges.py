"""Ranges and health scores in the notebook: kept, worked again to the same, taken along, and changed in Excel."""

import json
from dataclasses import replace
from statistics import NormalDist

import openpyxl
import pytest

from cs_calc.health.link import from_link, to_link, values_from_link, values_to_link
from cs_calc.health.model import Signal, bands_from, default_model
from cs_calc.notebook import keep
from cs_calc.notebook.as_html import write_html
from cs_calc.notebook.as_jupyter import write_jupyter
from cs_calc.notebook.as_workbook import write_workbook
from cs_calc.notebook.cells import Cell, Notebook, NotebookError
from cs_calc.notebook.edit import added
from cs_calc.notebook.open import open_file
from cs_calc.notebook.run import pictures_of, rows_of, run
from cs_calc.notebook.saved import read_notebook, write_notebook
from cs_calc.ranges import Range
from cs_calc.sample import sample_workbook
from cs_calc.tables.load import load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from tests.test_notebook_files import changed, execute, put
from tests.workbook.conftest import need_soffice, recalculate

NET = {"opening_mrr": 250000.0, "churned_mrr": 7500.0, "contracted_mrr": 2500.0, "expanded_mrr": 8000.0, "reactivated_mrr": 1500.0}
RANGES = {"churned_mrr": Range(6000, 9000), "expanded_mrr": Range(6500, 9500)}
MODEL = default_model(["usage", "nps", "open_tickets"])
SIGNALS = {"usage": 0.5, "nps": 6.0, "open_tickets": None}


@pytest.fixture(scope="module")
def book():
    cells = (
        keep.answer_of("net_mrr_churn", None, NET, ranges=RANGES, aim=0.0),
        keep.tornado_of("net_mrr_churn", None, NET, ranges=RANGES),
        keep.health_of(MODEL, SIGNALS),
    )
    made = Notebook("Ranges")
    for what, said in cells:
        made = added(made, what, said)
    return made


@pytest.fixture(scope="module")
def xlsx(book):
    return write_workbook(book)


def test_a_range_is_kept_as_one_and_worked_to_the_same_each_time(book):
    first, again = run(book.cells[0]), run(read_notebook(write_notebook(book)).cells[0])
    assert first.said == again.said == book.cells[0].said and not again.differs
    # by hand: both normal, so is their difference; 7,500 + 2,500 - 8,000 - 1,500 = 500, of 1,500 either way each
    spread = 1500 / NormalDist().inv_cdf(0.95) * 2**0.5
    by_hand = NormalDist(500 / 250000, spread / 250000)
    assert first.found.chance(0, "below") == pytest.approx(by_hand.cdf(0), abs=0.015)
    assert first.said.value == pytest.approx(by_hand.median, abs=0.0003)
    assert "MRR of customers who left $6,000 to $9,000" in first.about and "Chance of being at most 0.0%: 35%." in first.said.sentences
    assert pictures_of(first)[0].title == first.found.finding()
    bars = {bar.part.key: bar for bar in run(book.cells[1]).found.bars}
    assert bars["churned_mrr"].swing == pytest.approx(3000 / 250000)


def test_a_file_from_before_ranges_opens_as_points_and_a_range_that_is_none_is_a_sentence(book):
    content = json.loads(write_notebook(book))
    before = json.loads(write_notebook(book))
    del before["cells"][0]["numbers"]["ranges"], before["cells"][0]["aim"]
    assert run(read_notebook(json.dumps(before)).cells[0]).said.shown == "0.2%"
    for ends in ([9000, 6000], [1], "7000 to 9000", [None, 3]):
        content["cells"][0]["numbers"]["ranges"]["churned_mrr"] = ends
        with pytest.raises(NotebookError, match=r"cell 1 has .* as its churned_mrr; a range"):
            read_notebook(json.dumps(content))
    content = json.loads(write_notebook(book))
    content["cells"][2]["model"]["signals"][0]["high"] = -1
    with pytest.raises(NotebookError, match=r"the health model of cell 3 cannot be used. Usage: its low"):
        read_notebook(json.dumps(content))


def test_a_range_that_was_typed_over_in_excel_is_a_number_and_the_others_stay(book, xlsx):
    assert open_file(xlsx, Notebook()).book == book
    opened = open_file(changed(xlsx, lambda f: put(f, "Net MRR churn rate", "churned_mrr", 5000)), Notebook())
    assert opened.told == ("Cell 1, Net MRR churn rate: MRR of customers who left was the range $6,000 to $9,000, and is $5,000 now.",)
    assert opened.book.cells[0].what.numbers.ranges == {"expanded_mrr": RANGES["expanded_mrr"]}


def test_a_health_score_changed_in_excel_comes_back_with_its_model(xlsx):
    def change(file):
        put(file, "Health score", "value_open_tickets", 3)
        put(file, "Health score", "weight_usage", 60)

    opened = open_file(changed(xlsx, change), Notebook())
    assert opened.told == (
        "Cell 3, Health score: the weight of Usage was 30, and is 60 now.",
        "Cell 3, Health score: the value of Open tickets was not known, and is 3 now.",
    )
    assert run(opened.book.cells[2]).said.value == pytest.approx((60 * 50 + 15 * 60 + 10 * 0) / 85)
    with pytest.raises(NotebookError, match="the low of Usage is empty"):
        open_file(changed(xlsx, lambda f: put(f, "Health score", "low_usage", None)), Notebook())
    with pytest.raises(NotebookError, match="its low"):
        open_file(changed(xlsx, lambda f: put(f, "Health score", "low_usage", 2)), Notebook())


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["reweight", "neutral", "worst"])
def test_libreoffice_works_the_health_sheet_to_the_same_score(tmp_path, missing):
    need_soffice()
    model = replace(MODEL, missing=missing)
    one = added(Notebook(), *keep.health_of(model, SIGNALS))
    raised = changed(write_workbook(one), lambda f: put(f, "Health score", "weight_nps", 40))
    empty = changed(raised, lambda f: [put(f, "Health score", f"value_{key}", None) for key in SIGNALS])
    recalculate(tmp_path, {"raised.xlsx": raised, "empty.xlsx": empty})
    other = replace(model, signals=tuple(replace(s, weight=40) if s.key == "nps" else s for s in model.signals))
    expected = keep.health_of(other, SIGNALS)[1].value
    live = [openpyxl.load_workbook(tmp_path / f"{name}.xlsx", data_only=True)["Contents"]["B4"].value for name in ("raised", "empty")]
    assert live == [pytest.approx(expected), "not defined"]


def test_the_jupyter_cells_and_the_page_say_the_same(book, capsys):
    code = {c["id"]: execute(c["source"])[1] for c in json.loads(write_jupyter(book))["cells"] if c["cell_type"] == "code"}
    assert code["c1-code"] + "." == book.cells[0].said.sentences[0] and code["c3-code"] == book.cells[2].said.sentences[0]
    assert "Chance of being at most 0.0%: 35%." in capsys.readouterr().out and len(code["c2-code"]) == 5
    page = write_html(book)
    assert "Chance of being at most 0.0%: 35%." in page and "It rests on 82 % of the weight" in page and "Sum of the weights" in page


@pytest.fixture(scope="module")
def sample():
    return load([read_file("sample.xlsx", sample_workbook().read_bytes(), known_headers=KNOWN_HEADERS)]).dataset


def test_a_customer_and_the_portfolio_are_scored_anew_and_readable_without_the_data(sample):
    customer = str(sample.tables["customers"]["customer_id"].iloc[0])
    one, all_ = (Cell("c1", *keep.health_of(MODEL, given, who, sample)) for given, who in (({"usage": 0.1}, customer), (None, "")))
    told = run(all_, sample)
    assert " of 483 customers are in the band At risk" in told.said.sentences[0] and rows_of(told)["Customers"].sum() == 483
    assert run(one, sample).about == f"Customer {customer}, counted in the data loaded now"
    gone = run(all_)
    assert gone.said == all_.said and "No data is loaded. This is what it said when it was kept." in gone.why_not
    assert "the values of when it was kept" in run(one).why_not and rows_of(gone) is None
    stranger = run(replace(one, what=replace(one.what, customer="nobody <b>")), sample)
    assert "has no customer “nobody <b>”" in stranger.why_not


def test_a_link_of_a_model_and_its_values_reads_back_the_same():
    plain = default_model()
    own = Signal("logins", "Logins ~ a day, 50%", -1.5, 30, 2.5, "lower", "active")
    model = replace(plain, signals=(plain.signals[1], own), bands=bands_from([("Poor ~~ 1", 0), ("Good", 12.5)]), missing="neutral")
    values = {"days_since_use": 3.25, "logins": None}
    link = {**to_link(model, plain), **values_to_link(values, {"days_since_use": 12.0, "logins": 4.0})}
    assert from_link(link, plain) == model and values_from_link(link, model) == (values, [])
    assert to_link(plain, plain) == {} and from_link({}, plain) == plain


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"signals": "usage~nan"}, "as the weight of Usage; a number was expected"),
        ({"signals": "logins~3"}, "neither one of ours with a weight nor written out in full"),
        ({"signals": "usage~-5"}, "cannot be negative"),
        ({"bands": "Poor~10"}, "must begin at 0"),
        ({"bands": "Poor"}, "as the beginning of the band"),
        ({"missing": "guess"}, "reweight, neutral, worst were expected"),
    ],
)
def test_what_a_link_of_a_model_cannot_mean_is_a_sentence(link, says):
    with pytest.raises(ValueError, match=says):
        from_link(link, default_model())
