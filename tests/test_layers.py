"""Who may import whom, what must not be loaded at start, and how long a file may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cs_calc"
FILES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("scipy", "duckdb", "openpyxl", "xlsxwriter", "streamlit", "altair", "rapidfuzz", "pyarrow.dataset", "python_calamine")
CORE = ["units", "expr", "model", "sources", "metrics"]  # each may import those before it
MAY_IMPORT = {
    "units": set(), "expr": {"units"}, "model": {"units", "expr"}, "sources": {"model"},
    "metrics": {"units", "expr", "model", "sources", "metrics"}, "work": {"units", "expr", "say"}, "say": {"units", "expr"},
    "intervals": {"units", "expr"}, "sure": {"expr", "intervals", "model", "work"}, "verdict": {"units", "model"},
    "formulas": {"expr", "model"},
    "answer": {"units", "expr", "model", "say", "work", "formulas", "intervals", "sure", "verdict", "card_html"},  # card_html: a notebook asks an answer for its card
    "card": {"units", "expr", "model", "say", "work", "answer", "verdict", "workbook"},
    "change": {"expr", "answer", "intervals", "work"}, "tables": {"tables"},
}  # fmt: skip
LONGER: dict[str, str] = {}  # file -> why it may pass 300 lines


def imports(file, *, top_level_only=False):
    """The modules that a file imports, by full name; those for type checkers only are left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    parts = file.relative_to(ROOT).with_suffix("").parts
    package = parts if parts[-1] == "__init__" else parts[:-1]
    found = set()

    def visit(node, outside):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            return
        if isinstance(node, ast.Import) and (outside or not top_level_only):
            found.update(a.name for a in node.names)
        if isinstance(node, ast.ImportFrom) and (outside or not top_level_only):
            base = ".".join(package[: len(package) - node.level + 1]) + ("." if node.module else "") if node.level else ""
            module = base + (node.module or "")
            found.add(module)
            found.update(f"{module}.{a.name}" for a in node.names)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, outside and not inside)

    visit(tree, True)
    return found


def part_of(file):
    """units, expr, metrics, tables ...: the name under cs_calc."""
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


def own(file):
    return {name.split(".")[1] for name in imports(file) if name.startswith("cs_calc.")}


def test_there_are_files_to_look_at():
    assert {part_of(f) for f in FILES} >= {*MAY_IMPORT, "report"}


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_the_calculation_package_knows_nothing_of_streamlit(file):
    assert not {name for name in imports(file) if name.split(".")[0] == "streamlit"} or file.name == "cli.py"
    assert not {name for name in imports(file) if name.split(".")[0] in ("pages", "app")}


@pytest.mark.parametrize("file", [f for f in FILES if part_of(f) in MAY_IMPORT], ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_run_one_way(file):
    allowed = MAY_IMPORT[part_of(file)]
    names = {n for n in own(file) if (PACKAGE / f"{n}.py").exists() or (PACKAGE / n).is_dir()}
    assert names <= allowed, names - allowed


def test_metrics_and_tables_meet_only_in_the_names_of_inputs():
    for file in FILES:
        if part_of(file) == "metrics":
            assert "tables" not in own(file), file
        if part_of(file) == "tables":
            assert not {"metrics", "model", "work", "answer", "report"} & own(file), file


# What reads a file runs in a process of its own, where nothing else waits for an import; the sheet is itself imported late, by the book.
LATE = ("child.py", "sheet.py")
IN_THE_APP = [f for f in FILES if "reading" not in f.parts and f.name not in LATE]


@pytest.mark.parametrize("file", IN_THE_APP, ids=lambda f: str(f.relative_to(ROOT)))
def test_heavy_libraries_are_imported_where_they_are_used(file):
    tops = {name.split(".")[0] for name in imports(file, top_level_only=True)}
    assert not tops & {"scipy", "duckdb", "openpyxl", "xlsxwriter", "rapidfuzz"}, file


@pytest.mark.parametrize("start", ["import cs_calc", "import cs_calc.report, cs_calc.tables.load"])
def test_nothing_heavy_is_loaded_at_start(start):
    look = f"{start}; import sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def all_code():
    yield from FILES
    yield from sorted((ROOT / "pages").rglob("*.py"))
    if (ROOT / "app.py").exists():
        yield ROOT / "app.py"


def test_no_file_is_longer_than_three_hundred_lines_without_a_reason():
    lengths = {str(f.relative_to(ROOT)): len(f.read_text(encoding="utf-8").splitlines()) for f in all_code()}
    assert {name: n for name, n in lengths.items() if n > 300 and name not in LONGER} == {}


def test_a_reason_for_length_is_dropped_when_it_is_no_longer_needed():
    for name in LONGER:
        file = ROOT / name
        assert not file.exists() or len(file.read_text(encoding="utf-8").splitlines()) > 300, name


@pytest.mark.parametrize(
    "file",
    [
        f
        for f in FILES
        if part_of(f) == "tables" and f.parent.name == "tables" and f.stem in ("movements", "measures", "accounts", "use", "product")
    ],
    ids=lambda f: f.name,
)
def test_a_condition_never_stands_inside_an_aggregate(file):
    """On pandas narwhals ignores it without a word: see ENGINES.md."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    aggs = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "agg"]
    assert aggs
    for call in aggs:
        inside = {n.attr for a in call.args for n in ast.walk(a) if isinstance(n, ast.Attribute)}
        assert not inside & {"when", "then", "otherwise", "filter"}
