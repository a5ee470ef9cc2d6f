"""The five steps of the demonstration: photos, sending, reading, deciding, the chart."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from attendance.i18n import _, day_text, number, pick
from attendance.intake import queue
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.marks import Mark
from attendance.office.access import Account, Page
from attendance.register.evidence import Evidence
from attendance.roster import training
from attendance.roster.compose import ComposedDay
from attendance.roster.training import TrainingClass
from ui import navigation, opening, pictures, widgets
from ui.guard import Visit
from ui.review.desk import faces
from ui.upload import progress

_COMPOSED = "training_composed"


@dataclass(frozen=True)
class Practice:
    """What a demonstration works on.

    Attributes:
        account: The visitor as one who may do everything in the sandbox.
    """

    visit: Visit
    account: Account
    where: TrainingClass
    day: date


def begin(visit: Visit) -> Practice:
    """The training class and the day to practise on."""
    day = training.practice_day(visit.district)
    return Practice(visit, visit.account.in_sandbox(), training.training_class(visit.district), day)


def composed(practice: Practice) -> ComposedDay:
    """Today's photos, composed once a browser session; they are the same for everybody."""
    kept: tuple[date, ComposedDay] | None = st.session_state.get(_COMPOSED)
    if kept is None or kept[0] != practice.day:
        with st.spinner(_("Composing today's class photos …")):
            kept = (practice.day, training.todays_photos(practice.visit.district, practice.day))
        st.session_state[_COMPOSED] = kept
    return kept[1]


def photos(practice: Practice, made: ComposedDay) -> None:
    """Step 1: the photos that a teacher would have taken."""
    _step(1, _("Look at the photos"))
    place = practice.where.class_section
    text = _("{school}, class {name}, {day}: four photos, one from each side.").format(
        school=pick(place["school_hi"], place["school_en"]),
        name=f"{place['grade']} {place['section']}",
        day=day_text(practice.day),
    )
    st.markdown(widgets.literal(text))
    pictures.style()
    for column, photo in zip(st.columns(4), made.photos, strict=True):
        with column:
            st.html(f'<div class="upa-photo"><img src="{pictures.uri(training.preview(photo))}" alt=""></div>')
            st.caption(_(pictures.SIDE_NAMES[photo.side]))


def sending(practice: Practice, made: ComposedDay) -> bool:
    """Steps 2 and 3: send, and watch them being read; True once they have been."""
    _step(2, _("Send them"))
    files = [IncomingPhoto(f"{photo.side}.jpg", photo.jpeg, photo.side) for photo in made.photos]
    sent = queue.holding(practice.visit.district, practice.account, [file.sha256 for file in files])
    if not sent:
        if not st.button(_("Send the four photos"), type="primary", icon=":material/send:", key="training_send"):
            return False
        accept(practice.visit.district, practice.account, files, [practice.where.class_section_id], practice.day, "visit")
        practice.visit.house.worker.wake()
        st.rerun()
    widgets.well_done(_("The photos of this day were sent."))
    every = queue.of_class_day(practice.visit.district, practice.account, practice.where.class_section_id, practice.day)
    if set(every) - sent:
        st.info(
            _("Other photos of this class and day were uploaded too. The result counts them all, the truth is of these four."),
            icon=":material/info:",
        )
    _step(3, _("Watch them being recognised"))
    return progress.while_read(practice.visit, practice.account, min(sent))


def deciding(practice: Practice) -> Evidence:
    """Step 4: what the machine is not sure of."""
    shown = opening.class_day(practice.visit, practice.account, practice.where.class_section_id, practice.day)
    progress.figure_cards(shown.figures)
    pictures.class_day_photos(practice.visit, shown, key="training_photo")
    _step(4, _("Settle what is doubtful"))
    faces.show(practice.visit, practice.account, shown)
    return shown


def truth(practice: Practice, made: ComposedDay, shown: Evidence) -> None:
    """Step 5: the result beside the truth, and where the figures have changed."""
    _step(5, _("Compare with the truth"))
    code_of = {pupil: code for code, pupil in practice.where.pupil_of.items()}
    rows = [row for row in shown.marks.to_dict("records") if row["pupil_id"] in code_of]
    there = [code_of[row["pupil_id"]] in made.present for row in rows]
    st.dataframe(
        {
            _("Name"): [pick(row["name_hi"], row["name_en"]) for row in rows],
            _("Truth"): [_("was there") if was else _("was away") for was in there],
            _("Result"): [pictures.mark_name(row["mark"]) for row in rows],
            _("Verdict"): [_verdict(was, row["mark"]) for was, row in zip(there, rows, strict=True)],
        },
        hide_index=True,
        width="stretch",
    )
    right = sum(was and row["mark"] == Mark.PRESENT for was, row in zip(there, rows, strict=True))
    st.markdown(
        _("{found} of {count} who were there are recognised.").format(found=number(right), count=number(sum(there)))
        + " "
        + (_("A stranger sat among them.") if made.stranger else _("No stranger was among them."))
    )
    _links(practice)


def _verdict(was_there: bool, mark: str) -> str:
    if mark == Mark.UNCERTAIN:
        return _("to be confirmed")
    if mark == Mark.PRESENT:
        return _("right") if was_there else _("wrong: was away")
    return _("not recognised, though there") if was_there else _("right")


def _links(practice: Practice) -> None:
    visit = practice.visit
    if not visit.account.may_open(Page.ATTENDANCE):
        return
    block = practice.where.class_section["block_id"]
    navigation.link(Page.ATTENDANCE, _("See the block's chart"), block=block, day=practice.day.isoformat())
    navigation.link(Page.EXCEPTIONS, _("See the exception list"))


def _step(position: int, text: str) -> None:
    st.subheader(_("Step {position} of 5 · {text}").format(position=number(position), text=text), anchor=False)


def say_who_they_are() -> None:
    """What must not be forgotten when results are shown to others."""
    st.info(
        _(
            "These adults do not exist: their pictures were made by a computer. Results on children may be weaker and must be "
            "measured before anyone relies on them."
        ),
        icon=":material/info:",
    )
