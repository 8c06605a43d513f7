"""Pages of our own, written in the habits of real government sites, each with what it says.

``pages/*.txt`` hold one page after another: ``##### name``, the truth as ``key: value``, ``-----``
and the markup. Agencies, titles and texts are invented; tags, classes, order, scripts and traps are
those of real publishing systems. All pages were written, and their truth put down by the rules of
``bench/labels/README.md``, before the reader was run on them.

A key that is left out means that the page has none of it. ``?`` is not asked, ``|`` parts answers
that are both right (an empty one: none), ``;`` parts words. ``missed`` names what the reader leaves
empty so far though a person reads it: no wrong answer may stand there. ``{{top}}`` and its like
stand for a part that many pages share (``parts.txt``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.facts.articles import body_text
from checks.facts.charset import decode
from checks.facts.page import read_page
from checks.facts.tree import Page
from checks.facts.types import PageFacts

FOLDER = Path(__file__).parent / "pages"
DAYS = ("published", "signing", "modified")
WORDS = ("title", "source", "number", "index", "disclosure", "attachments")


@dataclass(frozen=True)
class OwnPage:
    """One page: name, group, address, bytes, and its truth as written."""

    name: str
    group: str
    url: str
    body: bytes
    truth: dict[str, str]

    def wanted(self, key: str) -> set[str] | None:
        """The answers that are right for a key (bare; empty: none); None where it is not asked."""
        value = self.truth.get(key, "")
        return None if value == "?" else {_bare(part) for part in value.split("|")}

    def words(self, key: str) -> list[str]:
        """Words of a key that holds several."""
        return [_bare(part) for part in self.truth.get(key, "").split(";") if part.strip()]


@dataclass(frozen=True)
class Answer:
    """What the readers said of a page, in the form of its truth."""

    facts: dict[str, str]
    """By key: the days (several are parted by ``,``) and the words, bare."""
    text: str
    """The body, bare."""


def own_pages(prefix: str = "") -> Iterator[OwnPage]:
    """All pages of the groups whose name begins so, in the order of their files."""
    parts = dict(_blocks(FOLDER / "parts.txt"))
    for path in sorted(FOLDER.glob(f"{prefix}*.txt")):
        for name, block in _blocks(path) if path.stem != "parts" else ():
            head, _, markup = block.partition("\n-----\n")
            lines = head.split("\n")
            truth = {
                key: value.strip() for key, _, value in (line.partition(":") for line in lines)
            }
            for part, text in parts.items():
                markup = markup.replace("{{" + part + "}}", text)
            body = markup.encode(truth.get("charset", "utf-8"))
            yield OwnPage(name, path.stem, truth["url"], body, truth)


def answer(page: OwnPage) -> Answer:
    """Ask the readers."""
    facts = read_page(page.body, page.url)
    article = facts.article
    said = {
        "published": facts.published.day if facts.published else "",
        "signing": _days(facts, "signing"),
        "modified": _days(facts, "modification"),
    }
    for key in WORDS[:-1]:
        said[key] = _bare(getattr(article, key)) if article else ""
    count = sum(r.role == "attachment" for r in article.references) if article else 0
    said["attachments"] = str(count) if count else ""
    title = page.truth.get("title", "").partition("|")[0].strip()
    text = body_text(Page(decode(page.body, "").text), title)
    return Answer(said, _bare(text))


def differences(page: OwnPage) -> Iterator[tuple[str, str, str]]:
    """(key, answer, wanted) for each answer that is not right."""
    given = answer(page)
    for key in (*DAYS, *WORDS):
        wanted = page.wanted(key)
        if wanted is not None and given.facts[key] not in wanted:
            yield key, given.facts[key], page.truth.get(key, "")
    for key in ("first", "last"):
        if any(words not in given.text for words in page.words(key)):
            yield key, "", page.truth[key]
    for words in page.words("outside"):
        if words in given.text:
            yield "outside", words, ""


def _blocks(path: Path) -> Iterator[tuple[str, str]]:
    for block in path.read_text("utf-8").split("##### ")[1:]:
        name, _, rest = block.partition("\n")
        yield name, rest


def _days(facts: PageFacts, kind: str) -> str:
    return ",".join(sorted({dated.day for dated in facts.dates if dated.kind == kind}))


def _bare(words: str) -> str:
    return "".join(words.split())
