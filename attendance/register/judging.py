"""Judging the audit sample blind: what a person sees of an item, what they answer, and taking the last answer back.

Nothing of the machine's answer is in a `Task`: no score, no box, no candidate, and the class in an order of the item's own.
What the machine said is not shown after the answer either, since the answer can still be taken back and given again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import md5
from typing import Literal

from attendance.district import District
from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.i18n import N_
from attendance.office import audit, settings
from attendance.office.access import Account, Page
from attendance.register import sampling
from attendance.register.sample_plan import KINDS, Kind
from data import faces, references, register, sample, schools
from data.clock import INDIA, today, utc_now
from data.database import Row, Statements, Transaction
from data.references import face_name
from data.sample import NewAnswer
from recognition.photo import decode, encode_webp

Answer = Literal["pupil", "nobody", "seen", "not_seen", "counted", "unclear"]
ANSWERS: dict[Kind, tuple[Answer, ...]] = {
    "present": ("pupil", "nobody", "unclear"),
    "not_recognised": ("seen", "not_seen", "unclear"),
    "class_day": ("counted", "unclear"),
}
Part = Literal["whole", "top_left", "top_right", "bottom_left", "bottom_right"]
QUARTER = 0.55
"""A quarter's share of each side: the four overlap, so that no face is cut by all of them."""
SCREEN_PX = 1280
SCREEN_QUALITY = 60
"""As photos for a screen are kept: about 120 kB."""
HELD = timedelta(minutes=10)
"""For so long nobody else gets an item that somebody looks at."""
LONGEST_S = 300.0
"""Answers that took longer tell nothing of the time an answer takes: somebody was called away."""
MOST_HEADS = 300


@dataclass(frozen=True)
class Task:
    """An item as it is put to a person.

    Attributes:
        place: The class section with its school and block.
        face: present: the vault's name of the face's crop.
        wall: present: each pupil of the class who has a reference photo, with the vault's name of its face, in an order that
            only the item's number makes.
        references: not_recognised: the vault's names of the pupil's reference photos' faces.
        photos: The class's readable photos (see `data.faces.photos_of_class_day`); none for present.
    """

    item_id: int
    kind: Kind
    day: date
    place: Row
    face: str | None
    wall: tuple[tuple[int, str], ...]
    references: tuple[str, ...]
    photos: tuple[Row, ...]


@dataclass(frozen=True)
class Today:
    """Somebody's sample of today.

    Attributes:
        done: Answers given today.
        left: Items that fill what is left of the minutes, of those that wait.
        seconds: That those take.
        waiting: All that they may judge.
    """

    done: int
    left: int
    seconds: float
    waiting: int


def today_of(district: District, account: Account) -> Today:
    """How much of the sample is somebody's today."""
    account.require(Page.REVIEW)
    chosen, spent = settings.load(district), sampling.size(district)
    waits = sample.waiting(district.db, account.scope, account.username, chosen.sample_days)
    done = sample.answers_of(district.db, account.scope, account.username, _midnight())
    given = 60.0 * chosen.sample_minutes - sum(spent.seconds[row["kind"]] for row in done)
    needed = sum(waits.get(kind, 0) * spent.seconds[kind] for kind in KINDS)
    count = sum(waits.values())
    share = min(max(given, 0.0) / needed, 1.0) if needed else 0.0
    return Today(len(done), round(count * share), needed * share, count)


def next_task(district: District, account: Account, skipped: Sequence[int] = ()) -> Task | None:
    """The next item that nobody else has open, kept for this account; None when none is left.

    Args:
        skipped: Items to leave for later.
    """
    account.require(Page.REVIEW)
    open_days = settings.load(district).sample_days
    for item_id in sample.open_items(district.db, account.scope, account.username, open_days, list(skipped)):
        task = _kept(district, account, item_id)
        if task:
            return task
    return None


def answer(
    district: District,
    account: Account,
    item_id: int,
    said: Answer,
    *,
    pupil_id: int | None = None,
    counted: int | None = None,
    seconds: float | None = None,
) -> None:
    """Store what a person said of an item.

    Args:
        pupil_id: For ``pupil``: which one of the class.
        counted: For ``counted``: how many children.
        seconds: How long it took.

    Raises:
        BadEntry: The answer is none of this item's.
        Changed: This account has answered it.
        NotAllowed: It is outside the account's blocks, or the role has no review.
    """
    account.require(Page.REVIEW)
    took = seconds if seconds is not None and seconds <= LONGEST_S else None

    def work(tx: Transaction) -> None:
        item = _item(tx, account, item_id)
        if said not in ANSWERS[item["kind"]] or (said == "pupil") != (pupil_id is not None):
            raise BadEntry(N_("This answer does not belong to the question. Open the sample again."))
        if pupil_id is not None and pupil_id not in _roll(tx, account, item):
            raise BadEntry(N_("This does not belong to the class you are looking at. Open the class again."))
        if (said == "counted") != (counted is not None) or not 0 <= (counted or 0) <= MOST_HEADS:
            raise BadEntry(N_("Enter a number from {low} to {high}."), low=0, high=MOST_HEADS)
        if any(row["item_id"] == item_id for row in sample.answers_of(tx, account.scope, account.username, datetime.min)):
            raise Changed(N_("You have answered this one. Go on with the next."))
        sample.add_answer(tx, account.scope, item_id, NewAnswer(said, pupil_id, counted, seconds=took), account.username)
        sample.free(tx, account.username)
        audit.record(tx, account, "sample.answered", f"sample_item:{item_id}", item["block_id"], day=item["day"])

    district.db.write(work)


