"""Months in several languages: names and what they are short for."""

from __future__ import annotations

_NAMES = (
    "january february march april may june july august september october november december",  # English
    "januar februar märz april mai juni juli august september oktober november dezember",  # German
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",  # French
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",  # Spanish
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",  # Italian
    "januari februari maart april mei juni juli augustus september oktober november december",  # Dutch
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",  # Portuguese
    "januari februari mars april maj juni juli augusti september oktober november december",  # Swedish
    "januar februar marts april maj juni juli august september oktober november december",  # Danish
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",  # Polish, of the month
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
)
_SHORT = {
    "sept": 9, "jän": 1, "jänner": 1, "feber": 2, "maerz": 3, "mär": 3, "mrz": 3, "janv": 1, "févr": 2, "fevr": 2, "fev": 2, "fév": 2,
    "avr": 4, "juil": 7, "aout": 8, "déc": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "set": 9,
    "ott": 10, "mrt": 3, "mei": 5, "out": 10, "dez": 12, "okt": 10, "fevrier": 2, "decembre": 12, "marco": 3,
}  # fmt: skip


def _all() -> dict[str, int]:
    found: dict[str, int] = {}
    clashing = set()
    for line in _NAMES:
        for number, name in enumerate(line.split(), start=1):
            found[name] = number
            short = name[:3]
            if found.setdefault(short, number) != number:
                clashing.add(short)  # jui is June or July in French: neither
    return {**{name: n for name, n in found.items() if name not in clashing}, **_SHORT}


MONTHS = _all()
"""A month's name, or what it is short for, in small letters -> 1 to 12."""
