"""Reference photos: checked, kept sealed, made into templates, replaced and removed without a trace of the face."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from attendance.errors import BadEntry, BadFile, NotAllowed, Unavailable
from attendance.office.access import Account, Role
from attendance.roster import reference_zip, references, rosters, storing
from attendance.roster.reference_zip import import_zip
from data import references as stored
from data.references import face_name
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.roster.pictures import opened, portrait, saved, sealed_files
from tests.support import Small

MIS = Account("mis", "MIS", Role.MIS)
ELSEWHERE = Account("brc", "BRC", Role.BRC, frozenset({"kahalgaon"}))
DAY = date(2026, 11, 23)
PUPIL, OTHER = 401, 402


def packed(files: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out


@pytest.fixture(scope="module")
def sharp() -> bytes:
    return portrait(0)


@pytest.fixture
def added(small: Small, pipeline: Pipeline, sharp: bytes) -> Iterator[int]:
    return references.add(small.district, MIS, pipeline, PUPIL, sharp)  # type: ignore[return-value]


def test_a_good_photo_becomes_a_sealed_template(small: Small, pipeline: Pipeline, sharp: bytes, added: int) -> None:
    district = small.district
    (row,) = stored.templates_of(district.db, Scope.everything(), [301], DAY, pipeline.model)
    assert (row["pupil_id"], row["reference_photo_id"]) == (PUPIL, added)
    plain = district.vault.unseal(row["sealed"], storing.template_name(added))
    vector = np.frombuffer(plain, dtype="<f4")
    reading = pipeline.read_reference(sharp)
    assert reading.embedding is not None
    assert float(vector @ reading.embedding) == pytest.approx(1.0, abs=1e-4)
    assert stored.templates_of(district.db, Scope.everything(), [301], DAY, "another model") == []
    roster = rosters.roster(district, MIS, 301, DAY)
    assert roster.referenced == 1
    assert roster.pupils[0].references[0].face is not None
    assert not any(path.read_bytes().startswith((b"RIFF", b"\xff\xd8")) for path in sealed_files(small))


def test_the_same_photo_again_changes_nothing(small: Small, pipeline: Pipeline, sharp: bytes, added: int) -> None:
    before = sealed_files(small)
    assert references.add(small.district, MIS, pipeline, PUPIL, sharp) == added
    assert sealed_files(small) == before


def test_another_pupils_photo_is_refused(small: Small, pipeline: Pipeline, sharp: bytes, added: int) -> None:
    with pytest.raises(BadFile) as refused:
        references.add(small.district, MIS, pipeline, OTHER, sharp)
    assert "another pupil" in refused.value.message.text


def test_replacing_and_removing_leave_nothing_of_the_face(small: Small, pipeline: Pipeline, added: int) -> None:
    district, everything = small.district, Scope.everything()
    first = stored.get(district.db, everything, added)["vault_name"]
    second = references.replace(district, MIS, pipeline, added, portrait(1))
    assert not district.vault.has(first)
    assert not district.vault.has(face_name(first))
    assert [row["reference_photo_id"] for row in stored.templates_of(district.db, everything, [301], DAY, pipeline.model)] == [
        second
    ]
    references.remove(district, MIS, second, "the family asked for it")
    assert sealed_files(small) == set()
    assert stored.templates_of(district.db, everything, [301], DAY, pipeline.model) == []
    assert rosters.roster(district, MIS, 301, DAY).referenced == 0
    with pytest.raises(NotAllowed):
        references.remove(district, MIS, second, "again")


def test_removing_needs_a_reason(small: Small, added: int) -> None:
    with pytest.raises(BadEntry):
        references.remove(small.district, MIS, added, "  ")
    assert rosters.roster(small.district, MIS, 301, DAY).referenced == 1


def test_other_blocks_pupils_are_out_of_reach(small: Small, pipeline: Pipeline, added: int) -> None:
    with pytest.raises(NotAllowed):
        references.add(small.district, ELSEWHERE, pipeline, PUPIL, portrait(1))
    with pytest.raises(NotAllowed):
        references.replace(small.district, ELSEWHERE, pipeline, added, portrait(1))
    with pytest.raises(NotAllowed):
        references.remove(small.district, ELSEWHERE, added, "because")
    with pytest.raises(NotAllowed):
        rosters.roster(small.district, ELSEWHERE, 301, DAY)
    assert stored.templates_of(small.district.db, ELSEWHERE.scope, [301], DAY, pipeline.model) == []
    assert rosters.roster(small.district, MIS, 301, DAY).referenced == 1


def test_a_pupil_has_a_limited_number(small: Small, pipeline: Pipeline, added: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "MOST_OF_A_PUPIL", 1)
    with pytest.raises(BadEntry):
        references.add(small.district, MIS, pipeline, PUPIL, portrait(1))
    assert references.replace(small.district, MIS, pipeline, added, portrait(1)) != added


def test_each_unusable_photo_gets_its_reason(in_english: None, small: Small, pipeline: Pipeline) -> None:
    one = opened(0)
    face = pipeline.read_reference(saved(one)).photo.xyxy[0]
    two = Image.new("RGB", (one.width * 2, one.height))
    two.paste(one, (0, 0))
    two.paste(opened(1).resize(one.size), (one.width, 0))
    shrunk = Image.new("RGB", one.size, "gray")
    shrunk.paste(one.resize((one.width // 6, one.height // 6)), (200, 200))
    unusable = {
        "No face": saved(Image.new("RGB", (400, 400), "gray")),
        "2 faces": saved(two),
        "Come closer": saved(shrunk),
        "blurred": saved(one.filter(ImageFilter.GaussianBlur(7))),
        "edge": saved(one.crop((int(face[0] + 0.15 * (face[2] - face[0])), 0, one.width, one.height))),
        "damaged": portrait(0)[:2000],
        "empty": b"",
    }
    for says, data in unusable.items():
        checked = references.check(pipeline, data)
        assert not checked.usable, says
        assert any(says in str(problem) for problem in checked.problems), (says, [str(one) for one in checked.problems])
        with pytest.raises(BadFile):
            references.save(small.district, MIS, PUPIL, checked)
    assert sealed_files(small) == set()


def test_a_zip_brings_the_photos_of_many(in_english: None, small: Small, pipeline: Pipeline) -> None:
    archive = packed(
        {
            "photos/99000000401.jpg": portrait(0),
            "photos/99000000401_2.JPG": portrait(1),
            "photos/99000000402.jpeg": portrait(2),
            "photos/99000009999.jpg": portrait(3),
            "photos/anjali.jpg": portrait(3),
            "../99000000403.jpg": portrait(3),
            "C:\\99000000403.jpg": portrait(3),
            "photos/99000000404.jpg": b"no photo",
            "__MACOSX/._99000000401.jpg": b"litter",
            "photos/.DS_Store": b"litter",
        }
    )
    seen: list[tuple[int, int]] = []
    done = import_zip(small.district, MIS, pipeline, archive, lambda behind, total: seen.append((behind, total)))
    assert (done.added, done.unchanged) == (3, 0)
    assert seen == [(number, 8) for number in range(1, 9)]
    assert {refusal.name.rpartition("/")[2].rpartition("\\")[2] for refusal in done.refused} == {
        "99000009999.jpg",
        "anjali.jpg",
        "99000000403.jpg",
        "99000000404.jpg",
    }
    assert all(str(refusal.why) for refusal in done.refused)
    again = import_zip(small.district, MIS, pipeline, archive)
    assert (again.added, again.unchanged) == (0, 3)
    assert rosters.roster(small.district, MIS, 301, DAY).referenced == 2


def test_a_zip_reaches_only_pupils_of_ones_blocks(small: Small, pipeline: Pipeline) -> None:
    done = import_zip(small.district, ELSEWHERE, pipeline, packed({"99000000401.jpg": portrait(0)}))
    assert (done.added, len(done.refused)) == (0, 1)


def test_zips_that_are_none_or_unpack_without_end(small: Small, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (io.BytesIO(), io.BytesIO(b"PK\x03\x04 no zip"), packed({}), packed({"folder/": b""})):
        with pytest.raises(BadFile):
            import_zip(small.district, MIS, pipeline, data)
    monkeypatch.setattr(reference_zip, "MOST_FILES", 2)
    with pytest.raises(BadFile):
        import_zip(small.district, MIS, pipeline, packed({f"9900000040{number}.jpg": b"x" for number in range(3)}))
    monkeypatch.setattr(reference_zip, "MOST_UNPACKED", 1_000)
    with pytest.raises(BadFile):
        import_zip(small.district, MIS, pipeline, packed({"99000000401.jpg": b"\0" * 2_000}))
    monkeypatch.setattr(reference_zip, "MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr(reference_zip, "MOST_BYTES", 1_000)
    done = import_zip(small.district, MIS, pipeline, packed({"99000000401.jpg": b"\0" * 2_000}))
    assert (done.added, len(done.refused)) == (0, 1)


def test_a_model_that_is_missing_is_told(tmp_path: Path, small: Small, sharp: bytes) -> None:
    broken = Pipeline(tmp_path / "cache", weights=tmp_path / "nowhere.pt", sha256="0" * 64)
    with pytest.raises(Unavailable):
        references.add(small.district, MIS, broken, PUPIL, sharp)
