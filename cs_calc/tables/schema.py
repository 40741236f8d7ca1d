"""The canonical tables: columns, types, which are required, and what they are called elsewhere."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from cs_calc.tables.headers import normalise
from cs_calc.tables.lookalikes import DURATIONS
from cs_calc.tables.names import ALIASES
from cs_calc.tables.tools import EXPORTS

__all__ = ["KNOWN_HEADERS", "SPLITTABLE", "TABLES", "Column", "ColumnType", "Table", "category_key", "normalise", "own_categories"]

ColumnType = Literal[
    "id", "text", "category", "date", "month", "money", "number", "yes_no", "interval", "survey_type", "score"
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One canonical column. `aliases` are other tools' names for it, already normalised."""

    key: str
    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()
    says: str = ""
    vital: bool = False  # may be blank, but where it cannot be read the row is not used


@dataclass(frozen=True)
class Table:
    """One canonical table: `row` says what one row is; `unique` names the column that may not repeat.

    `telling` are columns of which one must be there to know the table by its columns alone: a customer
    and a date are in every export.
    """

    key: str
    name: str
    row: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    unique: str = ""
    telling: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        """The column with that key. Raises KeyError."""
        return next(c for c in self.columns if c.key == key)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which the table cannot be used."""
        return tuple(c for c in self.columns if c.required)


def category_key(header: str) -> str:
    """The name under which a column of a person's own is kept, to split by.

    >>> category_key("Industry (main)")
    'industry_main'
    """
    return normalise(header).replace(" ", "_")


def own_categories(table: str, columns: Iterable[Hashable]) -> list[str]:
    """Of a tidy table's columns, those that are a person's own and not canonical."""
    known = {c.key for c in TABLES[table].columns}
    return [str(c) for c in columns if c not in known and not str(c).startswith("_")]


def _c(key: str, kind: ColumnType, *aliases: str, need: bool = False, says: str = "", vital: bool = False) -> Column:
    return Column(key, kind, need, aliases, says, vital)


CUSTOMER = _c("customer_id", "id", "customer", "account id", "account", "client id", "client", "company id",
              "customer number", "kunde", "kundennummer",
              need=True, says="The account's id, the same in every table.")  # fmt: skip
CUSTOMER_IF_KNOWN = Column("customer_id", "id", False, CUSTOMER.aliases, "The account's id, where it is known.")
OWNER = _c("owner", "category", "csm", "account owner", "customer owner", "account manager", says="Who looks after the account.")
SEGMENT = _c("segment", "category", "customer segment", "tier", says="Small, Mid-market, Enterprise, or your own.")
PLAN = _c("plan", "category", "plan name", "product", says="The plan's name.")
COUNTRY = _c("country", "category", "billing country", "region")

SUBSCRIPTIONS = Table(
    "subscriptions", "Subscriptions", "subscription",
    (
        _c("subscription_id", "id", "id", "subscription"),
        CUSTOMER,
        _c("start_date", "date", "start", "started at", "start date utc", "subscription start", "started on", need=True,
           says="The first day that is paid for."),
        _c("end_date", "date", "end", "ended at", "cancelled at", "canceled at", "ended at utc", "canceled at utc", "end date utc",
           "cancellation date", says="The day it ended; blank while it runs.", vital=True),
        _c("amount", "money", "price", "fee", "plan amount", need=True, says="The price for one interval, after discount."),
        _c("interval", "interval", "billing interval", "billing period", "billing cycle", "billing", "billed",
           "billing frequency", "frequency", need=True,
           says="week, month, quarter or year."),
        PLAN, _c("currency", "category", "currency code"), _c("discount", "number"), OWNER, SEGMENT, COUNTRY,
        _c("cancel_reason", "text", "cancellation reason", "reason"), _c("voluntary", "yes_no"),
    ),
    ("subscription", "subs"),
)  # fmt: skip
MONTHLY_MRR = Table(
    "monthly_mrr", "Monthly MRR", "customer and month",
    (CUSTOMER, _c("month", "month", "date", "period", need=True, says="Any day of the month."),
     _c("mrr", "money", "monthly recurring revenue", "amount", need=True, says="Recurring revenue at the month's end."),
     PLAN, OWNER, SEGMENT, COUNTRY),
    ("mrr", "mrr by customer", "mrr by month"),
)  # fmt: skip
MRR_MOVEMENTS = Table(
    "mrr_movements", "MRR movements", "movement of a customer's MRR",
    (_c("date", "date", "movement date", need=True), CUSTOMER, _c("type", "category", "movement", "movement type", need=True),
     _c("amount", "money", "mrr", "mrr movement", need=True), _c("source", "category"), _c("recurring", "yes_no")),
    ("movements",),
)  # fmt: skip
SURVEY_RESPONSES = Table(
    "survey_responses", "Survey responses", "survey response",
    (
        _c("response_id", "id", "respondent", "response", "respondent id", "id", says="Any id; rows are numbered where it is missing."),
        _c("date", "date", "answered on", "answered at", "submitted at", "submit date utc", "submitted on", "created at", "recorded date",
           "end date", "response date", "timestamp", "datum", need=True, says="The day of the answer."),
        _c("survey_type", "survey_type", "survey", "type", "metric", need=True, says="NPS, CSAT or CES."),
        _c("score", "score", "rating", "answer", "nps", "nps score", "csat", "csat score", "ces", "ces score", "satisfaction score",
           "likelihood to recommend", "how likely are you to recommend us", "how likely are you to recommend us to a friend or colleague",
           "are you happy with the support you received", need=True, says="0 to 10 for NPS, 1 to 5 for CSAT, or yes and no."),
        CUSTOMER_IF_KNOWN,
        _c("scale_min", "number"), _c("scale_max", "number"),
        _c("comment", "text", "reason", "feedback", "why", "what is the most important reason for your score"),
        _c("themes", "text", "tags", "theme"),
        _c("agent", "category", "assignee"), _c("channel", "category", "survey channel", "source", "via"),
        _c("ticket_id", "id", "ticket"), PLAN, OWNER, SEGMENT, COUNTRY,
    ),
    ("surveys", "survey", "responses", "nps", "csat", "survey response"),
    unique="response_id",
)  # fmt: skip
CUSTOMERS = Table(
    "customers", "Customers", "customer",
    (
        CUSTOMER, _c("customer_name", "text", "name", "account name", "company name", "company"),
        _c("signup_date", "date", "start", "signed up", "customer since"), _c("mrr", "money"), _c("nps", "number"), _c("csat", "number"),
        _c("active", "yes_no"), _c("usage", "number"), _c("renewal_date", "date"), _c("trial_start", "date"), _c("trial_end", "date"),
        _c("converted_at", "date"), _c("onboarding_done_at", "date"), _c("first_value_at", "date"), _c("target_days", "number"),
        _c("churned_at", "date", "cancelled at", "canceled at"), OWNER, SEGMENT, PLAN, COUNTRY, _c("users", "number", "seats"),
    ),
    ("accounts", "customer", "account list"),
    unique="customer_id",
    telling=("customer_name", "signup_date", "mrr", "renewal_date", "churned_at", "active", "users", "trial_start", "owner", "plan",
             "country"),
)  # fmt: skip
TICKETS = Table(
    "tickets", "Tickets", "ticket",
    (
        _c("ticket_id", "id", "ticket", "case number", need=True), _c("created_at", "date", "created", "created time", need=True),
        _c("first_response_at", "date"), _c("resolved_at", "date", "solved at", "resolved time"), _c("interactions", "number"),
        _c("reopened", "yes_no"), _c("auto_reply", "yes_no"), _c("channel", "category", "via"), _c("tags", "text"),
        _c("agent", "category", "assignee"), CUSTOMER_IF_KNOWN, _c("requester_id", "id"), _c("avoidable", "yes_no"),
        _c("topic_has_article", "yes_no"),
    ),
    ("ticket", "cases"),
    unique="ticket_id",
)  # fmt: skip
USAGE = Table(
    "usage", "Product usage", "customer (and user) and day, or event",
    (CUSTOMER, _c("date", "date", "day", "event time", need=True), _c("user_id", "id"), _c("feature", "category", "event"),
     _c("minutes", "number")),
    ("product usage", "events"),
    telling=("user_id", "feature", "minutes"),
)  # fmt: skip
RENEWALS = Table(
    "renewals", "Renewals", "contract due",
    (CUSTOMER, _c("due_date", "date", "renewal date", need=True), _c("renewed", "yes_no", need=True), _c("renewed_at", "date"),
     _c("value_due", "money"), _c("value_renewed", "money"), OWNER),
    ("renewal",),
)  # fmt: skip
COSTS = Table(
    "costs", "Costs", "month and category",
    (_c("month", "month", need=True), _c("category", "category", need=True), _c("amount", "money", "cost", need=True)),
    ("cost",),
)  # fmt: skip
ARTICLE_VOTES = Table(
    "article_votes", "Help articles", "article, or vote",
    (_c("article_id", "id", need=True), _c("helpful_yes", "number", "yes"), _c("helpful_no", "number", "no"), _c("vote", "yes_no"),
     _c("views", "number"), _c("title", "text"), _c("updated_at", "date")),
    ("articles",),
)  # fmt: skip
PURCHASES = Table(
    "purchases", "Purchases", "purchase",
    (CUSTOMER, _c("date", "date", need=True), _c("amount", "money", need=True),
     _c("kind", "category", "purchase kind", "purchase type", "kind of purchase",
        says="upsell, cross-sell, loyalty, add-on or other; a purchase without a kind counts as other.")),
    ("orders",), telling=("purchase_id", "kind"),
)  # fmt: skip
OPPORTUNITIES = Table(
    "opportunities", "Opportunities", "opportunity",
    (_c("date", "date", "close date", need=True), _c("type", "category", need=True), _c("outcome", "category", "stage", need=True),
     _c("amount", "money")), ("deals",),
)  # fmt: skip
OUTCOMES = Table(
    "outcomes", "Customer outcomes", "outcome",
    (CUSTOMER, _c("date", "date", need=True), _c("outcome", "text", need=True), _c("value", "money"), _c("verified", "yes_no"),
     _c("before", "number", "value before", "baseline", says="What it was before, such as 40 hours a month."),
     _c("after", "number", "value after", says="The same measured after; with before, the gain is worked out.")),
)  # fmt: skip
SESSIONS = Table(
    "help_center_sessions", "Help-centre sessions", "day",
    (_c("date", "date", need=True), _c("users", "number", "sessions", need=True)), ("sessions",), telling=("sessions",),
)  # fmt: skip


def _with_names(table: Table) -> Table:
    """A table with what its columns are called elsewhere; a name stays with the first column that has it."""
    seen = {name for c in table.columns for name in (normalise(c.key), *c.aliases)}
    columns = []
    for column in table.columns:
        more = [name for name in dict.fromkeys(ALIASES.get(table.key, {}).get(column.key, ())) if name not in seen]
        seen.update(more)
        columns.append(replace(column, aliases=(*column.aliases, *more)))
    return replace(table, columns=tuple(columns))


TABLES: dict[str, Table] = {
    table.key: _with_names(table)
    for table in (
        SUBSCRIPTIONS, MONTHLY_MRR, MRR_MOVEMENTS, SURVEY_RESPONSES, CUSTOMERS, TICKETS, USAGE, RENEWALS, COSTS,
        ARTICLE_VOTES, PURCHASES, OPPORTUNITIES, OUTCOMES, SESSIONS,
    )
}  # fmt: skip

SPLITTABLE = (
    "customers",
    "subscriptions",
    "monthly_mrr",
    "survey_responses",
    "tickets",
    "purchases",
    "renewals",
    "opportunities",
)
"""The tables whose further columns of a few groups are kept, to split by."""


def _run_together(name: str) -> str:
    """ResponseId, as the header row is looked for without splitting words."""
    return name.replace(" ", "")


def _prefixed(name: str) -> str:
    """subscriptions.id, as it is compared when the header row is looked for."""
    first, _, rest = name.partition(" ")
    return f"{first}s {rest}"


KNOWN_HEADERS = frozenset(
    [
        *(name for table in TABLES.values() for c in table.columns for name in (normalise(c.key), *c.aliases)),
        *(name for columns in DURATIONS.values() for names in columns.values() for name in names),
        *(
            name
            for export in EXPORTS
            for name in (*export.signature, *map(_run_together, export.signature), *map(_prefixed, export.signature))
        ),
    ]
) - {"", "yes", "no"}
"""Every header that we know, normalised: what finds the header row among title rows. Yes and no are cells more often than headers."""
