"""Service guides (办事指南): which of the eight elements stand on a page as labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.facts import contents
from checks.facts.dates import fold
from checks.facts.text import normal
from checks.facts.tree import Page
from checks.facts.types_contents import GUIDE_ELEMENTS, GuideElement

_SYNONYMS = {
    "name": """
        事项名称 服务事项名称 服务名称 项目名称 办理事项 实施事项名称 服务事项""",
    "basis": """
        设定依据 实施依据 法律依据 办理依据 法定依据 审批依据 政策依据 法律法规依据 服务依据
        设立依据 法规依据 执法依据 设定和实施依据""",
    "conditions": """
        申请条件 受理条件 办理条件 申报条件 许可条件 准予批准的条件 服务对象及条件 申办条件
        审批条件 办理条件及要求 申领条件 登记条件 认定条件 享受条件 办证条件 申请人条件""",
    "materials": """
        办理材料 申请材料 申报材料 提交材料 所需材料 所需资料 办理所需材料 需提交材料 受理材料
        应提交的材料 材料清单 申请材料目录 申请所需材料 申办材料 需提供材料 办理资料 申报资料
        申领材料 申请资料 申请要件 办理要件 应提交材料 应提供材料 所需证件 登记材料 办事材料
        申请材料清单""",
    "place": """
        办理地点 受理地点 办公地址 办公地点 办理地址 受理地址 窗口地址 服务地点 办事地点
        办事地址 办理窗口 办理地点及时间 办理时间和地点 办理时间及地点 办理时间地点
        办公地点及时间 办公地址和时间 受理窗口 办理场所 办公场所 具体地址""",
    "time": """
        办理时间 办公时间 受理时间 办理时限 承诺时限 法定时限 承诺办结时限 法定办结时限 服务时间
        办结时限 审批时限 工作时间 承诺期限 办理期限 法定期限 对外办公时间 接待时间
        办理时间和地点 办理时间及地点 办理时间地点 办理地点及时间 办公地点及时间
        办公地址和时间 受理时限 承诺办理时限 法定办理时限""",
    "phone": """
        联系电话 咨询电话 监督电话 投诉电话 咨询方式 联系方式 监督投诉电话 咨询投诉电话
        办公电话 服务电话 监督投诉方式 咨询监督电话 咨询及监督电话 咨询热线 服务热线 业务咨询电话
        办理电话 受理电话 窗口电话 咨询服务电话""",
    "process": """
        办理流程 办事流程 办理程序 办事程序 审批流程 审批程序 申请流程 服务流程 工作流程
        受理流程 办理步骤 申办流程 业务流程 办理流程图 流程图 办理环节 办事步骤 申报流程 申报程序
        申领流程 申领程序 登记流程 登记程序 窗口办理流程 网上办理流程 线下办理流程""",
}
_LABELS: dict[str, set[str]] = {}
for _element in GUIDE_ELEMENTS:
    for _label in _SYNONYMS[_element].split():
        _LABELS.setdefault(_label, set()).add(_element)
_BEGINS = re.compile(
    rf"\W{{0,4}}(?:[一二三四五六七八九十\d]{{1,3}}\W{{1,3}})?(?:{'|'.join(_LABELS)})[^\s：:]"
)

# A guide may tell an element in words that no list of labels knows: whoever reads them has it.
_SPOKEN = {
    "basis": re.compile(r"依据|《[^》]{2,60}(?:法|条例|办法|规定|细则|通知|意见|决定|标准)》"),
    "conditions": re.compile(r"[条條]件|[对對]象|[适適]用|符合|凡"),
    "materials": re.compile(
        r"材料|[资資]料|[证證]件|身份[证證]|[户戶]口|[复複]印件|申[请請][表书書]"
    ),
    "place": re.compile(
        r"地[点點址]|窗口|大[厅廳]|[路街道]\s*\d+\s*[号號]|\d\s*[楼樓室]"
        r"|[网網線线]上(?:申|提交|受理|[办辦]理)"
    ),
    "time": re.compile(
        r"工作日|[时時]限|期限|小[时時]|周一|星期一|上班|上午|即[办时]|当场|[办辦]公[时時]|\d\s*个?[日天月]内"
    ),
    "phone": re.compile(
        r"[电電]\s*[话話]|[热熱][线線]|方式|0\d{2,3}\s?[-—－]\s?\d{7}|12345|(?<!\d)1[3-9]\d{9}"
    ),
    "process": re.compile(
        r"流程|程序|步骤|第一步|受理.{0,60}(?:审[查核批]|决定|办结|发证|送达)", re.S
    ),
}
# What tells an element whose label stands empty: no word that is part of other labels, too.
_TOLD = _SPOKEN | {
    "basis": re.compile(r"《[^》]{2,60}(?:法|条例|办法|规定|细则|通知|意见|决定|标准)》"),
    "conditions": re.compile(r"符合|凡是|凡在|具备|具有|年满|[户戶]籍"),
    "materials": re.compile(r"身份[证證]|[户戶]口|[复複]印件|申[请請][表书書]|[证證]明|[执執]照"),
    "place": re.compile(
        r"窗口|大[厅廳]|[路街道]\s*\d+\s*[号號]|\d\s*[楼樓室]|[网網線线]上(?:申|提交|受理|[办辦]理)"
    ),
    "time": re.compile(r"工作日|小[时時]|周一|星期一|上班|上午|即[办时]|当场|\d\s*个?[日天月]内"),
    "phone": re.compile(r"0\d{2,3}\s?[-—－]\s?\d{7}|12345|(?<!\d)1[3-9]\d{9}"),
    "process": re.compile(
        r"第一步|受理.{0,60}(?:审[查核批]|决定|办结|发证|送达)|申请.{0,30}受理", re.S
    ),
}
# Notices and rules also name materials and conditions, and what bears a year is no standing guide.
_NO_GUIDE = re.compile(
    r"通知|公告|公示|通告|办法|细则|方案|意见|规定|条例|制度|通报|答复|解读|问答|报告|总结|招聘|招录|20\d\d"
)

_NUMBER = re.compile(
    r"[\s(（【\[*★●■◆]*(?:第?[一二三四五六七八九十]{1,3}|\d{1,2}(?:[.．]\d{1,2}){0,2})?[\s)）.、．】\]:：]*"
)
# Whatever a label is, it holds one of these words: spares the conversion of all other lines.
_HINTS = """
    条件 條件 依据 依據 材料 资料 資料 地点 地點 地址 窗口 期限 方式 流程 程序 名称 名稱 事项 事項
    时间 时間 时限 時间 時間 時限 电话 电話 電话 電話 步骤 步驟
    """
_HINT = re.compile("|".join(rf"{hint[0]}[^\S\n]*{hint[1]}" for hint in _HINTS.split()))
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
    glued = False
    for line in set(_hinted(flow)):
        found |= _element_of(line)
        glued = glued or bool(_BEGINS.match(line))
    if glued:  # words of several boxes on one line, a label among them
        for words in contents.lines_of(page, _element_of):
            found |= _element_of(words.words)
    for index in page.of("strong", "b"):
        if page.nodes[index].area == "body":
            found |= _element_of(page.text(index, 40))
    return tuple(element for element in GUIDE_ELEMENTS if element in found)


def _hinted(flow: str) -> Iterator[str]:
    """Lines that hold a hint; the search in one go spares looking at each line."""
    end = -1
    for hint in _HINT.finditer(flow):
        if hint.start() > end:
            start = flow.rfind("\n", 0, hint.start()) + 1
            end = flow.find("\n", hint.start())
            end = end if end >= 0 else len(flow)
            yield flow[start:end]


def read_contents(page: Page) -> tuple[GuideElement, ...]:
    """The labelled elements of a guide with what stands under each label."""
    return contents.read(page, _element_of)


def read_told(
    labelled: tuple[str, ...], parts: tuple[GuideElement, ...], flow: str
) -> tuple[str, ...]:
    """The elements that a guide tells: under a label, or anywhere in its text.

    A label with nothing under it tells nothing; if the rest of the text does, the element is told.

    Args:
        labelled: elements with a label.
        parts: what stands under the labels.
        flow: the guide's own text, a line for each block.
    """
    empty = {part.name for part in parts if part.status == "empty"}
    text = fold(flow)
    told = {e for e, words in _SPOKEN.items() if e not in labelled and words.search(text)}
    if empty:
        rest = fold("\n".join(_behind_label(line) for line in flow.split("\n")))
        told |= {e for e, words in _TOLD.items() if e in empty and words.search(rest)}
    told |= set(labelled) - empty
    return tuple(e for e in GUIDE_ELEMENTS if e in told)


def _behind_label(line: str) -> str:
    """A line without the label that it begins with."""
    return contents.parted(line)[1] if _element_of(line) else line


def _element_of(line: str) -> set[str]:
    line = "".join(contents.parted(line[:80])[0].split())
    number = _NUMBER.match(line)
    label = line[number.end() if number else 0 :].strip("】)）")
    if len(label) > _LONGEST or not _HINT.search(line):
        return set()
    return _LABELS.get(normal(label), set())


def is_guide(elements_found: tuple[str, ...], title: str) -> bool:
    """Whether the labels make the page a guide: three of the eight, two of them of substance.

    The title must not be that of a notice, a rule or a call of one year.
    """
    labels = len(elements_found) >= 3 and len(_CORE.intersection(elements_found)) >= 2
    return labels and not _NO_GUIDE.search(title)
