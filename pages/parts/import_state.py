"""What one person has loaded: files, the changes made about them, and the import under way. In that person's session only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from cs_calc.sample import prepare_sample, sample_company
from cs_calc.staging import Arrived, Held, Import, Reply, Setup, Taken, Told, Version
from cs_calc.tables.load import Loaded
from cs_calc.tables.mapping import Fitted
from cs_calc.tables.problems import Refused
from pages.parts.import_places import places_of

KEPT_RESULTS, KEPT_CELLS = 3, 2_000_000  # results kept to go back to without working again; larger uploads keep only the present one
GONE = "The connection was lost while these files were waiting, so reading was stopped. Upload them again."
FAULT = "These files could not be understood because of a fault in this program. What was loaded before is unchanged."
OF_IMPORT = (
    "loaded", "files", "versions", "versions_before", "results", "importing", "told", "until", "sign", "answers", "chosen", "assumed",
    "is_sample", "built", "findings", "effects", "fresh", "said", "in_use", "prepared", "room",
)  # fmt: skip


@st.cache_resource(show_spinner="Opening the sample company ...")
def _sample() -> Loaded:
    """The sample company, the same for everyone; counted meanwhile, as the Data page counts what was uploaded."""
    prepare_sample()
    return sample_company()


def loaded() -> Loaded | None:
    """What this person has loaded, or None; an import that has ended meanwhile is taken over."""
    finish(0)
    found: Loaded | None = st.session_state.get("loaded")
    return found


def is_sample() -> bool:
    """Whether the sample company is loaded."""
    return bool(st.session_state.get("is_sample"))


def use_sample() -> None:
    """Load the sample company."""
    clear()
    st.session_state["loaded"], st.session_state["is_sample"] = _sample(), True


# files


def held() -> dict[str, Held]:
    """The uploaded files of this session, by name; none while the sample is loaded."""
    found: dict[str, Held] = st.session_state.get("files", {})
    return found


def told() -> list[Told]:
    """What became of the files that were uploaded last."""
    found: list[Told] = st.session_state.get("told", [])
    return found


def forget_told() -> None:
    """Take the sentences about the last upload off the page."""
    st.session_state["told"] = []


def add_files(uploads: Iterable[Any]) -> list[Refused]:
    """Read uploaded files into the session and wait for it; what cannot be read comes back with a sentence, the rest is kept."""
    begin([(upload.name, upload.getvalue()) for upload in uploads])
    finish(None)
    return [Refused("refused", one.sentence) for one in told() if one.became == "refused"]


def remove_file(name: str) -> None:
    """Forget one file; the others are understood without it. This cannot be taken back, since its cells are gone."""
    forget_told()
    begin(files={k: v for k, v in held().items() if k != name})


# an import under way


def importing() -> Import | None:
    """The import under way, or None."""
    found: Import | None = st.session_state.get("importing")
    return found


def begin(arrived: Arrived = (), *, files: Mapping[str, Held] | None = None) -> None:
    """Start to read and understand in the background: new files, or the files held with the present setup."""
    running = importing()
    if running is not None:  # files that were being read are read with the new setup
        arrived = (*running.arrived, *arrived)
        running.stop()
        st.session_state.pop("importing")
    files = held() if files is None else files
    known = st.session_state.get("results", {}).get(_key(files, setup()))
    if known is not None and not arrived:
        _install(Taken(files, known, setup()))
    elif arrived or files:
        st.session_state["importing"] = Import(files, setup(), arrived, places_of((*arrived, *files.values())))
    else:
        _install(Taken({}, None, setup()))


def finish(seconds: float | None) -> bool:
    """Wait for the import under way (None: to its end) and take it over; gives whether none is under way any more."""
    job = importing()
    if job is None:
        return True
    if not job.wait(seconds):
        return False
    st.session_state.pop("importing")
    if job.result is None or job.stopped.is_set():
        why = "" if job.stopped.is_set() else job.text if job.unset else FAULT
        if why := GONE if job.left else why:
            _back_to_before()
            st.session_state["told"] = [Told("", "refused", why)]
        return True
    if job.of or job.result.told:
        st.session_state["told"] = list(job.result.told)
    _install(job.result)
    return True


def is_fresh() -> bool:
    """Whether an import was taken over since this was asked last: what was drawn before it has to be drawn again."""
    return bool(st.session_state.pop("fresh", False))


def stop_import() -> None:
    """End the import under way; everything stays as it was before it."""
    job = importing()
    if job is not None:
        job.stop()
        st.session_state.pop("importing")
        _back_to_before()
        say("Stopped. Nothing was changed.")


def _install(taken: Taken) -> None:
    if not taken.held and is_sample():
        return  # every new file was refused: the sample stays
    if taken.setup != setup():
        versions().append(Version("forgot the answers about a file that was replaced", taken.setup))
    st.session_state["files"], st.session_state["is_sample"] = dict(taken.held), False
    st.session_state["fresh"] = True
    st.session_state.pop("versions_before", None)
    if taken.loaded is None:
        st.session_state.pop("loaded", None)
        st.session_state["results"] = {}
        return
    small = sum(h.cells for h in taken.held.values()) <= KEPT_CELLS
    results = {**st.session_state.get("results", {}), _key(taken.held, taken.setup): taken.loaded}
    st.session_state["results"] = dict(list(results.items())[-(KEPT_RESULTS if small else 1) :])
    st.session_state["loaded"] = _assuming(taken.loaded, st.session_state.get("assumed", {}))


def _key(files: Mapping[str, Held], chosen: Setup) -> tuple[object, ...]:
    return tuple((name, h.file.sha256) for name, h in files.items()), chosen.key


# what a person decided, as versions to go back to


def versions() -> list[Version]:
    """Every change that a person made about the files, the last one last."""
    found: list[Version] = st.session_state.setdefault("versions", [])
    return found


def setup() -> Setup:
    """What holds now: the setup after the last change."""
    return versions()[-1].setup if versions() else Setup()


def change(says: str, to: Setup) -> None:
    """Make a change that can be taken back, and understand the files again."""
    st.session_state["versions_before"] = list(versions())
    versions().append(Version(says, to))
    st.session_state.pop("imp_mapping_says", None)
    begin()


def undo() -> None:
    """Go back one stage, and say which."""
    if versions():
        st.session_state["versions_before"] = list(versions())
        say(f"Taken back: {versions().pop().says}.")
        st.session_state.pop("imp_mapping_says", None)
        begin()


def _back_to_before() -> None:
    st.session_state["versions"] = st.session_state.pop("versions_before", versions())


def say(sentence: str) -> None:
    """Have the Data page say a sentence once."""
    st.session_state["said"] = sentence


def said() -> str:
    """The sentence to say, once."""
    return str(st.session_state.pop("said", ""))


def set_answer(key: str, value: str, asks: str = "", says: str = "") -> None:
    """Remember the reply to a question and understand the files again."""
    change(f"the answer “{says or value}”", setup().replied(Reply(key, value, asks or key, says or value)))


def choose(place: str, column: str, header: str) -> None:
    """Remember which column of a sheet is which, and understand the files again."""
    change(f"the choice of {column} in {place}", setup().choosing(place, {**setup().chosen.get(place, {}), column: header}))


def use_mapping(name: str, fitted: Fitted) -> None:
    """Apply a saved match: its choices of tables and columns, and its answers."""
    to = setup()
    for place, chosen in fitted.chosen.items():
        to = to.choosing(place, chosen)
    for key, value in fitted.answers.items():
        to = to.replied(Reply(key, value, f"{key.split('|')[0]}: answered in {name}", value))
    change(f"the saved match {name}", to)


def has_answers() -> bool:
    """Whether something was answered, chosen or set about the loaded files."""
    return bool(versions())


def forget_answers() -> None:
    """Forget everything that was answered, chosen and set about the files, and understand them again as they came."""
    st.session_state["versions_before"] = list(versions())
    st.session_state["versions"] = []
    say("Everything that was answered and chosen is forgotten.")
    begin()


def set_until(day: date | None) -> None:
    """Set the last day that the data speaks of."""
    change("the last day of the data", replace(setup(), until=day))


def set_sign(sign: str) -> None:
    """Set the sign before amounts; empty for the file's own."""
    change("the sign before amounts", replace(setup(), sign=sign))


def reload() -> None:
    """Understand the session's files again and wait for it."""
    begin()
    finish(None)


# what was understood


def set_assumed(key: str, value: float) -> None:
    """Set a number that no table holds, such as the gross margin."""
    assumed = st.session_state.setdefault("assumed", {})
    assumed[key] = value
    found = loaded()
    if found is not None:
        st.session_state["loaded"] = _assuming(found, assumed)


def _assuming(found: Loaded, assumed: Mapping[str, float]) -> Loaded:
    """The same upload with other assumptions; what was worked out with the old ones is forgotten."""
    if dict(found.dataset.assumed) == dict(assumed):
        return found
    return replace(found, dataset=found.dataset.assuming(assumed))


def clear() -> None:
    """Forget everything that was loaded in this session; what is being read is let go of."""
    for job in (importing(), st.session_state.get("effects", (None, None))[1]):
        if job is not None:
            job.stop()
    for key in OF_IMPORT:
        st.session_state.pop(key, None)
    for key in [k for k in st.session_state if str(k).startswith(("q_", "table_", "col_", "imp_"))]:
        del st.session_state[key]
