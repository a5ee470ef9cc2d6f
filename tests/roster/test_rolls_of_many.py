"""Newcomers are counted on many class days at once, where that is all that can have changed: as deriving each one says."""

import random
from datetime import date

import pytest

from attendance import rolls
from attendance.register import signing
from attendance.roster.imports import ImportKind
from data import block_days, register
from data.database import Transaction
from tests.data.two_blocks import put
from tests.roster.read_days import (
    CAME,
    DPO,
    EVERYTHING,
    HERE,
    PUPILS,
    bring,
    days,
    figures,
    follows,
    forget_faces,
    marks,
    photographed,
    read,
)
from tests.support import Small


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days on which class days were derived one by one."""
    found = []
    plain = rolls.derive

    def noted(tx: Transaction, class_sections: list[int], day: date, judged: list[int]) -> None:
        found.append(day)
        plain(tx, class_sections, day, judged)

    monkeypatch.setattr(rolls, "derive", noted)
    return found


def newcomers(small: Small, *first_days: date) -> None:
    rows = "".join(f"{99000000700 + number},New,{HERE},{day}\n" for number, day in enumerate(first_days))
    bring(small, ImportKind.PUPILS, PUPILS + rows)


def test_days_of_a_whole_year_need_no_deriving(small: Small, derived: list[date]) -> None:
    photographed(small, [401, 402, 403, 404])
    read_on = days(12)
    for day in read_on:
        read(small, day, [401, 402, CAME])
    newcomers(small, read_on[-1], read_on[3])
    assert derived == []
    assert [figures(small, day) for day in (read_on[0], read_on[3], read_on[4], read_on[-1])] == [
        (6, 2, 1, 3),
        (6, 2, 1, 3),
        (5, 2, 1, 2),
        (5, 2, 1, 2),
    ]
    assert all(set(marks(small, day)) == {401, 402, 403, 404} for day in read_on)
    assert all(follows(small, day) for day in read_on)


def test_where_more_follows_the_class_day_is_derived(small: Small, derived: list[date]) -> None:
    photographed(small, [401, 402, 403, 404])
    plain, full, shared, signed = days(4)
    read(small, plain, [401])
    read(small, full, [401, 402, 403, 404, CAME])
    read(small, shared, [401, 402])
    read(small, signed, [401, 402])
    small.district.db.write(lambda tx: _show_two_classes(tx, shared))
    signing.reviewed(small.district, DPO, signed, "sabour")
    signing.sign(small.district, DPO, signed, "sabour")
    newcomers(small, min(plain, full, shared, signed))
    assert sorted(derived) == sorted([full, shared])
    assert figures(small, full) == (5, 4, 1, 0)
    assert figures(small, signed) == (4, 2, 0, 2)
    waiting = block_days.pending(small.district.db, EVERYTHING, signed, plain)
    assert [(row["day"], row["class_section_id"]) for row in waiting] == [(signed, 301)]
    assert all(follows(small, day) for day in (plain, full, shared))


def _show_two_classes(tx: Transaction, day: date) -> None:
    place = {"school_id": 201, "block_id": "sabour", "day": day, "source": "visit", "submitted_by": "x"}
    found = register.class_day(tx, EVERYTHING, 301, day)
    assert found
    put(tx, "submission", submission_id="both", class_sections=[301, 302], submitted_at=found["updated_at"], **place)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_read_it_is_what_deriving_says(small: Small, derived: list[date], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - which pupils come is no secret
    photographed(small, [401, 402, 403, 404])
    read_on = days(8)
    for day in read_on:
        read(small, day, chance.sample([401, 402, 403, 404, CAME, 410, 411], chance.randrange(1, 7)))
    if chance.random() < 0.5:
        forget_faces(small)
    newcomers(small, *chance.choices(read_on, k=chance.randrange(1, 4)))
    assert len(derived) < len(read_on)
    assert all(follows(small, day) for day in read_on)
