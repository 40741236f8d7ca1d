"""`cs-calc practise --export`: exercises as a file."""

from __future__ import annotations

from pathlib import Path

import click

from cs_calc.arguments import fail
from cs_calc.training.exports import FORMATS, NoSuchPart, select, write


def export_to(out: Path | None, kind: str, key: str | None, seed: int | None, variants: int, *, answers: bool) -> None:
    """Write the exercises that a key names (without one, all) to a file. Ends with one sentence where it cannot be done."""
    chosen = FORMATS[kind]
    try:
        selection = select([key] if key else (), seed=1 if seed is None else seed, variants=variants)
        data = write(selection, kind, answers=answers)
    except (NoSuchPart, ValueError) as wrong:
        fail(str(wrong))
    place = Path(f"exercises-{selection.key}.{chosen.suffix}") if out is None else out
    try:
        place.write_bytes(data)
    except OSError as wrong:
        fail(f"The exercises could not be written to {place}: {wrong.strerror or 'the place cannot be written to'}.")
    click.echo(f"{selection.name}: {selection.says} The file ({chosen.name}) is {place}.")
