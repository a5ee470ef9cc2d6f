"""Pupils whom the portal has as absent and who were recognised here, with who says so, and the list that asks for correction.

The list names pupils for one purpose: it goes to those who can correct the portal. What visits found stands in it too.
"""

from collections import defaultdict

import pandas as pd

from attendance.district import District, Kind
from attendance.i18n import _, day_text, pick
from attendance.office import audit, settings
from attendance.office.access import Account, Page
from attendance.reports import exports
from attendance.reports.class_days import closeness
from attendance.reports.figures import Place, Span
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, Outcome
from attendance.reports.handed import File
from attendance.reports.handing import Format
from attendance.reports.measures import class_name
from attendance.reports.portal import DISTRICT, within_limit
from attendance.reports.pupil_files import Why
from attendance.said import Said, standing
from data import follow_ups, portal
from data.clock import in_india, utc_now
from data.database import Row

MOST_LISTED = 20_000
"""More than that in a month is a wrong report, not so many wrong marks; it also keeps the file below a few MB."""
_NAMES_A_PUPIL = ("same", "other", "tagged", "present")


def harmed(district: District, account: Account, span: Span, place: Place = DISTRICT, most: int = MOST_LISTED) -> pd.DataFrame:
    """Pupils absent at the portal and recognised here, the latest day first, what a person said first.

    Returns:
        The columns of `data.portal.harmed`, and in the reader's language name, school, block, class_name, said_by (a person's
        name, or the machine) and reason.

    Raises:
        NotAllowed: The role does not see the page Attendance.
    """
    account.require(Page.ATTENDANCE)
    days = within_limit(span, place)
    found = portal.harmed(district.db, account.scope, days.first, days.last, most=most, **place.keys())
    by_person = found[found["marked_by"] == "person"]
    said = last_said(portal.said(district.db, account.scope, by_person["pupil_id"].unique(), days.first, days.last))
    thresholds = settings.load(district).thresholds
    who, why = [], []
    for row in found.to_dict("records"):
        verdict = said.get((row["day"].date(), row["pupil_id"])) if row["marked_by"] == "person" else None
        near = closeness(row["similarity"], thresholds.needed_in_class(row["enrolled"]), thresholds.uncertain)
        who.append(person(verdict) if row["marked_by"] == "person" else _("the machine"))
        why.append(reason(row["marked_by"], verdict, near))
    return found.assign(
        name=[pick(hindi, english) for hindi, english in zip(found["name_hi"], found["name_en"], strict=True)],
        school=[pick(hindi, english) for hindi, english in zip(found["school_hi"], found["school_en"], strict=True)],
        block=[pick(hindi, english) for hindi, english in zip(found["block_hi"], found["block_en"], strict=True)],
        class_name=[class_name(grade, section) for grade, section in zip(found["grade"], found["section"], strict=True)],
        said_by=pd.Series(who, dtype=object),
        reason=pd.Series(why, dtype=object),
    )


def last_said(verdicts: list[Row]) -> dict[tuple[object, int], Row]:
    """By day and pupil, the last verdict that stands and says the pupil was there."""
    by_day: defaultdict[object, list[Row]] = defaultdict(list)
    for row in verdicts:
        by_day[row["day"]].append(row)
    found: dict[tuple[object, int], Row] = {}
    for day, rows in by_day.items():
        stand = {verdict.verdict_id for verdict in standing(Said.of(row) for row in rows)}
        found |= {(day, row["pupil_id"]): row for row in rows if row["verdict_id"] in stand and row["kind"] in _NAMES_A_PUPIL}
    return found


def person(verdict: Row | None) -> str:
    """Who gave a verdict."""
    return (verdict["said_by_name"] or verdict["said_by"]) if verdict else _("a person")


def reason(marked_by: str, verdict: Row | None, near: str) -> str:
    """What a mark rests on, in the reader's language.

    Args:
        near: How near a face came, in words; empty where none was compared.
    """
    if marked_by == "machine":
        return _("Recognised by the machine in the class photos: the face is {closeness}.").format(closeness=near or "—")
    if verdict is None or verdict["kind"] == "present":
        told = (verdict or {}).get("reason")
        return _("Said by a person: {reason}").format(reason=told) if told else _("Said by a person.")
    return _("A person confirmed the face in the class photos.")


def found_by_visits(district: District, account: Account, span: Span, place: Place = DISTRICT) -> list[Row]:
    """What visits found that the portal has otherwise, as `data.follow_ups.corrections` tells.

    Raises:
        NotAllowed: The role does not see the page Attendance.
    """
    account.require(Page.ATTENDANCE)
    days = within_limit(span, place)
    return follow_ups.corrections(district.db, account.scope, days.first, days.last, most=MOST_LISTED, **place.keys())


