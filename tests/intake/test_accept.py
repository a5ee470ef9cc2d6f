"""What is taken, what is refused, and that nothing stored changes by a refusal or a second click."""

import io
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from attendance.errors import BadEntry, Message, NotAllowed, Unavailable
from attendance.intake.accept import MOST_PHOTOS, accept
from attendance.intake.photos import IncomingPhoto
from attendance.intake.recovery import MOST_STARTS, Recovered, recover
from data import flags, jobs, submissions
from data.clock import today
from data.errors import StorageFull
from data.scope import Scope
from data.vault import Vault
from tests.intake.support import BRC, MIS, TRAINER, jpeg, photos, send
from tests.support import Small, school_day

EVERYTHING = Scope.everything()


def rows(small: Small, submission_id: str) -> list[dict]:  # type: ignore[type-arg]
    return submissions.photos(small.district.db, EVERYTHING, submission_id)


def test_what_is_taken_is_sealed_on_disk_and_queued(small: Small) -> None:
    given = photos(1, 2)
    taken = send(small, given)
    assert (taken.taken, taken.refused) == (2, ())
    assert taken.submission_id
    job = jobs.of_submission(small.district.db, EVERYTHING, taken.submission_id)
    assert job is not None
    assert (job["state"], job["total"]) == ("waiting", 2)
    assert small.district.vault.get(f"original/{given[0].sha256}") == given[0].content
    assert not any(given[0].content[:200] in path.read_bytes() for path in small.district.folder.rglob("*") if path.is_file())


def test_a_second_click_changes_nothing_and_leads_to_the_first_submission(small: Small) -> None:
    first = send(small, photos(1, 2))
    again = send(small, photos(1, 2))
    assert again.submission_id == first.submission_id
    assert again.taken == 0
    assert len(again.refused) == 2
    assert len(submissions.recent(small.district.db, EVERYTHING)) == 1


def test_a_photo_of_another_class_is_refused_and_flagged(small: Small) -> None:
    send(small, photos(1))
    other = send(small, photos(1, 3), section=303)
    assert [refusal.name for refusal in other.refused] == ["photo-1.jpg"]
    assert other.taken == 1
    raised = flags.of_class_day(small.district.db, EVERYTHING, 303, school_day())
    assert [flag["kind"] for flag in raised] == ["same_bytes"]


def test_a_photo_used_in_a_foreign_block_is_refused_without_saying_where(small: Small) -> None:
    day = school_day()
    send(small, photos(1), section=303, day=day)
    taken = send(small, photos(1), account=BRC, section=301, day=day)
    assert taken.submission_id is None
    assert day.isoformat() not in str(taken.refused[0].why)
    assert "अन्यत्र" in str(taken.refused[0].why) or "elsewhere" in str(taken.refused[0].why)


def test_the_same_file_twice_in_one_sending_counts_once(small: Small) -> None:
    taken = send(small, [*photos(1), IncomingPhoto("copy.jpg", jpeg(1))])
    assert (taken.taken, [refusal.name for refusal in taken.refused]) == (1, ["copy.jpg"])


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


BAD = {
    "empty": b"",
    "text": b"hello, this is no photo",
    "cut": jpeg(5)[:300],
    "small": jpeg(5, (64, 48)),
    "animated": _saved(Image.new("RGB", (400, 400)), "PNG", save_all=True, append_images=[Image.new("RGB", (400, 400), "red")]),
    "sixteen": _saved(Image.fromarray(np.zeros((400, 400), np.uint16)), "PNG"),
    "cmyk": _saved(Image.new("CMYK", (400, 400)), "JPEG"),
    "huge": _saved(Image.new("1", (8000, 7000)), "PNG"),
}


@pytest.mark.parametrize("kind", [kind for kind in BAD if kind != "cut"])
def test_what_is_no_class_photo_is_refused_with_words_and_the_good_one_beside_it_is_taken(small: Small, kind: str) -> None:
    taken = send(small, [IncomingPhoto(f"{kind}.png", BAD[kind]), *photos(1)])
    assert taken.taken == 1
    assert [refusal.name for refusal in taken.refused] == [f"{kind}.png"]
    assert len(str(taken.refused[0].why)) > 20


def test_days_off_and_days_to_come_are_refused(small: Small) -> None:
    sunday = today() - timedelta(days=today().isoweekday() % 7 or 7)
    with pytest.raises(BadEntry):
        send(small, photos(1), day=today() + timedelta(days=1))
    with pytest.raises(BadEntry):
        send(small, photos(1), day=sunday)
    holiday = pd.DataFrame({"day": [school_day()], "kind": "holiday", "name_hi": "छुट्टी", "name_en": "Holiday"})
    small.district.db.write(lambda tx: tx.insert_frame("calendar", holiday))
    with pytest.raises(BadEntry):
        send(small, photos(1))
    assert submissions.recent(small.district.db, EVERYTHING) == []


def test_foreign_blocks_and_roles_without_upload_are_refused(small: Small) -> None:
    with pytest.raises(NotAllowed):
        send(small, photos(1), account=BRC, section=303)
    with pytest.raises(NotAllowed):
        send(small, photos(1), account=TRAINER)
    assert submissions.recent(small.district.db, EVERYTHING) == []


def test_nothing_too_much_and_nothing_of_two_schools(small: Small) -> None:
    with pytest.raises(BadEntry):
        send(small, [])
    with pytest.raises(BadEntry):
        send(small, photos(1) * (MOST_PHOTOS + 1))
    with pytest.raises(BadEntry):
        accept(small.district, MIS, photos(1), [301, 303], school_day(), "portal")


def test_a_full_disk_leaves_nothing_half_taken(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Vault.put

    def full_at_the_second(self: Vault, name: str, plain: bytes) -> None:
        if name == f"original/{photos(2)[0].sha256}":
            raise StorageFull("no room")
        real(self, name, plain)

    monkeypatch.setattr(Vault, "put", full_at_the_second)
    with pytest.raises(Unavailable):
        send(small, photos(1, 2))
    monkeypatch.undo()
    assert submissions.recent(small.district.db, EVERYTHING) == []
    assert send(small, photos(1, 2)).taken == 2


def test_what_the_database_refused_does_not_come_back_at_the_next_start(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StorageFull("no room")

    monkeypatch.setattr("attendance.intake.accept.store", refuse)
    with pytest.raises(Unavailable):
        send(small, photos(1, 2))
    assert recover(small.district) == Recovered()
    assert submissions.recent(small.district.db, EVERYTHING) == []


def test_photos_that_end_the_app_each_time_are_given_up(small: Small) -> None:
    taken = send(small, photos(1))
    assert taken.submission_id
    for start in range(1, MOST_STARTS + 1):
        small.district.db.write(lambda tx: jobs.claim(tx, EVERYTHING))
        assert recover(small.district) == Recovered(requeued=int(start < MOST_STARTS))
    job = jobs.of_submission(small.district.db, EVERYTHING, taken.submission_id)
    assert job is not None
    assert job["state"] == "failed"
    assert "3" in str(Message.from_json(job["error"]))


def test_a_submission_that_the_database_lost_is_brought_back_from_its_receipt(small: Small) -> None:
    taken = send(small, photos(1, 2))
    assert taken.submission_id
    db = small.district.db
    lost = db._cursor()
    for table in ("submission", "photo", "job"):
        lost.execute(f"DELETE FROM {table}")  # noqa: S608
    assert recover(small.district) == Recovered(brought_back=1)
    assert len(rows(small, taken.submission_id)) == 2
    assert recover(small.district) == Recovered()
