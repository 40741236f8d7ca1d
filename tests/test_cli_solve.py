"""cs-calc solve: the value, its working, JSON, and one sentence where it cannot be."""

import json

from click.testing import CliRunner

from cs_calc.cli import cli


def run(*words):
    done = CliRunner().invoke(cli, ["solve", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_it_prints_the_value_the_formula_turned_round_and_the_lines():
    done = run("net_mrr_churn", "expanded_mrr", "-1%")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "For Net MRR churn rate to be -1.0%, “MRR gained from upgrades” must be $4,000."
    assert "= $6,000 − $2,000 = $4,000" in done.stdout and "Exact" in done.stdout


def test_values_and_a_definition_can_be_given():
    done = run("csat", "csat_yes", "90%", "csat_yes_or_no=61", "--variant", "yes_no")
    assert "must be 55. Exactly it would be 54.9; rounded up" in done.stdout


def test_json_is_a_stable_form_with_fractions():
    found = json.loads(run("renewal_rate", "contracts_renewed", "91%", "contracts_due=40", "--json").stdout)
    assert set(found) == {
        "metric", "variant", "unknown", "target", "exact", "value", "shown", "answer", "answer_shown", "how", "rearranged", "steps",
        "rounding", "notes", "reason", "problem",
    }  # fmt: skip
    assert (found["target"], found["exact"], found["value"], found["answer"]) == (0.91, 36.4, 37.0, 0.925)


def test_what_cannot_be_reached_is_an_answer_too():
    done = run("renewal_rate", "contracts_renewed", "120%", "contracts_due=40")
    assert done.exit_code == 0 and "can be at most 40" in done.stdout
    found = json.loads(run("renewal_rate", "contracts_renewed", "120%", "contracts_due=40", "--json").stdout)
    assert found["value"] is None and found["reason"] == "out of range"


def test_what_is_not_understood_is_one_sentence_and_status_two():
    for words, said in (
        (("renewal_rate", "nonsense", "90%"), "it has contracts_renewed, contracts_due"),
        (("renewal_rate", "contracts_renewed", "lots"), "TARGET needs a number"),
        (("renewal", "contracts_renewed", "90%"), "Did you mean renewal_rate"),
        (("renewal_rate", "contracts_renewed", "90%", "--variant", "x"), "has no variant x"),
        (("renewal_rate", "contracts_renewed", "90%", "due=40"), "is not one of this metric's inputs"),
        (("nps", "promoters", "50%"), "is not a percentage"),
    ):
        done = run(*words)
        assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.stderr
