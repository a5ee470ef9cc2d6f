"""What whoever visits is sent: a school's open cases by name, what to find out, and what the list is not."""

from collections.abc import Sequence

from attendance.i18n import _, day_text, ngettext, number, pick
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, OF_PEOPLE, Case
from data.database import Row


def message(cases: Sequence[Case], school: Row, visitor: str) -> str:
    """What whoever visits is sent: the open cases of one school by name, what to find out, and what the list is not."""
    place = _("{school} (UDISE {udise}), {block}").format(
        school=pick(school["school_hi"], school["school_en"]),
        udise=school["udise"],
        block=pick(school["block_hi"], school["block_en"]),
    )
    asked = [case for case in cases if case.is_open]
    count = ngettext("Please ask after this {count} child:", "Please ask after these {count} children:", len(asked))
    return "\n".join(
        [
            _("Respected {name},").format(name=visitor),
            place,
            count.format(count=number(len(asked))),
            *(f"• {line(case)}" for case in asked),
            _("What did you find?") + " " + " / ".join(outcome.label for outcome in OF_PEOPLE),
            _(NO_STRIKE_OFF),
        ]
    )


def line(case: Case) -> str:
    """A case as whoever visits reads it."""
    days = ngettext(
        "not recognised in the photos of {count} school day, since {day}",
        "not recognised in the photos of {count} school days, since {day}",
        case.days,
    ).format(count=number(case.days), day=day_text(case.first_day, "medium"))
    roll = " (" + _("roll number {roll}").format(roll=number(case.roll_number)) + ")" if case.roll_number is not None else ""
    until = "; " + _("by {day}").format(day=day_text(case.visit_by, "medium")) if case.visit_by else ""
    return f"{case.class_name}: {case.name}{roll}, {days}{until}"
