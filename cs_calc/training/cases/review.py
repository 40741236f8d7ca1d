"""Case 1: fewer customers leave each month, and revenue stands still, because those who leave are larger."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cs_calc.expr import Expr, Step
from cs_calc.metrics import METRICS
from cs_calc.metrics.churn import ACQUIRED, LEFT, NEW_LEFT
from cs_calc.metrics.churn import CLOSING as CLOSING_CUSTOMERS
from cs_calc.metrics.churn import OPENING as OPENING_CUSTOMERS
from cs_calc.metrics.revenue.inputs import CHURNED, CONTRACTED, EXPANDED, NEW, OPENING, REACTIVATED
from cs_calc.sources import CLOUDTASK, GECKOBOARD, OURS, TWOCHECKOUT
from cs_calc.training.cases.analysed import QUARTER
from cs_calc.training.cases.asks import asked, cells, columns, near, own, trap
from cs_calc.training.cases.record import (
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
from cs_calc.training.draw import rounded
from cs_calc.training.fast import function
from cs_calc.units import MONEY, PERCENT

MONTHS = {"apr": "April", "may": "May", "jun": "June"}
OF_MRR = (OPENING, NEW, EXPANDED, REACTIVATED, CONTRACTED, CHURNED)
OF_CUSTOMERS = (OPENING_CUSTOMERS, ACQUIRED, LEFT, NEW_LEFT)
MOVED = (EXPANDED, REACTIVATED, CONTRACTED, CHURNED, OPENING)
PRINTED = {
    "apr": (120_000.0, 9_000.0, 4_800.0, 600.0, 1_200.0, 3_000.0, 800.0, 60.0, 28.0, 4.0),
    "may": (130_200.0, 8_400.0, 4_200.0, 300.0, 1_800.0, 5_400.0, 828.0, 55.0, 24.0, 3.0),
    "jun": (135_900.0, 7_800.0, 3_900.0, 300.0, 2_400.0, 9_600.0, 856.0, 52.0, 20.0, 2.0),
}


def _row(key: str, values: tuple[float, ...]) -> tuple[Row, Row]:
    return Row(key, (MONTHS[key], *values[:6])), Row(key, (MONTHS[key], *values[6:]))


def make(random: Random | None) -> Made:
    """The sheets: MRR and customers of three months. In June new business makes up for all that was lost, to the dollar."""
    values = PRINTED if random is None else _varied(random)
    money, heads = zip(*(_row(key, values[key]) for key in MONTHS), strict=True)
    month = Column("month", "Month")
    return Made(
        {},
        (
            Sheet("mrr", "MRR by month", (month, *columns(*OF_MRR)), tuple(money)),
            Sheet(
                "customers", "Customers by month",
                (month, *columns(*OF_CUSTOMERS, left_customers="Left, of those at start", new_left_customers="Left, of the new ones")),
                tuple(heads), "New customers who left again in the same month are in the last column.",
            ),
        ),
    )  # fmt: skip


def _varied(random: Random) -> dict[str, tuple[float, ...]]:
    size, people = 0.5 + 2 * random.random(), 0.6 + random.random()
    mrr, customers = near(random, 120_000 * size, 0.1, 100), near(random, 800 * people, 0.1)
    found: dict[str, tuple[float, ...]] = {}
    for key, printed in PRINTED.items():
        new, expanded, won, contracted, churned = (near(random, x * size, 0.12, 100) for x in printed[1:6])
        joined, left, new_left = (near(random, x * people, 0.1) for x in printed[7:])
        if key == "jun":
            new = churned + contracted - expanded - won  # new business hides the whole loss
        found[key] = (mrr, new, expanded, won, contracted, churned, customers, joined, left, new_left)
        mrr += new + expanded + won - contracted - churned
        customers += joined - left - new_left
    return found


NET = METRICS["net_mrr_churn"].variant()


def _given(month: str) -> dict[str, Expr]:
    """What a month's metrics are worked on; the MRR and customers at the end are what follows from the sheet."""
    ends: Expr = cell(month, OPENING_CUSTOMERS) + cell(month, ACQUIRED) - cell(month, LEFT) - cell(month, NEW_LEFT)
    return {**cells(month, OF_MRR), **cells(month, OF_CUSTOMERS), CLOSING_CUSTOMERS.key: ends}


CHURN = tuple(asked(f"churn_{m}", name, "customer_churn_rate", _given(m)) for m, name in MONTHS.items())
GROSS = tuple(asked(f"gross_{m}", name, "gross_mrr_churn", _given(m)) for m, name in MONTHS.items())
NETS = tuple(asked(f"net_{m}", name, "net_mrr_churn", _given(m)) for m, name in MONTHS.items())


def _per_leaver(month: str) -> Step:
    leavers = Step(f"leavers_{month}", "All who left", LEFT.unit, cell(month, LEFT) + cell(month, NEW_LEFT))
    return Step("mrr_per_leaver", "Cancelled MRR per customer who left", MONEY, cell(month, CHURNED) / leavers)


