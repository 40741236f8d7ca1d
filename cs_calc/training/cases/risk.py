"""Case 2: eight accounts, one score for each, and one account that the score does not show."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cs_calc.expr import Expr, Input, Number, Step
from cs_calc.metrics.product.activity import ACTIVE_DAYS
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS, TYPEFORM
from cs_calc.tables.counted import MEASURES
from cs_calc.training.cases.analysed import ACCOUNTS
from cs_calc.training.cases.asks import asked, near, own, shuffled, trap
from cs_calc.training.cases.record import (
    Ask,
    Case,
    CaseStep,
    Column,
    Decision,
    Made,
    Move,
    Numbers,
    Option,
    Pick,
    Point,
    Row,
    Sheet,
    cell,
    earlier,
)
from cs_calc.training.item import told_number
from cs_calc.units import COUNT, DAYS, MONEY, PERCENT, SCORE

LIMIT = 50.0
DAYS_OF_MONTH = 30
PRINTED = {
    "fern": (4_200.0, 45.0, 6.0, 9.0, 2.0), "cobalt": (950.0, 20.0, 24.0, 4.0, 4.0), "drift": (3_100.0, 80.0, 5.0, 6.0, 4.0),
    "elm": (620.0, 200.0, 27.0, 10.0, 1.0), "fjord": (5_400.0, 30.0, 21.0, 8.0, 2.0), "grove": (1_500.0, 60.0, 9.0, 3.0, 5.0),
    "halo": (2_300.0, 150.0, 3.0, 7.0, 3.0), "iris": (780.0, 15.0, 18.0, 9.0, 2.0),
}  # fmt: skip
NAMES = dict(zip(PRINTED, ("Blue Fern", "Cobalt", "Drift", "Elm", "Fjord", "Grove", "Halo", "Iris"), strict=True))
OTHERS = (
    "Alder", "Brightside", "Cedar & Sons", "Dune", "Ember", "Flint", "Granite", "Harbour", "Inkwell", "Juniper", "Kestrel", "Larch",
    "Meadow", "Northgate", "Orchard", "Pebble", "Quarry", "Ridge", "Saltmarsh", "Tern", "Umber", "Vale", "Willow", "Yarrow",
)  # fmt: skip
LIVELY = ("elm", "fjord", "iris", "halo")
"""The accounts whose NPS score varies: that of the others carries the story."""
MRR = Input("mrr", "MRR", MONEY, 0.0, "What the account pays a month.")
NPS_SCORE = told_number("nps_score", "NPS score", COUNT)
CES = told_number("ces", "Effort", COUNT)


def make(random: Random | None) -> Made:
    """The sheet: eight accounts with what they pay, when they renew, use, NPS score and effort."""
    names, rows = NAMES, []
    if random is not None:
        names = dict(zip(PRINTED, sorted(shuffled(random, OTHERS)[: len(PRINTED)]), strict=True))
    for key, values in PRINTED.items():
        mrr, renewal, active, nps, ces = values
        if random is not None:
            mrr, renewal = near(random, mrr * 1.1, 0.15, 10), near(random, renewal, 0.2, 5)
            active = min(30.0, max(1.0, near(random, active, 0.15)))
            nps = min(10.0, nps + round(2 * random.random() - 1)) if key in LIVELY else nps
        rows.append(Row(key, (names[key], mrr, renewal, active, nps, ces)))
    columns = (
        Column("name", "Account"), Column("mrr", "MRR", MONEY), Column("renewal", "Renewal in", DAYS),
        Column(ACTIVE_DAYS.key, "Days with use, of 30", COUNT), Column("nps_score", "NPS score", COUNT), Column("ces",
            "Effort, 1 to 5", COUNT),
    )  # fmt: skip
    note = "Effort: the answer to “how hard was it to get what you needed?” 1 is very easy, 5 is very hard."
    return Made(names, (Sheet("accounts", "Accounts", columns, tuple(rows), note),))


def count(made: Made) -> Numbers:
    """Promoters, passives and detractors among the eight, by the rules that uploads are counted by; and the MRR of all."""
    sheet = made.sheets[0]
    at = [c.key for c in sheet.columns].index("nps_score")
    scores = [float(x) for row in sheet.rows if isinstance(x := row.cells[at], float)]
    found: dict[str, float] = {}
    for key in ("promoters", "passives", "detractors"):
        limits = [(sign, float(value)) for column, sign, value in MEASURES[key].where if column == "score"]
        found[key] = float(sum(all(x >= mark if sign == ">=" else x <= mark for sign, mark in limits) for x in scores))
    return {**found, "mrr_of_all": sum(x for key, x in sheet.facts().items() if key.endswith("_mrr"))}


ACTIVITY = {
    key: asked(
        f"pac_{key}", f"{{{key}}}", "product_activity_coefficient",
        {"active_days": cell(key, ACTIVE_DAYS), "possible_days": Number(DAYS_OF_MONTH)}, dp=0,
    )
    for key in PRINTED
}  # fmt: skip


def _health(key: str) -> Ask:
    """The weighted mean of three signals from 0 to 100: use 40, recommendation 30, ease 30."""
    use = Step("use", "Use, 0 to 100", SCORE, earlier(ACTIVITY[key]) * 100)
    liking = Step("liking", "NPS score, 0 to 100", SCORE, cell(key, NPS_SCORE) * 10)
    effort = Step("effort", "Effort, 0 to 100", SCORE, (cell(key, CES) - 1) / 4 * 100)
    ease = Step("ease", "Ease, 0 to 100", SCORE, 100 - effort)

    def score(body: Expr) -> Step:
        return Step("health", "Health score", SCORE, body)

    return own(
        f"health_{key}", f"{{{key}}}", score((40 * use + 30 * liking + 30 * ease) / 100),
        traps=(
            trap("not_flipped", score((40 * use + 30 * liking + 30 * effort) / 100), "scale",
                 "Effort was put in as it stands, where 5 is the worst. Turn such a signal round first: 100 less it."),
            trap("unweighted", score((use + liking + ease) / 3), "weights", "The weights were ignored: that is the plain mean of the "
                 "three."),
            trap("ces_of_five", score((40 * use + 30 * liking + 30 * (100 - cell(key, CES) / 5 * 100)) / 100), "scale",
                 "Effort was divided by 5. The scale begins at 1: (answer − 1) ÷ 4 runs from 0 to 1."),
            trap("use_as_share", score((40 * earlier(ACTIVITY[key]) + 30 * liking + 30 * ease) / 100), "units_time",
                 "Activity was put in as a share from 0 to 1. Every signal has to run from 0 to 100."),
        ),
    )  # fmt: skip


HEALTH = {key: _health(key) for key in PRINTED}


def _at_risk(numbers: Numbers) -> frozenset[str]:
    return frozenset(key for key in PRINTED if numbers[f"health_{key}"] < LIMIT)


def unflipped(numbers: Numbers, key: str) -> float:
    """The score of an account if effort is not turned round: 30 points of effort in place of 30 points of ease."""
    return numbers[f"health_{key}"] - 30 + 2 * 30 * (numbers[f"{key}_ces"] - 1) / 4


def _missed(numbers: Numbers) -> frozenset[str]:
    return frozenset(key for key in _at_risk(numbers) if unflipped(numbers, key) >= LIMIT)


def _of_those(numbers: Numbers) -> Numbers:
    risky = _at_risk(numbers)
    return {"mrr_at_risk": sum(numbers[f"{key}_mrr"] for key in risky), "accounts_at_risk": float(len(risky))}


AT_RISK, ALL = told_number("mrr_at_risk", "MRR of accounts under 50", MONEY), told_number("mrr_of_all", "MRR of all eight", MONEY)


def _share(body: Expr) -> Step:
    return Step("share_at_risk", "Share of MRR at risk", PERCENT, body)


RISK_SHARE = Ask(
    "share_at_risk", "Their share of MRR", _share(AT_RISK / ALL), 1, derived=_of_those,
    rivals=(
        trap("accounts", _share(told_number("accounts_at_risk", "Accounts under 50") / len(PRINTED)), "events_vs_people",
             "That is their share of the accounts. The question is what they pay."),
        trap("against_rest", _share(AT_RISK / (ALL - AT_RISK)), "part_to_part", "They were set against the others. The whole is all "
             "eight."),
    ),
)  # fmt: skip
NPS = asked(
    "nps_of_all", "NPS of the eight", "nps",
    {key: told_number(key, key.capitalize()) for key in ("promoters", "passives", "detractors")}, dp=0,
)  # fmt: skip


def _accounts(**says: str) -> tuple[Option, ...]:
    return tuple(Option(key, f"{{{key}}}", says.get(key, "")) for key in PRINTED)


def _words(numbers: Numbers) -> Mapping[str, str]:
    found = {f"flat_{key}": f"{unflipped(numbers, key):.1f}" for key in PRINTED}
    risky = _of_those(numbers)["mrr_at_risk"]
    return {**found, "risk_money": MONEY.show(risky), "all_money": MONEY.show(numbers["mrr_of_all"])}


RISK = Case(
    key="risk",
    title="Who is at risk?",
    modules=("M5", "M7"),
    minutes=45,
    story="You take over eight accounts from a colleague, with one sheet. You plan the calls of the week. The team's rule: a health "
        "score "
    "of three signals, each from 0 to 100: use (the activity coefficient) with weight 40, the NPS score with weight 30, ease with weight "
    "30. "
    "Under 50 an account is at risk.",
    make=make,
    count=count,
    words=_words,
    steps=(
        CaseStep(
            "pac", "Product activity coefficient", "On what share of the 30 days was each account active?", tuple(ACTIVITY.values()),
            "Days with use over 30.",
            "{halo} ({pac_halo}), {drift} ({pac_drift}) and {fern} ({pac_fern}) hardly come. A count of active users over all accounts "
            "would "
            "not show it.",
        ),
        CaseStep(
            "health", "Health score", "Work the score of each account: 40 for use, 30 for the NPS score, 30 for ease.",
            tuple(HEALTH.values()),
            "Which of the three signals runs the other way? Effort from 1 to 5 becomes ease from 0 to 100: 100 − (effort − 1) ÷ 4 × 100.",
            "{grove} {health_grove}, {drift} {health_drift}, {halo} {health_halo}; {fern} passes with {health_fern}.",
        ),
        CaseStep(
            "at_risk", "Who is under 50?", "Which accounts are at risk by the rule, and what share of the MRR of all eight is that?",
            (Pick("at_risk", "Accounts under 50", _accounts(), _at_risk, several=True), RISK_SHARE),
            "Add up the MRR of the accounts under 50, and divide by the MRR of all eight.",
            "{drift}, {grove} and {halo}: {risk_money} of {all_money}, {share_at_risk}.",
        ),
        CaseStep(
            "reversed", "One slip, one account", "If effort is not turned round, which account at risk would not be found?",
            (Pick("reversed", "Account", _accounts(
                drift="It stays under 50: {flat_drift}.", halo="It stays under 50: {flat_halo}.", cobalt="It is not at risk by the rule: "
                    "{health_cobalt}.",
                fern="It passes either way round or falls only then: {flat_fern}. The question is who would be missed.",
            ), _missed),),
            "Who finds it hardest? With the slip that counts in their favour.",
            "{grove}: {health_grove} becomes {flat_grove}. The account with the hardest time gets the best marks for it.",
        ),
        CaseStep(
            "nps", "What NPS says", "What is the NPS of these eight answers?", (NPS,),
            "9 and 10 promote, 0 to 6 detract. Shares of all eight.",
            "{nps_of_all}: {promoters} promoters, {detractors} detractors. One number over all accounts tells nobody whom to call.",
        ),
        CaseStep(
            "calls", "Whom do you call?", "Look at size, renewal date and what the parts of the score say.",
            (
                Pick("first", "First, by the rule", _accounts(
                    drift="The largest account under 50.", grove="Under 50 as well, but smaller: {grove_mrr} against {drift_mrr}.",
                    halo="Under 50 and silent, but its renewal is {halo_renewal} away.", fern="It passes the rule; it comes next.",
                    cobalt="Not under 50, and small. It needs a talk soon: the renewal is {cobalt_renewal} away.",
                ), lambda numbers: frozenset({"drift"})),
                Pick("next", "Next, although its score passes", _accounts(
                    fern="The second-largest account, active on {pac_fern} of the days, renewal in {fern_renewal}: a promoter who has "
                        "stopped using it.",
                    fjord="Large, and in use on {pac_fjord} of the days: a talk about more, not a rescue.",
                    cobalt="Small and in daily use, but a detractor: talk soon, after the larger one.", grove="Its score does not pass.",
                ), lambda numbers: frozenset({"fern"})),
            ),
            "Among accounts that pass: which pays a lot, hardly uses the product, and renews soon?",
            "{drift} first, then {fern}: its NPS score lifts the index above the fact that nobody uses the product.",
        ),
    ),
    decision=Decision(
        "Write your plan for the eight accounts: in which order, and what each call is for.",
        (
            Move("drift", "Call {drift} first.", True, "Large, low score ({health_drift}), and {drift_renewal} to turn it round."),
            Move("fern", "Call {fern} next, although its score passes.", True,
                 "{fern_mrr} MRR, activity {pac_fern}, renewal in {fern_renewal}. Promoters leave too, when they stop using the product."),
            Move("grove", "Call {grove} about what makes it hard.", True, "A detractor with an effort of {grove_ces} of 5."),
            Move("cobalt", "Talk to {cobalt} now as well: in daily use, a detractor, renewal in {cobalt_renewal}.", True,
                 "The score of {health_cobalt} hides it: they use the product because they must."),
            Move("reference", "Ask {elm} and {fjord} for a reference or whether they need more.", True, "They are well: no rescue there."),
            Move("list", "Work down the list by health score, lowest first.", False,
                 "The score puts accounts in order; size, date and the parts choose the call. {fern} would never come up."),
            Move("halo", "Call {halo} before {fern}: its score is lower.", False, "Its renewal is {halo_renewal} away: there is time. "
                 "{fern} renews in {fern_renewal}."),
        ),
        (
            Point("drift", "{drift} first, with the reason: large, low, and time to act.", 2),
            Point("fern", "{fern} next although it passes, with the reason: large, silent, renewal near.", 3),
            Point("grove", "{grove}: effort is what to ask about.", 1),
            Point("halo", "{halo} is silent too, and has time.", 1),
            Point("cobalt", "{cobalt}: in use and unhappy, renewal soon: talk now.", 1),
            Point("well", "{elm} and {fjord}: a reference or an expansion, not a rescue.", 1),
        ),
    ),
    traps=(
        "Active users over all accounts hide that {halo} is silent.",
        "One index hides {fern}: a high NPS score makes up for no use.",
        "Effort not turned round loses {grove}.",
    ),
    sources=(GECKOBOARD, HUBSPOT, TYPEFORM, OURS),
    holds=(
        lambda n: _at_risk(n) == {"drift", "grove", "halo"} and _missed(n) == {"grove"},
        lambda n: all(abs(n[f"health_{key}"] - LIMIT) >= 1 for key in PRINTED),
        lambda n: n["pac_fern"] <= 0.25 and n["health_fern"] > 52 and n["fern_nps_score"] >= 9,
        lambda n: sorted(PRINTED, key=lambda k: -n[f"{k}_mrr"])[:2] == ["fjord", "fern"] and n["fern_renewal"] <= 50,
        lambda n: n["drift_mrr"] > 1.2 * n["halo_mrr"] > 1.2 * n["grove_mrr"],
        lambda n: n["cobalt_nps_score"] <= 6 and n["pac_cobalt"] >= 0.6 and n["cobalt_renewal"] <= 25 and n["halo_renewal"] >= 120,
        lambda n: n["pac_halo"] <= 0.2 and n["pac_drift"] <= 0.25 and n["pac_fjord"] >= 0.6 and n["elm_nps_score"] >= 9,
    ),
    analysed=ACCOUNTS,
)  # fmt: skip
