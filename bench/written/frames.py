"""Frames that are put around a body: head, navigation and foot in the habits of some systems."""

# ruff: noqa: E501 (pages, not code)
from __future__ import annotations

_FRAMES = {
    "none": "{body}",
    "bare": (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>云溪县人民政府</title>{head}'
        '</head><body><div class="nav"><a href="/">首页</a><a href="/xxgk/">政务公开</a>'
        '<a href="/hdjl/">互动交流</a></div><div class="main">{body}</div></body></html>'
    ),
    "trs": (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>办事服务_江南省人民政府</title>'
        '<meta name="ColumnName" content="办事服务">{head}</head><body><div class="header">'
        '<ul class="nav"><li><a href="../../">首页</a></li><li><a href="../">政务服务</a></li>'
        '<li><a href="./">办事指南</a></li></ul></div><div class="path">当前位置：'
        '<a href="../../">首页</a> &gt; <a href="../">政务服务</a> &gt; <a href="./">办事指南</a></div>'
        '<div class="content">{body}</div><div class="footer"><p>主办单位：江南省人民政府办公厅</p>'
        "<p>地址：东桥市府前路1号　联系电话：0000-5550000</p></div></body></html>"
    ),
    "jcms": (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>东桥市人民政府 办事指南</title>'
        '{head}</head><body><div id="top"><a href="/">网站首页</a><a href="/col/col12/">个人办事</a>'
        '<a href="/col/col13/">企业办事</a><a href="/col/col14/">联系电话</a></div>'
        '<div class="main"><!--ZJEG_RSS.content.begin-->{body}<!--ZJEG_RSS.content.end--></div>'
        '<div class="bt-foot">东桥市人民政府主办　办公时间：周一至周五　电话：5550001</div>'
        "</body></html>"
    ),
    "old": (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        "<title>云溪县公众信息网</title>{head}</head><body bgcolor=#ffffff>"
        "<table width=1000 align=center><tr><td colspan=2><img src=/images/top.jpg></td></tr><tr><td width=180 valign=top>"
        "<a href=/index.asp>首页</a><br><a href=/bszn.asp>办事指南</a><br>"
        "<a href=/xzzx.asp>表格下载</a></td><td valign=top>{body}</td></tr><tr><td colspan=2 align=center>"
        "云溪县人民政府主办<br>地址：云溪县城关镇　电话：5550002</td></tr></table></body></html>"
    ),
}


def framed(body: str, frame: str, head: str = "") -> str:
    """A whole page around a body."""
    return _FRAMES[frame].replace("{head}", head).replace("{body}", body.strip())
