"""Rows of each table family in both blocks of the small district, and the same district without anything of one block."""

from datetime import date, datetime, timedelta
from typing import Any

from data.database import Transaction
from tests.support import BLOCKS

MONDAY = date(2026, 4, 6)
WEDNESDAY = MONDAY + timedelta(days=2)
MOMENT = datetime(2026, 4, 6, 5, 0)


def put(tx: Transaction, table: str, **row: Any) -> None:
    sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608 - names from this file
    tx._cursor().execute(sql, list(row.values())).fetchall()


def fill(tx: Transaction, block: str, first: int, school: int, section: int, pupil: int, day: date = MONDAY) -> None:
    """A row of a block in each table that holds the days' work; its keys begin with ``first``."""
    on = {"day": day, "class_section_id": section}
    place = {"block_id": block, "school_id": school}
    put(
        tx,
        "submission",
        submission_id=block,
        **place,
        day=day,
        source="portal",
        class_sections=[section],
        submitted_by=block,
        submitted_at=MOMENT,
        read_at=MOMENT,
        taken=f'[{{"camera": "{block}"}}]',
    )
    kept = {"faces": 1, "vault_name": f"photo/{block}", "camera": block}
    put(tx, "photo", photo_id=first + 1, submission_id=block, sha256=f"{first:064}", side="front", file_name=block, **kept)
    put(tx, "photo_layout", photo_id=first + 1, school_id=school, faces=[0] * 24)
    put(
        tx,
        "face",
        face_id=first + 2,
        photo_id=first + 1,
        x1=0,
        y1=0,
        x2=9,
        y2=9,
        confidence=1,
        blur=1,
        cut=False,
        person=1,
        crop_name=f"crop/{block}",
        model="model",
        sealed=b"x",
    )
    put(
        tx,
        "match",
        face_id=first + 2,
        rank=1,
        pupil_id=pupil,
        similarity=0.6,
        decision="uncertain",
        model="model",
        accept_at=0.7,
        uncertain_at=0.5,
        margin=0.05,
    )
    put(tx, "verdict", verdict_id=first + 3, **on, kind="present", pupil_id=pupil, reason=block, said_by=block, said_at=MOMENT)
    face = {"face_id": first + 2, "pupil_id": pupil}
    put(tx, "verdict", verdict_id=first + 5, **on, kind="same", **face, said_by=block, said_at=MOMENT)
    named = {"kind": "same", "face_id": first + 2, "pupil_id": pupil, "said_by": block, "said_at": MOMENT}
    put(tx, "verdict", verdict_id=first + 9, **on, **named)
    drawn = {"face_id": first + 27, "photo_id": first + 1, "crop_name": f"crop/{block}", "drawn_by": block, "drawn_at": MOMENT}
    put(tx, "drawn_face", **drawn, x1=20, y1=20, x2=30, y2=30)
    put(tx, "attendance", **on, **place, pupil_id=pupil, mark="present", marked_by="person")
    put(
        tx,
        "class_day",
        **on,
        **place,
        cluster_id=school - 100,
        rev=1,
        enrolled=4,
        recognised=1,
        seen_not_named=1,
        absent=0,
        not_seen=2,
        uncertain=1,
        faces=2,
        photos=1,
        sides=1,
        references_of=1,
        updated_at=MOMENT,
    )
    put(
        tx,
        "flag",
        flag_id=first + 4,
        **on,
        block_id=block,
        photo_id=first + 1,
        kind="same_bytes",
        severity=3,
        cause=f"same_bytes:{first + 1}",
        evidence="{}",
        raised_at=MOMENT,
    )
    of_day = {"kind": "too_few", "severity": 1, "cause": f"too_few:{school}:{day}", "evidence": "{}", "raised_at": MOMENT}
    put(tx, "flag", flag_id=first + 28, **on, block_id=block, **of_day)
    put(
        tx,
        "reference_photo",
        reference_photo_id=first + 10,
        pupil_id=pupil,
        sha256=f"{first + 1:064}",
        vault_name=f"reference/{block}",
        face_px=200,
        added_at=MOMENT,
        added_by=block,
    )
    put(tx, "template", reference_photo_id=first + 10, pupil_id=pupil, model="model", sealed=b"x")
    put(tx, "unread_reference", reference_photo_id=first + 10, model="unread", reason="{}", found_at=MOMENT)
    compared = {"enrolled": 4, "recognised": 1, "uncertain": 1, "judged": 1, "agreed": 1}
    put(tx, "model_comparison", job_id=first + 13, **on, block_id=block, model="model", **compared)
    search = {"purpose": f"a purpose told in {block}", "threshold": 0.8, "asked_by": block, "asked_at": MOMENT}
    put(tx, "lead_run", run_id=first + 16, **search)
    allowed = {"state": "allowed", "allowed_by": "dpo", "allowed_at": MOMENT, "model": "model"}
    put(tx, "lead_run", run_id=first + 17, **search, **allowed)
    put(
        tx,
        "lead",
        lead_id=first + 15,
        run_id=first + 17,
        pupil_a=pupil,
        pupil_b=pupil + 1,
        photo_a=first + 10,
        photo_b=first + 11,
        similarity=0.9,
    )
    put(
        tx,
        "job",
        job_id=first + 13,
        kind="read",
        submission_id=block,
        block_id=block,
        state="failed",
        total=1,
        created_by=block,
        created_at=MOMENT,
    )
    again = {"kind": "read_again", "block_id": block, "state": "done", "detail": f'{{"photo_id": {first + 1}}}', "total": 1}
    put(tx, "job", job_id=first + 6, **again, created_by=block, created_at=MOMENT)
    put(tx, "paused_block", block_id=block, paused_by=block, paused_at=MOMENT)
    came = {"file": block, "came_by": "inbox", **place, "day": day}
    put(
        tx,
        "receipt",
        receipt_id=first + 20,
        sha256=f"{first:064}",
        outcome="taken",
        submission_id=block,
        class_sections=[section],
        received_by=block,
        received_at=MOMENT,
        **came,
    )
    put(
        tx,
        "tray",
        entry_id=first + 21,
        folder="folder",
        sha256=f"{first + 21:064}",
        source="portal",
        side="unknown",
        reason="{}",
        arrived_by=block,
        arrived_at=MOMENT,
        state="open",
        **came,
    )
    entry = {"entry_id": first + 14, "happened_at": MOMENT, "username": block, "action": f"{block}.read", "hash": b""}
    put(tx, "audit_trail", **entry, block_id=block)
    refused = {"state": "withdrawn", "ground": "parents", "reference": block, "since": day}
    put(tx, "legal_basis", basis_id=first + 61, pupil_id=pupil + 3, **refused, said_by=block, said_at=MOMENT)
    left = {"sha256": f"{first + 62:064}", "vault_name": block, "face_px": 90, "added_at": MOMENT, "added_by": block}
    put(tx, "reference_photo", reference_photo_id=first + 62, pupil_id=pupil + 3, **left)
    put(tx, "calendar", day=MONDAY + timedelta(days=1), kind="holiday", name_hi=block, name_en=block, block_id=block)
    found = {"rule": "low", "step": 0, "severity": 1}
    put(
        tx,
        "exception",
        exception_id=first + 18,
        **found,
        **place,
        class_section_id=section,
        cluster_id=school - 100,
        first_day=day,
        last_day=day,
        days=1,
        measured="{}",
        owner=block,
        found_on=day,
    )
    put(tx, "exception_note", note_id=first + 19, exception_id=first + 18, said_by=block, said_at=MOMENT, text=block)
    put(tx, "exception_count", day=day, block_id=block, **found, found=1)
    put(tx, "portal_class_day", **on, uploaded=True, uploaded_at=MOMENT, present=3, imported_at=MOMENT)
    put(tx, "portal_report", day=day, block_id=block, imported_at=MOMENT)
    put(tx, "portal_school_day", day=day, school_id=school, uploaded=True, present=3, imported_at=MOMENT)
    put(tx, "portal_pupil_day", **on, pupil_id=pupil, present=False, imported_at=MOMENT)
    put(tx, "headcount", **on, school_id=school, kind="meal", counted=3, imported_at=MOMENT)
    case = {**place, "class_section_id": section, "first_day": day, "last_day": day, "days": 1, "opened_on": day}
    visit = {"state": "visiting", "visitor": block, "visit_by": day}
    put(tx, "follow_up", case_id=first + 25, pupil_id=pupil, **case, **visit)
    closed = {"state": "closed", "outcome": "transferred", "closed_by": block, "closed_at": MOMENT}
    put(tx, "follow_up", case_id=first + 26, pupil_id=pupil + 1, **case, **closed)
    put(tx, "follow_up_step", case_id=first + 25, kind="noted", text=block, said_by=block, said_at=MOMENT)
    drawn = {"seed": first, "minutes": 50, "items": 1, "drawn_at": MOMENT}
    put(tx, "sample_draw", day=day - timedelta(days=7), block_id=block, **drawn)
    drawn_from = {"day": day - timedelta(days=7), **place, "class_section_id": section, "grade": 3}
    stratum = {"units": 4, "taken": 1, "place": 1, "twice": True}
    marked = {"kind": "not_recognised", "pupil_id": pupil, "model": "model"}
    put(tx, "sample_item", item_id=first + 22, **drawn_from, **stratum, **marked)
    said = {"item_id": first + 22, "answer": "seen", "seconds": 9, "said_by": block, "said_at": MOMENT}
    put(tx, "sample_answer", answer_id=first + 23, **said)


