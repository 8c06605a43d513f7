"""What readers return: the facts of one page, as plain frozen records.

All strings are cleaned (`checks.facts.text.clean_text`): no control characters, no lone
surrogates, bounded length. URLs are absolute, resolved by the WHATWG rules. What only articles,
guides and letters say is in `checks.facts.types_contents`.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checks.facts.personal import PersonalHit
from checks.facts.types_contents import Article, GuideElement, Letter

LinkKind = Literal["page", "document", "image", "style", "script", "media", "frame", "form", "data"]
"""How a page refers to a target.

``page``: ``<a>``/``<area>`` whose path does not look like a file; ``document``: ``<a>`` to an
attachment (附件: pdf, doc, xls, zip …); ``frame``: ``<frame>``/``<iframe>``; ``form``: a form's
action (never fetched by the crawl); ``data``: further rows that a script of the page brings (see
`PageFacts.data`); the others are resources that the page itself loads.
"""

Area = Literal["body", "nav", "footer"]

Place = Literal["body", "nav", "footer", "style", "script"]
"""Where a reference stands: a part of the page, a style sheet or block, or a script.

A rule may style nothing and a function may never run: only the first three are sure to be used.
"""

PageKind = Literal[
    "home",
    "column",
    "article",
    "guide",
    "frameset",
    "shell",
    "error",
    "challenge",
    "other",
    "search",
    "directory",
    "soft-404",
]
"""What sort of page it is, as far as its own bytes and its address say.

``home`` is given by tag and at the root of a host; ``column`` is a list page (栏目页); ``article``
a content page (内容页); ``guide`` a service guide (办事指南); ``search`` answers a query;
``directory`` leads on by names without a list of its own (目录, 网站地图); ``shell`` has no content
without script; ``challenge`` is a bot wall's page instead of the site's (反爬验证页); ``error`` an
error page by signature and hardly any other text; ``soft-404`` says with a good status that
nothing is there (软404): that shows only beside other pages (`checks.facts.kinds.kind_beside`), no
page alone is given it.
"""


class Link(Struct, frozen=True):
    """One reference: absolute URL without fragment, the words of it, and where it stands."""

    url: str
    text: str
    kind: LinkKind
    area: Place = "body"


Concealment = Literal["style", "size", "off-screen", "script"]
"""How a link is kept from a reader's eyes: not shown, of no size, outside the screen, by script."""


class Concealed(Struct, frozen=True):
    """A link to another host that no reader sees: absolute URL, its words, and how it is hidden."""

    url: str
    text: str
    way: Concealment


class Dated(Struct, frozen=True):
    """A date with its provenance.

    Attributes:
        day: ISO date, ``2018-05-24``.
        source: where it was read: ``index-table``, ``header``, ``meta``, ``url``, ``list``,
            ``json-ld``.
        text: the words it was read from.
    """

    day: str
    source: str
    text: str = ""


DateKind = Literal["publication", "modification", "signing", "entry", "event"]
"""What a date says: when the page was published (发布), changed (更新), the document signed or
passed (成文), what stands beside the title in a list, when something is held (活动时间)."""


class TypedDate(Struct, frozen=True):
    """A date that a page gives, what it is the date of, and where it was read.

    Attributes:
        day: ISO date, ``2018-05-24``.
        kind: what it is the date of.
        source: ``index-table``, ``header``, ``text``, ``meta``, ``json-ld``, ``url``, ``list``.
        text: the words it was read from.
        line: line of the visible text outside navigation, footer and dated rows, from 1; 0 for
            what no reader sees.
    """

    day: str
    kind: DateKind
    source: str
    text: str = ""
    line: int = 0


class Entry(Struct, frozen=True):
    """One row of a list (列表条目): title, target, and the date beside it, if any."""

    title: str
    url: str
    day: str = ""


class Branch(Struct, frozen=True):
    """A column and the one that a menu or site map puts above it (上级栏目): absolute URLs."""

    url: str
    above: str


class SearchForm(Struct, frozen=True):
    """An on-site search box (站内搜索框).

    Attributes:
        action: absolute URL the form goes to; empty when only script decides.
        method: ``get`` or ``post``.
        field: name of the text input; empty when it has none.
        fixed: other fields sent with it, in order.
        scripted: the box works by script only, plain HTTP cannot operate it.
        hooked: a script runs before the form is sent and may change what it sends.
    """

    action: str
    method: str
    field: str
    fixed: tuple[tuple[str, str], ...] = ()
    scripted: bool = False
    hooked: bool = False


