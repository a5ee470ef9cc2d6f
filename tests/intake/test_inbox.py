"""The inbox: what is taken and when, what goes to the tray, and that the same bytes count once, whatever happens in between."""

import io
import os
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from attendance import i18n
from attendance.errors import BadEntry, Changed, NotAllowed, Unavailable
from attendance.intake import backlog, inbox_files, tray
from attendance.intake.accept import accept
from attendance.intake.inbox import PATIENCE_S, Inbox
from attendance.intake.photos import IncomingPhoto
from attendance.intake.receipt_list import receipt_file
from attendance.intake.recovery import recover
from attendance.intake.watcher import Watcher
from attendance.office.access import Account, Role
from attendance.worker import Worker
from data import jobs, submissions
from data.clock import today
from data.database import Database
from data.errors import StorageFull
from data.scope import Scope
from data.vault import Vault
from tests.intake.support import BRC, MIS, TRAINER, jpeg
from tests.support import Small, school_day

DIVISION = Account("division.one", "Division", Role.DIVISION)
EVERYTHING = Scope.everything()


def day() -> str:
    """Counted when asked: midnight in India may pass while the tests run."""
    return school_day().isoformat()


def class_day() -> str:
    """The folder of School One's class 3 A."""
    return f"99000000001/3-A/{day()}"


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


class Office:
    """A small district with its inbox, and a clock that is set by hand."""

    def __init__(self, small: Small) -> None:
        self.district = small.district
        self.root = small.district.inbox
        self.seconds = 0.0
        self.inbox = Inbox(small.district, lambda: self.seconds)

    def put(self, path: str, content: bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def look(self, times: int = 2, seconds: float = 5.0) -> None:
        for _ in range(times):
            self.seconds += seconds
            self.inbox.look()

    def left(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.root)) for path in self.root.rglob("*") if not path.is_dir() or path.is_symlink()
        )

    def rows(self, table: str, columns: str = "*") -> list[Any]:
        sql = f"SELECT {columns} FROM {table} ORDER BY ALL"  # noqa: S608 - names from this file
        return self.district.db._cursor().execute(sql).fetchall()

    def tray(self, account: Account = MIS) -> list[tuple[str, str, int]]:
        return [(group.folder, str(group.why), group.files) for group in tray.groups(self.district, account)]

    def entries(self, account: Account = MIS, group: int = 0) -> list[int]:
        found = tray.groups(self.district, account)[group]
        return [row["entry_id"] for row in tray.of_group(self.district, account, found)]


@pytest.fixture
def office(small: Small) -> Office:
    return Office(small)


def test_photos_are_taken_when_two_looks_saw_them_unchanged(office: Office) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.put(f"{class_day()}/पीछे.jpg", jpeg(2))
    office.look(1)
    assert len(office.left()) == 2
    office.look(1)
    assert office.left() == []
    assert office.rows("photo", "side, file_name") == [("back", "पीछे.jpg"), ("front", "front.jpg")]
    assert len(office.rows("submission")) == 1
    assert office.rows("receipt", "file, outcome, came_by") == [
        (f"{class_day()}/front.jpg", "taken", "inbox"),
        (f"{class_day()}/पीछे.jpg", "taken", "inbox"),
    ]
    assert office.inbox.standing.taken == 2


def test_a_file_that_still_grows_keeps_its_class_day_waiting(office: Office) -> None:
    whole = jpeg(1)
    office.put(f"{class_day()}/front.jpg", whole[:500])
    office.put(f"{class_day()}/back.jpg", jpeg(2))
    office.look(1)
    for size in (1000, 1500, len(whole) - 2):
        office.put(f"{class_day()}/front.jpg", whole[:size])
        office.look(1)
    assert len(office.left()) == 2
    office.look(5)  # the copy stands still in the middle
    assert len(office.left()) == 2
    office.put(f"{class_day()}/front.jpg", whole)
    office.look(2)
    assert office.left() == []
    assert len(office.rows("photo")) == 2


