"""Every source we cite, once. Articles are cited by publisher and title; no sentence of theirs is repeated."""

from cs_calc.model import Source

READ = "2026-11-22"

TYPEFORM = Source("typeform", "Typeform", "How to track customer success: the 9 metrics you should know", "article", READ)
HUBSPOT = Source("hubspot", "HubSpot", "The 15 Customer Success Metrics That Actually Matter", "article", READ)
TWOCHECKOUT = Source("2checkout", "2Checkout", "5 Customer Success KPIs That Actually Make a Difference (Nahla Davies)", "article", READ)
GECKOBOARD = Source("geckoboard", "Geckoboard", "Seven customer success metrics to prioritise", "article", READ)
CLOUDTASK = Source("cloudtask", "CloudTask", "9 Customer Service Metrics You Should Be Tracking", "article", READ)
ARTICLES = (TYPEFORM, HUBSPOT, TWOCHECKOUT, GECKOBOARD, CLOUDTASK)

CHARTMOGUL = Source("chartmogul", "ChartMogul", "Help centre: MRR movements, net and gross MRR churn rate", "outside", READ)
BAREMETRICS = Source("baremetrics", "Baremetrics", "Academy: MRR churn and expansion MRR", "outside", READ)
CHARGEBEE = Source("chargebee", "Chargebee", "Glossary: net MRR churn", "outside", READ)
PAYPRO = Source("paypro", "PayPro Global", "Glossary: net MRR churn", "outside", READ)
SMSB = Source(
    "smsb", "SaaS Metrics Standards Board", "Net and gross revenue retention", "outside", READ,
    "Counts only the customers who were there at the start.",
)  # fmt: skip
KBCM = Source(
    "kbcm", "KeyBanc Capital Markets and Sapphire Ventures", "Private SaaS company survey 2024", "outside", READ,
    "As quoted by imboard; quartiles 82 %, 91 % and 95 %.",
)  # fmt: skip
RULE_OF_THUMB = Source(
    "rule_of_thumb", "Investors' rule of thumb", "Quick ratio above 4, NRR above 100 %", "outside", READ,
    "A rule of thumb whose first publication we did not check.",
)  # fmt: skip
BAIN = Source("bain", "Reichheld, Bain and Satmetrix", "The Net Promoter Score", "outside", READ)
DELIGHTED = Source("delighted", "Delighted", "How CSAT is calculated", "outside", READ)
NOBLE = Source(
    "noble", "Steven H. Noble, Shopify", "Defining churn rate", "outside", READ,
    "As retold at smashcompany.com: why new customers who leave do not belong in the rate.",
)  # fmt: skip
WORKBOOK = Source("hubspot_workbook", "HubSpot", "Customer Success Metrics Calculator (workbook)", "outside", READ)
SKOK = Source(
    "skok", "David Skok", "SaaS Metrics 2.0 (For Entrepreneurs)", "outside", READ,
    "As others retell it: a lifetime value of at least 3 times the acquisition cost, which is earned back within 12 months.",
)  # fmt: skip
OPERATELY = Source("operately", "Operately", "KPI examples: customer retention cost", "outside", READ, "Divides by customers retained.")
OKRIFY = Source("okrify", "OKRify", "Customer retention cost", "outside", READ, "Divides by customers retained.")
UPZELO = Source("upzelo", "Upzelo", "Expansion revenue", "outside", READ, "Compares the same customers at both ends of a period.")
STRIPE = Source("stripe", "Stripe", "Documentation: Billing analytics and metric definitions", "outside", READ)
CEB = Source(
    "ceb", "Corporate Executive Board (Dixon, Freeman and Toman)", "Stop Trying to Delight Your Customers, Harvard Business Review 2010",
    "outside", READ, "The first effort question, 1 to 5, low is good; as others retell it.",
)  # fmt: skip
NICEREPLY = Source("nicereply", "Nicereply", "What is Customer Effort Score (CES)", "outside", READ)
ZONKA = Source("zonka", "Zonka Feedback", "How to measure Customer Effort Score", "outside", READ)
POSITIVE_VOTES = Source("geckoboard_votes", "Geckoboard", "KPI examples: percentage of positive votes", "outside", READ)
CHURNZERO = Source(
    "churnzero", "ChurnZero", "What defines usage frequency on an account", "outside", READ, "Bands of days with use in the last 14.",
)  # fmt: skip
MIXPANEL = Source("mixpanel", "Mixpanel", "What is your stickiness metric really saying?", "outside", READ)
NATERO = Source("natero", "Natero", "Help centre: health criteria and calculation of the account health score", "outside", READ)
GAINSIGHT = Source("gainsight", "Gainsight", "Help centre: customer health scorecards", "outside", READ)
ZENDESK = Source("zendesk", "Zendesk", "Help: first reply time, resolution time, self-service score", "outside", READ)
FRESHSERVICE = Source("freshservice", "Freshservice", "Help: how first contact resolution is calculated", "outside", READ)
MINDMESH = Source("mindmesh", "Mindmesh", "Glossary: first contact resolution rate, tickets per customer", "outside", READ)
HELPSHIFT = Source(
    "helpshift", "Helpshift", "Glossary: contact rate", "outside", READ,
    "Counts people; the reports of its product divide issues by users under the same name.",
)  # fmt: skip
COREBEE = Source("corebee", "CoreBee", "Contact ratio", "outside", READ)
SQM = Source(
    "sqm", "SQM Group", "What a good first call resolution rate is, benchmark of 2022", "outside", READ,
    "500 call centres of North America; callers were asked afterwards whether their problem was solved.",
)  # fmt: skip
WINSABOVE = Source("winsabove", "WinsAbove", "Glossary: renewal rate", "outside", READ)
DOCK = Source("dock", "Dock", "Customer renewals guide", "outside", READ)
BIGDELTA = Source("bigdelta", "BigDelta", "Library of metrics: renewal rate, time to activated", "outside", READ)
CLEENG = Source("cleeng", "Cleeng", "Help: trial conversion rate", "outside", READ)
GLASSFY = Source("glassfy", "Glassfy", "Documentation: trial conversions rate", "outside", READ)
CHARTMOGUL_TRIALS = Source(
    "chartmogul_trials", "ChartMogul", "Help centre: trial-to-paid conversion rate", "outside", READ,
    "Trials by the day they began, however late they convert: the rate of a past month can still rise.",
)  # fmt: skip
OURS = Source("ours", "cs-calc", "Our own definition or example", "ours", READ)

SOURCES = {
    source.key: source
    for source in (
        *ARTICLES, CHARTMOGUL, BAREMETRICS, CHARGEBEE, PAYPRO, SMSB, KBCM, RULE_OF_THUMB, BAIN, DELIGHTED, NOBLE,
        CEB, NICEREPLY, ZONKA, POSITIVE_VOTES, CHURNZERO, MIXPANEL, NATERO, GAINSIGHT,
        WORKBOOK, OURS, SKOK, OPERATELY, OKRIFY, UPZELO, STRIPE,
        ZENDESK, FRESHSERVICE, MINDMESH, HELPSHIFT, COREBEE, SQM, WINSABOVE, DOCK, BIGDELTA, CLEENG, GLASSFY, CHARTMOGUL_TRIALS,
    )
}  # fmt: skip

TRADEMARK = "Net Promoter, Net Promoter Score and NPS are registered trademarks of Bain & Company, Fred Reichheld and Satmetrix Systems."
