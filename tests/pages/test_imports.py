"""The imports of the administration page: template, look, import, refused rows."""

from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from data import schools
from data.scope import Scope
from tests.pages.support import OpenHouse, page

HEADING = "UDISE code,School (English),Block,Cluster (English)\n"


def uploaded(open_house: OpenHouse, content: str) -> AppTest:
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="imports")
    at.file_uploader[0].set_value(("schools.csv", content.encode(), "text/csv")).run()
    assert not at.exception
    return at


def known(open_house: OpenHouse) -> list[str]:
    return sorted(schools.schools(open_house.small.district.db, Scope.everything())["udise"])


def buttons(at: AppTest) -> list[str]:
    return [str(button.key) for button in at.button]


def test_a_file_is_looked_at_then_imported(open_house: OpenHouse) -> None:
    before = known(open_house)
    at = uploaded(open_house, HEADING + "99000000777,New,sabour,C\n12,Bad,sabour,C\n")
    assert any("Line 3" in markdown.value and "11 digits" in markdown.value for markdown in at.markdown)
    assert known(open_house) == before
    at.button(key="import_apply").click().run()
    assert not at.exception
    assert "1 new" in at.success[0].value
    assert known(open_house) == sorted([*before, "99000000777"])


def test_a_file_that_brings_nothing_cannot_be_imported(open_house: OpenHouse) -> None:
    at = uploaded(open_house, HEADING + "12,Bad,sabour,C\n")
    assert "import_apply" not in buttons(at)


def test_a_file_that_is_no_table_says_what_to_do(open_house: OpenHouse) -> None:
    at = uploaded(open_house, "\0\0\0")
    assert "not a table" in at.error[0].value
    assert "import_apply" not in buttons(at)
