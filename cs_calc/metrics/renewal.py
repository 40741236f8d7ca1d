"""Renewal and growth: who stays when the contract ends, and whether the portfolio grows."""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.metrics.churn import ACQUIRED, CLOSING, LEFT, OPENING
from cs_calc.metrics.revenue.inputs import OPENING as OPENING_MRR
from cs_calc.metrics.revenue.inputs import TOTAL as TOTAL_MRR
from cs_calc.model import Advice, Benchmark, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import BIGDELTA, CLOUDTASK, DOCK, GECKOBOARD, HUBSPOT, OURS, WINSABOVE
from cs_calc.units import COUNT, MONEY, PERCENT

DUE = Input(
    "contracts_due", "Contracts due", COUNT, 50.0,
    "Contracts whose term ends in the period, renewed early, in time or not at all. Not those of several years that run on. HubSpot, "
    "Salesforce: renewal deals by their close date; Stripe: subscriptions by the end of the term.",
)  # fmt: skip
RENEWED = Input(
    "contracts_renewed", "Contracts renewed", COUNT, 45.0,
    "Of the contracts due, those that were renewed, at a lower price too, and automatic renewals too. Allow late ones some days, the same "
    "number always.",
)  # fmt: skip
VALUE_DUE = Input(
    "value_due", "Value due", MONEY, 4_000_000.0,
    "What the contracts due were worth for one term, at the price before renewal.",
)  # fmt: skip
VALUE_RENEWED = Input(
    "value_renewed", "Value renewed", MONEY, 3_200_000.0,
    "What of it was renewed: for each contract the new value, but never more than was due. What is above that is expansion.",
)  # fmt: skip
VALUE_ADDED = Input("renewal_expansion", "Value added at renewal", MONEY, 250_000.0, "Seats, modules and higher plans that were bought "
"with the renewal.")
INNOVATION = Input(
    "innovation_deals", "New solutions with existing clients", COUNT, 5.0,
    "Deals in which a client of the start built something new with you: CloudTask's fourth kind of opportunity.",
)  # fmt: skip
OPPORTUNITIES = Input(
    "opportunities", "Opportunities", COUNT, 40.0,
    "All opportunities of the period, open ones too, by their date in the CRM. HubSpot: deals by create date; Salesforce: opportunities.",
)  # fmt: skip
WON = Input("opportunities_won", "Opportunities won", COUNT, 12.0, "Of those, the ones that were won. HubSpot: closed won.")
STILL_OPEN = Input("opportunities_open", "Opportunities still open", COUNT, 10.0, "Of all opportunities, those that are neither won nor "
"lost yet.")


def _renewal(body: Expr) -> Step:
    return Step("renewal_rate", "Renewal rate", PERCENT, body)


def _growth(body: Expr) -> Step:
    return Step("portfolio_growth", "Portfolio growth", PERCENT, body)


def _win(body: Expr) -> Step:
    return Step("opportunity_win_rate", "Opportunity win rate", PERCENT, body)


NOT_RENEWED = Step("contracts_lost", "Contracts not renewed", COUNT, DUE - RENEWED)
ADDED = Step("customers_added", "Change in customers", COUNT, CLOSING - OPENING)
MRR_ADDED = Step("mrr_added", "Change in MRR", MONEY, TOTAL_MRR - OPENING_MRR)

