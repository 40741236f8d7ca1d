"""Exercises taken along: what a file says of an answer is what the app says of it, and another program can read it."""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as Xml

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cs_calc.cli import cli
from cs_calc.metrics import METRICS
from cs_calc.training.concepts import CONCEPTS
from cs_calc.training.draw import draw
from cs_calc.training.exports import FORMATS, NoSuchPart, select, write
from cs_calc.training.exports.book import ANSWERS, ASKED, ENTRY, HEAD, live
from cs_calc.training.exports.choices import choices_of, number_choice
from cs_calc.training.exports.gift import escaped
from cs_calc.training.exports.known import known_numbers
from cs_calc.training.items import ITEMS
from cs_calc.training.mark import mark
from tests.workbook.conftest import recalculate


@pytest.fixture(scope="module")
def everything():
    return select(variants=2)


# what is chosen


def test_a_module_brings_its_concepts_and_nothing_is_taken_twice():
    found = select(["M1", "nps", "NPS".lower(), "customer_churn"])
    assert [item.key for item in found.items] == ["customer_churn", "annual_churn", "renewal_rate", "nps"]
    assert {concept.module for concept in found.concepts} == {"M1"}
    assert select(["first_week"]).items[0].key == "customer_churn" and not select(["first_week"]).concepts


def test_the_variants_are_those_of_the_app():
    found = select(["nps"], seed=7, variants=3)
    assert [task.given for task in found.tasks] == [draw(ITEMS["nps"], seed).given for seed in (7, 8, 9)]


@pytest.mark.parametrize(
    ("what", "variants", "says"), [(["renewal"], 1, "Did you mean renewal_rate"), (["zzzz"], 1, "Modules are M0"), ([], 0, "From 1 to 20")]
)
def test_what_does_not_exist_is_told_in_a_sentence(what, variants, says):
    with pytest.raises(NoSuchPart, match=says):
        select(what, variants=variants)


# what an answer is known by


def test_the_intervals_of_an_exercise_do_not_overlap_and_every_mistake_is_there(everything):
    for task in everything.tasks:
        known = sorted(known_numbers(task), key=lambda one: one.low)
        assert all(a.high < b.low for a, b in itertools.pairwise(known)), (task.item.key, task.seed)
        assert {one.outcome.mistake for one in known} >= {rival.rival.key for rival in task.rivals}


def test_whatever_lies_in_an_interval_is_marked_as_the_interval_says(everything):
    for task in everything.tasks:
        for one in known_numbers(task):
            for number in (one.low + one.tolerance * 0.05, one.number, one.high - one.tolerance * 0.05):
                found = mark(task, f"{number:.9f}")
                assert (found.kind, found.mistake) == (one.outcome.kind, one.outcome.mistake), (task.item.key, task.seed, number)


# GIFT: a strict reader of what Moodle's importer acts on


def unescaped(text):
    assert not re.search(r"(?<!\\)[~=#{}:]", text.replace("\\\\", "")), text
    return re.sub(r"\\([\\~=#{}:])", r"\1", text)


def cut(text, sign):
    """Split where a sign stands that is not escaped."""
    return re.split(rf"(?<!\\){sign}", text)


def read_gift(text):
    """(category, name, question, kind, [(weight, answer, tolerance, feedback)], general feedback) of each block."""
    category = ""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in block.split("\n") if not line.lstrip().startswith("//")]
        if not lines:
            continue
        if lines[0].startswith("$CATEGORY: "):
            category = lines[0].removeprefix("$CATEGORY: ")
            assert len(lines) == 1
            continue
        body = "\n".join(lines)
        found = re.fullmatch(r"::((?:\\.|[^:\\])+)::\[plain\]((?:\\.|[^{}\\])+)\{(#?)((?:\\.|[^{}\\])*)\}", body, re.DOTALL)
        assert found, body
        name, asks, numeric, answers = found.groups()
        answers, _, general = answers.partition("####")
        assert "####" not in general
        if numeric:
            parts = cut(answers, "~")
            assert len(parts) == 2 and parts[1].startswith("#")
            rows = []
            for part in cut(parts[0], "=")[1:]:
                weight, number, tolerance, says = re.fullmatch(r"%(\d+)%(-?[\d.]+):([\d.e-]+)#(.*)", part.strip(), re.DOTALL).groups()
                rows.append((int(weight), float(number), float(tolerance), unescaped(says)))
            rows.append((0, None, None, unescaped(parts[1][1:].strip())))
        else:
            rows = []
            for sign, answer, says in re.findall(r"(?<!\\)([=~])((?:\\.|[^#~=\\])*)#((?:\\.|[^~=#\\])*)", answers):
                rows.append((100 if sign == "=" else 0, unescaped(answer.strip()), None, unescaped(says.strip())))
        yield category, unescaped(name), unescaped(asks), "number" if numeric else "choice", rows, unescaped(general.strip())


