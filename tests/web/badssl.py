"""The cases of badssl.com, rebuilt on loopback: how each is served, and what has to be said of it.

Each case is a host of its own whose port 443, and where it matters port 80, behaves in one way.
What no OpenSSL of today serves (RC4, 3DES, SSL 3.0, a prime of 512 bits, SM2) is served by hand,
up to the point where encryption would begin; such a host has its home page on port 80.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.web import handmade as hand
from tests.web.doors import (
    DOMAIN,
    HOME,
    Case,
    V,
    answer,
    by_hand,
    chain,
    client_required,
    good,
    page,
    picky,
    self_signed,
    settings,
    sm2,
    sm2_beside,
    speaks_http,
)
from tests.web.pki import EV, ec_key, oakley, rsa_key

GOOD = "ECDHE-RSA-AES128-GCM-SHA256"
DHE = "DHE-RSA-AES128-SHA:@SECLEVEL=0"
DH1024, DH2048 = oakley(1024), oakley(2048)
AIA = f"http://aia.{DOMAIN}/middle.crt"
"""Where the intermediate lies that some servers leave out."""
LOGIN = (
    '<form action="/in" method="post"><input name="user"><input type="password" name="p"></form>'
)
CARD = '<form action="/pay" method="post"><label>银行卡号 <input name="n"></label></form>'
LETTER = '<form action="/s" method="post"><textarea name="t"></textarea></form>'
WRITTEN = f"<script>document.write({LOGIN!r})</script>"
TO_HTTP = f'<form action="http://http.{DOMAIN}/s" method="post"><input name="q"></form>'
SCRIPT = f'<script src="http://cdn.{DOMAIN}/a.js"></script>'
IMAGE = f'<img src="http://cdn.{DOMAIN}/a.png">'
ICON = f'<link rel="icon" href="http://cdn.{DOMAIN}/i.ico">'
UPGRADE = '<meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests">'
EV_SUBJECT = (
    (NameOID.COUNTRY_NAME, "CN"),
    (NameOID.ORGANIZATION_NAME, "例局"),
    (NameOID.BUSINESS_CATEGORY, "Government Entity"),
)
HTTP_ONLY = {"https-unreachable": "unreachable"}
OUTDATED = {"https-unreachable": "outdated", "weak-encryption": "only-outdated"}
OLD_ONLY = {"weak-encryption": "only-outdated"}
UNTRUSTED = {"certificate-invalid": "untrusted-issuer"}
NEED_HOME = (
    "https-unreachable", "no-https-redirect", "entrances-differ", "no-hsts", "mixed-content",
    "insecure-form",
)  # fmt: skip
WEAK_HASH = {"certificate-weak": "weak-signature"}
LONG = "long-extended-subdomain-name-containing-many-letters-and-dashes"
LONGER = "longextendedsubdomainnamewithoutdashesinordertotestwordwrapping"


def closed(name: str, body: str, **said: str) -> Case:
    """A site over HTTP alone, with something on its home page."""
    told = {check.replace("_", "-"): outcome for check, outcome in said.items()}
    return Case(name, None, {**HTTP_ONLY, **told}, {"/": page(body)})


def many(count: int) -> Callable[[str], tuple[str, ...]]:
    """Names of a certificate, the host's own the last of so many."""
    return lambda host: (*(f"n{number}.{DOMAIN}" for number in range(count - 1)), host)