RENEWAL_RATE = Metric(
    key="renewal_rate",
    name="Renewal rate",
    family="renewal",
    asks="What share of the customers whose contract ended stayed?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("customers", "By contracts", _renewal(RENEWED / DUE),
                "The default: how many decided to stay. Small and large contracts count alike.",
                (HUBSPOT, WINSABOVE), Sure("wilson", ("contracts_renewed", "contracts_due"))),
        Variant("value", "By value", _renewal(VALUE_RENEWED / VALUE_DUE),
                "Where contracts differ in size, or renew at a lower price. It shows who stays but spends less.", (WINSABOVE,)),
    ),
    mistakes=(
        Mistake("of_all_customers", _renewal(RENEWED / OPENING), "wrong", "wrong_base",
                "Divided by all customers. Only those whose contract was due had the choice."),
        Mistake("lost", _renewal(NOT_RENEWED / DUE), "wrong", "complement",
                "That is the share that did not renew."),
        Mistake("new_counted", _renewal((RENEWED + ACQUIRED) / DUE), "wrong", "new_vs_existing",
                "New customers were counted. They have nothing to renew yet."),
        Mistake("not_due_counted", _renewal((OPENING - NOT_RENEWED) / OPENING), "wrong", "wrong_base",
                "Customers who were not due were counted as if they had renewed: that flatters the rate."),
        Mistake("expansion_counted", _renewal((VALUE_RENEWED + VALUE_ADDED) / VALUE_DUE), "wrong", "gross_net",
                "What was bought in addition was counted as renewed. Renewal stops before expansion, or upsells hide those who left."),
        Mistake("expansion_in_base", _renewal(VALUE_RENEWED / (VALUE_DUE + VALUE_ADDED)), "wrong", "wrong_base",
                "What was bought in addition was put under the line. Due is what the contracts were worth before, and no more."),
        Mistake("value_lost", _renewal((VALUE_DUE - VALUE_RENEWED) / VALUE_DUE), "wrong", "complement",
                "That is the share of the value that was not renewed."),
    ),
    examples=(
        Example({"contracts_renewed": 45.0, "contracts_due": 50.0, "value_renewed": 3_200_000.0, "value_due": 4_000_000.0,
                 "opening_customers": 210.0, "new_customers": 12.0, "renewal_expansion": 250_000.0},
                {"customers": 0.9, "value": 0.8},
                "45 of 50 contracts were renewed: 45/50 = .90, 90 %. Of $4,000,000 due, $3,200,000 was kept: 80 %. Some stayed at a lower "
                "price. (All customers, new ones and expansion are ours.)", WINSABOVE),
        Example({"contracts_renewed": 85.0, "contracts_due": 100.0, "value_renewed": 405_000.0, "value_due": 450_000.0,
                 "opening_customers": 400.0, "new_customers": 40.0, "renewal_expansion": 36_000.0},
                {"customers": 0.85, "value": 0.9}, "85/100 = .85, 85 %. (The values are ours: small contracts left, 90 % of the money "
                "stayed.)", DOCK),
        Example({"contracts_renewed": 22.0, "contracts_due": 24.0, "value_renewed": 230_000.0, "value_due": 250_000.0,
                 "opening_customers": 96.0, "new_customers": 9.0, "renewal_expansion": 15_000.0},
                {"customers": 22 / 24, "value": 0.92}, "22/24 = .917, 91.7 %. With 24 contracts the range is wide: 74 % to 98 %. (The "
                "values are ours.)",
                BIGDELTA),
    ),
    limits=(
        Limit(RENEWED, DUE, "More contracts were renewed than were due. Count only renewals of contracts that were due in the period."),
        Limit(VALUE_RENEWED, VALUE_DUE, "More value was renewed than was due. What was bought in addition is expansion: take it off."),
    ),
    meanings=(
        Meaning(None, 1.0, "The rest had the choice and did not stay. A low rate is a sign that customers do not reach their aims with "
                "the product.",
                "Look at the use and the results of those who left, and help those who are due next while there is time.", HUBSPOT,
                ("customers",)),
        Meaning(None, 1.0, "The rest left, or was renewed at a lower price.",
                "Set it beside the rate by contracts: where that is higher, those who stay spend less. Ask them what they no longer need.",
                WINSABOVE,
                ("value",)),
        Meaning(1.0, None, "Everything that was due was renewed.",
                "Check that contracts which lapsed without a word are in the count of those due.", OURS),
    ),
    collect=(
        Advice("record", "One row for each contract that comes due: the day, whether it was renewed, and its value before and after.",
               OURS),
        Advice("record", "No contracts? Note when a product should be replaced and look at the account then: who bought again has "
               "renewed.", HUBSPOT),
        Advice("when", "Count a contract in the period in which it was due, however early or late it was signed.", OURS),
        Advice("how often", "Every month or quarter; look 90 days ahead at what comes due.", OURS),
        Advice("when not", "Do not stretch contracts so that fewer come due: the decision is put off, not won.", OURS),
        Advice("act on it", "Ask each one that did not renew why, and read the rate together with net MRR churn.", GECKOBOARD),
    ),
    notes=(
        "It is not the retention rate: that divides by all customers, due or not.",
        "HubSpot counts customers above the line and users below. Take contracts in both places: one can have many users.",
        "By contracts higher than by value: those who stay spend less. The other way round: small ones leave.",
    ),
    see_also=("customer_retention_rate", "customer_churn_rate", "gross_revenue_retention"),
)  # fmt: skip

