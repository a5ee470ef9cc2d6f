"""The audit sample is drawn by chance, the same each time, from each block, and only from what counts."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from attendance.district import Kind
from attendance.errors import NotAllowed
from attendance.office import accounts, passwords, settings
from attendance.office.access import SYSTEM, Account, Role
from attendance.register import sample_plan, sampling
from data import sample
from data.clock import today, utc_now
from data.scope import Scope
from tests.data.two_blocks import put
from tests.register.sampled import MODEL, Sampled, yesterday
from tests.support import small_district

ALL = Scope.everything()


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Sampled]:
    """The small district, in which nothing was read."""
    small = small_district(tmp_path)
    yield Sampled(small)
    small.district.close()


def drawn(many: Sampled) -> pd.DataFrame:
    """All items, as the table holds them."""
    return many.db._cursor().execute("FROM sample_item ORDER BY item_id").df()


def one_stratum(kind: str, units: int, seed: int, take: int, share: float = 0.0) -> pd.DataFrame:
    return pd.DataFrame(
        {"block_id": ["sabour"], "kind": [kind], "units": units, "seed": [seed], "take": [take], "share": [share]}
    )


def test_a_day_that_is_over_is_drawn_once_and_the_kept_seed_draws_the_same_again(many: Sampled) -> None:
    many.day(yesterday(), {"sabour": 3, "kahalgaon": 2})
    sampling.each_hour(many.small.district)
    first = drawn(many)
    assert set(first["kind"]) == set(sample_plan.KINDS)
    sampling.each_hour(many.small.district)
    assert len(drawn(many)) == len(first)
    kept = sample.draws(many.db, ALL, yesterday(), yesterday()).set_index("block_id")
    strata = first.groupby(["block_id", "kind"], as_index=False).agg(take=("taken", "first"), units=("units", "first"))
    strata = strata.assign(seed=strata["block_id"].map(kept["seed"]), share=0.0)
    again = sample.choose(many.db, ALL, yesterday(), strata, MODEL)
    columns = ["block_id", "kind", "class_section_id", "pupil_id", "face_id", "units", "taken", "place"]
    order = ["block_id", "kind", "place"]
    pd.testing.assert_frame_equal(
        first[columns].sort_values(order, ignore_index=True),
        again[columns].sort_values(order, ignore_index=True),
        check_dtype=False,
    )


def test_today_is_not_drawn_before_it_is_over_nor_a_block_whose_photos_wait(many: Sampled) -> None:
    many.day(today(), {"sabour": 1})
    many.day(yesterday(), {"sabour": 1, "kahalgaon": 1})
    sent = {"submission_id": "waits", "school_id": 202, "block_id": "kahalgaon", "source": "visit", "submitted_by": "x"}
    row = {"job_id": 99, "kind": "read", "state": "waiting", "created_by": "x", "created_at": pd.Timestamp(2026, 11, 23)}
    many.db.write(
        lambda tx: put(tx, "submission", day=yesterday(), submitted_at=pd.Timestamp(2026, 11, 23), class_sections=[303], **sent)
    )
    many.db.write(lambda tx: put(tx, "job", submission_id="waits", block_id="kahalgaon", **row))
    sampling.each_hour(many.small.district)
    assert set(drawn(many)["block_id"]) == {"sabour"}
    assert set(drawn(many)["day"].dt.date) == {yesterday()}
    many.db.write(lambda tx: tx._cursor().execute("UPDATE job SET state = 'failed'").fetchall())
    sampling.each_hour(many.small.district)
    assert set(drawn(many)["block_id"]) == {"sabour", "kahalgaon"}


def test_photos_that_come_after_the_draw_are_not_in_it_and_a_day_without_photos_draws_nothing(many: Sampled) -> None:
    sampling.each_hour(many.small.district)
    assert drawn(many).empty
    many.day(yesterday(), {"sabour": 1})
    sampling.each_hour(many.small.district)
    before = drawn(many)
    late = many.day(yesterday(), {"sabour": 1})
    sampling.each_hour(many.small.district)
    assert len(drawn(many)) == len(before)
    assert not set(late) & set(drawn(many)["class_section_id"])


def test_three_submissions_of_one_class_are_one_class_day_and_each_pupil_one_unit(many: Sampled) -> None:
    (section,) = many.day(yesterday(), {"sabour": 1})
    for _ in range(2):
        many.again(yesterday(), section, "sabour")
    units = sample.units(many.db, ALL, yesterday()).set_index("kind")["units"]
    assert units.to_dict() == {"present": 30, "not_recognised": 10, "class_day": 1}
    sampling.each_hour(many.small.district)
    assert not drawn(many).duplicated(["kind", "pupil_id", "class_section_id"]).any()


def test_set_aside_and_flagged_class_days_stay_out_and_pupils_without_a_reference_photo(many: Sampled) -> None:
    aside, asked, dismissed, _ = many.day(yesterday(), {"sabour": 4})
    many.flag(yesterday(), asked, "sabour", "asked")
    many.flag(yesterday(), dismissed, "sabour", "dismissed")
    many.day(yesterday(), {"sabour": 1}, references=False)
    many.db.write(
        lambda tx: tx._cursor().execute("UPDATE class_day SET set_aside = TRUE WHERE class_section_id = ?", [aside]).fetchall()
    )
    units = sample.units(many.db, ALL, yesterday()).set_index("kind")["units"]
    assert units.to_dict() == {"present": 4 * 30, "not_recognised": 3 * 10, "class_day": 3}


def test_what_a_person_marked_is_not_the_machines_and_is_not_drawn(many: Sampled) -> None:
    many.day(yesterday(), {"sabour": 1})
    many.db.write(lambda tx: tx._cursor().execute("UPDATE attendance SET marked_by = 'person'").fetchall())
    assert list(sample.units(many.db, ALL, yesterday())["kind"]) == ["class_day"]


def test_the_share_that_two_people_judge_is_drawn_too(many: Sampled) -> None:
    many.day(yesterday(), {"sabour": 5})
    twice = [
        sample.choose(many.db, ALL, yesterday(), one_stratum("present", 150, seed, 50, share=0.1), MODEL)["twice"].mean()
        for seed in range(8)
    ]
    assert np.mean(twice) == pytest.approx(0.1, abs=0.05)


def test_an_item_names_the_face_that_the_mark_rests_on(many: Sampled) -> None:
    many.day(yesterday(), {"sabour": 1})
    sampling.each_hour(many.small.district)
    matches = many.db._cursor().execute("SELECT face_id, pupil_id AS matched, similarity AS likeness FROM match").df()
    present = drawn(many).query("kind == 'present'").merge(matches, on="face_id")
    assert (present["pupil_id"] == present["matched"]).all()
    assert np.allclose(present["similarity"], present["likeness"])
    assert set(present["face_px"]) == {50.0}


def test_a_larger_block_gets_more_and_the_smallest_its_minimum(many: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    for role in (Role.DPO, Role.MIS, Role.DIVISION):
        accounts.create(many.small.district, SYSTEM, username=role.value, name=role, role=role, password="a good password")
    many.day(yesterday(), {"sabour": 12, "kahalgaon": 1})
    sampling.each_hour(many.small.district)
    taken = drawn(many).groupby(["kind", "block_id"])["taken"].first()
    assert taken["present", "kahalgaon"] == pytest.approx(taken["present", "sabour"] / 12, abs=2)
    assert taken["class_day", "kahalgaon"] == 1
    seconds = sum(sample_plan.SECONDS[kind] * (1 + 0.1) for kind in drawn(many)["kind"])
    assert seconds == pytest.approx(3 * 10 * 60, rel=0.1)


def test_a_block_that_only_one_person_sees_is_judged_once(many: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    given = {"role": Role.BRC, "password": "a good password"}
    accounts.create(many.small.district, SYSTEM, username="one", name="One", blocks=("sabour",), **given)
    accounts.create(many.small.district, SYSTEM, username="two", name="Two", blocks=("sabour",), **given)
    settings.save(many.small.district, SYSTEM, sample_twice_percent=100)
    many.day(yesterday(), {"sabour": 2, "kahalgaon": 2})
    sampling.each_hour(many.small.district)
    assert set(drawn(many)["block_id"]) == {"sabour"}, "nobody could judge the other block"
    assert drawn(many)["twice"].all()


def test_in_the_sandbox_today_can_be_drawn_too_to_show_it(tmp_path: Path) -> None:
    small = small_district(tmp_path, Kind.SANDBOX)
    many = Sampled(small)
    many.day(today(), {"sabour": 1})
    trainer = Account("t", "T", Role.TRAINER)
    with pytest.raises(NotAllowed):
        sampling.draw_now(small.district, trainer)
    assert sampling.draw_now(small.district, trainer.in_sandbox()) == len(drawn(many)) > 0
    small.district.close()


def test_the_office_does_not_draw_a_day_that_is_not_over(many: Sampled) -> None:
    with pytest.raises(NotAllowed):
        sampling.draw_now(many.small.district, SYSTEM)


def test_the_time_that_answers_took_here_replaces_the_guess(many: Sampled) -> None:
    many.day(yesterday(), {"sabour": 2})
    sampling.each_hour(many.small.district)
    assert sampling.last_units(many.small.district)["present"] == (60, 2)
    item = int(drawn(many).query("kind == 'present'")["item_id"].iloc[0])
    row = {"item_id": item, "answer": "nobody", "said_at": utc_now()}
    for number in range(sampling.MEASURED_FROM):
        assert sampling.size(many.small.district).seconds["present"] == sample_plan.SECONDS["present"]
        many.db.write(lambda tx, number=number: put(tx, "sample_answer", **row, said_by=f"p{number}", seconds=4 + number % 3))
    spent = sampling.size(many.small.district)
    assert spent.seconds["present"] == 5
    assert spent.measured == {"present"}
