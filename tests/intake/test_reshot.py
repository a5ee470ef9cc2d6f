"""What the score of a photo shot again becomes."""

from attendance.intake.integrity.reshot import rephotographed
from recognition.reshot import Reshot
from tests.intake.integrity_support import MONDAY, facts, subject
from tests.support import Small


def test_a_high_score_is_asked_about_a_middling_one_is_a_hint_and_a_low_one_nothing(small: Small) -> None:
    scores = (0.95, 0.6, 0.3, 0.0)
    given = subject(small, [facts(reshot=Reshot(score, {"moire": score, "frame": 0.0})) for score in scores])
    findings = list(rephotographed(given))
    assert [(finding.photo_id, finding.severity) for finding in findings] == [
        (given.photos[0].photo_id, 2),
        (given.photos[1].photo_id, 1),
    ]
    assert findings[0].evidence == {"score": 0.95, "cues": {"moire": 0.95, "frame": 0.0}}
    assert {finding.cause for finding in findings} == {f"rephotographed:201:{MONDAY}"}
