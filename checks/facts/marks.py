"""Identity marks (网站标识): site code, sponsor, filings, the 党政机关 mark, the 找错 entry.

They stand in the footer mostly, but templates seldom call it so: the marks are looked for in all
words of the page, and what has no fixed form (the sponsor) only near the others. A mark that a
script writes (``document.write(unescape(…))``) is read from the script. Where the footer itself
comes by script or frame, the page says so in ``unread``, and no mark may be called missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from checks.facts.links import Resolver, target_of
from checks.facts.text import clean_text
from checks.facts.tree import Node, Page
from checks.facts.types import Link, Marks

MAX_SCRIPT = 100_000
"""Characters of inline scripts that are decoded."""

MAX_WORDS = 16
"""Characters of the words of the 找错 entry; longer ones are those of news about it."""

NEAR = 400
"""Characters around a code or filing number in which the sponsor may stand."""

_CODE = re.compile(
    r"[标標][识識][码碼][\s:：∶(（]{0,12}(?:为|為)?\s{0,4}(bm\d{8}|\d{10})(?!\d)", re.I
)
_ICP = re.compile(
    r"([京津冀晋蒙辽遼吉黑沪滬苏蘇浙皖闽閩赣贛鲁魯豫鄂湘粤粵桂琼瓊川蜀贵貴黔云雲滇藏陕陝甘陇隴青宁寧新渝])"
    r"\s{0,4}ICP\s{0,4}(?:备|備)\s{0,4}案?[\s:：]{0,4}(\d{5,12})(?:\s{0,4}[号號](?:\s?(-\d{1,3})(?!\d))?|(-\d{1,3}))?",
    re.I,
)
# The filing of whoever built the site, unless no other stands there: 技术支持：某公司 赣ICP备….
_BUILDER = re.compile(r"(?:技[术術]支持|技[术術][维維][护護]|制作|[开開][发發])[^\n]{0,30}$")
_BRACKETED = re.compile(r"公司\s?[(（]\s?$")
_POLICE = re.compile(
    r"公\s{0,4}(?:[网網]\s{0,4})?安(?:机关|機關)?\s{0,4}[备備]\s{0,4}案?(?:编|編)?[号號]?[\s:：第]{0,12}"
    r"(\d{14})(?!\d)"
)
_NUMBERS = (_CODE, _ICP, _POLICE)
_SPONSOR = re.compile(
    r"(?<![一-鿿])(?:[网網]站)?主\s?[办辦]\s?(?:[单單]位|方|[机機][构構])?\s{0,4}[:：]\s{0,12}"
    r"([一-鿿（(][^\s|｜:：。，,;；©]{1,39}?)"
    r"(?=(?:[联聯承协協][系繫办辦]|地址|住址|[电電][话話]|[邮郵][编編政]|[传傳]真|技[术術]|[网網]站|[版指标標])"
    r"[^\s:：。]{0,6}[:：]|[\s|｜:：。，,;；©]|$)"
)
_SPONSORED = re.compile(
    r"(?:^|[\s|])(?:本[网網]?站)?由?[^\S\n]?([一-鿿（）()]{4,40}?)主[办辦](?=[\s|，,]|$|[一-鿿（）()]{4,40}?承[办辦])",
    re.M,
)
_PHONE = re.compile(
    r"(?:[电電][话話]|[热熱][线線]|[联聯][系繫]我[们們])[^\d]{0,12}"
    r"((?:\(?0\d{2,3}\)?\s?[-—－]?\s?)?(?:\d{7,8}|12345)|400[\d-]{7,9})(?!\d)"
    r"|[(（]\s?0\d{2,3}\s?[-—－]\s?\d{7,8}\s?[)）]"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.A)
_PLACE = re.compile(r"(?:地|住)\s{0,4}址[:：]\s{0,4}[^\s|]{4,60}")
_CONTACT = re.compile(
    r"[联聯][系繫](?:我[们們]|方式|本站|本[网網])|(?:[网網]站|站[长長]|[网網]管)(?:[邮郵]箱|信箱|[邮郵]件)"
)
_CONAC = re.compile(
    r"(?:^|[/.])conac\.cn(?:[/:?]|$)|imgConac|[/_-]dzjg[\w-]{0,20}\.(?:png|jpe?g|gif)", re.I
)
_PARTY_WORDS = re.compile(
    r"(?:[党黨]政[机機][关關]|事[业業][单單]位)(?:[网網]站)?(?:[标標][识識])?"
)
_REPORT = re.compile(r"jiucuo|zhaocuo|pucha\.kaipuyun\.cn|zfwzgl\.www\.gov\.cn/exposure", re.I)
_REPORT_WORDS = re.compile(
    r"(?:我?[为為給给]?|点击进入)?(?:(?:政府)?[网網]站)?(?:找[错錯]|[纠糾][错錯])"
)
_ANY_REPORT = re.compile(rf"{_REPORT.pattern}|[错錯]", re.I)
_REPORT_HINTS = ("iucuo", "iuCuo", "haocuo", "kaipuyun", "zfwzgl", "找错", "找錯", "网站纠错")
_REPORT_CODE = re.compile(r"site_?code(?:=|%3D)(bm\d{8}|\d{10})(?!\d)", re.I)
_LABELS = ("alt", "title", "aria-label")
_FOOTER = re.compile(r"foot|bottom|dibu|banquan|copyright|[/_]tail|yejiao", re.I)
_LOADED = re.compile(r"\.load\s*\(\s*['\"][^'\"]*(?:foot|bottom|copyright)", re.I)
_ESCAPED = re.compile(
    r"%u([0-9a-fA-F]{4})|\\u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})|\\x([0-9a-fA-F]{2})"
)
# A line that the script leaves aside: // document.write(…).
_ASIDE = re.compile(r"^[^\S\n]*//[^\n]*", re.M)
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_PLAIN = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B)}
_WRITES = ("document.write", "innerHTML", "unescape")


def read_marks(
    page: Page, html: str, links: Sequence[Link], resolver: Resolver, meta: dict[str, str]
) -> Marks:
    """Identity marks of a page.

    Args:
        page: the parsed page.
        html: its text; what it doesn't hold is not looked for in the elements.
        links: its references.
        resolver: makes addresses absolute.
        meta: its tags.
    """
    words = _narrow(page.all_text)
    written = _written(page)
    spoken = _narrow(_TAGS.sub(" ", written)) if written else ""
    texts = (words, spoken) if spoken else (words,)
    found = [[list(pattern.finditer(text)) for pattern in _NUMBERS] for text in texts]
    codes, icps, polices = zip(*found, strict=True)
    code, police = _last(codes), _last(polices)
    icp = _last([_own(matches) for matches in icps])
    numbers = [match for match in (code, icp, police) if match]
    sponsor = next(filter(None, map(_sponsor, texts, found)), "")
    report, report_code = _report(page, html, resolver)
    return Marks(
        code=code[1].lower() if code else "",
        sponsor=sponsor,
        icp=f"{icp[1]}ICP备{icp[2]}号{icp[3] or icp[4] or ''}" if icp else "",
        police=police[1] if police else "",
        party=_party(page, links, written),
        report=report,
        report_code=report_code,
        contact=_contact(page, numbers[0].string if numbers else words, numbers, links),
        name=meta.get("SiteName", ""),
        domains=_domains(meta.get("SiteDomain", "")),
        unread="" if code else _unread(page, links, seen=bool(numbers or sponsor)),
    )


def _narrow(text: str) -> str:
    """The text with wide digits and letters (１４) made plain, character for character."""
    return text.translate(_PLAIN) if _WIDE.search(text) else text


def _own(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The filings that are the site's own, not of the firm that built it."""
    before = [match.string[max(0, match.start() - 50) : match.start()] for match in found]
    others = [bool(_BUILDER.search(words)) for words in before]
    if all(others):  # it is the site's own that ends such a line mostly
        return [m for m, words in zip(found, before, strict=True) if not _BRACKETED.search(words)]
    return [match for match, other in zip(found, others, strict=True) if not other]


