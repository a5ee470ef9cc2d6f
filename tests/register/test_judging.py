"""Who judges what of the audit sample: within the blocks, by one or two, nobody twice; an answer belongs to its question."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.office import settings
from attendance.office.access import SYSTEM, Account, Role
from attendance.register import judging, sampling, twice
from data import audit, sample
from data.clock import utc_now
from data.scope import Scope
from recognition.photo import encode_webp
from tests.data.two_blocks import put
from tests.register.sampled import Sampled, yesterday
from tests.support import small_district

ALL = Scope.everything()
ANNA, BINA, CHAND = (Account(name, name, Role.MIS) for name in ("anna", "bina", "chand"))


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Sampled]:
    """Yesterday's sample of one class of Sabour, each item for two people."""
    small = small_district(tmp_path)
    made = Sampled(small)
    put_accounts(made)
    settings.save(small.district, SYSTEM, sample_twice_percent=100)
    made.day(yesterday(), {"sabour": 1}, size=12)
    for (name,) in made.db._cursor().execute("SELECT crop_name FROM face").fetchall():
        small.district.vault.put(name, b"webp")
    sampling.each_hour(small.district)
    yield made
    small.district.close()


def put_accounts(many: Sampled) -> None:
    for person in (ANNA, BINA):
        row = {"username": person.username, "name": person.name, "role": "mis", "password_hash": "x", "must_change": False}
        many.db.write(lambda tx, row=row: put(tx, "account", **row, created_at=utc_now(), created_by="x"))


def do(many: Sampled, sql: str) -> None:
    many.db.write(lambda tx: tx._cursor().execute(sql).fetchall())


def only(many: Sampled, kind: str, count: int = 1, in_two: bool = True) -> list[int]:
    """Leave so many items of a kind."""
    do(many, f"DELETE FROM sample_item WHERE kind <> '{kind}' OR place > {count}")  # noqa: S608 - from this file
    do(many, f"UPDATE sample_item SET twice = {in_two}")  # noqa: S608
    return [item for (item,) in many.db._cursor().execute("SELECT item_id FROM sample_item ORDER BY item_id").fetchall()]


def test_an_item_for_two_goes_to_two_at_once_and_to_no_third(many: Sampled) -> None:
    (item,) = only(many, "not_recognised")
    district = many.small.district
    for person in (ANNA, BINA):
        task = judging.next_task(district, person)
        assert task is not None
        assert task.item_id == item
    assert judging.next_task(district, CHAND) is None
    judging.answer(district, ANNA, item, "seen")
    judging.answer(district, BINA, item, "not_seen")
    assert [judging.next_task(district, person) for person in (ANNA, BINA, CHAND)] == [None, None, None]


def test_a_single_item_is_one_persons_until_ten_minutes_have_passed(many: Sampled) -> None:
    only(many, "not_recognised", in_two=False)
    assert judging.next_task(many.small.district, ANNA) is not None
    assert judging.next_task(many.small.district, BINA) is None
    assert judging.next_task(many.small.district, ANNA) is not None, "the same person gets it again"
    do(many, "UPDATE claim SET until = until - INTERVAL 11 MINUTE")
    assert judging.next_task(many.small.district, BINA) is not None


def test_whoever_goes_on_lets_go_of_what_they_had(many: Sampled) -> None:
    only(many, "not_recognised", count=2, in_two=False)
    task = judging.next_task(many.small.district, ANNA)
    assert task is not None
    other = judging.next_task(many.small.district, ANNA, skipped=[task.item_id])
    assert other is not None
    assert other.item_id != task.item_id
    again = judging.next_task(many.small.district, BINA)
    assert again is not None
    assert again.item_id == task.item_id


