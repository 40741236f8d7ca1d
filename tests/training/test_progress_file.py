"""A file of progress that is damaged, strange or newer is refused with a sentence that says what and where."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_calc.training.progress.attempt import Attempt
from cs_calc.training.progress.portable import NotImported, read

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
GOOD = {
    "id": "a1", "item": "nps", "version": 1, "seed": 7, "given": None, "stage": "D", "raw": "6,4 %", "kind": "right", "mistake": "",
    "cluster": "", "hints": 0, "seconds": 12.5, "mode": "review", "at": "2026-11-01T10:00:00+01:00", "session": "s",
}  # fmt: skip


def file(*attempts, **more):
    return json.dumps({"format": "cs-calc progress", "version": 1, "name": "Ana", "attempts": list(attempts), **more}).encode()


def refusal(data):
    """The sentence with which a file is refused; None where it is read."""
    try:
        read(data, NOW)
    except NotImported as said:
        return str(said)
    return None


def test_a_sound_file_is_read_with_its_moments_in_utc():
    (attempt,) = read(file(GOOD), NOW)
    values = {**GOOD, "at": datetime(2026, 11, 1, 9, tzinfo=UTC)}
    assert attempt == Attempt(**values)
    assert read(b"\xef\xbb\xbf" + file(), NOW) == []  # an editor has put a mark at the front


def test_a_field_that_a_file_may_leave_out_has_its_usual_value():
    needed = {key: GOOD[key] for key in ("id", "item", "version", "seed", "stage", "raw", "kind", "at")}
    (attempt,) = read(file(needed), NOW)
    assert (attempt.hints, attempt.mode, attempt.session) == (0, "practice", "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"PK\x03\x04 a workbook", "not JSON"),
        (file(GOOD)[:-20], "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"[1, 2]", "not progress of cs-calc"),
        (json.dumps({"format": "notebook"}).encode(), "not progress of cs-calc"),
        (file(GOOD, version=2), "newer cs-calc .version 2, this one reads 1"),
        (file(GOOD, version="1"), "should say version 1, found \"1\""),
        (file(GOOD, version=True), "should say version 1, found true"),
        (file(GOOD, attempts={"a": 1}), "list of attempts"),
        (file(GOOD, "x"), "Attempt 2 .* a record was expected"),
        (file({k: v for k, v in GOOD.items() if k not in ("raw", "id")}), "Attempt 1 .* it has no id, raw"),
        (file({**GOOD, "admin": 1}), "no field \"admin\""),
        (file({**GOOD, "hints": "2"}), "hints should be a whole number, found \"2\""),
        (file({**GOOD, "hints": True}), "hints should be a whole number, found true"),
        (file({**GOOD, "hints": -1}), "below 0"),
        (file({**GOOD, "seconds": float("nan")}), "below 0|finite|number"),
        (file({**GOOD, "seconds": 10**400}), "damaged"),
        (file({**GOOD, "seed": 2**70}), "too large"),
        (file({**GOOD, "seed": None}), "either a seed or the numbers"),
        (file({**GOOD, "kind": "great"}), "kind must be one of right, .*; found 'great'"),
        (file({**GOOD, "stage": "Z"}), "stage must be one of"),
        (file({**GOOD, "at": "yesterday"}), "Attempt 1 .*yesterday"),
        (file({**GOOD, "at": "2026-11-01T10:00:00"}), "zone"),
        (file({**GOOD, "at": (NOW + timedelta(days=3)).isoformat()}), "future"),
        (file(GOOD, {**GOOD, "raw": "7"}), "Attempts 1 and 2 have the same id but differ"),
    ],
)  # fmt: skip
def test_a_damaged_or_strange_file_is_a_sentence(data, words):
    with pytest.raises(NotImported, match=words) as said:
        read(data, NOW)
    assert str(said.value).endswith(".")
    assert len(str(said.value)) < 300


def test_the_same_attempt_twice_in_a_file_is_one():
    assert len(read(file(GOOD, GOOD), NOW)) == 1


def test_a_file_that_is_far_too_large_is_not_even_parsed(monkeypatch):
    monkeypatch.setattr("cs_calc.training.progress.portable.MOST_BYTES", 10)
    with pytest.raises(NotImported, match="at most"):
        read(file(GOOD), NOW)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda c: st.lists(c, max_size=2) | st.dictionaries(st.text(max_size=3), c, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(GOOD)), anything)
def test_whatever_stands_in_a_field_is_read_or_refused_in_words(key, value):
    said = refusal(file({**GOOD, key: value}))
    assert said is None or (said.startswith("Attempt 1 of the file is damaged: ") and said.endswith("Nothing was taken."))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(file(GOOD)) - 1), st.binary(min_size=1, max_size=3))
def test_a_file_with_some_bytes_overwritten_is_read_or_refused_in_words(at, bytes_):
    whole = bytearray(file(GOOD))
    whole[at : at + len(bytes_)] = bytes_
    said = refusal(bytes(whole))
    assert said is None or said.endswith(".")
