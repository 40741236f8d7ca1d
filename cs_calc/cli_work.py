"""`cs-calc work`: the worked answer, or its distribution where inputs are ranges."""

from __future__ import annotations

import json
from typing import Any

import click

from cs_calc.answer import answer
from cs_calc.arguments import fail, find_metric, given_inputs, given_ranges


@click.command("work")
@click.argument("key")
@click.argument("inputs", nargs=-1, metavar="[input=value ...]")
@click.option("--variant", help="Which definition; the first is the default.")
@click.option("--currency", default="$", show_default=True, help="The sign before amounts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def work_command(key: str, inputs: tuple[str, ...], variant: str | None, currency: str, as_json: bool) -> None:
    """The worked answer for KEY; with no values, the metric's own example.

    Rates are typed as 0.064 or as 6.4%. A 90 % range is typed as 7000..9000: the answer then has a distribution too.
    """
    metric = find_metric(key)
    try:
        chosen = metric.variant(variant)
    except KeyError as why:
        fail(f"{why.args[0]}.")
    ranges, plain = given_ranges(metric, inputs)
    given = given_inputs(metric, plain) if inputs else dict(metric.examples[0].given)
    spread_ = None
    if ranges:
        from cs_calc.spread import spread  # numpy and pandas: only where there are ranges

        spread_ = spread(metric, given, ranges, chosen.key, currency=currency)
        given |= {part: spread_.base.given[part] for part in spread_.ranges}
    found = answer(metric, given, variant, currency=currency)
    if as_json:
        with_range = {"range": spread_.as_dict()} if spread_ is not None else {}
        click.echo(json.dumps({**found.as_dict(), **with_range}, ensure_ascii=False, indent=2, allow_nan=False))
        return
    _print_answer(found)
    if spread_ is not None:
        click.echo(spread_.problem or f"{spread_.finding()}.")
        for sentence in () if spread_.problem else (*spread_.chances(), *spread_.notes()):
            click.echo(f"  {sentence}")


def _print_answer(found: Any) -> None:
    """The explanation card as text: answer, working, check, meaning, mistakes, definitions."""
    from cs_calc.card import DIRECTION, backward, nearest

    metric, currency = found.metric, found.currency
    click.echo(f"{metric.name}: {found.variant.name}")
    for line in found.lines():
        click.echo(f"  {line}")
    click.echo(f"{found.sentence()} {DIRECTION[found.better]}.")
    for sentence in found.cautions:
        click.echo(f"  {sentence}")
    for verdict in found.verdicts:
        click.echo(f"  {verdict.text}")
    if check := backward(found):
        click.echo(f"  Check it backwards: {check}")
    if (meaning := found.meaning) is not None:
        click.echo(f"  What it means: {meaning.says}\n  What next: {meaning.then} ({meaning.source.publisher})")
    for slip in nearest(found):
        click.echo(f"  Watch out, {slip.shown}: {slip.mistake.why}")
    for other, worked in found.definitions:
        if other is not found.variant:
            click.echo(f"  By {other.name.lower()} ({other.sources[0].publisher}): {worked.shown(currency)}")
    for printed in found.as_printed:
        if printed.shown:
            click.echo(f"  As printed by {printed.erratum.source.publisher}: {printed.shown}. {printed.erratum.why}")