def test_a_copy_that_has_its_size_from_the_start_is_not_taken_before_its_end_is_there(office: Office) -> None:
    whole = jpeg(1)
    file = office.put(f"{class_day()}/front.jpg", whole[:800] + bytes(len(whole) - 800))
    office.look(4)
    assert office.rows("photo") == []
    file.write_bytes(whole)
    office.look(2)
    assert len(office.rows("photo")) == 1


def test_a_copy_that_never_ended_is_named_on_the_tray_and_the_others_are_taken(office: Office) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1)[:900])
    office.put(f"{class_day()}/back.jpg", jpeg(2))
    office.look(2)
    office.look(1, PATIENCE_S)
    assert office.left() == [f"{class_day()}/front.jpg"]
    assert office.tray() == [(class_day(), "The file ends in the middle: it was not copied to its end. Copy it again.", 1)]
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.look(2)
    assert office.left() == []
    assert office.tray() == []
    assert len(office.rows("photo")) == 2


def test_the_same_bytes_count_once_wherever_they_come_from(office: Office) -> None:
    accept(office.district, MIS, [IncomingPhoto("x.jpg", jpeg(1))], [301], school_day(), "visit")
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.put(f"{class_day()}/again.jpg", jpeg(2))
    office.put(f"{class_day()}/twice.jpg", jpeg(2))
    office.put(f"99000000002/5-A/{day()}/front.jpg", jpeg(1))
    office.put("loose.jpg", jpeg(1))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{class_day()}/zipped.jpg", jpeg(2))
        archive.writestr(f"{class_day()}/new.jpg", jpeg(3))
    office.put("week.zip", packed.getvalue())
    office.look(2)
    assert office.left() == []
    assert len(office.rows("photo")) == 3
    assert Counter(office.rows("receipt", "outcome")) == {("taken",): 3, ("again",): 4, ("elsewhere",): 1}
    assert office.rows("flag", "kind, class_section_id") == [("same_bytes", 303)]


def test_what_cannot_be_placed_waits_sealed_on_the_tray_with_the_reason(office: Office) -> None:
    office.put(f"99000000001/9-Z/{day()}/front.jpg", jpeg(1))
    office.put(f"99000000777/3-A/{day()}/front.jpg", jpeg(2))
    office.put("99000000002/5-A/2026-11-22/front.jpg", jpeg(3))
    office.put("loose.jpg", jpeg(4))
    office.put(f"{class_day()}/list.docx", b"PK no photo")
    office.look(2)
    assert office.left() == [f"{class_day()}/list.docx"]
    by_folder = {folder: why for folder, why, _ in office.tray()}
    assert by_folder[f"99000000001/9-Z/{day()}"] == by_folder[f"99000000777/3-A/{day()}"]
    assert "day off" in by_folder["99000000002/5-A/2026-11-22"]
    assert "Lay the folders out" in by_folder["."]
    assert "not a photo" in by_folder[class_day()]
    assert office.rows("photo") == []
    assert {folder for folder, _, _ in office.tray(BRC)} == {f"99000000001/9-Z/{day()}", class_day()}
    assert len(office.tray(DIVISION)) == 3
    assert tray.photo(office.district, MIS, office.entries()[0]) in {jpeg(number) for number in range(1, 5)}
    before = office.rows("tray")
    office.look(3)
    assert office.rows("tray") == before


def test_a_photo_of_the_tray_is_placed_by_hand(office: Office) -> None:
    office.put(f"99000000001/9-Z/{day()}/front.jpg", jpeg(1))
    office.look(2)
    entries = office.entries(BRC)
    with pytest.raises(Changed):
        tray.place(
            office.district, Account("b", "B", Role.BRC, frozenset({"kahalgaon"})), entries, [303], school_day(), "portal"
        )
    done = tray.place(office.district, BRC, entries, [301], school_day(), "portal")
    assert done.taken == 1
    assert office.tray() == []
    assert office.rows("photo", "side") == [("front",)]
    assert office.district.vault.names("tray") == office.district.vault.names("trayed") == []
    assert office.rows("receipt", "file, outcome, received_by") == [(f"99000000001/9-Z/{day()}/front.jpg", "taken", "brc.one")]
    with pytest.raises(Changed):
        tray.place(office.district, MIS, entries, [301], school_day(), "portal")