def _last(found: Iterable[list[re.Match[str]]]) -> re.Match[str] | None:
    """The last match in the first text that has one: the footer's, whatever an article cites."""
    return next((matches[-1] for matches in found if matches), None)


def _sponsor(text: str, numbers: Iterable[list[re.Match[str]]]) -> str:
    """主办单位 near a code or a filing number; an article's 主办单位 stands far from them."""
    for start, end in reversed([match.span() for matches in numbers for match in matches]):
        zone = text[max(0, start - NEAR) : end + NEAR]
        # A sentence between them: what stands before it belongs to the article.
        begin = zone.rfind("。", 0, min(start, NEAR)) + 1
        zone = zone[begin:]
        found = [*_SPONSOR.finditer(zone)] or [*_SPONSORED.finditer(zone)]
        if found:
            return clean_text(found[-1][1], 60).strip("　 、-—")
    return ""


def _written(page: Page) -> str:
    """What the inline scripts write into the page, with escapes undone."""
    parts: list[str] = []
    room = MAX_SCRIPT
    for script in page.scripts():
        if room > 0 and any(word in script for word in _WRITES):
            parts.append(
                _ESCAPED.sub(_character, _ASIDE.sub("", script[:room])).replace("\\/", "/")
            )
            room -= len(script)
    return "\n".join(parts)


def _character(match: re.Match[str]) -> str:
    point = int(next(filter(None, match.groups())), 16)
    return chr(point) if not 0xD800 <= point < 0xE000 else "\ufffd"


