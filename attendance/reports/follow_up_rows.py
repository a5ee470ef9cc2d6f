"""Follow-up cases as rows to hand out."""

import pandas as pd

from attendance.district import District
from attendance.i18n import _, pick
from attendance.office.access import Account
from attendance.reports import places
from attendance.reports.figures import Place, Span
from attendance.reports.follow_up_cases import OF_PEOPLE, Filters, case_of, require
from attendance.reports.pupil_files import MOST_ROWS, PupilRows
from data import follow_ups as stored
from data.clock import today
from data.database import Row


def of_list(district: District, account: Account, filters: Filters, school_id: int | None = None) -> PupilRows:
    """The cases of a list as they are now.

    Args:
        school_id: Only this school's.

    Raises:
        NotAllowed: The role sees no pupils.
    """
    require(account)
    rows = stored.listed(district.db, account.scope, school_id=school_id, most=MOST_ROWS + 1, **filters.bound())
    return PupilRows(
        kind="follow_ups",
        title=_("Follow-up cases"),
        span=Span.of(today()),
        filters=_filters(district, account, filters, rows if school_id else ()),
        table=_table(rows),
        block_ids=[row["block_id"] for row in rows],
        pupils=len({row["pupil_id"] for row in rows}),
    )


def _filters(district: District, account: Account, filters: Filters, of_school: "list[Row] | tuple[()]") -> list[str]:
    chosen = [filters.which.label]
    if filters.block_id:
        chosen.append(places.blocks(district.db, account.scope).get(filters.block_id, filters.block_id))
    if filters.cluster_id:
        located = places.locate(district.db, account.scope, Place(cluster_id=filters.cluster_id))
        chosen += [located.name] if located and located.name else []
    if filters.visitor:
        chosen.append(_("{name} visits").format(name=filters.visitor))
    chosen += [pick(row["school_hi"], row["school_en"]) for row in of_school[:1]]
    return chosen


def _table(rows: list[Row]) -> pd.DataFrame:
    cases = [case_of(row) for row in rows]
    both = list(zip(rows, cases, strict=True))
    return pd.DataFrame(
        {
            "PEN": [case.pen for case in cases],
            _("Pupil"): [case.name for case in cases],
            _("Class"): [case.class_name for case in cases],
            _("Roll number"): [case.roll_number for case in cases],
            _("School"): [pick(row["school_hi"], row["school_en"]) for row in rows],
            "UDISE": [row["udise"] for row in rows],
            _("Cluster"): [pick(row["cluster_hi"], row["cluster_en"]) for row in rows],
            _("Block"): [pick(row["block_hi"], row["block_en"]) for row in rows],
            _("In the photos"): _("not recognised (by the machine)"),
            _("Since"): [case.first_day for case in cases],
            _("School days with photos"): [case.days for case in cases],
            _("Recognised again on"): [case.recognised_on for case in cases],
            _("State"): [case.standing for case in cases],
            _("A visit found"): [case.outcome.label if case.outcome in OF_PEOPLE else None for case in cases],
            _("Said by"): [row["closed_by"] if case.outcome in OF_PEOPLE else None for row, case in both],
            _("Last note"): [row["last_note"] for row in rows],
            _("On the roll now"): [_("yes") if case.on_roll else _("no") for case in cases],
            _("Reference photo"): [_("yes") if case.has_photo else _("no") for case in cases],
            _("Head teacher"): [row["head_name"] for row in rows],
            _("Head teacher's phone"): [row["head_phone"] for row in rows],
            _("CRC"): [row["crc_name"] for row in rows],
            _("CRC's phone"): [row["crc_phone"] for row in rows],
        }
    )
