"""Small exports of other tools, with the headers that they really have, and what each must be understood as."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cs_calc.tables.read import read_file
from cs_calc.tables.schema import KNOWN_HEADERS


@dataclass(frozen=True)
class ToolFile:
    """`values`: table -> column -> the typed values of its rows, in order; `used` is rows read, used in the whole file."""

    tool: str
    header: str
    rows: tuple[str, ...]
    values: dict[str, dict[str, list[Any]]]
    aside: int = 0
    status: str = "ok"
    answers: dict[str, str] = field(default_factory=dict)
    above: str = ""  # lines before the header
    below: str = ""  # rows between the header and the data: further header rows

    @property
    def text(self) -> str:
        return "\n".join(filter(None, (self.above, self.header, self.below, *self.rows))) + "\n"


def raw_of(name, file):
    return read_file(f"{name}.csv", file.text.encode(), known_headers=KNOWN_HEADERS)


def at(text):
    return datetime.fromisoformat(text)


FILES = {
    "stripe": ToolFile(
        "Stripe",
        "id,Customer ID,Customer Email,Customer Name,Customer Description,Plan,Product,Product ID,Quantity,Currency,Interval,Amount,Status,"
        "Created (UTC),Start (UTC),Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),Trial End (UTC),"
        "Canceled At (UTC),Ended At (UTC),Cancellation Reason,Cancel At Period End,industry (metadata)",
        (
            "sub_1,cus_1,a@x.com,Anna,,pro_m,Pro,prod_1,2,usd,month,49.00,active,2026-01-05 10:00,2026-01-05 10:00,2026-01-05 10:00,"
            "2026-05-05 10:00,2026-06-05 10:00,,,,,,false,Retail",
            "sub_2,cus_2,b@x.com,Ben,,pro_y,Pro,prod_1,1,usd,year,1200.00,canceled,2026-01-07 09:00,2026-01-07 09:00,2026-01-07 09:00,"
            "2026-01-21 09:00,2027-01-21 09:00,2026-01-07 09:00,2026-01-21 09:00,2026-03-01 08:00,2026-03-01 08:00,cancellation_requested,false,Bank",
            "sub_3,cus_3,c@x.com,Cleo,,pro_m,Pro,prod_1,1,usd,month,49.00,trialing,2026-05-20 09:00,2026-05-20 09:00,2026-05-20 09:00,"
            "2026-05-20 09:00,2026-06-03 09:00,2026-05-20 09:00,2026-06-03 09:00,,,,false,Bank",
        ),
        {
            "subscriptions": {
                "subscription_id": ["sub_1", "sub_2"], "customer_id": ["cus_1", "cus_2"], "amount": [98.0, 1200.0], "interval": ["month", "year"],
                "start_date": [at("2026-01-05T10:00"), at("2026-01-21T09:00")], "end_date": [None, at("2026-03-01T08:00")],
            }
        },
        aside=1,
    ),
    "stripe_older": ToolFile(
        "Stripe",
        "id,Customer ID,Plan,Plan Amount,Plan Currency,Plan Interval,Quantity,Status,Created (UTC),Current Period Start (UTC),"
        "Current Period End (UTC),Ended At (UTC)",
        ("sub_1,cus_1,pro,4900,usd,month,1,active,2026-01-05,2026-05-05,2026-06-05,", "sub_2,cus_2,pro,9900,usd,month,3,active,2026-01-06,2026-05-06,2026-06-06,"),
        {"subscriptions": {"amount": [49.0, 297.0], "interval": ["month", "month"]}},
        status="ask",
        answers={"amount|cents_or_units": "cents"},
    ),
    "chargebee": ToolFile(
        "Chargebee",
        "customers.id,subscriptions.id,subscriptions.status,subscriptions.plan_id,subscriptions.mrr,subscriptions.started_at,"
        "subscriptions.cancelled_at",
        ("c1,s1,Active,growth,49.50,2026-01-05,", "c2,s2,Cancelled,growth,99.00,2026-01-06,2026-04-30", "c3,s3,In Trial,growth,0,2026-05-06,"),
        {
            "subscriptions": {
                "customer_id": ["c1", "c2"], "subscription_id": ["s1", "s2"], "amount": [49.5, 99.0], "interval": ["month", "month"],
                "end_date": [None, at("2026-04-30")], "plan": ["growth", "growth"],
            }
        },
        aside=1,
    ),
    "chargebee_bulk": ToolFile(
        "Chargebee",
        "subscription[id],customer[id],subscription[plan_id],subscription[plan_quantity],subscription[plan_unit_price],"
        "subscription[billing_period],subscription[billing_period_unit],subscription[status],subscription[start_date]",
        ("s1,c1,growth,2,49.50,1,month,active,2026-01-05", "s2,c2,growth,1,600.00,3,month,active,2026-02-05"),
        {"subscriptions": {"amount": [99.0, 600.0], "interval": ["month", "quarter"], "customer_id": ["c1", "c2"]}},
    ),
    "chargebee_report": ToolFile(
        "Chargebee",
        "Subscription Id,Customer Id,Status,Canceled On,Reason Code,Plan Quantity,Currency,Subscription Billing Period,Current Plan,MRR,"
        "Recurring Discount MRR,Activated On,Current Billing Term Start Date,Trial End",
        ("s1,c1,Active,,,1,USD,Yearly,growth,49.50,0,2026-01-05,2026-01-05,", "s2,c2,Cancelled,2026-03-02,price,1,USD,Monthly,growth,20.50,0,2026-01-05,2026-02-05,"),
        {"subscriptions": {"amount": [49.5, 20.5], "interval": ["month", "month"], "end_date": [None, at("2026-03-02")], "cancel_reason": [None, "price"]}},
    ),
    "chartmogul": ToolFile(
        "ChartMogul",
        "NAME,EMAIL,MRR,ARR,PLAN_NAME,BILLING_CYCLE,NET_PAYMENTS,COUNTRY,STATE,CITY,ADDRESS_ZIP,SUBSCRIBER_SINCE,STATUS,UUID,EXTERNAL_ID",
        (
            "Ada,a@x.com,4950,59400,Pro|Extra,month,9900,DE,,Bonn,53111,2026-01-05,Active,cus_a,ext1",
            "Bob,b@x.com,0,0,Pro,month,4900,US,,,,2025-01-05,Cancelled,cus_b,",
            "Cem,c@x.com,0,0,,,0,US,,,,,New Lead,cus_c,",
        ),
        {"customers": {"customer_id": ["ext1", "cus_b"], "mrr": [49.5, 0.0], "signup_date": [at("2026-01-05"), at("2025-01-05")], "country": ["DE", "US"]}},
        aside=1,
    ),
    "chartmogul_activities": ToolFile(
        "ChartMogul",
        "uuid,customer_uuid,type,date,mrr,mrr-movement,currency,plan,description",
        ("a1,cus_a,new_biz,2026-01-05,4900,4900,USD,Pro,purchased Pro", "a2,cus_a,churn,2026-03-05,0,-4900,USD,Pro,cancelled"),
        {"mrr_movements": {"customer_id": ["cus_a", "cus_a"], "type": ["new", "churn"], "amount": [49.0, -49.0], "date": [at("2026-01-05"), at("2026-03-05")]}},
    ),
    "baremetrics": ToolFile(
        "Baremetrics",
        "plan_oid,plan_name,plan_currency,plan_amount,plan_interval,plan_interval_count,customer_oid,customer_name,customer_email,"
        "subscription_oid,subscription_started_at,subscription_canceled_at,subscription_quantity",
        ("p1,Pro,usd,15000,month,3,c1,Ada,a@x.com,s1,2026-01-05,,2", "p2,Basic,usd,99000,year,1,c2,Bob,b@x.com,s2,2026-01-05,2026-04-01,1"),
        {"subscriptions": {"amount": [300.0, 990.0], "interval": ["quarter", "year"], "customer_id": ["c1", "c2"], "plan": ["Pro", "Basic"]}},
    ),
    "recurly": ToolFile(
        "Recurly",
        "id,account_id,plan_id,state,activated_at,canceled_at,expires_at,current_period_started_at,current_period_ends_at,trial_started_at,"
        "trial_ends_at,currency,unit_amount,quantity,auto_renew,expiration_reason",
        (
            "r1,acc1,gold,active,2026-01-05T00:00:00Z,,,2026-05-05T00:00:00Z,2026-06-05T00:00:00Z,,,USD,25.5,2,true,",
            "r2,acc2,gold,expired,2025-01-05T00:00:00Z,2025-12-01T00:00:00Z,2026-01-05T00:00:00Z,2025-01-05T00:00:00Z,2026-01-05T00:00:00Z,,,USD,300,1,false,canceled",
        ),
        {"subscriptions": {"amount": [51.0, 300.0], "interval": ["month", "year"], "customer_id": ["acc1", "acc2"], "end_date": [None, at("2026-01-05")]}},
    ),
    "hubspot_deals": ToolFile(
        "HubSpot",
        "Record ID,Deal Name,Deal Stage,Close Date,Create Date,Deal owner,Amount,Pipeline,Associated Company,Associated Company IDs,"
        "Associated Contact IDs,Annual recurring revenue,Weighted amount,Closed Lost Reason",
        ("1,Big,Closed Won,2026-05-20 10:30,2026-01-02 09:00,Eve,12000,Renewals,Anvil,101,201,12000,12000,",
         "2,Small,Closed Lost,2026-05-21 10:30,2026-01-03 09:00,Eve,500,Sales,Borax,102,202,500,0,price"),
        {"opportunities": {"outcome": ["Closed Won", "Closed Lost"], "amount": [12000.0, 500.0], "type": ["Renewals", "Sales"],
                           "date": [at("2026-05-20T10:30"), at("2026-05-21T10:30")]}},
    ),
    "hubspot_tickets": ToolFile(
        "HubSpot",
        "Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Ticket owner,Source,Last activity date,Time to Close (HH:mm:ss)",
        ("11,Help,Support,Closed,2026-05-01 09:00,Eve,Email,2026-05-02 09:00,26:30:00", "12,Help,Support,New,2026-05-03 09:00,Eve,Chat,,"),
        {"tickets": {"ticket_id": ["11", "12"], "created_at": [at("2026-05-01T09:00"), at("2026-05-03T09:00")],
                     "resolved_at": [at("2026-05-02T11:30"), None], "channel": ["Email", "Chat"]}},
    ),
    "hubspot_companies": ToolFile(
        "HubSpot",
        "Record ID,Company name,Domain,Company owner,Industry,Lifecycle Stage,Create Date,Country/Region",
        ("101,Anvil,anvil.com,Eve,Steel,Customer,2025-02-01,Germany", "102,Borax,borax.com,Eve,Mining,Lead,2025-02-02,Spain"),
        {"customers": {"customer_id": ["101"], "customer_name": ["Anvil"], "owner": ["Eve"], "country": ["Germany"]}},
        aside=1,
    ),
    "zendesk": ToolFile(
        "Zendesk",
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,Assignee,Group,Subject,Tags,"
        "Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,Resolution time,"
        "Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,First reply time in minutes,"
        "First reply time in minutes within business hours,First resolution time in minutes,Full resolution time in minutes,"
        "Agent wait time in minutes,Requester wait time in minutes,On hold time in minutes,Region [list]",
        (
            "1,901,Ann,r1,,a@x.com,x.com,Ann,Eve,Support,Help,billing,Solved,Normal,Mail,Incident,2026-05-01 09:00,2026-05-02 09:00,2026-05-01 09:10,"
            "Anvil,,2026-05-01 09:10,2026-05-02 08:00,23,Good,1,1,0,1,90,30,1380,1380,5,6,0,EMEA",
            "1,902,Bob,r2,,b@x.com,x.com,Bob,Eve,Support,Help,bug,Open,Normal,Web,Incident,2026-05-03 09:00,2026-05-03 10:00,2026-05-03 09:10,"
            "Borax,,2026-05-03 09:10,,,Offered,1,1,2,3,-,-,,,5,6,0,EMEA",
            "1,903,Cem,r3,,c@x.com,x.com,Cem,Eve,Support,Help,bug,Solved,Normal,Web,Incident,2026-05-04 09:00,2026-05-05 10:00,2026-05-04 09:10,"
            "Borax,,2026-05-04 09:10,,,Bad,1,1,1,2,15,15,60,120,5,6,0,EMEA",
        ),
        {
            "tickets": {
                "ticket_id": ["901", "902", "903"], "first_response_at": [at("2026-05-01T10:30"), None, at("2026-05-04T09:15")],
                "resolved_at": [at("2026-05-02T08:00"), None, at("2026-05-04T11:00")], "reopened": [0.0, 1.0, 1.0], "interactions": [1.0, 3.0, 2.0],
                "customer_id": ["Anvil", "Borax", "Borax"], "requester_id": ["r1", "r2", "r3"], "agent": ["Eve", "Eve", "Eve"],
            },
            "survey_responses": {
                "ticket_id": ["901", "903"], "score": [1.0, 0.0], "survey_type": ["CSAT", "CSAT"], "scale_max": [1.0, 1.0],
                "date": [at("2026-05-02T08:00"), at("2026-05-05T10:00")], "customer_id": ["Anvil", "Borax"],
            },
        },
    ),
    "zendesk_dashboard": ToolFile(
        "Zendesk",
        "Ticket ID,Created at,Solved at,First reply time (min),First resolution time (min),Full resolution time (min),Requester wait time (min)",
        ("5,2026-05-01 09:00,2026-05-01 12:00,45,180,180,45", "6,2026-05-01 10:00,-,-,-,-,-"),
        {"tickets": {"ticket_id": ["5", "6"], "first_response_at": [at("2026-05-01T09:45"), None], "resolved_at": [at("2026-05-01T12:00"), None]}},
    ),
    "intercom": ToolFile(
        "Intercom",
        "Conversation ID,Conversation started at (America/New_York),Updated at (America/New_York),Started by,Conversation source,"
        "Current conversation state,Team currently assigned,Teammate currently assigned,Last teammate rated,Conversation rating,"
        "Conversation rating remark,Agent rated type,Channel,Ticket type,First response time (seconds),User name,User email,Company name,Title,Topics",
        (
            "7001,2026-05-01 09:00,2026-05-02 09:00,user,widget,closed,Support,Eve,Eve,5,great,teammate,Chat,,90,Ann,a@x.com,Anvil,Help,billing",
            "7002,2026-05-03 09:00,2026-05-03 11:00,user,email,open,Support,Eve,,,,,Email,,3600,Bob,b@x.com,Borax,Help,bug",
        ),
        {
            "tickets": {"ticket_id": ["7001", "7002"], "first_response_at": [at("2026-05-01T09:01:30"), at("2026-05-03T10:00")],
                        "customer_id": ["Anvil", "Borax"], "channel": ["Chat", "Email"], "tags": ["billing", "bug"]},
            "survey_responses": {"score": [5.0], "scale_max": [5.0], "comment": ["great"], "agent": ["Eve"]},
        },
    ),
    "freshdesk": ToolFile(
        "Freshdesk",
        "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,Last update time,"
        "Initial response time,Time tracked,First response time (in hrs),Resolution time (in hrs),Agent interactions,Customer interactions,"
        "Resolution status,First response status,Tags,Survey results,Product,Full name,Contact ID,Company",
        (
            "21,Help,Closed,Low,Email,Question,Eve,Support,2026-05-01 09:00,2026-05-02 09:00,2026-05-01 15:00,2026-05-03 09:00,2026-05-03 09:00,"
            "2026-05-01 10:00,00:30,01:00:00,06:00:00,2,1,Within SLA,Within SLA,billing,Happy,,Ann,c1,Anvil",
            "22,Help,Closed,Low,Portal,Question,Eve,Support,2026-05-02 09:00,2026-05-03 09:00,,,2026-05-04 09:00,"
            ",00:30,02:30:00,30:00:00,1,1,SLA Violated,Within SLA,bug,Unhappy,,Bob,c2,Borax",
            "23,Help,Open,Low,Portal,Question,Eve,Support,2026-05-03 09:00,2026-05-04 09:00,,,2026-05-03 09:00,,,,,0,1,,,,No Response,,Cem,c3,Borax",
        ),
        {
            "tickets": {
                "ticket_id": ["21", "22", "23"], "first_response_at": [at("2026-05-01T10:00"), at("2026-05-02T11:30"), None],
                "resolved_at": [at("2026-05-01T15:00"), at("2026-05-03T15:00"), None], "requester_id": ["c1", "c2", "c3"],
            },
            "survey_responses": {"score": [1.0, 0.0], "ticket_id": ["21", "22"], "survey_type": ["CSAT", "CSAT"]},
        },
    ),
    "freshservice": ToolFile(
        "Freshservice",
        "Ticket Id,Subject,Status,Priority,Source,Type,Agent,Group,Created Time,Due by Time,Resolved Time,Closed Time,Last Updated Time,"
        "Initial Response Time,First Response Time (in Hrs),Resolution Time (in Hrs),Agent interactions,Survey Result",
        ("31,Help,Closed,Low,Email,Incident,Eve,IT,2026-05-01 09:00,2026-05-02 09:00,2026-05-01 15:00,2026-05-03 09:00,2026-05-03 09:00,"
         "2026-05-01 10:00,01:00:00,06:00:00,2,",),
        {"tickets": {"ticket_id": ["31"], "first_response_at": [at("2026-05-01T10:00")], "resolved_at": [at("2026-05-01T15:00")]}},
    ),
    "salesforce_cases": ToolFile(
        "Salesforce",
        "Case Number,Subject,Status,Priority,Case Owner,Account Name,Date/Time Opened,Date/Time Closed,Age (Hours)",
        ("00001001,Help,Closed,Low,Eve,Anvil,2026-05-01 09:00,2026-05-02 09:00,24", "00001002,Help,New,Low,Eve,Borax,2026-05-03 09:00,,48"),
        {"tickets": {"ticket_id": ["00001001", "00001002"], "resolved_at": [at("2026-05-02T09:00"), None], "customer_id": ["Anvil", "Borax"], "agent": ["Eve", "Eve"]}},
    ),
    "salesforce_opportunities": ToolFile(
        "Salesforce",
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount Currency,Amount,Forecast Category,Close Date,Created Date,Type,Probability (%)",
        ("Eve,Anvil,Big,Closed Won,USD,12000.50,Closed,2026-05-20,2026-01-02,New Business,100", "Eve,Borax,Small,Prospecting,USD,800,Pipeline,2026-06-20,2026-02-02,,10"),
        {"opportunities": {"outcome": ["Closed Won", "Prospecting"], "amount": [12000.5, 800.0], "type": ["New Business", "not given"], "date": [at("2026-05-20"), at("2026-06-20")]}},
    ),
    "delighted": ToolFile(
        "Delighted",
        "id,person,survey_type,score,comment,permalink,created_at,updated_at,person_properties,tags",
        ("501,p1,nps,9,good,https://x/501,1777626000,1777626000,{},fast", "502,p2,csat,4,,https://x/502,1777712400,1777712400,{},"),
        {"survey_responses": {"response_id": ["501", "502"], "survey_type": ["NPS", "CSAT"], "score": [9.0, 4.0],
                              "date": [at("2026-05-01T09:00"), at("2026-05-02T09:00")], "customer_id": ["p1", "p2"]}},
    ),
    "surveymonkey": ToolFile(
        "SurveyMonkey",
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"
        "How likely is it that you would recommend Fernhill to a friend or colleague?,What could we do better?",
        ("118001,42,2026-05-01 09:00,2026-05-01 09:05,1.2.3.4,a@x.com,Ann,A,Anvil,9,Nothing", "118002,42,2026-05-02 09:00,2026-05-02 09:05,1.2.3.4,b@x.com,Bob,B,Borax,10 - Extremely likely,Price"),
        {"survey_responses": {"response_id": ["118001", "118002"], "score": [9.0, 10.0], "survey_type": ["NPS", "NPS"], "customer_id": ["Anvil", "Borax"],
                              "date": [at("2026-05-01T09:05"), at("2026-05-02T09:05")], "comment": ["Nothing", "Price"]}},
        below=",,,,,,,,,Response,Open-Ended Response",
    ),
    "typeform": ToolFile(
        "Typeform",
        "#,How satisfied are you with our product?,Why?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags,Ending",
        ("k1,5,fast,completed,2026-05-01 09:00:00,,2026-05-01 09:03:00,n1,,Thanks", "k2,2,slow,completed,2026-05-02 09:00:00,,2026-05-02 09:03:00,n2,,Thanks"),
        {"survey_responses": {"response_id": ["k1", "k2"], "score": [5.0, 2.0], "survey_type": ["CSAT", "CSAT"], "comment": ["fast", "slow"],
                              "date": [at("2026-05-01T09:03"), at("2026-05-02T09:03")]}},
    ),
    "qualtrics": ToolFile(
        "Qualtrics",
        "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,"
        "RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage,Q1,Q1_NPS_GROUP,Q2",
        (
            "2026-05-01 09:00:00,2026-05-01 09:05:00,IP Address,1.2.3.4,100,300,True,2026-05-01 09:05:01,R_1,A,Ann,a@x.com,Anvil,1,2,email,EN,9,Promoter,fast",
            "2026-05-02 09:00:00,2026-05-02 09:05:00,IP Address,1.2.3.4,100,250,True,2026-05-02 09:05:01,R_2,B,Bob,b@x.com,Borax,1,2,email,EN,3,Detractor,slow",
            "2026-05-02 10:00:00,2026-05-02 10:05:00,Survey Preview,,100,20,True,2026-05-02 10:05:01,R_3,,,,,1,2,preview,EN,7,Passive,test",
        ),
        {"survey_responses": {"response_id": ["R_1", "R_2"], "score": [9.0, 3.0], "survey_type": ["NPS", "NPS"], "customer_id": ["Anvil", "Borax"],
                              "comment": ["fast", "slow"], "date": [at("2026-05-01T09:05:01"), at("2026-05-02T09:05:01")]}},
        aside=1,
        below='Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,Recipient Last Name,'
        'Recipient First Name,Recipient Email,External Data Reference,Location Latitude,Location Longitude,Distribution Channel,User Language,'
        'How likely are you to recommend us?,How likely are you to recommend us? - Group,Why did you answer so?\n'
        + ",".join(f'"{{""ImportId"":""QID{n}""}}"' for n in range(20)),
    ),
    "mixpanel": ToolFile(
        "Mixpanel",
        "event,time,distinct_id,$insert_id,$city,company_id",
        ("Report opened,1777626000,u1,i1,Bonn,Anvil", "Report opened,1777712400,u2,i2,Bonn,Anvil"),
        {"usage": {"customer_id": ["Anvil", "Anvil"], "user_id": ["u1", "u2"], "feature": ["Report opened", "Report opened"],
                   "date": [at("2026-05-01T09:00"), at("2026-05-02T09:00")]}},
    ),
    "amplitude": ToolFile(
        "Amplitude",
        "$insert_id,amplitude_id,app,city,client_event_time,country,device_id,event_id,event_properties,event_time,event_type,groups,language,"
        "library,os_name,paying,platform,server_received_time,server_upload_time,session_id,user_id,user_properties,uuid,version_name",
        ("i1,9001,1,Bonn,2026-05-01 09:00:00,Germany,d1,1,{},2026-05-01 09:00:00.123,login,{},de,js,Mac,,Web,2026-05-01 09:00:05,2026-05-01 09:00:06,1,u1,{},x1,1.0",
         "i2,9002,1,Bonn,2026-05-02 09:00:00,Germany,d2,2,{},2026-05-02 09:00:00.123,export,{},de,js,Mac,,Web,2026-05-02 09:00:05,2026-05-02 09:00:06,2,,{},x2,1.0"),
        {"usage": {"customer_id": ["u1", "9002"], "feature": ["login", "export"], "user_id": ["u1", "9002"]}},
    ),
    "pendo": ToolFile(
        "Pendo",
        "visitor_id,account_id,app_id,feature_id,timestamp,num_events,num_minutes",
        ("v1,Anvil,1,f1,2026-05-01,5,12", "v2,Borax,1,f2,2026-05-02,3,7"),
        {"usage": {"customer_id": ["Anvil", "Borax"], "user_id": ["v1", "v2"], "minutes": [12.0, 7.0], "feature": ["f1", "f2"]}},
    ),
    "posthog": ToolFile(
        "PostHog",
        "uuid,event,properties,timestamp,distinct_id,session_id,person_id",
        ("e1,$pageview,{},2026-05-01T09:00:00Z,d1,s1,p1", "e2,export,{},2026-05-02T09:00:00Z,d2,s2,p2"),
        {"usage": {"customer_id": ["p1", "p2"], "feature": ["$pageview", "export"], "date": [at("2026-05-01T09:00"), at("2026-05-02T09:00")]}},
    ),
}  # fmt: skip
GA4 = ToolFile(
    "Google Analytics 4",
    "Event name,Event count,Total users,Event count per active user,Total revenue",
    ("page_view,1200,300,4,0", "session_start,400,300,1.33,0"),
    {},
    status="refused",
    above="# ----------------------------------------\n# Events\n# Start date: 20260910\n# End date: 20261007\n# ----------------------------------------",
    aside=2,
)
