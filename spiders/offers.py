"""Which protocol versions and ciphers a server accepts (协议与加密套件), by handshakes only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from checks.tls_evidence import TlsOffers
from spiders.hello import SSL30, TLCP, TLS10, TLS11, TLS12, TLS13, VERSIONS, Hello, Reply

MOST_SILENCES = 2
"""Offers without any answer after which nothing more is offered."""

Ask = Callable[[Hello], Awaitable[Reply]]
"""Makes one offer over a connection of its own."""

_TLS13 = (0x1301, 0x1302, 0x1303)
# What one current browser or the other offers for TLS 1.2: ECDHE with AEAD, ECDHE and RSA with AES.
BROWSER = (0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC009, 0xC00A, 0xC013, 0xC014, 0xC023,
           0xC024, 0xC027, 0xC028, 0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035)  # fmt: skip
_SCSV = 0x00FF
_OLD = (*BROWSER, 0x0033, 0x0039, 0x0041, 0x0084, 0x0096, 0x000A, 0xC012, 0x0016,
        0x0005, 0x0004, _SCSV)  # fmt: skip
_DHE = (0x009E, 0x009F, 0xCCAA, 0x0067, 0x006B, 0x0033, 0x0039, 0x0045, 0x0088, 0x0016, 0x0015,
        0x0011, 0x0014)  # fmt: skip
WEAK: dict[str, tuple[int, ...]] = {
    "NULL": (0x0001, 0x0002, 0x003B, 0xC001, 0xC006, 0xC00B, 0xC010),
    "anonymous": (0x0018, 0x001B, 0x0034, 0x003A, 0x006C, 0x006D, 0x00A6, 0x00A7, 0xC016, 0xC017,
                  0xC018, 0xC019),
    "EXPORT": (0x0003, 0x0006, 0x0008, 0x000B, 0x000E, 0x0011, 0x0014, 0x0017, 0x0019),
    "RC4": (0x0004, 0x0005, 0xC002, 0xC007, 0xC00C, 0xC011),
    "DES": (0x0009, 0x000C, 0x000F, 0x0012, 0x0015, 0x001A),
    "3DES": (0x000A, 0x000D, 0x0010, 0x0013, 0x0016, 0xC003, 0xC008, 0xC00D, 0xC012),
}  # fmt: skip
"""Cipher suites that current browsers refuse, by what is wrong with them (IANA TLS registry).

NULL and anonymous protect nothing; EXPORT and DES are broken by anybody; RC4 must not be used
(RFC 7465); 3DES has blocks of 64 bits (Sweet32, RFC 9325 4.1).
"""
# ECC_SM4_GCM_SM3, ECC_SM4_CBC_SM3, ECDHE_SM4_GCM_SM3, ECDHE_SM4_CBC_SM3 (GB/T 38636-2020 6.4.5).
_TLCP = (0xE053, 0xE013, 0xE051, 0xE011)
_SM4_TLS13 = (0x00C6, 0x00C7)


async def learn_offers(ask: Ask) -> tuple[TlsOffers, tuple[Reply, ...]]:
    """Make one offer after the other; returns what was accepted, and the replies with a pick.

    A refusal counts only while the server still accepts what it accepted before: who shuts us out
    for asking too much has refused nothing.
    """
    picks: list[Reply] = []

    silences = 0

    async def accepts(hello: Hello) -> Reply:
        nonlocal silences
        if silences >= MOST_SILENCES:
            return Reply(result="silent")  # not asked any more: whoever is silent stays so
        reply = await ask(hello)
        silences += reply.result == "silent"
        if reply.result == "accepted":
            picks.append(reply)
        return reply

    versions: dict[str, str] = {}
    good: Hello | None = None
    for version, suites in (
        (TLS13, _TLS13), (TLS12, (*BROWSER, _SCSV)), (TLS11, _OLD), (TLS10, _OLD), (SSL30, _OLD),
    ):  # fmt: skip
        hello = Hello(version, suites)
        reply = await accepts(hello)
        if reply.result in ("unconnected", "no-tls") and not picks:
            return TlsOffers(), ()  # nobody there, or nobody that speaks TLS
        versions[VERSIONS[version]] = _told(reply, version)
        if good is None and versions[VERSIONS[version]] == "yes":
            good = hello
    weak, weak_known = await _weak(accepts)
    reply = await accepts(Hello(TLS12, (*_DHE, _SCSV)))
    dh_bits = reply.dh_bits
    sm2 = await _sm2(accepts, nothing_else=not picks)
    if good is not None and (await ask(good)).result != "accepted":
        versions = {name: "unknown" if told == "no" else told for name, told in versions.items()}
        weak_known = False
    offers = TlsOffers(
        versions=versions,
        weak=weak,
        weak_known=weak_known,
        dh_bits=dh_bits,
        sm2=sm2,
        wants_certificate=any(reply.wants_certificate for reply in picks),
    )
    return offers, tuple(picks)


def _told(reply: Reply, version: int) -> str:
    if reply.result == "accepted":
        # Who is offered TLS 1.2 may well pick an older one: that says no to this one.
        return "yes" if reply.version == version else "no"
    return "no" if reply.result == "refused" else "unknown"


async def _weak(accepts: Ask) -> tuple[tuple[str, ...], bool]:
    """Kinds of weak suites that are accepted, one asked out after the other; whether all are."""
    left = dict(WEAK)
    found: list[str] = []
    while left:
        suites = tuple(dict.fromkeys(number for kind in left.values() for number in kind))
        reply = await accepts(Hello(TLS12, (*suites, _SCSV)))
        if reply.result != "accepted":
            return tuple(found), reply.result == "refused"
        kind = next((name for name, numbers in left.items() if reply.suite in numbers), "")
        if not kind:
            return tuple(found), False  # it picked what was not offered
        found.append(kind)
        del left[kind]
    return tuple(found), True


async def _sm2(accepts: Ask, *, nothing_else: bool) -> bool:
    """Whether national commercial cryptography (国密) is spoken: TLCP, else RFC 8998."""
    reply = await accepts(Hello(TLCP, _TLCP, sm2=True))
    if reply.result == "accepted" and reply.version == TLCP:
        return True
    if not nothing_else:
        return False
    reply = await accepts(Hello(TLS13, _SM4_TLS13, sm2=True))
    return reply.result == "accepted" and reply.suite in _SM4_TLS13
