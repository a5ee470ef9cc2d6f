"""Exceptions in words: why a class is listed, and what a school is asked for. No child is ever named."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from attendance.i18n import N_, _, day_text, ngettext, number, percent
from attendance.reports.rules import Rule, State

Listed = Mapping[Hashable, Any]

_ASKED: tuple[tuple[frozenset[Rule], str], ...] = (
    (
        frozenset({Rule.USED_PHOTOS, Rule.LOW, Rule.FALL, Rule.FEWER_FACES, Rule.BELOW_SCHOOL}),
        N_("Please take today's photos of {classes} again, from all four sides, every face towards the tablet, and send them."),
    ),
    (
        frozenset({Rule.PORTAL_LACKS, Rule.SILENT, Rule.WITHOUT_PHOTOS}),
        N_("Please take today's photos of {classes} and upload them."),
    ),
    (frozenset({Rule.LATE}), N_("Please upload the photos of {classes} in time.")),
    (frozenset({Rule.NO_REFERENCES}), N_("Please send a reference photo of each pupil of {classes}.")),
)
"""What the school is asked for; the office itself looks into everything else, unannounced."""


_EXPLAINED = {
    "open": "",
    "asked": N_("The school was asked to explain it."),
    "answered": N_("The school has explained it; the office decides."),
}


def reason(row: Listed) -> str:
    """Why it is listed.

    Args:
        row: rule, first_day, last_day, days and measured (a dict) of `data.exceptions.listed`.
    """
    return _REASONS[Rule(row["rule"])](row, row["measured"])


def standing(row: Listed) -> str:
    """Its state; of a closed one also how it came to be closed."""
    state = State(row["state"])
    if state is not State.CLOSED:
        return state.label
    if row["closed_by"] is None:
        return _("ended by itself on {day}").format(day=_day(row["ended_on"]))
    return _("Closed by {name}: {reason}").format(name=row["closed_by"], reason=_(row["closed_why"]))


def asks_the_school(row: Listed) -> bool:
    """Whether the school has to act; otherwise it is the office."""
    return _request(row) is not None


def requests(rows: Sequence[Listed], whole_school: str) -> list[str]:
    """What a school is asked for, each with the classes it is about.

    Args:
        rows: The exceptions of one school; class_name is None for the whole school.
        whole_school: What all its classes are called.
    """
    asked: dict[str, list[str]] = {text: [] for _rules, text in _ASKED}
    for row in rows:
        text = _request(row)
        if text:
            name = row["class_name"] or whole_school
            if name not in asked[text]:
                asked[text].append(name)
    worded = []
    for text, classes in asked.items():
        if classes:
            some = [whole_school] if whole_school in classes else classes
            worded.append(_(text).format(classes=", ".join(some)))
    return worded


def _request(row: Listed) -> str | None:
    rule = Rule(row["rule"])
    if rule is Rule.WITHOUT_PHOTOS and row["measured"]["at_portal"]:
        return None
    return next((text for rules, text in _ASKED if rule in rules), None)


def _used_photos(row: Listed, measured: Any) -> str:
    count = measured["photos"]
    text = (
        ngettext(
            "{count} photo was sent before, to the byte.", "{count} photos were sent before, at least one to the byte.", count
        )
        if measured["same_bytes"]
        else ngettext(
            "{count} photo is almost the same as one sent before.",
            "{count} photos are almost the same as ones sent before.",
            count,
        )
    )
    standing = _(_EXPLAINED[measured.get("state", "open")])
    return " ".join(part for part in (text.format(count=number(count)), standing) if part)


def _silent(row: Listed, _measured: Any) -> str:
    text = _("Nothing uploaded or read for {days} school days running, since {day}.")
    return text.format(days=number(row["days"]), day=_day(row["first_day"]))


def _portal_lacks(row: Listed, _measured: Any) -> str:
    if row["days"] == 1:
        return _("Not uploaded to the portal on {day}.").format(day=_day(row["last_day"]))
    text = _("Not uploaded to the portal for {days} school days running, since {day}.")
    return text.format(days=number(row["days"]), day=_day(row["first_day"]))


def _without_photos(row: Listed, measured: Any) -> str:
    if measured["at_portal"]:
        return _("Uploaded to the portal, not read here yet; last on {day}.").format(day=_day(row["last_day"]))
    if row["days"] == 1:
        return _("No class photos on {day}.").format(day=_day(row["last_day"]))
    text = _("No class photos for {days} school days running, since {day}.")
    return text.format(days=number(row["days"]), day=_day(row["first_day"]))


def _seen(row: Listed, measured: Any) -> str:
    text = _("Faces seen on {day}: {seen} of {enrolled} enrolled ({percent}); {recognised} of them recognised.")
    return text.format(
        day=_day(row["last_day"]),
        seen=number(measured["seen"]),
        enrolled=number(measured["enrolled"]),
        percent=percent(measured["seen"], measured["enrolled"]),
        recognised=number(measured["recognised"]),
    )


def _sudden(row: Listed, measured: Any) -> str:
    text = _("Faces seen on {day}: {seen} of {enrolled} enrolled ({percent}); usually {usual}.")
    return text.format(
        day=_day(row["last_day"]),
        seen=number(measured["seen"]),
        enrolled=number(measured["enrolled"]),
        percent=percent(measured["seen"], measured["enrolled"]),
        usual=percent(measured["usual_percent"], 100),
    )


def _below_school(row: Listed, measured: Any) -> str:
    text = _("Recognised on {day}: {recognised} of {enrolled} enrolled ({percent}); the school's middle is {usual}.")
    return text.format(
        day=_day(row["last_day"]),
        recognised=number(measured["recognised"]),
        enrolled=number(measured["enrolled"]),
        percent=percent(measured["recognised"], measured["enrolled"]),
        usual=percent(measured["usual_percent"], 100),
    )


def _fewer_faces(row: Listed, measured: Any) -> str:
    text = (
        _("Mid-day meals on {day}: {counted}; faces seen: {seen}.")
        if measured["kind"] == "meal"
        else _("Present in the register on {day}: {counted}; faces seen: {seen}.")
    )
    return text.format(day=_day(row["last_day"]), counted=number(measured["counted"]), seen=number(measured["seen"]))


def _too_perfect(row: Listed, measured: Any) -> str:
    text = (
        _("{count} faces seen on each of {days} school days, {first} to {last}.")
        if measured["what"] == "faces"
        else _("{count} present at the portal on each of {days} school days, {first} to {last}.")
    )
    return text.format(
        count=number(measured["count"]), days=number(row["days"]), first=_day(row["first_day"]), last=_day(row["last_day"])
    )


def _pupils_running(row: Listed, measured: Any) -> str:
    count = measured["pupils"]
    text = ngettext(
        "{count} pupil not recognised, for up to {days} school days running.",
        "{count} pupils not recognised, for up to {days} school days running.",
        count,
    )
    return text.format(count=number(count), days=number(row["days"]))


def _pupils_often(_row: Listed, measured: Any) -> str:
    count = measured["pupils"]
    text = ngettext(
        "{count} pupil often not recognised in this school year.",
        "{count} pupils often not recognised in this school year.",
        count,
    )
    return text.format(count=number(count))


def _late(_row: Listed, measured: Any) -> str:
    text = _("Uploaded late on {late} of the last {days} uploads.")
    return text.format(late=number(measured["late_days"]), days=number(measured["uploaded_days"]))


def _no_references(_row: Listed, measured: Any) -> str:
    count = measured["pupils"]
    text = ngettext(
        "{count} pupil on the roll, without a reference photo.",
        "{count} pupils on the roll, none with a reference photo.",
        count,
    )
    return text.format(count=number(count))


def _uncertain(_row: Listed, measured: Any) -> str:
    count = measured["pupils"]
    text = ngettext("{count} pupil to be confirmed by a person.", "{count} pupils to be confirmed by a person.", count)
    return text.format(count=number(count))


def _day(day: date) -> str:
    return day_text(day, "medium")


_REASONS = {
    Rule.USED_PHOTOS: _used_photos,
    Rule.SILENT: _silent,
    Rule.PORTAL_LACKS: _portal_lacks,
    Rule.WITHOUT_PHOTOS: _without_photos,
    Rule.FALL: _sudden,
    Rule.LOW: _seen,
    Rule.FEWER_FACES: _fewer_faces,
    Rule.TOO_PERFECT: _too_perfect,
    Rule.RISE: _sudden,
    Rule.PUPILS_RUNNING: _pupils_running,
    Rule.BELOW_SCHOOL: _below_school,
    Rule.LATE: _late,
    Rule.NO_REFERENCES: _no_references,
    Rule.PUPILS_OFTEN: _pupils_often,
    Rule.UNCERTAIN: _uncertain,
}
