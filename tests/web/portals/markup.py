"""Pieces of HTML that publishing systems share: tags, side lists, index tables, bodies, footers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from tests.web.portals.content import Agency, Column, Content, Document
from tests.web.portals.truth import MarksTruth, Where

FRIENDS = ("www.gov.cn", "www.shengzheng.example", "www.xinhuanet.example")
DEPARTMENTS = ("市发展和改革委员会", "市教育局", "市科学技术局", "市公安局", "市民政局", "市财政局")


def link(path: str, words: str, **attributes: str) -> str:
    """An anchor."""
    more = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    return f'<a href="{escape(path)}"{more}>{escape(words)}</a>'


def meta(pairs: Iterable[tuple[str, str]], quote: str = '"', slash: str = "") -> str:
    """The official page tags, in this system's spelling."""
    return "\n".join(
        f"<meta name={quote}{name}{quote} content={quote}{escape(value)}{quote}{slash}>"
        for name, value in pairs
    )


def site_tags(agency: Agency) -> list[tuple[str, str]]:
    """Tags of the site, which stand on each page."""
    return [
        ("SiteName", agency.name), ("SiteDomain", agency.host), ("SiteIDCode", agency.site_code),
    ]  # fmt: skip


def column_tags(column: Column) -> list[tuple[str, str]]:
    """Tags of a column page."""
    return [
        ("ColumnName", column.name), ("ColumnDescription", f"{column.name}栏目"),
        ("ColumnKeywords", column.name), ("ColumnType", column.name),
    ]  # fmt: skip


def article_tags(document: Document) -> list[tuple[str, str]]:
    """Tags of an article; ``PubDate`` is that of the day on which the page was made."""
    return [
        ("ArticleTitle", document.title),
        ("PubDate", f"{document.tagged.isoformat()} {document.time[:5]}"),
        ("ContentSource", document.source), ("Keywords", ""), ("Author", ""),
    ]  # fmt: skip


def clock(day: date) -> str:
    """The header's clock, as it stood when the page was generated (a trap)."""
    week = "一二三四五六日"[day.weekday()]
    return f"<span id='clock'>今天是：{day.year}年{day.month}月{day.day}日 星期{week}</span>"


def departments() -> str:
    """The dropdown of departments and the friend links (友情链接), all to other hosts."""
    options = "".join(
        f"<option value='http://{n}.bumen.example/'>{name}</option>"
        for n, name in enumerate(DEPARTMENTS)
    )
    friends = "".join(f"<li>{link(f'http://{host}/', host)}</li>" for host in FRIENDS)
    return (
        f"<div class='friendlink'><select onchange='window.open(this.value)'>"
        f"<option>--政府部门--</option>{options}</select><ul>{friends}</ul></div>"
    )


def index_table(labels: Sequence[str], values: dict[str, str], width: int = 2) -> str:
    """An index table (索引号表): ``width`` pairs of label and value a row, empty values kept."""
    cells = [
        f"<td class='bt'>{label}：</td><td class='nr'>{escape(values.get(label, ''))}</td>"
        for label in labels
    ]
    rows = ["".join(cells[i : i + width]) for i in range(0, len(cells), width)]
    inside = "".join(f"<tr>{row}</tr>\n" for row in rows)
    return f"<table class='xxgk-table' width='100%'><tbody>{inside}</tbody></table>"


def index_values(document: Document, agency: Agency, style: str = "%Y-%m-%d") -> dict[str, str]:
    """Values behind all labels that index tables use."""
    signed = document.signed.strftime(style) if document.signed else ""
    published = document.published.strftime(style)
    how = "依申请公开" if document.disclosed == "依申请公开" else "主动公开"
    return {
        "索引号": document.index_number, "分类": "综合政务", "主题分类": "综合政务、其他",
        "组配分类": "行政规范性文件", "发布机构": agency.office, "发文机关": agency.office,
        "成文日期": signed, "生成日期": signed, "名称": document.title, "标题": document.title,
        "文号": document.number, "发文字号": document.number, "文件编号": document.number,
        "发布日期": published, "主题词": "", "公开方式": how, "有效性": "有效",
        "统一编号": "",
    }  # fmt: skip


TABLE_A = ("索引号", "分类", "发布机构", "成文日期", "名称", "文号", "发布日期", "主题词")
TABLE_B = ("索引号", "组配分类", "发布机构", "主题分类", "名称", "文号", "生成日期", "发布日期")
TABLE_C = (
    "索引号", "成文日期", "发布机构", "公开方式", "有效性", "组配分类", "文件编号", "统一编号",
)  # fmt: skip
TABLE_D = ("索引号", "主题分类", "发文机关", "成文日期", "标题", "发文字号", "发布日期", "主题词")


