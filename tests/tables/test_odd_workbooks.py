"""Workbooks as other programs write them, made by hand: each is read like any other, or refused with a sentence."""

import datetime as dt
import io
import zipfile

import pandas as pd
import pytest

from cs_calc.tables.problems import Refused
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def text(ref, words):
    return f'<c{f" r={chr(34)}{ref}{chr(34)}" if ref else ""} t="inlineStr"><is><t>{words}</t></is></c>'


def number(ref, value, more=""):
    return f"<c{f' r={chr(34)}{ref}{chr(34)}' if ref else ''}{more}><v>{value}</v></c>"


HEAD = f'<row r="1">{text("A1", "customer_id")}{text("B1", "mrr")}</row>'
ROWS = HEAD + f'<row r="2">{text("A2", "c1")}{number("B2", 5)}</row><row r="3">{text("A3", "c2")}{number("B3", 6)}</row>'


def package(rows=ROWS, *, main=MAIN, office=OFFICE, target="worksheets/sheet1.xml", path="xl/worksheets/sheet1.xml", name="S", before="", after="", book="", sheets="", rels="", parts=None, prefix=""):  # fmt: skip
    """The smallest workbook with this sheet; the other arguments are what is odd about it."""
    p, ns = (f"{prefix}:", f"xmlns:{prefix}") if prefix else ("", "xmlns")
    rows = rows.replace("</", f"</{p}").replace("<", f"<{p}").replace(f"<{p}/{p}", f"</{p}") if prefix else rows
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{book}<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="{target}"/>{rels}</Relationships>',
            path: f'<{p}worksheet {ns}="{main}">{before}<{p}sheetData>{rows}</{p}sheetData>{after}</{p}worksheet>',
            **(parts or {}),
        }.items():
            archive.writestr(part, body)
    return out.getvalue()


def read(data, name="a.xlsx"):
    return read_file(name, data, known_headers=KNOWN_HEADERS)


SHARED = f'<sst xmlns="{MAIN}"><si><t>customer_id</t></si><si><r><t>m</t></r><r><rPr><b/></rPr><t>rr</t></r></si><si><t>c1</t><rPh sb="0" eb="1"><t>SEE</t></rPh></si><si><t>c2</t></si></sst>'
STRINGS_REL = f'<Relationship Id="rId9" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
SHARED_ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>5</v></c></row><row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3"><v>6</v></c></row>'
CHART = {"xl/chartsheets/sheet2.xml": f'<chartsheet xmlns="{MAIN}"/>'}
CHART_REL = f'<Relationship Id="rId2" Type="{OFFICE}/chartsheet" Target="chartsheets/sheet2.xml"/>'
UNADDRESSED = f"<row>{text('', 'customer_id')}{text('', 'mrr')}</row><row>{text('', 'c1')}{number('', 5)}</row><row>{text('', 'c2')}{number('', 6)}</row>"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(package(), id="inline texts only, no shared strings, no styles"),
        pytest.param(package(target="/xl/worksheets/sheet1.xml"), id="an absolute path to the sheet"),
        pytest.param(package(path="xl/worksheets/data.xml", target="worksheets/data.xml"), id="a sheet of another name"),
        pytest.param(package(before='<dimension ref="A1:XFD1048576"/>'), id="a dimension that says everything"),
        pytest.param(package(before='<dimension ref="A1"/>'), id="a dimension that says one cell"),
        pytest.param(package(UNADDRESSED), id="no addresses at all"),
        pytest.param(package(SHARED_ROWS, rels=STRINGS_REL, parts={"xl/sharedStrings.xml": SHARED}), id="rich text and phonetic runs"),
        pytest.param(
            package(sheets='<sheet name="Chart" sheetId="2" r:id="rId2"/>', rels=CHART_REL, parts=CHART), id="a chart sheet beside it"
        ),
        pytest.param(package(name="R&amp;D &lt;2026&gt; 'x' 日本"), id="a sheet with an odd name"),
        pytest.param(package(main=STRICT, office=STRICT_OFFICE), id="the strict format"),
        pytest.param(package(prefix="x"), id="a prefix on every tag"),
        pytest.param(package(after='<mergeCells count="0"/><pageMargins left="1"/>'), id="parts after the cells"),
        pytest.param(package().replace(b"xl/worksheets/sheet1.xml", b"XL/worksheets/Sheet1.xml"), id="another case in the archive"),
    ],
)
def test_an_unusual_workbook_is_read_like_any_other(data):
    sheet = read(data).sheets[0]
    assert sheet.header == ("customer_id", "mrr")
    assert [column.tolist() for column in sheet.columns] == [["c1", "c2"], [5.0, 6.0]]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(package(HEAD + f'<row r="3">{text("A3", "c2")}</row><row r="2">{text("A2", "c1")}</row>'), id="rows out of order"),
        pytest.param(package(HEAD + f'<row r="2">{text("A2", "c1")}{text("A2", "again")}</row>'), id="the same cell twice"),
        pytest.param(package(HEAD + '<row r="2"><c r="A2" t="s"><v>99</v></c></row>'), id="a shared string that is not there"),
        pytest.param(package(HEAD + '<row r="2"><c r="A2" s="77"><v>1</v></c></row>'), id="a style that is not there"),
        pytest.param(package(HEAD + '<row r="2"><c r="A2"><v>abc</v></c></row>'), id="a number that is none"),
        pytest.param(package(HEAD + '<row r="2"><c r="A2"><v>1e999</v></c></row>'), id="a number without end"),
        pytest.param(package(HEAD + '<row r="0"><c r="A0"><v>1</v></c></row>'), id="row zero"),
        pytest.param(package(HEAD + '<row r="99999999"><c r="A99999999"><v>1</v></c></row>'), id="a row beyond the last"),
        pytest.param(package(HEAD + '<row r="2"><c r="ZZZZ2"><v>1</v></c></row>'), id="a column beyond the last"),
        pytest.param(package(target="worksheets/gone.xml"), id="a sheet that is not there"),
        pytest.param(package(target="../../../etc/passwd"), id="a path out of the archive"),
        pytest.param(package(parts={"xl/styles.xml": "<styleSheet"}), id="broken styles"),
        pytest.param(package(parts={"xl/sharedStrings.xml": ""}, rels=STRINGS_REL), id="an empty part of strings"),
        pytest.param(package(name=""), id="a sheet without a name"),
        pytest.param(package(sheets='<sheet name="S" sheetId="2" r:id="rId1"/>'), id="two sheets of one name"),
        pytest.param(package(""), id="no rows"),
    ],
)
def test_a_broken_workbook_is_read_in_part_or_refused_with_a_sentence(data):
    try:
        file = read(data)
    except Refused as why:
        assert why.code and why.message.startswith("The file a.xlsx ") and why.message.endswith(".")  # noqa: PT017
    else:
        assert len({sheet.name for sheet in file.sheets}) <= len(file.sheets)


