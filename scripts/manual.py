"""Write the generated part of docs/: the manual of checks, settings, coverage, and notices.

Usage: python scripts/manual.py [--check]

With --check nothing is written; stale files are listed and the exit code is 1 if there are any.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from audit.settings import OPTIONS, Settings  # noqa: E402 - the path comes first
from checks.manual import page  # noqa: E402
from checks.registry import CHECKS  # noqa: E402
from reports.i18n import LANGUAGES, translations  # noqa: E402
from scripts import coverage, notices  # noqa: E402

Translate = Callable[[str], str]

INTRO = {
    "en": """# Configuration

<!-- Written by `python scripts/manual.py`; change audit/settings.py instead. -->

Every setting has one name. As a flag it has dashes (`--max-pages 100`), as an environment
variable it is `AUDIT_` in upper case (`AUDIT_MAX_PAGES=100`), in `audit.toml` and in the table
`[tool.audit]` of `pyproject.toml` it is written as below (`max_pages = 100`). The first of these
that has a value wins, in this order; the files are looked for in the current folder and upwards.
Paths in a file start from the file's folder. `audit config show` prints each value with its
origin. Unknown names are errors. Settings say how a run is made; thresholds come from the
indicator sets and cannot be set here. `--format` is short for `--formats`. Exceptions
(`[[exception]]` in `audit.toml`) are described in [Scoring](scoring.md).
""",
    "zh": """# 配置

<!-- 由 `python scripts/manual.py` 生成；请修改 audit/settings.py。 -->

每项设置只有一个名称。作命令行选项时用短横线（`--max-pages 100`），作环境变量时为 `AUDIT_` 加
大写（`AUDIT_MAX_PAGES=100`），在 `audit.toml` 和 `pyproject.toml` 的 `[tool.audit]` 表中按下表
书写（`max_pages = 100`）。以上依次优先，先有值者生效；两个文件从当前文件夹起逐级向上查找，文件中的
路径以该文件所在文件夹为起点。`audit config show` 列出每个值及其来源。未知名称视为错误。设置只决定
如何检查；阈值来自指标集，不能在此设置。`--format` 等同于 `--formats`。例外（`audit.toml` 中的
`[[exception]]`）见[计分说明](scoring.md)（英文）。
""",
}
HEAD = {"en": ("Setting", "Default", "Meaning"), "zh": ("设置项", "默认", "含义")}
INDEX = {"en": "# Manual of checks\n", "zh": "# 检查手册\n"}


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    made: dict[Path, str] = {}
    for lang in LANGUAGES:
        translate = translations(lang).gettext
        suffix = "" if lang == "en" else ".zh-CN"
        made[ROOT / f"docs/configuration{suffix}.md"] = configuration(lang, translate)
        made[ROOT / f"docs/coverage{suffix}.md"] = coverage.page(lang)
        made[ROOT / f"docs/notices{suffix}.md"] = notices.page(lang)
        folder = ROOT / "docs/checks" / lang
        index = [INDEX[lang]]
        for check in CHECKS:
            made[folder / f"{check.id}.md"] = page(check, translate)
            index.append(f"- [{translate(check.title)}]({check.id}.md) `{check.id}`")
        made[folder / "README.md"] = "\n".join(index) + "\n"
    return made


def configuration(lang: str, translate: Translate) -> str:
    """The page of settings, from the one table of them."""
    defaults = dict(zip(Settings.__struct_fields__, Settings.__struct_defaults__, strict=True))
    lines = [INTRO[lang], "| " + " | ".join(HEAD[lang]) + " |", "| --- | --- | --- |"]
    for name, option in OPTIONS.items():
        value = defaults[name]
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        shown = "" if value is None else shown
        meaning = translate(option.help).replace("|", "\\|")
        lines.append(f"| `{name}` | {f'`{shown}`' if shown else ''} | {meaning} |")
    return "\n".join(lines) + "\n"


def stale(made: dict[Path, str]) -> list[Path]:
    """Files that differ from what would be written, and pages of checks that are no more."""
    old = [f for f in (ROOT / "docs/checks").glob("**/*.md") if f not in made]
    return old + [f for f, text in made.items() if not f.is_file() or f.read_text("utf-8") != text]


def main() -> int:
    """Write what is stale, or only list it."""
    made = files()
    changed = stale(made)
    for file in changed:
        print(file.relative_to(ROOT))  # noqa: T201 - a script speaks by printing
        if sys.argv[1:] == ["--check"]:
            continue
        if file in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made[file], "utf-8")
        else:
            file.unlink()
    return 1 if changed and sys.argv[1:] == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main())
