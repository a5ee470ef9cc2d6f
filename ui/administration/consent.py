"""On what legal ground reference photos are kept: by block, recorded for schools, and whose photos must go."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from attendance.i18n import N_, _, day_text, ngettext, number, pick
from attendance.office import blocks, consent
from attendance.office.access import Page
from attendance.office.consent import GROUNDS, Ground
from attendance.roster import references
from data import references as stored
from data import schools
from data.bases import State
from data.clock import today
from data.database import Row
from ui import choosing, failures, navigation, widgets
from ui.attendance import style, tables
from ui.guard import Visit

_DUE = "consent_due"
_REASON = N_("No legal basis or consent stands any more")
_SAID: dict[State, str] = {"given": N_("It holds"), "withdrawn": N_("It holds no more")}
_OFFERED = (Ground.EDUCATION, Ground.ORDER, Ground.PARENTS)


@dataclass(frozen=True)
class _Where:
    """Schools that a word is about, and the block they are in, None where they are in several."""

    school_ids: list[int]
    block_id: str | None


def show(visit: Visit) -> None:
    """What stands by block, the form for schools, and what is due."""
    style.apply()
    st.caption(
        _(
            "A reference photo is kept only where the school's legal basis or the parents' consent is recorded. What one "
            "pupil's parents said is recorded on the pupil's page or by an import; their no goes before the school's yes. "
            "Without reference photos a class still works: faces are counted, nobody is named."
        )
    )
    found = consent.blocks(visit.district, visit.account)
    if not found:
        widgets.empty(_("There are no schools yet. Import them first."))
        return
    _table(visit, found)
    _form(visit)
    _due(visit)


def _table(visit: Visit, found: list[Row]) -> None:
    names = blocks.names(visit.district)
    lacking = sum(row["schools"] - row["covered"] for row in found)
    if lacking:
        text = ngettext("{count} school has no legal basis yet.", "{count} schools have no legal basis yet.", lacking)
        st.warning(text.format(count=number(lacking)), icon=":material/gavel:")
    columns = {
        _("Block"): [names.get(row["block_id"], row["block_id"]) for row in found],
        _("Schools"): [number(row["schools"]) for row in found],
        _("With a legal basis"): [number(row["covered"]) for row in found],
        _("Parents said yes"): [number(row["given"]) for row in found],
        _("Parents said no"): [number(row["withdrawn"]) for row in found],
    }
    with st.expander(_("By block"), expanded=len(found) <= 3):
        tables.show(pd.DataFrame(columns), numbers=list(columns)[1:])


def _form(visit: Visit) -> None:
    st.markdown(f"#### {_('Record for schools')}")
    where = _where(visit)
    left, right = st.columns(2)
    state: State = left.radio(
        _("What is recorded"), list(_SAID), format_func=lambda one: _(_SAID[one]), horizontal=True, key="consent_state"
    )
    since = right.date_input(_("Since"), today(), max_value=today(), format="DD/MM/YYYY", key="consent_since")
    ground = st.selectbox(
        _("On what it rests"),
        _OFFERED,
        index=None,
        format_func=lambda one: _(GROUNDS[one]),
        placeholder=_("Choose"),
        key="consent_ground",
    )
    reference = st.text_input(
        _("Number and date of the order or form, or where the paper lies"), max_chars=consent.LONGEST, key="consent_reference"
    )
    count = len(where.school_ids)
    label = ngettext("Record for {count} school", "Record for {count} schools", count).format(count=number(count))
    ready = bool(count and ground and reference.strip())
    if not ready:
        st.caption(_("Choose the schools and on what it rests, and write the number: then it can be recorded."))
    if st.button(label, type="primary", icon=":material/gavel:", key="consent_record", disabled=not ready) and ground:
        with failures.shown():
            done = consent.say_of_schools(
                visit.district, visit.account, where.school_ids, state, ground, reference, since, where.block_id
            )
            text = ngettext("Recorded for {count} school.", "Recorded for {count} schools.", done)
            widgets.tell_after_rerun(text.format(count=number(done)))


def _where(visit: Visit) -> _Where:
    ways = {"district": _("All schools"), "block": _("A block"), "school": _("One school")}
    way = st.segmented_control(
        _("For which schools"), list(ways), default="district", required=True, format_func=ways.__getitem__, key="consent_where"
    )
    if way == "school":
        chosen = choosing.school(visit, "consent")
        return _Where([chosen] if chosen else [], None)
    frame = schools.schools(visit.district.db, visit.scope)
    if way == "district":
        return _Where([int(key) for key in frame["school_id"]], None)
    names = blocks.names(visit.district)
    block_id = st.selectbox(
        _("Block"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Choose the block"),
        key="consent_of_block",
    )
    return _Where([int(key) for key in frame.loc[frame["block_id"] == block_id, "school_id"]], block_id)


def _due(visit: Visit) -> None:
    st.markdown(f"#### {_('Reference photos that must go')}")
    if st.button(_("Show the pupils"), icon=":material/person_off:", key="consent_show_due"):
        st.session_state[_DUE] = (visit.district.kind, consent.due(visit.district, visit.account))
    kind, found = st.session_state.get(_DUE, (None, None))
    if found is None or kind != visit.district.kind:
        st.caption(_("Pupils whose reference photos are kept though no legal basis or consent stands."))
        return
    if not found:
        widgets.well_done(_("No reference photo is kept without a ground."))
        return
    st.warning(_("Remove these photos, or record the ground if it was forgotten."), icon=":material/delete:")
    for row in found:
        _due_row(row)
    if len(found) == consent.MOST_DUE:
        st.caption(_("Only the first {count} are listed; others follow when these are done.").format(count=number(len(found))))
    photos = sum(row["photos"] for row in found)
    label = ngettext("Remove {count} photo", "Remove {count} photos", photos).format(count=number(photos))
    with st.popover(label, icon=":material/delete:"):
        st.caption(_("The photos and what was computed from them are deleted. This cannot be taken back."))
        if st.button(_("Remove for good"), type="primary", key="consent_remove"):
            with failures.shown():
                _remove(visit, [row["pupil_id"] for row in found])


def _due_row(row: Row) -> None:
    place = f"{pick(row['school_hi'], row['school_en'])} · {row['grade']} {row['section']}"
    if row["withdrawn_on"] is None:
        why = _("nothing was ever recorded")
    else:
        said = _("the parents said no on {day}") if row["is_own"] else _("the school's basis ended on {day}")
        why = said.format(day=day_text(row["withdrawn_on"], "medium"))
    photos = ngettext("{count} photo", "{count} photos", row["photos"]).format(count=number(row["photos"]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{pick(row['name_hi'], row['name_en'])} · {place} · {photos} · {why}")
        target = {"class": str(row["class_section_id"]), "pupil": str(row["pupil_id"])}
        navigation.link(Page.PUPILS, _("Open"), **target)


def _remove(visit: Visit, pupil_ids: list[int]) -> None:
    kept = stored.of_pupils(visit.district.db, visit.scope, pupil_ids)
    for key in kept["reference_photo_id"]:
        references.remove(visit.district, visit.account, int(key), _REASON)
    st.session_state.pop(_DUE, None)
    text = ngettext("{count} photo was removed.", "{count} photos were removed.", len(kept))
    widgets.tell_after_rerun(text.format(count=number(len(kept))))
