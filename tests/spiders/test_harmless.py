from __future__ import annotations

import pytest

from spiders.harmless import harmless

SITE = "http://www.a.gov.cn"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/logout", ""),
        ("/user/logout.do", "退出"),
        ("/admin/delete?id=1", ""),
        ("/del.jsp?id=3", ""),
        ("/news/delNews.action?newsId=9", ""),
        ("/index.php?m=Article&a=delete&id=3", ""),
        ("/x.do?method=deleteById&id=1", ""),
        ("/x.aspx?action=logout", ""),
        ("/list?op=del&id=7", ""),
        ("/vote?item=3", ""),
        ("/survey/vote.jsp?id=1", "投票"),
        ("/mail/unsubscribe?u=x", "退订"),
        ("/unsubscribe/", ""),
        ("/logout.jsp;jsessionid=1F", ""),
        ("/api/article/like?id=1", ""),
        ("/sso/signOut", ""),
        ("/x.do?cmd=user.logout", ""),
        ("/?logout", ""),
        ("/Log-Out", ""),
        ("/cms/handle.do?id=7", "删除"),
        ("/passport/go.jsp", "安全退出"),
        ("/u.do?id=7", "[注销登录]"),
        ("/x?act=%64elete", ""),
        ("/toupiao.php?xid=3", ""),
    ],
)
def test_actions_are_not_opened(path: str, text: str) -> None:
    assert not harmless(SITE + path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/zhuxiao/", "注销"),
        ("/zhuxiao/index.html", "注销公告"),
        ("/art/2024/1/1/art_1.html", "注销公告"),
        ("/zwgk/202401/t20240101_1.html", "关于删除部分行政许可事项的公告"),
        ("/art/1.html", "删除"),
        ("/col/delete/index.html", ""),
        ("/vote/", "民意征集"),
        ("/vote/index.html", "在线投票"),
        ("/dczj/vote_list.jsp", "网上调查"),
        ("/list.do?column=delivery", ""),
        ("/delta/x.do?id=1", ""),
        ("/model/delegation.jsp?id=2", ""),
        ("/search?q=delete", ""),
        ("/search?q=logout&page=2", ""),
        ("/list?title=unsubscribe", ""),
        ("/x.do?method=view&id=3", "查看"),
        ("/x.do?action=list", ""),
        ("/removed/1.html", ""),
        ("/likes.html", ""),
        ("/voteDetail.do?id=1", "查看投票结果"),
        ("/yqtc/", "退出"),
        ("/file/logout.pdf", ""),
        ("/logout.html", "退出说明"),
        ("/", ""),
        ("/vote", "投票"),
        ("/delete.html", "删除"),
        ("/bszn/detail?id=3", "企业注销登记"),
        ("/zt/tuichu/", "退役军人"),
        ("/like/", ""),
        ("/download?file=del.pdf", "附件下载"),
        ("/index.php?m=content&c=index&a=lists&catid=9", ""),
        ("/x?a=1&m=2", ""),
    ],
)
def test_pages_that_are_only_about_it_are_read(path: str, text: str) -> None:
    assert harmless(SITE + path, text)
