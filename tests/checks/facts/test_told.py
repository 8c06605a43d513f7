"""What pages tell by words and labels."""

from __future__ import annotations

import pytest

from checks.facts.page import read_page

URL = "http://www.example.gov.cn/jgzn/"


def told(body: str) -> tuple[str, ...]:
    html = f"<html><body><div class='content'>{body}</div></body></html>"
    return read_page(html.encode(), URL, "text/html; charset=utf-8").told


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>地　址：例市中心大道1号</p><p>工作时间：九时至五时</p><p>联系电话：0000</p>",
         ("address", "hours", "phone", "time")),
        ("<p>辦公地點：例市</p><p>電話：0000</p>", ("address", "phone")),
        ("<p>张某，男，1970年3月生，大学学历，分管交通。</p>", ("career", "duties")),
        ("<p>来　源：</p>", ("source",)),
        ("<p>2026年11月1日</p>", ("time",)),
        ("<script>document.write(doc.pubTime)</script>", ("time",)),
        ("<p>例市人民政府办公室承办文电、会务等事务。</p>", ()),
    ],
)  # fmt: skip
def test_what_a_page_tells(body: str, found: tuple[str, ...]) -> None:
    assert told(body) == found


def test_a_date_far_below_is_no_time_of_publication() -> None:
    assert told(f"<p>{'正文' * 600}</p><p>2026年11月1日</p>") == ()