PORTFOLIO_GROWTH = Metric(
    key="portfolio_growth",
    name="Portfolio growth",
    family="renewal",
    asks="By what share did our portfolio of customers grow?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("customers", "By customers", _growth(ADDED / OPENING),
                "The default: more clients than before, whatever they pay.", (CLOUDTASK, OURS)),
        Variant("mrr", "By MRR", _growth(MRR_ADDED / OPENING_MRR),
                "To see growth in money: a few large clients may leave while many small ones come.", (OURS,)),
    ),
    mistakes=(
        Mistake("renewals_counted", _growth((ADDED + RENEWED) / OPENING), "wrong", "new_vs_existing",
                "Renewals were added. A client who renews was in the portfolio already."),
        Mistake("innovation_counted", _growth((ADDED + INNOVATION) / OPENING), "wrong", "new_vs_existing",
                "Deals with existing clients were added. They bring revenue, not clients."),
        Mistake("all_four_counted", _growth((ADDED + RENEWED + INNOVATION) / OPENING), "wrong", "new_vs_existing",
                "All four kinds of opportunity were counted. Only replacement and expansion bring a client who was not there before."),
        Mistake("losses_left_out", _growth((ADDED + LEFT) / OPENING), "wrong", "wrong_part",
                "Clients who left were not taken off: growth is what is left of the gains after the losses."),
        Mistake("of_closing", _growth(ADDED / CLOSING), "wrong", "wrong_base",
                "Divided by the customers at the end. Growth is measured against where it began."),
        Mistake("ratio", _growth(CLOSING / OPENING), "wrong", "abs_vs_rel",
                "That is the end as a share of the start. Growth is the change: take off 100 %."),
        Mistake("mrr_of_closing", _growth(MRR_ADDED / TOTAL_MRR), "wrong", "wrong_base",
                "Divided by the MRR at the end, in which the change is already. The base is the MRR at the start."),
        Mistake("mrr_ratio", _growth(TOTAL_MRR / OPENING_MRR), "wrong", "abs_vs_rel",
                "That is the MRR at the end as a share of that at the start. Take off 100 % to get the growth."),
    ),
    examples=(
        Example({"opening_customers": 200.0, "closing_customers": 214.0, "opening_mrr": 100_000.0, "total_mrr": 104_000.0,
                 "contracts_renewed": 30.0, "innovation_deals": 5.0, "left_customers": 8.0},
                {"customers": 0.07, "mrr": 0.04},
                "22 clients came, 8 left: 214 - 200 = 14, and 14/200 = .07, 7 %. MRR grew by 4,000/100,000 = 4 %: the new ones are small.",
                OURS),
        Example({"opening_customers": 240.0, "closing_customers": 234.0, "opening_mrr": 250_000.0, "total_mrr": 255_000.0,
                 "contracts_renewed": 40.0, "innovation_deals": 4.0, "left_customers": 14.0},
                {"customers": -0.025, "mrr": 0.02},
                "8 came and 14 left: -6/240 = -.025, -2.5 %; MRR is up by 2 % all the same.", OURS),
    ),
    benchmarks=(
        Benchmark(0.0, "growth from quarter to quarter, save for short setbacks", "article's claim", CLOUDTASK, "not stated", "quarter",
                  True),
        Benchmark(0.0, "growth from year to year", "article's claim", CLOUDTASK, "not stated", "year", True),
    ),
    meanings=(
        Meaning(None, 0.0, "The portfolio shrank. A setback of one period can happen, going by CloudTask; the goal is that it grows.",
                "Look at the four kinds of opportunity one by one to see which has weakened, and compare with the same quarter a year "
                "ago.", CLOUDTASK),
        Meaning(0.0, None, "The portfolio held its size or grew.",
                "See whether by customers and by MRR it grew alike, and which kind of opportunity brought it.", CLOUDTASK),
    ),
    collect=(
        Advice("record", "The customers on the first and the last day of the period, by name: then the difference can be explained.", OURS),
        Advice("record", "The kind of every opportunity: repurchase (renews), replacement (comes from another provider), expansion (first "
               "use of such a product), innovation (builds something new with you).", CLOUDTASK),
        Advice("how often", "Every quarter and every year, as CloudTask does: months jump too much.", CLOUDTASK),
        Advice("act on it", "Set a goal for each of the four kinds, and see to the weakest first.", CLOUDTASK),
    ),
    notes=(
        "The article gives no formula: this one is ours. A company that was bought with its clients is not growth of your own; say so.",
        "CloudTask's expansion means clients who are new; elsewhere expansion is more revenue from clients you have.",
    ),
    see_also=("opportunity_win_rate", "renewal_rate", "net_new_mrr"),
)  # fmt: skip