def test_files_of_the_tray_are_discarded_with_a_reason_only(office: Office) -> None:
    office.put("loose.jpg", jpeg(1))
    office.put("notes.txt", b"no photo")
    office.look(2)
    for group in range(2):
        with pytest.raises(BadEntry):
            tray.discard(office.district, MIS, office.entries(), " ")
        tray.discard(office.district, MIS, office.entries(), f"reason {group}")
    assert (office.tray(), office.left(), office.district.vault.names("tray")) == ([], [], [])
    assert office.rows("tray", "state, decided_by, decided_why")[0][:2] == ("discarded", "mis.one")
    actions = {row[0] for row in office.rows("audit_trail", "action")}
    assert "tray.discarded" in actions


def test_links_are_neither_followed_nor_taken(office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "front.jpg").write_bytes(jpeg(1))
    office.put(f"{class_day()}/back.jpg", jpeg(2))
    (office.root / class_day() / "front.jpg").symlink_to(outside / "front.jpg")
    (office.root / "99000000002").symlink_to(outside)
    os.mkfifo(office.root / "pipe.jpg")
    office.look(2)
    assert [side for (side,) in office.rows("photo", "side")] == ["back"]
    whys = {why for _, why, _ in office.tray()}
    assert whys == {"This is a link, not a photo. Copy the photo itself into the inbox."}
    while office.tray():
        tray.discard(office.district, MIS, office.entries(), "links")
    assert (outside / "front.jpg").read_bytes() == jpeg(1)
    assert office.left() == []


@pytest.mark.parametrize(
    "name",
    ["a b'c\"d;.jpg", "नमस्ते 🙂.JPG", "new\nline.jpg", "=cmd().jpg", "x" * 200 + ".jpg", "%2e%2e.jpg", "<b>.jpg", "a\\b.jpg"],
)
def test_names_with_strange_characters_are_taken(office: Office, name: str) -> None:
    office.put(f"{class_day()}/{name}", jpeg(1))
    office.look(2)
    assert office.left() == []
    assert len(office.rows("photo")) == 1
    text = receipt_file(office.district, MIS, today()).content.decode("utf-8-sig")
    assert "\n=" not in text


def test_a_name_that_is_no_text_can_be_shown_stored_and_discarded(office: Office) -> None:
    folder = office.root / class_day()
    folder.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.txt")).write_bytes(b"no photo")
    Path(os.fsdecode(os.fsencode(folder) + b"/good\xff.jpg")).write_bytes(jpeg(1))
    office.look(2)
    assert office.rows("photo", "file_name") == [("good\\xff.jpg",)]
    tray.discard(office.district, MIS, office.entries(), "no photo")
    assert os.listdir(folder) == []  # noqa: PTH208 - rglob would not show it


