"""What a page says when something fails: never a traceback."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from attendance.errors import UserError, explained
from attendance.i18n import _
from ui import session

_log = logging.getLogger(__name__)


@contextmanager
def shown() -> Iterator[None]:
    """Turn what is raised inside into a message on the page; the page goes on after it.

    A UserError is shown as it is. Anything else is shown as what it means for the reader, with the kind of error for those who
    can use it, and its place in the code is logged without its text, which may hold a name.
    """
    try:
        yield
    except UserError as problem:
        st.error(str(problem), icon=":material/error:")
    except Exception as problem:  # noqa: BLE001 - the last resort of a page
        show(problem)


def show(problem: Exception) -> None:
    """Say what a failure means, and log where it happened."""
    place = "".join(traceback.format_tb(problem.__traceback__))
    _log.error("%s\n%s", type(problem).__name__, place)
    st.error(str(explained(problem)), icon=":material/error:")
    if session.sees_details():
        st.caption(_("For the MIS in-charge: {kind}").format(kind=type(problem).__name__))