def _party(page: Page, links: Sequence[Link], written: str) -> bool:
    if any("onac" in link.url and _CONAC.search(link.url) for link in links):
        return True
    if "onac" in written and _CONAC.search(written):
        return True
    if page.script_holds("conac.cn/") and any(
        "conac.cn/" in _ASIDE.sub("", script) for script in page.scripts()
    ):
        return True
    for index in page.of("img", "a"):
        node = page.nodes[index]
        if any(_PARTY_WORDS.fullmatch(node.get(name)) for name in _LABELS if node.get(name)):
            return True
        if node.tag == "img" and _CONAC.search(node.get("src")):
            return True
    return False


def _report(page: Page, html: str, resolver: Resolver) -> tuple[str, str]:
    """Address of the 找错 entry (``script`` if only script knows it) and the code it gives."""
    if not any(hint in html for hint in _REPORT_HINTS):
        return "", ""
    entry = code = ""
    tags = "a", "area", "img", "script", "iframe", "span", "div", "input", "button", "i"
    for index in sorted({*page.of(*tags), *page.clicked}):
        node = page.nodes[index]
        if not _is_report(page, index):
            continue
        address = _address(page, index, resolver)
        entry = address if not entry or entry == "script" else entry
        given = node.get("sitecode") or next(_codes(node), "")
        code = code or (given if re.fullmatch(r"bm\d{8}|\d{10}", given) else "")
        if code and entry != "script":
            break
    if not entry and page.script_holds("jiucuo"):
        entry = "script"
    return entry, code


def _codes(node: Node) -> Iterator[str]:
    for value in (node.get("href"), node.get("src"), node.get("onclick")):
        if match := _REPORT_CODE.search(value):
            yield match[1]


def _is_report(page: Page, index: int) -> bool:
    node = page.nodes[index]
    values = "\n".join([value for value in node.attrs.values() if value])
    suspect = _ANY_REPORT.search(values)
    for name, value in node.attrs.items() if suspect else ():
        if not value:
            continue
        if name in _LABELS:
            if len(value) <= MAX_WORDS and _REPORT_WORDS.match(value):
                return True
        elif name not in ("class", "style") and _REPORT.search(value[:1000]):
            return True
    words = page.words(index) if node.tag in ("a", "button") else ""
    return words.endswith(("错", "錯")) and bool(_REPORT_WORDS.fullmatch(words))


def _address(page: Page, index: int, resolver: Resolver) -> str:
    """Where an entry leads to; an image's is that of the link around it."""
    for _ in range(3):
        node = page.nodes[index]
        if node.tag in ("a", "area", "iframe") or "onclick" in node.attrs:
            reference = node.get("src") if node.tag == "iframe" else target_of(node)
            return (resolver(reference) if reference else None) or "script"
        if node.parent < 0:
            break
        index = node.parent
    return "script"


def _contact(page: Page, words: str, numbers: list[re.Match[str]], links: Sequence[Link]) -> str:
    """A way to reach the site, beside its numbers or in its footer: not that of an article."""
    start = min((match.start() for match in numbers if match.string is words), default=-1)
    if start >= 0:
        zone = words[max(0, start - 2 * NEAR) :][: 8 * NEAR]
    else:
        foot = (page.nodes[index] for index in page.texts)
        zone = "".join([node.text for node in foot if node.area == "footer"])
    for pattern in (_PHONE, _MAIL, _PLACE, _CONTACT):
        if match := pattern.search(zone):
            return clean_text(match[0], 80)
    found = (link.text for link in links if 0 < len(link.text) <= MAX_WORDS)
    return next(
        (text for text in found if ("系" in text or "繫" in text) and _CONTACT.search(text)), ""
    )


def _domains(value: str) -> tuple[str, ...]:
    """Hosts of the tag SiteDomain, which may hold several, or addresses."""
    parts = re.split(r"[\s,;，；、]+", value.lower())
    hosts = (re.sub(r"^https?://|[/:].*$", "", part) for part in parts)
    return tuple(dict.fromkeys(host for host in hosts if "." in host))[:5]


def _unread(page: Page, links: Sequence[Link], *, seen: bool) -> Literal["", "script", "frame"]:
    """How the footer comes, where its words don't stand on the page."""
    scripts = [link for link in links if link.kind == "script"]
    frames = [link for link in links if link.kind == "frame"]
    if any(_FOOTER.search(link.url) for link in frames) or page.of("frameset"):
        return "frame"
    if any(_FOOTER.search(link.url.rpartition("/")[2]) for link in scripts):
        return "script"
    if page.script_holds(".load(") and any(map(_LOADED.search, page.scripts())):
        return "script"
    if seen:
        return ""
    return "script" if scripts else "frame" if frames else ""
