"""Kinds, levels and regions of sites (类型、层级、地区) as people write them."""

from __future__ import annotations

import re

KINDS = ("portal", "department")
"""Kinds of sites that are audited: 门户网站, 部门网站."""

LEVELS = ("national", "province", "city", "county")
"""国务院部门, 省级, 市级, 县级及以下."""

REGIONS = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁",
    "22": "吉林", "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽",
    "35": "福建", "36": "江西", "37": "山东", "41": "河南", "42": "湖北", "43": "湖南",
    "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏",
    "65": "新疆",
}  # fmt: skip
"""Provinces by the first two digits of their code (GB/T 2260)."""

_CODE = re.compile(r"bm\d{8}|\d{10}", re.ASCII)
_REGION = re.compile(r"\d{2}|\d{4}|\d{6}", re.ASCII)


def parse_region(text: str) -> str:
    """The code of a region, given that or the name of a province.

    Raises:
        ValueError: it is neither.
    """
    word = text.strip()
    if _REGION.fullmatch(word):
        return re.sub(r"(00){1,2}$", "", word) if len(word) == 6 else word
    for code, name in REGIONS.items():
        if re.fullmatch(rf"{name}(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?", word):
            return code
    raise ValueError(text)


def level_of(code: str) -> str:
    """Level of a site by its identification code (网站标识码); empty if it isn't one."""
    code = code.strip().lower()
    if not _CODE.fullmatch(code):
        return ""
    if code.startswith("bm"):
        return "national"
    if code[2:6] == "0000":
        return "province"
    return "city" if code[4:6] == "00" else "county"


def region_of(code: str) -> str:
    """Region of a site by its identification code; empty if it isn't a region's."""
    code = code.strip()
    if not _CODE.fullmatch(code) or code[:2] not in REGIONS:
        return ""
    return parse_region(code[:6])
