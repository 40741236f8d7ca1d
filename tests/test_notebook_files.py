"""The notebook taken along: a workbook whose changed numbers come back, a Jupyter notebook that is executed, a page without scripts."""

import ast
import io
import json
import zipfile
from html.parser import HTMLParser

import nbformat
import openpyxl
import pytest

from cs_calc import METRICS, answer
from cs_calc.notebook import keep
from cs_calc.notebook.as_html import write_html
from cs_calc.notebook.as_jupyter import write_jupyter
from cs_calc.notebook.as_workbook import HIDDEN, write_workbook
from cs_calc.notebook.cells import Note, Notebook, NotebookError, PageOf, Place, Said
from cs_calc.notebook.edit import added
from cs_calc.notebook.open import open_file
from cs_calc.notebook.run import run
from cs_calc.sample import sample_workbook
from cs_calc.scenarios import Scenario
from cs_calc.solve import solve
from cs_calc.workbook import write_answer
from tests.workbook.conftest import need_soffice, recalculate

CHURN = {"opening_customers": 1000.0, "left_customers": 64.0}
NET = METRICS["net_mrr_churn"].examples[0].given
WAITS = (1.0, 0.5, 3.0, 96.0)
NASTY = '<script>alert("x")</script> ![a](https://x.example/a.png) =1+1 $5 and $6'


def made():
    book = Notebook("Review of <May>")
    cells = [
        (Note(NASTY), Said()),
        keep.answer_of("customer_churn_rate", None, CHURN, place=Place("month", "2026-05")),
        keep.answer_of("first_response_time", "median", {"response_hours": WAITS}),
        keep.comparison_of("net_mrr_churn", NET, "€"),
        keep.solved_of("net_mrr_churn", None, NET, "expanded_mrr", -0.01),
        keep.tornado_of("net_mrr_churn", None, NET),
        keep.scenarios_of("customer_churn_rate", None, CHURN, [Scenario("12 '\"fewer", {"left_customers": 52.0}), Scenario("", {})]),
        keep.ahead_of(
            "customers",
            12,
            {"start_customers": 1000, "monthly_churn": 0.05, "joining_customers": 3},
            [Scenario("½", {"monthly_churn": 0.025})],
        ),
        (PageOf("revenue", {"period": "2026-05"}), Said(sentences=("MRR grew by <b>$5</b>.",))),
    ]
    for what, said in cells:
        book = added(book, what, said)
    return book


@pytest.fixture(scope="module")
def book():
    return made()


@pytest.fixture(scope="module")
def xlsx(book):
    return write_workbook(book)


def changed(data, change):
    """The workbook as somebody who works in Excel sends it back."""
    file = openpyxl.load_workbook(io.BytesIO(data))
    change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def put(file, sheet, name, value):
    """A number into the cell that has this name."""
    own = file[sheet].defined_names if sheet else {}
    target = (own.get(name) or file.defined_names[name]).attr_text
    home, _, address = target.rpartition("!")
    file[home.strip("'")][address.replace("$", "")] = value


# the workbook


def test_a_workbook_that_nobody_changed_gives_the_same_notebook(book, xlsx):
    opened = open_file(xlsx, Notebook())
    assert opened.book == book and opened.told == ("No number was changed in the workbook.",)


def test_every_number_that_was_changed_in_excel_comes_back(book, xlsx):
    def change(file):
        put(file, "Customer churn rate", "left_customers", 80)
        put(file, "Net MRR churn rate", "expanded_mrr", 9000)
        put(file, "Scenarios Customer churn rate", "base_left_customers", 70)
        put(file, "Scenarios Customer churn rate", "s1_left_customers", 40)
        put(file, "Customers over time", "s1_monthly_churn", 0.01)
        file["First response time values"]["A7"] = 7
        put(file, "", "notebook_note_1", "Look again.")

    opened = open_file(changed(xlsx, change), Notebook())
    cells = opened.book.cells
    assert [run(c).said.value for c in cells[1:3]] == [80 / 1000, (3 + 7) / 2]  # the median of 7, 0.5, 3 and 96
    assert cells[1].what.numbers.place is None, "a number that was typed is not counted any more"
    assert run(cells[1]).differs == "It was 6.4% when it was kept; with the numbers as they are now it is 8.0%."
    assert cells[3].what.numbers.given["expanded_mrr"] == 9000 and cells[4].what == book.cells[4].what
    base, first, second = run(cells[6]).found
    assert (base.answer.value, first.answer.value, second.answer.value) == (0.07, 0.04, 0.07)
    assert run(cells[7]).found[1].values[-1] == pytest.approx(1000 * 0.99**12 + 3 * sum(0.99**n for n in range(12)))
    assert cells[0].what == Note("Look again.")
    assert "Cell 2, Customer churn rate: Customers who left was 64, and is 80 now." in opened.told
    assert "Cell 7, Customer churn rate, scenario 1: Customers who left was 52, and is 40 now." in opened.told
    assert len(opened.told) == 7