PersonalField = Literal["password", "identity", "phone", "card", "email", "name", "address"]
"""What a field asks of a person: 密码, 身份证号, 手机或电话号码, 银行卡号, 电子邮箱, 姓名, 地址."""


class DataForm(Struct, frozen=True):
    """A form that asks for personal data (收集个人信息的表单).

    Attributes:
        action: absolute URL that it is sent to; empty where only a script decides.
        method: ``get`` or ``post``.
        fields: what it asks for.
        scripted: a script runs before it is sent, and may send it otherwise.
    """

    action: str
    method: str
    fields: tuple[PersonalField, ...]
    scripted: bool = False


class Marks(Struct, frozen=True):
    """Identity marks (网站标识) of a page, mostly in its footer; empty where none was seen.

    Attributes:
        code: site code (网站标识码) in visible words; the tag is ``meta["SiteIDCode"]``.
        sponsor: 主办单位 in visible words.
        icp: ICP number (ICP备案号), without blanks.
        police: number of the police filing (公安备案号), 14 digits.
        party: the 党政机关 or 事业单位 mark: a link, picture or script of conac.cn.
        report: the entry 我为政府网站找错: its address, or ``script``.
        report_code: site code that the entry is called with.
        contact: first phone number, e-mail address or link to the contact page in the footer.
        name: tag SiteName.
        domains: hosts of the tag SiteDomain.
        unread: why marks may stand where they could not be read: footer text that comes by
            ``script`` or ``frame``. Then no mark is missing.
    """

    code: str = ""
    sponsor: str = ""
    icp: str = ""
    police: str = ""
    party: bool = False
    report: str = ""
    report_code: str = ""
    contact: str = ""
    name: str = ""
    domains: tuple[str, ...] = ()
    unread: Literal["", "script", "frame"] = ""


class CatalogueColumn(Struct, frozen=True):
    """A column of a catalogue that its page shows by script, one at a time (信息公开目录平台).

    Attributes:
        name: as the tree calls it.
        records: address at which the script asks for its rows.
        above: that of the column above it in the tree; empty if none is.
    """

    name: str
    records: str
    above: str = ""


MAX_CATALOGUE = 60
"""Columns of one catalogue whose rows are asked for, upper ones first."""


