"""Faces of a group photo become reference photos: named by a person, kept each by itself, found again from what is kept."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageFilter

from attendance.errors import BadEntry, BadFile, NotAllowed, Unavailable
from attendance.office.access import Account, Role
from attendance.roster import naming, references, rosters, storing
from attendance.roster.naming import GroupPhoto
from data import references as stored
from data.errors import StorageFull
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.roster.pictures import photo, portrait, sealed_files
from tests.support import Small

MIS = Account("mis", "MIS", Role.MIS)
ELSEWHERE = Account("brc", "BRC", Role.BRC, frozenset({"kahalgaon"}))
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def group(pipeline: Pipeline) -> GroupPhoto:
    return naming.read(MIS, pipeline, photo())


@pytest.fixture(scope="module")
def names(group: GroupPhoto) -> dict[int, int]:
    """The first three faces are pupils 401 to 403; the fourth stays unnamed."""
    return {face.number: 400 + face.number for face in group.faces[:3]}


def test_each_face_is_found_numbered_in_rows_and_can_be_named(group: GroupPhoto) -> None:
    assert [face.number for face in group.faces] == [1, 2, 3, 4]
    assert group.nameable == group.faces
    assert all(0 < value < 1 for face in group.faces for value in face.xyxy)
    for first, second in zip(group.faces, group.faces[1:], strict=False):
        same_row = abs(first.xyxy[1] - second.xyxy[1]) < 0.5 * (first.xyxy[3] - first.xyxy[1])
        assert first.xyxy[0] < second.xyxy[0] if same_row else first.xyxy[1] < second.xyxy[1]
    with Image.open(io.BytesIO(group.screen)) as screen:
        assert (screen.format, max(screen.size)) == ("WEBP", naming.SCREEN_PX)


def test_what_is_kept_is_found_and_embedded_again_by_itself(
    small: Small, pipeline: Pipeline, group: GroupPhoto, names: dict[int, int]
) -> None:
    district, everything = small.district, Scope.everything()
    assert naming.save(district, MIS, 301, DAY, group, names) == 3
    assert rosters.roster(district, MIS, 301, DAY).referenced == 3
    kept = stored.of_pupils(district.db, everything, names.values())
    assert list(kept["source"]) == ["group_photo"] * 3
    templates = {row["pupil_id"]: row for row in stored.templates_of(district.db, everything, [301], DAY, pipeline.model)}
    whole = pipeline.read(photo())
    for row in kept.to_dict("records"):
        again = pipeline.read_reference(district.vault.get(row["vault_name"]))
        assert again.usable
        assert again.embedding is not None
        sealed = templates[row["pupil_id"]]["sealed"]
        template = np.frombuffer(district.vault.unseal(sealed, storing.template_name(row["reference_photo_id"])), "<f4")
        assert float(template @ again.embedding) > 0.999
        assert float((whole.embeddings @ again.photo.embeddings.T).max()) > 0.95
    # Two files a pupil and nothing else: the group photo is not kept.
    assert len(sealed_files(small)) == 6
    trail = district.db._cursor().execute("SELECT subject, detail->>'source' FROM audit_trail ORDER BY subject").fetchall()
    assert trail == [(f"pupil:{pupil}", "group_photo") for pupil in (401, 402, 403)]


def test_a_second_click_stores_nothing_twice(small: Small, group: GroupPhoto, names: dict[int, int]) -> None:
    naming.save(small.district, MIS, 301, DAY, group, names)
    before = sealed_files(small)
    assert naming.save(small.district, MIS, 301, DAY, group, names) == 3
    assert sealed_files(small) == before
    assert len(stored.of_pupils(small.district.db, Scope.everything(), names.values())) == 3


def test_names_that_make_no_sense_store_nothing(small: Small, pipeline: Pipeline, group: GroupPhoto) -> None:
    district = small.district
    for refused in ({}, {1: 401, 2: 401}, {99: 401}):
        with pytest.raises(BadEntry):
            naming.save(district, MIS, 301, DAY, group, refused)
    for account, pupil in ((MIS, 405), (MIS, 999), (ELSEWHERE, 401)):
        with pytest.raises(NotAllowed):
            naming.save(district, account, 301, DAY, group, {1: 402, 2: pupil})
    naming.save(district, MIS, 301, DAY, group, {1: 401})
    before = sealed_files(small)
    with pytest.raises(BadFile):
        naming.save(district, MIS, 301, DAY, group, {2: 403, 1: 402})  # the first face is 401's already
    assert sealed_files(small) == before
    assert rosters.roster(district, MIS, 301, DAY).referenced == 1


def test_all_or_none_when_one_pupil_has_enough_or_the_disk_is_full(
    small: Small, pipeline: Pipeline, group: GroupPhoto, names: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    district = small.district
    references.add(district, MIS, pipeline, 403, portrait(0))
    before = sealed_files(small)
    with monkeypatch.context() as patch:
        patch.setattr(storing, "MOST_OF_A_PUPIL", 1)
        with pytest.raises(BadEntry):
            naming.save(district, MIS, 301, DAY, group, names)
    put, count = district.vault.put, iter(range(100))

    def full(name: str, plain: bytes) -> None:
        if next(count) == 3:
            raise StorageFull("no room")
        put(name, plain)

    with monkeypatch.context() as patch:
        patch.setattr(district.vault, "put", full)
        with pytest.raises(Unavailable):
            naming.save(district, MIS, 301, DAY, group, names)
    assert sealed_files(small) == before
    assert rosters.roster(district, MIS, 301, DAY).referenced == 1


def test_faces_that_cannot_serve_say_why(in_english: None, small: Small, pipeline: Pipeline) -> None:
    tiny = naming.read(MIS, pipeline, photo(1600))
    with Image.open(io.BytesIO(photo())) as opened:
        out = io.BytesIO()
        opened.filter(ImageFilter.GaussianBlur(7)).save(out, "JPEG", quality=92)
    blurred = naming.read(MIS, pipeline, out.getvalue())
    for group, says in ((tiny, "should be at least 80"), (blurred, "blurred")):
        refused = [face for face in group.faces if face.problem]
        assert refused
        assert all(face.portrait is None and face.crop for face in refused)
        assert any(says in str(face.problem) for face in refused)
        with pytest.raises(BadEntry):
            naming.save(small.district, MIS, 301, DAY, group, {refused[0].number: 401})
    assert sealed_files(small) == set()


def test_photos_that_are_none_and_roles_without_the_page(pipeline: Pipeline) -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "gray").save(out, "JPEG")
    for data in (b"", b"no photo", out.getvalue()):
        with pytest.raises(BadFile):
            naming.read(MIS, pipeline, data)
    with pytest.raises(NotAllowed):
        naming.read(Account("trainer", "Trainer", Role.TRAINER), pipeline, photo())


def test_neighbours_close_by_are_cut_out_each_by_itself(pipeline: Pipeline) -> None:
    """Heads side by side, a finger's breadth apart, as in a row of a class."""
    heads = []
    for number in range(4):
        with Image.open(io.BytesIO(portrait(number))) as opened:
            box = pipeline.read_reference(portrait(number)).photo.xyxy[0]
            x0, y0, x1, y1 = (float(value) for value in box)
            around = 0.12 * (y1 - y0)
            heads.append(opened.crop((int(x0 - around), int(y0 - 2 * around), int(x1 + around), int(y1 + 2 * around))))
    row = Image.new("RGB", (120 + 4 * 150, 420), "gray")
    for number, head in enumerate(heads):
        row.paste(head.resize((150, 200)), (60 + 150 * number, 110))
    out = io.BytesIO()
    row.save(out, "JPEG", quality=95)
    group = naming.read(MIS, pipeline, out.getvalue())
    assert len(group.faces) == 4
    assert len(group.nameable) == 4, [str(face.problem) for face in group.faces]
    whole = pipeline.read(out.getvalue())
    kept = np.concatenate([face.portrait.reading.photo.embeddings for face in group.nameable if face.portrait])
    assert len(kept) == 4
    assert (kept @ whole.embeddings.T).max(axis=1).min() > 0.9
    assert len({int(best) for best in (kept @ whole.embeddings.T).argmax(axis=1)}) == 4