def undo(district: District, account: Account) -> int | None:
    """Take back the account's last answer of today; returns its item, None when there is none."""
    account.require(Page.REVIEW)

    def work(tx: Transaction) -> int | None:
        said = sample.answers_of(tx, account.scope, account.username, _midnight())
        if not said:
            return None
        last = said[0]
        sample.add_answer(tx, account.scope, last["item_id"], NewAnswer("undo", undoes=last["answer_id"]), account.username)
        audit.record(tx, account, "sample.undo", f"sample_item:{last['item_id']}", last["block_id"])
        return int(last["item_id"])

    return district.db.write(work)


def again(district: District, account: Account, item_id: int) -> Task | None:
    """An item that the account had open or took back, kept for it; None when others have it by now."""
    account.require(Page.REVIEW)
    return _kept(district, account, item_id)


def picture(district: District, task: Task, name: str | None) -> bytes | None:
    """A face that a task names, WebP; None when it was deleted.

    Raises:
        NotAllowed: The task does not name it.
    """
    if name not in (None, task.face, *(face for _pupil, face in task.wall), *task.references):
        raise NotAllowed(N_("This photo does not belong to the class day you are looking at."))
    return _kept_file(district, name)


def photo(district: District, task: Task, photo_id: int, part: Part) -> bytes | None:
    """A photo of a task for a screen, without boxes: the whole, or a quarter at twice the size; None when it was deleted.

    Raises:
        NotAllowed: It is none of the task's.
    """
    name = next((row["vault_name"] for row in task.photos if row["photo_id"] == photo_id), None)
    if name is None:
        raise NotAllowed(N_("This photo does not belong to the class day you are looking at."))
    if part == "whole":
        return _kept_file(district, name.replace("photo/", "screen/", 1))
    kept = _kept_file(district, name)
    if kept is None:
        return None
    whole = decode(kept).picture
    width, height = whole.size
    left = (1 - QUARTER) * width if part.endswith("right") else 0.0
    top = (1 - QUARTER) * height if part.startswith("bottom") else 0.0
    quarter = whole.crop((round(left), round(top), round(left + QUARTER * width), round(top + QUARTER * height)))
    return encode_webp(quarter, SCREEN_PX, SCREEN_QUALITY)


def _kept_file(district: District, name: str | None) -> bytes | None:
    return district.vault.get(name) if name and district.vault.has(name) else None


def _kept(district: District, account: Account, item_id: int) -> Task | None:
    db, scope = district.db, account.scope
    item = sample.item(db, scope, item_id)
    if item is None:
        return None
    task = _task(district, account, item)
    if item["kind"] == "present" and (task.face is None or item["pupil_id"] not in dict(task.wall)):
        return None  # erased meanwhile: nobody can tell any more

    def work(tx: Transaction) -> bool:
        sample.free(tx, account.username)
        held = sample.hold(tx, scope, item_id, account.username, utc_now() + HELD)
        if held:
            audit.record(tx, account, "sample.opened", f"sample_item:{item_id}", item["block_id"], day=item["day"])
        return held

    return task if district.db.write(work) else None


def _task(district: District, account: Account, item: Row) -> Task:
    db, scope = district.db, account.scope
    section = item["class_section_id"]
    place = schools.class_section(db, scope, section)
    if place is None:
        raise NotAllowed(N_("This class day is not among your blocks, or has no photos. Choose another one."))
    wall: tuple[tuple[int, str], ...] = ()
    shown: tuple[str, ...] = ()
    photos: tuple[Row, ...] = ()
    crop = item["crop_name"] if item["crop_name"] and district.vault.has(item["crop_name"]) else None
    if item["kind"] == "present":
        roll, of_class = _roll(db, account, item), register.reference_photos(db, scope, [section])
        wall = tuple((pupil, of_class[pupil]) for pupil in sorted(roll & set(of_class), key=lambda one: _order(item, one)))
    else:
        rows = faces.photos_of_class_day(db, scope, section, item["day"])
        photos = tuple(row for row in rows if row["vault_name"] and not row["error"])
    if item["kind"] == "not_recognised":
        stored = references.of_pupils(db, scope, [item["pupil_id"]])
        shown = tuple(face_name(name) for name in stored["vault_name"])
    return Task(item["item_id"], item["kind"], item["day"], place, crop, wall, shown, photos)


def _roll(db: Statements, account: Account, item: Row) -> set[int]:
    """The pupils on the class's roll of the item's day."""
    return set(register.marks(db, account.scope, item["class_section_id"], item["day"])["pupil_id"])


def _order(item: Row, pupil_id: int) -> str:
    return md5(f"{item['item_id']}:{pupil_id}".encode(), usedforsecurity=False).hexdigest()


def _item(tx: Transaction, account: Account, item_id: int) -> Row:
    item = sample.item(tx, account.scope, item_id)
    if item is None:
        raise NotAllowed(N_("This is not among your blocks. Go on with the next."))
    return item


def _midnight() -> datetime:
    """The beginning of today in India, in UTC."""
    return datetime.combine(today(), time(), INDIA).astimezone(UTC).replace(tzinfo=None)
