"""Service guides (办事指南): which of the eight elements stand on a page as labels."""

from __future__ import annotations

import re

from checks.facts.text import normal
from checks.facts.tree import Page
from checks.facts.types import GUIDE_ELEMENTS

_SYNONYMS = {
    "name": """
        事项名称 服务事项名称 服务名称 项目名称 办理事项 实施事项名称 服务事项""",
    "basis": """
        设定依据 实施依据 法律依据 办理依据 法定依据 审批依据 政策依据 法律法规依据 服务依据""",
    "conditions": """
        申请条件 受理条件 办理条件 申报条件 许可条件 准予批准的条件 服务对象及条件 申办条件
        审批条件 办理条件及要求""",
    "materials": """
        办理材料 申请材料 申报材料 提交材料 所需材料 所需资料 办理所需材料 需提交材料 受理材料
        应提交的材料 材料清单 申请材料目录 申请所需材料 申办材料 需提供材料 办理资料 申报资料""",
    "place": """
        办理地点 受理地点 办公地址 办公地点 办理地址 受理地址 窗口地址 服务地点 办事地点
        办事地址 办理窗口 办理地点及时间 办理时间和地点 办理时间及地点 办理时间地点
        办公地点及时间 办公地址和时间""",
    "time": """
        办理时间 办公时间 受理时间 办理时限 承诺时限 法定时限 承诺办结时限 法定办结时限 服务时间
        办结时限 审批时限 工作时间 承诺期限 办理期限 法定期限 对外办公时间 接待时间
        办理时间和地点 办理时间及地点 办理时间地点 办理地点及时间 办公地点及时间
        办公地址和时间""",
    "phone": """
        联系电话 咨询电话 监督电话 投诉电话 咨询方式 联系方式 监督投诉电话 咨询投诉电话
        办公电话 服务电话 监督投诉方式 咨询监督电话 咨询及监督电话""",
    "process": """
        办理流程 办事流程 办理程序 办事程序 审批流程 审批程序 申请流程 服务流程 工作流程
        受理流程 办理步骤 申办流程 业务流程 办理流程图 流程图""",
}
_LABELS: dict[str, set[str]] = {}
for _element in GUIDE_ELEMENTS:
    for _label in _SYNONYMS[_element].split():
        _LABELS.setdefault(_label, set()).add(_element)

_NUMBER = re.compile(
    r"[\s(（【\[*★●■◆]*(?:第?[一二三四五六七八九十]{1,3}|\d{1,2})?[\s)）.、．】\]:：]*"
)
# Whatever a label is, it holds one of these words: spares the conversion of all other lines.
_HINT = re.compile(
    "[条條]件|依[据據]|材料|[资資]料|地[点點址]|窗口|[时時][间間限]|期限|[电電][话話]|方式|流程|程序|步[骤驟]"
    "|名[称稱]|事[项項]"
)
_LONGEST = 14
# A page that only tells where and when an office is open is no guide.
_CORE = frozenset(("basis", "conditions", "materials", "process"))


def read_elements(page: Page, flow: str) -> tuple[str, ...]:
    """Elements that stand as a label: a cell, a heading or bold words, or ``X：`` opening a line.

    Args:
        page: the page.
        flow: visible text outside navigation and footer, a line for each block.
    """
    found: set[str] = set()
    for line in flow.split("\n"):
        found |= _element_of(line)
    for index in page.of("strong", "b"):
        if page.nodes[index].area == "body":
            found |= _element_of(page.text(index, 40))
    return tuple(element for element in GUIDE_ELEMENTS if element in found)


def _element_of(line: str) -> set[str]:
    line = "".join(line[:80].split())
    if not _HINT.search(line):
        return set()
    number = _NUMBER.match(line)
    label = re.split(r"[:：]", line[number.end() if number else 0 :], maxsplit=1)[0]
    label = label.strip("】)）")
    return _LABELS.get(normal(label), set()) if len(label) <= _LONGEST else set()


def is_guide(elements_found: tuple[str, ...]) -> bool:
    """Whether the labels make the page a guide: three of the eight, two of them of substance."""
    return len(elements_found) >= 3 and len(_CORE.intersection(elements_found)) >= 2
