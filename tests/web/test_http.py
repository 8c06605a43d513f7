"""The loopback internet over HTTP: each behaviour really behaves."""

from __future__ import annotations

import gzip as gzip_
import http.client
import socket

import pytest

from tests.web import behaviours as b
from tests.web.client import address, connect, fetch
from tests.web.internet import Internet

HOST = "www.a.gov.cn"


def read_all(sock: socket.socket) -> bytes:
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def get(target: str = "/") -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()


def test_pages_are_found_by_host_path_and_query(internet: Internet) -> None:
    home = internet.site(
        HOST,
        {"/": b.html("<p>甲"), "/list?cid=1": b.html("一"), "/list": b.html("其余")},
    )
    internet.site("www.b.gov.cn", {"/": b.html("<p>乙")})
    assert home == "http://www.a.gov.cn/"
    assert fetch(internet, home).body.decode() == "<p>甲"
    assert fetch(internet, "http://www.b.gov.cn/").body.decode() == "<p>乙"
    assert fetch(internet, home + "list?cid=1").body.decode() == "一"
    assert fetch(internet, home + "list?cid=2").body.decode() == "其余"
    assert fetch(internet, home + "no").status == 404
    assert internet.asked(HOST) == ["/", "/list?cid=1", "/list?cid=2", "/no"]


def test_a_request_is_logged_whole(internet: Internet) -> None:
    internet.site(HOST, {"/": b.html("")})
    fetch(internet, f"https://{HOST}/?x=1", headers={"User-Agent": "tester"})
    (request,) = internet.requests
    assert (request.url, request.method) == (f"https://{HOST}/?x=1", "GET")
    assert request.headers["User-Agent"] == "tester"
    assert request.peer == "127.0.0.1"
    assert request.port > 0
    assert request.at.utcoffset() is not None


def test_an_unknown_host_is_misdirected(internet: Internet) -> None:
    client = http.client.HTTPConnection("127.0.0.1", internet.http_port)
    client.request("GET", "/", headers={"Host": "www.unknown.gov.cn"})
    assert client.getresponse().status == 421
    client.close()


def test_the_port_in_the_host_header_does_not_matter(internet: Internet) -> None:
    internet.site(HOST, {"/": b.html("x")})
    assert fetch(internet, f"http://{HOST}/", headers={"Host": f"{HOST.upper()}:80"}).status == 200


def test_http_can_send_everything_to_https_or_be_closed(internet: Internet) -> None:
    internet.site(HOST, {}, http="redirect")
    reply = fetch(internet, f"http://{HOST}/x?y=1")
    assert (reply.status, reply.headers["location"]) == (301, f"https://{HOST}/x?y=1")
    internet.site(HOST, {}, http="closed")
    with pytest.raises(ConnectionRefusedError):
        connect(internet, HOST, 80)


def test_ipv6_hosts_are_reached_on_the_ipv6_loopback(internet: Internet) -> None:
    if not internet.ipv6:
        pytest.skip("this machine has no ::1")
    internet.site(HOST, {"/": b.html("六")}, ipv6=True)
    assert address(internet, HOST, 443)[0] == "::1"
    assert fetch(internet, f"https://{HOST}/").body.decode() == "六"
    assert internet.requests[-1].peer == "::1"


def test_only_reading_is_allowed(internet: Internet) -> None:
    internet.site(HOST, {"/": b.html("x")})
    assert fetch(internet, f"http://{HOST}/", "POST").status == 405
    head = fetch(internet, f"http://{HOST}/", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "1")


def test_statuses_and_redirects(internet: Internet) -> None:
    internet.site(
        HOST,
        {"/410": b.status(410), "/r": b.redirect("../x", 307), "/m": b.meta_refresh("/index.htm")},
    )
    assert fetch(internet, f"http://{HOST}/410").status == 410
    reply = fetch(internet, f"http://{HOST}/r")
    assert (reply.status, reply.headers["location"]) == (307, "../x")
    assert b"url=/index.htm" in fetch(internet, f"http://{HOST}/m").body


def test_charsets_declared_undeclared_and_wrong(internet: Internet) -> None:
    internet.site(
        HOST,
        {
            "/declared": b.html("財", "big5"),
            "/undeclared": b.html("财", "gbk", ""),
            "/wrong": b.html("财", "gbk", "utf-8"),
        },
    )
    declared = fetch(internet, f"http://{HOST}/declared")
    assert declared.headers["content-type"] == "text/html; charset=big5"
    assert declared.body.decode("big5") == "財"
    undeclared = fetch(internet, f"http://{HOST}/undeclared")
    assert undeclared.headers["content-type"] == "text/html"
    assert undeclared.body == "财".encode("gbk")
    wrong = fetch(internet, f"http://{HOST}/wrong")
    assert wrong.headers["content-type"] == "text/html; charset=utf-8"
    assert wrong.body == "财".encode("gbk")


