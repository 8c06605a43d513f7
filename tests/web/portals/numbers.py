"""Personal numbers that nobody has (虚构的个人信息), and numbers that only look like them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.web.portals.truth import PersonalTruth

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NAMES = ("王某某", "李某某", "张某某", "周某某", "吴某某")


def id_card(rng: random.Random) -> str:
    """An identity number with a valid check digit; its county, 536999, was never given out."""
    first = (
        f"536999{rng.randint(1950, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
        f"{rng.randint(1, 999):03}"
    )
    total = sum(int(c) * w for c, w in zip(first, _WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def bank_card(rng: random.Random) -> str:
    """A card number that passes Luhn's test."""
    first = f"62{rng.randint(10**15, 10**16 - 1)}"
    for last in "0123456789":
        digits = [int(c) for c in reversed(first + last)]
        if sum(d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(digits)) % 10 == 0:
            return first + last
    raise AssertionError


def old_id_card(rng: random.Random) -> str:
    """An identity number of 15 places, as they were given out before 1999; same county."""
    day = f"{rng.randint(40, 80)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return f"536999{day}{rng.randint(1, 999):03}"


def mobile(rng: random.Random) -> str:
    """A mobile number of an exchange that is all noughts."""
    return f"1{rng.choice(('39', '58', '86'))}0000{rng.randint(0, 9999):04}"


def credit_code(rng: random.Random) -> str:
    """A unified social credit code (统一社会信用代码): 18 places, of no person."""
    return f"9153{rng.randint(1000, 9999)}MA{rng.randint(10**6, 10**7 - 1)}X"


def planted(rng: random.Random) -> Iterator[PersonalTruth]:
    """Numbers for one list of people."""
    for n in range(4):
        old = n == 3
        number = old_id_card(rng) if old else id_card(rng)
        yield PersonalTruth("old-identity" if old else "identity", number)
        yield PersonalTruth("mobile", mobile(rng))
    yield PersonalTruth("bank-card", bank_card(rng))


def table_of(numbers: tuple[PersonalTruth, ...], rng: random.Random) -> list[tuple[str, ...]]:
    """A list of people with these numbers, beside a body's code and an office's phone."""
    cards = [n.value for n in numbers if "identity" in n.kind]
    phones = [n.value for n in numbers if n.kind == "mobile"]
    banks = [n.value for n in numbers if n.kind == "bank-card"]
    rows: list[tuple[str, ...]] = [("序号", "姓名", "身份证号码", "联系电话", "银行账号")]
    for i, (card, phone) in enumerate(zip(cards, phones, strict=True)):
        bank = banks[i] if i < len(banks) else f"已发放{rng.randint(100, 900)}元"
        rows.append((str(i + 1), _NAMES[i % len(_NAMES)], card, phone, bank))
    office = f"0{rng.randint(310, 998)}-{rng.randint(2000000, 8999999)}"
    rows.append(("5", "某某服务中心", credit_code(rng), office, "对公账户"))
    return rows
