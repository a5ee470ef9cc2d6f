"""A class as a wall of reference photos, gaps marked."""

import html

import streamlit as st

from attendance.i18n import _, ngettext, number, percent, pick
from attendance.roster.rosters import EnrolledPupil, Roster
from ui import pictures, widgets
from ui.pupils import choose

_CARD_PX = 164  # a photo of 112 px with room around it; two stand side by side on a phone of 390 px
_CSS = """
<style>
.upa-gap { display: flex; align-items: center; justify-content: center; border: 2px dashed #D55E00; background: #fff;
  color: #1f2328; text-align: center; font-size: 1rem; line-height: 1.3; }
.upa-pupil { text-align: center; overflow-wrap: anywhere; line-height: 1.4; }
.upa-pupil .upa-face { margin: 0 auto .35rem; display: block; }
.upa-pupil .upa-gap { display: flex; }
</style>
"""


def show(roster: Roster) -> None:
    """How many can be recognised, then everybody; a button below each opens their photos."""
    pictures.style()
    st.html(_CSS)
    if not roster.pupils:
        widgets.empty(_("Nobody is enrolled in this class. The MIS in-charge imports the pupils."))
        return
    _head(roster)
    missing = [pupil for pupil in roster.pupils if not pupil.references]
    shown = roster.pupils
    if missing and st.toggle(_("Only those without a photo"), key="pupils_only_gaps"):
        shown = tuple(missing)
    with st.container(horizontal=True, gap="small"):
        for pupil in shown:
            _card(pupil)


def _head(roster: Roster) -> None:
    total, with_photo = len(roster.pupils), roster.referenced
    widgets.figure_card(
        _("Have a reference photo"),
        f"{number(with_photo)} / {number(total)}",
        of=_("{share} of the pupils enrolled in this class").format(share=percent(with_photo, total)),
    )
    if with_photo == total:
        widgets.well_done(_("Everybody in this class can be recognised."))
    else:
        gaps = total - with_photo
        text = ngettext(
            "{count} pupil has no reference photo: the face is counted in class photos, the name is not found.",
            "{count} pupils have no reference photo: their faces are counted in class photos, their names are not found.",
            gaps,
        )
        st.warning(text.format(count=number(gaps)), icon=":material/person_off:")


def _card(pupil: EnrolledPupil) -> None:
    name = pick(pupil.name_hi, pupil.name_en)
    with st.container(border=True, width=_CARD_PX, key=f"pupil_card_{pupil.pupil_id}"):
        st.html(f'<div class="upa-pupil">{_picture(pupil, name)}{html.escape(_numbered(pupil, name))}</div>')
        label = _("Photos ({count})").format(count=number(len(pupil.references))) if pupil.references else _("Add a photo")
        st.button(
            label,
            key=f"open_{pupil.pupil_id}",
            type="secondary" if pupil.references else "primary",
            width="stretch",
            on_click=choose.open_pupil,
            args=(pupil.pupil_id,),
        )


def _picture(pupil: EnrolledPupil, name: str) -> str:
    if not pupil.references:
        return f'<div class="upa-face upa-gap">{html.escape(_("no photo"))}</div>'
    return pictures.face(pupil.references[0].face, name)


def _numbered(pupil: EnrolledPupil, name: str) -> str:
    return f"{number(pupil.roll_number)}. {name}" if pupil.roll_number is not None else name
