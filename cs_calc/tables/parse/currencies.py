"""Currencies as they are written beside amounts: signs and ISO codes."""

from __future__ import annotations

import re

CODES = (
    "USD EUR GBP CHF JPY CNY CAD AUD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN TRY ILS AED SAR ZAR NGN KES EGP INR PKR BDT LKR IDR MYR "
    "SGD HKD TWD KRW THB VND PHP BRL MXN ARS CLP COP PEN UAH RUB"
).split()
SIGNS = {
    "US$": "USD", "CA$": "CAD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "MX$": "MXN", "A$": "AUD", "C$": "CAD", "S$": "SGD", "R$": "BRL",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₫": "VND", "₴": "UAH", "฿": "THB",
    "₱": "PHP", "ZŁ": "PLN", "KČ": "CZK", "FR.": "CHF", "SFR": "CHF", "RS.": "INR", "$": "USD",
}  # fmt: skip
"""What is written in capitals; the longest first, so that A$ is not $."""

_CODE = re.compile(rf"(?<![A-Z])(?:{'|'.join(CODES)})(?![A-Z])")
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True)))
_KR = re.compile(r"(?<![A-Z])KR\.?(?![A-Z])")
"""Sweden, Norway, Denmark and Iceland all write it: an amount in kr says no currency."""


def currency_in(text: str) -> str | None:
    """The ISO code of the currency that a text names, or None.

    >>> currency_in("US$ 5"), currency_in("5,00 €"), currency_in("1.200 zł"), currency_in("12 kr"), currency_in("5 eur/mo")
    ('USD', 'EUR', 'PLN', None, 'EUR')
    """
    upper = text.upper()
    if found := _CODE.search(upper):
        return found.group()
    return SIGNS[found.group()] if (found := _SIGN.search(upper)) else None


def without_currency(text: str) -> str:
    """The text without the sign or code of a currency.

    >>> without_currency("CHF 12.50"), without_currency("12 kr"), without_currency("-$5")
    (' 12.50', '12 ', '-5')
    """
    upper = text.upper()
    if len(upper) != len(text):  # a letter whose capital is two letters: nothing that belongs to an amount
        return text
    for pattern in (_CODE, _SIGN, _KR):
        if found := pattern.search(upper):
            text, upper = (t[: found.start()] + t[found.end() :] for t in (text, upper))
    return text
