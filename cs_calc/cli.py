"""The command line: open the app, or do any of it without the app. `--json` is a stable interface.

Exit status: 0 answered, 2 the input cannot be used (one helping sentence on stderr, never a traceback).
"""

from __future__ import annotations

import json
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

import click

from cs_calc import METRICS
from cs_calc.arguments import fail, json_values, load_files, refusal_code
from cs_calc.cli_practise import practise_command
from cs_calc.cli_solve import solve_command
from cs_calc.cli_work import work_command

KINDS = ("month", "quarter", "year")


def main() -> None:
    """Entry point: with no command, or with server options only, the app opens."""
    words = sys.argv[1:]
    if not words or (words[0].startswith("-") and words[0] not in ("--help", "-h", "--version")):
        open_app(words)
    try:
        cli(prog_name="cs-calc")
    except Exception as why:
        if os.environ.get("CS_CALC_DEBUG"):
            raise
        fail(
            f"Something went wrong that we did not foresee ({type(why).__name__}). Set CS_CALC_DEBUG=1 to see where, and please report it."
        )


def open_app(words: list[str]) -> NoReturn:
    """Start Streamlit on the app; --port and --no-browser are ours, the rest are its own server options."""
    # gives memory back when a session ends; looked at once, when Arrow is imported, as the next lines do
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from cs_calc.sample import home, prepare_sample
    from cs_calc.settings import mistakes

    if wrong := mistakes():
        fail("\n".join(wrong))
    options: list[str] = []
    rest = iter(words)
    for word in rest:
        name, _, value = word.partition("=")
        if name == "--port":
            number = value or next(rest, "")
            if not number.isdigit() or not 0 < int(number) < 65536:
                fail(f"--port needs a number from 1 to 65535, found {number!r}.")
            options.append(f"--server.port={number}")
        elif name == "--no-browser":
            options.append("--server.headless=true")
        else:
            options.append(word)
    from streamlit.web import cli as streamlit

    prepare_sample()  # before the first person comes to look at it
    sys.argv = ["streamlit", "run", str(home() / "app.py"), *options]
    sys.exit(streamlit.main())


def _version() -> str:
    try:
        return metadata.version("cs-calc")
    except metadata.PackageNotFoundError:
        return "not installed: run from the source folder"


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, commands=[work_command, practise_command, solve_command])
@click.version_option(_version(), message="%(version)s")
def cli() -> None:
    """Customer-success metrics. Without a command the app opens (--port N, --no-browser)."""


def _reading(command: Any) -> Any:
    """The options that say what a file is where it does not say so itself, and what reads it."""
    engines = click.Choice(("auto", "pandas", "duckdb", "spark"))
    says = "What reads and computes: duckdb scans csv and Parquet where they lie, auto does where they are large, spark reads Parquet."
    command = click.option("--engine", type=engines, default="auto", show_default=True, help=says)(command)
    command = click.option("--column", multiple=True, help="Which column is which: interval=Billing. May be given again.")(command)
    return click.option("--survey", type=click.Choice(("NPS", "CSAT", "CES")), help="What the scores are, if no column says so.")(command)


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_metrics(as_json: bool) -> None:
    """Every metric: key, name, family, variants."""
    rows = [
        {
            "key": m.key,
            "name": m.name,
            "family": m.family,
            "unit": m.unit.key,
            "better": m.better,
            "asks": m.asks,
            "variants": [v.key for v in m.variants],
        }
        for m in METRICS.values()
    ]
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['key']:26} {row['name']:38} {', '.join(row['variants'])}")


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="PATH...")
@_reading
@click.option("--rows", is_flag=True, help="With --json: also the typed values of every column.")
@click.option("--until", help="Last day that the data speaks of, YYYY-MM-DD.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(
    files: tuple[str, ...], survey: str | None, column: tuple[str, ...], engine: str, rows: bool, until: str | None, as_json: bool
) -> None:
    """Read, match and check: what was understood, what is wrong, where. A folder or a pattern stands for its csv and Parquet files."""
    from cs_calc.doctor import examine
    from cs_calc.report import tables_as_dict
    from cs_calc.tables.problems import Refused
    from cs_calc.tables.scanned import in_memory
    from cs_calc.tables.scanned_tables import held

    try:
        loaded = load_files(files, until, engine, survey=survey, columns=column)
    except Refused as why:
        if as_json:
            _print_json({"status": "refused", "code": why.code, "message": why.message, "tables": {}, "problems": [], "findings": []})
        click.echo(why.message, err=True)
        sys.exit(2)
    doctor = examine(in_memory(loaded))
    code = loaded.questions[0].code if loaded.questions else refusal_code(loaded) if loaded.status == "refused" else None
    found: dict[str, Any] = {
        "status": loaded.status,
        "code": code,
        "message": loaded.message,
        "tables": tables_as_dict(loaded),
        "problems": [p.as_dict() for p in loaded.problems],
        "findings": [finding.as_dict() for finding in doctor],
        "questions": [{"key": q.key, "code": q.code, "asks": q.asks, "choices": [c[0] for c in q.choices]} for q in loaded.questions],
    }
    if rows:
        found["rows"] = {
            name: {str(c): json_values(t[c]) for c in t if not str(c).startswith("_")} for name, t in held(loaded.dataset.tables).items()
        }
    if as_json:
        _print_json(found)
    else:
        for line in loaded.ledger:
            what = (line.table or "not recognised") + (f" ({line.tool})" if line.tool else "")
            more = f" ({line.says})" if line.says else ""
            counted = f"{line.rows_read:,} rows read = {line.rows_used:,} used + {line.rows_set_aside:,} set aside"
            click.echo(f"{line.sheet}: {what}, {counted}{more}")
        for problem in loaded.problems:
            click.echo(f"{problem.severity}: {problem.message}")
        if doctor:
            click.echo("What the doctor found:")
        for finding in doctor:
            click.echo("\n  ".join(finding.lines()))
        click.echo(loaded.message)
    if loaded.status == "refused":
        if as_json:
            click.echo(loaded.message, err=True)
        sys.exit(2)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="PATH...")
