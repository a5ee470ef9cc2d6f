"""Choosing a password of one's own: whenever one likes, and before anything else where somebody else gave the one in use."""

import streamlit as st

from attendance.house import House
from attendance.i18n import _
from attendance.office import accounts
from attendance.office.access import Account
from ui import failures, session, widgets

_FORMS = "_own_password_forms"


def demand(house: House, account: Account) -> None:
    """Nothing but the form: the password in use was given by somebody else, or would not be taken today."""
    _left, middle, _right = st.columns((1, 2, 1))
    with middle:
        st.title("उपस्थिति · Upasthiti", anchor=False)
        widgets.language_switch("language_at_new_password")
        st.subheader(_("Choose a new password"), anchor=False)
        st.info(_("Your password was given to you by somebody else, or is easily guessed. The new one is known to you alone."))
        form(house, account)
        st.button(_("Sign out"), icon=":material/logout:", on_click=session.end, args=(house,), key="sign_out")


def form(house: House, account: Account) -> None:
    """The form; a new password begins a new session here and ends all others."""
    st.caption(_("At least 12 characters. Four words that do not belong together are easy to remember and hard to guess."))
    made = st.session_state.setdefault(_FORMS, 0)  # a fresh form, with empty fields, after each change; none after a refusal
    with st.form(f"own_password_{made}", border=False):
        current = st.text_input(_("Current password"), type="password", autocomplete="current-password")
        new = st.text_input(_("New password"), type="password", autocomplete="new-password")
        again = st.text_input(_("New password again"), type="password", autocomplete="new-password")
        if not st.form_submit_button(_("Change")):
            return
    with failures.shown():
        if new != again:
            st.error(_("The two new passwords differ. Type them again."))
            return
        session.begin(house, accounts.change_own_password(house.accounts, account, current, new))
        st.session_state[_FORMS] = made + 1
        widgets.tell_after_rerun(_("Changed. Other browsers where you were signed in are signed out."))