def test_a_full_disk_leaves_everything_in_the_inbox(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.put("loose.jpg", jpeg(2))
    put = Vault.put

    def full(*_: object) -> None:
        raise StorageFull("no room")

    office.look(1)
    monkeypatch.setattr(Vault, "put", full)
    watcher = Watcher(lambda: [office.district], lambda: None)
    watcher._inboxes[office.district.folder] = office.inbox
    watcher.look()
    standing, problem = watcher.standing(office.district)
    assert "disk is full" in str(problem)
    assert len(office.left()) == 2
    monkeypatch.setattr(Vault, "put", put)
    watcher.look()
    watcher.look()
    standing, problem = watcher.standing(office.district)
    assert (problem, standing.taken, office.left()) == (None, 2, [])


def test_a_file_that_vanishes_or_cannot_be_opened_holds_up_nothing_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.put(f"99000000001/4-A/{day()}/gone.jpg", jpeg(2))
    office.put(f"99000000002/5-A/{day()}/closed.jpg", jpeg(3))
    real = inbox_files.os.open

    def opened(path: Path, *flags: int) -> int:
        if Path(path).name == "closed.jpg":
            raise PermissionError
        if Path(path).name == "gone.jpg":
            Path(path).unlink(missing_ok=True)
        return real(path, *flags)

    monkeypatch.setattr(inbox_files.os, "open", opened)
    office.look(3)
    assert office.left() == [f"99000000002/5-A/{day()}/closed.jpg"]
    office.look(1, PATIENCE_S)
    assert [why for _, why, _ in office.tray()] == [
        "The file cannot be opened. Close the program that uses it, or give the app the right to read it."
    ]
    assert len(office.rows("photo")) == 1


def test_a_file_that_cannot_be_deleted_is_taken_once_and_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refused)
    office.inbox.look()
    office.inbox.look()
    office.inbox.look()
    assert [why for _, why, _ in office.tray()] == [
        "The photo was taken, but the file cannot be deleted here. Delete it yourself."
    ]
    assert office.rows("receipt", "outcome") == [("taken",)]
    with pytest.raises(Unavailable):
        tray.discard(office.district, MIS, office.entries(), "it stays")
    monkeypatch.undo()  # closing the database deletes files of its own


def test_a_too_large_file_is_not_read(office: Office) -> None:
    file = office.put(f"{class_day()}/film.jpg", b"")
    with file.open("wb") as opened:
        opened.truncate(61 * 1024**2)
    office.look(2)
    assert [why for _, why, _ in office.tray()] == ["The file is larger than 60 MB. Send the photo as the phone made it."]


