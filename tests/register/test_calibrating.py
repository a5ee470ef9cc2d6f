"""The point measured on verdicts: what counts, when nothing is offered, and that it comes out where it was put."""

from datetime import timedelta

import pytest
from scipy import special

from attendance.errors import Changed, NotAllowed
from attendance.office import models, settings
from attendance.office.access import Account, Role
from attendance.office.settings import Settings
from attendance.register import calibrating
from attendance.register.calibrating import LEAST, Proposal
from data import audit
from data import settings as stored
from data.clock import utc_now
from data.scope import Scope
from recognition.calibration import SHIPPED
from tests.register.verdicts import MOMENT, Verdicts, drawn
from tests.reports.judged import DAYS, SABOUR, fill, judge
from tests.support import Small

MIS = Account("mis.one", "MIS", Role.MIS)


@pytest.fixture
def verdicts(small: Small) -> Verdicts:
    return Verdicts(small)


def test_only_what_people_were_asked_about_counts_and_one_person_once(small: Small, verdicts: Verdicts) -> None:
    asked = verdicts.add_face(0.30, True)
    verdicts.add_face(0.44, True, of=asked)
    verdicts.add_face(0.31, False)
    verdicts.add_face(0.32, False, kind="other", second=0.1)
    verdicts.add_face(0.60, False, decision="accepted")
    verdicts.add_face(0.10, False, decision="unknown")
    verdicts.add_face(None, True)
    verdicts.add_face(0.55, True, second=0.64)
    verdicts.undo(verdicts.add_face(0.40, False))
    found = calibrating.look(small.district, MIS)
    rows = sorted(
        (round(evidence, 2), same) for evidence, same in zip(found.sample["evidence"], found.sample["same"], strict=True)
    )
    assert rows == [(0.31, False), (0.32, False), (0.44, True)]
    assert (found.same, found.different, found.left_out) == (1, 2, 4)


def test_a_later_word_on_the_same_face_counts_alone(small: Small, verdicts: Verdicts) -> None:
    first = verdicts.add_face(0.3, False)
    verdicts.say_again(first, "same")
    found = calibrating.look(small.district, MIS)
    assert (found.same, found.different) == (1, 0)
    verdicts.say_again(first, "not_this")
    found = calibrating.look(small.district, MIS)
    assert (found.same, found.different) == (0, 1)


def test_too_few_of_a_kind_and_nothing_is_measured(small: Small, verdicts: Verdicts) -> None:
    verdicts.add([(0.3 + index / 1000, True) for index in range(LEAST)])
    verdicts.add([(0.2 + index / 1000, False) for index in range(LEAST - 1)])
    found = calibrating.look(small.district, MIS)
    assert not found.enough
    assert found.calibration is None
    assert calibrating.propose(found, 0.05) is None
    with pytest.raises(Changed):
        calibrating.apply(small.district, MIS, Proposal(0.05, 0.5, 0.4, 0.5, False))
    assert settings.load(small.district) == Settings()


def test_the_curve_and_the_point_come_out_where_they_were_put(small: Small, verdicts: Verdicts) -> None:
    verdicts.add(drawn(900))
    found = calibrating.look(small.district, MIS)
    assert found.probability(0.35) == pytest.approx(0.5, abs=0.05)
    true_point = 0.35 + 0.05 * float(special.logit(0.95))
    proposal = calibrating.propose(found, 0.05)
    assert proposal is not None
    assert proposal.low < true_point < proposal.high
    assert proposal.high <= proposal.accept_at < proposal.high + 0.01
    stricter = calibrating.propose(found, 0.02)
    assert stricter is not None
    assert stricter.accept_at > proposal.accept_at


def test_a_rate_needs_enough_decisions_to_show_it(small: Small, verdicts: Verdicts) -> None:
    verdicts.add(drawn(200))
    found = calibrating.look(small.district, MIS)
    assert found.enough
    assert calibrating.propose(found, 0.05) is not None
    assert calibrating.propose(found, 0.01) is None


def test_answers_that_do_not_follow_the_evidence_propose_nothing(small: Small, verdicts: Verdicts) -> None:
    verdicts.add([(evidence, not same) for evidence, same in drawn(400)])
    found = calibrating.look(small.district, MIS)
    assert found.enough
    assert found.calibration is None
    assert calibrating.propose(found, 0.05) is None


