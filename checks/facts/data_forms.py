"""Forms that ask for personal data (收集个人信息的表单): logins, letters, appointments."""

from __future__ import annotations

import re

from checks.facts.links import Resolver
from checks.facts.text import clean_text
from checks.facts.tree import Page
from checks.facts.types import DataForm, PersonalField

_MOST_FORMS = 50
_MOST_FIELDS = 200
_LABEL_NODES = 12
"""Nodes before a field in which its label is sought."""


def _named(names: str) -> re.Pattern[str]:
    """Names of fields, standing apart from other letters."""
    return re.compile(rf"(?:^|[^a-z])(?:{names})(?:$|[^a-z])")


# What a field is for, by the words shown beside it and by its name.
_FIELDS: tuple[tuple[PersonalField, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "identity",
        re.compile(r"身份证|证件号|公民身份"),
        _named("id_?card|idcard_?no|sfzh?m?|identity|zjhm|cardid"),
    ),
    (
        "card",
        re.compile(r"银行卡|信用卡|卡号"),
        _named("bank_?card|card_?(?:no|number)|cc-?number"),
    ),
    (
        "phone",
        re.compile(r"手机|电话|联系方式"),
        _named("phone|mobile|tel|telephone|cellphone|sjh|lxdh|dianhua"),
    ),
    ("email", re.compile(r"邮箱|电子邮件|e-?mail", re.I), _named("e?mail")),
    ("name", re.compile(r"姓\s*名|联系人"), _named("real_?name|xm|xingming")),
    (
        "address",
        re.compile(r"(?:通讯|联系|家庭|居住|邮寄)地址|住\s*址"),
        _named("address|addr|dizhi|lxdz"),
    ),
)
# 咨询电话 12345 beside a search box is no label of it, and words to be sought are no data.
_NO_LABEL = re.compile(
    r"\d{5}|(?:咨询|服务|监督|投诉|举报|值班|办公|求助|便民)[^，。；]{0,4}电话|热线"
)
_SEARCH = re.compile(r"搜\s*索|检\s*索|查找|关键[词字]|站内|全站")
_SEARCH_NAMES = re.compile(
    r"search|keyword|key_?word|(?:^|[^a-z])(?:q|qt|wd|kw|query|sousuo)(?:$|[^a-z])"
)
_TYPES: dict[str, PersonalField] = {"password": "password", "tel": "phone", "email": "email"}
_TYPED = frozenset(("", "text", "password", "tel", "email", "number", "search"))
_SENSITIVE = frozenset(("password", "identity", "phone", "card"))
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_data_forms(page: Page, resolver: Resolver, url: str) -> tuple[DataForm, ...]:
    """Forms that ask for a password, number of identity, phone or bank card, or two lesser things.

    Args:
        page: the page.
        resolver: of its references.
        url: its address, that a form without action is sent to.
    """
    asked: dict[int, list[PersonalField]] = {}
    form, buttons = -1, set()
    for index in page.of("form", "input", "textarea", "button")[: _MOST_FIELDS * _MOST_FORMS]:
        node = page.nodes[index]
        if node.tag == "form":
            form = index
            continue
        end = page.nodes[form].end if form >= 0 else -1
        # In tables the parser closes a form at once: its fields follow it.
        owner = form if form >= 0 and (index < end or end == form + 1) else -1
        if node.get("onclick"):
            buttons.add(owner)
        field = _asks(page, index)
        if field is not None:
            asked.setdefault(owner, []).append(field)
    found = []
    for owner, fields in list(asked.items())[:_MOST_FORMS]:
        kinds = tuple(dict.fromkeys(fields))
        if not _SENSITIVE & set(kinds) and len(kinds) < 2:
            continue
        found.append(_form(page, owner, kinds, resolver, url, scripted=owner in buttons))
    return tuple(dict.fromkeys(found))


def _form(
    page: Page,
    owner: int,
    kinds: tuple[PersonalField, ...],
    resolver: Resolver,
    url: str,
    *,
    scripted: bool,
) -> DataForm:
    if owner < 0:
        return DataForm("", "post", kinds, scripted=True)
    form = page.nodes[owner]
    action = form.get("action").strip()
    by_script = action.lower().startswith("javascript:") or action == "#"
    target = "" if by_script else (resolver(action) or "") if action else url
    method = "post" if form.get("method").strip().lower() == "post" else "get"
    # Who gives a form no address nearly always lets a script send it (login windows of portals).
    hooked = by_script or not action or bool(form.get("onsubmit"))
    return DataForm(target, method, kinds, scripted or hooked)


def _asks(page: Page, index: int) -> PersonalField | None:
    """What a field asks for; None if it is nothing personal."""
    node = page.nodes[index]
    kind = node.get("type").strip().lower()
    if node.tag == "button" or (node.tag == "input" and kind not in _TYPED):
        return None
    if node.tag == "input" and kind in _TYPES:
        return _TYPES[kind]
    if node.tag == "textarea":
        return None  # what a letter says is the writer's own choice
    named = _SPLIT.sub("_", f"{node.get('name')} {node.get('id')} {node.get('autocomplete')}")
    own = f"{node.get('placeholder')} {node.get('title')} {node.get('value')}"
    if kind == "search" or _SEARCH.search(own) or _SEARCH_NAMES.search(named.lower()):
        return None
    shown = f"{node.get('placeholder')} {node.get('title')} {_label(page, index)}"
    for field, words, names in _FIELDS:
        if words.search(shown) or names.search(named.lower()):
            return field
    return None


def _label(page: Page, index: int) -> str:
    """The words nearest before a field, if no other field stands between."""
    for at in range(index - 1, max(index - _LABEL_NODES, -1), -1):
        before = page.nodes[at]
        if before.tag in ("input", "select", "textarea", "form"):
            return ""
        words = clean_text(before.text, 40) if not before.tag else ""
        if words.strip(" :：*\xa0"):
            # Of a sentence only a hint is shown; a label is short.
            return words if len(words) <= 20 and not _NO_LABEL.search(words) else ""
    return ""
