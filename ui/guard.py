"""The first call of each page: who is here, whether they may be, and in which district they work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

import streamlit as st

from attendance import i18n
from attendance.district import District, Kind
from attendance.house import House, house
from attendance.i18n import _
from attendance.office.access import Account, Page, Role
from data.scope import Scope
from ui import activity, failures, navigation, session, widgets

P = ParamSpec("P")
_in_app: ContextVar[bool] = ContextVar("_in_app", default=False)


@dataclass(frozen=True)
class Presence:
    """Somebody who is signed in."""

    account: Account
    house: House


@dataclass(frozen=True)
class Visit(Presence):
    """Somebody who may be on a page.

    Attributes:
        district: The one they work in: the office's own or the sandbox.
    """

    district: District
    page: Page

    @property
    def is_sandbox(self) -> bool:
        """Whether all this is fiction."""
        return self.district.kind is Kind.SANDBOX

    @property
    def scope(self) -> Scope:
        """The rows to show: the account's, but trainers see all of the sandbox."""
        if self.account.role is Role.TRAINER and self.is_sandbox:
            return Scope.everything()
        return self.account.scope


def enter(page: Page) -> Visit:
    """Let somebody onto a page, or show why not and end the run.

    Until some session has called st.navigation, Streamlit runs a page's file by itself when its address is opened; then nothing
    is shown and the app is started instead, which asks for the sign-in.
    """
    if not _in_app.get():
        navigation.register()
        st.rerun()
    rooms = house()
    account = session.account(rooms)
    if account is None or account.must_change:
        st.rerun()
    if not account.may_open(page):
        _refuse(account, page)
    # Training is fiction for everyone, and fiction is all that trainers see.
    fiction = page is Page.TRAINING or account.role is Role.TRAINER
    district = rooms.district(Kind.SANDBOX if fiction else session.kind())
    visit = Visit(account, rooms, district, page)
    if visit.is_sandbox:
        _banner()
    widgets.told()
    return visit


def fragment(visit: Presence, run_every: float | None = None) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """`st.fragment` for guarded pages: each of its runs asks the session table again, and shows failures as a page does.

    Streamlit reruns a fragment without the page around it, so that the page's own first call does not see it.

    Args:
        run_every: Seconds after which it runs again by itself; that keeps no session alive.
    """

    def decorate(work: Callable[P, None]) -> Callable[P, None]:
        @st.fragment(run_every=run_every)
        @wraps(work)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            with i18n.reading_in(session.language()):
                active = activity.in_fragment() and activity.is_somebodys(polling=run_every is not None)
                if session.account(visit.house, active=active) != visit.account:
                    st.rerun(scope="app")  # signed out, or given another role or other blocks
                with failures.shown():
                    work(*args, **kwargs)

        return guarded

    return decorate


@contextmanager
def from_app() -> Iterator[None]:
    """Around the page that app.py runs: tells its guard that the app's frame is there."""
    before = _in_app.set(True)
    try:
        yield
    finally:
        _in_app.reset(before)


def _refuse(account: Account, page: Page) -> None:
    st.warning(
        _("Your role does not include the page “{page}”. Ask the MIS in-charge if you need it.").format(
            page=navigation.title(page)
        ),
        icon=":material/lock:",
    )
    navigation.link(navigation.open_to(account)[0])
    st.stop()


def _banner() -> None:
    text = _("Training sandbox: all names, photos and figures here are fictional.")
    st.html(f'<div class="upa-sandbox" role="note">{text}</div>')
