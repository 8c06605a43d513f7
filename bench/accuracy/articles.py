"""What an article says of itself: title, source, issuer, numbers, disclosure, attachments, body.

Beside the reader's body text stands that of trafilatura, a general tool, run as a program in an
environment of its own.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.accuracy.pages import Half, LabelledPage, labelled
from bench.accuracy.score import Tally
from bench.crawl.tools import Missing, from_pypi
from checks.facts.articles import body_text
from checks.facts.charset import decode
from checks.facts.page import read_page
from checks.facts.tree import Page
from checks.facts.types_contents import Article

_DISCLOSED = {"主动公开": "open", "公开发布": "open", "依申请公开": "on-request"}
_PARTS = ("title", "source", "issuer", "number", "index")
PEERS = Path(tempfile.gettempdir()) / "audit-bench-accuracy"


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Rows: each fact of the real articles, then the body text of both tools."""
    pages = list(labelled("articles", half))
    facts = [read_page(page.body, page.url).article for page in pages]
    for name in _PARTS:
        tally = Tally()
        for page, article in zip(pages, facts, strict=True):
            answer = getattr(article, name) if article else ""
            tally.add(_bare(answer), _bare(page.rows[0][name]), page.url)
        yield f"{name}, real", tally
    disclosure, attachments, interpretations = Tally(), Tally(), Tally()
    for page, article in zip(pages, facts, strict=True):
        row = page.rows[0]
        said = article.disclosure if article else ""
        disclosure.add(said, _DISCLOSED.get(row["disclosure"], ""), page.url)
        attachments.add(_count(article, "attachment"), _none(row["attachments"]), page.url)
        interpretations.add(
            _count(article, "interpretation"), _none(row["interpretations"]), page.url
        )
    yield "disclosure, real", disclosure
    yield "attachments (count), real", attachments
    yield "interpretations (count), real", interpretations
    yield from _bodies(pages)


def _bodies(pages: list[LabelledPage]) -> Iterator[tuple[str, Tally]]:
    ours = []
    for page in pages:
        parsed = Page(decode(page.body, "").text)
        ours.append(body_text(parsed, page.rows[0]["title"]))
    yield "body: first, last and no outside words, real", _body(pages, ours)
    try:
        programs = from_pypi(PEERS, "trafilatura")
        # Its releases lack one requirement with a present lxml.
        subprocess.call([programs / "pip", "install", "-q", "lxml_html_clean"])
    except Missing as missing:
        print(f"trafilatura: {missing}")
        return
    theirs = [_trafilatura(programs / "trafilatura", page) for page in pages]
    yield "body by trafilatura, real", _body(pages, theirs)


def _trafilatura(program: Path, page: LabelledPage) -> str:
    """Its text; it is given UTF-8, so that a wrong charset isn't counted against it."""
    body = decode(page.body, "").text.encode("utf-8", "replace")
    done = subprocess.run([program], input=body, capture_output=True, check=False, timeout=120)
    return done.stdout.decode("utf-8", "replace")


def _body(pages: list[LabelledPage], texts: list[str]) -> Tally:
    """One question for the beginning, one for the end, one for each word that isn't of the body."""
    tally = Tally()
    for page, text in zip(pages, texts, strict=True):
        row, bare = page.rows[0], _bare(text)
        for part in ("first", "last"):
            there = _bare(row[part]) in bare
            tally.add(row[part] if there else "", row[part], f"{page.url} {part}")
        for words in row["outside"].split(";"):
            tally.add(words if _bare(words) in bare else "", "", f"{page.url} outside")
    return tally


def _bare(words: str) -> str:
    return "".join(words.split())


def _none(count: str) -> str:
    return "" if count == "0" else count


def _count(article: Article | None, role: str) -> str:
    return _none(str(sum(r.role == role for r in article.references))) if article else ""
