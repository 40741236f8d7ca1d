"""The Health score page, through app.py, without a browser."""

import pandas as pd
import pytest

from cs_calc.health import default_model
from cs_calc.health.model import HealthModel, Signal, bands_from
from cs_calc.health.saved import write_model
from cs_calc.health.typed import band_rows, signal_rows
from tests import apptest
from tests.apptest import fine, text

HEALTH, LIBRARY = "pages/calculate/health.py", "pages/learn/library.py"


def opened(*, files=(), model=None, missing="reweight", **link):
    """The page, with a model of one's own where one is given."""
    session = {}
    if model is not None:
        signals, bands = model if isinstance(model, tuple) else (signal_rows(model), band_rows(model))
        session = {"health_model": {"signals": signals, "bands": bands, "missing": missing, "touched": True}, "health_round": 0}
    return fine(apptest.opened(HEALTH, files=files, session=session, **link))


def field(at, name):
    return next(n for n in at.number_input if n.label.replace("\\", "") == name)


def table(at, column):
    return next(d.value for d in at.dataframe if column in d.value)


def test_without_data_one_customer_can_be_typed_and_the_page_says_which_table_the_portfolio_needs():
    at = opened()
    said = text(at)
    assert at.title[0].value == "Health score" and "59.42 of 100: Watch" in said and "Higher is healthier" in said
    assert "5,941.67 ÷ 100 = **59.42**" in said  # 35x30 + 60x20 + 60x15 + 75x15 + 66.67x10 + 100x5 + 100x5
    assert "needs a customers table" in said and "Use the sample company" in [b.label for b in at.button]
    assert {"Template", "Save the model"} <= {d.label for d in at.download_button}
    assert "no standard" not in said and "Nobody has a standard for this score" in said


def test_typing_a_value_changes_the_score_and_emptying_it_lowers_the_coverage():
    at = opened()
    field(at, "Usage").set_value(1.0).run()
    assert "78.92 of 100: Healthy" in text(fine(at))
    field(at, "Usage").set_value(None).run()
    assert "70 % of the weight is known" in text(fine(at)) and "Not known: Usage." in text(at)
    at.selectbox(key="health_missing").set_value("worst").run()
    assert "48.92 of 100: At risk" in text(fine(at)) and "taken as 0 of 100" in text(at)


def test_with_nothing_known_there_is_no_score_and_it_is_not_called_healthy():
    at = opened(model=HealthModel((Signal("logins", "Logins", 7, 30, 1),), bands_from([("All", 0)])))
    field(at, "Logins").set_value(18.0).run()
    assert "47.83 of 100: All" in text(fine(at))  # Natero's example
    field(at, "Logins").set_value(None).run()
    assert any("not the same as healthy" in w.value for w in fine(at).warning)


def test_weights_that_do_not_add_up_to_100_are_shown_as_typed_and_as_used():
    at = opened(model=HealthModel((Signal("a", "A", 0, 1, 3), Signal("b", "B", 0, 1, 1)), bands_from([("All", 0)])))
    weights = table(at, "Used")
    assert weights["Typed"].tolist() == [3, 1] and weights["Used"].tolist() == [0.75, 0.25]
    assert "add up to 4, not 100" in text(at)


def test_a_model_that_cannot_be_used_is_told_in_sentences_and_the_page_goes_on():
    rows = signal_rows(default_model())
    rows[0] = {**rows[0], "low": 9, "high": 1, "weight": -5}
    at = opened(model=(rows, [{"name": "A", "from": 10}]))
    said = " ".join(e.value for e in at.error).replace("\\", "")
    assert "its low (9) must be below its high (1)" in said and "cannot be negative" in said and "must begin at 0" in said
    assert "the last model that worked is used" in text(at) and "59.42 of 100" in text(at)


def test_the_model_and_what_was_typed_survive_moving_to_another_page_and_back():
    at = opened(model=HealthModel((Signal("logins", "Logins", 7, 30, 1),), bands_from([("Poor", 0), ("Good", 40)])))
    field(at, "Logins").set_value(18.0).run()
    at.selectbox(key="health_missing").set_value("neutral").run()
    fine(at.switch_page(LIBRARY).run())
    fine(at.switch_page(HEALTH).run())
    assert field(at, "Logins").value == 18 and "47.83 of 100: Good" in text(at) and at.selectbox(key="health_missing").value == "neutral"


