"""`cs-calc practise`: one exercise, or with an answer its marking."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import click

from cs_calc.arguments import fail
from cs_calc.cli_export import export_to
from cs_calc.training.draw import Task, draw
from cs_calc.training.exports import FORMATS
from cs_calc.training.item import Item
from cs_calc.training.items import ITEMS
from cs_calc.training.ladder import STAGES, Prompt, mark_field, prompt, solution
from cs_calc.training.mark import Outcome

MOST_SEEDS = 1_000_000


@click.command("practise", context_settings={"ignore_unknown_options": True})  # an answer may be below 0: -5
@click.argument("key", required=False)
@click.option("--seed", type=int, help="Which variant: the same seed has the same numbers for ever. Without it a new one is drawn.")
@click.option("--answer", help="What you answer: 6.4, 6.4 %, -5, 1 in 20 ...; at E, F and G the key of a choice; at C three, parted by ;")
@click.option("--stage", type=click.Choice(tuple(STAGES)), default="D", show_default=True, help="A worked example ... G what would you do?")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--export", "kind", type=click.Choice(tuple(FORMATS)), help="A file in place of a question; KEY is an exercise, module or path."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the file goes; named after KEY otherwise.")
@click.option("--variants", type=int, default=1, show_default=True, help="Variants of each exercise in the file, from --seed on.")
@click.option("--no-answers", is_flag=True, help="Leave answers out of the file (xlsx, html).")
def practise_command(
    key: str | None, seed: int | None, answer: str | None, stage: str, as_json: bool, kind: str | None, out: Path | None, variants: int,
    no_answers: bool,
) -> None:  # fmt: skip
    """One exercise of KEY (without KEY, of any); with --answer, its marking. `cs-calc practise list` shows every exercise."""
    if kind is not None:
        export_to(out, kind, key, seed, variants, answers=not no_answers)
        return
    if out is not None or no_answers:
        fail(f"--out and --no-answers go with --export: {', '.join(FORMATS)}.")
    if key == "list":
        _list(as_json)
        return
    if answer is not None and (key is None or seed is None):
        fail("An answer needs the exercise and its seed: cs-calc practise KEY --seed N --answer TEXT.")
    number = random.randrange(MOST_SEEDS) if seed is None else seed
    item = _find(key) if key else list(ITEMS.values())[number % len(ITEMS)]
    task = draw(item, number)
    made = prompt(task, stage)
    outcomes = _marked(task, made, answer) if answer is not None else {}
    if as_json:
        click.echo(json.dumps(_as_dict(task, made, outcomes), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        _print(task, made, outcomes)
    for found in outcomes.values():
        if found.kind == "unreadable":
            fail(found.says)


def _find(key: str) -> Item:
    if key in ITEMS:
        return ITEMS[key]
    from rapidfuzz import process

    near = [hit[0] for hit in process.extract(key, list(ITEMS), limit=3, score_cutoff=70)]
    near += [item.key for item in ITEMS.values() if item.metric.key == key and item.key not in near]
    fail(f"There is no exercise {key!r}." + (f" Did you mean {' or '.join(near)}?" if near else " See: cs-calc practise list"))


def _list(as_json: bool) -> None:
    rows = [{"key": item.key, "module": item.module, "title": item.title, "metric": item.metric.key} for item in ITEMS.values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['key']:20} {row['module']} {row['title']}")


def _marked(task: Task, made: Prompt, text: str) -> dict[str, Outcome]:
    """The marking of each field; answers of a stage with several are parted by semicolons."""
    if not made.fields:
        fail("A worked example has nothing to answer. Try --stage B, or D for the whole problem.")
    pieces = [text] if len(made.fields) == 1 else [piece.strip() for piece in text.split(";")]
    if len(pieces) != len(made.fields):
        names = "; ".join(field.label for field in made.fields)
        fail(f"Stage {made.stage} asks for {len(made.fields)} answers parted by semicolons ({names}), found {len(pieces)}.")
    return {field.key: mark_field(task, made, field.key, piece) for field, piece in zip(made.fields, pieces, strict=True)}


def _as_dict(task: Task, made: Prompt, outcomes: dict[str, Outcome]) -> dict[str, Any]:
    """The stable form of `--json`. The answer itself is in it only with its marking."""
    found: dict[str, Any] = {
        "item": task.item.key,
        "metric": task.item.metric.key,
        "seed": task.seed,
        "version": task.version,
        "stage": made.stage,
        "asks": made.asks,
        "expects": task.expects if made.stage in "BCD" else "",
        "given": {key: list(value) if isinstance(value, tuple) else value for key, value in task.given.items() if key in task.item.draws},
        "lines": [f"{line.name} = {line.words} = {line.numbers} = {line.result}" for line in made.lines],
        "fields": [
            {"key": field.key, "label": field.label, "options": [{"key": o.key, "text": o.text} for o in field.options]}
            for field in made.fields
        ],
    }
    if outcomes:
        found["outcomes"] = {
            key: {"kind": o.kind, "says": o.says, "mistake": o.mistake or None, "cluster": o.cluster or None} for key, o in outcomes.items()
        }
        found["value"], found["shown"] = task.value, task.shown
    return found


def _print(task: Task, made: Prompt, outcomes: dict[str, Outcome]) -> None:
    click.echo(f"{task.item.title} ({task.item.key}, seed {task.seed}, {STAGES[made.stage].lower()})")
    click.echo(made.asks)
    for line in made.lines:
        click.echo(f"  {line.name} = {line.words} = {line.numbers} = {line.result}")
    for number, field in enumerate(made.fields, 1):
        if len(made.fields) > 1:
            click.echo(f"{number}. {field.label}")
        for option in field.options:
            click.echo(f"  {option.key}: {option.text}")
    if made.stage in ("B", "C", "D"):
        click.echo(task.expects)
    for field in made.fields:
        if (found := outcomes.get(field.key)) is not None and found.kind != "unreadable":
            click.echo(f"{field.label}: {found.says}" if len(made.fields) > 1 else found.says)
    if outcomes and made.stage in ("B", "C", "D") and all(found.right for found in outcomes.values()):
        for step in solution(task).steps:
            click.echo(f"  {step.name} = {step.words} = {step.numbers} = {step.result}")
    if not outcomes and made.fields:
        click.echo(f"Answer with: cs-calc practise {task.item.key} --seed {task.seed} --stage {made.stage} --answer ...")