def looked(district: District, account: Account, span: Span, place: Place, pupils: int) -> None:
    """Write on the audit trail that the pupils' names were shown."""
    days = within_limit(span, place)
    district.db.write(
        lambda tx: audit.record(
            tx, account, "portal.pupils_opened", _subject(place), place.block_id, day=_days(days), pupils=pupils
        )
    )


def correction_list(district: District, account: Account, span: Span, place: Place, form: Format) -> File:
    """The pupils whose mark at the portal should be looked at again, as a file; entered in the audit trail before it leaves.

    Args:
        form: CSV or Excel.

    Raises:
        NotAllowed: The role does not see the page Attendance.
    """
    found, visits = harmed(district, account, span, place), found_by_visits(district, account, span, place)
    days = within_limit(span, place)
    pupils = len(found) + len(visits)
    district.db.write(
        lambda tx: audit.record(
            tx, account, "portal.correction_list", _subject(place), place.block_id, day=_days(days), pupils=pupils
        )
    )
    table, notes = pd.concat([_table(found), _table_of_visits(visits)]), _notes(district, account, days, bool(visits))
    name = f"upasthiti-corrections-{_days(days).replace(' – ', '-')}.{form.value}"
    if form is Format.CSV:
        return File(name, exports.to_csv(table, notes), exports.CSV_MIME)
    return File(name, exports.to_excel(table, "corrections", notes), exports.EXCEL_MIME)


def _table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "PEN": found["pen"],
            _("Pupil"): found["name"],
            _("Class"): found["class_name"],
            _("School"): found["school"],
            "UDISE": found["udise"],
            _("Block"): found["block"],
            _("Day"): found["day"].dt.date,
            _("At the portal"): _("absent"),
            _("Said here by"): found["said_by"],
            _("Reason"): found["reason"],
        }
    )


def _table_of_visits(visits: list[Row]) -> pd.DataFrame:
    """The same columns, of what visits found."""
    at_portal = {Outcome.PRESENT: _("absent"), Outcome.TRANSFERRED: _("on the roll of this school")}
    return pd.DataFrame(
        {
            "PEN": [row["pen"] for row in visits],
            _("Pupil"): [pick(row["name_hi"], row["name_en"]) for row in visits],
            _("Class"): [class_name(row["grade"], row["section"]) for row in visits],
            _("School"): [pick(row["school_hi"], row["school_en"]) for row in visits],
            "UDISE": [row["udise"] for row in visits],
            _("Block"): [pick(row["block_hi"], row["block_en"]) for row in visits],
            _("Day"): [row["day"] for row in visits],
            _("At the portal"): [at_portal[Outcome(row["outcome"])] for row in visits],
            _("Said here by"): [row["said_by"] for row in visits],
            _("Reason"): [
                _("A visit found on {day}: {outcome}.").format(
                    day=day_text(row["closed_on"], "medium"), outcome=Outcome(row["outcome"]).label
                )
                for row in visits
            ],
        }
    )


def _notes(district: District, account: Account, days: Span, visits: bool) -> list[str]:
    """What the file says of itself: what it is, who took it and when, and that nothing is changed by it."""
    now = in_india(utc_now())
    moment = f"{day_text(now.date())}, {now:%H:%M}"
    lines = [
        _("Correction list: absent at the portal, recognised here"),
        day_text(days.first) if days.is_day else f"{day_text(days.first)} – {day_text(days.last)}",
        _("Taken by {name} ({username}) on {moment}.").format(name=account.name, username=account.username, moment=moment),
        _("Purpose: {purpose}").format(purpose=Why.SCHOOL.label),
        _("A machine's recognition is a hint, not proof: ask the school before the mark is changed."),
        *([_("Also what visits found: children who come to school, and who went to another one."), _(NO_STRIKE_OFF)] * visits),
        _("What is decided here does not change e-Shikshakosh by itself."),
    ]
    if district.kind is Kind.SANDBOX:
        lines.insert(0, _("Training sandbox: all names, photos and figures here are fictional."))
    return lines


def _days(span: Span) -> str:
    return span.first.isoformat() if span.is_day else f"{span.first.isoformat()} – {span.last.isoformat()}"


def _subject(place: Place) -> str | None:
    """The deepest key of a place, as the audit trail writes it."""
    given = [(name.removesuffix("_id"), key) for name, key in place.keys().items() if key is not None]
    return f"{given[-1][0]}:{given[-1][1]}" if given else None