def test_gift_read_back_gives_every_answer_the_verdict_of_the_app(everything):
    blocks = list(read_gift(write(everything, "gift").decode()))
    typed = {name: (asks, rows, general) for _, name, asks, kind, rows, general in blocks if kind == "number"}
    assert set(typed) == {f"{task.item.key} seed {task.seed}" for task in everything.tasks}
    for task in everything.tasks:
        asks, rows, general = typed[f"{task.item.key} seed {task.seed}"]
        assert asks.startswith(task.text) and general and rows[0][0] == 100 and rows[-1][1] is None
        named = set()
        for weight, number, tolerance, says in rows[:-1]:
            found = mark(task, f"{number:.9f}")
            assert weight == (100 if found.right else 0) and says.startswith(found.says), (task.item.key, task.seed, number)
            assert tolerance > 0
            named.add(found.mistake)
        assert named >= {rival.rival.key for rival in task.rivals}


def test_gift_choices_have_one_right_answer_and_a_sentence_for_each_other(everything):
    blocks = list(read_gift(write(everything, "gift").decode()))
    choices = {choice.title: choice for choice in choices_of(everything)}
    asked = [block for block in blocks if block[3] == "choice"]
    assert {name for _, name, *_ in asked} == set(choices) and len(asked) == len(choices)
    for category, name, asks, _, rows, _ in asked:
        assert category.startswith(f"cs-calc/{choices[name].module} ") and asks == choices[name].asks
        assert [(row[1], row[0] == 100, row[3]) for row in rows] == [(o.text, o.right, o.says) for o in choices[name].options]
        assert sum(row[0] == 100 for row in rows) == 1 and all(row[3] for row in rows)


def test_what_gift_would_act_on_is_escaped_and_comes_back():
    nasty = r"50% = {a} ~ b # c: d \n e\\"
    assert "\n" not in escaped(f"a\n\n{nasty}")
    assert unescaped(escaped(nasty)) == nasty


# QTI


def qti(selection):
    package = zipfile.ZipFile(io.BytesIO(write(selection, "qti")))
    manifest = Xml.fromstring(package.read("imsmanifest.xml"))
    href = manifest.find(".//{*}resource/{*}file").get("href")
    assert sorted(package.namelist()) == sorted(["imsmanifest.xml", href])
    assert manifest.find(".//{*}resource").get("type") == "imsqti_xmlv1p2"
    return Xml.fromstring(package.read(href))


def test_qti_is_one_section_of_items_in_the_order_that_the_specification_asks_for(everything):
    root = qti(everything)
    assert root.tag == "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}questestinterop"
    items = root.findall("{*}assessment/{*}section/{*}item")
    idents = [item.get("ident") for item in items]
    assert len(set(idents)) == len(idents) == len(everything.tasks) * 2 + len(ITEMS) * 2 + len(CONCEPTS)
    every = [label.get("ident") for label in root.findall(".//{*}response_label")]
    assert len(set(every)) == len(every)
    for item in items:
        parts = [part.tag.rpartition("}")[2] for part in item]
        assert parts[:3] == ["itemmetadata", "presentation", "resprocessing"] and set(parts[3:]) == {"itemfeedback"}


def test_each_qti_answer_has_its_own_sentence_and_one_scores(everything):
    items = {item.get("title"): item for item in qti(everything).findall(".//{*}item")}
    choices = [*(number_choice(task) for task in everything.tasks), *choices_of(everything)]
    for choice in choices:
        item = items[choice.title]
        said = {one.get("ident"): html.unescape("".join(one.itertext()).strip()) for one in item.findall("{*}itemfeedback")}
        shown = {one.get("ident"): html.unescape("".join(one.itertext()).strip()) for one in item.findall(".//{*}response_label")}
        told, scores = {}, []
        for when in item.findall(".//{*}respcondition"):
            name = when.findtext("{*}conditionvar/{*}varequal")
            if (show := when.find("{*}displayfeedback")) is not None:
                told[shown[name]] = said[show.get("linkrefid")]
            if when.findtext("{*}setvar") == "100":
                scores.append(shown[name])
        assert told == {option.text: option.says for option in choice.options}
        assert scores == [choice.right.text]


def test_the_numbers_to_choose_from_are_told_apart_and_marked_by_the_app(everything):
    for task in everything.tasks:
        choice = number_choice(task)
        assert len({option.text for option in choice.options}) == len(choice.options) == len(task.rivals) + 1
        for option in choice.options:
            found = mark(task, option.text)
            assert found.right == option.right, (task.item.key, task.seed, option.text, found)


# Anki


