"""Two models on the same stored photos: counted beside each other, and no mark changes."""

from typing import Any

import pytest

from attendance import i18n
from attendance.errors import BadEntry, NotAllowed
from attendance.house import handlers
from attendance.intake import comparing
from attendance.marks import Mark
from attendance.office import models, switching
from attendance.office.models import Models
from attendance.register import review
from attendance.register.review import ClassDayKey
from attendance.worker import Worker
from data import jobs, references
from data.scope import Scope
from recognition.pipeline import Pipeline
from recognition.weights import CASIA_NAME, name_of
from tests.intake.conftest import ClassOfAdults
from tests.intake.support import BRC, MIS
from tests.intake.test_reading import class_day, marks
from tests.office.weights_files import Turned
from tests.support import school_day

EVERYTHING = Scope.everything()


@pytest.fixture
def two(tmp_path: Any, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> tuple[Models, str]:
    """The model that ships with the app and a second one that sees the same."""
    monkeypatch.setattr(i18n, "_provider", lambda: "en")
    file = tmp_path / "weights" / ("b2" * 32) / "other.pt"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"stands for weights")
    other = name_of(file, file.parent.name)
    return Models(tmp_path / "weights", pipeline, Turned(pipeline, other)), other


def test_the_last_class_days_are_counted_with_both_models_and_no_mark_changes(
    read_adults: ClassOfAdults, two: tuple[Models, str]
) -> None:
    district, (loaded, other) = read_adults.small.district, two
    key = ClassDayKey(301, school_day(), class_day(read_adults)["rev"])
    review.mark_by_hand(district, MIS, key, read_adults.pupil("P007"), Mark.ABSENT, "at home, says the teacher")
    review.mark_by_hand(
        district, MIS, ClassDayKey(301, key.day, key.rev + 1), read_adults.pupil("P001"), Mark.PRESENT, "seen in the room"
    )
    before = (class_day(read_adults), marks(read_adults))
    job_id = comparing.request(district, MIS, loaded, other, most=10)
    Worker(lambda: [district], handlers(loaded)).work_off()
    done = switching.latest(district, MIS, switching.COMPARE_MODELS)
    assert done is not None
    assert (done["job_id"], done["state"], done["total"]) == (job_id, "done", 1)
    found = comparing.results(district, MIS, job_id)
    assert list(found["model"]) == sorted([CASIA_NAME, other])
    ours, theirs = comparing.in_sum(found, CASIA_NAME), comparing.in_sum(found, other)
    assert ours == theirs  # the second model sees the same
    assert (ours.enrolled, ours.judged) == (4, 2)
    assert 2 <= ours.recognised <= len(read_adults.day.present)
    assert ours.recognised + ours.uncertain + ours.not_recognised == 4
    assert ours.agreed >= 1
    assert (class_day(read_adults), marks(read_adults)) == before
    assert models.in_use(district.db) == CASIA_NAME


def test_a_comparison_makes_the_templates_it_needs_and_the_switch_finds_them(
    read_adults: ClassOfAdults, two: tuple[Models, str]
) -> None:
    district, (loaded, other) = read_adults.small.district, two
    comparing.request(district, MIS, loaded, other, most=1)
    Worker(lambda: [district], handlers(loaded)).work_off()
    assert len(references.templates_of(district.db, EVERYTHING, [301], school_day(), other)) == 4
    assert switching.state(district, MIS, other).ready == 4


def test_photos_that_were_deleted_are_left_out(read_adults: ClassOfAdults, two: tuple[Models, str]) -> None:
    district, (loaded, other) = read_adults.small.district, two
    for name in district.vault.names("photo"):
        district.vault.remove(f"photo/{name}")
    job_id = comparing.request(district, MIS, loaded, other, most=1)
    Worker(lambda: [district], handlers(loaded)).work_off()
    done = jobs.latest_of_kind(district.db, EVERYTHING, switching.COMPARE_MODELS)
    assert done is not None
    assert done["state"] == "done"
    assert comparing.results(district, MIS, job_id).empty


def test_who_may_compare_and_what_with(adults: ClassOfAdults, two: tuple[Models, str]) -> None:
    district, (loaded, other) = adults.small.district, two
    with pytest.raises(NotAllowed):
        comparing.request(district, BRC, loaded, other, most=1)
    for model, says in ((CASIA_NAME, "in use already"), ("facenet-none-00000000", "not installed"), (other, "No class day")):
        with pytest.raises(BadEntry) as told:
            comparing.request(district, MIS, loaded, model, most=1)
        assert says in str(told.value)
