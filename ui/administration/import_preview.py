"""What a file would do, before anything is written: counts, rows, and why rows are refused."""

import pandas as pd
import streamlit as st

from attendance.i18n import _, number
from attendance.reports.handed import File
from attendance.roster import imports
from attendance.roster.imports import ImportPlan, plans
from ui import download, widgets
from ui.guard import Visit

_SHOWN = 20
_SENT = 20_000


def show(visit: Visit, planned: ImportPlan) -> None:
    """The plan, with its refused rows to take away."""
    counts = {
        _("New"): len(planned.new),
        _("Changed"): len(planned.changed),
        _("There already"): len(planned.unchanged),
        _("Refused"): len(planned.refused),
    }
    for column, (label, count) in zip(st.columns(len(counts)), counts.items(), strict=True):
        with column:
            widgets.figure_card(label, number(count))
    for warning in planned.warnings:
        st.warning(widgets.literal(str(warning)), icon=":material/warning:")
    _rows(planned, planned.new, _("New rows"), "new")
    _rows(planned, planned.changed, _("Changed rows"), "changed")
    if len(planned.refused):
        _refused(visit, planned)


def _rows(planned: ImportPlan, part: pd.DataFrame, title: str, key: str) -> None:
    if part.empty:
        return
    with st.expander(title):
        st.dataframe(imports.preview_table(planned, part, _SHOWN), hide_index=True, key=f"import_rows_{key}")
        _more(len(part))


def _refused(visit: Visit, planned: ImportPlan) -> None:
    count = len(planned.refused)
    text = _("{count} rows are refused, for these reasons. Mend them in the file below and import that file.")
    st.error(text.format(count=number(count)), icon=":material/error:")
    for line, reason in planned.refused["reason"].head(_SHOWN).items():
        told = _("Line {line}: {reason}").format(line=number(int(str(line))), reason=reason)
        st.markdown(widgets.literal(told))
    _more(count)

    def make() -> File:
        plans.refused_taken(visit.district, visit.account, planned.kind, min(count, _SENT))
        return File(f"{planned.kind.value}-refused.csv", imports.refused_csv(planned, _SENT), "text/csv")

    download.on_demand(visit, _("Refused rows with reasons"), make, key="import_refused", about=("refused", id(planned)))
    if count > _SENT:
        st.caption(_("The file holds the first {count} of them.").format(count=number(_SENT)))


def _more(count: int) -> None:
    if count > _SHOWN:
        st.caption(_("… and {count} more in the file.").format(count=number(count - _SHOWN)))