def test_a_zip_is_taken_when_it_is_whole(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{class_day()}/front.jpg", jpeg(1))
        archive.writestr("loose.jpg", jpeg(2))
        archive.writestr(f"{class_day()}/list.txt", b"no photo")
    office.put("whatsapp/week.zip", packed.getvalue()[:-30])
    office.look(3)
    assert office.left() == ["whatsapp/week.zip"]
    office.put("whatsapp/week.zip", packed.getvalue())
    office.look(2)
    assert office.left() == []
    assert office.rows("submission", "source") == [("whatsapp",)]
    assert [folder for folder, _, _ in office.tray()] == ["whatsapp/week.zip"]
    assert Counter(office.rows("receipt", "outcome")) == {("taken",): 1, ("refused",): 1}


def test_a_zip_that_climbs_out_is_refused_whole(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{class_day()}/front.jpg", jpeg(1))
        archive.writestr("../../escaped.jpg", jpeg(2))
    office.put("bad.zip", packed.getvalue())
    office.look(2)
    office.look(1, PATIENCE_S)
    assert office.rows("photo") == []
    assert [why for _, why, _ in office.tray()] == [
        "The zip holds paths that lead outside it. Make a new zip of the class folders."
    ]


def test_a_manifest_places_loose_photos_and_goes_when_all_have_come(office: Office) -> None:
    rows = f"file,UDISE,class,section,date,side\nA/one.jpg,99000000001,3,A,{day()},left\nTWO.JPG,99000000001,4,A,{day()},\n"
    office.put("bulk/list.csv", rows.encode("utf-16"))
    office.put("bulk/A/one.jpg", jpeg(1))
    office.look(3)
    assert office.left() == ["bulk/list.csv"]
    assert office.rows("photo", "side") == [("left",)]
    office.look(1, PATIENCE_S)
    assert "names have not come: 1." in office.tray()[0][1]
    office.put("bulk/two.jpg", jpeg(2))
    office.look(5)
    assert office.left() == []
    assert office.tray() == []
    assert len(office.rows("photo")) == 2


def test_a_csv_that_is_no_manifest_is_named_on_the_tray(office: Office) -> None:
    office.put("marks.csv", b"name,marks\nx,1\n")
    office.look(2)
    assert "cannot be used as a manifest" in office.tray()[0][1]


@pytest.mark.parametrize("moment", ["before the rows", "after the rows", "before the tray's row"])
def test_a_stop_between_photo_receipt_row_and_file_loses_and_doubles_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.put("loose.jpg", jpeg(2))
    office.look(1)

    class Stopped(BaseException):
        pass

    def stopped(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        if moment == "after the rows":
            patch.setattr("attendance.intake.inbox_files.remove", stopped)
        elif moment == "before the rows":
            patch.setattr("attendance.intake.receipts.remove", lambda *_: None)
            write = Database.write
            patch.setattr(Database, "write", lambda db, work: stopped() if "_keep" in repr(work) else write(db, work))
        else:
            patch.setattr("data.tray.add", stopped)
        with pytest.raises(Stopped):
            office.inbox.look()
    recover(office.district)
    office.inbox = Inbox(office.district, lambda: office.seconds)
    office.look(2)
    assert office.left() == []
    assert len(office.rows("photo")) == 1
    assert Counter(office.rows("receipt", "outcome")) == {("taken",): 1}
    assert [folder for folder, _, _ in office.tray()] == ["."]


def test_a_tray_that_the_database_lost_is_brought_back_from_the_vault(office: Office) -> None:
    office.put(f"99000000001/9-Z/{day()}/front.jpg", jpeg(1))
    office.look(2)
    shown = office.tray(BRC)
    office.district.db.write(lambda tx: tx._cursor().execute("DELETE FROM tray").fetchall())
    recover(office.district)
    assert office.tray(BRC) == shown
    tray.discard(office.district, BRC, office.entries(BRC), "reason")
    office.district.vault.put(f"tray/{'a' * 64}", b"left behind without a word of where it belongs")
    recover(office.district)
    assert office.tray() == []


def test_what_a_person_sends_is_read_first_and_the_bulk_can_wait(office: Office) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.put(f"99000000002/5-A/{day()}/front.jpg", jpeg(2))
    office.look(2)
    person = accept(office.district, MIS, [IncomingPhoto("x.jpg", jpeg(3))], [302], school_day(), "visit")
    order: list[str] = []

    def read(district: Any, job: Any, progress: Any) -> None:
        order.append(job["submission_id"])
        district.db.write(lambda tx: jobs.finish(tx, EVERYTHING, job["job_id"]))

    worker = Worker(lambda: [office.district], {"read_submission": read})
    backlog.pause(office.district, BRC)
    worker._take_round()
    worker.work_off()
    assert order[0] == person.submission_id
    assert len(order) == 2  # Sabour's waits
    standing = backlog.backlog(office.district, BRC)
    assert (standing.done, standing.waiting, standing.paused, standing.paused_by) == (1, 1, 1, "brc.one")
    assert standing.ready_at is None
    whole = backlog.backlog(office.district, MIS)
    assert (whole.done, whole.waiting, whole.paused) == (2, 1, 1)
    backlog.resume(office.district, MIS)
    worker.work_off()
    assert len(order) == 3
    for refused in (backlog.pause, backlog.resume, backlog.backlog):
        with pytest.raises(NotAllowed):
            refused(office.district, TRAINER)


def test_receipts_tell_each_files_state_within_the_blocks_only(office: Office) -> None:
    office.put(f"{class_day()}/front.jpg", jpeg(1))
    office.put(f"99000000002/5-A/{day()}/front.jpg", jpeg(2))
    office.put(f"99000000002/9-Z/{day()}/front.jpg", jpeg(3))
    office.put("loose.jpg", jpeg(4))
    office.look(2)
    submission = office.rows("submission", "submission_id, block_id")
    (sabour,) = [key for key, block in submission if block == "sabour"]
    office.district.db.write(lambda tx: submissions.mark_read(tx, EVERYTHING, sabour))
    lines = receipt_file(office.district, MIS, today()).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    (own,) = receipt_file(office.district, BRC, today()).content.decode("utf-8-sig").splitlines()[1:]
    assert own.split(",")[0] == f"{class_day()}/front.jpg"
    assert own.split(",")[2:5] == ["99000000001", "3 A", day()]
    assert own.split(",")[6:] == ["inbox", "read", ""]
    with pytest.raises(NotAllowed):
        receipt_file(office.district, TRAINER, today())
