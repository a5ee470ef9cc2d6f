"""A zip of many photos, some broken, some of unknown PENs: the good ones go in, the rest are listed, memory stays flat."""

import io
import tracemalloc
import zipfile
from datetime import date

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from attendance.office.access import Account, Role
from attendance.roster import reference_zip
from attendance.roster.reference_zip import import_zip
from data import references
from data.scope import Scope
from recognition.photo import decode
from recognition.pipeline import Pipeline, ReferenceReading
from tests.roster.pictures import portrait
from tests.support import FIRST_DAY, Small

MIS = Account("mis", "MIS", Role.MIS)
DAY = date(2026, 11, 23)
PUPILS, BROKEN, UNKNOWN = 80, 80, 60
FIRST = 1001


class Quick(Pipeline):
    """Decodes each photo as the real one does, but says of each what it said of one portrait."""

    def __init__(self, real: Pipeline) -> None:
        super().__init__(real.cache)
        self._model = real.model
        self._said = real.read_reference(portrait(0))

    @property
    def model(self) -> str:
        return self._model

    def read_reference(self, given) -> ReferenceReading:  # type: ignore[no-untyped-def]
        decode(given)
        return self._said


@pytest.fixture(scope="module")
def photos() -> dict[str, bytes]:
    """By name: PUPILS good ones, BROKEN cut short, UNKNOWN of PENs that no roll has."""
    chance = np.random.default_rng(4)
    made = {}
    for number in range(PUPILS + UNKNOWN + BROKEN):
        out = io.BytesIO()
        coarse = chance.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((500, 500)).save(out, "JPEG", quality=60)
        whole = out.getvalue()
        if number < PUPILS:
            made[f"class/{FIRST + number:011d}.jpg"] = whole
        elif number < PUPILS + UNKNOWN:
            made[f"class/{77_000_000_000 + number}.jpg"] = whole
        else:
            made[f"class/{FIRST + number - PUPILS - UNKNOWN:011d}_2.jpg"] = whole[: len(whole) // 3]
    return made


@pytest.fixture
def many(small: Small) -> Small:
    """The small district with PUPILS more in one class."""
    ids = range(5001, 5001 + PUPILS)
    pens = [f"{FIRST + number:011d}" for number in range(PUPILS)]
    pupil = pd.DataFrame({"pupil_id": ids, "pen": pens, "name_hi": "न", "name_en": "N"})
    enrolment = pd.DataFrame({"pupil_id": ids, "class_section_id": 301, "from_day": FIRST_DAY})
    small.district.db.write(lambda tx: [tx.insert_frame("pupil", pupil), tx.insert_frame("enrolment", enrolment)])
    return small


def packed(photos: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in photos.items():
            made.writestr(name, content)
    return out


def test_all_the_good_ones_go_in_and_the_rest_are_listed(
    in_english: None, many: Small, pipeline: Pipeline, photos: dict[str, bytes]
) -> None:
    quick, archive = Quick(pipeline), packed(photos)
    tracemalloc.start()
    done = import_zip(many.district, MIS, quick, archive)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (done.added, done.unchanged, len(done.refused)) == (PUPILS, 0, BROKEN + UNKNOWN)
    stored = references.of_pupils(many.district.db, Scope.everything(), range(5001, 5001 + PUPILS))
    assert len(stored) == PUPILS
    # All photos decoded are 165 MB; one of them at a time is 0.75 MB.
    assert peak < 30_000_000
    lines = reference_zip.refused_csv(done).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + BROKEN + UNKNOWN
    assert lines[0] == "File,Reason"
    assert sum("damaged" in line for line in lines) == BROKEN
    assert sum("No pupil with the PEN 77" in line for line in lines) == UNKNOWN


def test_what_is_there_is_passed_over_without_being_read_again(
    many: Small, pipeline: Pipeline, photos: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Quick(pipeline)
    some = dict(list(photos.items())[:20])
    assert import_zip(many.district, MIS, quick, packed(some)).added == 20
    monkeypatch.setattr(quick, "read_reference", lambda given: pytest.fail("read again"))
    again = import_zip(many.district, MIS, quick, packed(some))
    assert (again.added, again.unchanged, again.refused) == (0, 20, ())
