"""Every check of the doctor, made when somebody asks."""

import html

import streamlit as st

from attendance.doctor.examine import Examined, examine
from attendance.doctor.finding import Patient, State
from attendance.i18n import _, ngettext, number
from ui.guard import Visit

_MARKS = {State.OK: "✓", State.LOOK: "!", State.WRONG: "✗", State.UNKNOWN: "?"}
_COLOURS = {State.OK: "#00664b", State.LOOK: "#8a5a00", State.WRONG: "#b00020", State.UNKNOWN: "#404a53"}


def show(visit: Visit) -> None:
    """A button, and below it what was found, what is wrong first."""
    with st.expander(_("Check everything: machine, key, backups, clock, fonts …"), icon=":material/stethoscope:"):
        if not st.button(_("Check now"), key="check_everything", type="primary"):
            st.caption(_("It takes some seconds and changes nothing. The same by command: python -m attendance doctor"))
            return
        with st.spinner(_("Checking …")):
            found = list(examine(Patient(visit.house.config, visit.house.districts())))
        wrong = sum(one.state is State.WRONG for one in found)
        if wrong:
            text = ngettext("{count} check found something wrong.", "{count} checks found something wrong.", wrong)
            st.error(text.format(count=number(wrong)), icon=":material/error:")
        else:
            st.success(_("Nothing is wrong."), icon=":material/check_circle:")
        order = (State.WRONG, State.LOOK, State.UNKNOWN, State.OK)
        st.html("".join(_row(one) for one in sorted(found, key=lambda one: order.index(one.state))))


def _row(examined: Examined) -> str:
    lines = []
    for finding in examined.findings:
        mark = f'<b style="color:{_COLOURS[finding.state]}">{_MARKS[finding.state]}</b> {html.escape(str(finding.text))}'
        lines.append(f"<div>{mark}</div>")
        if finding.fix:
            lines.append(f'<div style="padding-left:1.25rem">→ {html.escape(str(finding.fix))}</div>')
    return f'<div class="upa-row"><b>{html.escape(_(examined.check.title))}</b>{"".join(lines)}</div>'
