"""One question at a time: the face seen, whom it may be, and three answers. Each answer is stored at once and can be undone."""

from collections.abc import Callable

import streamlit as st

from attendance.errors import Changed
from attendance.i18n import _, ngettext, number, pick
from attendance.office.access import Account, Page
from attendance.register import evidence, review
from attendance.register.evidence import Candidate, Evidence, Question
from attendance.register.marks import Mark
from attendance.register.review import ClassDayKey, Decided
from attendance.reports.pupil_year import Case
from ui import pictures, widgets
from ui.guard import Visit
from ui.pupils import year
from ui.review import keeping, seen

_LAST = "review_last"
MOST_CROPS = 4


def show(visit: Visit, account: Account, shown: Evidence) -> None:
    """The next question of a class day, or that none is left.

    Args:
        account: Who decides: the visitor, or their stand-in in the sandbox.
    """
    pictures.style()
    if not shown.questions:
        widgets.well_done(_("Every face of this class is decided."))
    else:
        left = len(shown.questions)
        text = ngettext("{count} question left", "{count} questions left", left).format(count=number(left))
        st.markdown(f"#### {text}")
        _ask(visit, account, shown, shown.questions[0])
    _undo(visit, account, shown.key)
    keeping.show(visit, account, shown)


def _ask(visit: Visit, account: Account, shown: Evidence, question: Question) -> None:
    here = f"{shown.key.class_section_id}_{shown.key.day}_{question.face_ids[0]}"
    with st.container(border=True):
        st.markdown(f"**{_('Who is this?')}** · {_(pictures.SIDE_NAMES[question.side])}")
        crops = [pictures.face(evidence.crop(visit.district, shown, name), _("Face to decide")) for name in question.crops]
        st.html(f'<div class="upa-faces">{"".join(crops[:MOST_CROPS])}</div>')
        st.markdown(f"**{_('It may be:')}**")
        columns = st.columns(max(len(question.candidates), 1))
        for position, (column, candidate) in enumerate(zip(columns, question.candidates, strict=False)):
            with column:
                if _candidate(visit, shown, candidate, f"{here}_{position}", primary=position == 0):
                    keeping.named(question.face_ids, candidate.pupil_id)
                    decide(
                        shown.key,
                        lambda candidate=candidate, position=position: (  # type: ignore[misc]
                            review.same if position == 0 else review.somebody_else
                        )(visit.district, account, shown.key, question.face_ids, candidate.pupil_id),
                    )
        _other_answers(visit, account, shown, question, here)


def _candidate(visit: Visit, shown: Evidence, candidate: Candidate, key: str, primary: bool) -> bool:
    """A candidate's reference photo and the button that confirms it."""
    name = pick(candidate.name_hi, candidate.name_en)
    webp = evidence.crop(visit.district, shown, candidate.reference) if candidate.reference else None
    st.html(pictures.face(webp, name))
    st.caption(_("Similarity {percent}").format(percent=f"{number(round(100 * (candidate.similarity or 0)))} %"))
    marks = shown.marks
    if visit.page is Page.REVIEW and (marks.loc[marks["pupil_id"] == candidate.pupil_id, "mark"] == Mark.UNCERTAIN).any():
        year.link(candidate.pupil_id, Case.UNCERTAIN, shown.key.day)
    return st.button(
        _("Yes, {name}").format(name=name),
        key=f"same_{key}",
        type="primary" if primary else "secondary",
        icon=":material/check:",
        width="stretch",
    )


def _other_answers(visit: Visit, account: Account, shown: Evidence, question: Question, here: str) -> None:
    names = pictures.names_of(shown)
    left, right = st.columns(2)
    if left.button(_("Nobody of this class can be named"), key=f"unknown_{here}", icon=":material/help:", width="stretch"):
        keeping.forget()
        decide(shown.key, lambda: review.unknown(visit.district, account, shown.key, question.face_ids))
    with right.popover(_("Someone else of this class"), icon=":material/person_search:", width="stretch"):
        chosen = st.selectbox(
            _("Pupil"),
            list(names),
            index=None,
            format_func=lambda pupil: names[pupil],
            key=f"other_pupil_{here}",
            placeholder=_("Type or choose the name"),
        )
        if st.button(_("It is this pupil"), key=f"other_{here}", disabled=chosen is None) and chosen is not None:
            keeping.named(question.face_ids, chosen)
            decide(
                shown.key,
                lambda: review.somebody_else(visit.district, account, shown.key, question.face_ids, chosen),
            )


def _undo(visit: Visit, account: Account, key: ClassDayKey) -> None:
    last: tuple[int, object, Decided] | None = st.session_state.get(_LAST)
    if last is None or last[:2] != (key.class_section_id, key.day):
        return
    if st.button(_("Undo the last decision"), icon=":material/undo:", key="review_undo"):
        keeping.forget()
        decide(key, lambda: review.undo(visit.district, account, key, last[2].verdict_ids), keep=False)


def decide(key: ClassDayKey, work: Callable[[], Decided], keep: bool = True) -> None:
    """Store a decision and show the class day as it stands then.

    When somebody else changed it meanwhile, nothing is stored; the page shows their state and says so already.
    """
    try:
        decided = work()
    except Changed:
        return
    st.session_state[_LAST] = (key.class_section_id, key.day, decided) if keep else None
    seen.decided(key, decided.rev)
    st.rerun()
