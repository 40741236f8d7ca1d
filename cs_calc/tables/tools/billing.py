"""Exports of billing tools: Stripe, Chargebee, ChartMogul, Baremetrics, Recurly."""

from __future__ import annotations

from dataclasses import replace

from cs_calc.tables.tools.record import Export, Feed, leave_out, names, take

NEVER_PAID = leave_out("status", "incomplete, incomplete_expired", "the first payment never came through: not a subscription yet")
ON_TRIAL = leave_out("status", "trialing, in trial, in_trial, trial", "still on trial: nothing is paid yet")
TO_COME = leave_out("status", "future, pending", "not begun yet")
MONTHLY = ("interval", "month", "MRR is an amount for one month")
STRIPE_UNUSED = {
    "canceled at": "the day of the cancellation; what counts is the day the subscription ended",
    "cancel at period end": "a cancellation to come; the subscription runs until it has ended",
    "current period end": "the end of the period that is paid for, not of the subscription",
    "current period start": "the start of the last paid period, not of the subscription",
    "created": "the day it was put in; what counts is the day it started",
    "billing": "how it is charged, not how often",
    "status": "whether it runs is told by its dates; trials and failed first payments are set aside by it",
}

STRIPE = Export(
    "Stripe",
    "subscription export",
    frozenset(
        names(
            "id, customer id, customer email, customer name, customer description, plan, product, product id, quantity, currency, "
            "interval, amount, status, created, start, start date, current period start, current period end, trial start, trial end, "
            "canceled at, ended at, cancellation reason, cancel at period end, plan amount, plan currency, plan interval"
        )
    ),
    (
        Feed(
            "subscriptions",
            (
                take("subscription_id", "id, subscription id"),
                take("customer_id", "customer id"),
                take("start_date", "start date, start, created", "later", "trial end", says="a trial is not paid for"),
                take("end_date", "ended at"),
                take("amount", "amount", "given", "quantity"),
                take("amount", "plan amount", "maybe_cents", "quantity"),
                take("interval", "interval, plan interval", "interval", "interval count, plan interval count"),
                take("plan", "plan, product, plan name, product id"),
                take("currency", "currency, plan currency"),
                take("cancel_reason", "cancellation reason"),
            ),
            leave_out=(NEVER_PAID, ON_TRIAL),
        ),
    ),
    must=(names("current period start, current period end"), names("customer id")),
    least=6,
    unused=STRIPE_UNUSED,
)
STRIPE_SHORT = replace(STRIPE, must=(names("id"), names("customer id"), names("start date, start, created")), zoned=True)

_CHARGEBEE_HEADERS = frozenset(
    names(
        "customer id, subscription id, subscription status, subscription plan id, subscription mrr, subscription cancelled at, "
        "subscription plan quantity, subscription plan unit price, subscription started at, subscription activated at, "
        "subscription created at, subscription billing period, subscription billing period unit, subscription currency code, "
        "subscription current term start, subscription current term end, subscription trial end, subscription next billing at"
    )
)
_CHARGEBEE_TAKES = (
    take("subscription_id", "subscription id"),
    take("customer_id", "customer id, subscription customer id"),
    take(
        "start_date",
        "subscription activated at, subscription started at, subscription start date, subscription created at, started at, created at",
        "later",
        "subscription trial end",
        says="a trial is not paid for",
    ),
    take("end_date", "subscription cancelled at, subscription ended at, cancelled at"),
    take("plan", "subscription plan id, subscription plan"),
    take("currency", "subscription currency code, subscription currency"),
    take("cancel_reason", "subscription cancel reason, subscription cancel reason code"),
)
_CHARGEBEE_ASIDE = (
    leave_out("subscription status", "in trial, in_trial", "still on trial: nothing is paid yet"),
    leave_out("subscription status", "future", "not begun yet"),
)
_CHARGEBEE_UNUSED = {"subscription status": "whether it runs is told by its dates; trials and what has not begun are set aside by it"}
CHARGEBEE = Export(
    "Chargebee",
    "subscription export",
    _CHARGEBEE_HEADERS,
    (
        Feed(
            "subscriptions",
            (*_CHARGEBEE_TAKES, take("amount", "subscription mrr", "maybe_cents")),
            constants=(MONTHLY,),
            leave_out=_CHARGEBEE_ASIDE,
        ),
    ),
    must=(names("subscription id"), names("subscription mrr")),
    unused={**_CHARGEBEE_UNUSED, "subscription billing period unit": "MRR is per month already, whatever the billing period"},
)
CHARGEBEE_PRICES = Export(
    "Chargebee",
    "subscription export",
    _CHARGEBEE_HEADERS,
    (
        Feed(
            "subscriptions",
            (
                *_CHARGEBEE_TAKES,
                take("amount", "subscription plan unit price, subscription plan amount", "maybe_cents", "subscription plan quantity"),
                take("interval", "subscription billing period unit", "interval", "subscription billing period"),
            ),
            leave_out=_CHARGEBEE_ASIDE,
        ),
    ),
    must=(names("subscription id"), names("subscription plan id, subscription status")),
    never=("subscription mrr",),
    unused=_CHARGEBEE_UNUSED,
)

