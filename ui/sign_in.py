"""The sign-in form: streamlit-authenticator's, with accounts, counting and sessions of our own."""

from typing import Any

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel

from attendance.errors import BadEntry
from attendance.house import House
from attendance.i18n import N_, _
from attendance.office import sessions
from ui import failures, own_sessions, session, widgets

_OTHERWISE = N_("You are no longer signed in. Sign in again.")
_WHY = {
    "idle": N_(
        "You were signed out because nothing was done here for a while. Sign in again: the same page opens, and what you "
        "decided in the review and was not stored yet is still in this browser."
    ),
    "expired": N_("You were signed out because the longest time was over. Sign in again: the same page opens."),
    "by_owner": N_("This device was signed out from another one of yours. Sign in again."),
    "by_mis": N_("The MIS in-charge signed this device out or gave you a new password. Sign in again."),
    session.NOT_KEPT: N_(
        "This browser did not keep the sign-in, so you were signed out again. Load this page again, then sign in. If it "
        "happens once more, the line is too weak just now, or the browser keeps no cookies for this address."
    ),
    "password_change": N_("Your password was changed on another device. Sign in with the new one."),
}


class _Model(AuthenticationModel):
    """Asks our accounts, which count attempts across browsers; the library's count ends with the run."""

    def __init__(self, house: House) -> None:
        super().__init__(credentials={"usernames": {}}, auto_hash=False)
        self._house = house

    def check_credentials(self, username: str, password: str) -> bool:
        account = sessions.check_credentials(self._house.accounts, username, password, session.address())
        self.credentials["usernames"][username] = {"name": account.name, "roles": [account.role.value]}
        session.begin(self._house, account)
        own_sessions.note_tried(self._house.accounts, account)
        return True


class _Controller(AuthenticationController):
    def __init__(self, house: House) -> None:
        self.authentication_model = _Model(house)

    def login(self, username: str | None = None, password: str | None = None, *limits: Any, **options: Any) -> bool | None:
        if not (username or "").strip() or not password:
            raise BadEntry(N_("Enter your username and your password."))
        signed_in: bool | None = super().login(username, password, *limits, **options)
        return signed_in


class _NoCookie:
    """In place of the library's cookie, which would sign in without asking the session table; `ui.session` has asked it."""

    def get_cookie(self) -> None:
        """Nothing."""

    def set_cookie(self) -> None:
        """Nothing: `session.begin` has it fetched."""


class _SignIn(Authenticate):
    """The library's form alone. Its second factor and its mails go through a third party's server: never used."""

    def __init__(self, house: House) -> None:
        self.path = None
        self.attrs: dict[str, Any] = {"login_sleep_time": 0.0}
        self.authentication_controller = _Controller(house)
        self.cookie_controller = _NoCookie()


def show(house: House) -> None:
    """Show the form; when username and password are right, a session has begun and the app runs again."""
    # Whether anybody is signed in is the session table's to say, and it has said no.
    st.session_state["authentication_status"] = None
    _left, middle, _right = st.columns((1, 2, 1))
    with middle:
        st.title("उपस्थिति · Upasthiti")
        widgets.language_switch("language_at_sign_in")
        if st.session_state.get(session.ENDED, session.HERE) != session.HERE:
            st.info(_(_WHY.get(st.session_state[session.ENDED], _OTHERWISE)))
        if house.own is None:
            st.info(_("This is the training sandbox. Its usernames and passwords were shown where the app was first started."))
        fields = {
            "Form name": _("Sign in"),
            "Username": _("Username"),
            "Password": _("Password"),
            "Login": _("Sign in"),
        }
        with failures.shown():
            _SignIn(house).login(fields=fields, key="sign_in")
    if st.session_state["authentication_status"]:
        st.rerun()
