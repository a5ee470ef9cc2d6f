"""Small things that several pages show the same way."""

import html

import streamlit as st

from attendance.i18n import LANGUAGES, _, language
from ui import session

_LANGUAGE_NAMES = {"hi": "हिं", "en": "EN"}


def page_title(title: str, question: str) -> None:
    """The page's name, and below it the question that the page answers."""
    st.title(title, anchor=False)
    st.markdown(f":gray[{question}]")


def empty(text: str, icon: str = ":material/inbox:") -> None:
    """There is nothing to show, and why or what to do."""
    st.info(text, icon=icon)


def well_done(text: str) -> None:
    """Nothing is left to do."""
    st.success(text, icon=":material/check_circle:")


def figure_card(label: str, value: str, of: str | None = None, note: str | None = None) -> None:
    """One figure: what it is, the figure, what it is of, and when it was last fed or what it was before."""
    lines = [
        f'<div class="upa-label">{html.escape(label)}</div>',
        f'<div class="upa-value">{html.escape(value)}</div>',
        *(f'<div class="upa-note">{html.escape(line)}</div>' for line in (of, note) if line),
    ]
    st.html(f'<div class="upa-card">{"".join(lines)}</div>')


def note_portal() -> None:
    """That decisions taken here stay here."""
    st.caption(_("What is decided here does not change e-Shikshakosh by itself."))


def language_switch(key: str) -> None:
    """Hindi or English, for this browser session and the next one."""

    def chosen() -> None:
        code = st.session_state[key]
        if code:
            session.choose_language(code)

    st.segmented_control(
        _("Language"),
        LANGUAGES,
        default=language(),
        format_func=_LANGUAGE_NAMES.__getitem__,
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
    )
