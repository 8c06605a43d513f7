"""Links that do something when they are opened (副作用): a reader must not click them.

GET has to be safe (RFC 9110 9.2.1), but old systems delete, log out and vote by it. The rule is
narrow: it looks at words of action in the place of an action - a script's name, a parameter that
names one - and never at what a page is about: an article on 注销 or a column /zhuxiao/ is read.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urlsplit

_VERBS = (
    r"(?:do|btn|on)?[_-]?(?:del|delete|remove|destroy|drop|logout|log[_-]?out|logoff|log[_-]?off"
    r"|signout|sign[_-]?out|unsubscribe|vote|like|zan|dianzan|toupiao|tuichu|shanchu)"
)
# A noun may follow: delNews, delete_user, voteSave.
_NOUN = (
    r"(?:[_-]?(?:all|by)?[_-]?(?:id|news|item|info|user|file|msg|message|article|record|save|do))?"
)
# A script or the last folder of a path without a name of its own: /logout, /admin/del.jsp.
_SCRIPTS = r"\.(?:do|action|jsp|jspx|jhtml|php|asp|aspx|ashx|cgi|svc|json)"
_ACTION = re.compile(rf"{_VERBS}{_NOUN}", re.I)
_ENDS = re.compile(r"log[_-]?out|log[_-]?off|sign[_-]?out|unsubscribe", re.I)
_SCRIPT = re.compile(rf"{_VERBS}{_NOUN}{_SCRIPTS}", re.I)
_NAMES_ACTION = frozenset(
    ("a", "act", "action", "cmd", "command", "do", "method", "op", "oper", "operation", "opt", "m",
     "func", "event", "task")
)  # fmt: skip
# Words of the link itself, whole: 注销公告 is a title, 注销 alone is a button.
_WORDS = re.compile(
    r"[\[【(（\s]*(?:退出(?:登录|系统)?|安全退出|注销(?:登录)?|退订|取消订阅|删除|清空|点赞|投(?:他|她|它)?一票"
    r"|log\s?out|log\s?off|sign\s?out|unsubscribe|delete)[\]】)）\s]*",
    re.I,
)
# The words decide only where the address can be an action at all.
_STATIC = re.compile(r"\.(?:s?html?|pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif)$", re.I)


def harmless(url: str, text: str = "") -> bool:
    """Whether a link may be opened without fear of changing anything on the site.

    Args:
        url: absolute address.
        text: words of the link.
    """
    parts = urlsplit(url)
    path = unquote_plus(parts.path)
    last = path.rstrip("/").rpartition("/")[2]
    last = last.partition(";")[0]
    if _SCRIPT.fullmatch(last) or _ENDS.fullmatch(last):
        return False
    pairs = [pair.partition("=") for pair in re.split("[&;]", unquote_plus(parts.query))]
    for name, _, value in pairs:
        if name.lower() in _NAMES_ACTION and _ACTION.fullmatch(value.rpartition(".")[2]):
            return False
        if not value and _ENDS.fullmatch(name):
            return False
    # A verb as the last folder with an object behind it: /news/delete?id=1, /vote?item=3.
    if _ACTION.fullmatch(last) and any(value for _, _, value in pairs):
        return False
    acts = bool(parts.query) or not ("." not in last or _STATIC.search(last))
    return not (acts and not _STATIC.search(last) and _WORDS.fullmatch(text.strip()))
