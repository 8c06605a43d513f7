"""Consultations (意见征集): calls for opinions on a draft, and what became of the opinions."""

from __future__ import annotations

import re
from typing import Literal

from checks.facts import dates_forms as forms
from checks.facts.text import normal, simplified
from checks.facts.types_contents import Consultation

MOST_TEXT = 20_000
"""Characters of a page that are looked through; a draft printed in full may follow."""

Stage = Literal["", "call", "result"]

# A call for proposals of projects (征集民生实事项目建议) has no draft and is none of these.
# The draft itself bears these words in its name: they make no call of a page.
_DRAFT_NAME = re.compile(r"[（(\[【]?(?:公开)?征求意见稿[）)\]】]?")
_CALL = re.compile(
    r"(?:征求|征询|听取|征集).{0,60}意见|意见(?:建议)?(?:的)?(?:公开)?(?:征集|征询|征求)|公开征求"
)
_RESULT = re.compile(
    r"(?:征求|征集|征询|听取|公众|社会|意见|建议).{0,60}(?:结果|采纳|采用|反馈|汇总|情况|处理|研究)"
)
_NEITHER = re.compile(
    r"会议|座谈|研讨|召开|举行|开展|启动|培训|总结|解读|问答|工作(?:方案|要点|通知)|办法$|制度$|规定$|指南$"
    r"|起草说明|编制说明|调研|督查|督导|新闻"
)
_LEAST_DAYS = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,2}(?:个)?(?:工作)?[日天]内")
_UNTIL = (
    re.compile(rf"(?:截止|截至|结束|终止)[^\d一二民]{{0,12}}{forms.DAY}"),
    re.compile(rf"(?:至|到|—|－|–|~|～|-){{1,2}}\s{{0,4}}{forms.DAY}"),
    re.compile(rf"{forms.DAY}[^。；\n\d]{{0,10}}(?:前|止|截止|结束|为止)"),
)
_SAME_YEAR = re.compile(
    r"(?P<y>20\d\d)\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日?\s{0,4}(?:起)?\s{0,4}(?:至|到|[—－–~～-]{1,2})"
    r"\s{0,4}(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"
)
_TERM = re.compile(
    r"截止|截至|期限|有效期|结束(?:时间|日期)|征集时间|征求意见时间|起止|(?:月|日)[^。\n]{0,6}(?:前|止)"
    r"|为期|期间|即日起|之日起|发布起|[天日月周](?:之|以)?内|[至到—－–~～-]{1,2}\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|公示期|反馈时间|前(?:反馈|将|通过|以书面|书面|发送|提出|提交|告知)"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}[@＠][\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|电子邮[箱件]|邮箱|信箱")
_PHONE = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-—－ ]?)?[2-9]\d{6,7}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|传真"
    r"|热线|(?:电话|拨打|致电|联系方式|手机)[^。\n]{0,20}\d{3}"
)
_POST = re.compile(
    r"信函|邮寄|寄[至送到往]|来信|来函|书面(?:形式|意见|反馈|材料)|通[讯信]地址|邮编|邮政编码|送达"
    r"|送交|送至|递交|当面|现场|上门|反馈(?:至|到|给)|联系人|地址|与.{1,12}联系"
)
_FORM = re.compile(
    r"我要(?:提|参与|留言|发表|建议|说)|(?:提交|发表|填写)(?:意见|建议|留言)|在线(?:留言|提交|反馈|填写|征集|提)"
    r"|登[录陆陸][^。\n]{0,40}(?:网|平台|系统)|(?:网站|平台|专栏|栏目|系统|页面)[^。\n]{0,20}(?:留言|反馈|提出|提交)"
    r"|公众号|二维码|扫码|问卷|留言|留下"
)
_DRAFT = re.compile(
    r"征求意见稿|草案|修订稿|送审稿|讨论稿|初稿|附件|全文如下|第[一1]条|第一章|方案如下"
)
_REASONS = re.compile(
    r"说明|背景|必要性|依据|根据|按照|依照|为了|为(?:进一步|贯彻|落实|加强|规范|做好|推[动进]|全面|切实|深入)"
    r"|为(?:保障|促进|完善|加快|提[高升])"
)
_ANSWERED = re.compile(
    r"(?:共|总计|累计|期间|期内|截[至止][^。\n]{0,16}|未|没有|均未|尚未)(?:有)?收(?:集)?到"
    r"|采纳(?:意见|建议)?\d|(?:已|予以|未予?|不予|不|部分|均|全部|拟|基本)采纳|采纳情况(?:如下|[:：])"
    r"|无(?:不同|修改|反馈|异议|其他)?意见|未提出|没有(?:提出|反馈|不同)"
    r"|(?:收到|提出|反馈)[^。\n]{0,14}(?:意见|建议)[^。\n]{0,6}\d{1,5}\s?[条件个]"
    r"|\d{1,5}\s?[条件个]\s?(?:意见|建议|修改)|(?:不|未)(?:予)?采纳(?:的)?(?:理由|原因)"
)


def stage_of(title: str) -> Stage:
    """Whether a title is that of a call for opinions or of its result; empty for neither."""
    plain = normal(_DRAFT_NAME.sub("", title))
    if _NEITHER.search(plain):
        return ""
    if _RESULT.search(plain) and re.search(r"结果|采纳|采用|反馈|汇总|情况|处理", plain):
        return "" if _asks_back(plain) else "result"
    return "call" if _CALL.search(plain) else ""


def _asks_back(plain: str) -> bool:
    """请反馈意见 asks for opinions, it doesn't answer them."""
    return bool(re.search(r"请.{0,12}反馈|反馈.{0,6}意见的(?:函|通知|公告)$", plain))


def read_consultation(title: str, flow: str) -> Consultation | None:
    """What a call or a result says of itself; None for other pages.

    Args:
        title: its headline.
        flow: visible text outside navigation and footer.
    """
    stage = stage_of(title)
    if not stage:
        return None
    text = simplified(flow[:MOST_TEXT])
    until = _until(text)
    ways: tuple[tuple[Literal["email", "phone", "post", "form"], re.Pattern[str]], ...] = (
        ("email", _EMAIL), ("phone", _PHONE), ("post", _POST), ("form", _FORM),
    )  # fmt: skip
    body = text.replace(title, "")
    return Consultation(
        stage=stage,
        term=bool(until or _TERM.search(body) or _LEAST_DAYS.search(body)),
        until=until,
        ways=tuple(name for name, pattern in ways if pattern.search(body)),
        draft=bool(_DRAFT.search(body)),
        reasons=bool(_REASONS.search(body)),
        answered=bool(_ANSWERED.search(body)),
    )


def _until(text: str) -> str:
    """The last day that is plainly the end of the term."""
    found = [forms.of(m) for pattern in _UNTIL for m in pattern.finditer(text)]
    found += [forms.iso(m["y"], m["m"], m["d"]) for m in _SAME_YEAR.finditer(text)]
    return max(filter(None, found), default="")
