"""Words beside numbers (号码的说明词): what they call a number, a column, a table."""

from __future__ import annotations

import re

# What words call a number. Those that come first in a text win, and swallow what follows: 家长电话
# is a person's, 联系人手机 an office's.
LABELS = re.compile(
    r"(?P<identity>身\s*份\s*[证證]|公民身份|身份号码|证件号|证件编号|社会保障号|居民证|ID\s*card)"
    r"|(?P<card>(?:银行|借记|储蓄|工资|社保|惠农|存折|收款|打款|个人)[^，。；]{0,6}(?:卡号|[账帐]号|[账帐]户)"
    r"|银行卡|卡\s*号|[账帐賬]\s*[号號户]|一卡通|存折)"
    r"|(?P<mobile>手\s*机|手機|移动电话)"
    r"|(?P<person>(?:本人|家庭|监护人|家长|考生|申请人|户主|患者|学生|当事人|受助|低保|村民|业主|来信人"
    r"|信访人|反映人|留言人)(?:[^，。；：:]{0,4}(?:电话|手机|方式))?|[家亲]属(?:联系)?(?:电话|手机|方式))"
    r"|(?P<office>(?:联\s*系|咨询|举报|投诉|监督|办公|值班|服务|报名|客服|预约|报警|救援|应急|受理|业务|维权"
    r"|求助|报修|招商|采购|代理|负责人|责任人|经办|单位|公司|企业|机构|门店|店铺|商家|法人|法定代表|会务|工作"
    r"|技术|前台|聯系|聯繫|諮詢|辦公)"
    # 受理编号, 报名序号 and 业务流水号 are no numbers to be called.
    r"(?:(?!编\s*[号码]|序\s*号|单\s*号|代\s*码|流水|证书)[^，。；：:]){0,6}"
    r"(?:电\s*话|電\s*話|手\s*机|手機|方式|号码)?"
    r"|热线|專線|传真|客服|电\s*话|電\s*話|拨打|致电)"
    r"|(?P<other>索\s*引\s*号|信用代码|机构代码|登记号|注册号|编\s*[号码]|代\s*码|文\s*号|案\s*号|合同|订单|流水"
    r"|单号|备案|许可|证书|资格|批准|票据|发票|条码|条形码|QQ|群|车架|发动机|设备|项目|信访件|查询码|快递|运单"
    r"|宗地|产权|学号|考号|准考证|金额|序号|执照|执業|号牌|[￥¥$]|统一社会|公众号)",
    re.I,
)
PENALTY = re.compile(
    r"行政处罚|处罚决定|处罚信息|失信|被执行人|惩戒|严重违法|吊销.{0,8}驾驶证|终生禁驾"
)
NAME_HEAD = re.compile(
    r"姓\s*名|名字|^(?:申请人|户主|学生|考生|村民|患者|死者|当事人|家长|补贴对象|补助对象|受益人|保障对象|被保险人"
    r"|购房人|持证人|残疾人)(?:名称|名单)?$"
)
# Columns of a directory of officials, bodies or services: its numbers are there to be called.
OFFICE_HEAD = re.compile(
    r"职\s*务|职\s*位|职\s*责|科\s*室|单\s*位|部\s*门|岗\s*位|办公|值班|负责人|责任人|联系人|河长|林长|路长|网格|企\s*业|公\s*司"
    r"|法定代表|法人|项目|机\s*构|经办|主管|服务|门店|商户|医生|村医|专家|律师|网点|站点|分管|经营|联络|店名|合作社"
)
DIRECTORY = re.compile(
    r"通讯录|值班|联系方式|联系电话|办公电话|咨询电话|电话(?:一览|号码|公布|公示)|名录|网格|河长|林长|责任人|联络"
)
# Columns and titles of lists of private persons: nobody is to be called there. Sex, age and
# schooling are told of those who serve, too.
PRIVATE = re.compile(
    r"身\s*份\s*[证證]|户\s*籍|家庭(?:住址|地址|成员|人口)|家\s*长|学\s*生|监护|银\s*行|补贴|补助|救助|津贴|低\s*保|特困|困难|残疾"
    r"|患者|成绩|准考证|班\s*级|户\s*主|申请人|危房|搬迁|资助|慰问|考生|录取|新生|拟聘|贫困|优抚|孤儿|留守"
)
BODY_ACCOUNT = re.compile(
    r"(?:户\s*名|账户名称|收款单位|收款人|开户名|名\s*称|单\s*位)[^\n]{0,40}?(?:公司|局|委员会|中心|政府|财政|学校|医院|集团|"
    r"交易|办公室|厂|协会|大学)|保证金|对公|基本户|投标"
)


def last_label(words: str) -> str:
    """What the last label in some words calls a number; empty if there is none.

    Returns:
        ``identity``, ``card``, ``mobile`` (手机, whoever's), ``person`` (a private one's),
        ``office`` (a number to be called) or ``other``.
    """
    last = ""
    for match in LABELS.finditer(words):
        last = match.lastgroup or ""
    return last
