"""`cs-calc solve`: what an input must be for an answer that is wanted."""

from __future__ import annotations

import json

import click

from cs_calc.arguments import fail, find_metric, given_inputs, typed_number
from cs_calc.solve import solve


@click.command("solve", context_settings={"ignore_unknown_options": True})  # a target may be below 0: -1%
@click.argument("key")
@click.argument("unknown")
@click.argument("target")
@click.argument("inputs", nargs=-1, metavar="[input=value ...]")
@click.option("--variant", help="Which definition; the first is the default.")
@click.option("--currency", default="$", show_default=True, help="The sign before amounts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def solve_command(key: str, unknown: str, target: str, inputs: tuple[str, ...], variant: str | None, currency: str, as_json: bool) -> None:
    """What UNKNOWN must be for KEY to come to TARGET; with no values, the others as in the metric's own example.

    A target that is a rate is typed as 0.064 or as 6.4%.
    """
    metric = find_metric(key)
    try:
        unit = metric.variant(variant).formula.unit
    except KeyError as why:
        fail(f"{why.args[0]}.")
    given = given_inputs(metric, inputs) if inputs else dict(metric.examples[0].given)
    wanted = typed_number(target, "TARGET", unit)
    try:
        found = solve(metric, variant, given, unknown, wanted, currency=currency)
    except KeyError as why:
        fail(f"{why.args[0]}.")
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2, allow_nan=False))
        return
    click.echo(found.sentence())
    if found.value is None:
        return
    if headline := found.headline():
        click.echo(f"  {headline}")
    for line in found.lines:
        click.echo(f"    {line.text()}")
    for note in (*found.notes, found.method()):
        click.echo(f"  {note}")
