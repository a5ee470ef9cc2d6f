"""Whom or what an entry of the audit trail is about: a PEN, a class, a school instead of a key; never a child's name."""

from collections import defaultdict
from collections.abc import Iterable

from attendance.district import District
from attendance.i18n import N_, _, pick
from attendance.office.access import Account
from data import pupils, schools

_KINDS = {
    "erasure": N_("erasure"),
    "flag": N_("flag"),
    "follow_up": N_("follow-up case"),
    "job": N_("job"),
    "lead": N_("pair of a search"),
    "lead_run": N_("search"),
    "photo": N_("photo"),
    "sample_item": N_("item of the audit sample"),
    "submission": N_("upload"),
}


def in_words(district: District, account: Account, subjects: Iterable[str | None]) -> dict[str, str]:
    """Words for each subject, as far as the account's blocks reach; what is not there any more keeps its key."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        if subject:
            kind, _colon, key = subject.partition(":")
            by_kind[kind].add(key)
    told = {f"{kind}:{key}": f"{_(_KINDS[kind])} {key}" for kind in _KINDS for key in by_kind[kind]}
    told |= {f"block_day:{key}": _("day of the block") for key in by_kind["block_day"]}  # each entry names its block itself
    return told | _pupils(district, account, by_kind["pupil"]) | _places(district, account, by_kind)


def _pupils(district: District, account: Account, keys: set[str]) -> dict[str, str]:
    found = pupils.places(district.db, account.scope, [int(key) for key in keys if key.isdigit()]) if keys else []
    return {f"pupil:{row['pupil_id']}": _("PEN {pen}").format(pen=row["pen"]) for row in found}


def _places(district: District, account: Account, by_kind: dict[str, set[str]]) -> dict[str, str]:
    told = {}
    if by_kind["class_section"]:
        frame = schools.class_sections(district.db, account.scope)
        for row in frame[frame["class_section_id"].astype(str).isin(by_kind["class_section"])].to_dict("records"):
            name = f"{pick(row['school_hi'], row['school_en'])} · {row['grade']} {row['section']}"
            told[f"class_section:{row['class_section_id']}"] = name
    if by_kind["school"]:
        frame = schools.schools(district.db, account.scope)
        for row in frame[frame["school_id"].astype(str).isin(by_kind["school"])].to_dict("records"):
            told[f"school:{row['school_id']}"] = pick(row["name_hi"], row["name_en"])
    return told
