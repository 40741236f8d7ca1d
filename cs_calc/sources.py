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
OURS = Source("ours", "cs-calc", "Our own definition or example", "ours", READ)

SOURCES = {
    source.key: source
    for source in (
        *ARTICLES, CHARTMOGUL, BAREMETRICS, CHARGEBEE, PAYPRO, SMSB, KBCM, RULE_OF_THUMB, BAIN, DELIGHTED, NOBLE,
        WORKBOOK, OURS,
    )
}  # fmt: skip
