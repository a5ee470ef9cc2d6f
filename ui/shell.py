"""The frame around each page: sign-in, sidebar, the page itself."""

import streamlit as st

from attendance import i18n
from attendance.district import Kind
from attendance.house import House, house
from attendance.i18n import _
from attendance.office import accounts
from attendance.office.access import ROLE_NAMES, Account, Role
from ui import failures, guard, navigation, session, sign_in, theme, widgets


def run() -> None:
    """One run of the app."""
    with i18n.reading_in(session.language()):
        _run()


def _run() -> None:
    theme.apply()
    page = navigation.register()
    try:
        rooms = house()
    except Exception as problem:  # noqa: BLE001 - whatever keeps the database shut is told, not traced
        failures.show(problem)
        st.stop()
    account = session.account(rooms)
    if account is None:
        sign_in.show(rooms)
        session.write_cookies(rooms)
        st.stop()
    _sidebar(rooms, account)
    with failures.shown(), guard.from_app():
        page.run()


def _sidebar(rooms: House, account: Account) -> None:
    with st.sidebar:
        st.header("उपस्थिति", anchor=False)
        for page in navigation.open_to(account):
            navigation.link(page)
        st.divider()
        st.markdown(f"**{account.name}**  \n{_(ROLE_NAMES[account.role])}")
        widgets.language_switch("language")
        if rooms.own and account.role is not Role.TRAINER:
            _district_switch()
        with st.expander(_("Change my password"), icon=":material/key:"):
            _password_form(rooms, account)
        st.button(_("Sign out"), icon=":material/logout:", on_click=session.end, args=(rooms,), key="sign_out", width="stretch")
        session.write_cookies(rooms)


def _district_switch() -> None:
    in_sandbox = session.kind() is Kind.SANDBOX
    label = _("Back to the district") if in_sandbox else _("Go to the training sandbox")
    target = Kind.OWN if in_sandbox else Kind.SANDBOX
    st.button(
        label, icon=":material/swap_horiz:", on_click=session.step_into, args=(target,), key="other_district", width="stretch"
    )


def _password_form(rooms: House, account: Account) -> None:
    with st.form("own_password", clear_on_submit=True, border=False):
        current = st.text_input(_("Current password"), type="password", autocomplete="current-password")
        new = st.text_input(_("New password"), type="password", autocomplete="new-password")
        again = st.text_input(_("New password again"), type="password", autocomplete="new-password")
        if not st.form_submit_button(_("Change")):
            return
    with failures.shown():
        if new != again:
            st.error(_("The two new passwords differ. Type them again."))
            return
        accounts.change_own_password(rooms.accounts, account, current, new)
        session.begin(rooms, account)
        st.success(_("Changed. Other browsers where you were signed in are signed out."))
