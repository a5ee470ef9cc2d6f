"""Several people at one class day at once, on the real database: nothing acknowledged is lost or written over unseen."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from attendance.derive import derive
from attendance.errors import Changed
from attendance.marks import Mark
from attendance.office.access import Account, Role
from attendance.register import evidence, review
from attendance.register.review import ClassDayKey, Decided
from attendance.said import Said, standing
from tests.data.two_blocks import put
from tests.register.room import ASHA, MOMENT, RAVI, Face, Room

MEENA = Account("meena", "Meena", Role.DIVISION)
PUPILS = (401, 402, 403, 404)
STEPS = 14


@dataclass
class Told:
    """What one person was told about one decision."""

    who: str
    seen_rev: int
    about: frozenset[object]
    decided: Decided | None


class Person:
    """Somebody who looks, then decides at random on what was seen, and looks again only now and then."""

    def __init__(self, room: Room, account: Account, seed: int) -> None:
        self.room, self.account = room, account
        self.random = random.Random(seed)  # noqa: S311 - which decision comes next is no secret
        self.told: list[Told] = []
        self.given: list[tuple[Decided, frozenset[object]]] = []
        self.look()

    def look(self) -> None:
        self.key: ClassDayKey = evidence.of_class_day(self.room.small.district, self.account, 301, self.room.day).key

    def work(self) -> None:
        for _ in range(STEPS):
            about, decide = self.choose()
            try:
                decided = decide()
            except Changed:
                self.told.append(Told(self.account.username, self.key.rev, about, None))
                self.look()
            else:
                self.told.append(Told(self.account.username, self.key.rev, about, decided))
                self.given.append((decided, about))
                if self.random.random() < 0.5:
                    self.look()

    def choose(self) -> tuple[frozenset[object], Callable[[], Decided]]:
        district, account, key = self.room.small.district, self.account, self.key
        person, pupil = self.random.randrange(4), self.random.choice(PUPILS)
        face = 32_001 + person + 100 * self.random.randrange(2)
        on_face = frozenset({person})
        named = on_face | {("pupil", pupil)}
        open_ones = [one for one in self.given if one[0].verdict_ids]
        if open_ones and self.random.random() < 0.2:
            last = open_ones[self.random.randrange(len(open_ones))]
            self.given.remove(last)
            return last[1], lambda: review.undo(district, account, key, last[0].verdict_ids)
        by_hand = frozenset({("pupil", pupil)})
        return self.random.choice(
            [
                (named, lambda: review.same(district, account, key, [face], pupil)),
                (named, lambda: review.somebody_else(district, account, key, [face], pupil)),
                (named, lambda: review.not_this(district, account, key, [face], pupil)),
                (on_face, lambda: review.unknown(district, account, key, [face])),
                (by_hand, lambda: review.mark_by_hand(district, account, key, pupil, Mark.PRESENT, "seen")),
            ]
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_whatever_two_decide_at_once_is_stored_or_told(room: Room, seed: int) -> None:
    sides = [[Face(person, "uncertain", [(PUPILS[person], 0.4)], 0.4) for person in range(4)] for _ in range(2)]
    room.submit(*sides)
    first = room.key().rev
    people = [Person(room, account, 10 * seed + number) for number, account in enumerate((ASHA, RAVI))]
    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(person.work) for person in people]:
            done.result()

    stored = {row["verdict_id"]: row for row in room.said()}
    acknowledged = [told for person in people for told in person.told if told.decided]
    # Each acknowledged decision is stored as its maker's, none beside, each with a revision of its own.
    given = {number: told for told in acknowledged if told.decided for number in told.decided.verdict_ids}
    assert {number: told.who for number, told in given.items()} == {number: row["said_by"] for number, row in stored.items()}
    revs = [told.decided.rev for told in acknowledged if told.decided]
    assert sorted(revs) == list(range(first + 1, first + 1 + len(revs)))
    assert room.key().rev == first + len(revs)
    # Nobody wrote over what somebody else said after their look; and whoever was refused had a reason.
    by_rev = {told.decided.rev: told for told in acknowledged if told.decided}
    for person in people:
        for told in person.told:
            until = told.decided.rev if told.decided else max(by_rev, default=first) + 1
            since = [by_rev[rev] for rev in range(told.seen_rev + 1, until) if rev in by_rev]
            unseen = [other for other in since if other.who != told.who and other.about & told.about]
            assert not unseen if told.decided else unseen
    # What stands is what the verdicts say, and working it out anew changes nothing.
    before = room.figures()
    room.write(lambda tx: derive(tx, [301], room.day))
    assert room.figures() == before
    assert len(standing(Said.of(row) for row in room.said())) <= len(stored)


def test_three_people_on_one_face_one_is_heard_and_two_are_told(room: Room) -> None:
    told = {"username": MEENA.username, "name": MEENA.name, "role": MEENA.role.value}
    room.write(lambda tx: put(tx, "account", **told, password_hash="x", must_change=False, created_at=MOMENT, created_by="x"))
    key = room.key()

    def decide(account: Account, pupil: int) -> str:
        try:
            review.somebody_else(room.small.district, account, key, [31_002], pupil)
        except Changed:
            return "told"
        return "stored"

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(decide, (ASHA, RAVI, MEENA), (402, 403, 404)))
    assert Counter(answers) == {"stored": 1, "told": 2}
    assert len(room.said()) == 1
