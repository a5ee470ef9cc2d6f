"""What the functions of `data` are asked with, and why some take no Scope."""

from datetime import timedelta
from typing import Any

import pandas as pd

from data.receipts import Received
from data.references import NewReference
from data.register import NewVerdict
from data.sample import NewAnswer
from data.tray import NewEntry
from tests.data.two_blocks import MOMENT, MONDAY, WEDNESDAY
from tests.support import FIRST_DAY

THURSDAY = MONDAY + timedelta(days=3)

# Functions that do not filter by their Scope, or take none, each with the reason.
UNSCOPED = {
    **{
        f"accounts.{name}": "accounts belong to the whole installation"
        for name in ("add", "find", "every", "change", "set_active", "set_password", "count_active")
    },
    **{
        f"sessions.{name}": "a session belongs to an account"
        for name in ("add", "find", "lasting", "seen", "end", "end_all", "sweep")
    },
    **{
        f"tallies.{name}": "wrong passwords are counted before anybody is signed in"
        for name in ("of", "put", "forget_name", "forget_pair", "forget_old", "waiting")
    },
    **{f"settings.{name}": "settings hold for the whole district" for name in ("every", "put")},
    **{f"jobs.{name}": "the worker's own" for name in ("claim", "progress", "put_back", "finish", "fail", "requeue", "tell")},
    **{f"submissions.{name}": "the worker's own" for name in ("mark_read", "more_found", "store_result")},
    **{
        f"submissions.{name}": "receipts and sealed files are reconciled with rows before anybody is signed in"
        for name in ("ids", "unfinished", "sealed")
    },
    **{
        f"claims.{name}": "who works on an item is told to whoever sees it, and the caller looked the item up"
        for name in ("held", "take", "renew", "release")
    },
    "flags.dismissed_pairs": "dismissed anywhere, it is raised nowhere; only keys of photos come back",
    "fingerprints.of_school": "used anywhere in the district counts; only keys reach a flag",
    "fingerprints.add": "the worker's own",
    **{
        f"sealing.{name}": "the key is changed for the whole district, while the app is stopped"
        for name in ("seal_anew", "seal_span_anew")
    },
    **{
        f"erasure.{name}": "the MIS in-charge erases a pupil of the whole district"
        for name in (
            *("pupil", "by_pen", "unread", "add", "get", "unfinished", "every", "reference_photos", "templates"),
            *("assigned_faces", "school_faces", "photos_of_faces", "crops_of_faces", "named_receipts", "note_found"),
            *("add_files", "files", "faces", "photos", "set_state", "finish", "anonymise"),
        )
    },
    **{
        f"retention.{name}": "the app's own daily job"
        for name in (
            *("run", "begin", "due", "let_go", "remove_left_references", "remove_idle_templates", "idle", "doom", "doomed"),
            *("school_days_from", "undoom", "count_removed", "put_held", "finish"),
        )
    },
    **{
        f"retention.{name}": "counts of the whole district, shown to the MIS in-charge and the DPO alone"
        for name in ("held_counts", "last_run", "removed", "on_disk")
    },
    "sample.free": "an account's own claims",
    "jobs.ahead": "only a count",
    "bulk.until_done": "only a count, and of other blocks' photos only how many come before",
    "bulk.pace": "only a rate",
    "receipts.known": "only what was given comes back",
    "receipts.below": "the app's own look at the inbox",
    "tray.holding": "a photo waits once, wherever it came from; only whether it does comes back",
    **{f"tray.{name}": "the app's own look at the inbox" for name in ("in_inbox", "gone")},
    "tray.sealed": "the vault is compared with rows before anybody is signed in",
    "soundness.of_database": "every block and row is looked at, and none comes back",
    "submissions.sent_before": "used anywhere in the district counts; where and when is told within the Scope only",
    "references.usable": "only leaves out rows that were read within a Scope",
    "references.owners": "used anywhere in the district counts; only the pupil's key comes back",
    "faces.add": "the worker's own",
    "faces.match_anew": "for faces that were looked up within the Scope",
    **{f"models.{name}": "the worker's own" for name in ("add_template", "add_unread", "forget_unread", "add_comparison")},
    "faces.take_ids": "keys that no row has yet",
    "schools.next_ids": "keys that no row has yet",
    **{
        f"rollups.{name}": "derived for the whole district"
        for name in ("catch_up", "class_day_changed", "refresh", "rolls_changed")
    },
    "pupils.rolls_changed": "brings the roll-ups in step with rolls that were written within a Scope",
    "schools.add_places": "each school has a place, whoever adds it",
    **{f"imports.{name}": "headings of files, the same for the whole district" for name in ("columns", "remember_columns")},
    "schools.add_blocks": "fills a district that has no blocks",
    "schools.clear_district": "the sandbox is made afresh",
    "sandbox.add_history": "the sandbox is filled before anybody works in it",
    "audit.add": "written for whatever was just done",
    **{f"audit.{name}": "numbers and hashes of entries, the whole chain or nothing" for name in ("head", "hashes", "broken")},
    **{
        f"exceptions.{name}": "the rules are evaluated for the whole district; the list filters what they found"
        for name in (
            *("first_of_window", "days_to_look_at", "class_facts", "silent_schools", "head_counts", "without_references"),
            *("used_photos", "put_found"),
        )
    },
    **{f"follow_ups.{name}": "the evaluation looks at the whole district" for name in ("recognised_again", "put_found")},
    "exceptions.last_look": "a day and a moment, the same for everybody",
    "exceptions.reported_since": "yes or no, the same for everybody",
}