def sign(tx: Transaction, block: str, first: int, section: int) -> None:
    """Monday of a block is signed, and photos of a class came after it."""
    signed = {"day": MONDAY, "block_id": block, "figures": "{}"}
    put(tx, "block_day", **signed, state="signed")
    put(tx, "block_day_step", step_id=first + 60, kind="signed", **signed, said_by=block, said_at=MOMENT)
    put(tx, "pending_class_day", day=MONDAY, class_section_id=section, block_id=block, since=MOMENT)


def remove(tx: Transaction, block: str) -> None:
    """Take a block's places and pupils out of the small district; whatever `fill` put there was never filled."""
    number = BLOCKS.index(block)
    pupils = list(range(401, 409) if number == 0 else range(409, 413))
    school, cluster = 201 + number, 101 + number
    for sql, value in (
        ("DELETE FROM enrolment WHERE pupil_id IN (SELECT unnest(?))", pupils),
        ("DELETE FROM pupil WHERE pupil_id IN (SELECT unnest(?))", pupils),
        ("DELETE FROM class_section WHERE school_id = ?", school),
        ("DELETE FROM school_place WHERE school_id = ?", school),
        ("DELETE FROM legal_basis WHERE school_id = ?", school),
        ("DELETE FROM legal_basis WHERE pupil_id IN (SELECT unnest(?))", pupils),
        ("DELETE FROM school WHERE school_id = ?", school),
        ("DELETE FROM cluster WHERE cluster_id = ?", cluster),
        ("DELETE FROM block WHERE block_id = ?", block),
    ):
        tx._cursor().execute(sql, [value]).fetchall()
