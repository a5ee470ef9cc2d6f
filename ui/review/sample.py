"""The audit sample: one item at a time, judged without the machine's answer; how much is left, and what it tells."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from attendance.district import Kind
from attendance.errors import BadEntry, UserError
from attendance.i18n import N_, _, day_text, ngettext, number, pick
from attendance.office.access import Account
from attendance.register import judging, sampling
from attendance.register.judging import Answer, Task, Today
from ui import guard, pictures, widgets
from ui.guard import Visit
from ui.review import sample_photos, sample_told

_STATE = "sample_state"
_CSS = """<style>
.st-key-sample_wall .stButton button { width: 96px; height: 128px; padding: 0 0 .1rem; align-items: flex-end;
  background-size: 92px 92px; background-position: 1px 1px; background-repeat: no-repeat; background-color: #fff; }
.st-key-sample_wall kbd { display: none; } /* the number is the key */
.upa-question .upa-face { width: 160px; height: 160px; }
@media (max-width: 640px) { .st-key-sample_keys { display: none; } }
</style>"""
_WIDE = (1, 3)
"""The question beside what it is about; on a phone one below the other."""


@dataclass
class _State:
    """What this browser session is doing.

    Attributes:
        given: The answer of a click, stored at the beginning of the next run, so that one run answers a click.
        shown_at: When the task was first on the screen, seconds of the monotonic clock.
        more: Whether to go on after the day's minutes.
    """

    place: tuple[str, Kind]
    task: Task | None = None
    given: Callable[[], None] | None = None
    shown_at: float = 0.0
    skipped: list[int] = field(default_factory=list)
    more: bool = False


def show(visit: Visit, account: Account | None = None) -> None:
    """The section.

    Args:
        account: Who judges: the visitor, or their stand-in in the sandbox.
    """
    who = account or visit.account
    st.html(_CSS)
    pictures.style()
    if visit.is_sandbox:
        _draw_now(visit, who)

    @guard.fragment(visit)
    def judge() -> None:
        _judge(visit, who)

    judge()
    sample_told.show(visit, who)


def _draw_now(visit: Visit, account: Account) -> None:
    """In the sandbox one need not wait for tomorrow."""
    if st.button(_("Draw a sample from the photos read so far"), icon=":material/casino:", key="sample_draw"):
        count = sampling.draw_now(visit.district, account)
        text = ngettext("{count} item was drawn.", "{count} items were drawn.", count).format(count=number(count))
        widgets.tell_after_rerun(text if count else _("There is nothing new to draw from: upload photos first."))


def _judge(visit: Visit, account: Account) -> None:
    state = _state(visit, account)
    if state.given:
        given, state.given = state.given, None
        try:
            given()
        except UserError as problem:
            st.warning(widgets.literal(str(problem)), icon=":material/sync_problem:")
    mine = judging.today_of(visit.district, account)
    _progress(mine)
    if mine.left == 0 and not (state.more and mine.waiting):
        _done(state, mine)
    else:
        _ask(visit, account, state)
    _other_buttons(visit, account, state, mine)


def _state(visit: Visit, account: Account) -> _State:
    """This session's, made anew when the account or the district is another one."""
    place = (account.username, visit.district.kind)
    kept: _State | None = st.session_state.get(_STATE)
    if kept is None or kept.place != place:
        kept = st.session_state[_STATE] = _State(place)
    return kept


def _progress(mine: Today) -> None:
    left = ngettext("{count} to judge today", "{count} to judge today", mine.left).format(count=number(mine.left))
    minutes = max(round(mine.seconds / 60), 1)
    about = ngettext("about {count} minute", "about {count} minutes", minutes).format(count=number(minutes))
    done = ngettext("{count} done", "{count} done", mine.done).format(count=number(mine.done))
    st.markdown(f"#### {left} · {about}" if mine.left else f"#### {done}")
    if mine.left:
        st.progress(mine.done / (mine.done + mine.left), text=done)


def _done(state: _State, mine: Today) -> None:
    if mine.waiting:
        widgets.well_done(_("Your minutes of today are done. Well done."))
        text = ngettext("Judge more: {count} still waits", "Judge more: {count} still wait", mine.waiting)
        st.button(text.format(count=number(mine.waiting)), key="sample_more", on_click=lambda: setattr(state, "more", True))
    else:
        widgets.well_done(_("Nothing of the audit sample waits. A day is drawn when it is over and its photos are read."))


def _ask(visit: Visit, account: Account, state: _State) -> None:
    if state.task is None:
        state.task = judging.next_task(visit.district, account, state.skipped)
        if state.task is None and state.skipped:
            state.skipped.clear()
            state.task = judging.next_task(visit.district, account)
        state.shown_at = time.monotonic()
    task = state.task
    if task is None:
        widgets.empty(
            _("Others have the last ones open, or their photos were deleted. Look again in ten minutes."),
            icon=":material/group:",
        )
        return
    place = task.place
    school = pick(place["school_hi"], place["school_en"])
    name = f"{school} · {_('Class')} {place['grade']} {place['section']} · {day_text(task.day)}"
    st.markdown(widgets.literal(name))
    _QUESTIONS[task.kind](visit, account, state, task)


def _answer(visit: Visit, account: Account, state: _State, task: Task, said: Answer, **more: int) -> Callable[[], None]:
    """What a click on an answer does: the next run stores it and goes on."""

    def clicked() -> None:
        seconds = time.monotonic() - state.shown_at

        def store() -> None:
            state.task = None
            judging.answer(
                visit.district,
                account,
                task.item_id,
                said,
                pupil_id=more.get("pupil_id"),
                counted=more.get("counted"),
                seconds=seconds,
            )

        state.given = store

    return clicked


def _who(visit: Visit, account: Account, state: _State, task: Task) -> None:
    """present: who of the class is it?"""
    st.markdown(f"**{_('Who is it? Choose the same child among the reference photos of the class.')}**")
    left, right = st.columns(_WIDE)
    with left:
        face = pictures.face(judging.picture(visit.district, task, task.face), _("Face to judge"))
        st.html(f'<div class="upa-question">{face}</div>')
        _plain_answers(visit, account, state, task, ("nobody", "unclear"))
    keys = [f"who_{task.item_id:d}_{index}" for index in range(len(task.wall))]
    looks = []
    for key, (_pupil, name) in zip(keys, task.wall, strict=True):
        webp = judging.picture(visit.district, task, name)
        if webp:
            looks.append(f".st-key-{key} button {{ background-image: url({pictures.uri(webp)}); }}")
    st.html(f"<style>{''.join(looks)}</style>")
    with right, st.container(horizontal=True, key="sample_wall"):
        for index, (key, (pupil, _name)) in enumerate(zip(keys, task.wall, strict=True), start=1):
            st.button(
                number(index),
                key=key,
                shortcut=str(index) if index <= 9 else None,
                on_click=_answer(visit, account, state, task, "pupil", pupil_id=pupil),
            )


def _there(visit: Visit, account: Account, state: _State, task: Task) -> None:
    """not_recognised: is this child in the photos?"""
    st.markdown(f"**{_('Can you see this child in the photos of the class?')}**")
    left, right = st.columns(_WIDE)
    with left:
        faces = [
            pictures.face(judging.picture(visit.district, task, name), _("Reference photo")) for name in task.references[:4]
        ]
        st.html(f'<div class="upa-faces">{"".join(faces)}</div>')
        _plain_answers(visit, account, state, task, ("seen", "not_seen", "unclear"))
    with right:
        sample_photos.show(visit, task)


def _heads(visit: Visit, account: Account, state: _State, task: Task) -> None:
    """class_day: how many children are there?"""
    st.markdown(f"**{_('How many different children do all photos together show?')}**")
    key = f"counted_{task.item_id}"

    def saved() -> None:
        count = st.session_state.get(key)
        if count is None:
            state.given = _nothing_written
        else:
            _answer(visit, account, state, task, "counted", counted=count)()

    left, right = st.columns(_WIDE)
    with left, st.form(f"heads_{task.item_id}", border=False):
        st.number_input(
            _("Children"),
            0,
            judging.MOST_HEADS,
            None,
            step=1,
            placeholder=_("Count them, then write the number"),
            key=key,
        )
        st.form_submit_button(_("Save"), type="primary", icon=":material/save:", on_click=saved)
    with left:
        _plain_answers(visit, account, state, task, ("unclear",))
    with right:
        sample_photos.show(visit, task)


def _nothing_written() -> None:
    raise BadEntry(N_("Write the number first."))


_QUESTIONS: dict[str, Callable[[Visit, Account, _State, Task], None]] = {
    "present": _who,
    "not_recognised": _there,
    "class_day": _heads,
}
_ANSWERS: dict[Answer, tuple[str, str, str]] = {
    "nobody": (N_("Nobody of them"), "N", ":material/person_off:"),
    "seen": (N_("Yes, I see this child"), "S", ":material/visibility:"),
    "not_seen": (N_("No, not in the photos"), "N", ":material/visibility_off:"),
    "unclear": (N_("Cannot tell"), "U", ":material/help:"),
}


def _plain_answers(visit: Visit, account: Account, state: _State, task: Task, which: tuple[Answer, ...]) -> None:
    with st.container(horizontal=True):
        for said in which:
            words, letter, icon = _ANSWERS[said]
            st.button(
                _(words),
                key=f"{said}_{task.item_id}",
                shortcut=letter,
                icon=icon,
                on_click=_answer(visit, account, state, task, said),
            )


def _other_buttons(visit: Visit, account: Account, state: _State, mine: Today) -> None:
    def skip() -> None:
        if state.task:
            state.skipped.append(state.task.item_id)
        state.task = None

    def take_back() -> None:
        item_id = judging.undo(visit.district, account)
        state.task = judging.again(visit.district, account, item_id) if item_id else None
        state.shown_at = time.monotonic()

    with st.container(horizontal=True):
        if state.task:
            st.button(_("Later"), key="sample_skip", shortcut="X", icon=":material/skip_next:", on_click=skip)
        if mine.done:
            st.button(
                _("Undo the last answer"),
                key="sample_undo",
                shortcut="Z",
                icon=":material/undo:",
                on_click=lambda: setattr(state, "given", take_back),
            )
    with st.container(key="sample_keys"):
        st.caption(_("Keys: 1 to 9 the first nine pictures, S seen, N nobody or not seen, U cannot tell, X later, Z undo."))
    st.caption(_("The machine's answer is not shown, so that it leads nobody."))
