"""Where one is signed in, and ending what is no longer wanted; and what is said before a session ends by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import streamlit as st

from attendance.district import District
from attendance.i18n import _, moment_text, ngettext, number
from attendance.office import sessions
from attendance.office.access import Account
from attendance.office.sessions import Listed, Since
from data.clock import in_india, utc_now
from ui import failures, guard, session, widgets
from ui.guard import Presence

LOOK_EVERY_S = 15.0
"""How often a page looks whether its session still lasts: what was ended elsewhere does not stay on the screen for long."""
IDLE_WARNING = timedelta(minutes=3)
LAST_WARNING = timedelta(minutes=15)
_TRIED = "_tried_before_this_sign_in"


def watch(here: Presence) -> None:
    """Say before it happens that the session will end; once it is over, the page gives way to the sign-in form."""

    @guard.fragment(here, run_every=LOOK_EVERY_S)
    def look() -> None:
        now, found = utc_now(), session.standing()
        if found.idle_until is None or found.expires_at is None:
            return
        if found.expires_at - now <= LAST_WARNING:
            text = _("At {time} you must sign in again. Save what you are typing; the same page opens afterwards.")
            st.warning(text.format(time=f"{in_india(found.expires_at):%H:%M}"), icon=":material/schedule:")
        elif found.idle_until - now <= IDLE_WARNING:
            text = _("Nothing was done here for a while: at {time} you will be signed out.")
            st.warning(text.format(time=f"{in_india(found.idle_until):%H:%M}"), icon=":material/schedule:")
            st.button(_("Stay signed in"), type="primary", key="stay_signed_in")

    look()


def note_tried(district: District, account: Account) -> None:
    """Keep what was tried with the name of somebody who has just signed in, until `tried` has told it."""
    found = sessions.since_last(district, account)
    if found.refused:
        st.session_state[_TRIED] = found


@contextmanager
def tried() -> Iterator[None]:
    """Around a page: say above it that somebody gave wrong passwords, once: what leads on to another page does not count."""
    with st.container(key="tried"):  # always there, as in `widgets.told`
        if _TRIED in st.session_state:
            _tell(st.session_state[_TRIED])
    yield
    st.session_state.pop(_TRIED, None)


def _tell(found: Since) -> None:
    text = ngettext(
        "Before this sign-in a wrong password was given with your username {count} time.",
        "Before this sign-in a wrong password was given with your username {count} times.",
        found.refused,
    )
    lines = [text.format(count=number(found.refused))]
    if found.last:
        lines.append(_("You had signed in on {moment}.").format(moment=moment_text(found.last)))
    lines.append(_("If that was not you, choose another password and tell the MIS in-charge."))
    st.warning(" ".join(lines), icon=":material/warning:")


def mine(district: District, account: Account) -> None:
    """In the sidebar: one's own sessions, this one first said to be so."""
    box = st.expander(_("Where I am signed in"), icon=":material/devices:", key="own_sessions", on_change="rerun")
    if not box.open:
        return
    with box:
        found = sessions.listed(district, account, account.username)
        here = session.key()
        for one in found:
            _line(one, _("this device") if one.key == here else None)
            if one.key != here:
                _end_button(district, account, account.username, one, "own")
        others = len(found) - 1
        if others > 0 and st.button(_("Sign out everywhere else"), icon=":material/logout:", key="end_others", width="stretch"):
            with failures.shown():
                ended = sessions.end_others(district, account, account.username, here)
                text = ngettext("{count} other device was signed out.", "{count} other devices were signed out.", ended)
                widgets.tell_after_rerun(text.format(count=number(ended)))
        st.caption(_("A device you do not know? Sign it out and change your password."))


def of_account(district: District, by: Account, username: str) -> None:
    """On the accounts page: where somebody is signed in, for the MIS in-charge."""
    st.markdown(f"**{_('Signed in at the moment')}**")
    found = sessions.listed(district, by, username)
    if not found:
        st.caption(_("Nowhere."))
    for one in found:
        here = by.username == username and one.key == session.key()
        _line(one, _("this device") if here else None)
        if not here:
            _end_button(district, by, username, one, "listed")


def _line(one: Listed, mark: str | None) -> None:
    name = widgets.literal(one.device or _("Unknown device"))
    where = widgets.literal(one.address or _("this computer"))
    lines = [
        f"**{name}**" + (f" · {mark}" if mark else ""),
        _("From {address}, since {moment}").format(address=where, moment=moment_text(one.started_at)),
        _("Last used: {moment}").format(moment=moment_text(one.last_seen_at)),
    ]
    st.markdown("  \n".join(lines))


def _end_button(district: District, by: Account, username: str, one: Listed, place: str) -> None:
    if st.button(_("Sign out there"), icon=":material/logout:", key=f"end_{place}_{one.key[:16]}"):
        with failures.shown():
            sessions.end_one(district, by, username, one.key)
            widgets.tell_after_rerun(_("That device is signed out."))