def test_anki_text_has_its_headers_a_lasting_id_and_two_sides_for_each_note(everything):
    lines = write(everything, "anki").decode().splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert head[0] == "#separator:tab" and {"#html:true", "#guid column:1", "#tags column:4"} <= set(head)
    rows = [line.split("\t") for line in lines[len(head) :]]
    assert {len(row) for row in rows} == {4} and all(all(cell.strip() for cell in row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    keys = {row[0].removeprefix("cs-calc:") for row in rows}
    assert keys >= {f"concept:{concept.key}" for concept in CONCEPTS} | {f"decision:{key}" for key in ITEMS}
    assert keys >= {
        f"definition:{item.metric.key}:{item.metric.variant(item.variant).key}" for item in ITEMS.values() if item.metric.key in METRICS
    }


# the page to print


class Reader(HTMLParser):
    """The tags of a page, and its text before and after where the answers begin."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text, self.answers = [], set(), ["", ""], False

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.answers |= dict(attributes).get("class") == "answers"
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text[self.answers] += data


def read_page(data):
    reader = Reader()
    reader.feed(data.decode())
    assert not reader.open
    return reader


def test_the_page_has_no_scripts_and_its_answers_stand_apart():
    selection = select(["M1", "frt_median"], variants=2)
    page = read_page(write(selection, "html"))
    assert "script" not in page.tags and "http" not in write(selection, "html").decode().replace("http-equiv", "")
    for task in selection.tasks:
        assert task.text in page.text[0] and task.shown in page.text[1]
        assert f"{task.item.title}: {task.shown}" not in page.text[0]
    apart = read_page(write(selection, "html", answers=False))
    assert apart.text[1] == "" and all(concept.because not in apart.text[0] for concept in selection.concepts)


# the workbook


def test_a_workbook_without_answers_has_none():
    selection = select(["M1"], variants=2)
    book = load_workbook(io.BytesIO(write(selection, "xlsx", answers=False)))
    assert book.sheetnames == [ASKED]
    cells = [str(cell.value) for row in book[ASKED].iter_rows() for cell in row if cell.value is not None]
    assert sum(task.text in cells for task in selection.tasks) == len(selection.tasks)
    assert not [cell for cell in cells if cell.startswith("=")]


WRONG = {
    1: lambda task: task.number,
    2: lambda task: task.rivals[0].number,
    3: lambda task: -task.number,
    4: lambda task: task.number * 3.21,
}
"""What is typed into the first to fourth variant: the answer, a mistake, the wrong sign, a number without a name."""


def test_the_workbook_marks_what_is_typed_as_the_app_does_in_a_second_program(tmp_path):
    selection = select(["renewal_rate", "net_mrr_churn", "nps", "frt_median", "clv", "csat_or_nps"], variants=4)
    tasks = {f"{task.item.title}\n{task.item.key}, seed {task.seed}": task for task in selection.tasks}
    choices = {choice.title: choice for choice in choices_of(selection)}
    book = load_workbook(io.BytesIO(write(selection, "xlsx")))
    sheet = book[ASKED]
    for row in range(HEAD + 2, sheet.max_row + 1):
        title = sheet.cell(row, 2).value
        if title in tasks:
            sheet.cell(row, ENTRY + 1).value = WRONG[tasks[title].seed](tasks[title]) / tasks[title].unit.scale
        elif title:
            sheet.cell(row, ENTRY + 1).value = "a"
    held = io.BytesIO()
    book.save(held)
    recalculate(tmp_path, {"typed.xlsx": held.getvalue()})
    computed = load_workbook(tmp_path / "typed.xlsx", data_only=True)
    said = {row[1]: row[5] for row in computed[ASKED].iter_rows(min_row=HEAD + 2, values_only=True) if row[1]}
    assert len(said) == len(selection.tasks) + 5 + 1
    for title, words in said.items():
        if title in tasks:
            task = tasks[title]
            found = mark(task, f"{WRONG[task.seed](task):.9f}")
            assert words == found.says if found.kind != "unknown" else words.endswith(task.item.hints[0]), title
        else:
            assert words == choices[title].options[0].says
    answers = {row[1]: row[2] for row in computed[ANSWERS].iter_rows(min_row=HEAD + 2, values_only=True) if row[1]}
    assert all(answers[title] == pytest.approx(task.value, rel=1e-9) for title, task in tasks.items())


def test_every_answer_is_a_live_formula_with_the_numbers_in_it(everything):
    for task in everything.tasks:
        formula = live(task)
        assert formula.startswith("=") and not re.search(r"[A-Z]{1,3}\d", formula), formula
        if re.fullmatch(r"=[\d.+*/()^-]+", formula):
            assert eval(formula[1:].replace("^", "**")) == pytest.approx(task.value, rel=1e-12), formula


# the command line


def test_the_command_line_writes_every_kind_and_says_what_it_wrote(tmp_path):
    for key, kind in FORMATS.items():
        out = tmp_path / f"file.{kind.suffix}"
        done = CliRunner().invoke(cli, ["practise", "M0", "--export", key, "--out", str(out)])
        assert done.exit_code == 0 and str(out) in done.output and "1 exercise and 2 concepts" in done.output
        assert out.stat().st_size > 500


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("M9", "--export", "gift"), "no exercise, module or path"),
        (("M1", "--export", "qti", "--no-answers"), "cannot go without them"),
        (("M1", "--export", "gift", "--variants", "99"), "From 1 to 20"),
        (("M1", "--export", "gift", "--out", "/nowhere/file"), "could not be written to /nowhere/file"),
        (("M1", "--out", "file"), "go with --export"),
    ],
)
def test_an_export_that_cannot_be_is_one_sentence_and_exit_2(words, says):
    done = CliRunner().invoke(cli, ["practise", *words])
    assert done.exit_code == 2 and says in done.stderr and done.stderr.count("\n") == 1