def _rival(month: str, top: Expr, bottom: Expr) -> Step:
    return Step("mrr_per_leaver", "Cancelled MRR per customer who left", MONEY, top / bottom)


PER_LEAVER = tuple(
    own(
        f"leaver_{m}", name, _per_leaver(m), dp=0,
        traps=(
            trap("existing_only", _rival(m, cell(m, CHURNED), cell(m, LEFT)), "wrong_part",
                 "New customers who left are missing below the line: the cancelled MRR is that of all who left."),
            trap("all_losses", _rival(m, cell(m, CHURNED) + cell(m, CONTRACTED), cell(m, LEFT) + cell(m, NEW_LEFT)), "wrong_part",
                 "Downgrades are on top as well. Who downgrades has not left."),
            trap("per_customer", _rival(m, cell(m, OPENING), cell(m, OPENING_CUSTOMERS)), "wrong_base",
                 "That is what the average customer pays. The question is what those who left had paid."),
        ),
    )
    for m, name in MONTHS.items()
)  # fmt: skip


def _needed(month: str, net: Expr) -> Step:
    return Step("expansion_for_zero", "Upgrades needed for a net churn of 0%", MONEY, cell(month, EXPANDED) + net * cell(month, OPENING))


NEEDED = tuple(
    own(
        f"needed_{m}", name, _needed(m, earlier(net)), dp=0,
        traps=(
            trap("more_only", Step("more", "Further upgrades needed", MONEY, earlier(net) * cell(m, OPENING)), "wrong_part",
                 "That is how much more is needed, on top of the upgrades that there were. The question is all of it."),
            trap("without_won_back", Step("losses", "MRR lost", MONEY, cell(m, CHURNED) + cell(m, CONTRACTED)), "gross_net",
                 "That is all that was lost. What was won back makes up for a part of it already."),
        ),
    )
    for (m, name), net in zip(MONTHS.items(), NETS, strict=True)
)  # fmt: skip


def _offset(numbers: Numbers) -> frozenset[str]:
    """The months in which upgrades alone make up for what was lost."""
    return frozenset(m for m in MONTHS if numbers[f"{m}_expanded_mrr"] >= numbers[f"{m}_churned_mrr"] + numbers[f"{m}_contracted_mrr"])


def moved(numbers: Numbers) -> Mapping[str, float]:
    """What each number contributed to the change of net churn from April to June, averaged over the order in which they change."""
    from cs_calc.analysis.why import contributions  # loads pandas

    then, now = ({part.key: numbers[f"{m}_{part.key}"] for part in MOVED} for m in ("apr", "jun"))
    return contributions(then, now, function(NET.formula))


def _largest(numbers: Numbers) -> frozenset[str]:
    shares = moved(numbers)
    return frozenset({max(shares, key=lambda key: abs(shares[key]))})


def _words(numbers: Numbers) -> Mapping[str, str]:
    points = {f"bridge_{key}": PERCENT.show_change(share).lstrip("+") for key, share in moved(numbers).items()}
    heads = METRICS["customer_churn_rate"].variant("with_new_customers_who_left").formula
    every = {f"all_{m}": rounded(function(heads)({p.key: numbers[f"{m}_{p.key}"] for p in OF_CUSTOMERS}), heads.unit, 1) for m in MONTHS}
    return {**points, **every, "times": f"{numbers['needed_jun'] / numbers['jun_expanded_mrr']:.1f}".removesuffix(".0")}


