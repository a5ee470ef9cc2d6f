"""What a page says when something fails: never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from attendance import logs
from attendance.errors import UserError, explained
from attendance.i18n import _
from ui import session, widgets

_log = logging.getLogger(__name__)


@contextmanager
def shown() -> Iterator[None]:
    """Turn what is raised inside into a message on the page; the page goes on after it.

    A UserError is shown as it is. Anything else is shown as what it means for the reader, under a number that the log has, too.
    """
    try:
        yield
    except UserError as problem:
        st.error(widgets.literal(str(problem)), icon=":material/error:")
    except Exception as problem:  # noqa: BLE001 - the last resort of a page
        show(problem)


def show(problem: Exception) -> None:
    """Say what a failure means and under which number the log has it, and log where it happened."""
    number = logs.failed(_log, problem, "a page failed")
    st.error(widgets.literal(str(explained(problem))), icon=":material/error:")
    st.caption(_("If you tell the MIS in-charge, name this number: {number}").format(number=number))
    if session.sees_details():
        kind = widgets.literal(type(problem).__name__)
        st.caption(
            _("For the MIS in-charge: {kind}; more by: python -m attendance log {number}").format(kind=kind, number=number)
        )


def uncaught(problem: Exception) -> bool:
    """Show what no page caught, as an error in a button's own work; Streamlit then shows nothing of its own."""
    show(problem)
    return True
