"""The counts of a class day on one line, wherever a page shows them."""

import pandas as pd

from attendance.office.access import Page, Role
from data import headcounts
from data.clock import utc_now
from data.scope import Scope
from tests.pages.support import OpenHouse, page
from tests.reports.support import MONDAY, add_class_day


def test_the_class_day_shows_them_with_a_word_where_one_lacks(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301, counts=(1, 1, 2, 0))
    of_school = {"day": MONDAY, "school_id": 201}
    counts = pd.DataFrame(
        [
            of_school | {"class_section_id": 301, "kind": "register", "counted": 4},
            of_school | {"class_section_id": 0, "kind": "meal", "counted": 7},
        ]
    )
    open_house.small.district.db.write(lambda tx: headcounts.put(tx, Scope.everything(), counts, utc_now()))
    chosen = {"class": "301", "day": MONDAY.isoformat()}
    at = page(Page.ATTENDANCE, open_house, open_house.account(Role.DPO), **chosen)
    assert not at.exception
    (line,) = [one.proto.body for one in at.get("html") if 'class="upa-counts"' in one.proto.body]
    assert "whole school: 7" in line
    assert "not reported" in line
    assert any("2 fewer than others counted (4)" in one.value for one in at.warning)
