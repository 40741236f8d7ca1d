"""What customers use and how long: adoption of a feature, time in the product."""

from cs_calc.expr import Expr, Input, Limit, Step
from cs_calc.metrics.product.inputs import ACTIVE_CUSTOMERS, ALL_CUSTOMERS
from cs_calc.model import Advice, Example, Meaning, Metric, Mistake, Sure, Variant
from cs_calc.sources import GECKOBOARD, HUBSPOT, OURS
from cs_calc.units import COUNT, MINUTES, PERCENT, RATIO, Unit

FEATURE_CUSTOMERS = Input(
    "feature_customers", "Customers who used the feature", COUNT, 84.0,
    "Different customers who used it in the period, each once. Product analytics (Mixpanel, Amplitude, Pendo) count them by event; test "
    "accounts stay out.",
)  # fmt: skip
ELIGIBLE_CUSTOMERS = Input(
    "eligible_customers", "Customers who can use the feature", COUNT, 240.0,
    "Paying customers at the end of the period on plans that have the feature. From the customer list, by plan.",
)  # fmt: skip
FEATURE_USES = Input("feature_uses", "Uses of the feature", COUNT, 294.0, "Every use, several by one customer too.")

PRODUCT_MINUTES = Input(
    "product_minutes", "Minutes in the product", MINUTES, 48_000.0,
    "All customers' minutes of the period, added up. Product analytics report session time; cut off idle time, such as a tab left open.",
)  # fmt: skip
SESSIONS = Input(
    "sessions", "Sessions", COUNT, 3_000.0,
    "Visits with measured time. Analytics tools begin a new one after a pause, usually of 30 minutes: use one tool's rule throughout.",
)  # fmt: skip


def _adoption(body: Expr, unit: Unit = PERCENT) -> Step:
    return Step("feature_adoption_rate", "Feature adoption rate", unit, body)


def _time(body: Expr, unit: Unit = MINUTES, *, of: str = "an active customer") -> Step:
    return Step("time_in_product", f"Average time of {of} in the product", unit, body)


FEATURE_ADOPTION_RATE = Metric(
    key="feature_adoption_rate",
    name="Feature adoption rate",
    family="product",
    asks="What share of the customers uses the feature?",
    unit=PERCENT,
    better="higher",
    variants=(
        Variant("of_all_customers", "Of all customers", _adoption(FEATURE_CUSTOMERS / ALL_CUSTOMERS),
                "For a feature that is meant for everybody.", (GECKOBOARD,), Sure("wilson", ("feature_customers", "all_customers"))),
        Variant("of_eligible_customers", "Of those who can use it", _adoption(FEATURE_CUSTOMERS / ELIGIBLE_CUSTOMERS),
                "For a feature that only some plans have: others cannot adopt it.", (OURS,),
                Sure("wilson", ("feature_customers", "eligible_customers"))),
    ),
    mistakes=(
        Mistake("uses", _adoption(FEATURE_USES / ALL_CUSTOMERS), "wrong", "events_vs_people",
                "Uses were counted. One keen customer can make hundreds: count each customer once."),
        Mistake("of_active", _adoption(FEATURE_CUSTOMERS / ACTIVE_CUSTOMERS), "alternative", "wrong_base",
                "Divided by customers who used the product. Geckoboard divides by all, so that absent ones count as not adopting.",
                ("of_all_customers",)),
        Mistake("not_adopting", _adoption((ALL_CUSTOMERS - FEATURE_CUSTOMERS) / ALL_CUSTOMERS), "wrong", "complement",
                "That is the share who do not use it.", ("of_all_customers",)),
        Mistake("against_eligible_rest", _adoption(FEATURE_CUSTOMERS / (ELIGIBLE_CUSTOMERS - FEATURE_CUSTOMERS)), "wrong", "part_to_part",
                "Customers who use it were compared with those who could and do not. The whole is all who can.",
                ("of_eligible_customers",)),
        Mistake("eligible_not_adopting", _adoption((ELIGIBLE_CUSTOMERS - FEATURE_CUSTOMERS) / ELIGIBLE_CUSTOMERS), "wrong", "complement",
                "That is the share of those who could use it and do not.", ("of_eligible_customers",)),
        Mistake("uses_of_eligible", _adoption(FEATURE_USES / ELIGIBLE_CUSTOMERS), "wrong", "events_vs_people",
                "Uses are on top, customers underneath. Whoever used it twice is one customer who adopted it.", ("of_eligible_customers",)),
        Mistake("intensity", _adoption(FEATURE_USES / FEATURE_CUSTOMERS, RATIO), "wrong", "neighbour",
                "That is how often each customer who uses it does so: uses for each adopter, not a share of customers."),
    ),
    examples=(
        Example({"feature_customers": 84.0, "all_customers": 400.0, "eligible_customers": 240.0, "feature_uses": 294.0,
                 "active_customers": 300.0},
                {"of_all_customers": 0.21, "of_eligible_customers": 0.35},
                "Of 400 customers 84 used the new integration: 84/400 = .21, 21 %. Only 240 have a plan with it: "
                "84/240 = .35, 35 %.", OURS),
        Example({"feature_customers": 45.0, "all_customers": 250.0, "eligible_customers": 90.0, "feature_uses": 180.0,
                 "active_customers": 200.0},
                {"of_all_customers": 0.18, "of_eligible_customers": 0.5}, "45/250 = .18, 18 %; of the 90 who can use it, half.", OURS),
    ),
    limits=(
        Limit(FEATURE_CUSTOMERS, ALL_CUSTOMERS, "More customers used the feature than there are customers: count customers, not their "
                                                "users or uses."),
        Limit(FEATURE_CUSTOMERS, ELIGIBLE_CUSTOMERS, "More customers used the feature than can use it: check which plans have it, and "
                                                     "count customers, not uses."),
    ),
    meanings=(
        Meaning(None, None, "That share of the customers used the feature. No mark fits every feature: what counts is whether it rises "
                            "after release.",
                "If it stays low, make the feature easier to meet: in demos, in the documentation, by a notice in the product, with "
                "marketing's help.", GECKOBOARD),
    ),
    collect=(
        Advice("record", "One row for each customer and use: customer, date, feature. Count the action that gives value, not a click on "
                         "its menu.", OURS),
        Advice("how often", "Each month from the day of release, so that its rise can be seen.", GECKOBOARD),
        Advice("when not", "Do not compare a feature in its first weeks with an old one, or a niche feature with one for all.", OURS),
        Advice("act on it", "Ask three who use it and three who tried it once: the difference is what to explain or to repair.", OURS),
    ),
    notes=(
        "Tried is not adopted: look at how many come back to it in the next period.",
        "A feature that few know of looks like one that few want.",
    ),
    see_also=("product_usage_rate", "behaviour_lift", "time_to_value"),
)  # fmt: skip

