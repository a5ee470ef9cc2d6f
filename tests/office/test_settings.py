"""Settings: ranges, order, defaults, and who may change them."""

from datetime import datetime, time

import pytest

from attendance.errors import BadEntry, NotAllowed
from attendance.office import audit, settings
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.settings import Settings
from attendance.reports import figures
from attendance.reports.figures import Place, Span
from data import settings as stored
from data.clock import today
from data.scope import Scope
from recognition.thresholds import Thresholds
from tests.reports.support import MONDAY, add_portal
from tests.support import Small


def test_defaults_hold_until_changed(small: Small) -> None:
    assert settings.load(small.district) == Settings()
    settings.save(small.district, SYSTEM, accept_at=0.55, attempts=4)
    assert settings.load(small.district) == Settings(accept_at=0.55, attempts=4)


def test_the_defaults_are_those_that_recognition_ships() -> None:
    usual, shipped = Settings(), Thresholds()
    assert (usual.accept_at, usual.uncertain_at, usual.margin, usual.cluster_at) == (
        shipped.accept,
        shipped.uncertain,
        shipped.margin,
        shipped.cluster,
    )


@pytest.mark.parametrize(
    "changes", [{"accept_at": 1.5}, {"attempts": 0}, {"lock_minutes": "soon"}, {"uncertain_at": 0.7}, {"unknown": 1}]
)
def test_a_bad_value_changes_nothing(small: Small, changes: dict[str, object]) -> None:
    with pytest.raises(BadEntry) as told:
        settings.save(small.district, SYSTEM, margin=0.1, **changes)
    assert str(told.value)
    assert settings.load(small.district) == Settings()


def test_only_mis_changes_settings(small: Small) -> None:
    with pytest.raises(NotAllowed):
        settings.save(small.district, Account("dpo", "D", Role.DPO), attempts=4)


def test_only_the_dpo_sets_the_target_and_the_hour(small: Small) -> None:
    dpo = Account("dpo", "D", Role.DPO)
    for role in set(Role) - {Role.DPO}:
        with pytest.raises(NotAllowed):
            settings.save(small.district, Account("x", "X", role), target_percent=50)
    with pytest.raises(BadEntry):
        settings.save(small.district, dpo, late_after=time(3, 0))
    settings.save(small.district, dpo, target_percent=80, late_after=time(9, 30))
    assert settings.load(small.district) == Settings(target_percent=80, late_after=time(9, 30))
    found = {entry.subject: entry.detail for entry in audit.entries(small.district, SYSTEM, first=today(), last=today())}
    assert set(found) == {"target_percent", "late_after"}
    assert "10:00" in found["late_after"]
    assert "09:30" in found["late_after"]


def test_a_new_hour_makes_uploads_late_on_all_days(small: Small) -> None:
    add_portal(small, 301, uploaded_at=datetime.combine(MONDAY, time(9, 45)))
    span = Span.of(MONDAY)
    assert figures.totals(small.district.db, Scope.everything(), span, Place()).late == 0
    settings.save(small.district, Account("dpo", "D", Role.DPO), late_after=time(9, 30))
    assert figures.totals(small.district.db, Scope.everything(), span, Place()).late == 1
    settings.save(small.district, Account("dpo", "D", Role.DPO), late_after=time(9, 45))
    assert figures.totals(small.district.db, Scope.everything(), span, Place()).late == 0


def test_a_change_is_on_the_trail_and_no_change_is_not(small: Small) -> None:
    settings.save(small.district, SYSTEM, attempts=4)
    settings.save(small.district, SYSTEM, attempts=4)
    found = audit.entries(small.district, SYSTEM, first=today(), last=today())
    assert [(entry.subject, entry.username) for entry in found] == [("attempts", "system")]
    assert "5" in found[0].detail
    assert "4" in found[0].detail


def test_a_stored_value_that_no_longer_fits_falls_back(small: Small) -> None:
    small.district.db.write(lambda tx: stored.put(tx, "attempts", 500, "mis"))
    small.district.db.write(lambda tx: stored.put(tx, "margin", 0.1, "mis"))
    small.district.db.write(lambda tx: stored.put(tx, "of_a_later_version", 1, "mis"))
    assert settings.load(small.district) == Settings(margin=0.1)


def test_every_setting_has_a_title_a_source_and_a_range() -> None:
    for name, field in Settings.model_fields.items():
        assert field.title, name
        assert field.description, name
        low, high = settings.hours() if name == "late_after" else settings.bounds(name)
        assert low <= field.default <= high
