"""What keeps people's data apart and the server quiet: settings, sessions, and what page code may not do."""

import ast
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_calc.tables.reading.limits import Limits

ROOT = Path(__file__).resolve().parent.parent
MESSY = ROOT / "sample_data" / "messy"
CODE = sorted([ROOT / "app.py", *(ROOT / "pages").rglob("*.py")])
ALL_CODE = sorted([*CODE, *(ROOT / "cs_calc").rglob("*.py")])
SHARED = {  # caches that every person of a server shares, and why they may
    ("app.py", "_freeze_imports"): "says only that it has run",
    ("pages/parts/import_state.py", "_sample"): "the sample company is nobody's data",
    ("pages/parts/learner_state.py", "_store"): "an open database: every read and write names its learner",
}
DATA, SCORECARD, REVENUE = "pages/analyse/data.py", "pages/analyse/scorecard.py", "pages/analyse/revenue.py"


def name_of(file):
    return str(file.relative_to(ROOT))


# settings


@pytest.fixture(scope="module")
def config():
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_no_detail_of_an_error_reaches_a_person(config):
    assert config["client"]["showErrorDetails"] == "none" and config["client"]["toolbarMode"] == "viewer"


def test_protection_against_other_sites_is_on(config):
    assert config["server"].get("enableCORS", True) is True and config["server"].get("enableXsrfProtection", True) is True


def test_the_upload_size_is_the_published_one(config):
    assert config["server"]["maxUploadSize"] * 2**20 == Limits().max_bytes


def test_the_server_listens_on_this_machine_only_and_asks_and_tells_nobody_anything(config):
    assert config["server"]["address"] == "localhost"
    assert config["server"]["showEmailPrompt"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert not config["server"].get("enableAgentApi", False)


def test_both_themes_are_ours_and_no_font_comes_from_elsewhere(config):
    theme = config["theme"]
    assert set(theme["light"]) == set(theme["dark"])
    for side in ("light", "dark"):
        assert len(theme[side]["chartSequentialColors"]) == 10 and len(theme[side]["chartCategoricalColors"]) >= 6
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8").replace("https://docs", "")


def test_streamlit_is_new_enough():
    from importlib.metadata import version

    assert tuple(int(p) for p in version("streamlit").split(".")[:2]) >= (1, 67)


# sessions


def session(file=None, **link):
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in link.items():
        at.query_params[key] = value
    at.run()
    at.switch_page(DATA).run()
    if file is not None:
        name, data = file
        at.file_uploader[0].set_value((name, data, "application/octet-stream")).run()
    assert not at.exception
    return at


def everything(at):
    """All that a page shows, as one text."""
    parts = [
        str(x.value)
        for kind in ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning", "error")
        for x in getattr(at, kind)
    ]
    parts += [f"{m.label} {m.value} {m.delta}" for m in at.metric] + [d.value.to_csv() for d in at.dataframe]
    parts += [str(o) for s in at.selectbox for o in s.options]
    return "\n".join(parts)


def on(at, page):
    at.query_params.clear()
    at.switch_page(page).run()
    assert not at.exception
    return everything(at)


def test_what_one_person_loads_another_does_not_see(sample_bytes):
    one = session(("secret_company.xlsx", sample_bytes))
    assert ("secret_company" in everything(one) and "6,124" in everything(one)) or "6124" in everything(one)
    other = session()
    for page in (DATA, SCORECARD, REVENUE):
        seen = on(other, page)
        assert "secret" not in seen and "No data loaded" in seen and "$183" not in seen.replace("\\", "")
    assert "loaded" not in other.session_state and "files" not in other.session_state


def company(who, amount):
    rows = [f"{who}{i},{who}-S{i},2026-0{1 + i % 3}-01,{'2026-05-10' if i == 3 else ''},{amount},month,{who} plan" for i in range(30)]
    return ("company.csv", "\n".join(["customer_id,subscription_id,start_date,end_date,amount,interval,plan", *rows]).encode())


def test_two_people_with_files_of_the_same_name_each_see_their_own():
    anna, ben = session(company("Anna", 100)), session(company("Ben", 777))
    for _ in range(2):  # and again, when caches are warm
        for at, own, foreign in ((anna, "Anna", "Ben"), (ben, "Ben", "Anna")):
            for page in (REVENUE, SCORECARD):
                seen = on(at, page)
                assert foreign not in seen, page
            assert own in on(at, DATA)
    amounts = [{m.label: m.value for m in at.metric} for at in (anna, ben) if on(at, SCORECARD)]
    assert amounts[0]["Monthly recurring revenue (MRR)"] != amounts[1]["Monthly recurring revenue (MRR)"]
    assert amounts[0]["Average revenue per account (ARPA)"].endswith("100") and amounts[1]["Average revenue per account (ARPA)"].endswith(
        "777"
    )


def test_the_shared_sample_stays_as_it_is_when_someone_loads_their_own_over_it(sample_bytes):
    one, other = session(data="sample"), session(data="sample")
    before = on(other, SCORECARD)
    on(one, DATA)
    name, data = company("Anna", 100)
    one.file_uploader[0].set_value((name, data, "text/csv")).run()
    assert "your files" in on(one, DATA) and "Anna" in everything(one)
    assert on(other, SCORECARD) == before and "Anna" not in before


def test_clearing_forgets_for_one_person_only():
    anna, ben = session(company("Anna", 100)), session(company("Ben", 777))
    on(anna, DATA)
    next(b for b in anna.button if b.label == "Clear everything").click().run()
    assert "No data loaded" in everything(anna) and "Ben" in on(ben, DATA)


# what page code may not do


def calls(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call)]


