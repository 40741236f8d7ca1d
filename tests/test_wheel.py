"""The built wheel holds everything: installed in an environment of its own, it works from any folder without the checkout."""

import json
import os
import subprocess
import sys
import tomllib
import urllib.request
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def command(*words, cwd, seconds=180):
    """Run without anything of this process's Python settings; the checkout must not be found by accident."""
    return subprocess.run([str(w) for w in words], cwd=cwd, env=clean(), capture_output=True, text=True, encoding="utf-8", timeout=seconds)


def clean():
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "STREAMLIT_", "COV_"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory, missing_tool):
    if find_spec("hatchling") is None:
        missing_tool("hatchling, which builds the wheel, is not installed (pip install -e '.[test]')")
    folder = tmp_path_factory.mktemp("wheel")
    done = command(sys.executable, "-m", "pip", "wheel", ROOT, "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, cwd=folder)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("cs_calc-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment that sees the libraries of this one, but not the checkout; its folder of programs, and its site-packages."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env" / "bin" / "python"
    site = Path(command(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip())
    libraries = [p for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
    done = command(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    (site / "libraries.pth").write_text(
        "\n".join(libraries) + "\n"
    )  # a folder named here is searched, its own .pth files (editable installs) are not
    return python, site, folder


def test_the_wheel_carries_the_app_its_pages_the_sample_and_the_settings(wheel):
    with zipfile.ZipFile(wheel) as found:
        names = set(found.namelist())
    pages = {f"cs_calc/_app/{f.relative_to(ROOT)}" for f in (ROOT / "pages").rglob("*.py")}
    assert {"cs_calc/_app/app.py", "cs_calc/_app/.streamlit/config.toml", "cs_calc/_app/sample_data/sample_company.xlsx"} | pages <= names
    assert {str(f.relative_to(ROOT)) for f in (ROOT / "cs_calc").rglob("*.py")} <= names
    assert not [n for n in names if n.startswith(("tests/", "benchmarks/")) or "__pycache__" in n or n.endswith(".pyc")]


def test_what_is_imported_is_the_installed_package(installed):
    python, site, folder = installed
    done = command(python, "-c", "import cs_calc, sys; print(cs_calc.__file__); print(*sys.path, sep='|')", cwd=folder)
    assert done.returncode == 0, done.stderr
    where, path = done.stdout.strip().splitlines()
    assert Path(where).is_relative_to(site) and str(ROOT) not in path.split("|")


def test_it_reports_its_own_sample_from_another_folder(installed, plain):
    python, _, folder = installed
    where = command(python, "-c", "from cs_calc.sample import sample_workbook; print(sample_workbook())", cwd=folder).stdout.strip()
    assert Path(where).is_relative_to(folder)
    done = command(python.parent / "cs-calc", "report", where, "--json", cwd=folder)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    got = {
        (m["period"], m["metric"]): m["value"] for m in reversed(json.loads(done.stdout)["metrics"])
    }  # the default definition last: it stays
    for (month, _), numbers in plain().items():
        for key in ("closing_mrr", "net_mrr_churn", "customer_churn_rate", "nps", "csat"):
            if key in numbers:
                assert got[month, key] == pytest.approx(numbers[key], rel=1e-9, abs=1e-9), (month, key)


def test_it_tells_its_version(installed):
    python, _, folder = installed
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert command(python.parent / "cs-calc", "--version", cwd=folder).stdout.strip() == version


@pytest.mark.parametrize("how", ["cs-calc", "python -m cs_calc"])
def test_it_starts_from_another_folder_with_our_settings_and_asks_nothing(installed, start_server, how):
    python, _, folder = installed
    start = [str(python.parent / "cs-calc")] if how == "cs-calc" else [str(python), "-m", "cs_calc"]
    with start_server([*start, "--port", "{port}", "--no-browser"], folder, clean()) as server:
        with urllib.request.urlopen(f"{server.url}/", timeout=10) as page:
            assert page.status == 200 and b"<title>" in page.read()
        with urllib.request.urlopen(f"{server.url}/_stcore/host-config", timeout=10) as answer:
            assert answer.status == 200
        printed = server.printed()
    assert "localhost" in printed and "Network URL" not in printed and "External URL" not in printed  # address = "localhost" was found
    assert "mail" not in printed.lower() and "usage statistics" not in printed.lower()
    assert "Traceback" not in printed


def test_a_port_that_cannot_be_is_told_in_a_sentence(installed):
    python, _, folder = installed
    done = command(python.parent / "cs-calc", "--port", "http", "--no-browser", cwd=folder)
    assert done.returncode == 2 and "number" in done.stderr and "Traceback" not in done.stderr