REVIEW = Case(
    key="review",
    title="Quarterly review: churn is improving, why is revenue flat?",
    modules=("M1", "M2"),
    minutes=40,
    story="It is the first week of July. The slide for the quarterly review says: “Fewer customers leave every month.” The head of finance "
    "asks why revenue did not move in June: {jun_opening_mrr} at the start, and the same at the end. You have the two sheets of the "
    "quarter. Find out what happened, and decide what to do.",
    make=make,
    words=_words,
    steps=(
        CaseStep(
            "churn", "Customer churn", "What share of the customers at the start of each month left? Count customers of the start "
                "only.", CHURN,
            "Who was there on the first day? Of those, how many left? New customers stay out above and below the line.",
            "Customer churn went from {churn_apr} to {churn_may} to {churn_jun}: the slide is right, fewer customers leave. "
            "By HubSpot's rule, which counts new customers who left again too, it is {all_apr}, {all_may} and {all_jun}.",
        ),
        CaseStep(
            "gross", "Gross MRR churn", "What share of the MRR at the start of each month was lost, before any gains?", GROSS,
            "Losses are cancellations and downgrades together. Divide by the MRR at the start.",
            "Gross MRR churn went from {gross_apr} to {gross_may} to {gross_jun}: fewer customers leave, and more money does.",
        ),
        CaseStep(
            "net", "Net MRR churn", "After upgrades and win-backs, what share of the MRR at the start was lost? A gain has a minus "
                "sign.", NETS,
            "Losses less gains from existing customers. New customers are neither.",
            "Net MRR churn went from {net_apr} to {net_may} to {net_jun}. With new customers counted in, June would have come out at "
            "0%: that is why revenue looks flat.",
        ),
        CaseStep(
            "leaver", "Cancelled MRR per customer who left",
                "What did the average customer who left pay a month? Count all who left.", PER_LEAVER,
            "Cancelled MRR over all customers who left, existing and new.",
            "From {leaver_apr} to {leaver_may} to {leaver_jun}: those who leave are larger every month.",
        ),
        CaseStep(
            "needed", "What would it have taken?",
                "How much MRR from upgrades would have brought net MRR churn to 0% in each month?", NEEDED,
            "Net churn of 0 means: gains equal losses. Which gains are there already without upgrades?",
            "{needed_apr}, {needed_may} and {needed_jun}. In June that is {times} times the upgrades that there were.",
        ),
        CaseStep(
            "offset", "Do upgrades make up for churn?", "In which months did upgrades alone cover cancellations and downgrades?",
            (Pick("offset", "Months", tuple(Option(m, name) for m, name in MONTHS.items()), _offset, several=True),),
            "Hold the upgrades of each month against its cancellations and downgrades together.",
            "In April only. From May on, upgrades no longer cover what is lost.",
        ),
        CaseStep(
            "bridge", "What moved it?", "Net MRR churn rose from April to June. Which number moved it most?",
            (Pick("bridge", "Number", (
                Option("churned_mrr", "MRR of customers who left", "{bridge_churned_mrr} of the change come from it."),
                Option("contracted_mrr", "Downgrades", "They account for {bridge_contracted_mrr}. Look at what grew most in money."),
                Option("expanded_mrr", "Upgrades", "Fewer upgrades account for {bridge_expanded_mrr}. Something else moved further."),
                Option("reactivated_mrr", "MRR won back", "That is the smallest of the movements: {bridge_reactivated_mrr}."),
                Option("opening_mrr", "MRR at start", "It grew, and moved the rate by {bridge_opening_mrr} only."),
            ), _largest),),
            "Put June's number into April's formula, one at a time, and see how far the answer moves.",
            "Cancelled MRR: {bridge_churned_mrr} of the rise. It is who leaves, not how many.",
        ),
    ),
    decision=Decision(
        "What do you say in the review, and what do you do this week? Write it down as you would say it.",
        (
            Move("name", "Name the accounts that left in May and June, with what they paid and why they left.", True,
                 "The leavers of June paid {leaver_jun} each on average: these are names, not a percentage."),
            Move("call", "Call the large accounts that are like them, largest first.", True,
                 "The next loss of this size can still be prevented; an average cannot be called."),
            Move("both", "Show customer churn and MRR churn side by side from now on.", True,
                 "They point in opposite directions here, and each alone misleads."),
            Move("celebrate", "Report that churn is inside the goal of 5% and improving.", False,
                 "Customer churn is {churn_jun}, below the 5% that 2Checkout names (without a period). It hides a gross MRR churn of "
                 "{gross_jun}."),
            Move("win", "Win more new customers: June shows that they make up for the loss.", False,
                 "They did, to the dollar, and that is how the leak stayed hidden. New sales do not bring large accounts back."),
            Move("upsell", "Make upgrades the goal of the next quarter, so that net churn is 0% again.", False,
                 "June would have needed {needed_jun} of upgrades, {times} times what there was. The loss has to be stopped first."),
        ),
        (
            Point("opposite", "Customer churn falls and MRR churn rises: both are named, with their numbers.", 2),
            Point("larger", "Those who leave are larger: {leaver_apr} each in April, {leaver_jun} in June.", 2),
            Point("hidden", "New business hid the loss in June ({jun_new_mrr} new against the same amount lost).", 1),
            Point("who", "The accounts are named and somebody calls the ones like them, with a date.", 2),
            Point("not", "No celebration: the goal of 5% for customers says nothing of money.", 1),
        ),
    ),
    traps=(
        "The net change in customers instead of churn: new customers hide those who left.",
        "The MRR or customers at the end as the base.",
        "New MRR inside net churn: June comes out at 0%, “flat”.",
    ),
    sources=(GECKOBOARD, CLOUDTASK, TWOCHECKOUT, OURS),
    holds=(
        lambda n: n["churn_apr"] - n["churn_may"] > 0.003 < n["churn_may"] - n["churn_jun"] and n["churn_apr"] < 0.05,
        lambda n: n["gross_may"] - n["gross_apr"] > 0.01 < n["gross_jun"] - n["gross_may"],
        lambda n: n["net_apr"] < -0.003 and n["net_may"] > 0.01 and n["net_jun"] > n["net_may"] + 0.02,
        lambda n: n["leaver_may"] > 1.5 * n["leaver_apr"] and n["leaver_jun"] > 1.5 * n["leaver_may"],
        lambda n: 0.7 < n["jun_new_mrr"] / n["may_new_mrr"] < 1.3 and n["needed_jun"] > 2.5 * n["jun_expanded_mrr"],
        lambda n: _offset(n) == {"apr"} and _largest(n) == {"churned_mrr"},
    ),
    analysed=QUARTER,
)  # fmt: skip
