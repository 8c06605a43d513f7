"""`checks.facts.signs`: what words and tags say of the page itself."""

from __future__ import annotations

import pytest

from checks.facts.page import read_page


def page(body: str, head: str = "") -> bytes:
    return f"<html><head><title>搜索结果</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    "body",
    [
        "<p>抱歉，没有找到与“防汛”相关的结果。</p>",
        "<div>未搜索到符合条件的内容</div>",
        "<p>共找到 <b>0</b> 条结果</p>",
        "<td>暂无相关信息</td>",
        "<p>抱歉，沒有找到相關結果</p>",
    ],
)
def test_says_that_nothing_was_found(body: str) -> None:
    assert read_page(page(body), "http://www.example.gov.cn/so").says_no_results


@pytest.mark.parametrize(
    "body",
    [
        "<p>共找到 10 条结果</p><ul><li><a href=/a>例市防汛通知</a></li></ul>",
        "<p>找到 <b>20</b> 条</p>",
        '<div style="display: none">没有找到相关结果</div>',
        '<div class="tips hide"><p>没有找到相关结果</p></div>',
        '<div v-if="total === 0">没有找到相关结果</div>',
        "<template><p>没有找到相关结果</p></template>",
        "<script>var tip = '没有找到相关结果';</script>",
        "<!-- 没有找到相关结果 -->",
    ],
)
def test_words_nobody_reads_say_nothing(body: str) -> None:
    assert not read_page(page(body), "http://www.example.gov.cn/so").says_no_results


@pytest.mark.parametrize(
    ("policy", "upgrades"),
    [
        ("upgrade-insecure-requests", True),
        ("default-src 'self'; Upgrade-Insecure-Requests;", True),
        ("default-src https:", False),
    ],
)
def test_tells_browsers_to_upgrade(policy: str, upgrades: bool) -> None:
    tag = f'<meta http-equiv="content-security-policy" content="{policy}">'
    facts = read_page(page("", tag), "https://www.example.gov.cn/")
    assert facts.upgrades_insecure is upgrades


@pytest.mark.parametrize(
    ("body", "wordless"),
    [
        ("<p>当前位置：首页 &gt; 人事信息</p><h3>人事信息</h3><ul></ul>", True),
        ("<p>暂无信息</p><p>共0条 上一页 下一页 第1/1页</p>", True),
        ("<table><tr><th>序号<th>标题<th>发布时间</table>", True),
        ("<p>地址：人民路1号</p>", False),
        ("<p>周一至周五 9:00-17:30</p>", False),
        ("<p>本局不单独设立信访接待室。</p>", False),
        ("<p>共12条</p>", False),
        ("<ul><li>办公室<li>法规科<li>财务科<li>人事科</ul>", False),
        ("<form><input type=radio>满意<input type=radio>一般<input type=submit></form>", False),
        ("<form><input name=q><input type=submit></form>", True),
        ("<div id=tree></div><script>$.fn.zTree.init($('#tree'), {}, nodes)</script>", False),
        ("<div id=hits></div><script>var a = 1</script>", True),
        ("<div style='background: url(/qr.png)'></div>", False),
    ],
)
def test_wordless(body: str, wordless: bool) -> None:
    assert read_page(page(body), "http://www.example.gov.cn/c/").wordless is wordless
