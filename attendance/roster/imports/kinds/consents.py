"""What pupils' parents said about reference photos: each row is a word on one pupil, and only ever added."""

from datetime import date
from typing import cast

import pandas as pd

from attendance.errors import Message
from attendance.i18n import N_
from attendance.office.consent import Ground
from attendance.roster.imports import common, formats
from attendance.roster.imports.days import parse_day
from attendance.roster.imports.formats import each
from attendance.roster.imports.placing import EVERYTHING, because
from attendance.roster.imports.spec import Column, ImportKind, Kind, Placed
from data import bases, pupils, references
from data.clock import today
from data.database import Statements, Transaction

NO_PUPIL = N_("No pupil with the PEN {value} is on a roll. Import the pupils first.")
TO_COME = N_("{value} is yet to come. Correct the day.")
COLUMNS = (
    common.PEN,
    Column("said", "अभिभावक ने कहा", "Parents said", N_("Yes or No. No also stands for a consent that is taken back."),
           required=True, format=formats.CONSENT, other=("सहमति", "Consent")),
    Column("since", "तिथि", "Date", N_("The day on which they said it, as 2026-04-01."), required=True, format=formats.DAY),
    Column("reference", "प्रपत्र संख्या", "Form number", N_("Or where the paper lies."), required=True),
)  # fmt: skip
BY = "import"
"""Who imported it is on the audit trail."""
_STATES = {"yes": "given", "no": "withdrawn"}


def place(db: Statements, rows: pd.DataFrame) -> Placed:
    """Columns of the rows: pupil_id, state, reference, since."""
    known = {row["pen"]: row["pupil_id"] for row in pupils.places(db, EVERYTHING, pens=rows["pen"]) if row["class_section_id"]}
    since = pd.to_datetime(each(rows["since"], parse_day))
    wanted = pd.DataFrame(
        {
            "pupil_id": rows["pen"].map(known).astype("Int64"),
            "state": rows["said"].map(_STATES),
            "reference": rows["reference"],
            "since": since,
        }
    )
    refused = because(NO_PUPIL, rows["pen"][wanted["pupil_id"].isna()])
    refused |= because(TO_COME, rows["since"][since > pd.Timestamp(today())])
    wanted = wanted.drop(index=list(refused)).astype({"pupil_id": "int64"})
    wanted = wanted.assign(since=wanted["since"].dt.date)
    said = {row["pupil_id"]: row for row in bases.standing(db, EVERYTHING, wanted["pupil_id"]) if row["is_own"]}
    before = [said.get(key) for key in wanted["pupil_id"]]
    new = pd.Series([row is None for row in before], wanted.index, dtype=bool)
    told = zip(before, wanted.itertuples(index=False), strict=True)
    same = pd.Series(
        [
            row is not None and all(row[key] == getattr(one, key) for key in ("state", "reference", "since"))
            for row, one in told
        ],
        wanted.index,
        dtype=bool,
    )
    return Placed(wanted[new], wanted[~new & ~same], wanted[same], refused)


def warn(db: Statements, placed: Placed) -> list[Message]:
    said_no = pd.concat([placed.new, placed.changed]).query("state == 'withdrawn'")
    photos = len(references.of_pupils(db, EVERYTHING, said_no["pupil_id"]))
    if not photos:
        return []
    return [
        Message(
            N_("Reference photos to be removed after this import: {count}. See Administration, Consent."), {"count": photos}
        )
    ]


def write(tx: Transaction, placed: Placed) -> None:
    said = pd.concat([placed.new, placed.changed])
    for (state, reference, since), rows in said.groupby(["state", "reference", "since"]):
        bases.add(
            tx,
            EVERYTHING,
            pupil_ids=rows["pupil_id"],
            state=cast(bases.State, state),
            ground=Ground.PARENTS.value,
            reference=str(reference),
            since=cast(date, since),
            said_by=BY,
        )


KIND = Kind(
    ImportKind.CONSENTS,
    N_("Parents' consents"),
    COLUMNS,
    unique=("pen",),
    place=place,
    write=write,
    warn=warn,
)
