"""How far a submission is, and what came of it."""

from datetime import date

import streamlit as st

from attendance.errors import Message, NotAllowed
from attendance.i18n import _, day_text, ngettext, number, percent, pick
from attendance.intake import queue
from attendance.office.access import Account, Page
from attendance.register import flag_words, side_by_side, signing
from attendance.register.evidence import Evidence
from data.database import Row
from ui import guard, navigation, opening, pictures, widgets
from ui.guard import Visit

LOOK_EVERY_S = 1.0


def show(visit: Visit, submission_id: str) -> None:
    """Progress while it is read, then the result; the address leads back here.

    Raises:
        NotAllowed: It is not within the account's blocks.
    """
    found = queue.submission(visit.district, visit.account, submission_id)
    st.subheader(widgets.literal(_title(visit, found)), anchor=False)
    if while_read(visit, visit.account, submission_id):
        for class_section_id in found["class_sections"]:
            _result(visit, class_section_id, found["day"])


def _title(visit: Visit, found: Row) -> str:
    names = queue.class_names(visit.district, visit.account, found["class_sections"])
    school = pick(found["school_hi"], found["school_en"])
    return f"{school} · {_('Class')} {', '.join(names)} · {day_text(found['day'])}"


def while_read(visit: Visit, account: Account, submission_id: str) -> bool:
    """Progress of a submission, or why it failed; True once it has been read."""
    found = queue.submission(visit.district, account, submission_id)
    if found["state"] in ("waiting", "running"):
        _progress(visit, account, submission_id)
    elif found["state"] == "failed":
        _failed(visit, account, found)
    return bool(found["state"] == "done")


def _progress(visit: Visit, account: Account, submission_id: str) -> None:
    @guard.fragment(visit, run_every=LOOK_EVERY_S)
    def poll() -> None:
        found = queue.submission(visit.district, account, submission_id)
        if found["state"] not in ("waiting", "running"):
            st.rerun(scope="app")
        if found["state"] == "waiting" and found["ahead"]:
            text = _("Waiting: {ahead} before it.").format(ahead=number(found["ahead"]))
        else:
            text = _("Reading photo {done} of {total} …").format(
                done=number(min(found["done"] + 1, found["total"])), total=number(found["total"])
            )
        st.progress(found["done"] / max(found["total"], 1), text)
        st.caption(_("You may leave this page; the work goes on. Come back by the list below."))

    poll()


def _failed(visit: Visit, account: Account, found: Row) -> None:
    st.error(widgets.literal(str(Message.from_json(found["error"]))), icon=":material/error:")
    if st.button(_("Try again"), icon=":material/refresh:", key="upload_again"):
        queue.try_again(visit.district, account, found["job_id"])
        visit.house.worker.wake()
        st.rerun()


def _result(visit: Visit, class_section_id: int, day: date) -> None:
    if signing.waits(visit.district, visit.account, class_section_id, day):
        text = _("This day is signed off. The photos are kept and read; they count once the DPO opens the day again.")
        st.warning(text, icon=":material/schedule:")
    try:
        shown = opening.class_day(visit, visit.account, class_section_id, day)
    except NotAllowed:
        widgets.empty(_("No photo of this class could be read on this day. Send other photos."), icon=":material/broken_image:")
        return
    result(visit, shown)


def result(visit: Visit, shown: Evidence) -> None:
    """What reading a class day's photos gave: figures, what needs a person, the photos, the marks."""
    figures = shown.figures
    figure_cards(figures)
    if not figures["references_of"]:
        st.info(
            _("This class has no reference photos: faces are counted, nobody is named. Add some on the Pupils page."),
            icon=":material/info:",
        )
        if visit.account.may_open(Page.PUPILS):
            navigation.link(Page.PUPILS, _("Add reference photos"))
    for row in shown.photos:
        if row["error"]:
            text = f"{row['file_name']}: {Message.from_json(row['error'])}"
            st.warning(widgets.literal(text), icon=":material/broken_image:")
        elif not row["faces"]:
            st.warning(widgets.literal(f"{row['file_name']}: {_('no face was found.')}"), icon=":material/face:")
    _flags(visit, shown)
    _next_step(visit, shown)
    _advice(shown)
    _not_looked_for(shown)
    pictures.class_day_photos(visit, shown, key=f"photos_{figures['class_section_id']}")
    marks_table(shown)


