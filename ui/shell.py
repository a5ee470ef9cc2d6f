"""The frame around each page: sign-in, sidebar, the page itself."""

import streamlit as st

from attendance import i18n
from attendance.district import Kind
from attendance.house import House, house
from attendance.i18n import _
from attendance.office.access import ROLE_NAMES, Account, Role
from ui import activity, failures, guard, line, navigation, own_password, own_sessions, session, sign_in, theme, widgets
from ui.guard import Presence


def run() -> None:
    """One run of the app."""
    with i18n.reading_in(session.language()):
        _run()


def _run() -> None:
    theme.apply()
    line.watch()
    page = navigation.register()
    try:
        rooms = house()
    except Exception as problem:  # noqa: BLE001 - whatever keeps the database shut is told, not traced
        failures.show(problem)
        st.stop()
    account = session.account(rooms, active=activity.is_somebodys())
    if account is None:
        sign_in.show(rooms)
        session.write_cookies(rooms)
        st.stop()
    if account.must_change:
        own_password.demand(rooms, account)
        session.write_cookies(rooms)
        st.stop()
    _sidebar(rooms, account)
    own_sessions.watch(Presence(account, rooms))
    with own_sessions.tried(), failures.shown(), guard.from_app():
        page.run()


def _sidebar(rooms: House, account: Account) -> None:
    with st.sidebar:
        st.header("उपस्थिति", anchor=False)
        for page in navigation.open_to(account):
            navigation.link(page)
        st.divider()
        st.markdown(f"**{widgets.literal(account.name)}**  \n{_(ROLE_NAMES[account.role])}")
        widgets.language_switch("language")
        if rooms.own and account.role is not Role.TRAINER:
            _district_switch()
        with st.expander(_("Change my password"), icon=":material/key:"):
            own_password.form(rooms, account)
        own_sessions.mine(rooms.accounts, account)
        st.button(_("Sign out"), icon=":material/logout:", on_click=session.end, args=(rooms,), key="sign_out", width="stretch")
        session.write_cookies(rooms)


def _district_switch() -> None:
    in_sandbox = session.kind() is Kind.SANDBOX
    label = _("Back to the district") if in_sandbox else _("Go to the training sandbox")
    target = Kind.OWN if in_sandbox else Kind.SANDBOX
    st.button(
        label, icon=":material/swap_horiz:", on_click=session.step_into, args=(target,), key="other_district", width="stretch"
    )