def test_nobody_answers_an_item_twice_and_an_undone_answer_can_be_given_again(many: Sampled) -> None:
    (item,) = only(many, "not_recognised")
    district = many.small.district
    judging.answer(district, ANNA, item, "seen")
    with pytest.raises(Changed):
        judging.answer(district, ANNA, item, "not_seen")
    assert judging.undo(district, BINA) is None, "each takes back their own"
    assert judging.undo(district, ANNA) == item
    judging.answer(district, ANNA, item, "not_seen")
    assert list(sample.judged(many.db, ALL, yesterday(), yesterday())["answer"]) == ["not_seen"]
    said = many.db._cursor().execute("SELECT answer FROM sample_answer ORDER BY answer_id").fetchall()
    assert said == [("seen",), ("undo",), ("not_seen",)], "all of it stays on record"


def test_an_answer_that_is_none_of_the_items_is_refused(many: Sampled) -> None:
    wrong: dict[str, list[dict[str, object]]] = {
        "present": [{"said": "seen"}, {"said": "pupil"}, {"said": "pupil", "pupil_id": 409}],
        "not_recognised": [{"said": "nobody"}, {"said": "seen", "pupil_id": 401}],
        "class_day": [{"said": "counted"}, {"said": "counted", "counted": -1}, {"said": "counted", "counted": 9999}],
    }
    items = dict(many.db._cursor().execute("SELECT kind, min(item_id) FROM sample_item GROUP BY kind").fetchall())
    for kind, answers in wrong.items():
        for given in answers:
            with pytest.raises(BadEntry):
                judging.answer(many.small.district, ANNA, items[kind], **given)  # type: ignore[arg-type]
    assert sample.judged(many.db, ALL, yesterday(), yesterday()).empty


def test_other_blocks_items_are_not_there(many: Sampled) -> None:
    staff = Account("staff", "Staff", Role.BRC, frozenset({"kahalgaon"}))
    (item,) = only(many, "not_recognised")
    assert judging.next_task(many.small.district, staff) is None
    assert judging.today_of(many.small.district, staff).waiting == 0
    with pytest.raises(NotAllowed):
        judging.answer(many.small.district, staff, item, "seen")
    with pytest.raises(NotAllowed):
        judging.next_task(many.small.district, Account("t", "T", Role.TRAINER))


def test_after_a_week_in_which_all_were_away_items_wait_no_more_but_are_told_as_not_judged(many: Sampled) -> None:
    for back in range(5):
        row = {"day": yesterday() + timedelta(days=1 + back), "block_id": "sabour", "seed": 1, "minutes": 1, "items": 0}
        many.db.write(lambda tx, row=row: put(tx, "sample_draw", **row, drawn_at=utc_now()))
        assert (judging.next_task(many.small.district, ANNA) is None) == (back == 4)
    told = twice.progress(many.small.district, ANNA, yesterday(), yesterday(), 5).to_dict("records")
    (row,) = told
    assert (row["judged"], row["waiting"], row["not_judged"]) == (0, 0, row["drawn"])


def test_a_pupil_who_left_the_class_since_is_still_on_its_wall(many: Sampled) -> None:
    (item,) = only(many, "present")
    before = judging.next_task(many.small.district, ANNA)
    do(many, f"UPDATE enrolment SET to_day = DATE '{yesterday()}' WHERE class_section_id > 1000")  # noqa: S608
    after = judging.again(many.small.district, ANNA, item)
    assert before is not None
    assert after is not None
    assert after.wall == before.wall
    assert len(after.wall) == 12
    judging.answer(many.small.district, ANNA, item, "pupil", pupil_id=after.wall[0][0])


def test_an_item_whose_pupil_has_no_reference_photo_any_more_is_not_put(many: Sampled) -> None:
    only(many, "present")
    do(many, "UPDATE reference_photo SET removed_at = now()")
    assert judging.next_task(many.small.district, ANNA) is None


def test_the_minutes_of_the_day_end_the_task_though_more_waits(many: Sampled) -> None:
    district = many.small.district
    settings.save(district, SYSTEM, sample_minutes=1)
    before = judging.today_of(district, ANNA)
    assert 0 < before.left < before.waiting
    while judging.today_of(district, ANNA).left:
        task = judging.next_task(district, ANNA)
        assert task is not None
        judging.answer(district, ANNA, task.item_id, "unclear", seconds=30.0)
    after = judging.today_of(district, ANNA)
    assert after.waiting > 0
    assert after.done + after.waiting == before.waiting


