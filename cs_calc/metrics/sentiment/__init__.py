"""Sentiment: what customers say, in surveys and in their own words."""

from cs_calc.metrics.sentiment.csat import CSAT
from cs_calc.metrics.sentiment.effort import CUSTOMER_EFFORT_SCORE
from cs_calc.metrics.sentiment.feedback import ARTICLE_HELPFULNESS, THEME_SHARE
from cs_calc.metrics.sentiment.nps import NPS

SENTIMENT = (NPS, CSAT, CUSTOMER_EFFORT_SCORE, THEME_SHARE, ARTICLE_HELPFULNESS)
