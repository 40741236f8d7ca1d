"""What the workbook tests share: the sample's report, and LibreOffice as a second calculator."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cs_calc.sample import sample_workbook
from cs_calc.tables.load import Loaded, load
from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS
from tests.conftest import tell_missing

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def read(name: str, data: bytes) -> Loaded:
    """One file, read and loaded."""
    return load([read_file(name, data, known_headers=KNOWN_HEADERS)])


@pytest.fixture(scope="session")
def sample() -> Loaded:
    return read("sample_company.xlsx", sample_workbook().read_bytes())


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Make a file once, also where the tests are spread over several processes: the others wait for it."""
    root = tmp_path_factory.getbasetemp()
    shared = (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "workbook"

    def make(name: str, write: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        shared.mkdir(exist_ok=True)
        try:
            folder.mkdir()
        except FileExistsError:
            for _ in range(3000):
                if done.exists():
                    break
                time.sleep(0.1)
            assert done.read_text() == "ok", f"another process could not make {name}"
            return folder
        result = "failed"
        try:
            write(folder)
            result = "ok"
        finally:
            done.write_text(result)
        return folder

    return make


def need_soffice() -> str:
    """The path of LibreOffice; skips the test where there is none, or fails it where CS_CALC_REQUIRE_TOOLS=1."""
    found = shutil.which("soffice")
    if not found:
        tell_missing("LibreOffice (soffice) is not installed: the formulas cannot be recalculated by a second program")
    return found


def without_values(data: bytes, target: Path) -> None:
    """Save a workbook with the value of every formula taken out, so that nothing but a recalculation can fill it."""
    source = target.with_suffix(".raw")
    source.write_bytes(data)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(<f(?: [^>]*)?>[^<]*</f>)<v>[^<]*</v>", rb"\1", content)
                content = re.sub(rb"(<c r=\"[A-Z]+[0-9]+\"(?: s=\"[0-9]+\")?) t=\"(?:str|e)\"(><f[ >])", rb"\1\2", content)
            new.writestr(item, content)
    source.unlink()


def recalculate(folder: Path, files: dict[str, bytes]) -> None:
    """Let LibreOffice compute the workbooks anew: `folder`/name for each, from copies without any values."""
    program, profile = need_soffice(), folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)
    (folder / "in").mkdir()
    for name, data in files.items():
        without_values(data, folder / "in" / name)
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    command += [str(folder / "in" / name) for name in files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    for name in files:
        assert (folder / name).exists(), f"LibreOffice did not write {name}: {done.stderr}"
