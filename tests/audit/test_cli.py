"""The command line: help, mistakes, exit codes, the console, and doctor, as a user meets them."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import dns.message
import polib
import pytest

import reports
from audit.cli import cli, main
from audit.cli.base import Helpful
from audit.cli.console import Console, escape
from audit.errors import UserError
from audit.exit_codes import PRECEDENCE, ExitCode, combine
from audit.settings import OPTIONS
from tests.audit.messages import message_ids

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")


def audit(
    *args: str, cwd: Path, lang: str = "C.UTF-8", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the program as its own process, with nothing of this machine's configuration."""
    return subprocess.run(
        [sys.executable, "-m", "audit", *args],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": lang, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def commands(group: click.Command = cli, name: str = "audit") -> Iterator[tuple[str, Helpful]]:
    """Every command with its full name, groups included."""
    assert isinstance(group, Helpful)
    yield name, group
    if isinstance(group, click.Group):
        for word, command in group.commands.items():
            yield from commands(command, f"{name} {word}")


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_examples_that_parse(name: str, tmp_path: Path) -> None:
    command = COMMANDS[name]
    assert command.help
    assert command.examples
    for example in command.examples:
        words = [w.strip("'") for w in re.sub(r"^[A-Z_]+=\S+ ", "", example).split()]
        assert words[0] == "audit"
        called = cli.make_context("audit", words[1:], obj=Console())
        while isinstance(called.command, click.Group):
            left = called._protected_args + called.args
            if called.command.invoke_without_command and not left:
                break
            word, found, rest = called.command.resolve_command(called, left)
            assert found is not None, word
            called = found.make_context(word, rest, parent=called)
    shown = audit(*name.split()[1:], "--help", cwd=tmp_path)
    assert shown.returncode == 0
    assert shown.stdout.startswith(f"Usage: {name} ")
    assert command.examples[0] in shown.stdout


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_exit_code_is_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    for name, command in COMMANDS.items():
        if not isinstance(command, click.Group):
            assert f"`{name}" in text, name
    for code in ExitCode:
        assert f"| {int(code)} |" in text, code
    assert "sh scripts/demo.sh" in text
    assert "sh scripts/test.sh" in text


def test_every_setting_is_a_flag() -> None:
    for command, of_runs in (("audit run", True), ("audit round plan", False)):
        flags = {word for param in COMMANDS[command].params for word in param.opts}
        wanted = {name for name, option in OPTIONS.items() if option.of_runs is of_runs}
        assert {"--" + name.replace("_", "-") for name in wanted} < flags


def test_the_catalogue_has_every_message_with_the_same_placeholders() -> None:
    folder = Path(reports.__file__).parent / "locale/zh_CN/LC_MESSAGES"
    files = {file.name: polib.pofile(file.read_text("utf-8")) for file in folder.glob("*.po")}
    catalogue = {entry.msgid: entry.msgstr for file in files.values() for entry in file}
    ids = message_ids()
    assert ids - set(catalogue) == set(), "not translated"
    assert {entry.msgid for entry in files["cli.po"]} - ids == set(), "no longer in the code"
    for message in ids:
        chinese = catalogue[message]
        assert chinese, message
        holes = re.findall(r"\{\w+\}", message)
        assert sorted(re.findall(r"\{\w+\}", chinese)) == sorted(holes), message


def test_no_message_has_two_translations() -> None:
    folder = Path(reports.__file__).parent / "locale/zh_CN/LC_MESSAGES"
    found: dict[str, dict[str, str]] = {}
    for file in folder.glob("*.po"):
        for entry in polib.pofile(file.read_text("utf-8")):
            found.setdefault(entry.msgid, {})[entry.msgstr] = file.name
    # Whichever file comes last would win: sites that failed were once told not to open.
    assert {message: told for message, told in found.items() if len(told) > 1} == {}


def test_help_follows_the_locale(tmp_path: Path) -> None:
    shown = audit("run", "--help", cwd=tmp_path, lang="zh_CN.UTF-8", PYTHONUTF8="1")
    assert "用法：" in shown.stdout
    assert "网站首页地址" in shown.stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ("run", "give either --site URL, --sites FILE or --resume (see: audit run --help)"),
        ("run --site x.cn --sites file", "give either --site URL, --sites FILE or --resume"),
        ("run --sites file --resume folder", "give either --site URL, --sites FILE or --resume"),
        ("run --sites none.csv", "none.csv: there is no such file or folder"),
        ("run --sites twice", "twice, line 2: the same host as in line 1: x.cn (delete one"),
        ("run --sit x", "no such option: --sit; did you mean --site?"),
        ("rnu", "no such command: rnu; did you mean run?"),
        ("run --site ftp://www.x.cn", "--site: only http and https sites can be audited"),
        ("run --site http://[x", "--site: not a web address: 'http://[x'"),
        ("run --site x.cn --max-pages many", "--max-pages: not a whole number: 'many'"),
        ("run --site x.cn --as-of 2999-01-01", "the inspection time lies in the future"),
        ("run --site x.cn --out file/out", "file/out: part of the path is not a folder"),
        ("run --site x.cn --browser on", "--browser on: no program that can be run"),
        ("run --site x.cn --browser .", "--browser .: no program that can be run"),
        ("run --site x.cn --ca-file none.pem", "--ca-file none.pem: there is no such file"),
        ("run --site x.cn --ca-file file", "--ca-file file: no certificates in PEM form in it"),
        ("demo --out file", "cannot write to file"),
        ("check", "BUNDLE is missing (see “audit check --help”)"),
        ("report", "BUNDLE is missing"),
        ("run --site", "--site needs a value (see “audit run --help”)"),
        ("config show extra", "one word too many: extra (see “audit config show --help”)"),
        ("config show --format xml", "--format: must be one of text, json"),
        ("config show --quiet=1", "--quiet takes no value"),
        ("check nowhere", "nowhere: not a bundle (evidence.db is missing); give the folder"),
        ("check nowhere --indicators x.toml", "x.toml: cannot be read: there is no such file"),
        ("config show --connect-to x", "--connect-to: not HOST:PORT:ADDR:PORT"),
        ("checks explain no-such-check", "no such check: no-such-check"),
        ("checks explain broken-intrenal", "did you mean broken-internal?"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_and_exit_code_2(args: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "twice").write_text("www.x.cn\nx.cn\n")
    result = audit(*args.split(), cwd=tmp_path)
    assert result.returncode == ExitCode.USAGE
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert told in line


def test_without_arguments_the_help_is_shown(tmp_path: Path) -> None:
    result = audit(cwd=tmp_path)
    assert result.returncode == ExitCode.USAGE
    assert "Commands:" in result.stderr


def test_config_show_tells_value_and_origin(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text("delay = 2\n")
    args = ("config", "show", "--max-pages", "7", "--allow-net", "10.0.0.0/8")
    text = audit(*args, cwd=tmp_path, AUDIT_LANG="en").stdout
    shown = {line.split()[0]: line for line in text.splitlines()}
    assert set(shown) == set(OPTIONS)
    assert shown["max_pages"].split() == ["max_pages", "7", "(--max-pages)"]
    assert shown["delay"].split() == ["delay", "2.0", f"({tmp_path / 'audit.toml'})"]
    assert shown["lang"].split() == ["lang", "en", "(AUDIT_LANG)"]
    assert shown["timeout"].split() == ["timeout", "60.0", "(default)"]
    table = json.loads(audit(*args, "--format", "json", cwd=tmp_path).stdout)
    assert table["allow_net"] == {
        "value": ["10.0.0.0/8"], "layer": "flag", "place": "--allow-net"
    }  # fmt: skip


def test_checks_can_be_listed_and_explained(tmp_path: Path) -> None:
    assert "broken-internal" in audit("checks", "list", cwd=tmp_path).stdout
    page = audit("checks", "explain", "broken-internal", cwd=tmp_path).stdout
    assert "## Does not accuse" in page
    chinese = audit("checks", "explain", "broken-internal", cwd=tmp_path, lang="zh_CN.UTF-8")
    assert chinese.stdout.startswith("# ")
    assert chinese.stdout != page


def test_a_reader_who_leaves_changes_nothing(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [sys.executable, "-m", "audit", "config", "show"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (result.returncode, result.stderr) == (0, b"")


def test_our_own_fault_is_one_line_and_exit_code_4(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RuntimeError("from the net: \x1b[2J\nforged line")

    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setitem(cli.commands, "fail", Helpful("fail", callback=fail))
    assert main(["fail"]) == ExitCode.INTERNAL
    assert capsys.readouterr().err == (
        "error: internal error: RuntimeError: from the net: \\x1b[2J\\nforged line"
        " (-v shows where; please report it)\n"
    )
    assert main(["-v", "fail"]) == ExitCode.INTERNAL
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "\x1b" not in told


def test_an_error_for_the_user_carries_its_own_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full() -> None:
        raise UserError("the disk is full", "make room", ExitCode.INTERNAL)

    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setitem(cli.commands, "full", Helpful("full", callback=full))
    assert main(["full"]) == ExitCode.INTERNAL
    assert capsys.readouterr().err == "error: the disk is full (make room)\n"


def test_exit_codes_combine_by_precedence() -> None:
    assert [int(code) for code in PRECEDENCE] == [130, 4, 2, 3, 1, 0]
    assert set(PRECEDENCE) == set(ExitCode)
    assert combine([]) is ExitCode.CLEAN
    assert combine([0, 1, 3]) is ExitCode.INCOMPLETE
    assert combine([3, 2]) is ExitCode.USAGE
    assert combine([1, 130, 4]) is ExitCode.INTERRUPTED
    assert len({code.words for code in ExitCode}) == len(ExitCode)


def test_escape_leaves_no_character_that_acts() -> None:
    hostile = "标题\x1b[2J\r\n\x07\x9b1m\u202eabc\u2028\ud800"
    assert escape(hostile) == ("标题\\x1b[2J\\r\\n\\x07\\x9b1m\\u202eabc\\u2028\\ud800")
    assert escape("政务公开 – ok") == "政务公开 – ok"


def test_results_go_to_stdout_and_the_rest_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.print("result", "red")
    console.note("note")
    console.detail("unasked detail")
    console.progress("crawl", 1, 10, "x\ny")
    console.progress("crawl", 2, 10)
    console.progress("probe", 3)
    console.progress("crawl", 4, 10)
    out, err = capsys.readouterr()
    assert out == "result\n"
    assert err == "note\ncrawl: 1/10 x\\ny\nprobe: 3\n"
    console.quiet = True
    console.note("note")
    console.progress("confirm", 1)
    console.print("result")
    assert capsys.readouterr() == ("result\n", "")


TERMINAL = """
from audit.cli.console import Console
console = Console()
console.progress("crawl", 3, 10, "[bold]x\\x1b[2J")
console.note("a note")
console.print("a result", "red")
console.progress("crawl", 4, None)
console.close()
"""


@pytest.mark.parametrize("colour", [True, False])
def test_on_a_terminal_there_is_a_bar(tmp_path: Path, colour: bool) -> None:
    ours, theirs = pty.openpty()
    env = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TERM": "xterm", "COLUMNS": "120"}
    child = subprocess.Popen(
        [sys.executable, "-c", TERMINAL],
        cwd=tmp_path, env=env if colour else env | {"NO_COLOR": "1"},
        stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # Linux tells the end of a pseudo-terminal so
            break
        if not chunk:
            break
        seen += chunk
    os.close(ours)
    assert child.wait() == 0
    text = seen.decode()
    assert "crawl" in text
    assert "3/10" in text
    assert "[bold]x\\x1b[2J" in text
    assert "\x1b[2J" not in text
    assert "a note\r\n" in text
    assert ("\x1b[31ma result" in text) is colour


@pytest.fixture
def name_server() -> Iterator[tuple[str, socket.socket]]:
    """A bound UDP socket on loopback and its address; who answers is up to the test."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{server.getsockname()[1]}", server


def test_doctor_says_what_works_and_what_is_missing(
    name_server: tuple[str, socket.socket], tmp_path: Path
) -> None:
    address, server = name_server

    def answer() -> None:
        question, client = server.recvfrom(4096)
        server.sendto(dns.message.make_response(dns.message.from_wire(question)).to_wire(), client)

    thread = threading.Thread(target=answer)
    thread.start()
    result = audit("doctor", "--nameserver", address, "--contact", "a@b.example", cwd=tmp_path)
    thread.join()
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert f"[ok] DNS: answers: {address} (NOERROR)" in lines
    assert "[ok] contact: a@b.example" in lines
    for part in ("libraries", "IPv6", "clock", "disk", "locale", "browser", "fonts"):
        assert any(f"] {part}: " in line for line in lines), part
    for number, line in enumerate(lines):
        if line.startswith(("[limited]", "[missing]")):
            assert lines[number + 1].startswith("    → "), line


def test_doctor_ends_with_4_where_no_audit_can_run(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind(("127.0.0.1", 0))  # a TCP socket: no one listens on this port by UDP
        result = audit(
            "doctor", "--nameserver", f"127.0.0.1:{taken.getsockname()[1]}", cwd=tmp_path
        )
    assert result.returncode == ExitCode.INTERNAL
    assert "[missing] DNS: no answer from 127.0.0.1" in result.stdout
    assert "exit code 4: internal error or a fault of this machine" in result.stderr


@pytest.fixture
def listening() -> Iterator[None]:
    """A shell starts background jobs with SIGINT ignored, and a child would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_ctrl_c_ends_with_130(name_server: tuple[str, socket.socket], tmp_path: Path) -> None:
    address, server = name_server
    child = subprocess.Popen(
        [sys.executable, "-m", "audit", "doctor", "--nameserver", address],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    server.recv(4096)  # it waits for our answer now
    child.send_signal(signal.SIGINT)
    _out, told = child.communicate()
    assert child.returncode == ExitCode.INTERRUPTED
    assert told.strip().splitlines() == ["error: interrupted; what was collected is kept"]