def test_compression_true_and_false(internet: Internet) -> None:
    internet.site(HOST, {"/good": b.gzip("正文"), "/bad": b.bad_gzip("正文")})
    good, bad = (fetch(internet, f"http://{HOST}/{name}") for name in ("good", "bad"))
    assert good.headers["content-encoding"] == bad.headers["content-encoding"] == "gzip"
    assert gzip_.decompress(good.body).decode() == "正文"
    with pytest.raises(gzip_.BadGzipFile):
        gzip_.decompress(bad.body)


def test_huge_headers(internet: Internet) -> None:
    internet.site(HOST, {"/": b.huge_headers(300_000)})
    with connect(internet, HOST, 80) as sock:
        sock.sendall(get())
        head = read_all(sock).partition(b"\r\n\r\n")[0]
    assert len(head) > 300_000


def test_slow_and_hanging_answers_outlast_an_impatient_client(internet: Internet) -> None:
    internet.site(HOST, {"/slow": b.slow(30, b.html("")), "/hangs": b.hangs()})
    for path in ("slow", "hangs"):
        with pytest.raises(TimeoutError):
            fetch(internet, f"http://{HOST}/{path}", timeout=0.2)
    internet.site(HOST, {"/": b.slow(0.01, b.html("done"))})
    assert fetch(internet, f"http://{HOST}/").body == b"done"


def test_flaky_answers_come_in_turn_and_the_last_stays(internet: Internet) -> None:
    answers = b.flaky([b.status(503), b.slow(0, b.status(404)), b.html("ok")])
    internet.site(HOST, {"/": answers})
    seen = [fetch(internet, f"http://{HOST}/").status for _ in range(4)]
    assert seen == [503, 404, 200, 200]


def test_head_refused_get_answered(internet: Internet) -> None:
    internet.site(HOST, {"/": b.head_405(b.html("ok"))})
    assert fetch(internet, f"http://{HOST}/", "HEAD").status == 405
    assert fetch(internet, f"http://{HOST}/").status == 200


def test_cookie_redirect_lets_only_the_cookie_through(internet: Internet) -> None:
    internet.site(HOST, {"/": b.cookie_redirect(b.html("in"))})
    first = fetch(internet, f"http://{HOST}/")
    assert (first.status, first.headers["location"]) == (302, "/")
    cookie = first.headers["set-cookie"].partition(";")[0]
    assert fetch(internet, f"http://{HOST}/", headers={"Cookie": cookie}).body == b"in"


@pytest.mark.parametrize(
    ("code", "sign"),
    [(412, b"$_ts"), (202, b"$_ts"), (521, b"__jsl_clearance_s"), (403, b"script")],
)
def test_challenges(internet: Internet, code: int, sign: bytes) -> None:
    internet.site(HOST, {"/": b.challenge(code)})
    reply = fetch(internet, f"http://{HOST}/")
    assert reply.status == code
    assert sign in reply.body
    assert "set-cookie" in reply.headers


def test_drip_comes_byte_by_byte(internet: Internet) -> None:
    internet.site(HOST, {"/": b.drip(b"x" * 40, 0.01)})
    assert fetch(internet, f"http://{HOST}/").body == b"x" * 40
    with connect(internet, HOST, 80) as sock:
        sock.sendall(get())
        pieces = []
        while piece := sock.recv(65536):
            pieces.append(piece)
    assert len(pieces) > 1


def test_truncated_body_ends_before_its_promise(internet: Internet) -> None:
    internet.site(HOST, {"/": b.truncated(b"<p>half")})
    with pytest.raises(http.client.IncompleteRead) as caught:
        fetch(internet, f"http://{HOST}/")
    assert caught.value.partial == b"<p>half"


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"])
def test_reset_breaks_the_connection(internet: Internet, sent: bytes) -> None:
    internet.site(HOST, {"/": b.reset(sent)})
    with connect(internet, HOST, 80) as sock:
        sock.sendall(get())
        with pytest.raises(ConnectionResetError):
            read_all(sock)


def test_never_ending_body_goes_on_past_any_limit(internet: Internet) -> None:
    internet.site(HOST, {"/": b.never_ends()})
    with connect(internet, HOST, 80) as sock:
        sock.sendall(get())
        received = 0
        while received < 3_000_000:
            received += len(sock.recv(65536))
    assert received >= 3_000_000


def test_wire_sends_what_is_no_http(internet: Internet) -> None:
    internet.site(HOST, {"/": b.wire(b"SSH-2.0-demo\r\n")})
    with pytest.raises(http.client.BadStatusLine):
        fetch(internet, f"http://{HOST}/")
