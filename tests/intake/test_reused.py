"""An earlier photo is recognised whole, mirrored or cut, wherever it was used; what is no reuse raises nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from attendance.intake.integrity.finding import Finding, Subject
from attendance.intake.integrity.reused import one_view, reused
from data import fingerprints, flags, submissions
from data.database import Transaction
from data.submissions import PhotoResult
from recognition import layout
from recognition.pipeline import PhotoFacts
from tests.data.test_fingerprints import some_hash, with_bits_turned
from tests.intake.integrity_support import EVERYTHING, MONDAY, facts, sent, someone, subject
from tests.recognition.test_layout import Boxes, classroom, cut, moved
from tests.support import Small

TUESDAY = MONDAY + timedelta(days=1)


def shot(seed: int, boxes: Boxes | None = None, phash: int | None = None) -> PhotoFacts:
    """A photo with faces at these places, by default a class that `seed` seated."""
    xyxy = classroom(seed) if boxes is None else boxes
    faces = [someone(1000 * seed + number) for number in range(len(xyxy))]
    return facts(faces, width=2400, height=1500, xyxy=xyxy, fingerprint=some_hash(seed) if phash is None else phash)


def read(small: Small, photos: Sequence[PhotoFacts], **how: Any) -> list[int]:
    """A submission that was read; the numbers of its photos."""
    submission_id = sent(small, photos, **how)

    def work(tx: Transaction) -> list[int]:
        rows = submissions.photos(tx, EVERYTHING, submission_id)
        for row, found in zip(rows, photos, strict=True):
            submissions.store_result(tx, EVERYTHING, PhotoResult(row["photo_id"], phash=found.fingerprint))
            packed = layout.pack(found.xyxy, found.width, found.height)
            fingerprints.add(tx, EVERYTHING, row["photo_id"], 201, packed)
        submissions.mark_read(tx, EVERYTHING, submission_id)
        return [row["photo_id"] for row in rows]

    return small.district.db.write(work)


def of(small: Small, photo_id: int) -> str:
    """The submission of a photo."""
    found = submissions.of_photo(small.district.db, EVERYTHING, photo_id)
    assert found
    return str(found["submission_id"])


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def sides(given: Subject, *names: str) -> Subject:
    photos = [replace(photo, row=photo.row | {"side": side}) for photo, side in zip(given.photos, names, strict=True)]
    return replace(given, photos=photos)


def test_yesterdays_photo_encoded_again_names_its_source(small: Small) -> None:
    (source,) = read(small, [shot(1)])
    again = shot(1, moved(classroom(1), 2), with_bits_turned(some_hash(1), 6))
    finding = only(list(reused(subject(small, [again, shot(2)], day=TUESDAY))))
    assert (finding.kind, finding.severity, finding.cause) == ("near_duplicate", 3, f"near_duplicate:{of(small, source)}")
    assert finding.evidence == {"photo_id": source, "bits": 6, "faces_alike": 20, "how": "whole"}


def test_another_schools_photo_counts_even_when_no_face_is_seen(small: Small) -> None:
    nobody = np.zeros((0, 4), np.float32)
    (source,) = read(small, [shot(1, nobody)], sections=(303,))
    finding = only(list(reused(subject(small, [shot(1, nobody)]))))
    assert finding.evidence == {"photo_id": source, "bits": 0, "how": "whole"}


def test_a_burnt_out_copy_is_known_by_its_faces_and_another_photo_with_a_like_hash_is_not(small: Small) -> None:
    (source,) = read(small, [shot(1)])
    like = with_bits_turned(some_hash(1), 40)
    finding = only(list(reused(subject(small, [shot(1, phash=like), shot(3, phash=like)], day=TUESDAY))))
    assert (finding.evidence["photo_id"], finding.evidence["bits"], finding.evidence["how"]) == (source, 40, "whole")


def test_a_part_of_a_photo_of_the_school_is_found_by_its_faces(small: Small) -> None:
    source, _ = read(small, [shot(1), shot(2)])
    part = cut(classroom(1), 0, 300, 1500, 1500)
    finding = only(list(reused(subject(small, [shot(9, part)], day=TUESDAY, sections=(302,)))))
    assert finding.evidence == {"photo_id": source, "faces_alike": len(part), "how": "crop"}
    assert finding.severity == 3


def test_the_same_photo_for_the_same_class_day_is_not_odd(small: Small) -> None:
    read(small, [shot(1)])
    assert list(reused(subject(small, [shot(1), shot(9, cut(classroom(1), 0, 300, 1500, 1500))]))) == []


def test_all_reuses_of_the_photos_of_one_submission_have_one_cause(small: Small) -> None:
    source, _ = read(small, [shot(1), shot(2)])
    read(small, [shot(1)], day=TUESDAY)
    findings = list(reused(subject(small, [shot(1), shot(2)], day=TUESDAY + timedelta(days=1))))
    assert [finding.cause for finding in findings] == 2 * [f"near_duplicate:{of(small, source)}"]


def test_a_pair_that_was_dismissed_is_not_raised_again(small: Small) -> None:
    read(small, [shot(1)])
    again = subject(small, [shot(1)], day=TUESDAY)
    finding = only(list(reused(again)))

    def dismiss(tx: Transaction) -> None:
        flags.add(tx, EVERYTHING, day=TUESDAY, class_section_id=301, **vars(finding))
        tx._cursor().execute(
            "UPDATE flag SET state = 'dismissed', decided_by = 'dpo', decided_at = now()::TIMESTAMP"
        ).fetchall()

    small.district.db.write(dismiss)
    assert list(reused(again)) == []


def test_four_sides_that_are_one_view_are_one_finding(small: Small) -> None:
    photos = [shot(1, moved(classroom(1), seed, 0.1), with_bits_turned(some_hash(1), 60, seed)) for seed in range(4)]
    given = subject(small, photos)
    for names in (("front", "back", "left", "right"), ("unknown",) * 4):
        finding = only(list(one_view(sides(given, *names))))
        assert (finding.kind, finding.severity) == ("one_view", 2)
        assert finding.evidence == {"photo_ids": [photo.photo_id for photo in given.photos]}


def test_two_sides_that_are_one_view_are_a_hint_and_a_spare_of_one_side_is_not(small: Small) -> None:
    given = subject(small, [shot(1), shot(2), shot(3), shot(1, moved(classroom(1), 5)), shot(4)])
    finding = only(list(one_view(sides(given, "front", "left", "right", "back", "unknown"))))
    assert (finding.severity, finding.evidence["photo_ids"]) == (1, [given.photos[0].photo_id, given.photos[3].photo_id])
    assert list(one_view(sides(given, "front", "left", "right", "front", "back"))) == []


def test_four_true_sides_raise_nothing(small: Small) -> None:
    given = subject(small, [shot(seed) for seed in range(1, 5)])
    for names in (("front", "back", "left", "right"), ("unknown",) * 4):
        assert list(one_view(sides(given, *names))) == []
