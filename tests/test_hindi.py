"""Every string of ours has its Hindi, with the same values in it, and none is left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from attendance import i18n

ROOT = Path(__file__).parents[1]
FORMS = {"_": 1, "N_": 1, "ngettext": 2}
BRACES = re.compile(r"\{[a-z_]+\}")
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
SAME_IN_HINDI = {"{school} (UDISE {udise}), {block}"}  # a code's name, and values


def texts() -> Iterator[str | tuple[str, ...]]:
    """Each text in the code, a plural as its two forms.

    Read from the syntax tree: Babel's own extraction overlooks calls inside f-strings and inside other calls.
    """
    for path in (path for folder in ("attendance", "ui", "pages") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORMS:
                given = node.args[: FORMS[node.func.id]]
                forms = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if len(forms) == FORMS[node.func.id]:
                    yield tuple(forms) if len(forms) > 1 else forms[0]


def catalogue() -> dict[str | tuple[str, ...], Message]:
    """The Hindi catalogue by English text."""
    with (i18n.LOCALE / "hi" / "LC_MESSAGES" / "upasthiti.po").open("rb") as file:
        read = read_po(file, locale="hi")
    return {tuple(one.id) if isinstance(one.id, list | tuple) else one.id: one for one in read if one.id}


def test_every_text_has_its_hindi_and_no_hindi_is_left_over() -> None:
    in_code, translated = set(texts()), catalogue()
    assert in_code - set(translated) == set()
    assert set(translated) - in_code == set()


@pytest.mark.parametrize("message", catalogue().values(), ids=lambda message: str(message.id)[:40])
def test_the_hindi_is_hindi_and_keeps_the_values(message: Message) -> None:
    english = [message.id] if isinstance(message.id, str) else list(message.id)
    hindi = [message.string] if isinstance(message.string, str) else list(message.string)
    assert not message.fuzzy
    for form in hindi:
        assert (
            DEVANAGARI.search(form) or english[0] in SAME_IN_HINDI or not re.search("[A-Za-z]{2}", BRACES.sub("", english[0]))
        )
        assert set(BRACES.findall(form)) == set(BRACES.findall(english[-1]))


def test_numbers_group_as_in_india_and_a_share_is_never_rounded_to_all_or_nothing() -> None:
    assert i18n.number(1234567) == "12,34,567"
    assert i18n.percent(999, 1000) == "99 %"
    assert i18n.percent(1, 1000) == "1 %"
    assert i18n.percent(0, 0) == i18n._("not known yet")