def _flags(visit: Visit, shown: Evidence) -> None:
    """Each cause once, in words; what was dismissed is behind us."""
    standing = [flag for flag in shown.flags if flag["state"] != "dismissed"]
    sources = side_by_side.sources(visit.district, visit.account, standing)
    for flag in {flag["cause"]: flag for flag in reversed(standing)}.values():
        with st.container(border=True):
            text = widgets.literal(flag_words.sentence(flag, sources.get(side_by_side.source_of(flag) or 0)))
            words = f"{flag_words.severity_name(flag['kind'], flag['severity'])} · {flag_words.state_name(flag['state'])}"
            st.markdown(f":material/flag: **{flag_words.kind_name(flag['kind'])}** · {words}  \n{text}")
            if visit.account.may_open(Page.REVIEW):
                navigation.link(Page.REVIEW, _("Open the flag"), item=f"flag:{flag['cause']}")


def figure_cards(figures: Row) -> None:
    """A class day's figures, each with what it is of."""
    enrolled = figures["enrolled"]
    of = _("of {count} enrolled").format(count=number(enrolled))
    seen = figures["recognised"] + figures["seen_not_named"]
    cards = [
        (_("Recognised"), percent(figures["recognised"], enrolled), f"{number(figures['recognised'])} {of}"),
        (_("Faces seen"), percent(seen, enrolled), f"{number(seen)} {of}"),
        (_("To be confirmed"), number(figures["uncertain"]), ngettext("child", "children", figures["uncertain"])),
        (
            _("Photos"),
            number(figures["photos"]),
            _("{sides} of 4 sides").format(sides=number(figures["sides"])),
        ),
    ]
    for column, (label, value, note) in zip(st.columns(4), cards, strict=True):
        with column:
            widgets.figure_card(label, value, note)


def _advice(shown: Evidence) -> None:
    if shown.advice:
        lines = "\n".join(f"- {widgets.literal(str(one))}" for one in shown.advice)
        st.info(f"{_('How the next photos become better:')}\n{lines}", icon=":material/photo_camera:")


def _not_looked_for(shown: Evidence) -> None:
    smallest = sorted({row["min_face"] for row in shown.photos if row["min_face"]})
    if not smallest:
        return
    text = (
        _("Faces under {low} px are not read in these photos.").format(low=number(smallest[0]))
        if len(smallest) == 1
        else _("Faces under {low} to {high} px, by the photo, are not read.").format(
            low=number(smallest[0]), high=number(smallest[-1])
        )
    )
    st.caption(text)


def _next_step(visit: Visit, shown: Evidence) -> None:
    waiting = len(shown.questions)
    if not waiting:
        widgets.well_done(_("Nothing here needs a person."))
        return
    text = ngettext("{count} face needs your decision.", "{count} faces need your decision.", waiting).format(
        count=number(waiting)
    )
    st.warning(text, icon=":material/how_to_reg:")
    if visit.account.may_open(Page.REVIEW):
        navigation.link(
            Page.REVIEW,
            _("Decide now"),
            **{"class": str(shown.key.class_section_id), "day": shown.key.day.isoformat()},
        )


def marks_table(shown: Evidence) -> None:
    """Each pupil's mark in words."""
    rows = shown.marks.to_dict("records")
    st.dataframe(
        {
            _("Roll no."): [row["roll_number"] for row in rows],
            _("Name"): [pick(row["name_hi"], row["name_en"]) for row in rows],
            _("Mark"): [pictures.mark_name(row["mark"]) for row in rows],
            _("Said by"): [_("a person") if row["marked_by"] == "person" else _("the machine") for row in rows],
        },
        hide_index=True,
        width="stretch",
    )
