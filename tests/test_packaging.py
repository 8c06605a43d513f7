"""What is installed is whole, what is locked is exact, and what is written down is current."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("audit", "checks", "reports", "spiders")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    ours = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
        (licence,) = (n for n in archive.namelist() if n.endswith("licenses/LICENSE"))
        (entry,) = (n for n in archive.namelist() if n.endswith("entry_points.txt"))
        assert b"audit = audit.cli:main" in archive.read(entry)
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
    assert inside == ours
    kinds = {Path(name).suffix for name in inside}
    assert {".py", ".toml", ".po", ".j2", ".css"} <= kinds


def test_an_installed_copy_works_in_any_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--disable-pip-version-check", "--target", str(home), str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(home), "LC_ALL": "zh_CN.UTF-8"}

    def run(*words: str) -> str:
        return subprocess.run(
            [sys.executable, *words], cwd=elsewhere, env=env | {"PYTHONUTF8": "1"},
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip

    assert run("-c", "import audit; print(audit.__file__)").startswith(str(home))
    assert "网站首页地址" in run("-m", "audit", "run", "--help")
    assert "broken-internal" in run("-m", "audit", "checks", "list")
    assert "indicator-2019" in run("-m", "audit", "indicators", "list")
    assert run(str(home / "bin" / "audit"), "--version").startswith("audit ")


def locked(name: str) -> set[tuple[str, str]]:
    """Packages of a lock file with their versions; some have two, by version of Python."""
    text = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.MULTILINE)
    return {(canonicalize_name(package), version) for package, version in pins}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_hashed_and_names_no_host_or_path(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    pinned = [block for block in blocks if "==" in block.partition("\n")[0]]
    assert len(pinned) == len(locked(name)) > 20
    assert all("--hash=sha256:" in block for block in pinned)
    assert not re.search(r"://|index-url|find-links|file:", text)


def test_the_locks_satisfy_what_the_project_asks_for() -> None:
    runtime, development = (locked(name) for name in LOCKS)
    asked = {
        "run": (PROJECT["project"]["dependencies"], runtime),
        "build": (PROJECT["build-system"]["requires"], runtime),
        "develop": (PROJECT["dependency-groups"]["dev"], development),
    }
    for needs, pins in asked.values():
        for need in map(Requirement, needs):
            versions = [version for name, version in pins if name == canonicalize_name(need.name)]
            assert versions, need
            assert all(need.specifier.contains(version) for version in versions), need
    assert runtime <= development


def test_the_generated_docs_are_current() -> None:
    result = subprocess.run(
        [sys.executable, "scripts/manual.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stdout == "", "run: python scripts/manual.py"
    assert result.returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "README.zh-CN.md",
        "docs/how-it-works.md",
        "docs/adding-a-check.md",
        "docs/data.md",
        "docs/indicators.md",
        "docs/scoring.md",
        "docs/coverage.md",
        "docs/coverage.zh-CN.md",
        "docs/notices.md",
        "docs/notices.zh-CN.md",
    ],
)
def test_links_in_the_docs_lead_somewhere(name: str) -> None:
    file = ROOT / name
    for target in re.findall(r"\]\((?!https://)([^)]+)\)", file.read_text("utf-8")):
        assert (file.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("script", ["scripts/setup.sh", "scripts/demo.sh", "scripts/test.sh"])
def test_scripts_are_plain_sh(script: str) -> None:
    subprocess.run(["sh", "-n", script], cwd=ROOT, check=True)