def test_days_count_from_1904_where_the_workbook_says_so():
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    rel = f'<Relationship Id="rId8" Type="{OFFICE}/styles" Target="styles.xml"/>'
    rows = f'<row r="1">{text("A1", "customer_id")}{text("B1", "start_date")}</row><row r="2">{text("A2", "c")}{number("B2", 40000, " s={q}1{q}".format(q=chr(34)))}</row>'
    for book, day in (('<workbookPr date1904="1"/>', dt.datetime(2013, 7, 7)), ("", dt.datetime(2009, 7, 6))):
        sheet = read(package(rows, book=book, rels=rel, parts={"xl/styles.xml": styles})).sheets[0]
        assert sheet.columns[1].tolist() == [pd.Timestamp(day)]


def test_yes_and_no_percent_and_errors_are_what_they_are():
    rows = (
        HEAD
        + '<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c></row><row r="3"><c r="A3" t="b"><v>0</v></c><c r="B3"><v>0.64</v></c></row>'
    )
    file = read(package(rows))
    assert file.sheets[0].columns[0].tolist() == [True, False] and file.sheets[0].columns[1].tolist()[1] == 0.64
    assert [problem.rows for problem in file.problems if problem.code == "error_cells"] == [(2,)]


def test_a_manifest_with_the_old_document_type_of_openoffice_is_no_attack():
    from tests.tables.sheets import FOLDER

    with zipfile.ZipFile(FOLDER / "messy" / "plain.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "META-INF/manifest.xml"
    kind = b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    for inside, fine in ((kind, True), (b'<!DOCTYPE m [<!ENTITY a "aaa">]>', False)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for part, body in {**parts, name: b'<?xml version="1.0"?>' + inside + parts[name]}.items():
                archive.writestr(part, body)
        if fine:
            assert len(read(out.getvalue(), "a.ods").sheets[0].row_numbers) == 6
        else:
            with pytest.raises(Refused) as why:
                read(out.getvalue(), "a.ods")
            assert why.value.code == "xml_entity"


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"customer_id,mrr\rc1,5\rc2,6\r", 2),
        (b"customer_id,mrr\r\nc1,5\nc2,6\r", 2),
        (b"\xef\xbb\xbf\xef\xbb\xbfcustomer_id,mrr\nc1,5\n", 1),
        (b"customer_id,mrr\n\xef\xbb\xbfc1,5\n", 1),
        (b'"customer_id","mrr"\n"c ""one""",5\n', 1),
        (b"sep=;\ncustomer_id;mrr\nc1;5\n", 1),
        (b"customer_id,mrr\nc1,5\n\x1a", 1),
        (b"customer_id\tmrr\nc1\t5\n", 1),
        (b"customer_id,mrr,\nc1,5,\nc2,6,\n", 2),
        ("customer_id,mrr\nc1,5\n".encode("utf-32"), 1),
    ],
)
def test_an_unusual_text_file_is_read_like_any_other(data, rows):
    sheet = read(data, "a.csv").sheets[0]
    assert sheet.header[:2] == ("customer_id", "mrr") and sheet.columns[1].tolist() == ["5", "6"][:rows]


def test_error_cells_of_an_opendocument_sheet_are_told_with_their_rows():
    from tests.tables.sheets import FOLDER

    with zipfile.ZipFile(FOLDER / "messy" / "plain.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    score = b'<table:table-cell office:value-type="float" office:value="10">'
    assert parts["content.xml"].count(score) == 1
    wrong = b'<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
    parts["content.xml"] = parts["content.xml"].replace(score, wrong).replace(b"<text:p>10</text:p>", b"<text:p>#REF!</text:p>")
    parts["content.xml"] = parts["content.xml"].replace(b'office:version="1.2"', b'xmlns:calcext="urn:c" office:version="1.2"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    found = [problem for problem in read(out.getvalue(), "a.ods").problems if problem.code == "error_cells"]
    assert [(problem.rows, problem.column, problem.found) for problem in found] == [((3,), "score", "#REF!")]