class PageFacts(Struct, frozen=True, kw_only=True):
    """Everything that one HTML page says, read once, with the reader's version elsewhere.

    Attributes:
        charset: encoding that the bytes were decoded with (``utf-8``, ``gb18030``, ``big5hkscs``,
            ``utf-16le`` …).
        charset_declared: what the page or its header claimed; empty if nothing.
        title, heading: ``<title>`` and first ``<h1>``.
        meta: the official page tags present (国办发〔2017〕47号 附件), canonical spelling as key:
            SiteName, SiteDomain, SiteIDCode, ColumnName, ColumnType, ArticleTitle, PubDate,
            ContentSource … Empty and placeholder values are left out.
        kind: see `PageKind`.
        published: the publication date that a reader sees, or the best other source.
        links: every reference, in document order, without duplicates of (url, kind, text).
        entries: rows of the page's lists, in document order; those that only a script opens have a
            day and no target.
        entries_unread: why a list could not be read though the page has one: ``script``
            (filled by script), ``json`` (a data shell); empty if lists were read or none is there.
        breadcrumb: names on the path 首页 > … of the page, home first.
        text_length: characters of visible text outside links, navigation and footer.
        refresh: target of a meta refresh or of a bare ``location.href = '…'`` script page.
        guide_elements: which of the eight elements of a service guide (办事指南要素) stand on it:
            name, basis, conditions, materials, place, time, phone, process.
        searches: search boxes.
        data_forms: forms that ask for personal data.
        challenge: which bot wall was recognised (``ruishu``, ``jsl``, ``captcha`` …).
        next_page: target of 下一页, if any.
        more_pages: the list goes on over further pages (共5页), whether or not links lead there.
        wordless: outside links, navigation and footer stand at most names, the path, paging and
            words for nothing (暂无信息).
        says_no_results: it says in visible words that a search found nothing (没有找到相关结果).
        upgrades_insecure: it asks browsers to load http parts over https (Content Security
            Policy, upgrade-insecure-requests), in a meta tag or a header.
        cut: the page is larger than what is read of one page; links and rows may be missing.
        branches: which column its menus, or the page as a site map, put under which other one;
            menus are read on pages near the root only.
        dates: every date that the page gives of itself, the surest of a kind first; those of list
            rows stand in ``entries``, see `every_date`.
        dates_conflict: two sources of the day of publication disagree by more than two days.
        newest: the row of the latest day of the page's own lists (最新条目); side lists (热门,
            推荐) count only where there is no other. Without a target where only a script opens it.
        list_system: what fills the page's list: ``hanweb``, ``jpaas``, ``gkmlpt``, ``trs``, ``app``
            (any other script application); empty if nothing known.
        page_count: how many pages its list has, as scripts and words say; 0 if nothing does.
        next_records: address of the further records of a data block (Hanweb ``<nextgroup>``).
        asked: addresses of the rows that scripts bring into a list which stands empty (jpaas).
        catalogue: columns that a script of it shows one at a time (gkmlpt).
        records: for an answer that a script asks for, how many rows it says its list has; None
            for any other page, and if it doesn't say.
        turned_page: address of the next page of its list where no link but a script of its
            publishing system names it (TRS ``createPageHTML``).
        sketch: digests of the lines of its text, to compare pages (`checks.facts.kinds`).
        personal: numbers of persons (个人信息) in its visible text, masked.
        article: what a content page says of itself.
        guide: elements of a guide with their content, those that are empty included.
        marks: identity marks.
        concealed: links to other hosts that no reader sees; most are parts of menus.
        letters: published letters, its own or those of its list.
        told: what words or labels of it tell, whatever stands behind them: ``address``, ``hours``,
            ``phone``, ``duties``, ``career``, ``source``, ``time``.
        offer: words that offer the page's own domain for sale, or say that it is parked; empty if
            none do.
    """

    charset: str = ""
    charset_declared: str = ""
    title: str = ""
    heading: str = ""
    meta: dict[str, str] = {}
    kind: PageKind = "other"
    published: Dated | None = None
    links: tuple[Link, ...] = ()
    entries: tuple[Entry, ...] = ()
    entries_unread: Literal["", "script", "json"] = ""
    breadcrumb: tuple[str, ...] = ()
    text_length: int = 0
    refresh: str = ""
    guide_elements: tuple[str, ...] = ()
    searches: tuple[SearchForm, ...] = ()
    data_forms: tuple[DataForm, ...] = ()
    challenge: str = ""
    next_page: str = ""
    more_pages: bool = False
    wordless: bool = False
    says_no_results: bool = False
    upgrades_insecure: bool = False
    cut: bool = False
    branches: tuple[Branch, ...] = ()
    dates: tuple[TypedDate, ...] = ()
    dates_conflict: bool = False
    newest: Entry | None = None
    list_system: str = ""
    page_count: int = 0
    next_records: str = ""
    asked: tuple[str, ...] = ()
    catalogue: tuple[CatalogueColumn, ...] = ()
    records: int | None = None
    turned_page: str = ""
    sketch: tuple[int, ...] = ()
    personal: tuple[PersonalHit, ...] = ()
    article: Article | None = None
    guide: tuple[GuideElement, ...] = ()
    marks: Marks = Marks()
    concealed: tuple[Concealed, ...] = ()
    letters: tuple[Letter, ...] = ()
    told: tuple[str, ...] = ()
    offer: str = ""

    @property
    def every_date(self) -> tuple[TypedDate, ...]:
        """`dates` and those of the list rows, whose words are the titles beside them."""
        rows = (TypedDate(e.day, "entry", "list", e.title) for e in self.entries if e.day)
        return (*self.dates, *rows)

    @property
    def data(self) -> tuple[Link, ...]:
        """The rows that its scripts ask for, or lead to on a further page, named if a column's."""
        own = (*self.asked, *filter(None, (self.next_records, self.turned_page)))
        named = ((c.records, c.name) for c in self.catalogue[:MAX_CATALOGUE])
        return tuple(Link(url, name, "data") for url, name in (*((u, "") for u in own), *named))

    @property
    def scripts(self) -> set[str]:
        """Scripts it loads, without query: counters carry the number of the page in it."""
        return {x.url.partition("?")[0] for x in self.links if x.kind == "script"}
