"""Saying by hand which column of a file is which, where its headings are not the template's."""

import streamlit as st

from attendance.i18n import _
from attendance.roster import imports
from attendance.roster.imports import ColumnsUnknown, ImportKind
from ui import failures, widgets
from ui.guard import Visit


def ask(visit: Visit, kind: ImportKind, problem: ColumnsUnknown) -> bool:
    """A choice for each column of the kind; what is chosen is remembered for files with these headings.

    Returns:
        Whether it has just been remembered.
    """
    st.warning(widgets.literal(str(problem)), icon=":material/view_column:")
    st.markdown(_("Or say here which column of the file is which. It is remembered for files with these headings."))
    chosen: dict[str, str | None] = {}
    with st.form("import_columns"):
        for column in imports.KINDS[kind].columns:
            before = next((heading for heading, key in problem.known.items() if key == column.key), None)
            chosen[column.key] = st.selectbox(
                widgets.literal(column.heading) + (f" · {_('Needed.')}" if column.required else ""),
                problem.headings,
                index=None if before is None else problem.headings.index(before),
                placeholder=_("Not in the file"),
                help=_(column.note),
                key=f"import_column_{column.key}",
            )
        if not st.form_submit_button(_("Use these columns"), type="primary"):
            return False
    with failures.shown():
        imports.remember_columns(visit.district, visit.account, kind, problem.headings, chosen)
        return True
    return False