TIME_IN_PRODUCT = Metric(
    key="time_in_product",
    name="Average time in the product",
    family="product",
    asks="How long does a customer who uses the product spend in it?",
    unit=MINUTES,
    better="depends",
    variants=(
        Variant("per_active_customer", "For each active customer", _time(PRODUCT_MINUTES / ACTIVE_CUSTOMERS),
                "To see how much a place the product has in the work of those who use it.", (HUBSPOT,)),
        Variant("per_session", "For each session", _time(PRODUCT_MINUTES / SESSIONS, of="a session"),
                "To see how long one task takes. Shorter can be better.", (OURS,)),
    ),
    mistakes=(
        Mistake("per_customer", _time(PRODUCT_MINUTES / ALL_CUSTOMERS), "alternative", "wrong_base",
                "Customers who never came are in the base. A useful second number; the usual one is for each active customer.",
                ("per_active_customer",)),
        Mistake("hours", _time(PRODUCT_MINUTES / ACTIVE_CUSTOMERS / 60), "wrong", "units_time",
                "Minutes were turned into hours on the way. The answer is asked in minutes.", ("per_active_customer",)),
        Mistake("inverted", _time(ACTIVE_CUSTOMERS / PRODUCT_MINUTES, RATIO), "wrong", "inverted",
                "The fraction is upside down: minutes go on top.", ("per_active_customer",)),
        Mistake("sessions_per_customer", _time(SESSIONS / ACTIVE_CUSTOMERS, RATIO), "wrong", "neighbour",
                "That is how many sessions each active customer had, not how long they took."),
        Mistake("session_in_hours", _time(PRODUCT_MINUTES / SESSIONS / 60, of="a session"), "wrong", "units_time",
                "That is hours. A session is measured in minutes here: leave out the division by 60.", ("per_session",)),
        Mistake("sessions_of_one", _time(PRODUCT_MINUTES / (SESSIONS / ACTIVE_CUSTOMERS), of="a session"), "wrong", "wrong_base",
                "The minutes of all customers were divided by the sessions of an average one. Take all minutes and all sessions.",
                ("per_session",)),
    ),
    examples=(
        Example({"product_minutes": 48_000.0, "active_customers": 400.0, "sessions": 3_000.0, "all_customers": 640.0},
                {"per_active_customer": 120.0, "per_session": 16.0},
                "In June 400 of 640 customers spent 48,000 minutes in 3,000 sessions: 48,000/400 = 120 minutes each, 48,000/3,000 = 16 a "
                "session.", OURS),
        Example({"product_minutes": 9_600.0, "active_customers": 120.0, "sessions": 640.0, "all_customers": 150.0},
                {"per_active_customer": 80.0, "per_session": 15.0}, "9,600/120 = 80 minutes each; 9,600/640 = 15 a session.", OURS),
    ),
    meanings=(
        Meaning(None, None, "Longer is neither good nor bad by itself: more time can be value, or a struggle.",
                "Make it your own yardstick for a typical customer, and read it beside effort (CES) before you call a change an "
                "improvement.", HUBSPOT),
    ),
    collect=(
        Advice("record", "One row for each customer and session or day: customer, date, minutes. End a session after a pause, so that an "
                         "open tab does not count.", OURS),
        Advice("how often", "Each month, always by the same rule for pauses.", OURS),
        Advice("when not", "Not across a change of the analytics tool: each measures sessions in its own way.", OURS),
        Advice("act on it", "When it jumps, watch a few customers at work: are they doing more, or looking for something?", OURS),
    ),
    notes=(
        "A few heavy users pull the average up: look at the median of customers too, where you have the rows.",
        "HubSpot gives no formula; minutes over active customers is our reading.",
    ),
    see_also=("active_users", "customer_effort_score", "product_activity_coefficient"),
)  # fmt: skip
