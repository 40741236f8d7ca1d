"""The container file and the page of settings: they name what is there, and all of it."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cs_calc.cli import open_app
from cs_calc.settings import mistakes

ROOT = Path(__file__).resolve().parent.parent


def test_the_container_file_copies_what_the_package_is_built_from_and_nothing_that_is_not_there():
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = {source for line in lines if line.startswith("COPY ") for source in line.split()[1:-1]}
    assert [source for source in copied if not (ROOT / source).exists()] == []
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = built["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {*wheel["packages"], *wheel["force-include"], "pyproject.toml", built["project"]["readme"]} == copied
    extras = re.search(r"'\.\[(.*)\]'", "\n".join(lines))
    assert extras and set(extras[1].split(",")) <= set(built["project"]["optional-dependencies"])


def test_every_setting_stands_on_the_page_of_settings():
    used = set()
    for path in (*ROOT.glob("cs_calc/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "app.py", *ROOT.glob("tests/*.py")):
        used |= set(re.findall(r"\bCS_CALC_[A-Z]+(?:_[A-Z]+)*\b", path.read_text(encoding="utf-8")))
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert {name for name in used if name not in page} == set()
    assert used >= {"CS_CALC_LIMITS", "CS_CALC_DEBUG"}


@pytest.mark.parametrize(
    ("setting", "bad", "good"),
    [
        ("CS_CALC_IDLE", "ten minutes", "600"),
        ("CS_CALC_HEAVY", "0", "2"),
        ("CS_CALC_SESSION_MB", "1 GB", "1024"),
        ("CS_CALC_UPLOADS", "-1", "5"),
        ("CS_CALC_LIMITS", "rows=5", "max_rows=5"),
        ("CS_CALC_SCAN_ABOVE", "much", "50"),
        ("CS_CALC_QUERY_SECONDS", "0", "30"),
        ("CS_CALC_FOLDERS", "exports", "Exports=/srv/exports"),
    ],
)
def test_the_server_does_not_start_with_a_setting_that_it_cannot_use_and_says_which(monkeypatch, capsys, setting, bad, good):
    monkeypatch.setenv(setting, good)
    assert mistakes() == []
    monkeypatch.setenv(setting, bad)
    with pytest.raises(SystemExit) as ended:
        open_app(["--no-browser"])
    assert ended.value.code == 2 and setting in capsys.readouterr().err


POOL = """
import sys
from streamlit.web import cli as streamlit
from cs_calc.cli import main

def served():
    import pyarrow
    print(pyarrow.default_memory_pool().backend_name)

streamlit.main = served
sys.argv = ["cs-calc", "--no-browser"]
main()
"""


def test_arrow_takes_its_memory_from_where_it_is_given_back():
    """Arrow looks at the setting once, when it is first imported, which the command itself may do before the server starts."""
    plain = {name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"}
    for chosen, expected in (({}, "system"), ({"ARROW_DEFAULT_MEMORY_POOL": "mimalloc"}, "mimalloc")):
        ran = subprocess.run([sys.executable, "-c", POOL], cwd=ROOT, env=plain | chosen, capture_output=True, text=True, timeout=120)
        assert ran.stdout.split() == [expected], ran.stderr