CLASS_DAY = dict.fromkeys(("recognised", "seen_not_named", "absent", "uncertain", "faces", "photos", "sides"), 0) | {
    "day": MONDAY,
    "class_section_id": 301,
    "school_id": 201,
    "cluster_id": 101,
    "block_id": "sabour",
    "rev": 2,
    "enrolled": 4,
    "not_seen": 4,
    "references_of": 0,
    "doubt": 0.0,
    "set_aside": False,
}
SAMPLES: dict[str, Any] = {
    "class_days": [(WEDNESDAY, 301)],
    "fakes": ["wrong_day"],
    "newest": 9000,
    "photo_ids": [7001],
    "came_by": "inbox",
    "entry": NewEntry("f", "f", "e" * 64, "inbox", "{}", "mis", block_id="sabour", school_id=201),
    "entry_ids": [7021],
    "files": [Received("f", "e" * 64)],
    "folder": "folder",
    "outcome": "again",
    "rank": 2,
    "reason": "{}",
    "received_by": "mis",
    "state": "discarded",
    "unplaced": False,
    "action": "sabour.read",
    "allowed_by": "dpo",
    "asked_by": "mis",
    "by": "mis",
    "done_to_photo": 7010,
    "lead_id": 7015,
    "left_out": 1,
    "missing": 1,
    "pairs": pd.DataFrame({"pupil_a": [403], "pupil_b": [404], "photo_a": [7010], "photo_b": [7011], "similarity": [0.9]}),
    "purpose": "transfers that nobody reported",
    "reference_photo_ids": [7010],
    "run_id": 7016,
    "threshold": 0.8,
    "up_to_photo": 9000,
    "why": "not now",
    "case_ids": [7025],
    "overdue": True,
    "today": WEDNESDAY,
    "visit_by": WEDNESDAY,
    "cause": "near_duplicate:7001",
    "created_by": "mis",
    "detail": {},
    "evidence": {},
    "face_ids": [7002],
    "kind": "near_duplicate",
    "marks": pd.DataFrame({"pupil_id": [402], "mark": ["present"], "marked_by": ["machine"], "similarity": [0.9]}),
    "new": [NewVerdict("present", pupil_id=401, reason="seen")],
    "revs": {301: 2},
    "photo_id": 7001,
    "photos": [],
    "row": CLASS_DAY,
    "said_at": MOMENT,
    "said_by": "mis",
    "severity": 1,
    "source": "visit",
    "submitted_at": MOMENT,
    "submitted_by": "mis",
    "total": 1,
    "block_id": "sabour",
    "block_ids": ["sabour"],
    "by_day": True,
    "class_section_id": 301,
    "class_section_ids": [301, 302],
    "class_sections": [301, 302],
    "cluster_id": 101,
    "clusters": pd.DataFrame({"cluster_id": [900], "block_id": ["sabour"], "name_hi": ["न"], "name_en": ["N"]}),
    "contacts": pd.DataFrame({"id": [201], "name": ["New"], "phone": [None]}),
    "day": MONDAY,
    "depth": 4,
    "first": MONDAY,
    "first_day": MONDAY,
    "from_day": FIRST_DAY,
    "grade": 3,
    "holder": "heads",
    "job_id": 7013,
    "last": WEDNESDAY,
    "last_day": WEDNESDAY,
    "model": "model",
    "most": 50,
    "old_before": MOMENT,
    "pen": "99000000401",
    "pens": ["99000000401"],
    "hindi": False,
    "names": ["Pupil 401"],
    "photo": NewReference(401, "f" * 64, "reference/x", 200, "model", lambda key: b"sealed", "mis"),
    "pupil_id": 401,
    "pupil_ids": [401, 405],
    "pupils": pd.DataFrame(
        {
            "pupil_id": [401],
            "pen": ["9900009999"],
            "name_hi": ["न"],
            "name_en": ["N"],
            "class_section_id": [301],
            "roll_number": [9],
            "from_day": [FIRST_DAY],
        }
    ),
    "reference_photo_id": 7010,
    "school_id": 201,
    "school_ids": [201],
    "section": "A",
    "since": MOMENT,
    "small_below": 128,
    "submission_id": "sabour",
    "udise": "99000000001",
    "until": MOMENT + timedelta(days=1),
    "username": "sabour",
    "item_id": 7022,
    "open_days": 5,
}
_STRATUM = {"block_id": ["sabour"], "kind": ["class_day"], "units": [1], "seed": [1], "take": [1], "share": [0.5]}
_SAMPLED = {"first": MONDAY - timedelta(days=7), "last": MONDAY}
_SCHOOL = {"name_hi": "न", "name_en": "N", "block_id": "sabour", "cluster_id": 101, "management": None, "weekly_off": 5}
_REPORTED = {"school_id": [201], "class_section_id": [301], "uploaded": [True], "present": [2]}
_DAY_OFF = {"day": MONDAY, "block_id": "sabour", "school_id": None, "grades": None}
_HEADED = {"village": "N", "tablets": 1, "head_name": "N", "head_phone": None, "latitude": 25.2, "longitude": None}
SAMPLES_OF_ONE: dict[str, dict[str, Any]] = {
    "sample.add_answer": {"new": NewAnswer("seen")},
    "sample.add_draw": {"seed": 1, "minutes": 50.0, "items": pd.DataFrame({"block_id": []})},
    "sample.choose": {"day": THURSDAY, "strata": pd.DataFrame(_STRATUM)},
    **{f"sample.{name}": _SAMPLED for name in ("draws", "judged", "progress")},
    **{f"sample.{name}": {"username": "mis", "skipped": []} for name in ("open_items", "waiting")},
    "sample.hold": {"username": "mis"},
    "sample.units": {"day": THURSDAY},
    "faces.add_drawn": {
        "face_id": 9000,
        "xyxy": (1.0, 1.0, 20.0, 20.0),
        "crop_name": "crop/drawn-9000",
        "drawn_by": "mis",
        "drawn_at": MOMENT,
    },
    "audit.entries": {"keys": None, "skip": 0},
    "bases.add": {"state": "given", "ground": "order", "reference": "No. 2", "since": MONDAY, "said_by": "mis"},
    "desk.class_days": {"last_day": THURSDAY},
    "register.put_class_day": {"before": CLASS_DAY},
    "register.told": {"verdict_id": 7003},
    "exceptions.add_notes": {"exception_ids": [7018], "text": "they promised to send them"},
    **{
        f"follow_ups.{name}": {"states": ["visiting"], "today": WEDNESDAY, "visitor": "sabour"}
        for name in ("schools", "listed")
    },
    "follow_ups.corrections": {"first": MONDAY, "last": MONDAY},
    "follow_ups.close": {"case_id": 7025, "outcome": "ill", "text": "with fever"},
    "follow_ups.reopen": {"case_id": 7026, "text": "seen on the road"},
    "follow_ups.set_visitor": {"visitor": "the CRC"},
    "follow_ups.add_steps": {"kind": "closed", "outcome": "ill", "text": "with fever"},
    "flags.add_steps": {"kind": "asked", "text": "why"},
    "flags.forget_open": {"kind": "too_few"},
    "flags.set_aside_days": {"fakes": ["near_duplicate"]},
    "flags.fakes_of": {"fakes": ["near_duplicate"], "day": WEDNESDAY},
    "flags.school_days_since": {"since": MONDAY},
    "exceptions.history": {"rule": "low", "step": 0},
    "exceptions.listed": {"rule": "low", "step": 0, "states": ["new"], "owner": "sabour"},
    "exceptions.pupil_leads": {"year_first": FIRST_DAY, "running": 1, "percent": 0, "least_days": 1},
    "exceptions.schools": {"rule": "low", "step": 0, "states": ["new"], "owner": "sabour"},
    "exceptions.set_owner": {"exception_ids": [7018], "owner": "mis"},
    "exceptions.set_state": {"exception_ids": [7018], "state": "closed"},
    "block_days.put": {"state": "open", "kind": "reopened", "reason": "a late photo", "figures": {}},
    "block_days.to_lock": {"before": MOMENT + timedelta(days=1)},
    "bases.withdrawn": {"pupil_ids": [404]},
    "calendar.class_days_read": {"days": pd.DataFrame([_DAY_OFF])},
    "calendar.put": {"days": pd.DataFrame([_DAY_OFF | {"kind": "closure", "name_hi": "न", "name_en": "N", "by_order": None}])},
    "calendar.remove": {"days": pd.DataFrame([_DAY_OFF | {"day": MONDAY + timedelta(days=1)}])},
    "headcounts.put": {
        "counts": pd.DataFrame([{"day": MONDAY, "school_id": 201, "class_section_id": 0, "kind": "meal", "counted": 9}]),
        "imported_at": MOMENT,
    },
    "pupils.move": {
        "moves": pd.DataFrame({"pupil_id": [401], "class_section_id": [302], "roll_number": [1], "from_day": [WEDNESDAY]})
    },
    "trends.sums": {"by": "school", "period": "week", "weekday": 1},
    "portal.put_class_sections": {"rows": pd.DataFrame(_REPORTED)},
    "portal.put_pupils": {
        "rows": pd.DataFrame({"school_id": [201], "class_section_id": [301], "pupil_id": [402], "present": [1]})
    },
    "portal.put_schools": {"rows": pd.DataFrame({"school_id": [201], "uploaded": [True], "present": [9]})},
    "leads.add": {"run_id": 7017},
    "leads.advance": {"run_id": 7017},
    "leads.decide": {"before": "open", "state": "same"},
    "leads.end": {"state": "stopped"},
    "leads.found": {"run_id": 7017},
    "models.lacking": {"model": "other"},
    "models.unread": {"model": "unread"},
    "block_days.add_pending_since": {"days": [MONDAY, MONDAY]},
    "register.count_newcomers": {"days": [MONDAY, MONDAY]},
    "register.since": {"days": [MONDAY, MONDAY]},
    "schools.add_class_sections": {"class_sections": pd.DataFrame({"school_id": [201], "grade": [1], "section": ["Z"]})},
    "schools.add_schools": {"schools": pd.DataFrame([_SCHOOL | {"udise": "99000000888"}])},
    "submissions.add": {"submission_id": "new"},
    "submissions.taken_near": {"day": WEDNESDAY, "days": 14},
    "receipts.add": {"submission_id": None},
    "jobs.latest_of_kind": {"kind": "read"},
    "retention.held_photos": {"school_days": 7, "judged_days": 90, "unjudged_days": 180},
    "jobs.of_photo": {"kind": "read_again"},
    "schools.change_schools": {"schools": pd.DataFrame([_SCHOOL | _HEADED | {"school_id": 201}])},
}
