"""Calls for opinions and their results, as pages tell of them."""

from __future__ import annotations

import pytest

from checks.facts.consultations import read_consultation, stage_of


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("关于《例市公园管理办法（征求意见稿）》公开征求意见的公告", "call"),
        ("关於《例市公園管理辦法（徵求意見稿）》公開徵求意見的公告", "call"),
        ("例市2026年民生实事项目建议征集", ""),
        ("例市公园规划意见建议征集", "call"),
        ("公开听取公众对例市公园规划的意见", "call"),
        ("关于请社会各界反馈例市公园规划意见的公告", ""),
        ("《例市公园管理办法》征求意见采纳情况", "result"),
        ("关于例市公园规划公众意见征集结果的公示", "result"),
        ("例市公园管理办法（征求意见稿）", ""),
        ("《例市公园管理办法（征求意见稿）》起草说明", ""),
        ("例市召开公园管理办法征求意见座谈会", ""),
        ("关于征集城市标识作品的公告", ""),
        ("例市公开征求意见工作办法", ""),
        ("例市人民政府工作报告", ""),
    ],
)
def test_stage_by_title(title: str, stage: str) -> None:
    assert stage_of(title) == stage


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("截止日期：2026年6月12日。", "2026-06-12"),
        ("请于2026年6月12日前反馈。", "2026-06-12"),
        ("征集时间：2026-05-12 至 2026-06-12", "2026-06-12"),
        ("自2026年5月12日至6月12日，公开征求意见。", "2026-06-12"),
        ("公开征求意见时间為2026年5月12日至2026年6月12日，歡迎來信。", "2026-06-12"),
        ("请于6月12日前反馈。", ""),
        ("自公告之日起30日内反馈。", ""),
        ("自公告之日起一个月，向社会征求意见。", ""),
        ("请于一个月内反馈。", ""),
        ("即日起至10月31日。", ""),
        ("时间：10月1日—10月31日。", ""),
        ("为期三十天。", ""),
        ("请在收到公告后三十日之内提出。", ""),
    ],
)
def test_end_of_the_term(text: str, until: str) -> None:
    says = read_consultation("关于例市公园规划公开征求意见的公告", text)
    assert says is not None
    assert (says.until, says.term) == (until, True)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("邮箱：a@example.gov.cn，电话0000-8123456", ("email", "phone")),
        ("以信函方式寄至市司法局", ("post",)),
        ("可登录本网站留言", ("form",)),
        ("請以書面形式反饋，並可發送電子郵件至電子郵箱；這是說明。", ("email", "post")),
        ("可拨打12345热线", ("phone",)),
        ("联系电话：812345", ("phone",)),
        ("联系方式：0000—8123 4567", ("phone",)),
        ("送交例市司法局法规科（例市人民路1号）", ("post",)),
        ("可当面提交", ("post",)),
        ("反馈至例市司法局立法科", ("post",)),
        ("在下方留下您的意见", ("form",)),
        ("截止日期为2026年6月12日", ()),
    ],
)
def test_ways_to_answer(text: str, ways: tuple[str, ...]) -> None:
    says = read_consultation("关于例市公园规划公开征求意见的公告", text)
    assert says is not None
    assert says.ways == ways


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("期间共收到意见5条，采纳3条。", True),
        ("征求意见期间，未收到意见。", True),
        ("公众无不同意见。", True),
        ("采纳情况将另行公布。", False),
        ("征求意见工作已结束，感谢各界支持。", False),
    ],
)
def test_what_came_of_the_opinions(text: str, answered: bool) -> None:
    says = read_consultation("《例市公园管理办法》征求意见采纳情况", text)
    assert says is not None
    assert says.answered is answered


def test_other_pages_are_none() -> None:
    assert read_consultation("例市人民政府关于公园建设的通知", "请于2026年6月12日前办理。") is None
