"""Search boxes (搜索框) of a page."""

from __future__ import annotations

import re

from checks.facts.links import Resolver
from checks.facts.text import clean_text
from checks.facts.tree import Node, Page
from checks.facts.types import SearchForm

_WORDS = re.compile(r"搜\s*索|检\s*索|檢索|搜\s*一\s*下|站内|全文|查\s*询|查\s*找|关键[字词]|關鍵")
_NAMES = re.compile(
    r"search|query|keyword|(?:^|[^a-z])(?:so|q|wd|qt|kw|key|sou|ss)(?:$|[^a-z])|sousuo|jiansuo|seach",
    re.I,
)
_LOGIN = re.compile(r"login|passw|captcha|username|denglu|yzm|邮箱登录|用户名|密\s*码|验证码", re.I)
# A form with more text inputs is one to fill in.
_MOST_TEXTS = 4
_OPENS = re.compile(r"search|sousuo|sou_?suo|jiansuo|seach", re.I)
_OPENS_HINTS = ("earch", "each", "uo")  # each of these names holds one
_MAY_OPEN = frozenset(("a", "b", "button", "div", "em", "i", "img", "input", "li", "p", "section",
                       "span", "td"))  # fmt: skip
# A shorter id also stands in words that have nothing to do with it.
_TELLING_ID = 4
_TEXT_TYPES = frozenset(("", "text", "search"))


_MOST_FORMS = 50
"""Forms looked at; each may be sought in all scripts of the page."""


def read_searches(page: Page, resolver: Resolver) -> tuple[SearchForm, ...]:
    """Forms that are search boxes, else single inputs that are, without duplicates."""
    fields: dict[int, list[int]] = {}
    loose: list[int] = []
    form = -1
    for index in page.of("form", "input", "button", "select"):
        if page.nodes[index].tag == "form":
            form = index
            fields[form] = []
        elif form >= 0 and (index < (end := page.nodes[form].end) or end == form + 1):
            # In tables the parser closes a form at once (end is next): its fields follow it.
            fields[form].append(index)
        else:
            loose.append(index)
    first = list(fields)[:_MOST_FORMS]
    found = [box for form in first if (box := _form(page, form, fields[form], resolver))]
    found = found or [box for index in loose if (box := _loose(page, index))]
    return tuple(dict.fromkeys(found or _scripted(page)))


def _scripted(page: Page) -> list[SearchForm]:
    """A box of which only its name or its script tells, such as a magnifying glass to click."""
    for node in page.nodes:
        if not node.attrs or node.tag not in _MAY_OPEN:
            continue
        named = f"{node.mark} {node.get('onclick')}"
        if any(hint in named.lower() for hint in _OPENS_HINTS) and _OPENS.search(named):
            return [SearchForm(action="", method="get", field="", scripted=True)]
    return []


def _says_search(page: Page, index: int) -> bool:
    node = page.nodes[index]
    named = f"{node.get('name')} {node.get('id')} {node.get('class')} {node.get('onclick')}"
    shown = f"{node.get('placeholder')} {node.get('value')} {node.get('title')} {node.get('alt')}"
    if _NAMES.search(named) or _WORDS.search(shown):
        return True
    return node.tag == "button" and bool(_WORDS.search(page.text(index, 40)))


def _is_text(node: Node) -> bool:
    return node.tag == "input" and node.get("type").lower() in _TEXT_TYPES


def _form(page: Page, index: int, fields: list[int], resolver: Resolver) -> SearchForm | None:
    form, nodes = page.nodes[index], page.nodes
    texts = [i for i in fields if _is_text(nodes[i])]
    if not texts or len(texts) > _MOST_TEXTS:
        return None
    everything = " ".join(f"{nodes[i].get('name')} {nodes[i].get('type')}" for i in fields)
    action = form.get("action").strip()
    if _LOGIN.search(f"{everything} {action} {form.mark}"):
        return None
    named = f"{action} {form.get('name')} {form.mark}"
    if not (_NAMES.search(named) or any(_says_search(page, i) for i in fields)):
        return None
    field = next((nodes[i] for i in texts if _says_search(page, i)), nodes[texts[0]])
    fixed = [
        (clean_text(nodes[i].get("name")), clean_text(_value(nodes, i)))
        for i in fields
        if nodes[i].get("name") and _is_fixed(nodes[i])
    ]
    submit = [i for i in fields if _submits(nodes[i])][:1]
    fixed += [
        (clean_text(nodes[i].get("name")), clean_text(nodes[i].get("value")))
        for i in submit
        if nodes[i].get("name")
    ]
    inside = nodes[index : max(form.end, *fields) + 1]
    url, name = resolver(action) or "", clean_text(field.get("name"))
    return SearchForm(
        action=url,
        method="post" if form.get("method").lower() == "post" else "get",
        field=name,
        fixed=tuple(fixed),
        scripted=not url or not name,
        hooked=bool(form.get("onsubmit"))
        or any(node.get("onclick") for node in inside)
        or _is_named_by_script(page, form, field),
    )


def _is_named_by_script(page: Page, *nodes: Node) -> bool:
    """Whether a script of the page speaks of a form or field by its id."""
    ids = [node.get("id") for node in nodes if len(node.get("id")) >= _TELLING_ID]
    return any(name in script for name in ids for script in page.scripts())


def _submits(node: Node) -> bool:
    """Whether it is a button whose name and value a browser sends with the form."""
    kind = node.get("type").lower()
    return kind == "submit" or (node.tag == "button" and not kind)


def _value(nodes: list[Node], index: int) -> str:
    """Value of a field as it stands; of a ``<select>`` that of the chosen, else first option."""
    if nodes[index].tag != "select":
        return nodes[index].get("value")
    options = [n for n in nodes[index : nodes[index].end] if n.tag == "option"]
    chosen = [n for n in options if "selected" in n.attrs] or options
    return chosen[0].get("value") if chosen else ""


def _is_fixed(node: Node) -> bool:
    if node.tag == "select":
        return True
    kind = node.get("type").lower() if node.tag == "input" else ""
    return kind == "hidden" or (kind in ("radio", "checkbox") and "checked" in node.attrs)


def _loose(page: Page, index: int) -> SearchForm | None:
    node = page.nodes[index]
    if not _is_text(node) or _LOGIN.search(f"{node.get('name')} {node.get('placeholder')}"):
        return None
    if not _says_search(page, index):
        return None
    return SearchForm(action="", method="get", field=clean_text(node.get("name")), scripted=True)
