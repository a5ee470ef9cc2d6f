"""The exception list: each rule, its scope, its filters, and what is said to whom."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from attendance.reports import exceptions
from attendance.reports.exceptions import COLUMNS
from attendance.reports.figures import Span
from attendance.reports.rules import Limits, Rule, Severity
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_flag, add_portal
from tests.support import Small

ALL = Scope.everything()
DAY = Span.of(MONDAY)
LIMITS = Limits(low_seen_percent=60)
TIME = datetime(2026, 4, 6, 9, 40)


def find(small: Small, scope: Scope = ALL, span: Span = DAY, limits: Limits = LIMITS, **options: Any) -> pd.DataFrame:
    return exceptions.find(small.district.db, scope, span, limits, **options)


def listed(found: pd.DataFrame, rule: Rule) -> list[int]:
    return found.loc[found["rule"] == rule, "class_section_id"].tolist()


def test_an_expected_class_without_photos_is_listed_with_its_contacts(small: Small) -> None:
    add_class_day(small, 301)
    add_class_day(small, 302)
    found = find(small)
    assert list(found.columns) == COLUMNS
    assert listed(found, Rule.WITHOUT_PHOTOS) == [303]
    row = found.iloc[0]
    assert (row["head_name"], row["head_phone"], row["beo_phone"], row["crc_name"]) == (
        "प्रधान दो",
        "0000000012",
        "0000000002",
        None,
    )
    assert row["reason"] == "6 अप्रैल 2026 को वर्ग की फ़ोटो नहीं मिली।"


def test_nothing_is_missing_on_a_holiday(small: Small) -> None:
    add_day_off(small)
    assert find(small).empty
    add_class_day(small, 301, MONDAY - timedelta(days=1))
    assert find(small, span=Span.of(MONDAY - timedelta(days=1))).empty


def test_the_portal_lacks_nothing_until_its_report_comes(small: Small) -> None:
    assert listed(find(small), Rule.PORTAL_LACKS) == []
    add_portal(small, 301, uploaded_at=TIME)
    assert listed(find(small), Rule.PORTAL_LACKS) == [302]


def test_photos_that_lie_on_the_portal_are_the_offices_to_read(small: Small) -> None:
    add_portal(small, 301, uploaded_at=TIME)
    found = find(small, Scope.of(["sabour"]))
    uploaded = found[found["class_section_id"] == 301].iloc[0]
    assert (uploaded["rule"], uploaded["severity"]) == (Rule.WITHOUT_PHOTOS, Severity.ORDINARY)
    assert exceptions.message(found[found["class_section_id"] == 301]) is None
    assert "कक्षा 4 A" in (exceptions.message(found) or "")
    assert "कक्षा 3 A" not in (exceptions.message(found) or "")


def test_few_faces_seen_in_a_class_that_is_large_enough(small: Small) -> None:
    add_class_day(small, 301, counts=(5, 6, 9, 0))
    add_class_day(small, 302, counts=(5, 7, 8, 0))
    add_class_day(small, 303, counts=(1, 0, 8, 0))
    found = find(small)
    assert listed(found, Rule.LOW) == [301]
    assert found.iloc[0]["reason"] == "चेहरे दिखे: नामांकित 20 में 11 (55 %); उनमें 5 पहचाने गए।"


def test_uncertain_class_days_and_used_photos_are_listed_gravest_first(small: Small) -> None:
    add_class_day(small, 301, uncertain=2)
    add_class_day(small, 302)
    add_class_day(small, 303)
    add_flag(small, 302)
    found = find(small)
    assert found["rule"].tolist() == [Rule.USED_PHOTOS, Rule.UNCERTAIN]
    assert found["severity"].tolist() == [3, 1]
    assert exceptions.counts(found)[Rule.UNCERTAIN] == 1
    assert exceptions.counts(found)[Rule.LOW] == 0


def test_several_days_make_one_row_with_their_count(small: Small) -> None:
    add_class_day(small, 303, MONDAY)
    found = find(small, span=Span(MONDAY, MONDAY + timedelta(days=3)), rules=[Rule.WITHOUT_PHOTOS])
    assert found.set_index("class_section_id")["days"].to_dict() == {301: 4, 302: 4, 303: 3}
    assert found.iloc[0]["severity"] == Severity.SERIOUS
    assert found.iloc[0]["day"] == MONDAY + timedelta(days=3)


def test_a_class_is_listed_after_as_many_days_as_the_settings_ask_for(small: Small) -> None:
    friday = Span.of(MONDAY + timedelta(days=4))
    add_class_day(small, 301, MONDAY + timedelta(days=3))
    patient = Limits(low_seen_percent=60, unreported_days=2)
    assert listed(find(small, span=friday, limits=patient), Rule.WITHOUT_PHOTOS) == [303, 302]
    assert len(listed(find(small, span=friday), Rule.WITHOUT_PHOTOS)) == 3
    add_class_day(small, 302, friday.last)
    assert listed(find(small, span=friday, limits=patient), Rule.WITHOUT_PHOTOS) == [303]


def test_filters_and_scope_narrow_the_list(small: Small) -> None:
    add_portal(small, 301, uploaded_at=TIME)
    assert set(find(small, Scope.of(["kahalgaon"]))["block_id"]) == {"kahalgaon"}
    assert find(small, Scope.nothing()).empty
    assert set(find(small, block_id="sabour")["block_id"]) == {"sabour"}
    assert find(small, Scope.of(["sabour"]), block_id="kahalgaon").empty
    assert set(find(small, rules=[Rule.PORTAL_LACKS])["rule"]) == {Rule.PORTAL_LACKS}
    assert find(small, severity=Severity.IMPORTANT)["severity"].min() == Severity.IMPORTANT


def test_a_message_can_be_sent_as_it_is(small: Small) -> None:
    text = exceptions.message(find(small, block_id="kahalgaon"))
    assert text == (
        "आदरणीय प्रधान दो,\nविद्यालय दो (UDISE 99000000002), कहलगाँव\n"
        "• कक्षा 5 A: 6 अप्रैल 2026 को वर्ग की फ़ोटो नहीं मिली।\nकृपया देखकर हमें बताएँ। धन्यवाद।"
    )


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_says_what_it_looks_for(rule: Rule) -> None:
    assert rule.label != rule.sentence
