"""Columns of an office's table (名单表头), by the names that offices give them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.facts.text import in_mainland_words, normal

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": (
        "网站标识码", "标识码", "政府网站标识码", "网站编码", "网站代码", "站点标识码", "编码",
        "code",
    ),
    "name": ("网站名称", "名称", "站点名称", "网站名", "政府网站名称", "name"),
    "sponsor": (
        "主办单位", "主办单位名称", "主办机关", "网站主办单位", "责任单位", "单位名称", "主管单位",
        "sponsor",
    ),
    "region": (
        "地区", "所属地区", "所在地区", "行政区划", "区域", "所属区域", "市州", "设区市", "地市",
        "地级市", "市县", "属地", "region",
    ),
    "level": ("层级", "网站层级", "级别", "网站级别", "行政级别", "行政层级", "level"),
    "kind": ("类型", "网站类型", "网站类别", "类别", "网站性质", "kind", "type"),
    "url": (
        "首页网址", "网址", "网站网址", "网站域名", "域名", "首页地址", "网站地址", "网站首页",
        "首页url", "首页链接", "网站链接", "网站首页网址", "url", "site",
    ),
    "state": ("状态", "网站状态", "运行状态", "当前状态", "运行情况", "state", "status"),
    "since": ("关停时间", "下线时间", "永久下线时间", "关停日期", "迁移时间", "变更时间", "since"),
    "target": ("迁移至", "迁移地址", "整合至", "迁移后网址", "新网址", "target"),
}  # fmt: skip
"""Field of a site → what its column is called, in mainland words."""
NEEDED = ("name", "url")
"""Columns without which a table is no list of sites."""
HEAD_WITHIN = 20
"""Rows among which the header is looked for: titles, dates and notes stand above it."""

_FIELD = {normal(name): field for field, names in COLUMNS.items() for name in names}

KINDS = {
    "portal": r"portal|.*门户(网站)?",
    "department": r"department|.*部门(网站|门户|门户网站)?|委办局|垂管(单位|部门)?",
}
LEVELS = {
    "国家级": r"国家(级)?|部级|国务院部门|中央",
    "省级": r"省级?|省(直|级)(部门|单位|门户)?|自治区级?|直辖市级?",
    "市级": r"(设区|地级?)?市级?|市州级?|市(直|级)(部门|单位|门户)?|州级?|盟级?|副省级",
    "县级": r"县级?|区县级?|县市区级?|县区级?|区级?|旗级?|县(直|级)(部门|单位|门户)?",
    "县级以下": r"县级?以下|乡镇级?|街道级?|乡级|镇级|乡镇街道级?",
}
STATES = {
    "running": r"running|(正在|在|正常)?运行中?|正常|在用|已?开通|启用",
    "closed": r"closed|已?关停|已?关闭|已?永久下线|已?下线|已?注销|已?撤销|停用",
    "migrated": r"migrated|已?整合(迁移)?|已?迁移(整合)?|已?合并|已?归并",
}
"""Value of a field → the words for it, as a pattern over their normal form."""

_TOTALS = re.compile(r"(合计|总计|小计|共计|备注|注|说明|填表|制表|审核|联系人|填报)")


def field_of(heading: str) -> str:
    """The field that a heading stands for; empty if none. ``网站标识码（10位）`` is one too."""
    for text in (heading, re.sub(r"[（(\[【].*", "", heading)):
        for form in (normal(text), in_mainland_words(text)):
            if form in _FIELD:
                return _FIELD[form]
    return ""


def header(rows: Sequence[tuple[str, ...]]) -> tuple[int, dict[str, int]] | None:
    """Where the header of a sheet is, and which column each field has; None without one.

    The first column of a name counts; of two columns for addresses that of the more exact name.
    """
    for index, cells in enumerate(rows[:HEAD_WITHIN]):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            if field := field_of(cell):
                found.setdefault(field, column)
        if all(field in found for field in NEEDED):
            return index, found
    return None


def meaning(text: str, choices: dict[str, str]) -> str | None:
    """The value that a word stands for; empty for no word, None for one that is not known."""
    word = normal(text)
    if not word:
        return ""
    return next((value for value, form in choices.items() if re.fullmatch(form, word)), None)


def is_note(cells: Sequence[str]) -> bool:
    """Whether a row below the table is a total or a note, no site."""
    first = next((cell for cell in cells if cell), "")
    return bool(_TOTALS.match(normal(first)))
