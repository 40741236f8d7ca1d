"""Cards for Anki, as the text that it imports: definitions, mistakes to know, reasons, decisions, concepts.

Fields are parted by tabs, with Anki's own header lines (docs.ankiweb.net/importing/text-files.html; 2.1.54 and later). Each
note has a lasting id, so that importing a newer file changes cards in place of doubling them. An .apkg would hold nothing more.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from cs_calc.expr import Step
from cs_calc.say import in_terms
from cs_calc.training.exports.selection import Selection

MOST_MISTAKES = 2
"""Cards of mistakes for each metric: the first ones that its declaration names."""
HEAD = ("#separator:tab", "#html:true", "#deck:Customer-success metrics", "#guid column:1", "#columns:Guid\tFront\tBack\tTags",
        "#tags column:4")  # fmt: skip


@dataclass(frozen=True)
class Note:
    """A card: its lasting id, its two sides as plain text (lines of the back), and its tags."""

    guid: str
    front: str
    back: tuple[str, ...]
    tags: tuple[str, ...]


def write_anki(selection: Selection) -> str:
    """The selection as the text of an Anki import. Numbers are not asked: cards would be learned by heart with them."""
    return "\n".join([*HEAD, *(_row(note) for note in notes(selection))]) + "\n"


def notes(selection: Selection) -> tuple[Note, ...]:
    """The cards: definitions of the metrics with their first mistakes, then reasons, decisions and concepts."""
    return (*_definitions(selection), *_questions(selection))


def _definitions(selection: Selection) -> Iterator[Note]:
    """Each definition that is practised once, in however many exercises; the first mistakes of it."""
    practised = {(item.metric.key, (variant := item.metric.variant(item.variant)).key): (item, variant) for item in selection.items}
    for item, variant in practised.values():
        metric = item.metric
        which = f" ({variant.name[0].lower()}{variant.name[1:]})" if len(metric.variants) > 1 else ""
        whose = ", ".join(source.publisher for source in variant.sources)
        back = (f"{_in_one_line(variant.formula)}.", f"After {whose}. {variant.when}")
        tags = ("cs-calc", item.module, "definition")
        yield Note(f"cs-calc:definition:{metric.key}:{variant.key}", f"How is {metric.name}{which} worked out?", back, tags)
        wrong = [m for m in metric.mistakes if m.kind == "wrong" and (not m.variants or variant.key in m.variants)]
        for mistake in wrong[:MOST_MISTAKES]:
            asks = f"Somebody works out {metric.name}{which} as “{_in_one_line(mistake.formula)}”. What is wrong?"
            guid = f"cs-calc:mistake:{metric.key}:{variant.key}:{mistake.key}"
            yield Note(guid, asks, (mistake.why,), ("cs-calc", item.module, "mistake"))


def _questions(selection: Selection) -> Iterator[Note]:
    for item in selection.items:
        told = item.interpretation
        yield Note(f"cs-calc:why:{item.key}", f"{item.title}. {item.why.asks}", (item.why.right,), ("cs-calc", item.module, "why"))
        advice = (told.accepted, f"Source: {told.source.publisher}.")
        yield Note(f"cs-calc:decision:{item.key}", told.asks, advice, ("cs-calc", item.module, "decision"))
    for concept in selection.concepts:
        back = (concept.right, f"{concept.because} ({concept.source.publisher})")
        yield Note(f"cs-calc:concept:{concept.key}", concept.asks, back, ("cs-calc", concept.module, "concept"))


def _in_one_line(formula: Step) -> str:
    return "".join(term.text for term in in_terms(formula, lambda part: part.name))


def _row(note: Note) -> str:
    return "\t".join((note.guid, _cell(note.front), "<br>".join(_cell(line) for line in note.back), " ".join(note.tags)))


def _cell(text: str) -> str:
    return html.escape(" ".join(text.split()), quote=False)
