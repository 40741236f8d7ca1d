"""A question while it is being answered: what was typed, the hints that were opened, and when it is over. Any page can show it.

A question is one stage of one variant of an exercise, a concept, or a printed formula to be judged. It never changes: answering
gives the next state and the attempt to be kept, so that a page that is drawn again shows the same numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from cs_calc.training.concepts import CONCEPTS
from cs_calc.training.draw import Task, draw
from cs_calc.training.errata_sets import Spot, spots
from cs_calc.training.items import ITEMS
from cs_calc.training.ladder import ATTEMPTS, Field, Option, Prompt, hints, mark_field, prompt
from cs_calc.training.mark import Outcome
from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.results import Result

CONCEPT_STAGE, SPOT_STAGE = "F", "E"
LADDER = ("B", "C", "D", "E", "F", "G")
"""The stages that are answered, in order; after them comes the full problem again, with new numbers."""
WITH_HINTS = frozenset("BCD")
CONCEPTS_BY_KEY = {concept.key: concept for concept in CONCEPTS}
CONCEPT_TITLES = {
    "metric_or_kpi": "Metric or KPI?",
    "few_metrics": "How many metrics?",
    "success_or_service": "Success or service?",
    "churn_kinds": "Kinds of churn",
    "segment": "When to split by group",
    "one_number": "One number for the board",
    "alarm_or_detail": "After the warning",
    "when_nps": "When to ask for NPS",
    "where_nps": "Where to ask for NPS",
    "csat_or_nps": "CSAT or NPS?",
}
SPOT = "spot:"


@dataclass(frozen=True)
class Answered:
    """One answer: what was typed or chosen, by field, and how each field was marked."""

    raw: Mapping[str, str]
    outcomes: Mapping[str, Outcome]

    @property
    def outcome(self) -> Outcome:
        """The answer as a whole: right where every field is, else the first field that is not, a miss before what is no miss."""
        wrong = sorted((one for one in self.outcomes.values() if not one.right), key=lambda one: not one.counts)
        return wrong[0] if wrong else next(iter(self.outcomes.values()))


@dataclass(frozen=True, eq=False)
class Question:
    """One stage of one variant, with the answers given so far.

    `seed` is None for a person's own numbers; `task` is None where there is nothing to work (concepts, printed formulas).
    `tries` is how many misses end it: 2, or 1 in a placement test. `sitting` names the visit or test that it belongs to.
    """

    key: str
    title: str
    stage: str
    seed: int | None
    mode: str
    prompt: Prompt
    task: Task | None
    asked: datetime
    sitting: str = ""
    tries: int = ATTEMPTS
    hints_open: int = 0
    answers: tuple[Answered, ...] = ()

    @property
    def version(self) -> int:
        """The version of the exercise; 1 for what has none."""
        return self.task.version if self.task else 1

    @property
    def name(self) -> str:
        """What tells this question from every other, as part of a key: `nps-D-12`."""
        own = "own" if self.seed is None else str(self.seed)
        return re.sub(r"[^a-z0-9-]+", "_", f"{self.key}-{self.stage}-{own}", flags=re.IGNORECASE)

    @property
    def last(self) -> Answered | None:
        """The latest answer."""
        return self.answers[-1] if self.answers else None

    @property
    def misses(self) -> int:
        """Answers that used up a try."""
        return sum(one.outcome.counts and not one.outcome.right for one in self.answers)

    @property
    def right(self) -> bool:
        """Whether the latest answer is right."""
        return self.last is not None and self.last.outcome.right

    @property
    def over(self) -> bool:
        """Whether nothing more can be answered here: it is right, the tries are used up, or there is nothing to fill in."""
        return self.right or self.misses >= self.tries or not self.prompt.fields

    @property
    def clean(self) -> bool:
        """Right at the first try and without hints."""
        return self.right and self.misses == 0 and self.hints_open == 0

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints that were opened."""
        return self._available[: self.hints_open]

    @property
    def more_hints(self) -> bool:
        """Whether a further hint may be opened now."""
        return not self.over and self.hints_open < len(self._available)

    @property
    def locked_hint(self) -> bool:
        """Whether a further hint opens after the next answer."""
        return self._hinted and not self.over and not self.more_hints and self.hints_open < 3

    @property
    def _hinted(self) -> bool:
        return self.task is not None and self.stage in WITH_HINTS and self.mode != "placement"

    @property
    def _available(self) -> tuple[str, ...]:
        tried = sum(one.outcome.kind not in ("ask", "unreadable") for one in self.answers)
        return hints(self.task, tried) if self.task is not None and self._hinted else ()

    def with_hint(self) -> Question:
        """With one more hint open, where there is one."""
        return replace(self, hints_open=self.hints_open + 1) if self.more_hints else self

    def missing(self, raw: Mapping[str, str]) -> tuple[str, ...]:
        """The fields that are empty, by label."""
        return tuple(field.label for field in self.prompt.fields if not raw.get(field.key, "").strip())

    def answer(self, raw: Mapping[str, str], now: datetime) -> tuple[Question, Attempt]:
        """The question after an answer, and the attempt to be kept. Raises ValueError where it is over or a field is empty."""
        if self.over:
            raise ValueError(f"{self.title}: this variant is over. Take new numbers.")
        if empty := self.missing(raw):
            raise ValueError(f"Fill in: {', '.join(empty)}.")
        found = self._marked(raw)
        result = found.outcome
        attempt = Attempt(
            self.key, self.version, self.seed, self.stage, _as_text(raw), result.kind, now, result.mistake, result.cluster,
            self.hints_open, max(0.0, (now - self.asked).total_seconds()), self.mode, self.sitting, self._own(),
        )  # fmt: skip
        return replace(self, answers=(*self.answers, found)), attempt

    def after(self, attempts: Iterable[Attempt]) -> Question:
        """The question with the answers that were given to it before: a page that was loaded anew gives no tries back."""
        mine = (a for a in attempts if (a.item, a.version, a.seed, a.stage) == (self.key, self.version, self.seed, self.stage))
        found = self
        for one in sorted(mine, key=lambda a: a.at):
            raw = _as_raw(one.raw, [field.key for field in self.prompt.fields])
            if not found.over and raw is not None and not found.missing(raw):
                found = replace(found, answers=(*found.answers, found._marked(raw)), hints_open=max(found.hints_open, one.hints))
        return found

    def _marked(self, raw: Mapping[str, str]) -> Answered:
        task, made = self.task, self.prompt
        kept = {field.key: raw[field.key] for field in made.fields}
        if task is None:
            from cs_calc.training.ladder import choose

            return Answered(kept, {field.key: choose(field, kept[field.key]) for field in made.fields})
        return Answered(kept, {field.key: mark_field(task, made, field.key, kept[field.key]) for field in made.fields})

    def _own(self) -> str | None:
        return json.dumps(dict(self.task.given)) if self.seed is None and self.task is not None else None


