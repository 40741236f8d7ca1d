"""Who changes band when a weight changes, against a score worked by hand for each customer."""

import pandas as pd
import pytest

from cs_calc.health.model import Band, HealthModel, ModelError, Signal
from cs_calc.health.moves import band_moves, moves_sentence, ways, with_weight
from cs_calc.health.portfolio import health_table
from tests.apptest import fine, opened, text

MODEL = HealthModel((Signal("use", "Use", 0, 1, 50), Signal("nps", "NPS", 0, 10, 50)), (Band("Low", 0, 50), Band("High", 50, 100)))
VALUES = pd.DataFrame(
    {"customer_id": list("abcd"), "mrr": [10.0, 40.0, 20.0, 5.0], "use": [1.0, 0.1, 0.5, None], "nps": [0.0, 9.0, 6.0, None]}
)


def naive(use, nps, weight):
    return 100 * (50 * use + weight * nps / 10) / (50 + weight)


def test_those_who_move_are_those_whose_score_passes_the_edge():
    before = health_table(VALUES, MODEL)
    for weight in (0, 10, 50, 80, 100):
        found = band_moves(before, health_table(VALUES, with_weight(MODEL, "nps", weight)), MODEL)
        wanted = [c for c, u, n in zip("abc", [1.0, 0.1, 0.5], [0.0, 9.0, 6.0], strict=True)
                  if (naive(u, n, 50) >= 50) != (naive(u, n, weight) >= 50)]  # fmt: skip
        assert sorted(found["customer_id"]) == wanted
        assert list(found["mrr"]) == sorted(found["mrr"], reverse=True)


def test_the_sentence_and_the_ways_count_both_directions():
    found = band_moves(health_table(VALUES, MODEL), health_table(VALUES, with_weight(MODEL, "nps", 80)), MODEL)
    assert ways(found, MODEL).to_dict("records") == [{"way": "High to Low", "goes": "down", "customers": 1, "mrr": 10.0}]
    assert moves_sentence(found, 3, "NPS at 80 instead of 50", lambda m: f"${m:g}") == (
        "NPS at 80 instead of 50: 1 of 3 customers changes band: 1 falls ($10 MRR)."
    )
    assert moves_sentence(found.head(0), 3, "X", str) == "X: nobody changes band."


def test_a_model_without_any_weight_is_refused():
    with pytest.raises(ModelError):
        with_weight(with_weight(MODEL, "use", 0), "nps", 0)


def test_on_the_page_a_weight_is_dragged_and_put_into_the_model():
    at = fine(opened("pages/calculate/health.py", data="sample"))
    at.slider[0].set_value(90.0).run()
    assert "Usage at 90 instead of 30" in text(fine(at)) and "change band" in text(at)
    at.button(key="health_moves_put").click().run()
    assert any(r["key"] == "usage" and r["weight"] == 90 for r in fine(at).session_state["health_model"]["signals"])
