"""Files of named folders and tables of named connections, picked on the Data page: the same road as an upload, and nothing out of bounds."""

import pandas as pd
import pytest

from cs_calc.elsewhere import Pick, Places, files_in, folders, gather, path_of
from cs_calc.imports import file_in_words
from cs_calc.staging import Held
from cs_calc.tables.load import load
from cs_calc.tables.problems import Refused
from tests.apptest import fine, opened, text
from tests.tables.test_scanned import CUSTOMERS, events, uploaded, use_of

SECRET = "s3cr3t-passw0rd"
DATA = "pages/analyse/data.py"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A named folder with a log, a list of customers, and much that is not offered."""
    place, outside = tmp_path / "exports", tmp_path / "outside"
    (place / "2026").mkdir(parents=True)
    (place / ".git").mkdir()
    outside.mkdir()
    log = events(600).replace({"feature": {"Report": "report"}})
    log.to_parquet(place / "2026" / "usage.parquet", index=False)
    (place / "customers.csv").write_text(CUSTOMERS)
    (outside / "salaries.csv").write_text("name,amount\na,1\n")
    for name in ("notes.txt", ".hidden.csv", ".git/a.csv", "_part.csv"):
        (place / name).write_text("a,b\n1,2\n")
    (place / "link.csv").symlink_to(outside / "salaries.csv")
    (place / "more").symlink_to(outside, target_is_directory=True)
    (place / "same.csv").symlink_to(place / "customers.csv")
    monkeypatch.setenv("CS_CALC_FOLDERS", f"Product log={place}; Other={tmp_path / 'gone'};")
    return place


def test_a_folder_offers_its_own_readable_files_and_no_name_leads_out_of_it(folder):
    assert folders() == {"Product log": folder, "Other": folder.parent / "gone"}
    assert files_in(folder) == ["2026/usage.parquet", "customers.csv", "same.csv"]
    assert path_of(folder, "2026/usage.parquet").is_file()
    outside = folder.parent / "outside" / "salaries.csv"
    for name in (
        "../outside/salaries.csv",
        "2026/../customers.csv",
        str(outside),
        "link.csv",
        "more/salaries.csv",
        "none.csv",
        "2026",
        "",
        "a\0b",
    ):
        with pytest.raises(Refused, match="no file"):
            path_of(folder, name)
    with pytest.raises(Refused, match="This folder is not there"):
        files_in(folder.parent / "gone")


@pytest.mark.parametrize("setting", ["exports", "a=relative", "a=/x;a=/y", "=/x", "a/b=/x"])
def test_a_folder_that_is_not_set_up_rightly_is_said(setting, monkeypatch):
    monkeypatch.setenv("CS_CALC_FOLDERS", setting)
    with pytest.raises(Refused, match="CS_CALC_FOLDERS needs each folder once, as name=/path"):
        folders()


@pytest.mark.parametrize("above", ["50", "0"])
def test_picked_files_give_what_they_give_uploaded_and_large_ones_are_scanned(folder, monkeypatch, above):
    monkeypatch.setenv("CS_CALC_SCAN_ABOVE", above)
    picks = [Pick("folder", "Product log", name) for name in ("2026/usage.parquet", "customers.csv")]
    found = gather(picks, Places(folders()))
    got = load(found.files, scanned=found.scanned, engine="duckdb" if found.scanned else "pandas")
    assert (found.scanned is not None) == (above == "0") and found.lost == {}
    same = uploaded([folder / "2026" / "usage.parquet", folder / "customers.csv"])
    pd.testing.assert_frame_equal(use_of(same), use_of(got), rtol=1e-9)
    assert got.dataset.tables["customers"]["plan"].tolist() == same.dataset.tables["customers"]["plan"].tolist()


def test_what_cannot_be_read_or_does_not_fit_is_told_and_spoils_nothing_else(folder, monkeypatch):
    monkeypatch.setenv("CS_CALC_SCAN_ABOVE", "0")
    (folder / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    names = ["broken.parquet", "../outside/salaries.csv", "customers.csv", "gone.csv"]
    found = gather([Pick("folder", "Product log", n) for n in names] + [Pick("database", "crm", "usage")], Places(folders()))
    assert {place: why.split(".")[0] for place, why in found.lost.items()} == {
        "Product log/broken.parquet": "The file broken",
        "Product log/../outside/salaries.csv": "There is no file ",
        "Product log/gone.csv": "There is no file gone",
        "database:crm/usage": "There is no connection called crm",
    }
    assert [f.name for f in (*found.files, *found.scanned.files)] == ["customers.csv"]
    monkeypatch.setenv("CS_CALC_SCAN_ABOVE", "50")
    monkeypatch.setenv("CS_CALC_SESSION_MB", "1")
    found = gather([Pick("folder", "Product log", "customers.csv")], Places(folders()), held=2**20)
    assert "this session would hold" in found.lost["Product log/customers.csv"] and not found.files


def pick(at, source, *items):
    """Open the section, choose a source and some of what it offers, and read them."""
    at.session_state["imp_elsewhere"] = True
    at.run()
    at.selectbox(key="imp_source").set_value(source).run()
    box = at.multiselect(key=f"imp_items_{source[0]}_{source[1]}")
    box.set_value(list(items) or box.options).run()
    at.button(key="imp_pick").click().run()
    return fine(at)


def test_where_nothing_is_set_up_the_page_has_no_such_section():
    assert not any(e.label.startswith("From") for e in opened(DATA).expander)


def test_a_person_picks_tables_of_a_database_and_files_of_a_folder_and_every_page_works(folder, tmp_path):
    pytest.importorskip("ibis")
    from tests.tables.test_database import in_sqlite

    log = events(90).assign(customer_id=[f"C{i % 6}" for i in range(90)])
    url = in_sqlite(tmp_path / "crm.sqlite", {"clicks": log, "machines": pd.DataFrame({"what": ["a"]}), "usage": log})
    at = opened()
    at.secrets["connections"] = {"crm": {"url": url}, "sales": {"url": f"postgresql://team:{SECRET}@127.0.0.1:1/sales"}}
    at.switch_page(DATA).run()
    pick(at, ("database", "crm"))
    assert "counted by day in SQLite" in str([d.value.to_dict() for d in at.dataframe]) and "180 of 180 rows used" in text(at)
    assert "not recognised as one of our tables" in text(at)
    pick(at, ("folder", "Product log"), "customers.csv")
    assert "read where it lies, in the folder Product log" in text(at) and "186 of 186 rows used" in text(at)
    found = at.session_state["loaded"]
    minutes = log["minutes"].where(log["minutes"] >= 0).sum()
    assert found.dataset.engine == "duckdb" and found.dataset.tables["usage"]["minutes"].sum() == pytest.approx(2 * minutes, rel=1e-9)
    at.selectbox(key="imp_source").set_value(("database", "sales")).run()
    assert "found no server that answers" in text(at)
    said = text(at) + repr(found)
    said += text(fine(at.switch_page("pages/analyse/product.py").run()))
    assert SECRET not in said and str(tmp_path) not in text(at) and "Users a month (MAU)" in said
    at.switch_page(DATA).run()
    at.button(key=f"imp_remove_{at.session_state['files']['database:crm/clicks'].file.sha256}").click().run()
    assert at.session_state["loaded"].dataset.tables["usage"]["minutes"].sum() == pytest.approx(minutes, rel=1e-9)


def test_a_pick_says_where_it_is(folder):
    one = Pick("database", "crm", "usage")
    assert file_in_words(Held(one.file(), 0, one)) == "read where it lies, in the database crm"
