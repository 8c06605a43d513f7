"""Every label of the layouts has a Chinese translation, and the catalogue holds nothing else."""

import ast
import re
from collections import Counter
from importlib import resources

import polib

from checks.finding import Severity, Status
from reports.i18n import translations
from reports.words import SIGNS, severity_word, size, status_word

REPORTS = resources.files("reports")
TEMPLATES = REPORTS / "templates" / "v1"
CATALOGUE = REPORTS / "locale" / "zh_CN" / "LC_MESSAGES" / "reports.po"
CALL = re.compile(r"""\b_\(\s*"((?:[^"\\]|\\.)*)\"""")


def used() -> set[str]:
    found: set[str] = set()
    for file in REPORTS.iterdir():
        if file.name.endswith(".py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                match node:
                    case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text))]):
                        found.add(text)
                    case ast.Call(func=ast.Name(id="_")):
                        raise AssertionError(f"{file.name}:{node.lineno}: _() needs a literal")
    for file in TEMPLATES.iterdir():
        found |= set(CALL.findall(file.read_text("utf-8")))
    return found


def test_catalogue_holds_exactly_the_labels_in_use() -> None:
    entries = polib.pofile(CATALOGUE.read_text("utf-8"))
    labels = [entry.msgid for entry in entries]
    assert used() - set(labels) == set(), "labels without translation"
    assert set(labels) - used() == set(), "translations that nothing uses"
    assert not [label for label, count in Counter(labels).items() if count > 1]


def test_translations_are_chinese_and_keep_placeholders() -> None:
    for entry in polib.pofile(CATALOGUE.read_text("utf-8")):
        # Chinese characters, or at least Chinese punctuation
        assert re.search("[\u4e00-\u9fff\uff01-\uff5e]", entry.msgstr), entry.msgid
        names = [sorted(re.findall(r"%\(\w+\)s", text)) for text in (entry.msgid, entry.msgstr)]
        assert names[0] == names[1], entry.msgid


def test_no_label_of_a_template_escapes_translation() -> None:
    """Between tags and tokens of a template, no English word may stand."""
    for file in TEMPLATES.iterdir():
        if not file.name.endswith(".j2"):
            continue
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text("utf-8"), flags=re.S)
        words = re.findall("[A-Za-z]{2,}", re.sub(r"<[^>]*>", "", text))
        assert set(words) <= {"SHA"}, file.name


def test_each_status_and_severity_has_its_own_word_and_sign() -> None:
    for lang in ("zh", "en"):
        _ = translations(lang).gettext
        assert len({status_word(status, _) for status in Status}) == len(Status)
        assert len({severity_word(level, _) for level in (*Severity, None)}) == len(Severity) + 1
    assert set(SIGNS) == set(Status)
    assert len(set(SIGNS.values())) == len(Status)


def test_sizes() -> None:
    assert [size(n) for n in (0, 1023, 1024, 48_312_004, 5 * 1024**4)] == [
        "0 B",
        "1023 B",
        "1.0 KB",
        "46.1 MB",
        "5120.0 GB",
    ]