def test_a_lower_point_is_not_read_off_where_nobody_was_asked(small: Small, verdicts: Verdicts) -> None:
    verdicts.add([(evidence, same) for evidence, same in drawn(900) if evidence < 0.45])
    found = calibrating.look(small.district, MIS)
    assert found.calibration is not None
    assert found.calibration.evidence_for(0.95) > 0.45
    assert calibrating.propose(found, 0.05) is None


def test_a_point_beyond_what_was_asked_about_says_so(small: Small, verdicts: Verdicts) -> None:
    verdicts.add(drawn(600, middle=0.45))
    proposal = calibrating.propose(calibrating.look(small.district, MIS), 0.05)
    assert proposal is not None
    assert proposal.beyond
    assert proposal.accept_at > 0.5


def test_applying_changes_the_setting_and_stands_on_the_trail(small: Small, verdicts: Verdicts) -> None:
    verdicts.add(drawn(600))
    district = small.district
    district.db.write(lambda tx: stored.put(tx, settings.MEASURED_FOR, "facenet-before-00000000", "mis"))
    found = calibrating.look(district, MIS)
    proposal = calibrating.propose(found, 0.05)
    assert proposal is not None
    calibrating.apply(district, MIS, proposal)
    assert settings.load(district).accept_at == proposal.accept_at
    assert models.thresholds_measured_for(district.db) == found.model
    (entry,) = audit.entries(
        district.db, Scope.everything(), since=MOMENT, until=utc_now(), action="calibration.applied", username=None, most=9
    )
    detail = {
        "rate": 0.05,
        "before": Settings().accept_at,
        "after": proposal.accept_at,
        "same": found.same,
        "different": found.different,
    }
    assert (entry["username"], entry["subject"], entry["detail"]) == ("mis.one", found.model, detail)


def test_a_point_that_moved_meanwhile_is_not_applied(small: Small, verdicts: Verdicts) -> None:
    verdicts.add(drawn(300))
    proposal = calibrating.propose(calibrating.look(small.district, MIS), 0.05)
    assert proposal is not None
    verdicts.add(drawn(600, seed=6, middle=0.4))
    with pytest.raises(Changed):
        calibrating.apply(small.district, MIS, proposal)
    assert settings.load(small.district) == Settings()


def test_verdicts_on_another_models_faces_say_nothing_of_this_one(small: Small) -> None:
    Verdicts(small, model="facenet-other-00000000").add(drawn(200))
    found = calibrating.look(small.district, MIS)
    assert found.sample.empty
    assert found.left_out == 0


def test_what_was_measured_before_any_verdict_is_told_for_the_model_that_it_was_measured_with(small: Small) -> None:
    measured = calibrating.look(small.district, MIS)
    assert measured.strangers_passing(0.6) == pytest.approx(SHIPPED.passing(0.6))
    small.district.db.write(lambda tx: models.put_in_use(tx, "facenet-other-00000000", "mis"))
    assert calibrating.look(small.district, MIS).strangers_passing(0.6) is None


def test_the_audit_sample_tells_of_faces_accepted_without_asking(small: Small) -> None:
    fill(small, SABOUR)
    nothing = calibrating.accepted(small.district, MIS, DAYS[-1])
    assert (nothing.items, nothing.wrong) == (0, None)
    judge(small, SABOUR, DAYS[:3], false=4, model="another")
    judge(small, SABOUR, DAYS[:7], false=1, model=models.in_use(small.district.db))
    few = calibrating.accepted(small.district, MIS, DAYS[-1])
    assert (few.items, few.wrong) == (28, None)
    judge(small, SABOUR, DAYS[7:], false=1, model=models.in_use(small.district.db))
    found = calibrating.accepted(small.district, MIS, DAYS[-1])
    assert found.items == 48
    assert found.wrong is not None
    assert found.wrong.low < 0.25 < found.wrong.high
    assert calibrating.accepted(small.district, MIS, DAYS[-1] + timedelta(days=60)).items == 0


@pytest.mark.parametrize("role", [Role.DPO, Role.DIVISION, Role.BRC, Role.TRAINER])
def test_only_mis_looks(small: Small, role: Role) -> None:
    with pytest.raises(NotAllowed):
        calibrating.look(small.district, Account("x", "X", role))
