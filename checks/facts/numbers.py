"""Numbers of persons and of bodies (号码): which numbers can be what, by their check digits.

Everything here takes bare digits: what stands around a number is `checks.facts.personal`'s to read.
"""

from __future__ import annotations

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# GB/T 2260: provinces by their two digits; 71, 81, 82 and 83 stand in residence permits (居住证).
_PROVINCES = frozenset(
    ("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
     "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
     "65", "71", "81", "82", "83")
)  # fmt: skip
_ISLANDS = frozenset(("71", "81", "82", "83"))
# Cities without counties: their people's numbers end the region with 00.
_WHOLE_CITIES = frozenset(("4419", "4420", "4604", "4603", "6202"))
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# The department that registers, and what it registers (GB 32100-2015, table 1).
_CREDIT_KINDS = frozenset(
    ("11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51",
     "52", "53", "54", "55", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92",
     "93", "A1", "A9", "N1", "N2", "N3", "N9", "Y1")
)  # fmt: skip


def is_region(code: str) -> bool:
    """Whether six digits can be a county of GB/T 2260, one of the past included."""
    if code[:2] not in _PROVINCES or not code.isdigit():
        return False
    if code[:2] in _ISLANDS:
        return code[2:] == "0000"
    if code[4:] == "00":
        return code[:4] in _WHOLE_CITIES
    return "01" <= code[2:4] <= "70" or code[2:4] == "90"


def is_birthday(year: int, month: int, day: int) -> bool:
    """Whether a living person can have been born that day, 1900 at the earliest."""
    if not (1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):
        return False
    return (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def is_identity(number: str) -> bool:
    """Whether 18 characters are an identity number (公民身份号码, GB 11643-1999).

    Region, day of birth and check digit all hold.
    """
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    birthday = is_birthday(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return birthday and is_region(number[:6]) and identity_check(number) == number[17].upper()


def identity_check(number: str) -> str:
    """The check digit that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, number[:17], strict=True)) % 11]


def is_old_identity(number: str) -> bool:
    """Whether 15 digits can be an identity number of before 1999; it has no check digit.

    Mainland only: such numbers have the region, and the day of birth with two digits of the year.
    """
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return False
    birthday = is_birthday(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    return birthday and is_region(number[:6]) and number[:2] not in _ISLANDS


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a unified social credit code (统一社会信用代码, GB 32100-2015)."""
    if len(code) != 18 or code[:2] not in _CREDIT_KINDS or any(c not in _CREDIT for c in code):
        return False
    if code[2:4] not in _PROVINCES and code[2:4] != "10":  # 10: registered by a central body
        return False
    total = sum(pow(3, place, 31) * _CREDIT.index(char) for place, char in enumerate(code[:17]))
    return _CREDIT[(31 - total % 31) % 31] == code[17]


def luhn(number: str) -> bool:
    """Whether the check digit of a card holds (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


# Issuers by the first digits, and how long their numbers are: UnionPay (62), the large banks' own
# from before UnionPay, Visa, Mastercard, JCB.
_ISSUERS: dict[str, tuple[int, ...]] = {
    "62": (16, 17, 18, 19), "603": (16, 17, 18, 19), "60": (19,), "9558": (16, 19), "955": (19,),
    "4": (16,), "4367": (19,), "4563": (19,), "51": (16,), "52": (16,), "53": (16,), "54": (16,),
    "55": (16,), "35": (16,),
}  # fmt: skip


def is_card(number: str) -> bool:
    """Whether digits are a bank card's number (银行卡号): issuer, length and check digit."""
    if not (number.isascii() and number.isdigit()):
        return False
    known = any(number.startswith(p) and len(number) in lengths for p, lengths in _ISSUERS.items())
    return known and luhn(number)