@_reading
@click.option("--sign", default="", help="The sign before amounts, if not the file's own.")
@click.option("--period", type=click.Choice(KINDS), default="month", show_default=True, help="Month, quarter or year.")
@click.option("--by", help="Split by this column: plan, owner, segment, country, channel ...")
@click.option("--until", help="Last day that the data speaks of, YYYY-MM-DD.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the workbook here; a name that ends in .html gets the report as one page.",
)
@click.option("--assume", multiple=True, metavar="KEY=VALUE", help="What no table holds: gross_margin=80%. May be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def report(
    files: tuple[str, ...],
    survey: str | None,
    column: tuple[str, ...],
    sign: str,
    period: str,
    by: str | None,
    until: str | None,
    out: Path | None,
    engine: str,
    assume: tuple[str, ...],
    as_json: bool,
) -> None:
    """Every metric by period and segment, as JSON, as a workbook, as one HTML page, or as text.

    A PATH is a file, or a folder or a pattern such as 'logs/*.parquet' for the csv and Parquet files in it.
    """
    from cs_calc import report as reports
    from cs_calc.board.file import NotSplit, latest_whole, report_file
    from cs_calc.board.html import NoPictures
    from cs_calc.needs import gaps
    from cs_calc.tables.problems import Refused

    try:
        loaded = load_files(files, until, engine, survey, column, sign, assume)
    except Refused as why:
        fail(why.message)
    if loaded.status != "ok":
        fail(loaded.message)
    if by is not None and by not in loaded.dataset.segment_columns:
        fail(f"The data cannot be split by {by!r}: it has {', '.join(loaded.dataset.segment_columns) or 'no column to split by'}.")
    kind: Any = period
    if out is not None:
        try:
            out.write_bytes(report_file(loaded, kind, by, out))
        except (NoPictures, NotSplit) as why:
            fail(str(why))
        except OSError as wrong:
            fail(f"The report could not be written to {out}: {wrong.strerror or 'the place cannot be written to'}.")
    if as_json:
        _print_json(reports.as_dict(loaded, kind, by))
        return
    last = latest_whole(loaded, kind)
    click.echo(loaded.message)
    if last and last != loaded.dataset.periods(kind)[-1]:
        click.echo(f"{last} is the last {period} that the data covers whole; --json and --out have all.")
    for found_period, segment, found in reports.answers(loaded.dataset, kind, by):
        if found_period == last and found.variant is found.metric.variants[0]:
            name = reports.most_common(loaded.dataset, found.metric, kind, found_period) if by is None else ""
            click.echo(f"{found_period} {segment:16} {found.sentence()}" + (f" The most common one: {name}." if name else ""))
    for gap in gaps(loaded.dataset):
        click.echo(gap.sentence())
    if out is not None:
        click.echo(f"The report is in {out}.")


@cli.command()
@click.argument("tables", nargs=-1, metavar="[TABLE...]")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("template.xlsx"), show_default=True)
def template(tables: tuple[str, ...], out: Path) -> None:
    """An empty workbook with our columns, notes and example rows."""
    from cs_calc.tables.schema import TABLES
    from cs_calc.workbook import write_template

    unknown = [t for t in tables if t not in TABLES]
    if unknown:
        fail(f"There is no table {unknown[0]!r}. Tables: {', '.join(TABLES)}.")
    try:
        out.write_bytes(write_template(tables or None))
    except OSError as wrong:
        fail(f"The template could not be written to {out}: {wrong.strerror or 'the place cannot be written to'}.")
    click.echo(f"The template is in {out}.")


def _print_json(found: Any) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))