def test_a_task_shows_the_faces_that_it_names_and_no_other(many: Sampled) -> None:
    district = many.small.district
    only(many, "present", count=2)
    task = judging.next_task(district, ANNA)
    assert task is not None
    other = judging.next_task(district, ANNA, skipped=[task.item_id])
    assert other is not None
    assert other.face not in (None, task.face)
    (_, on_wall), *_ = task.wall
    district.vault.put(on_wall, b"reference")
    assert judging.picture(district, task, task.face) == b"webp"
    assert judging.picture(district, task, on_wall) == b"reference"
    assert judging.picture(district, task, None) is None
    for foreign in (other.face, f"photo/{task.item_id}", on_wall.removeprefix("reference"), ""):
        with pytest.raises(NotAllowed):
            judging.picture(district, task, foreign)
    district.vault.remove(on_wall)
    assert judging.picture(district, task, on_wall) is None


def test_a_task_shows_its_own_photos_whole_or_by_quarters_and_no_other(many: Sampled) -> None:
    district = many.small.district
    only(many, "class_day")
    task = judging.next_task(district, ANNA)
    assert task is not None
    (row,) = task.photos
    name, photo_id = row["vault_name"], row["photo_id"]
    assert judging.photo(district, task, photo_id, "whole") is None, "deleted, or not kept for screens yet"
    assert judging.photo(district, task, photo_id, "top_left") is None
    halves = Image.new("RGB", (400, 320), "black")
    halves.paste("white", (220, 0, 400, 320))
    district.vault.put(name, encode_webp(halves, None, 90))
    district.vault.put(name.replace("photo/", "screen/"), b"screen")
    assert judging.photo(district, task, photo_id, "whole") == b"screen"
    for part, light in (("top_left", 0), ("bottom_right", 255)):
        shown = judging.photo(district, task, photo_id, part)  # type: ignore[arg-type]
        assert shown is not None
        quarter = Image.open(BytesIO(shown)).convert("L")
        assert quarter.size == (220, 176)
        assert quarter.getpixel((110, 88)) == pytest.approx(light, abs=10)
    many.again(yesterday(), task.place["class_section_id"], "sabour")
    (later,) = {sent for (sent,) in many.db._cursor().execute("SELECT photo_id FROM photo").fetchall()} - {31_000, photo_id}
    for foreign in (later, -1):
        with pytest.raises(NotAllowed):
            judging.photo(district, task, foreign, "whole")


def test_looking_and_answering_are_on_the_audit_trail(many: Sampled) -> None:
    (item,) = only(many, "not_recognised")
    judging.next_task(many.small.district, ANNA)
    judging.answer(many.small.district, ANNA, item, "seen")
    judging.undo(many.small.district, ANNA)
    since = utc_now() - timedelta(hours=1)
    told = audit.entries(many.db, ALL, since=since, until=since + timedelta(hours=2), username="anna")
    assert [row["action"] for row in told] == ["sample.undo", "sample.answered", "sample.opened"]
    assert {row["subject"] for row in told} == {f"sample_item:{item}"}


def test_two_peoples_answers_are_compared_and_those_that_differ_wait_for_a_third(
    many: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twice, "LEAST", 2)
    district = many.small.district
    items = only(many, "not_recognised", count=2)
    for item, other in zip(items, ("seen", "not_seen"), strict=True):
        judging.answer(district, ANNA, item, "seen")
        judging.answer(district, BINA, item, other)  # type: ignore[arg-type]
    found = twice.look(district, ANNA, yesterday(), yesterday())
    assert found.pairs["not_recognised"] == 2
    assert found.agreement["not_recognised"] is not None
    assert found.agreement["not_recognised"].alike == 0.5
    assert found.agreement["present"] is None
    (pair,) = found.differing
    assert (pair.first["said_by"], pair.second["answer"]) == ("anna", "not_seen")
    with pytest.raises(NotAllowed):
        twice.look(district, Account("d", "D", Role.DIVISION), yesterday(), yesterday())
