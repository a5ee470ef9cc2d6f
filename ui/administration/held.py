"""What is held: of each kind how much, why still, and until when; what the last run removed."""

import html
from dataclasses import dataclass
from datetime import date

import streamlit as st

from attendance.i18n import N_, _, day_text, moment_text, number
from attendance.office.access import Role
from attendance.office.privacy import retention
from attendance.office.privacy.retention import Held
from data.clock import in_india
from data.database import Row
from ui import failures, widgets
from ui.administration import erasures
from ui.guard import Visit

WHY: dict[str, str] = {
    "in_time": N_("Class photos, read, without anything to look at"),
    "uncertain": N_("Class photos with faces that wait for a person's word"),
    "sampled": N_("Class photos of the audit sample that wait to be judged"),
    "flag_open": N_("Class photos of a flag that is not decided"),
    "judged": N_("Class photos that a person has judged"),
}
REMOVED: dict[str, str] = {
    "class_photo": N_("pictures of class photos"),
    "crop": N_("faces cut out"),
    "embedding": N_("what was computed from faces of class photos"),
    "original": N_("originals left behind"),
    "reference": N_("reference photos"),
    "template": N_("what was computed from reference photos"),
    "tray": N_("photos of the tray, left behind"),
    "receipt": N_("receipts"),
}


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    what: str
    count: int
    oldest: date | None
    until: str


def show(visit: Visit) -> None:
    """The table, the last run and, for the MIS in-charge, a run now; the days are among the settings."""
    found = retention.held(visit.district, visit.account)
    kept = _(
        "Marks, verdicts and fingerprints of photos stay; faces go. The MIS in-charge sets the days under Settings: {days}."
    )
    st.caption(kept.format(days=_days(found)))
    lines = [line for line in (*_photos(found), *_others(found), *_aside(found)) if line.count]
    if lines:
        st.html(f'<div class="upa-rows">{"".join(_row(line) for line in lines)}</div>')
    else:
        widgets.empty(_("No photo is held."))
    if count := found.counts["gone"]:
        gone = _("{count} class photos were deleted after their time; of each the fingerprint and the marks are kept.")
        st.caption(gone.format(count=number(count)))
    _on_disk(found)
    _runs(visit, found)
    erasures.show(visit)


def _photos(found: Held) -> list[Line]:
    by_reason = {row["why"]: row for row in found.photos}
    return [_photo_line(why, by_reason[why], found) for why in WHY if why in by_reason]


def _photo_line(why: str, row: Row, found: Held) -> Line:
    until = {
        "in_time": _("until {count} school days have passed"),
        "uncertain": _("until they are judged, and {judged} days; at the latest {first} to {last}"),
        "sampled": _("until they are judged, and {judged} days; at the latest {first} to {last}"),
        "flag_open": _("until the flag is decided, and {judged} days"),
        "judged": _("{first} to {last}") if row["goes_first"] != row["goes_last"] else "{first}",
    }[why]
    days = {key: day_text(row[f"goes_{key}"], "medium") if row[f"goes_{key}"] else "–" for key in ("first", "last")}
    limits = {"count": number(found.limits.school_days), "judged": number(found.limits.judged_days)}
    return Line(_(WHY[why]), row["held"], row["oldest"], until.format(**days, **limits))


def _others(found: Held) -> list[Line]:
    counts = found.counts
    left = _("as long as the pupil is on a roll, and {count} days").format(count=number(found.limits.left_days))
    return [
        Line(_("Class photos that are not read yet"), counts["unread"], counts["unread_oldest"], _("until they are read")),
        Line(_("Photos on the tray"), counts["tray"], _day(counts["tray_oldest"]), _("until somebody places or discards them")),
        Line(_("Reference photos"), counts["reference_photos"], _day(counts["references_oldest"]), left),
        Line(_("Templates, computed from reference photos"), counts["templates"], None, left),
    ]


def _aside(found: Held) -> list[Line]:
    until = _("until {count} school days have passed, or a pupil is erased").format(count=number(found.limits.school_days))
    name = _("copy of the district, put aside: {name}")
    return [Line(name.format(name=one.name), 1, _day(one.since), until) for one in found.aside]


def _row(line: Line) -> str:
    oldest = _("the oldest of {day}").format(day=day_text(line.oldest, "medium")) if line.oldest else ""
    note = " · ".join(filter(None, (oldest, line.until)))
    return (
        f'<div class="upa-row"><b>{number(line.count)}</b> {html.escape(line.what)} '
        f'<span class="upa-note">{html.escape(note)}</span></div>'
    )


def _runs(visit: Visit, found: Held) -> None:
    st.subheader(_("What was deleted last"), anchor=False)
    if found.last is None:
        widgets.empty(_("Nothing yet. The app looks once a day by itself."), ":material/auto_delete:")
    else:
        begun = moment_text(found.last["begun_at"])
        st.markdown(_("Run of {moment}").format(moment=begun) if found.last["ended_at"] else _running(begun))
        for row in found.removed:
            st.markdown(f"- {number(row['removed'])} {_(REMOVED[row['what']])} · {_megabytes(row['bytes'])}")
        if not found.removed:
            st.caption(_("There was nothing whose time was over."))
    st.caption(_("The next run is tomorrow, in the first hour in which the app runs."))
    if visit.account.role is Role.MIS and st.button(_("Look now"), icon=":material/auto_delete:"):
        with failures.shown():
            retention.look_now(visit.district, visit.account)
            widgets.tell_after_rerun(_("It runs in the background. Reload the page in a minute to see what it removed."))


def _on_disk(found: Held) -> None:
    if found.on_disk and found.last:
        parts = [f"{_(REMOVED[row['what']])} {_megabytes(row['bytes'])}" for row in found.on_disk if row["files"]]
        text = _("On the disk after the run of {moment}: {parts}.")
        st.caption(text.format(moment=moment_text(found.last["begun_at"]), parts=", ".join(parts) or _("nothing")))


def _megabytes(size: int) -> str:
    return _("{size} MB").format(size=number(round(size / 1e6, 1))) if size >= 50_000 else _("under 0.1 MB")


def _running(begun: str) -> str:
    return _("Run of {moment}, not finished yet").format(moment=begun)


def _days(found: Held) -> str:
    text = _("{school} school days for class photos, {judged} days after a judgement, {left} days after a pupil has left")
    limits = found.limits
    return text.format(school=number(limits.school_days), judged=number(limits.judged_days), left=number(limits.left_days))


def _day(moment: object) -> date | None:
    return in_india(moment).date() if moment else None  # type: ignore[arg-type]