def test_an_emptied_cell_is_not_known_and_not_0(xlsx):
    opened = open_file(changed(xlsx, lambda f: put(f, "Customer churn rate", "left_customers", None)), Notebook())
    assert "left_customers" not in opened.book.cells[1].what.numbers.given
    assert run(opened.book.cells[1]).said.sentences[0].endswith("Customers who left is not known.")


def test_sheets_may_be_renamed_and_moved_and_rows_put_in(xlsx):
    def change(file):
        file["Customer churn rate"].title = "May"
        file.move_sheet(file["Contents"], 3)
        file.defined_names["notebook_sheet_2"].attr_text = "May!$A$1"  # as Excel does of itself
        for name, row in (("left_customers", 7), ("opening_customers", 6)):
            file["May"].defined_names[name].attr_text = f"May!$B${row}"
        file["May"]["B7"] = 90

    assert run(open_file(changed(xlsx, change), Notebook()).book.cells[1]).said.value == 90 / 1000


@pytest.mark.parametrize(
    ("sheet", "name", "value", "says"),
    [
        (
            "Customer churn rate",
            "left_customers",
            "many",
            "In the cell B7 of the sheet “Customer churn rate” (Customers who left) stands “many”",
        ),
        ("Customer churn rate", "left_customers", -3, "stands -3; it must be at least 0"),
        ("Customer churn rate", "left_customers", "=1+1", "stands a formula without its result"),
        ("Customers over time", "s1_monthly_churn", 2.5, "stands 250.0%; it must be at least 0.0% and at most 100.0%"),
        ("Scenarios Customer churn rate", "s1_left_customers", True, "stands “True”"),
    ],
)
def test_a_cell_that_cannot_be_is_named(xlsx, sheet, name, value, says):
    with pytest.raises(NotebookError) as told:
        open_file(changed(xlsx, lambda f: put(f, sheet, name, value)), Notebook())
    assert says in str(told.value)


def test_the_calculators_workbook_is_added_with_its_new_numbers():
    data = write_answer(answer(METRICS["first_response_time"], {"response_hours": WAITS}, "mean"))
    opened = open_file(changed(data, lambda f: f["Values"].__setitem__("A7", 7)), Notebook(cells=added(Notebook(), Note("a")).cells))
    assert len(opened.book.cells) == 2 and opened.book.cells[1].what.variant == "mean"
    assert opened.book.cells[1].said.value == (7 + 0.5 + 3 + 96) / 4


@pytest.mark.parametrize("key", ["net_mrr_churn", "nps", "customer_churn_rate", "csat"])
def test_a_calculators_workbook_is_known_by_its_headings_where_its_stamp_was_dropped(key):
    metric = METRICS[key]
    for variant in metric.variants:
        worked = answer(metric, metric.examples[0].given, variant.key, currency="€")

        def drop(file):
            del file.custom_doc_props["cs-calc answer"]

        what = open_file(changed(write_answer(worked), drop), Notebook()).book.cells[0].what
        assert (what.metric, what.variant) == (key, variant.key)
        assert answer(metric, what.numbers.given, what.variant).value == worked.value
        assert what.numbers.currency == ("€" if any(p.unit.key == "money" for p in worked.inputs) else "$")


