"""A class's gallery: how many can be recognised and how well, who is too much alike; nothing is said of one photo or none."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from attendance.errors import NotAllowed
from attendance.office import settings
from attendance.office.access import Account, Role
from attendance.roster import gallery, references
from attendance.roster.cast import cast
from attendance.roster.gallery import Alike, pairs
from attendance.roster.storing import template_bytes, template_name
from data.clock import utc_now
from data.database import Transaction
from recognition.pipeline import Pipeline
from tests.data.two_blocks import put
from tests.support import Small

MIS = Account("mis", "MIS", Role.MIS)
BRC = Account("brc", "BRC", Role.BRC, frozenset({"kahalgaon"}))
DAY = date(2026, 11, 23)
MODEL = "model"


_own = count(10)


def unit(*parts: float) -> NDArray[np.float32]:
    """A vector of length 1 whose first entries are these; an entry that no other vector has makes up the length."""
    vector = np.zeros(512, np.float32)
    vector[: len(parts)] = parts
    vector[next(_own)] = np.sqrt(max(0.0, 1 - float(vector @ vector)))
    return vector


def give(
    small: Small,
    pupil: int,
    vector: NDArray[np.float32],
    *,
    sha256: str = "",
    face_px: int = 200,
    added_at: datetime | None = None,
) -> None:
    """A reference photo whose template is ``vector``."""
    district = small.district

    def work(tx: Transaction) -> None:
        key = tx._cursor().execute("SELECT nextval('entity_id')").fetchall()[0][0]
        at = added_at or utc_now()
        name = sha256 or f"{key:064}"
        row = {"reference_photo_id": key, "pupil_id": pupil}
        put(
            tx, "reference_photo", **row, sha256=name, vault_name=f"reference/{key}", face_px=face_px, added_at=at, added_by="x"
        )
        put(tx, "template", **row, model=MODEL, sealed=district.vault.seal(template_bytes(vector), template_name(key)))

    district.db.write(work)


def found(small: Small, account: Account = MIS, school_id: int = 201) -> list[tuple[str, int, int]]:
    return [(pair.kind.value, pair.first, pair.second) for pair in pairs(small.district, account, school_id, DAY, MODEL)]


def test_nothing_is_said_without_reference_photos_or_with_one(small: Small) -> None:
    assert found(small) == []
    give(small, 401, unit(1.0))
    assert found(small) == []
    give(small, 401, unit(1.0))
    give(small, 409, unit(1.0))
    assert found(small, school_id=202) == []
    assert found(small) == [], "two photos of one pupil are no pair"


def test_look_alikes_follow_from_the_settings_and_stay_within_the_class(small: Small) -> None:
    thresholds = settings.load(small.district).thresholds
    at = gallery.look_alike_at(thresholds, 3)
    give(small, 401, unit(1.0))
    give(small, 402, unit(at + 0.01))
    give(small, 403, unit(at - 0.01))
    give(small, 405, unit(at + 0.1))  # another class of the school
    assert found(small) == [("look_alike", 401, 402)]
    settings.save(small.district, MIS, accept_at=settings.load(small.district).accept_at + 0.05)
    assert found(small) == []
    assert gallery.look_alike_at(thresholds, 60) > gallery.look_alike_at(thresholds, 10)


def test_one_face_or_one_file_under_two_pupils_of_the_school_comes_first_and_once(small: Small) -> None:
    give(small, 401, unit(1.0))
    give(small, 402, unit(0.75))
    give(small, 403, unit(0.1, 0.9), sha256="a" * 64)
    give(small, 406, unit(0.0, 0.0, 0.9), sha256="a" * 64)
    give(small, 407, unit(0.9))
    give(small, 409, unit(1.0))  # another school's
    assert found(small) == [("same_photo", 403, 406), ("same_face", 401, 407), ("look_alike", 401, 402)]
    told: list[tuple[int, int]] = []
    counted = gallery.counts(small.district, MIS, [201, 202], DAY, MODEL, lambda done, total: told.append((done, total)))
    assert counted == {201: {Alike.SAME_PHOTO: 1, Alike.SAME_FACE: 1, Alike.LOOK_ALIKE: 1}}
    assert told == [(2, 2)]
    assert gallery.counts(small.district, BRC, [201, 202], DAY, MODEL) == {}
    (_, same, _) = pairs(small.district, MIS, 201, DAY, MODEL)
    assert same.class_sections == (301, 302)
    assert same.similarity == pytest.approx(0.9, abs=1e-5)


def test_one_wrong_photo_among_several_is_found(small: Small) -> None:
    give(small, 401, unit(1.0))
    give(small, 402, unit(0.0, 1.0))
    give(small, 402, unit(0.0, 0.98))
    give(small, 402, unit(0.95))
    assert found(small)[0] == ("same_face", 401, 402)


def test_only_photos_in_use_of_the_model_in_use_and_of_ones_blocks_count(small: Small) -> None:
    give(small, 401, unit(1.0))
    give(small, 402, unit(1.0))
    assert found(small) == [("same_face", 401, 402)]
    assert found(small, BRC) == []
    assert pairs(small.district, MIS, 201, DAY, "another model") == ()
    small.district.db.write(
        lambda tx: tx._cursor().execute("UPDATE reference_photo SET removed_at = now() WHERE pupil_id = 402").fetchall()
    )
    assert found(small) == []
    with pytest.raises(NotAllowed):
        pairs(small.district, Account("t", "T", Role.TRAINER), 201, DAY, MODEL)


def test_health_rolls_up_from_classes_to_schools_and_blocks(small: Small) -> None:
    long_ago = utc_now() - gallery.OLD_AFTER - timedelta(days=1)
    give(small, 401, unit(1.0), face_px=100, added_at=long_ago)
    give(small, 402, unit(0.0, 1.0), face_px=90, added_at=long_ago)
    give(small, 402, unit(0.0, 1.0), face_px=300)
    give(small, 406, unit(0.1), face_px=200)
    give(small, 410, unit(0.2), face_px=128)

    def told(frame: pd.DataFrame, key: str) -> Mapping[object, tuple[int, ...]]:
        columns = ["enrolled", "referenced", "photos", "several", "old", "small"]
        return {row[key]: tuple(int(row[one]) for one in columns) for row in frame.to_dict("records")}

    classes = gallery.health(small.district, MIS, DAY, school_id=201)
    assert told(classes, "class_section_id") == {301: (4, 2, 3, 1, 1, 1), 302: (4, 1, 1, 0, 0, 0)}
    assert list(classes["face_px"]) == [200.0, 200.0]
    assert told(gallery.health(small.district, MIS, DAY, block_id="sabour"), "school_id") == {201: (8, 3, 4, 1, 1, 1)}
    assert told(gallery.health(small.district, MIS, DAY), "block_id") == {
        "kahalgaon": (4, 1, 1, 0, 0, 0),
        "sabour": (8, 3, 4, 1, 1, 1),
    }
    assert told(gallery.health(small.district, BRC, DAY), "block_id") == {"kahalgaon": (4, 1, 1, 0, 0, 0)}
    assert gallery.health(small.district, BRC, DAY, school_id=201).empty
    empty = gallery.health(small.district, MIS, date(2020, 1, 1))
    assert empty.empty


def test_real_look_alikes_are_listed_and_the_unlike_are_not(small: Small, pipeline: Pipeline) -> None:
    """P004 and P010 are look-alikes of the synthetic set, P005 resembles neither."""
    photos = {member.code: member.reference.read_bytes() for member in cast()}
    for pupil, code in ((401, "P004"), (402, "P010"), (403, "P005")):
        references.add(small.district, MIS, pipeline, pupil, photos[code])
    (pair,) = pairs(small.district, MIS, 201, DAY, pipeline.model)
    assert (pair.kind, pair.first, pair.second) == (Alike.LOOK_ALIKE, 401, 402)
