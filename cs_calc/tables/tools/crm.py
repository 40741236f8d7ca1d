"""Exports of customer lists and deals: HubSpot companies and deals, Salesforce opportunities and accounts."""

from __future__ import annotations

from cs_calc.tables.tools.record import Export, Feed, leave_out, names, take

NOT_YET = leave_out(
    "lifecycle stage",
    "lead, subscriber, marketing qualified lead, sales qualified lead, opportunity",
    "not a customer yet, by its lifecycle stage",
)
WEIGHTED = "the amount times the odds of winning: the amount itself is counted"
KIND = "the report has no column for the type of deal"

HUBSPOT_COMPANIES = Export(
    "HubSpot",
    "company export",
    frozenset(
        names(
            "record id, company name, domain, company domain name, company owner, industry, lifecycle stage, create date, city, "
            "country region, phone number, number of employees, annual revenue, last activity date, became a customer date, lead status"
        )
    ),
    (
        Feed(
            "customers",
            (
                take("customer_id", "record id, company id"),
                take("customer_name", "company name, name"),
                take("signup_date", "became a customer date, customer since"),
                take("owner", "company owner"),
                take("segment", "segment, customer segment, tier, industry"),
                take("country", "country region, country"),
                take("mrr", "monthly recurring revenue, mrr"),
                take("renewal_date", "renewal date, contract renewal date"),
                take("churned_at", "churn date, churned date"),
            ),
            leave_out=(NOT_YET,),
        ),
    ),
    must=(names("company name"), names("record id, company id"), names("domain, company domain name, company owner, lifecycle stage")),
    never=("deal name", "deal stage", "ticket name"),
    unused={
        "create date": "when it was put into the tool, not when it became a customer",
        "annual revenue": "the company's own turnover, not what it pays",
        "lifecycle stage": "leads are set aside by it",
        "last activity date": "when it was last touched, not a day of use",
    },
)

HUBSPOT_DEALS = Export(
    "HubSpot",
    "deal export",
    frozenset(
        names(
            "record id, deal name, deal stage, close date, create date, deal owner, amount, pipeline, associated company, "
            "associated company ids, associated contact ids, annual recurring revenue, monthly recurring revenue, annual contract value, "
            "total contract value, deal probability, weighted amount, closed lost reason, deal type, deal id"
        )
    ),
    (
        Feed(
            "opportunities",
            (
                take("date", "close date"),
                take("date", "create date"),
                take("type", "deal type", "fold"),
                take("type", "pipeline", "fold"),
                take("outcome", "deal stage"),
                take("amount", "amount"),
                take("amount", "amount in company currency, annual contract value"),
            ),
            constants=(("type", "deal", KIND),),
        ),
    ),
    must=(names("deal stage"), names("deal name, deal owner, record id")),
    unused={
        "weighted amount": WEIGHTED,
        "annual recurring revenue": "the amount of the deal is counted",
        "monthly recurring revenue": "of the deal, not of the customer: upload subscriptions for MRR",
        "total contract value": "the amount of the deal is counted",
        "deal probability": "the odds of winning; what counts is whether it was won",
    },
)

SALESFORCE_OPPORTUNITIES = Export(
    "Salesforce",
    "opportunity report",
    frozenset(
        names(
            "opportunity owner, account name, opportunity name, stage, amount, amount currency, forecast category, close date, "
            "created date, type, probability, fiscal period, age, next step, lead source, expected revenue, owner role"
        )
    ),
    (
        Feed(
            "opportunities",
            (
                take("date", "close date"),
                take("date", "created date"),
                take("type", "type, opportunity record type", "fold"),
                take("outcome", "stage, stage name"),
                take("amount", "amount"),
            ),
            constants=(("type", "opportunity", KIND),),
        ),
    ),
    must=(names("opportunity name, opportunity owner, opportunity id"), names("stage, stage name"), names("close date, created date")),
    unused={
        "expected revenue": WEIGHTED,
        "probability": "the odds of winning; what counts is whether it was won",
        "forecast category": "a forecast; what counts is whether it was won",
        "age": "the days that it is open",
    },
)
SALESFORCE_API_OPPORTUNITIES = Export(
    "Salesforce",
    "opportunity table",
    frozenset(
        names(
            "account id, amount, close date, created date, stage name, is closed, is won, type, probability, owner id, forecast category, "
            "fiscal year, fiscal quarter, expected revenue, has open activity, is deleted, campaign id"
        )
    ),
    SALESFORCE_OPPORTUNITIES.feeds,
    must=(names("stage name"), names("is won, is closed"), names("close date")),
    unused=SALESFORCE_OPPORTUNITIES.unused,
)

SALESFORCE_ACCOUNTS = Export(
    "Salesforce",
    "account list",
    frozenset(
        names(
            "account id, account name, account number, account owner, account owner name, type, industry, billing country, owner id, "
            "created date, annual revenue, number of employees, rating, id, name, billing city, billing state province, last activity, "
            "parent account, account source, billing state, billing street, billing postal code"
        )
    ),
    (
        Feed(
            "customers",
            (
                take("customer_id", "account id, id, account number"),
                take("customer_id", "account name"),
                take("customer_name", "account name, name"),
                take("owner", "account owner, account owner name, owner id"),
                take("segment", "customer segment, segment, tier, industry"),
                take("country", "billing country"),
            ),
            leave_out=(leave_out("type", "prospect, competitor, press, analyst, lead", "not a customer, by its type"),),
        ),
    ),
    must=(
        names("account id, account number, id"),
        names("account name, name"),
        names("annual revenue, account source, parent account, number of employees, billing state province"),
        names("billing country, industry, owner id, account owner"),
    ),
    least=4,
    unused={
        "annual revenue": "the company's own turnover, not what it pays",
        "created date": "when it was put into the tool, not when it became a customer",
        "rating": "how promising the account was thought to be, not an answer to a survey",
        "type": "prospects are set aside by it",
    },
)

EXPORTS = (SALESFORCE_ACCOUNTS, HUBSPOT_COMPANIES, HUBSPOT_DEALS, SALESFORCE_OPPORTUNITIES, SALESFORCE_API_OPPORTUNITIES)
