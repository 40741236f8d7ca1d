"""What a person chose for their files, as data: saved as a file, and fitted to next month's files by their headers.

For the Data page (all of it is plain data, so it can be downloaded and uploaded as JSON):

- `mapping_to_dict(loaded)` -> a dict to save. It has the choices (`load(chosen=...)`) and the answers
  (`load(answers=...)`) of every sheet that was understood or chosen, without any cell of the file.
- `mapping_from_dict(data, files)` -> `Fitted(chosen, answers, sentences)`: what to pass to `load` for these files, whatever
  they are called now. A sheet is found by its headers, not by its name. `sentences` say what did not fit, and why.

What a person can choose for one sheet (`load(chosen={place: {...}})`, place = `checking.place_of(sheet)`):

- `"table"`: a key of TABLES, or "" to leave the sheet out;
- `"tool"`: "" to read the sheet without the tool's own rules;
- a canonical column, such as `"amount"`: the header that it is, or "" to leave the column unused;
- `"unit:" + column`, such as `"unit:amount"`: cents or units; seconds, minutes, hours, days or clock for a duration;
- for a further table that the sheet feeds (`Match.also`): `"survey_responses"`: "" to leave it out, and
  `"survey_responses.score"`: the header of that table's column.

What a `Match` tells (one per sheet in `Loaded.matches`): `sheet`, `table`, `tool` and `export` (names, or ""), `why` (a sentence),
`columns` (one `ColumnMatch` per column of the file: header, position, column or None, why, unit), `constants` (columns that
the tool implies), `missing`, `suggestions`, and `also`: the further tables that the same sheet feeds, each a `Match`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cs_calc.tables.checking import place_of
from cs_calc.tables.load import Loaded, told_apart
from cs_calc.tables.match import Match
from cs_calc.tables.read import RawFile, RawSheet
from cs_calc.tables.schema import TABLES, normalise

VERSION = 1
MOST_SHEETS = 200


@dataclass(frozen=True)
class Fitted:
    """A saved mapping on files of today: what to pass to `load`, and what could not be used, in sentences."""

    chosen: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()


def mapping_to_dict(loaded: Loaded) -> dict[str, Any]:
    """The choices and answers behind an upload as plain data, ready for JSON; no cell of the file is in it."""
    return {"version": VERSION, "sheets": [s for m in loaded.matches if (s := _as_saved(m, loaded.answers))]}


def _as_saved(match: Match, answers: Mapping[str, str]) -> dict[str, Any] | None:
    place = place_of(match.sheet)
    own = {key.removeprefix(f"{place}|"): value for key, value in answers.items() if key.startswith(f"{place}|")}
    if match.table is None and not match.chosen and not own:
        return None
    table = match.chosen.get("table", match.table.key if match.table else "")
    columns = {c.column.key: c.header for c in match.columns if c.column is not None and not match.tool}
    return {
        "headers": list(match.sheet.header),
        "table": table,
        "tool": match.tool,
        "columns": {**columns, **{key: value for key, value in match.chosen.items() if key != "table"}},
        "answers": own,
    }


def mapping_from_dict(data: object, files: Sequence[RawFile]) -> Fitted:
    """A saved mapping fitted to these files; never raises: what cannot be used becomes a sentence.

    >>> mapping_from_dict({"version": 9}, []).sentences
    ('This mapping was saved by another version and cannot be used. Choose the columns again and save it anew.',)
    """
    if not isinstance(data, Mapping) or "version" not in data:
        return Fitted(sentences=("This file is not a saved mapping. Choose the file that you saved on the Data page.",))
    if data["version"] != VERSION or not isinstance(data.get("sheets"), list):
        text = "This mapping was saved by another version and cannot be used. Choose the columns again and save it anew."
        return Fitted(sentences=(text,))
    saved = [s for s in data["sheets"][:MOST_SHEETS] if _is_sound(s)]
    fitted, sentences, used = Fitted(), list[str](), set[int]()
    if len(saved) < len(data["sheets"]):
        sentences.append("A part of the saved mapping could not be read and was left out.")
    for sheet in told_apart(files):
        best = max(range(len(saved)), key=lambda i: _overlap(saved[i], sheet), default=None)
        if best is None or _overlap(saved[best], sheet) == 0:
            continue
        used.add(best)
        place = place_of(sheet)
        choice, gone = _choice(saved[best], sheet)
        fitted.chosen[place] = choice
        fitted.answers.update({f"{place}|{key}": value for key, value in saved[best]["answers"].items()})
        if gone:
            names = ", ".join(f'"{header}"' for header in gone)
            sentences.append(f"The saved mapping of {place} speaks of {names}, which the file does not have: that part was left out.")
    for index, sheet in enumerate(saved):
        if index not in used:
            first = ", ".join(f'"{h}"' for h in sheet["headers"][:4])
            sentences.append(f"The saved mapping of a sheet with the columns {first} fits none of these files and was not used.")
    return Fitted(fitted.chosen, fitted.answers, tuple(sentences))


def _is_sound(saved: object) -> bool:
    """Whether one sheet of a saved mapping has the shape that we wrote: texts, and a table of ours."""
    if not isinstance(saved, Mapping) or not isinstance(saved.get("headers"), list) or saved.get("table") not in ("", *TABLES):
        return False
    pairs = [saved.get("columns"), saved.get("answers")]
    texts = [text for pair in pairs if isinstance(pair, Mapping) for item in pair.items() for text in item]
    return all(isinstance(pair, Mapping) for pair in pairs) and all(isinstance(text, str) for text in (*texts, *saved["headers"]))


def _overlap(saved: Mapping[str, Any], sheet: RawSheet) -> float:
    """How well a sheet fits: the share of headers in common; 0 where fewer than half are, or a mapped column is not there."""
    then, now = {normalise(h) for h in saved["headers"] if h}, {normalise(h) for h in sheet.header if h}
    mapped = {normalise(h) for h in saved["columns"].values()} & then
    if not then or not now or (mapped and len(mapped & now) * 2 < len(mapped)):
        return 0.0
    share = len(then & now) / len(then | now)
    return share if share >= 0.5 else 0.0


def _choice(saved: Mapping[str, Any], sheet: RawSheet) -> tuple[dict[str, str], list[str]]:
    """The choices with the headers as they are spelled now, and the headers that are gone."""
    now = {normalise(h): h for h in reversed(sheet.header)}
    tool = saved.get("tool") or ""
    choice: dict[str, str] = {} if tool else {"table": saved["table"]}
    gone = []
    for key, header in saved["columns"].items():
        if not header or key.startswith("unit:") or key == "tool":
            choice[key] = header
        elif normalise(header) in now:
            choice[key] = header if header in sheet.header else now[normalise(header)]
        else:
            gone.append(header)
    return choice, gone
