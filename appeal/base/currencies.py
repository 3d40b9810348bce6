"""The currencies of ISO 4217 that money can be recorded in."""

# Those in use in 2020 or since, without funds, metals and test codes.
CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
BZD CAD CDF CHF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
"""
CURRENCIES = frozenset(CODES.split())

# What a sign can mean, the most likely first. A bare $ is what people write
# for the dollars and pesos whose own sign it is; the córdoba and the Dominican peso have others.
SIGNS = {
    "$": """
        USD MXN BZD JMD GYD SRD TTD BBD BSD XCD KYD BMD CAD CUP ARS CLP COP UYU AUD NZD FJD LRD
        NAD SBD HKD SGD BND
    """,
    "us$": "USD", "u$s": "USD", "mx$": "MXN", "mex$": "MXN", "bz$": "BZD", "j$": "JMD",
    "ja$": "JMD", "g$": "GYD", "gy$": "GYD", "tt$": "TTD", "bds$": "BBD", "b$": "BSD",
    "ec$": "XCD", "ci$": "KYD", "ca$": "CAD", "can$": "CAD", "c$": "NIO CAD", "rd$": "DOP",
    "a$": "AUD", "r$": "BRL", "q": "GTQ", "l": "HNL", "lps": "HNL", "₡": "CRC SVC", "b/": "PAB",
    "g": "HTG", "gde": "HTG", "gdes": "HTG", "€": "EUR", "£": "GBP", "¥": "JPY CNY", "fr": "CHF",
    "sfr": "CHF", "afl": "AWG", "naf": "ANG", "xcg": "XCG", "cg": "XCG",
}  # fmt: skip


def meant_by(mark: str) -> list[str]:
    """The currencies that a sign or a code can name, the likeliest first; none for other text."""
    code = mark.upper()
    if mark.isascii() and code in CURRENCIES:
        return [code]
    return SIGNS.get(mark.casefold().rstrip("."), "").split()