def dotted(node):
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("file", CODE, ids=name_of)
def test_no_page_lets_html_or_scripts_through(file):
    for call in calls(file):
        assert not any(k.arg in ("unsafe_allow_html", "unsafe_allow_javascript") for k in call.keywords), call.lineno
        assert dotted(call.func) not in ("st.html", "st.iframe", "st.components.v1.html", "components.html", "eval", "exec"), call.lineno


@pytest.mark.parametrize("file", CODE, ids=name_of)
def test_whatever_a_page_caches_belongs_to_one_session(file):
    for function in (
        n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ):
        for decorator in function.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            name = dotted(call.func if call else decorator)
            if name.endswith(("cache_data", "cache_resource")) and (name_of(file), function.name) not in SHARED:
                scope = {k.arg: k.value for k in call.keywords}.get("scope") if call else None
                assert isinstance(scope, ast.Constant) and scope.value == "session", (
                    f"{function.name}: every person of the server would share this"
                )
    for call in calls(file):  # nor by calling the cache on a function
        outer = call.func.func if isinstance(call.func, ast.Call) else None
        assert outer is None or not dotted(outer).endswith(("cache_data", "cache_resource")), call.lineno


def test_the_exceptions_above_still_exist():
    for file, function in SHARED:
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", CODE, ids=name_of)
def test_no_page_keeps_anything_in_a_module(file):
    """A list or dict at the top of a module is shared by everyone: such names are constants, and nothing is ever put into them."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if "parts" in file.parts:
        tops = {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
        assert all(t.isupper() or t.startswith("_") for t in tops), tops
        changed = [n for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store) and dotted(n.value) in tops]
        assert not changed
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Global)]


@pytest.mark.parametrize("file", ALL_CODE, ids=name_of)
def test_no_error_is_swallowed(file):
    for handler in (n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.ExceptHandler)):
        names = {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)} if handler.type else set()
        silent = all(isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)) for s in handler.body)
        wide = handler.type is None or names & {"Exception", "BaseException"}
        assert not (silent and wide), f"line {handler.lineno}: except and pass"


@pytest.mark.parametrize("file", CODE, ids=name_of)
def test_no_page_writes_to_disk_or_runs_programs(file):
    words = {"write_bytes", "write_text", "to_excel", "to_pickle", "mkdir", "unlink", "system", "Popen"}
    for call in calls(file):
        assert dotted(call.func).rpartition(".")[2] not in words, call.lineno
        assert dotted(call.func) not in ("open", "subprocess.run", "pickle.loads", "pickle.load"), call.lineno


@pytest.mark.parametrize("file", ALL_CODE, ids=name_of)
def test_nothing_reads_or_writes_pickles(file):
    assert "pickle" not in {
        a.name for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Import) for a in n.names
    }


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("[!p]*/*.py")), ids=lambda p: p.name)
def test_a_page_has_no_bare_text_or_name_which_streamlit_would_show(page):
    shown = [
        n.lineno
        for n in ast.parse(page.read_text(encoding="utf-8")).body[1:]
        if isinstance(n, ast.Expr) and not isinstance(n.value, ast.Call)
    ]
    assert not shown