CERTIFICATES = (
    Case("expired", good(days=(-400, -30)), {"certificate-invalid": "expired"}),
    Case("not-yet-valid", good(days=(30, 90)), {"certificate-invalid": "not-yet-valid"}),
    Case("wrong.host", good(names=("other.cn",)), {"certificate-invalid": "wrong-host"}),
    Case("self-signed", self_signed, {"certificate-invalid": "self-signed"}),
    Case(
        "untrusted-root",
        chain(lambda pki, wish: (pki.issue(wish, pki.stranger), pki.stranger[0])),
        UNTRUSTED,
    ),
    Case(
        "untrusted-root-unsent",
        chain(lambda pki, wish: (pki.issue(wish, pki.strange_middle), pki.strange_middle[0])),
        UNTRUSTED,
        note="as is usual, the root itself is not sent",
    ),
    Case(
        "chinese-root",
        chain(lambda pki, wish: (pki.issue(wish, pki.licensed), pki.licensed[0])),
        {"certificate-invalid": "issuer-elsewhere"},
        note="a licensed authority, which only browsers made in China may trust",
    ),
    Case(
        "untrusted-root-aia",
        chain(
            lambda pki, wish: (pki.issue(wish, pki.stranger),),
            issuer=f"http://aia.{DOMAIN}/stranger.crt",
        ),
        UNTRUSTED,
        note="what is fetched never becomes a root",
    ),
    *(
        Case(name, good(), note="browsers have a list for it")
        if name == "pinning-test"
        else Case(
            name,
            chain(lambda pki, wish: (pki.issue(wish, pki.stranger), pki.stranger[0])),
            UNTRUSTED,
            note="a root that some program put on its users' machines",
        )
        for name in (
            "superfish",
            "edellroot",
            "dsdtestprovider",
            "preact-cli",
            "webpack-dev-server",
            "mitm-software",
            "captive-portal",
            "pinning-test",
        )
    ),
    Case(
        "revoked",
        good(ocsp="", crl="http://crl.ca.cn/ca.crl"),
        note="that a way to revoke is named is judged; revocation itself is not looked up",
    ),
    Case("revoked-info-absent", good(ocsp=""), {"certificate-weak": "no-revocation"}),
    Case("no-common-name", good(subject=EV_SUBJECT[:2])),
    Case("no-subject", good()),
    Case(
        "common-name-only",
        good(names=(), common_name=lambda host: host),
        {"certificate-invalid": "no-names"},
        note="browsers have not read it since 2017",
    ),
    Case(
        "incomplete-chain",
        chain(lambda pki, wish: (pki.issue(wish),), issuer=AIA),
        {"certificate-invalid": "incomplete-chain"},
        note="the intermediate can be fetched",
    ),
    Case(
        "incomplete-chain-unnamed",
        chain(lambda pki, wish: (pki.issue(wish),)),
        {"certificate-invalid": "chain-not-completable"},
    ),
    Case(
        "incomplete-chain-dead",
        chain(lambda pki, wish: (pki.issue(wish),), issuer=f"http://aia.{DOMAIN}/gone.crt"),
        {"certificate-invalid": "chain-not-completable"},
    ),
    Case(
        "incomplete-and-expired",
        chain(lambda pki, wish: (pki.issue(wish),), issuer=AIA, days=(-90, -5)),
        {"certificate-invalid": "expired"},
        note="the worse of the two is told",
    ),
    Case("expires-in-5-days", good(days=(-85, 5)), {"certificate-invalid": "expires-soon"}),
    Case("short-lived", good(days=(-3, 3), ocsp=""), note="six days in all"),
    Case("sha256", good()),
    Case("sha384", good(hash="sha384")),
    Case("sha512", good(hash="sha512")),
    Case("sha1-2016", good(hash="sha1"), WEAK_HASH),
    Case("sha1-2017", good(hash="sha1"), WEAK_HASH),
    Case(
        "sha1-intermediate",
        chain(lambda pki, wish: (pki.issue(wish, pki.old_middle), pki.old_middle[0])),
        WEAK_HASH,
    ),
    Case("md5", good(hash="md5"), WEAK_HASH),
    Case("1000-sans", good(names=many(1000))),
    Case(
        "10000-sans",
        good(names=many(10_000)),
        {"https-unreachable": "unclear"},
        HOME,
        note="more than 100 KB: OpenSSL and browsers refuse it",
    ),
    Case("ecc256", good()),
    Case("ecc384", good(key=lambda _: ec_key(ec.SECP384R1))),
    Case("rsa1024", good(key=lambda _: rsa_key(1024)), {"certificate-weak": "weak-key"}),
    Case("rsa2048", good(key=lambda _: rsa_key(2048))),
    Case("rsa4096", good(key=lambda _: rsa_key(4096))),
    Case("rsa8192", good(key=lambda _: rsa_key(8192))),
    Case("extended-validation", good(policy=EV, subject=EV_SUBJECT)),
    Case("no-sct", good(), note="Certificate Transparency is not judged"),
    Case("invalid-expected-sct", good(), note="the same"),
    Case("wildcard", good(names=(f"*.{DOMAIN}",))),
    Case(
        "wildcard-too-deep",
        good(names=(f"*.{DOMAIN}",)),
        {"certificate-invalid": "wrong-host"},
        host=f"www.deep.{DOMAIN}",
        note="a star stands for one label",
    ),
    Case("idn", good(), host="xn--fsqv94c.xn--zfr164b", note="例市.政务"),
    Case(LONG, good()),
    Case(LONGER, good()),
    Case("spoofed-favicon", good({"/": page(head='<link rel="icon" href="/lock.ico">')})),
    Case("lock-favicon", good({"/": page(head='<link rel="icon" href="/lock.ico">')})),
)
CLIENTS = (
    Case("client", good(), note="a certificate of the visitor is welcome, none is needed"),
    Case(
        "client-cert-missing",
        good({"/": answer("No required SSL certificate was sent", "400 Bad Request")}),
        dict.fromkeys(NEED_HOME, "no-evidence"),
        note="the page is an error: nothing is said of what stands on it",
    ),
    Case(
        "client-cert-required",
        client_required,
        {"https-unreachable": "client-certificate"},
        HOME,
        note="the handshake itself fails without one",
    ),
)
ENCRYPTION = (
    Case("tls-v1-0", settings(versions=(V.TLSv1, V.TLSv1)), OLD_ONLY),
    Case("tls-v1-1", settings(versions=(V.TLSv1_1, V.TLSv1_1)), OLD_ONLY),
    Case("tls-v1-2", settings(versions=(V.TLSv1_2, V.TLSv1_2))),
    Case("tls-v1-3", settings(versions=(V.TLSv1_3, V.TLSv1_3))),
    Case("ssl-v3", by_hand(hand.RSA_AES, version=0x0300), OUTDATED, HOME),
    Case("cbc", settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="ECDHE-RSA-AES128-SHA")),
    Case("static-rsa", settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="AES128-SHA")),
    Case("rc4", by_hand(hand.RC4_SHA), OUTDATED, HOME),
    Case("rc4-md5", by_hand(hand.RC4_MD5), OUTDATED, HOME),
    Case("3des", by_hand(hand.TRIPLE_DES), OUTDATED, HOME),
    Case("export", by_hand(hand.EXPORT_RC4), OUTDATED, HOME),
    Case(
        "null",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="NULL-SHA:@SECLEVEL=0"),
        OUTDATED,
        HOME,
    ),
    Case(
        "anonymous",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers="AECDH-AES128-SHA:@SECLEVEL=0"),
        OUTDATED,
        HOME,
        note="no certificate is shown",
    ),
    Case(
        "mozilla-old",
        settings(versions=(V.TLSv1, V.TLSv1_3)),
        {"weak-encryption": "outdated-accepted"},
    ),
    Case("mozilla-intermediate", settings(versions=(V.TLSv1_2, V.TLSv1_3))),
    Case("mozilla-modern", settings(versions=(V.TLSv1_3, V.TLSv1_3))),
    Case("dh480", by_hand(hand.DHE_AES, dh_bits=480), OUTDATED, HOME),
    Case("dh512", by_hand(hand.DHE_AES, dh_bits=512), OUTDATED, HOME),
    Case("dh1024", settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=DHE, dh=DH1024), OLD_ONLY),
    Case(
        "dh2048",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=DHE, dh=DH2048),
        OLD_ONLY,
        note="nothing but DHE, which browsers have given up",
    ),
    Case(
        "dh-small-subgroup",
        by_hand(hand.DHE_AES, dh_bits=2048),
        OUTDATED,
        HOME,
        note="the prime's length is judged, not the number itself",
    ),
    Case("dh-composite", by_hand(hand.DHE_AES, dh_bits=2048), OUTDATED, HOME, note="the same"),
    Case(
        "dh1024-beside",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=f"{GOOD}:{DHE}", dh=DH1024),
        {"weak-encryption": "outdated-accepted"},
    ),
    Case(
        "null-beside",
        settings(versions=(V.TLSv1_2, V.TLSv1_2), ciphers=f"{GOOD}:NULL-SHA:@SECLEVEL=0"),
        {"weak-encryption": "weak-accepted"},
    ),
    Case(
        "sm2",
        sm2,
        {"https-unreachable": "sm2", "certificate-invalid": "sm2"},
        HOME,
        note="national cryptography alone: said to be so, not called broken",
    ),
    Case(
        "picky",
        picky,
        {"weak-encryption": "unknown"},
        note="refuses all that our offers look like: its refusals prove nothing",
    ),
    Case("sm2-beside", sm2_beside, note="national and international on one port"),
)
HTTP = (
    Case("http", None, HTTP_ONLY, HOME),
    closed("http-textarea", LETTER),
    closed("http-password", LOGIN, insecure_form="plain-password"),
    closed("http-login", LOGIN, insecure_form="plain-password"),
    Case(
        "http-dynamic-login",
        None,
        HTTP_ONLY,
        {"/": page(WRITTEN)},
        note="a form that only a script writes is not seen without a browser",
    ),
    closed("http-credit-card", CARD, insecure_form="plain-data"),
    Case("http-on-443", speaks_http, {"https-unreachable": "unclear"}, HOME),
)
UPGRADES = (
    Case("hsts", good()),
    Case("preloaded-hsts", good(), note="the list of browsers is not looked up"),
    Case("subdomain.preloaded-hsts", good()),
    Case("no-hsts", good({"/": page(hsts="")}), {"no-hsts": "absent"}),
    Case("short-hsts", good({"/": page(hsts="max-age=60")}), {"no-hsts": "short"}),
    Case("broken-hsts", good({"/": page(hsts="yes")}), {"no-hsts": "invalid"}),
    Case("upgrade", good({"/": page(SCRIPT, UPGRADE)})),
    Case("https-everywhere", good(), {"no-https-redirect": "stays-on-http"}, HOME),
    Case("mixed", good({"/": page(IMAGE)}), {"mixed-content": "passive"}),
    Case("very", good({"/": page(IMAGE + SCRIPT)}), {"mixed-content": "active"}),
    Case("mixed-script", good({"/": page(SCRIPT)}), {"mixed-content": "active"}),
    Case("mixed-favicon", good({"/": page(head=ICON)}), {"mixed-content": "passive"}),
    Case("mixed-form", good({"/": page(TO_HTTP)}), {"mixed-content": "form"}),
)
GROUPS: Mapping[str, tuple[Case, ...]] = {
    "Certificates": CERTIFICATES,
    "Certificates of the visitor": CLIENTS,
    "Versions and ciphers": ENCRYPTION,
    "Plain HTTP": HTTP,
    "Upgrades and mixed content": UPGRADES,
}
CASES = tuple(case for cases in GROUPS.values() for case in cases)