def test_a_saved_model_is_loaded_and_a_wrong_file_is_told_in_a_sentence():
    at = opened()
    upload = at.file_uploader[0]
    upload.set_value([("model.json", b'{"kind": "other"}', "application/json")]).run()
    assert any("not a health model saved by this app" in e.value.replace("\\", "") for e in fine(at).error)
    model = HealthModel((Signal("logins", "Logins", 7, 30, 1),), bands_from([("All", 0)]), "worst")
    at.file_uploader[0].set_value([("model.json", write_model(model).encode(), "application/json")]).run()
    assert field(fine(at), "Logins") and at.selectbox(key="health_missing").value == "worst"
    next(b for b in at.button if b.label == "Back to our starting point").click().run()
    assert field(fine(at), "Usage").value == 0.35


def test_with_the_sample_the_portfolio_stands_with_who_to_call_and_the_back_test():
    at = opened(data="sample")
    said = text(at)
    assert "483 customers on 31 October 2026. Left out: 131 who had left" in said and "customers are in the band At risk" in said
    calls = table(at, "Reason")
    assert calls["Priority"].is_monotonic_decreasing and set(calls["Band"]) == {"At risk", "Watch"}
    at.pills[0].set_value(["At risk"]).run()
    assert set(table(fine(at), "Reason")["Band"]) == {"At risk"}
    assert {"Download this list", "Download all scores"} <= {d.label for d in at.download_button}
    assert "Rank AUC" in said and "cannot show that raising a score keeps a customer" in said
    at.segmented_control(key="health_back").set_value("today").run()
    assert any("knows the ending" in w.value for w in fine(at).warning) and "no proof" in text(at)


def test_a_customer_of_the_data_can_be_picked_and_a_value_changed():
    at = opened(data="sample")
    ranked = table(at, "Reason")
    at.selectbox(key="health_customer").set_value(ranked["Id"].iloc[0]).run()
    score = ranked["Score"].iloc[0]
    assert f"{score:.2f}".rstrip("0").rstrip(".") in text(fine(at))
    field(at, "Usage").set_value(1.0).run()
    assert "change one to see what it would do" in text(fine(at))


@pytest.mark.parametrize("column", ["plan", "owner", "segment"])
def test_the_portfolio_can_be_split(column):
    at = opened(data="sample")
    at.selectbox(key="health_split").set_value(column).run()
    assert table(fine(at), "Median score")["Customers"].sum() == 483


def test_files_without_a_customers_table_get_the_invitation():
    at = opened(files=[("answers.csv", "date,survey_type,score\n2026-01-05,NPS,9\n2026-01-06,NPS,3\n")])
    assert "have no customers table" in text(at) and "59.42 of 100" in text(at)


def test_names_with_markdown_latex_or_html_are_shown_as_text():
    nasty = ["**Suki**", "<i>Greta</i>", "$a$ and $b$", ":red[Ravi]", "`code`"]
    rows = pd.DataFrame(
        {"customer_id": nasty, "customer_name": nasty, "mrr": 10, "usage": [0.1, 0.2, 0.9, 0.4, 0.5], "owner": nasty, "nps": 3}
    )
    model = HealthModel((Signal("usage", "**Use** $x$ $y$", 0, 1, 1),), bands_from([("**Low** $a$ $b$", 0), ("<b>", 50)]))
    at = opened(files=[("customers.csv", rows.to_csv(index=False))], model=model)
    at.selectbox(key="health_customer").set_value(nasty[0]).run()
    for kind in apptest.KINDS:
        for element in getattr(fine(at), kind):
            assert not any(n in str(element.value) for n in [*nasty, "**Use**", "**Low**", "<b>"]), element.value
    assert "10.0 of 100" in text(at)


def test_with_a_model_whose_signals_the_data_lacks_nobody_has_a_score_and_that_is_said():
    at = opened(data="sample", model=HealthModel((Signal("logins", "Logins", 7, 30, 1),), bands_from([("All", 0)])))
    assert "Not in the loaded data, so not known of anybody: Logins." in text(at) and "483 without a score" in text(at)
