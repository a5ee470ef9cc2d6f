"""Composed photos of a class, through the queue and the real models, to marks; and what a person then says."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.intake import integrity, reading
from attendance.intake.accept import accept
from attendance.intake.integrity.finding import Finding, Subject
from attendance.intake.photos import IncomingPhoto
from attendance.intake.recovery import Recovered, recover
from attendance.marks import Mark
from attendance.register import evidence, review
from attendance.register.review import ClassDayKey
from attendance.roster import imports
from data import faces, flags, jobs, register, submissions
from data.clock import utc_now
from data.scope import Scope
from recognition.photo import decode, encode_webp
from tests.intake.conftest import ClassOfAdults
from tests.intake.support import BRC, MIS, TRAINER, jpeg
from tests.support import FIRST_DAY, school_day

EVERYTHING = Scope.everything()


def only_submission(adults: ClassOfAdults) -> str:
    (row,) = submissions.recent(adults.small.district.db, EVERYTHING)
    assert row["state"] == "done"
    return str(row["submission_id"])


def marks(adults: ClassOfAdults, section: int = 301) -> dict[int, str]:
    frame = register.marks(adults.small.district.db, EVERYTHING, section, school_day())
    return dict(zip(frame["pupil_id"], frame["mark"], strict=True))


def class_day(adults: ClassOfAdults, section: int = 301) -> dict:  # type: ignore[type-arg]
    row = register.class_day(adults.small.district.db, EVERYTHING, section, school_day())
    assert row is not None
    return row


def test_who_was_there_is_present_or_asked_about_and_who_was_away_is_not_named(read_adults: ClassOfAdults) -> None:
    adults = read_adults
    found = marks(adults)
    assert all(found[adults.pupil(code)] in (Mark.PRESENT, Mark.UNCERTAIN) for code in adults.day.present)
    assert sum(found[adults.pupil(code)] == Mark.PRESENT for code in adults.day.present) >= 2
    assert all(found[adults.pupil(code)] != Mark.PRESENT for code in adults.day.absent)
    row = class_day(adults)
    assert (row["rev"], row["enrolled"], row["photos"], row["sides"], row["references_of"]) == (1, 4, 4, 4, 4)
    assert row["recognised"] == sum(mark == Mark.PRESENT for mark in found.values())
    assert len(adults.day.present) <= row["faces"] <= len(adults.day.present) + 2


def test_a_class_without_reference_photos_has_its_faces_counted_and_nobody_named(adults: ClassOfAdults) -> None:
    accept(adults.small.district, MIS, adults.photos()[:2], [302], school_day(), "visit")
    adults.worker().work_off()
    row = class_day(adults, 302)
    assert (row["recognised"], row["uncertain"], row["references_of"]) == (0, 0, 0)
    assert row["seen_not_named"] >= 3
    assert set(marks(adults, 302).values()) == {Mark.NOT_RECOGNISED}


def test_who_comes_onto_the_roll_while_photos_are_read_is_looked_for_in_them(
    adults: ClassOfAdults, monkeypatch: pytest.MonkeyPatch
) -> None:
    district, came, look = adults.small.district, adults.pupil(next(iter(adults.day.present))), integrity.look
    looks: list[Subject] = []

    def and_somebody_imports(subject: Subject) -> Sequence[Finding]:
        if not looks:
            heads, after = "PEN,What happened,From day,UDISE code,Class,Section", FIRST_DAY + timedelta(days=1)
            text = f"{heads}\n99000000{came},Transfer,{after},99000000001,4,A\n"
            plan = imports.plan(district, MIS, imports.ImportKind.MOVES, text.encode(), "moves.csv")
            imports.apply(district, MIS, plan)
        looks.append(subject)
        return look(subject)

    monkeypatch.setattr(reading.integrity, "look", and_somebody_imports)
    accept(district, MIS, adults.photos(), [302], school_day(), "visit")
    adults.worker().work_off()
    assert len(looks) == 2
    assert marks(adults, 302)[came] in (Mark.PRESENT, Mark.UNCERTAIN)
    assert class_day(adults, 302)["references_of"] == 1


def test_reading_again_changes_nothing_and_an_interrupted_job_starts_again(read_adults: ClassOfAdults) -> None:
    adults = read_adults
    district = adults.small.district
    submission_id = only_submission(adults)
    before = (class_day(adults), marks(adults))
    job = jobs.of_submission(district.db, EVERYTHING, submission_id)
    assert job is not None
    district.db.write(lambda tx: jobs.fail(tx, EVERYTHING, job["job_id"], "{}"))
    district.db.write(lambda tx: jobs.again(tx, EVERYTHING, job["job_id"]))
    district.db.write(lambda tx: jobs.claim(tx, EVERYTHING))
    assert recover(district) == Recovered(requeued=1)
    assert adults.worker().work_off() == 1
    assert (class_day(adults), marks(adults)) == before


def test_the_original_goes_and_what_stays_is_sealed(read_adults: ClassOfAdults) -> None:
    adults = read_adults
    submission_id = only_submission(adults)
    vault = adults.small.district.vault
    for row in submissions.photos(adults.small.district.db, EVERYTHING, submission_id):
        assert not vault.has(f"original/{row['sha256']}")
        assert vault.get(row["vault_name"])[8:12] == b"WEBP"
    assert not any(b"WEBPVP8" in path.read_bytes() for path in vault.folder.rglob("*") if path.is_file())


def test_a_photo_that_breaks_off_is_told_and_the_others_count(adults: ClassOfAdults) -> None:
    whole = adults.photos()
    broken = IncomingPhoto("broken.jpg", whole[0].content[: len(whole[0].content) // 3], "front")
    sent = accept(adults.small.district, MIS, [broken, whole[1]], [301], school_day(), "visit")
    adults.worker().work_off()
    assert sent.submission_id
    rows = submissions.photos(adults.small.district.db, EVERYTHING, sent.submission_id)
    assert [row["error"] is None for row in rows] == [False, True]
    assert class_day(adults)["photos"] == 1


def test_photos_without_faces_make_nobody_absent(adults: ClassOfAdults) -> None:
    accept(adults.small.district, MIS, [IncomingPhoto("wall.jpg", jpeg(9))], [301], school_day(), "visit")
    adults.worker().work_off()
    assert class_day(adults)["faces"] == 0
    assert set(marks(adults).values()) == {Mark.NOT_RECOGNISED}


def test_a_re_encoded_photo_of_another_class_is_flagged(read_adults: ClassOfAdults) -> None:
    adults = read_adults
    again = IncomingPhoto("again.webp", _re_encoded(adults.photos()[0].content), "front")
    sent = accept(adults.small.district, MIS, [again], [303], school_day(), "whatsapp")
    adults.worker().work_off()
    assert sent.taken == 1
    assert "near_duplicate" in {
        flag["kind"] for flag in flags.of_class_day(adults.small.district.db, EVERYTHING, 303, school_day())
    }
    assert flags.of_class_day(adults.small.district.db, EVERYTHING, 301, school_day()) == []


def _re_encoded(content: bytes) -> bytes:
    return encode_webp(decode(content).pixels, 1600, 70)


def test_what_people_say_is_kept_beside_what_the_machine_said_and_can_be_undone(read_adults: ClassOfAdults) -> None:
    adults = read_adults
    district = adults.small.district
    before = marks(adults)
    away = adults.pupil("P007")
    key = ClassDayKey(301, school_day(), class_day(adults)["rev"])
    said = review.mark_by_hand(district, BRC, key, away, Mark.ABSENT, "The teacher says so")
    assert marks(adults)[away] == Mark.ABSENT
    assert class_day(adults)["absent"] == 1
    with pytest.raises(Changed):
        review.mark_by_hand(district, MIS, key, away, Mark.PRESENT, "Seen in the room")
    assert marks(adults)[away] == Mark.ABSENT
    undone = review.undo(district, BRC, ClassDayKey(301, school_day(), said.rev), said.verdict_ids)
    assert marks(adults) == before
    assert undone.rev == said.rev + 1
    assert len(register.verdicts(district.db, EVERYTHING, [301], school_day())) == 2


def test_a_decision_about_a_face_moves_the_mark(read_adults: ClassOfAdults) -> None:
    adults = read_adults
    district = adults.small.district
    shown = evidence.of_class_day(district, MIS, 301, school_day())
    named = next(box for box in shown.boxes if box.state == "named")
    other = next(pupil for pupil in adults.small.pupils_of(301) if pupil != named.pupil_id)
    review.somebody_else(district, MIS, shown.key, [named.face_id], other)
    assert marks(adults)[other] == Mark.PRESENT
    again = evidence.of_class_day(district, MIS, 301, school_day())
    assert next(box for box in again.boxes if box.face_id == named.face_id).pupil_id == other


def test_how_each_face_was_photographed_is_kept_and_good_photos_need_no_advice_on_faces(read_adults: ClassOfAdults) -> None:
    district = read_adults.small.district
    rows = faces.of_class_day(district.db, EVERYTHING, 301, school_day())
    assert all(30 < row["light"] < 230 and abs(row["roll"]) < 45 and row["yaw"] is not None for row in rows)
    advice = evidence.of_class_day(district, MIS, 301, school_day()).advice
    assert not any("faces are" in one.text for one in advice)


def test_verdicts_need_the_block_the_role_a_reason_and_something_of_this_class(adults: ClassOfAdults) -> None:
    accept(adults.small.district, MIS, [IncomingPhoto("wall.jpg", jpeg(9))], [303], school_day(), "visit")
    adults.worker().work_off()
    district = adults.small.district
    key = ClassDayKey(303, school_day(), class_day(adults, 303)["rev"])
    pupil = adults.small.pupils_of(303)[0]
    for account in (BRC, TRAINER):
        with pytest.raises(NotAllowed):
            review.mark_by_hand(district, account, key, pupil, Mark.PRESENT, "because")
        with pytest.raises(NotAllowed):
            evidence.of_class_day(district, account, 303, school_day())
    with pytest.raises(BadEntry):
        review.mark_by_hand(district, MIS, key, pupil, Mark.ABSENT, "   ")
    with pytest.raises(BadEntry):
        review.mark_by_hand(district, MIS, key, pupil, Mark.UNCERTAIN, "because")
    with pytest.raises(BadEntry):
        review.mark_by_hand(district, MIS, key, adults.small.pupils_of(301)[0], Mark.PRESENT, "because")
    with pytest.raises(BadEntry):
        review.unknown(district, MIS, key, [999_999])
    assert register.verdicts(district.db, EVERYTHING, [303], school_day()) == []


def test_sections_that_share_a_room_are_matched_together_and_share_the_unnamed(adults: ClassOfAdults) -> None:
    accept(adults.small.district, MIS, adults.photos()[:2], [301, 302], school_day(), "visit")
    adults.worker().work_off()
    first, second = class_day(adults, 301), class_day(adults, 302)
    assert first["recognised"] >= 2
    assert second["recognised"] == 0
    assert first["seen_not_named"] + second["seen_not_named"] <= first["faces"] - first["recognised"]
    assert first["updated_at"] <= utc_now()
