"""One class day in words."""

import pandas as pd
import pytest

from attendance.reports import class_days
from data.scope import Scope
from recognition.thresholds import Thresholds
from tests.reports.support import MONDAY, add_class_day, add_portal
from tests.support import Small

ALL = Scope.everything()
THRESHOLDS = Thresholds(accept=0.5, uncertain=0.35)


def add_marks(small: Small) -> None:
    marks = pd.DataFrame(
        {
            "day": MONDAY,
            "block_id": "sabour",
            "school_id": 201,
            "class_section_id": 301,
            "pupil_id": small.pupils_of(301),
            "mark": ["present", "uncertain", "not_recognised", "absent"],
            "marked_by": ["machine", "machine", "machine", "person"],
            "similarity": [0.9, 0.4, None, None],
        }
    )
    small.district.db.write(lambda tx: tx.insert_frame("attendance", marks))


def test_the_portals_word_stands_beside_what_was_read(small: Small) -> None:
    db = small.district.db
    assert class_days.class_day(db, ALL, 301, MONDAY) is None
    add_class_day(small, 301, counts=(2, 1, 1, 0), uncertain=1)
    found = class_days.class_day(db, ALL, 301, MONDAY)
    assert found
    assert (found.recognised_rate.part, found.seen_rate.part, found.seen_rate.whole, found.uploaded) == (2, 3, 4, None)
    add_portal(small, 302)
    assert class_days.class_day(db, ALL, 301, MONDAY).uploaded is False  # type: ignore[union-attr]
    add_portal(small, 301, present=4)
    found = class_days.class_day(db, ALL, 301, MONDAY)
    assert found
    assert (found.uploaded, found.portal_present) == (False, 4)
    assert class_days.class_day(db, Scope.of(["kahalgaon"]), 301, MONDAY) is None


def test_marks_are_words_and_closeness_is_no_number(small: Small) -> None:
    add_marks(small)
    found = class_days.marks(small.district.db, ALL, 301, MONDAY, THRESHOLDS)
    assert found["words"].tolist() == ["उपस्थित", "पुष्टि बाकी", "पहचान नहीं हुई", "अनुपस्थित (व्यक्ति द्वारा दर्ज)"]
    assert found["said_by"].tolist() == ["मशीन", "मशीन", "मशीन", "व्यक्ति"]
    assert found["closeness"].tolist() == ["बहुत मिलता है", "कुछ मिलता है", "", ""]
    assert len(set(found["shape"])) == 4
    assert class_days.marks(small.district.db, Scope.nothing(), 301, MONDAY, THRESHOLDS).empty


@pytest.mark.parametrize(
    ("similarity", "words"), [(0.75, "बहुत मिलता है"), (0.5, "मिलता है"), (0.35, "कुछ मिलता है"), (0.2, "कम मिलता है"), (None, "")]
)
def test_closeness_follows_the_settings(similarity: float | None, words: str) -> None:
    assert class_days.closeness(similarity, 0.5, 0.35) == words
