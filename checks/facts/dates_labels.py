"""What words beside a date call it (日期标签): publication, change, signing, event, or nothing."""

from __future__ import annotations

import re

from checks.facts.dates_forms import BARE_ROC, DAY, TIME

COLON = ":∶︰ː꞉˸"
GAP_CHARS = f" \t\n\r\f\v{COLON};,|>])】.│"
MOST_GAP = 60
B = r"[^\S\n]{0,4}"  # templates set the characters of a label apart: 日    期
WHEN = rf"(?:日{B}期|[时時]{B}[间間])"

# Labels that mean publication, unless they stand among other pieces.
STRONG = (
    rf"发{B}布|發{B}[布佈]|公\s?[布佈]|发\s?稿|刊\s?[登发發]|[张張]\s?[贴貼]|[发發]\s?表|公\s?[开開]"
    rf"|上\s?[网網版]|登\s?[载載]"
)
SIGNED = r"成\s?文|[签簽]\s?[署发發]|印\s?[发發]|制\s?[发發]|[发發]\s?文|落\s?款"
EVENT = (
    r"会[议議]|會[议議]|活[动動]|[举舉][办辦行]|召[开開]|[开開][标標]|[听聽][证證]|培[训訓]|考[试試]|比[赛賽]"
    r"|演出|[开開]庭|展出"
)
# Labels that mean it only in the line under the headline.
WEAK_BEFORE = r"[录錄]入|添加|加入|[创創]建|上[传傳]|信息|文章|稿件|新[闻聞]|入[库庫]"
# 生成日期: when the page's record was made; as good as publication if others agree.
LABEL = re.compile(
    rf"(?:(?:(?P<strong>{STRONG})|(?P<made>生{B}成)|(?P<changed>更{B}新|修{B}改|[编編]\s?[辑輯])"
    rf"|(?P<signed>{SIGNED})|(?P<event>{EVENT})|(?P<weak>(?<![一-鿿])(?:{WEAK_BEFORE})?)){B}{WHEN}"
    rf"|(?P<moved>更新)[于於]|(?P<set>(?<![一-鿿])[发發][表布佈][于於])|(?P<other>{WHEN}))\Z"
)
LABEL_ENDS = frozenset("期间間于於")
LABEL_LENGTH = 24
# Publication of something else, or to come.
OTHER = re.compile(
    r"(?:下[次期]|[预預][计計]|[计計][划劃]|[拟擬]|成[绩績]|[结結]果|原文|首次|[标標]准|名[单單]|[职職岗崗]位"
    r"|公示|分[数數]|准考[证證])的?\Z"
)
FOOTER = re.compile(
    r"版\s?[权權]所有|Copyright|[备備]案[号號序]|技[术術]支持|[标標][识識][码碼]|主[办辦][:：单單]",
    re.I,
)
AROUND = 80
LONGEST_LINK = 300
# The last change of the site, not of the page.
OF_SITE = re.compile(
    r"(?:[网網]站|本站|全站|站[点點]|系[统統]|平[台臺]|版本|程序|[软軟][件體])的?(?:最[后後近])?\Z"
)
DAY_AND_TIME = re.compile(rf"{DAY}(?P<time>{TIME})?")
EIGHT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
STRONG_ROC = re.compile(rf"(?:{STRONG}){B}{WHEN}[\s{COLON}]{{0,60}}{BARE_ROC}")
PASSED = re.compile(r"[^()〔〕\n]{0,80}(?:通\s?[过過]|批准|公布|修[订訂])[^()\n]{0,20}[)〕]")
AFTER_SOURCE = re.compile(
    rf".*(?:[来來]{B}源|作\s?者|[编編]\s?[辑輯]|供稿|稿源|[发發][布佈](?:机构|機構|单位|單位|者|人))"
    rf"\s?[{COLON}][^\d]{{0,40}}"
)
# A label of its own in the cell before: 有效期, 回复：
LABELLED = re.compile(
    rf"(?:期|期限|[时時]限|日|有效)\s*\Z|(?P<word>[^\s{COLON}]*)\s?[{COLON}]\s*\Z"
)
# 金融市场棱镜2019-09-23 07:48: the source set right before the moment, nothing else on the line.
GLUED = re.compile(rf"[^\d{COLON}]{{2,20}}")
NO_SOURCE = re.compile(
    rf"{WHEN}|截[止至]|[于於在至到從从自前后後]\s*$|今天|[现現]在|[当當]前|更新|[开開]始|[结結]束"
)
LINE_END = re.compile(r"[^\S\n]*(?=\n|\Z)")
BARE_END = re.compile(r"\s{0,9}[\])】〕|│丨]|(?=\s|来源|來源|作者|\Z)")
BESIDE = re.compile(
    rf"[来來]{B}源|稿\s?源|[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|字[号號体體]|作者|[编編][辑輯]|[访訪][问問]量|打印|分享"
)
NOT_BESIDE = re.compile(
    r"地\s{0,4}[点點址]|截止|至|—|～|~|主持|[参參]加|上午|下午|星期|[农農][历曆]"
)
# The day of the week belongs to a clock (今天是…), but where source or author follow it.
WEEKDAY = re.compile(
    rf"\s?[(]?(?:星期|[周週])[一二三四五六日天][)]?(?=.{{0,20}}(?:[来來]{B}源|稿\s?源|作\s?者|[编編]\s?[辑輯]|[阅閱][读讀]|[浏瀏][览覽])\s?[{COLON}])"
)
HELD = re.compile(r"地\s{0,4}[点點址]|主持|[参參]加|上午|下午")
PLACE_BELOW = re.compile(r"[^\n]{0,30}\n\s{0,20}[^\n]{0,4}地\s{0,4}[点點址]")
RANGE = re.compile(r"[^\S\n]?(?:至|到|之?前|以前|起|截止|[-—–～~]{1,2}\s?\d)")
INDEX_TABLE = re.compile(
    rf"索{B}引{B}[号號]|[发發]文字[号號]|主[题題]分[类類]|[组組]配分[类類]|信息分[类類]|[发發][布佈][机機][构構]"
)
SENTENCE = re.compile(r"[。;:!?,、]\s*$")
# A notice that passes another on, pressed into one line: its signature stands between the two.
BODY = r"[一-鿿]{2,20}(?:人民政府|政府|办公[厅室]|辦公[廳室]|委[员員][会會]|[厅廳局部])"
SIGNS = re.compile(rf"[。;!?\n]\s*(?![根按依经經据據由在与與和对對为為]){BODY}\s*\Z")
PASSED_ON = re.compile(rf"\s*{BODY}[关關][于於][^。\n]{{2,60}}?通知")