OPPORTUNITY_WIN_RATE = Metric(
    key="opportunity_win_rate",
    name="Opportunity win rate",
    family="renewal",
    asks="What share of the opportunities did we win?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("won_of_all", "Won, of all opportunities", _win(WON / OPPORTUNITIES),
                "To see which kind of opportunity works: repurchase, replacement, expansion or innovation. Open ones count as not won yet.",
                (CLOUDTASK, OURS), Sure("wilson", ("opportunities_won", "opportunities"))),
    ),
    mistakes=(
        Mistake("open_left_out", _win(WON / (OPPORTUNITIES - STILL_OPEN)), "alternative", "wrong_base",
                "Open opportunities were left out: that is the rate of the decided ones, as many sales reports have it. It is higher; say "
                "which it is."),
        Mistake("against_rest", _win(WON / (OPPORTUNITIES - WON)), "wrong", "part_to_part",
                "Won ones were compared with the other ones. The whole is all opportunities."),
        Mistake("not_won", _win((OPPORTUNITIES - WON) / OPPORTUNITIES), "wrong", "complement",
                "That is the share that was not won."),
        Mistake("inverted", _win(OPPORTUNITIES / WON), "wrong", "inverted",
                "Upside down: that is opportunities for each one won. A rate cannot pass 100 %."),
    ),
    examples=(
        Example({"opportunities_won": 12.0, "opportunities": 40.0, "opportunities_open": 10.0}, {"won_of_all": 0.3},
                "12 of 40 were won: 12/40 = .30, 30 %. Of the 30 that are decided it is 40 %.", OURS),
        Example({"opportunities_won": 27.0, "opportunities": 60.0, "opportunities_open": 6.0}, {"won_of_all": 0.45},
                "27/60 = .45, 45 %; of the 54 decided ones half.", OURS),
    ),
    limits=(Limit(WON, OPPORTUNITIES, "More opportunities were won than there were. Count wins among the opportunities of the same "
    "period."),),
    meanings=(
        Meaning(None, None, "There is no mark that fits all: a renewal is won far more often than a client of another provider. Compare "
                "like with like.",
                "Split it by the four kinds and ask for the reason of each loss in the kind that fell.", CLOUDTASK),
    ),
    collect=(
        Advice("record", "For each opportunity its kind, its date and its outcome: won, lost or open. In the CRM, a field that must be "
               "filled in.", CLOUDTASK),
        Advice("when", "Leave recent periods out of comparisons while many of their opportunities are open.", OURS),
        Advice("how often", "Every quarter, by kind. With fewer than 30 look at the range, not at the rate.", OURS),
        Advice("act on it", "Keep the reason of every loss, count the reasons once a quarter, and take up the commonest.", OURS),
    ),
    notes=("The rate of all four kinds together moves with their mix: more renewals in the list make it rise by themselves.",),
    see_also=("portfolio_growth", "renewal_rate"),
)  # fmt: skip

RENEWAL = (RENEWAL_RATE, PORTFOLIO_GROWTH, OPPORTUNITY_WIN_RATE)
