"""Settings: every source, every reader, and what a wrong value is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.config import Origin, resolve
from audit.errors import ConfigError
from audit.settings import OPTIONS, Settings
from audit.values import (
    parse_as_of,
    parse_cidr,
    parse_connect_to,
    parse_duration,
    parse_host_port,
    parse_nameserver,
    parse_site,
)
from checks.finding import Severity
from spiders.options import ConnectTo


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def test_every_setting_has_a_reader_and_a_help_and_nothing_else_has() -> None:
    assert (*OPTIONS, "exception") == Settings.__struct_fields__
    assert all(option.help.endswith(".") for option in OPTIONS.values())


def test_defaults() -> None:
    result = resolve({}, {}, Path("/"))
    assert result.settings == Settings()
    assert set(result.origins.values()) == {Origin("default")}
    assert result.settings.max_pages == 500
    assert result.settings.fail_on is Severity.MINOR


def test_each_layer_beats_the_one_below(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.audit]\n"
        + "".join(
            f"{name} = {number}\n"
            for name, number in [
                ("max_pages", 1),
                ("max_depth", 1),
                ("max_targets", 1),
                ("max_time", 1),
            ]
        )
    )
    (tmp_path / "a" / "audit.toml").write_text("max_depth = 2\nmax_targets = 2\nmax_time = 2\n")
    env = {"AUDIT_MAX_TARGETS": "3", "AUDIT_MAX_TIME": "3"}
    result = resolve({"max_time": "4", "delay": None, "allow_net": ()}, env, folder)
    settings, origins = result.settings, result.origins
    assert (settings.max_pages, settings.max_depth) == (1, 2)
    assert (settings.max_targets, settings.max_time) == (3, 4)
    assert origins["max_pages"] == Origin("pyproject.toml", str(tmp_path / "pyproject.toml"))
    assert origins["max_depth"] == Origin("audit.toml", str(tmp_path / "a" / "audit.toml"))
    assert origins["max_targets"] == Origin("env", "AUDIT_MAX_TARGETS")
    assert origins["max_time"] == Origin("flag", "--max-time")
    assert origins["delay"] == Origin("default")


def test_only_the_nearest_file_of_a_kind_holds(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text("max_pages = 1\nmax_depth = 1\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "audit.toml").write_text("max_pages = 2\n")
    (inner / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    settings = resolve({}, {}, inner).settings
    assert (settings.max_pages, settings.max_depth) == (2, Settings().max_depth)


def test_a_file_may_hold_lists_dates_durations_and_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_bytes(
        b'\xef\xbb\xbfindicators = ["disclosure-2018"]\r\nas_of = 2026-09-30\r\n'
        b'max_time = "15m"\r\nallow_net = "10.0.0.0/8, fd00::/8"\r\n'
        b'out = "results"\r\n'
    )
    settings = resolve({}, {}, tmp_path).settings
    assert settings.indicators == ("disclosure-2018",)
    assert settings.as_of == "2026-09-30"
    assert settings.max_time == 900
    assert [str(n) for n in settings.networks] == ["10.0.0.0/8", "fd00::/8"]
    assert settings.out == str(tmp_path / "results")


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ("max_page = 1", "unknown setting 'max_page'", "did you mean max_pages?"),
        ("max-pages = 1", "unknown setting 'max-pages'", "did you mean max_pages?"),
        ("zzz = 1", "unknown setting 'zzz'", "“audit config show” lists all settings"),
        ("max_pages = 0", "max_pages: must be at least 1: 0", ""),
        ("max_pages = 1.5", "max_pages: not a whole number: 1.5", ""),
        ("max_pages = true", "max_pages: not a whole number: True", ""),
        ("delay = -1", "delay: must be at least 0: -1", ""),
        ("delay = nan", "delay: must be at least 0: nan", ""),
        ("timeout = 'soon'", "timeout: not a duration like 90s, 15m or 2h: 'soon'", ""),
        ("lang = 'fr'", "lang: must be one of zh, en: 'fr'", ""),
        ("fail_on = 'bad'", "must be one of veto, serious, minor, hint: 'bad'", ""),
        ("indicators = [1]", "indicators: not a list of texts: [1]", ""),
        ("indicators = '../x'", "not the name of an indicator set: '../x'", ""),
        ("allow_net = '0.0.0.0/0'", "name the network to allow, not all addresses", ""),
        ("contact = 'ask the office'", "not a web or mail address: 'ask the office'", ""),
        ("searches = 21", "must be at most 20: 21", ""),
        ("contact = '联系'", "only printable ASCII can stand in a header", ""),
        ("user_agent = 'a\\u000d\\u000ab'".replace("'", '"'), "only printable ASCII", ""),
        ("out = 1", "out: not text: 1", ""),
        ("as_of = 'yesterday'", "as_of: not a date", ""),
        ("broken = [", "audit.toml: ", ""),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_told_with_its_place(
    tmp_path: Path, text: str, told: str, hint: str
) -> None:
    (tmp_path / "audit.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        resolve({}, {}, tmp_path)
    assert caught.value.message.startswith(f"{tmp_path / 'audit.toml'}: ")
    assert told in caught.value.message
    assert caught.value.hint == hint
    assert "\n" not in caught.value.message


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_bytes("contact = '联系'".encode("gb18030"))
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        resolve({}, {}, tmp_path)


def test_tool_audit_must_be_a_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\naudit = 1\n")
    with pytest.raises(ConfigError, match="is not a table"):
        resolve({}, {}, tmp_path)


def test_variables_near_misses_are_errors_and_other_programs_are_left_alone() -> None:
    with pytest.raises(ConfigError) as caught:
        resolve({}, {"AUDIT_MAX_PAGE": "1"}, Path("/"))
    assert caught.value.hint == "did you mean AUDIT_MAX_PAGES?"
    with pytest.raises(ConfigError, match="AUDIT_max_pages"):
        resolve({}, {"AUDIT_max_pages": "1"}, Path("/"))
    with pytest.raises(ConfigError, match="AUDIT_DELAY: not a duration"):
        resolve({}, {"AUDIT_DELAY": "x"}, Path("/"))
    settings = resolve({}, {"AUDIT_LOG_LEVEL": "1", "AUDIT_OUT": "", "DELAY": "9"}, Path("/"))
    assert settings.settings == Settings()


def test_a_wrong_flag_is_named_as_it_is_typed() -> None:
    with pytest.raises(ConfigError, match=r"^--connect-to: not an IP address: 'localhost'$"):
        resolve({"connect_to": ("x:80:localhost:80",)}, {}, Path("/"))


def test_settings_made_in_code_are_checked_too() -> None:
    with pytest.raises(ValueError, match="max_pages: must be at least 1"):
        Settings(max_pages=0)


def test_the_user_agent_says_who_we_are() -> None:
    assert "compatible; GovsiteAudit/" in Settings().user_agent
    assert Settings(contact="https://audit.example/").user_agent.endswith(
        "; +https://audit.example/)"
    )
    assert Settings(user_agent="mine", contact="a@b.cn").user_agent == "mine"


def test_parsed_views() -> None:
    settings = Settings(
        connect_to=("www.x.gov.cn:443:[::1]:8443",),
        nameserver=("127.0.0.1:5353",),
        ipv6_target="ipv6.example.cn:443",
        as_of="2026-09-30",
    )
    assert settings.mappings == (ConnectTo("www.x.gov.cn", 443, "::1", 8443),)
    assert settings.nameservers == (("127.0.0.1", 5353),)
    assert settings.ipv6_host_port == ("ipv6.example.cn", 443)
    assert settings.inspection_time(datetime(2026, 11, 22, tzinfo=UTC)).date() == date(2026, 9, 30)
    now = datetime(2026, 11, 22, 20, tzinfo=UTC)
    assert Settings().inspection_time(now).isoformat() == "2026-11-23T04:00:00+08:00"
    assert Settings().ipv6_host_port is None


@pytest.mark.parametrize(
    ("text", "mapping"),
    [
        ("www.x.cn:80:127.0.0.1:8080", ConnectTo("www.x.cn", 80, "127.0.0.1", 8080)),
        ("WWW.X.cn:80:1.2.3.4:", ConnectTo("www.x.cn", 80, "1.2.3.4", 80)),
        (":443:[::1]:8443", ConnectTo("", 443, "::1", 8443)),
        ("*:*:10.0.0.1:80", ConnectTo("", 0, "10.0.0.1", 80)),
        ("::127.0.0.1:8080", ConnectTo("", 0, "127.0.0.1", 8080)),
        ("[2001:DB8::1]:80:[::1]:81", ConnectTo("2001:db8::1", 80, "::1", 81)),
        ("测试.cn:80:127.0.0.1:81", ConnectTo("xn--0zwm56d.cn", 80, "127.0.0.1", 81)),
    ],
)
def test_connect_to(text: str, mapping: ConnectTo) -> None:
    assert parse_connect_to(text) == mapping


@pytest.mark.parametrize(
    "text",
    ["", "a:b:c", "x:80:host:80", "x:0:1.1.1.1:80", "x:80:1.1.1.1:65536", "x:80::80",
     "::1:80:1.1.1.1:80", "*::127.0.0.1:", "a/b:80:1.1.1.1:80", "a@b:80:1.1.1.1:80",
     "x:８0:1.1.1.1:80"],
)  # fmt: skip
def test_connect_to_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="not "):
        parse_connect_to(text)


def test_nameservers() -> None:
    assert parse_nameserver("127.0.0.1:5353") == ("127.0.0.1", 5353)
    assert parse_nameserver("10.0.0.53") == ("10.0.0.53", 53)
    assert parse_nameserver("[::1]:5353") == ("::1", 5353)
    assert parse_nameserver("::1") == parse_nameserver("[::1]") == ("::1", 53)
    for wrong in ("dns.example:53", "1.1.1.1:0", "1.1.1.1:x", ""):
        with pytest.raises(ValueError, match="not "):
            parse_nameserver(wrong)


def test_times_durations_networks_and_hosts() -> None:
    assert parse_duration("90") == parse_duration("90s") == parse_duration("1.5m") == 90
    assert parse_duration(" 2H ") == 7200
    assert parse_as_of("2026-11-22").isoformat() == "2026-11-22T23:59:59+08:00"
    assert parse_as_of("20261122").isoformat() == "2026-11-22T23:59:59+08:00"
    assert parse_as_of("2026-11-22T09:00").isoformat() == "2026-11-22T09:00:00+08:00"
    assert parse_as_of("2026-11-22T20:00Z").isoformat() == "2026-11-23T04:00:00+08:00"
    assert str(parse_cidr("10.1.2.3")) == "10.1.2.3/32"
    assert parse_host_port("[::1]:80") == ("::1", 80)
    for parse, wrong in [
        (parse_duration, "1d"), (parse_duration, "-1"), (parse_as_of, "22.11.2026"),
        (parse_cidr, "10.1.2.3/8"), (parse_cidr, "::/0"), (parse_host_port, "x"),
        (parse_host_port, "::1:80"), (parse_host_port, ":80"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=r"not "):
            parse(wrong)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("www.x.gov.cn", ("https://www.x.gov.cn/", "http://www.x.gov.cn/")),
        ("www.x.gov.cn:8080/a", ("https://www.x.gov.cn:8080/a", "http://www.x.gov.cn:8080/a")),
        (" HTTP://www.X.gov.cn/a#b ", ("http://www.x.gov.cn/a",)),
        ("测试.cn", ("https://xn--0zwm56d.cn/", "http://xn--0zwm56d.cn/")),
        ("http://[::1]:8000/", ("http://[::1]:8000/",)),
    ],
)
def test_site_addresses(text: str, urls: tuple[str, ...]) -> None:
    assert parse_site(text) == urls


@pytest.mark.parametrize(
    "text",
    ["", "http://", "https:///", "a b.cn", "http://x.cn/a b", "x.cn:99999", "ftp://x.cn",
     "file:///etc/passwd", "javascript:alert(1)", "http：//www.x.cn", "https://u:p@x.cn/",
     "http://x\n.cn/", "http://[x"],
)  # fmt: skip
def test_site_addresses_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|http and https"):
        parse_site(text)
