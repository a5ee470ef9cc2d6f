"""The exception list: what stands on it, its scope and filters, and what is said to whom."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from attendance.reports import exceptions
from attendance.reports.exceptions import COLUMNS, Filters
from attendance.reports.rules import Limits, Rule, Severity, names
from data.scope import Scope
from tests.reports.looking import add_marks, look
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_flag, add_portal
from tests.support import Small

ALL = Scope.everything()
DAY = timedelta(days=1)
TIME = datetime(2026, 4, 6, 9, 40)


def listed(small: Small, scope: Scope = ALL, **filters: Any) -> pd.DataFrame:
    """Without what every class of the small district has: no reference photos."""
    found = exceptions.listed(small.district.db, scope, Filters(**filters))
    return found[found["rule"] != Rule.NO_REFERENCES].reset_index(drop=True)


def classes(found: pd.DataFrame, rule: Rule) -> list[int]:
    return found.loc[found["rule"] == rule, "class_section_id"].tolist()


def test_an_expected_class_without_photos_is_listed_with_its_contacts(small: Small) -> None:
    add_class_day(small, 301)
    add_class_day(small, 302)
    look(small)
    found = listed(small)
    assert list(found.columns) == COLUMNS
    assert classes(found, Rule.WITHOUT_PHOTOS) == [303]
    row = found.iloc[0]
    contacts = (row["head_name"], row["head_phone"], row["beo_phone"], row["crc_name"])
    assert contacts == ("प्रधान दो", "0000000012", "0000000002", None)
    assert (row["state"], row["owner"], row["severity"]) == ("new", None, Severity.IMPORTANT)


def test_a_streak_goes_over_days_off(small: Small) -> None:
    add_class_day(small, 303)
    add_day_off(small, MONDAY + 2 * DAY)
    look(small, MONDAY + 3 * DAY)
    row = listed(small, block_id="kahalgaon", rule=Rule.WITHOUT_PHOTOS).iloc[0]
    assert (row["first_day"], row["day"], row["days"]) == (MONDAY + DAY, MONDAY + 3 * DAY, 2)
    assert row["reason"] == "लगातार 2 कार्य दिवस वर्ग की फ़ोटो नहीं मिली, 7 अप्रैल 2026 से।"


def test_a_longer_streak_is_serious_and_found_by_its_limit(small: Small) -> None:
    friday = MONDAY + 4 * DAY
    add_class_day(small, 303)
    look(small, friday, unreported=(1, 5, 8))
    assert classes(listed(small, severity=Severity.SERIOUS), Rule.WITHOUT_PHOTOS) == [301, 302]
    assert classes(listed(small, rule=Rule.WITHOUT_PHOTOS, step=3), Rule.WITHOUT_PHOTOS) == [301, 302]
    patient = names(Limits(unreported=(1, 5, 8)))
    assert patient[Rule.WITHOUT_PHOTOS, 3] == "वर्ग की फ़ोटो नहीं: 8 कार्य दिवस या ज़्यादा"


def test_the_portal_lacks_nothing_until_its_report_comes(small: Small) -> None:
    look(small)
    assert classes(listed(small), Rule.PORTAL_LACKS) == []
    add_portal(small, 301, uploaded_at=TIME)
    look(small)
    assert classes(listed(small), Rule.PORTAL_LACKS) == [302]


def test_photos_that_lie_on_the_portal_are_the_offices_to_read(small: Small) -> None:
    add_portal(small, 301, uploaded_at=TIME)
    look(small)
    found = listed(small, Scope.of(["sabour"]))
    uploaded = found[found["class_section_id"] == 301]
    assert (uploaded.iloc[0]["rule"], uploaded.iloc[0]["severity"]) == (Rule.WITHOUT_PHOTOS, Severity.ORDINARY)
    assert exceptions.message(uploaded) is None
    text = exceptions.message(found) or ""
    assert "कक्षा 4 A" in text
    assert "कक्षा 3 A" not in text


def test_uncertain_class_days_and_used_photos_are_listed_gravest_first(small: Small) -> None:
    add_class_day(small, 301, uncertain=2)
    add_class_day(small, 302)
    add_class_day(small, 303)
    add_flag(small, 302)
    look(small)
    found = listed(small)
    assert found["rule"].tolist() == [Rule.USED_PHOTOS, Rule.UNCERTAIN]
    assert found["severity"].tolist() == [3, 1]
    counted = exceptions.counts(small.district.db, ALL).set_index("rule")["found"]
    assert (counted[Rule.UNCERTAIN], counted.get(Rule.LOW)) == (1, None)


def test_filters_and_scope_narrow_the_list(small: Small) -> None:
    add_portal(small, 301, uploaded_at=TIME)
    look(small)
    assert set(listed(small, Scope.of(["kahalgaon"]))["block_id"]) == {"kahalgaon"}
    assert listed(small, Scope.nothing()).empty
    assert set(listed(small, block_id="sabour")["block_id"]) == {"sabour"}
    assert listed(small, Scope.of(["sabour"]), block_id="kahalgaon").empty
    assert set(listed(small, rule=Rule.PORTAL_LACKS)["rule"]) == {Rule.PORTAL_LACKS}
    assert listed(small, severity=Severity.IMPORTANT)["severity"].min() == Severity.IMPORTANT
    kept = exceptions.schools(small.district.db, ALL, Filters(severity=Severity.IMPORTANT), most=1)
    assert (kept.keys, kept.schools, kept.found) == ([201], 2, 3)


def test_how_many_there_were_is_kept_for_each_day_looked_at(small: Small) -> None:
    for number in range(3):
        add_class_day(small, 303, MONDAY + number * DAY)
        if number == 1:
            add_class_day(small, 301, MONDAY + DAY)
        look(small, MONDAY + number * DAY)
    days = exceptions.history(small.district.db, ALL, Rule.WITHOUT_PHOTOS)
    assert days["found"].tolist() == [2, 1, 2]
    assert exceptions.history(small.district.db, Scope.of(["kahalgaon"]), Rule.WITHOUT_PHOTOS)["found"].tolist() == [0, 0, 0]


def test_a_message_can_be_sent_as_it_is(small: Small) -> None:
    look(small)
    text = exceptions.message(listed(small, block_id="sabour"))
    assert text == (
        "आदरणीय प्रधान एक,\nविद्यालय एक (UDISE 99000000001), सबौर\n"
        "• कक्षा 3 A, कक्षा 4 A: लगातार 5 कार्य दिवस वर्ग की फ़ोटो नहीं मिली, 1 अप्रैल 2026 से।\n"
        "कृपया कक्षा 3 A, कक्षा 4 A की आज की फ़ोटो खींचकर अपलोड करें।\n"
        "कृपया देखकर हमें बताएँ। धन्यवाद।"
    )


def test_no_child_is_named_to_a_school(small: Small) -> None:
    for number in range(4):
        add_class_day(small, 301, MONDAY + number * DAY, counts=(3, 0, 1, 0))
        missed = "present" if number == 0 else "not_recognised"
        add_marks(small, 301, MONDAY + number * DAY, missed, "present", "present", "present")
    look(small, MONDAY + 3 * DAY)
    found = listed(small, rule=Rule.PUPILS_RUNNING)
    assert found.iloc[0]["reason"] == "1 बच्चे की पहचान लगातार 3 कार्य दिवस तक नहीं हुई।"
    assert exceptions.message(found) is None
    assert not any("बच्चा 401" in str(value) or "Pupil" in str(value) for value in found.iloc[0])


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_says_what_it_looks_for(rule: Rule) -> None:
    assert rule.label != rule.sentence
