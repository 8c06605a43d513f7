"""Addresses (网址): resolved as browsers do it (WHATWG URL, by the library ada)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, quote_from_bytes

import ada_url

MAX_URL = 8192
"""Longer addresses, in characters, are taken as no link: no server of this world answers them."""

Resolve = Callable[[str], str | None]
"""Gives the absolute address of a reference; None if it isn't one."""

_TRIMMED = "".join(map(chr, range(0x21)))
# Another scheme, or a placeholder that a script should have filled.
_NO_LINK = re.compile(r"^(?!https?:)[a-z][a-z0-9+.-]*:|\{\{|\$\{|<%|\[\[", re.I)
_HEX = re.compile(r"%[0-9a-f]{2}", re.I)
# What WHATWG leaves as it is among the ASCII bytes of a query.
_QUERY_SAFE = "".join(map(chr, range(0x21, 0x7F))).translate(dict.fromkeys(map(ord, "\"#<>'")))

_EXTENSIONS: dict[Literal["page", "document", "image", "media"], str] = {
    "document": """
        pdf doc docx docm dot dotx xls xlsx xlsm xlt csv ppt pptx pps ppsx wps wpt et ett dps ofd
        ceb cebx caj rtf odt ods odp zip rar 7z gz tgz tar bz2 xz txt xml json epub apk exe msi dwg
        dxf gd sep""",
    "image": "jpg jpeg jpe png gif bmp webp svg ico tif tiff jfif avif",
    "media": "mp3 mp4 m4a m4v m3u8 avi wmv wma wav flv swf mov mpg mpeg rm rmvb ogg webm",
}
# Most addresses are written as the parser would write them: of characters that it never touches,
# without dot segments ("/."). A host that could be a number or punycode is left to it.
_SAFE = "A-Za-z0-9_~!$&()*+,;=@/."
_TAIL = rf"[{_SAFE}-]*(?:\?[{_SAFE}:?%-]*)?"
_PLAIN = re.compile(rf"(?:[A-Za-z0-9_~-]{_TAIL})?")
_HOST = r"(?:[a-z0-9-]+\.)+[a-z]{2,}"
_PLAIN_ABSOLUTE = re.compile(rf"https?://{_HOST}/{_TAIL}")
_PLAIN_HOST = re.compile(rf"https?://({_HOST})(?=[/?#]|$)")
_KINDS = {name: kind for kind, names in _EXTENSIONS.items() for name in names.split()}


def resolve(base: str, href: str, charset: str = "utf-8") -> str | None:
    """Absolute address of a link as a browser would follow it, without fragment and credentials.

    The query is percent-encoded in the page's own charset, as browsers do.

    Returns:
        The address, or None for what isn't a link to fetch: other schemes than http and https,
        an empty or fragment-only reference, a template placeholder (``{{…}}``), an address that
        can't be parsed or is longer than `MAX_URL`. Never raises.
    """
    href = href.strip(_TRIMMED).partition("#")[0]
    if not href or len(href) > MAX_URL or _NO_LINK.search(href):
        return None
    if charset != "utf-8" and not href.isascii():
        href = _encode_query(href, charset)
    try:
        return _bare(ada_url.join_url(base, href))
    except ValueError:
        return None


def folder_of(base: str) -> str:
    """Address of the folder that relative references start from, for `join_plain`."""
    return resolve(base, ".") or ""


def join_plain(folder: str, href: str) -> str | None:
    """Absolute address of a reference so plain that joining is all; None if it takes `resolve`.

    Args:
        folder: from `folder_of`; nothing is plain in an empty one.
        href: the reference as written.
    """
    if not folder or not href or len(folder) + len(href) > MAX_URL:
        return None
    if href.startswith("http"):
        plain = _PLAIN_ABSOLUTE.fullmatch(href) and "/." not in href and "xn--" not in href
        return href if plain else None
    root = folder.find("/", 8)
    if href.startswith("/"):
        plain = _PLAIN.fullmatch(href, 1) and "/." not in href
        return folder[:root] + href if plain else None
    while href.startswith("../"):
        folder, href = folder[: max(root, folder.rfind("/", 0, -1)) + 1], href[3:]
    href = href.removeprefix("./")
    return folder + href if _PLAIN.fullmatch(href) and "/." not in href else None


def _encode_query(href: str, charset: str) -> str:
    path, mark, query = href.partition("?")
    if not mark or query.isascii() or charset.startswith("utf-16"):
        return href
    try:
        # Browsers send what the charset lacks as a percent-encoded character reference.
        encoded = "".join(
            quote_from_bytes(char.encode(charset), safe=_QUERY_SAFE)
            if _encodes(char, charset)
            else quote(f"&#{ord(char)};", safe="")
            for char in query.replace("%", "\0")
        )
    except LookupError:
        return href
    return f"{path}?{encoded.replace('%00', '%')}"


def _encodes(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _bare(url: str) -> str | None:
    if not url.startswith(("http://", "https://")):
        return None
    url = url.partition("#")[0]
    if "@" in url.split("/", 3)[2]:
        parsed = ada_url.URL(url)
        parsed.username = parsed.password = ""
        url = parsed.href
    return url if len(url) <= MAX_URL else None


def host(url: str) -> str:
    """Host name of an address in lower case and punycode, without port; empty if it has none."""
    if (match := _PLAIN_HOST.match(url)) and "xn--" not in match[1]:
        return match[1]
    try:
        return ada_url.parse_url(url, ("hostname",))["hostname"]
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme, host and port of an absolute http(s) address as the parser writes it."""
    return url[: url.find("/", 8)] if url.count("/") > 2 else ada_url.URL(url).origin


def endpoint(url: str) -> tuple[str, int]:
    """Host and port that an absolute http(s) address is asked at."""
    return _endpoint(origin(url))


@lru_cache(maxsize=4096)
def _endpoint(origin: str) -> tuple[str, int]:
    parsed = ada_url.URL(origin)
    port = int(parsed.port) if parsed.port else (443 if parsed.protocol == "https:" else 80)
    return parsed.hostname, port


def normal(url: str) -> str:
    """One spelling for addresses that are the same by RFC 3986 §6.2.2; unparsable ones as given.

    Default ports, dot segments, host case and fragment are normalised by the parser, the case of
    percent-encodings here.
    """
    try:
        bare = _bare(ada_url.normalize_url(url))
    except ValueError:
        bare = None
    return _HEX.sub(lambda match: match[0].upper(), bare) if bare else url


def path_kind(url: str) -> Literal["page", "document", "image", "media"]:
    """What the path of an ``<a>``'s target looks like: page, document, image or media."""
    path = url.partition("?")[0].partition("#")[0]
    slash = path.rfind("/", path.find("//") + 2)
    _, dot, extension = path[slash + 1 :].rpartition(".")
    return _KINDS.get(extension.lower(), "page") if dot and slash >= 0 else "page"


def is_document(url: str) -> bool:
    """Whether the path ends like an attachment (附件): pdf, doc, xls, ofd, zip and so on."""
    return path_kind(url) == "document"