def _as_text(raw: Mapping[str, str]) -> str:
    """One field as it was typed; several as JSON, by field."""
    return next(iter(raw.values())) if len(raw) == 1 else json.dumps(dict(raw), ensure_ascii=False)


def _as_raw(text: str, keys: list[str]) -> dict[str, str] | None:
    """What `_as_text` wrote, by field; None where it was cut short or is of other fields."""
    if len(keys) == 1:
        return {keys[0]: text}
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and set(found) == set(keys) and all(isinstance(x, str) for x in found.values()) else None


def ask(key: str, stage: str, seed: int, mode: str, now: datetime, sitting: str = "", tries: int = ATTEMPTS) -> Question:
    """A question by the key of an exercise, a concept, or a printed formula (`spot:metric:source`).

    Raises KeyError for a key or a stage that does not exist. Concepts and printed formulas have one stage only.

    >>> from datetime import UTC
    >>> made = ask("renewal_rate", "D", 1, "practice", datetime(2026, 11, 2, tzinfo=UTC))
    >>> after, attempt = made.answer({"answer": "23.3"}, datetime(2026, 11, 2, 0, 1, tzinfo=UTC))
    >>> attempt.kind, attempt.mistake, attempt.seconds, after.misses, after.over
    ('mistake', 'lost', 60.0, 1, False)
    """
    if key in ITEMS:
        task = draw(ITEMS[key], seed)
        return Question(key, ITEMS[key].title, stage, seed, mode, prompt(task, stage), task, now, sitting, tries)
    if key in CONCEPTS_BY_KEY:
        made = concept_prompt(key, seed)
        return Question(key, concept_title(key), made.stage, seed, mode, made, None, now, sitting, tries)
    if key.startswith(SPOT) and (spot := all_spots().get(key.removeprefix(SPOT))) is not None:
        asks = f"{spot.asks} {spot.numbers}".strip()
        made = Prompt(SPOT_STAGE, asks, (), (spot.field,))
        return Question(key, f"{spot.metric.name}, as {spot.erratum.source.publisher} prints it", SPOT_STAGE, 0, mode, made, None, now,
                        sitting, tries)  # fmt: skip
    raise KeyError(f"There is no exercise {key!r}.")


def ask_own(task: Task, now: datetime, sitting: str = "") -> Question:
    """The full problem with a person's own numbers (`training.mine`)."""
    return Question(task.item.key, task.item.title, "D", None, "mine", prompt(task, "D"), task, now, sitting)


@cache
def all_spots() -> Mapping[str, Spot]:
    """Every printed formula that is wrong, made once."""
    return spots()


def concept_title(key: str) -> str:
    """A concept as a line of a list.

    >>> concept_title("csat_or_nps")
    'CSAT or NPS?'
    """
    return CONCEPT_TITLES.get(key) or CONCEPTS_BY_KEY[key].asks


def concept_prompt(key: str, seed: int) -> Prompt:
    """A concept as a choice, its options in an order that the seed decides."""
    concept = CONCEPTS_BY_KEY[key]
    options = [Option("right", concept.right, True, f"Yes. {concept.because} ({concept.source.publisher})")]
    options += [Option(f"wrong_{n}", text, False, why) for n, (text, why) in enumerate(concept.wrong, 1)]
    turn = seed % len(options)
    return Prompt(CONCEPT_STAGE, concept.asks, (), (Field("concept", "Your answer", (*options[turn:], *options[:turn])),))


def next_stage(key: str, found: Collection[Result]) -> str:
    """The stage that comes next: the worked example first, then up the ladder; then the full problem again.

    Whoever has worked the full problem is past the stages with parts of it done.

    >>> next_stage("nps", ())
    'A'
    """
    if key in CONCEPTS_BY_KEY:
        return CONCEPT_STAGE
    own = [result for result in found if result.item == key and result.mode != "mine"]
    if not own:
        return "A"
    solved = {result.stage for result in own if result.right}
    if "D" in solved:  # who works the full problem needs no part of it done
        solved |= {"B", "C"}
    return next((stage for stage in LADDER if stage not in solved), "D")
