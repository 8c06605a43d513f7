"""Words of bad neighbourhoods (不良内容线索词): gambling, pornography, forged papers.

After domain/indicators §6.6, as far as its words stand in no honest page: 彩票 is also the state's
lottery, 金沙 a county, 三级 a grade of hospitals. Such words count only together. A hit is only
a hint for a person, never a verdict.
"""

from __future__ import annotations

import re
from typing import Literal

Theme = Literal["", "gambling", "pornography", "papers"]

_SURE: dict[Theme, str] = {
    "gambling": r"(?<![a-z0-9])(?:bet365|365bet|manbetx|hga0\d\d|dafabet|188bet|betway)(?![a-z])"
    r"|百家乐|博彩(?!业|收入|税|监)|娱乐城|老虎机|六合彩|赌场|时时彩|电子游艺|捕鱼(?:游戏|达人)"
    r"|必赢(?:亚洲|国际|娱乐|体育|棋牌|官网|网址)"
    r"|澳门(?:新葡京|威尼斯人|银河|金沙)|真人(?:娱乐|荷官|视讯)"
    r"|(?:网上|在线|体育|外围)(?:赌|博彩|投注|下注)",
    # 无码 is also what has no health code or number plate, A片 a district or a pill of vitamin A.
    "pornography": r"麻豆(?:传媒|视频|精品)|三级片(?!区|警)|约炮|裸聊"
    r"|(?:国产|日韩|日本|欧美|亚洲|中文)[^\n，。]{0,4}无码"
    r"|无码(?:av|视频|专区|影片|电影|高清|免费|在线|人妻|中文|一区)"
    r"|(?:国产|日韩|欧美|亚洲)[^\n，。园业港]{0,6}(?:一区|二区|三区)"
    r"|(?<![a-z0-9素维])a片(?!区|剂)|(?<![a-z0-9])av(?:女优|片|在线)"
    r"|成人(?:电影|视频|影片|网站|小说)|(?:黄色|色情)(?:网站|视频|电影)",
    "papers": r"代开发票|办(?:理)?假证|(?:代办|办理)(?:毕业证|学历证|驾照)|刻章办证|发票代开",
}
_SERVICE = re.compile(r"税务|办税|服务厅|指南|流程|须知|如何|怎[么样]|一次办|网上办|预约")
"""Words of an honest service: tax offices write invoices for others, too (代开发票)."""
_MAYBE: dict[Theme, str] = {
    "gambling": r"彩票|棋牌|皇冠|永利|金沙|开户|投注|赌|葡京|威尼斯人|下注|彩金|赔率|娱乐",
    "pornography": r"三级|麻豆|色情|成人|激情|在线观看|福利视频",
}
_TOGETHER = 3
"""Different words from which on they tell a theme though each may be honest."""
# Who warns against it, punishes it or reports on it, names it.
_AGAINST = re.compile(
    r"打击|严打|整治|查处|破获|侦破|案|防范|警惕|举报|禁止|反赌|禁赌|诈骗|抓获|扫黄|打非|处罚"
    r"|通报|专项行动|拒绝|远离|危害|治理|查获|取缔|宣传|提醒|曝光"
    r"|罪|获刑|判刑|被告|法院|涉嫌|涉赌|涉黄|警方|民警"
)
_MUST = {theme: re.compile(words, re.I) for theme, words in _SURE.items()}
_MAY = {theme: re.compile(words, re.I) for theme, words in _MAYBE.items()}


def theme_of(*texts: str) -> tuple[Theme, str]:
    """What some short texts (titles, words of links) are about, and the words that say so.

    A text that speaks against it is passed over.
    """
    honest = [text.lower() for text in texts if text and not _AGAINST.search(text)]
    for theme, pattern in _MUST.items():
        told = [t for t in honest if theme != "papers" or not _SERVICE.search(t)]
        hit = next((match[0] for text in told if (match := pattern.search(text))), "")
        if hit:
            return theme, hit
    for theme, pattern in _MAY.items():
        hits = sorted({word for text in honest for word in pattern.findall(text)})
        if len(hits) >= _TOGETHER:
            return theme, " ".join(hits)
    return "", ""
