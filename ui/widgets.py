"""Small things that several pages show the same way."""

import html
import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from attendance.i18n import LANGUAGES, Language, _, language, upright
from ui import session

_LANGUAGE_NAMES = {"hi": "हिं", "en": "EN"}
_MARKDOWN = "\\`*_[]$~<&|"
_TURNED = re.compile(r"(?<=:)(?=[\w+/-]+[:\[{]|//)|(?i:(?<=www)(?=\.))|(?=@)")
_JOINER = "\N{WORD JOINER}"
"""Invisible. It goes where an icon, a colour or a link's address would begin: Streamlit looks for these in the finished text,
where backslashes are gone."""
_TOLD = "_told_after_rerun"


def page_title(title: str, question: str) -> None:
    """The page's name, and below it the question that the page answers."""
    st.title(title, anchor=False)
    st.markdown(f":gray[{question}]")


def literal(text: str) -> str:
    """A name or note for where Streamlit reads Markdown: shown as it was written, on one line, and nothing made of it."""
    line = _TURNED.sub(_JOINER, " ".join(upright(text).split()))
    shown = "".join(f"\\{one}" if one in _MARKDOWN else one for one in line)
    return re.sub(r"^(?:(\d+)(?=[.)](?: |$))|(?=[#+>=:-]))", r"\1\\", shown)


def empty(text: str, icon: str = ":material/inbox:") -> None:
    """There is nothing to show, and why or what to do."""
    st.info(text, icon=icon)


def well_done(text: str) -> None:
    """Nothing is left to do."""
    st.success(text, icon=":material/check_circle:")


def figure_card(label: str, value: str, of: str | None = None, note: str | None = None, colour: str = "") -> None:
    """One figure: what it is, the figure, what it is of, and when it was last fed or what it was before.

    Args:
        colour: Of the figure and what stands below it, where that is bad news; the words say so too.
    """
    style = f' style="color:{colour}"' if colour else ""
    lines = [
        f'<div class="upa-label">{html.escape(label)}</div>',
        f'<div class="upa-value"{style}>{html.escape(value)}</div>',
        *(f'<div class="upa-note"{style}>{html.escape(line)}</div>' for line in (of, note) if line),
    ]
    st.html(f'<div class="upa-card">{"".join(lines)}</div>')


def note_portal() -> None:
    """That decisions taken here stay here."""
    st.caption(_("What is decided here does not change e-Shikshakosh by itself."))


def sections(titles: dict[str, str], name: str = "section") -> str:
    """Choose one section of a page; only the chosen one runs, and the address leads back to it.

    Args:
        titles: What stands on the switch, by the section's key.
        name: The address's parameter, and the widget's key.
    """
    keys = list(titles)
    asked = st.query_params.get(name)
    # Streamlit's own binding to the address would write the title, which changes with the language.
    chosen = st.segmented_control(
        name,
        keys,
        default=asked if asked in titles else keys[0],
        required=True,
        format_func=titles.__getitem__,
        key=name,
        label_visibility="collapsed",
    )
    st.query_params[name] = chosen
    return chosen


def tell_after_rerun(text: str) -> None:
    """Run the page again, so that it shows what is stored now, and say this on top of it."""
    st.session_state[_TOLD] = text
    st.rerun()


def told() -> None:
    """Show what `tell_after_rerun` left, once."""
    with st.container(key="told"):  # always there: what comes and goes above them would set tabs back to their first
        if _TOLD in st.session_state:
            st.success(st.session_state.pop(_TOLD), icon=":material/check_circle:")


def with_value(key: str, work: Callable[[Any], None]) -> Callable[[], None]:
    """A widget's `on_change` that hands on what it holds now.

    A browser may send once more what stood on the page when a session ended, and Streamlit then calls what belongs to values
    that were forgotten since: that does nothing.
    """

    def changed() -> None:
        if key in st.session_state:
            work(st.session_state[key])

    return changed


def language_switch(key: str) -> None:
    """Hindi or English, for this browser session and the next one."""

    def chosen(code: Language | None) -> None:
        if code:
            session.choose_language(code)

    st.segmented_control(
        _("Language"),
        LANGUAGES,
        default=language(),
        format_func=_LANGUAGE_NAMES.__getitem__,
        key=key,
        on_change=with_value(key, chosen),
        label_visibility="collapsed",
    )