def test_what_is_no_workbook_of_ours_is_refused_with_a_sentence(xlsx):
    def plain():
        out = io.BytesIO()
        openpyxl.Workbook().save(out)
        return out.getvalue()

    def archive():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("a.docx", "x")
        return out.getvalue()

    def bomb():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("xl/workbook.xml", b"0" * 70_000_000)
        return out.getvalue()

    def without(file):
        del file[HIDDEN]

    cases = {
        "not a workbook that this app made": (plain(), sample_workbook().read_bytes()),
        "not a workbook": (archive(),),
        "cut off": (xlsx[:-200],),
        "is gone from this workbook": (changed(xlsx, without),),
        "The file": (bomb(),),
    }
    for says, files in cases.items():
        for data in files:
            with pytest.raises(NotebookError, match=says):
                open_file(data, Notebook())


def test_libreoffice_works_the_workbook_to_the_same_numbers_and_gives_it_back(book, xlsx, tmp_path):
    need_soffice()
    raised = changed(xlsx, lambda f: put(f, "Scenarios Customer churn rate", "base_left_customers", 70))
    recalculate(tmp_path, {"notebook.xlsx": xlsx, "raised.xlsx": raised})
    back = (tmp_path / "notebook.xlsx").read_bytes()
    contents = openpyxl.load_workbook(io.BytesIO(back), data_only=True)["Contents"]
    shown = [row[1].value for row in contents.iter_rows(min_row=5, max_row=11)]
    paths = run(book.cells[7]).found
    expected = [0.064, 2.0, -0.05, -0.05, -0.05, 0.064, paths[0].values[-1]]
    assert shown == [pytest.approx(x) for x in expected]
    assert open_file(back, Notebook()).book == book
    side = openpyxl.load_workbook(io.BytesIO((tmp_path / "raised.xlsx").read_bytes()), data_only=True)["Scenarios Customer churn rate"]
    assert [side.cell(7, column).value for column in (2, 3, 4)] == pytest.approx([0.07, 0.052, 0.07])


# Jupyter


def execute(source):
    """Run a cell's code as Jupyter does; gives its names and what its last line shows."""
    tree, names = ast.parse(source), {}
    last = tree.body.pop()
    exec(compile(tree, "cell", "exec"), names)
    return names, eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def test_the_jupyter_notebook_is_valid_and_runs_to_the_same_numbers(book, capsys):
    text = write_jupyter(book)
    nbformat.validate(nbformat.reads(text, 4))
    code = {c["id"]: execute(c["source"]) for c in json.loads(text)["cells"] if c["cell_type"] == "code"}
    assert set(code) == {f"c{n}-code" for n in range(2, 9)}
    assert code["c2-code"][1].value == 0.064 and "6.4%" in code["c2-code"][1]._repr_html_()
    assert code["c3-code"][1].value == 2.0 and "-5.0%" in list(code["c4-code"][1]["Value"])
    assert code["c5-code"][1] == solve(METRICS["net_mrr_churn"], None, NET, "expanded_mrr", -0.01).sentence()
    assert len(code["c6-code"][1]) == 5 and list(code["c7-code"][1]["Answer"]) == ["6.4%", "5.2%", "6.4%"]
    assert code["c8-code"][1]["Base"].iloc[-1] == pytest.approx(1000 * 0.95**12 + 3 * sum(0.95**n for n in range(12)))
    assert "MRR gained from upgrades" in capsys.readouterr().out


def test_nothing_that_was_typed_can_act_in_the_jupyter_notebook(book):
    cells = json.loads(write_jupyter(book))["cells"]
    note = next(c["source"] for c in cells if c["id"] == "c1")
    assert "<script" not in note and "![" not in note and "://" not in note
    page = next(c["source"] for c in cells if c["id"] == "c9")
    assert "<b>" not in page and "MRR grew by" in page


# HTML


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_page_says_every_cell_and_has_no_script_link_or_picture_from_elsewhere(book):
    text = write_html(book)
    tags = Tags()
    tags.feed(text)
    assert not {tag for tag, _ in tags.found} & {"script", "a", "iframe", "object", "form", "b"}
    assert all(attrs["src"].startswith("data:image/svg+xml;base64,") for tag, attrs in tags.found if tag == "img")
    assert not [name for _, attrs in tags.found for name in attrs if name.startswith("on")]
    for cell in book.cells[1:8]:
        assert run(cell).title.replace("'", "&#39;") in text
    assert "&lt;script&gt;" in text and "MRR grew by &lt;b&gt;" in text and text.count("<section") == len(book.cells)
