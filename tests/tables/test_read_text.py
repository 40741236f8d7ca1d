"""Text files: encodings, separators, quotes, ragged rows."""

from __future__ import annotations

import pytest

from cs_calc.tables.read import read_file
from tests.tables.files import (
    codes,
    noted,
    only,
    refused,
    values,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    sheet = only(read_file("e.csv", "id,Größe\n1,žluťoučký\n".encode(encoding)))
    assert sheet.header == ("id", "Größe")
    assert values(sheet, "Größe") == ["žluťoučký"]


def test_text_that_is_not_utf_8_is_read_as_windows_1252_and_said() -> None:
    file = read_file("e.csv", "id,name\n1,Müller – €\n".encode("cp1252"))
    assert values(only(file), "name") == ["Müller – €"]
    assert (noted(file, "encoding_guess").found, noted(file, "encoding_guess").severity) == ("cp1252", "note")
    assert "line 2" in noted(file, "encoding_guess").message


def test_a_chosen_encoding_and_separator_overrule_the_guess() -> None:
    data = "id;имя,x\n1;Иван,y\n".encode("cp1251")
    sheet = only(read_file("e.csv", data, encoding="cp1251", delimiter=";"))
    assert (sheet.header, values(sheet, "id")) == (("id", "имя,x"), ["1"])


def test_a_german_csv_with_semicolons_and_decimal_commas_keeps_its_columns() -> None:
    file = read_file("d.csv", b"Kunde;MRR;Datum\nA;1.234,50;01.02.2024\nB;99,00;15.02.2024\n")
    assert values(only(file), "MRR") == ["1.234,50", "99,00"]
    assert noted(file, "delimiter_guess").found == ";"


@pytest.mark.parametrize(("name", "separator", "says"), [("a.csv", "\t", True), ("a.tsv", "\t", False), ("a.csv", "|", True)])
def test_other_separators_are_found_and_said_only_where_they_surprise(name: str, separator: str, says: bool) -> None:
    text = "id,plan,mrr\na,Pro,1\nb,Basic,2\n".replace(",", separator)
    file = read_file(name, text.encode())
    assert only(file).header == ("id", "plan", "mrr")
    assert ("delimiter_guess" in codes(file)) == says
    assert file.kind == name[-3:]


def test_a_comma_file_whose_texts_hold_semicolons_is_still_a_comma_file() -> None:
    file = read_file("a.csv", b"id,note\n1,a;b;c\n2,d;e;f\n3,g;h;i\n")
    assert (only(file).header, codes(file)) == (("id", "note"), set())


def test_the_line_sep_that_excel_writes_is_obeyed_and_counts_as_a_row() -> None:
    sheet = only(read_file("a.csv", b"sep=;\nid;n\n1;2\n"))
    assert (sheet.header, sheet.header_row, sheet.row_numbers.tolist()) == (("id", "n"), 2, [3])


def test_a_quoted_line_break_does_not_count_as_a_row() -> None:
    sheet = only(read_file("q.csv", b'id,note\r\n1,"two\r\nlines, ""quoted"""\r\n2,x\r\n'))
    assert values(sheet, "note") == ['two\r\nlines, "quoted"', "x"]
    assert sheet.row_numbers.tolist() == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(end: str) -> None:
    sheet = only(read_file("l.csv", end.join(["id,n", "a,1", "b,2"]).encode()))
    assert (values(sheet, "n"), sheet.row_numbers.tolist()) == (["1", "2"], [2, 3])


def test_ragged_rows_are_padded_or_cut_and_said_with_their_numbers() -> None:
    file = read_file("r.csv", b"id,name,n\n1\n2,x,3,,\n3,Smith, John,4\n4,y,5\n")
    sheet = only(file)
    assert values(sheet, "id") == ["1", "2", "3", "4"]
    assert sheet.columns[1].isna().tolist() == [True, False, False, False]
    problem = noted(file, "ragged")
    assert (problem.rows, problem.found) == ((4,), "4")


def test_nul_bytes_are_left_out_and_said() -> None:
    file = read_file("n.csv", b"id,name\n1,A\x00B\n" + b"2,ok\n" * 50)
    assert values(only(file), "name")[0] == "AB"
    assert "line 2" in noted(file, "nul_bytes").message


def test_a_quote_that_goes_on_after_its_end_is_read_and_said() -> None:
    file = read_file("s.csv", b'id,name\n1,"Big" Corp\n2,x\n')
    assert values(only(file), "name") == ["Big Corp", "x"]
    assert noted(file, "stray_quote").rows == (2,)


@pytest.mark.parametrize("text", ['id,n\n1,2\n2,"open\n3,4\n', 'id,n\n1,2\n"'])
def test_a_quote_that_is_never_closed_is_refused_with_its_row(text: str) -> None:
    error = refused("q.csv", text.encode())
    assert error.code == "unclosed_quote"
    assert "row 3" in error.message
