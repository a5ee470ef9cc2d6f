"""The pages as Streamlit and the sidebar know them."""

from pathlib import Path
from typing import Any

import streamlit as st

from attendance.i18n import N_, _
from attendance.office.access import Account, Page
from ui import session, widgets

_FOLDER = Path(__file__).parents[1] / "pages"
_PAGES: dict[Page, tuple[str, str]] = {
    Page.ATTENDANCE: (N_("Attendance"), ":material/bar_chart:"),
    Page.UPLOAD: (N_("Upload photos"), ":material/upload:"),
    Page.REVIEW: (N_("Review"), ":material/how_to_reg:"),
    Page.EXCEPTIONS: (N_("Exceptions"), ":material/call:"),
    Page.PUPILS: (N_("Pupils"), ":material/groups:"),
    Page.ADMINISTRATION: (N_("Administration"), ":material/settings:"),
    Page.TRAINING: (N_("Training"), ":material/school:"),
}


def title(page: Page) -> str:
    """A page's name in the reader's language."""
    return _(_PAGES[page][0])


def pages() -> dict[Page, Any]:
    """Streamlit's page objects; each address is the page's own name."""
    return {
        # A page's own icon would become the tab's, which browsers fetch from Google.
        page: st.Page(_FOLDER / f"{page.value}.py", title=_(text), url_path=page.value)
        for page, (text, _icon) in _PAGES.items()
    }


def register() -> Any:
    """Tell Streamlit about all pages and return the one that was asked for.

    All of them, whatever the role: a page that the role lacks says so itself, instead of Streamlit's English "not found". From
    the first call on Streamlit no longer runs page files by themselves.
    """
    start = st.Page(_go_to_first, title=_("Upasthiti"), url_path="start", default=True)
    return st.navigation([start, *pages().values()], position="hidden")


def open_to(account: Account) -> list[Page]:
    """The pages of a role, in their order."""
    return [page for page in _PAGES if account.may_open(page)]


def link(page: Page, label: str | None = None, **query: str) -> None:
    """A link to another page; ``query`` goes into its address."""
    text, icon = _PAGES[page]
    st.page_link(pages()[page], label=widgets.literal(label or _(text)), icon=icon, query_params=query or None)


def go(page: Page, **query: str) -> None:
    """Open another page now; ``query`` goes into its address."""
    st.switch_page(pages()[page], query_params=query or None)


def _go_to_first() -> None:
    role = st.session_state[session.ROLE]
    go(open_to(Account("", "", role))[0])
