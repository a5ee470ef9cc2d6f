"""Photos that were read after the backup that is brought back."""

from attendance.district import District, Kind
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.intake.recovery import recover
from attendance.office import backups
from attendance.office.access import SYSTEM
from attendance.office.backups.restoring import restore
from attendance.office.models import Models
from attendance.worker import Worker
from data import register
from data.scope import Scope
from tests.intake.conftest import ClassOfAdults
from tests.support import config_in, school_day

EVERYTHING = Scope.everything()


def test_photos_that_were_read_since_the_backup_are_read_again_from_what_was_kept(adults: ClassOfAdults) -> None:
    district = adults.small.district
    backups.make(district)
    accept(district, SYSTEM, adults.photos(), [301], school_day(), "visit")
    adults.worker().work_off()
    before = register.class_day(district.db, EVERYTHING, 301, school_day())
    assert before
    assert not district.vault.names("original")
    district.close()
    config = config_in(district.folder.parents[1])
    assert restore(config, Kind.OWN).returning == 1
    restored = District.open(config, Kind.OWN)
    assert register.class_day(restored.db, EVERYTHING, 301, school_day()) is None
    assert recover(restored).brought_back == 1
    Worker(lambda: [restored], handlers(Models(adults.pipeline.cache, adults.pipeline))).work_off()
    after = register.class_day(restored.db, EVERYTHING, 301, school_day())
    assert after
    assert (after["photos"], after["sides"], after["enrolled"]) == (before["photos"], before["sides"], before["enrolled"])
    assert after["recognised"] >= before["recognised"] - 1
    assert after["recognised"] > 0
    restored.close()
