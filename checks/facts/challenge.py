"""Bot walls (反爬验证页): pages that a protection service sends instead of the site's own.

A page so recognised says nothing about the site: no content check may run on it (safety: the
lies that become false accusations).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.facts.text import clean_text

MAX_TEXT = 800
"""Characters of visible text up to which a page can be a challenge; real pages have more."""
FEW_WORDS = 300
"""Characters of visible text below which a wall's script makes a page the wall's."""
FEW_LINKS = 3
"""Links to other pages up to which it does."""
LONGEST = 200_000
"""Characters of a page in which a wall's script is looked for."""

_SCRIPTS = (
    ("ruishu", re.compile(r"\$_ts\s*=|\$_ts\[|window\[['\"]\$_ts")),
    ("jsl", re.compile(r"__jsl_clearance|__jsluid|document\.cookie\s*=\s*\('_'\)")),
    ("aliyun-waf", re.compile(r"acw_sc__v[23]|aliyun_?waf|arg1\s*=\s*'[0-9A-F]{40}'|_waf_is")),
    ("tencent-waf", re.compile(r"TencentCaptcha|EO_Bot_|__tst_status|waf\.tencent")),
    ("cloudflare", re.compile(r"/cdn-cgi/challenge-|_cf_chl_opt|cf-mitigated|cf-browser-verif")),
    ("chuangyudun", re.compile(r"yunsuo_session|security_session_verify|jiasule|knownsec")),
    ("wzws", re.compile(r"WZWS_METHOD|wzwschallenge|wzwsquestion|WZWSREL")),
    ("safedog", re.compile(r"safedog|waf-safe", re.I)),
    ("safeline", re.compile(r"SafeLine|safeline|chaitin", re.I)),
    ("baidu-waf", re.compile(r"yjs-waf|yunjiasu|wappass\.baidu")),
    ("captcha", re.compile(r"geetest|initGeetest|h-captcha|g-recaptcha|/captcha[/.?]", re.I)),
)  # fmt: skip
_WORDS = (
    (
        "captcha",
        re.compile(r"安全验证|人机验证|滑动验证|拖动.{0,6}滑块|请输入验证码|访问验证|完成验证"),
    ),
    (
        "waf",
        re.compile(
            r"请开启JavaScript并刷新该页|请求被拦截|访问被(?:拦截|阻断)|访问(?:过于)?频繁"
            r"|(?:访问|您的)请求.{0,24}(?:拦截|阻断|拒绝|异常)|(?:网站|Web应用)防火墙"
            r"|(?:触发|已被).{0,12}(?:防火墙|安全策略|WAF|云防护)"
            r"|checking your browser|just a moment\b|attention required|request blocked"
            r"|verify(?:ing)? you are (?:a )?human",
            re.I,
        ),
    ),
)
# Every script of a wall holds one of these in lower case, and its words one of those: most pages
# hold none, and the patterns, which take a hundred times as long, needn't be tried.
_SCRIPT_HINTS = b"""
    $_ts __jsl ('_') acw_sc waf arg1 captcha eo_bot_ __tst_ cdn-cgi cf_chl cf- yunsuo
    security_session jiasu knownsec wzws afedog afel chait wappass geete
    """
_WORD_HINTS = """
    验证 滑块 并刷新 请求 访问被 频繁 防火墙 安全策略 waf 云防护 your moment attent reque human
    """
_SCRIPT_PARTS = tuple(_SCRIPT_HINTS.split())
_HINT = re.compile("|".join(map(re.escape, _WORD_HINTS.split())))
_NOSCRIPT = re.compile(r"<noscript.{0,2000}?</noscript", re.S | re.I)


def may_be(html: str, text: str, pieces: Iterable[str], links: int, least: int = 0) -> bool:
    """Whether `read_challenge` may tell a bot wall in a page.

    Args:
        html: the decoded page.
        text: all of its text, scripts and navigation included.
        pieces: the same in pieces, as elements part them.
        links: how many links to other pages it has.
        least: characters of visible text that it surely has.
    """
    if least > MAX_TEXT:
        return False
    if _HINT.search(text.lower()):
        # Inline elements part what belongs together, blocks what doesn't.
        ways = " ".join(text.split()), " ".join(pieces)
        if any(pattern.search(words) for words in ways for _, pattern in _WORDS):
            return True
    return links <= FEW_LINKS and least < FEW_WORDS and _has_script_hint(html[:LONGEST])


def _has_script_hint(head: str) -> bool:
    lower = head.encode("utf-8", "replace").lower()  # a search in bytes is faster
    return any(hint in lower for hint in _SCRIPT_PARTS)


def read_challenge(html: str, text: str, links: int) -> str:
    """Name of the bot wall whose page this is; empty if it is none.

    Args:
        html: the decoded page.
        text: its whole visible text with the title, as it stands.
        links: how many links to other pages it has.
    """
    if links > 10 or len(words := clean_text(text, 2000)) > MAX_TEXT:
        return ""
    if len(words) < FEW_WORDS and links <= FEW_LINKS:
        head = html[:LONGEST]
        # A site may embed such a script beside its own content: few words and links decide.
        if _has_script_hint(head):
            for name, pattern in _SCRIPTS:
                if pattern.search(head):
                    return name
        words += "".join(_NOSCRIPT.findall(head))[:500]
    if not _HINT.search(words.lower()):
        return ""
    return next((name for name, pattern in _WORDS if pattern.search(words)), "")