def chinese_day(day: date) -> str:
    """``2024年3月5日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_numerals(day: date) -> str:
    """``二〇二四年三月五日``."""
    digits = "〇一二三四五六七八九"

    def spoken(n: int) -> str:
        tens, ones = divmod(n, 10)
        front = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
        return front + (digits[ones] if ones else "")

    year = "".join(digits[int(c)] for c in str(day.year))
    return f"{year}年{spoken(day.month)}月{spoken(day.day)}日"


def body(
    document: Document, related: str, interpretation: str, files: Sequence[tuple[str, str]]
) -> str:
    """The text of a document: paragraphs, table or guide, signature, mark, files."""
    parts = [f"<p>　　{escape(p)}</p>" for p in document.paragraphs]
    if document.number:
        parts.insert(0, f"<p style='text-align:center'>{escape(document.number)}</p>")
    if document.replies_to:
        parts.insert(1, f"<p>代表（委员）：您提出的{document.replies_to}收悉，现答复如下：</p>")
    parts += [guide(document), table(document)]
    if document.signed:
        day = document.signed
        words = chinese_numerals(day) if document.id % 3 == 0 else chinese_day(day)
        parts.append(f"<p style='text-align:right'>{document.source}<br>{words}</p>")
    if document.disclosed:
        parts.append(f"<p>{document.disclosed}</p>")
    for path, name in files:
        parts.append(f"<p>附件：{link(path, name)}</p>")
    if document.related is not None:
        parts.append(f"<p>相关文件：{link(related, document.related.title)}</p>")
    if document.interpreted is not None:
        parts.append(f"<p>相关解读：{link(interpretation, document.interpreted.title)}</p>")
    return "\n".join(part for part in parts if part)


def guide(document: Document) -> str:
    """The elements of a guide: a table, headed paragraphs, tabs or a definition list."""
    rows = document.guide
    if not rows:
        return ""
    if document.id % 4 == 3:
        heads = "".join(f"<li><a href='javascript:;'>{label}</a></li>" for _, label, _ in rows)
        boxes = "".join(f"<div class='tabcon'><p>{escape(words)}</p></div>" for _, _, words in rows)
        return f"<ul class='tab'>{heads}</ul>{boxes}"
    if document.id % 4 == 0:
        inside = "".join(f"<tr><th>{a}</th><td>{escape(b)}</td></tr>" for _, a, b in rows)
        return f"<table class='guide' border='1'>{inside}</table>"
    if document.id % 4 == 1:
        numerals = "一二三四五六七八"
        return "\n".join(
            f"<p><strong>{numerals[i]}、{a}</strong></p><p>　　{escape(b)}</p>"
            for i, (_, a, b) in enumerate(rows)
        )
    inside = "".join(f"<dt>{a}：</dt><dd>{escape(b)}</dd>" for _, a, b in rows)
    return f"<dl class='bszn'>{inside}</dl>"


def table(document: Document) -> str:
    """A table of people, if it has one."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in document.table
    )
    return f"<table border='1' cellspacing='0'>{rows}</table>" if rows else ""


def side_list(content: Content, path_of: dict[int, str], document: Document) -> str:
    """Five newer titles with dates, which stand before the article (a trap)."""
    newest = sorted(content.documents, key=lambda d: d.published, reverse=True)
    rows = "".join(
        f"<li>{link(path_of[d.id], d.title)}<span>{d.published.isoformat()}</span></li>"
        for d in [d for d in newest if d.id in path_of and d is not document][:5]
    )
    return f"<div class='left_list'><h3>最新信息</h3><ul>{rows}</ul></div>"


def marks(agency: Agency, footer: Where, party: Where, errors: Where) -> MarksTruth:
    """Truth of a footer that gives everything."""
    return MarksTruth(
        site_code=agency.site_code, icp=agency.icp, police=agency.police, sponsor=agency.office,
        contact=agency.phone, footer=footer, party_mark=party, report_errors=errors,
    )  # fmt: skip


def footer_words(agency: Agency, year: int) -> str:
    """The words of a footer (国办发〔2017〕47号: seven things)."""
    return (
        f"<p>主办单位：{agency.office}　联系电话：{agency.phone}　"
        f"<a href='/wzdt/index.html'>网站地图</a></p>"
        f"<p>Copyright © 2010-{year} {agency.name} 版权所有 "
        f"<a href='https://beian.miit.gov.cn/'>{agency.icp}</a> 网站标识码：{agency.site_code} "
        f"<a href='http://www.beian.gov.cn/portal/registerSystemInfo?recordcode={agency.police}'>"
        f"{agency.icp[0]}公网安备 {agency.police}号</a></p>"
    )


def party_mark(where: Where) -> str:
    """The 党政机关 mark: an image that links its entry, or written by a script."""
    if where == "html":
        return (
            "<a href='https://bszs.conac.cn/sitename?method=show&amp;id=0AF12345BCD8E9D0E053012819AC"
            "1A2B'><img src='/images/red.png' alt='党政机关'></a>"
        )
    if where == "script":
        return (
            "<script>document.write(unescape(\"%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript src='"
            "https://dcs.conac.cn/js/30/000/0000/60000000/CA300000000600000000001.js' "
            "type='text/javascript'%3E%3C/script%3E\"));</script>"
        )
    return ""


def error_entry(where: Where, agency: Agency) -> str:
    """The 找错 entry (政府网站找错): an image link, or the script of the platform."""
    if where == "html":
        return (
            "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code="
            f"{agency.site_code}'><img src='/images/jiucuo.png' alt='政府网站找错'></a>"
        )
    if where == "script":
        return (
            f"<script id='_jiucuo_' sitecode='{agency.site_code}' "
            "src='https://zfwzgl.www.gov.cn/exposure/jiucuo.js'></script>"
        )
    return ""
