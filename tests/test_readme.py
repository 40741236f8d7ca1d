"""What README.md says is true: its commands, links, pictures, metric keys and examples."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cs_calc import METRICS
from cs_calc.cli import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8") if (ROOT / "README.md").exists() else ""
RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/cs-calc"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
EXAMPLES = [line for kind, body in FENCE.findall(README) if kind == "console" for line in body.splitlines() if line.startswith("cs-calc ")]


def test_there_is_a_readme():
    assert README.startswith("# ") and len(README) > 2000


def test_the_two_commands_that_do_all_the_setting_up_stand_first():
    commands = [line for _, body in FENCE.findall(README) for line in body.splitlines() if line.strip()]
    assert commands[:2] == [RUN, TEST]


def test_every_link_and_picture_inside_the_repository_exists():
    targets = [t for t in LINK.findall(README) if not re.match(r"https?:|mailto:|#", t)]
    assert targets
    missing = [t for t in targets if not (ROOT / t.partition("#")[0]).exists()]
    assert not missing


def test_the_pictures_are_real_and_have_words_for_those_who_do_not_see_them():
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", README)
    assert pictures
    for alt, path in pictures:
        assert len(alt) > 15 and (ROOT / path).stat().st_size > 5_000


@pytest.mark.parametrize("key", list(METRICS))
def test_every_metric_and_every_definition_has_a_line(key):
    line = next((line for line in README.splitlines() if f"`{key}`" in line and METRICS[key].name in line), "")
    assert line, f"README.md has no line with `{key}` and {METRICS[key].name}"
    assert all(f"`{v.key}`" in line for v in METRICS[key].variants), line


def test_no_metric_is_listed_that_does_not_exist():
    listed = re.findall(r"^\| `(\w+)` \| [^|]* \| `", README, re.MULTILINE)
    assert set(listed) == set(METRICS)


def test_there_are_examples_of_the_command_line():
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_of_the_command_line_runs(line, tmp_path, monkeypatch):
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line.partition(" #")[0])[1:]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.stderr or done.exception
    assert done.stdout.strip() and not done.stderr
    if "--out" in words:
        assert (tmp_path / words[words.index("--out") + 1]).stat().st_size > 5_000


@pytest.mark.parametrize("body", [body for kind, body in FENCE.findall(README) if kind == "python"])
def test_the_example_for_programmers_says_what_comes_out(body):
    known: dict = {}
    for line in body.splitlines():
        code, _, comment = line.partition("  # ")
        if "  # " in line and re.match(r"[\d'\"\[]", comment.strip()):
            assert eval(code, known) == eval(comment), line
        else:
            exec(code, known)


def test_the_readme_names_no_machine_of_ours():
    assert not re.search(r"/(work|opt|root|tmp)/|file://|localhost:\d", README)
