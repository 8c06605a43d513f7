"""Names of persons (姓名): whether a few characters are one, by the surnames in use."""

from __future__ import annotations

import re

# Surnames of more than 99 % of the people (公安部 name reports), and the usual double ones.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程魏苏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃"
    "武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒"
    "阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司"
    "卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙"
    "荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘"
    "满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普"
    "阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭"
    "干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由張陳楊黃趙吳孫馬許韓馮鄧蕭葉蘇呂盧鍾譚陸賈龍賀顧龔"
    "萬錢嚴劉鄭謝羅蔣閻鄒薑湯齊喬龐顏倪莊聶魯歐關蘭畢單祁饒"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "长孙", "慕容", "令狐", "司徒", "端木",
           "公孙", "轩辕", "夏侯", "东方", "南宫", "西门", "闻人", "宇文", "歐陽", "司馬",
           "諸葛")  # fmt: skip
_HAN = re.compile(r"[一-鿿㐀-䶿]{2,4}")
_FOREIGN = re.compile(r"[一-鿿]{1,8}(?:[·•・][一-鿿]{1,8}){1,3}")
# Two to four characters in a table that begin like a name and are none.
_WORDS = re.compile(
    r"[省市县區区镇乡村组街路局科室部厅院所站队处办会社司校园厂店行级类型号码男女族岁人合计备注单位"
    r"地址电话手机联系姓名性别职务]$|^(?:合计|单位|时间|电话|地址|金额|名称|项目|类别|性别|备注|编号|方式"
    r"|状态|日期|男|女|汉族|高中|初中|小学|大专|本科|农村|城市|城镇|居民|全部|全县|全市|通过|合格|同意"
    r"|应届|正常|已婚|未婚|党员|群众|团员|明细|原因|平均|国家|公示|文件|成绩|简介|满分|强制|连续|相关"
    r"|信息|计划|安全|和谐|温州|安徽|云南|江西|江苏|海南|黄山|石家庄|南京|常州|康复|华东|计算机)",
)


def is_name(text: str) -> bool:
    """Whether a text by itself is a person's name: a surname and one or two characters, or with ·.

    Blanks inside (``张 三``) don't count. A name column may hold rarer ones: `may_be_name`.
    """
    text = "".join(text.split())
    if _FOREIGN.fullmatch(text):
        return True
    if not _HAN.fullmatch(text) or _WORDS.search(text):
        return False
    return text[:2] in _DOUBLE if len(text) == 4 else text[0] in _SURNAMES


def may_be_name(text: str) -> bool:
    """Whether what stands in a column of names can be one, of a rare surname too."""
    text = "".join(text.split())
    return bool(_HAN.fullmatch(text) or _FOREIGN.fullmatch(text))


def mask_name(text: str) -> str:
    """A name with all but its first character hidden: ``张**``."""
    text = "".join(text.split())
    return text[:1] + "*" * (len(text) - 1)
