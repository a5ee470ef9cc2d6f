"""Erasing a pupil: asked with a reason, and twice."""

import streamlit as st

from attendance.i18n import _, number
from attendance.office.access import Role
from attendance.office.aside import put_aside
from attendance.office.privacy import erasure
from attendance.roster.rosters import EnrolledPupil
from ui import failures, widgets
from ui.guard import Visit
from ui.pupils import choose


def show(visit: Visit, pupil: EnrolledPupil) -> None:
    """For the MIS in-charge, below a pupil's photos."""
    if visit.account.role is not Role.MIS:
        return
    with st.expander(_("Erase this pupil"), icon=":material/person_remove:"):
        st.markdown(
            _(
                "Deleted for good, here and in all backups: name, PEN, reference photos, what was computed from the face, and "
                "the class photos that show the pupil. Marks of past days stay as counts. First take the pupil off the roll at "
                "the portal: a later import would bring name and PEN back."
            )
        )
        if copies := len(put_aside(visit.district.folder)):
            text = _(
                "{count} copies of the district that were put aside, as by a restore, are deleted whole with it. "
                "See first that nobody needs them: they stand under Administration, What is held."
            )
            st.warning(text.format(count=number(copies)), icon=":material/folder_delete:")
        reason = st.text_input(_("Who asked for it, and when (without the pupil's name)"), key="erase_reason", max_chars=300)
        pen = st.text_input(_("The pupil's PEN, typed once more"), key="erase_pen", max_chars=14)
        sure = st.checkbox(_("I know that this cannot be taken back."), key="erase_sure")
        if st.button(
            _("Erase for good"), type="primary", key="erase_do", disabled=not (reason.strip() and pen.strip() and sure)
        ):
            with failures.shown():
                erasure.ask(visit.district, visit.account, pupil.pupil_id, pen, reason)
                for key in ("erase_reason", "erase_pen", "erase_sure"):
                    st.session_state.pop(key, None)
                choose.close()
                widgets.tell_after_rerun(
                    _("The pupil is being erased. The certificate will stand under Administration, What is held.")
                )