CHARGEBEE_REPORT = Export(
    "Chargebee",
    "subscription report",
    frozenset(
        names(
            "canceled on, reason code, plan quantity, currency, subscription billing period, current plan, recurring discount mrr, "
            "current billing term start date, current billing term end date, trial end, subscription id, customer id, mrr, status, "
            "activated on, created on, started on"
        )
    ),
    (
        Feed(
            "subscriptions",
            (
                take("subscription_id", "subscription id, id"),
                take("customer_id", "customer id, customer"),
                take("start_date", "activated on, started on, start date, created on, subscription created on", "later", "trial end"),
                take("end_date", "canceled on, cancelled on"),
                take("amount", "mrr, subscription mrr, monthly recurring revenue"),
                take("plan", "current plan, plan"),
                take("currency", "currency"),
                take("cancel_reason", "reason code"),
            ),
            constants=(MONTHLY,),
            leave_out=(ON_TRIAL, TO_COME),
        ),
    ),
    must=(
        names("current billing term start date, recurring discount mrr, subscription billing period"),
        names("current plan, canceled on"),
    ),
    unused={
        "subscription billing period": "MRR is per month already, whatever the billing period",
        "current billing term start date": "the start of the last term, not of the subscription",
        "recurring discount mrr": "the discount is taken off the MRR already",
    },
)

LEADS = "a lead, not a customer yet"
CHARTMOGUL = Export(
    "ChartMogul",
    "customer export",
    frozenset(
        names(
            "mrr, arr, plan name, billing cycle, net payments, country, state, city, address zip, subscriber since, customer since, "
            "status, uuid, external id, ltv, lead created at, free trial started at, name, email, plan"
        )
    ),
    (
        Feed(
            "customers",
            (
                take("customer_id", "external id, customer external id, uuid"),
                take("customer_id", "uuid"),
                take("customer_name", "name, company, customer name"),
                take("mrr", "mrr", "cents", says="ChartMogul gives cents"),
                take("signup_date", "subscriber since, customer since"),
                take("trial_start", "free trial started at"),
                take("plan", "plan name, plan"),
                take("country", "country"),
                take("owner", "owner"),
            ),
            leave_out=(
                leave_out("status", "new lead, working lead, qualified lead, unqualified lead, new_lead, working_lead, lead", LEADS),
                leave_out("status", "qualified_lead, unqualified_lead", LEADS),
            ),
        ),
    ),
    must=(names("uuid, external id"), names("mrr"), names("arr, billing cycle, net payments, ltv")),
    unused={
        "arr": "MRR times 12: MRR is counted",
        "net payments": "what was paid in all, not what recurs",
        "ltv": "an estimate of the tool: we work it out from revenue and churn",
        "billing cycle": "MRR is per month already, whatever the billing cycle",
        "status": "leads are set aside by it; who pays is told by the MRR",
    },
)
CHARTMOGUL_MOVEMENTS = Export(
    "ChartMogul",
    "activity export",
    frozenset(names("uuid, customer uuid, type, date, mrr, mrr movement, currency, plan, description, activity mrr movement")),
    (
        Feed(
            "mrr_movements",
            (
                take("date", "date"),
                take("customer_id", "customer external id, customer uuid"),
                take(
                    "type",
                    "type",
                    "words",
                    words="new_biz=new, new business=new, new=new, expansion=expansion, contraction=contraction, churn=churn, "
                    "reactivation=reactivation",
                ),
                take("amount", "mrr movement, activity mrr movement", "cents", says="ChartMogul gives cents"),
                take("source", "description"),
            ),
        ),
    ),
    must=(names("mrr movement, activity mrr movement"), names("customer uuid, customer external id"), names("type")),
    unused={"mrr": "the MRR after the movement; what moved is counted", "arr": "MRR times 12"},
)

BAREMETRICS = Export(
    "Baremetrics",
    "import sheet",
    frozenset(
        names(
            "plan oid, plan name, plan currency, plan amount, plan interval, plan interval count, customer oid, customer name, "
            "customer email, subscription oid, subscription started at, subscription canceled at, subscription quantity"
        )
    ),
    (
        Feed(
            "subscriptions",
            (
                take("subscription_id", "subscription oid"),
                take("customer_id", "customer oid"),
                take("start_date", "subscription started at"),
                take("end_date", "subscription canceled at"),
                take("amount", "plan amount", "cents", "subscription quantity", says="Baremetrics gives cents"),
                take("interval", "plan interval", "interval", "plan interval count"),
                take("plan", "plan name"),
                take("currency", "plan currency"),
            ),
        ),
    ),
    must=(names("subscription oid, customer oid, plan oid"),),
)

RECURLY = Export(
    "Recurly",
    "subscription export",
    frozenset(
        names(
            "id, account id, plan id, state, activated at, canceled at, expires at, current period started at, current period ends at, "
            "trial started at, trial ends at, currency, unit amount, quantity, auto renew, expiration reason, account code, plan code"
        )
    ),
    (
        Feed(
            "subscriptions",
            (
                take("subscription_id", "id, uuid"),
                take("customer_id", "account id, account code"),
                take("start_date", "activated at", "later", "trial ends at", says="a trial is not paid for"),
                take("end_date", "expires at"),
                take("amount", "unit amount", "given", "quantity"),
                take("interval", "current period started at", "between", "current period ends at"),
                take("plan", "plan name, plan code, plan id"),
                take("currency", "currency"),
                take("cancel_reason", "expiration reason"),
            ),
            leave_out=(leave_out("state", "future", "not begun yet"),),
        ),
    ),
    must=(names("unit amount"), names("current period started at, expires at"), names("account id, account code")),
    unused={
        "canceled at": "the day of the cancellation; what counts is the day the subscription ended",
        "current period ends at": "the end of the period that is paid for; with its start it tells the interval",
        "state": "whether it runs is told by its dates",
    },
)

EXPORTS = (STRIPE, STRIPE_SHORT, CHARGEBEE, CHARGEBEE_PRICES, CHARGEBEE_REPORT, CHARTMOGUL, CHARTMOGUL_MOVEMENTS, BAREMETRICS, RECURLY)
