"""The imports of the administration page: template, columns named by hand, look, import, refused rows."""

from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from data import schools
from data.scope import Scope
from tests.pages.support import OpenHouse, page

HEADING = "UDISE code,School (English),Block,Cluster (English)\n"
BY_HAND = {"udise": "Code", "name_en": "Shala", "block": "Prakhand", "cluster_en": "Sankul"}


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
    at = uploaded(open_house, HEADING + "99000000777,New,sabour,C\n99000000001,Renamed,sabour,One\n")
    assert known(open_house) == before
    shown = {str(row[1]) for table in at.dataframe for row in table.value.to_numpy().tolist()}
    assert shown == {"99000000777", "99000000001"}
    at.button(key="import_apply").click().run()
    assert not at.exception
    assert "1 new, 1 changed" in at.success[0].value
    assert known(open_house) == sorted([*before, "99000000777"])


def test_with_refused_rows_nothing_is_imported_until_somebody_says_good_rows_only(open_house: OpenHouse) -> None:
    before = known(open_house)
    at = uploaded(open_house, HEADING + "99000000777,New,sabour,C\n12,Bad,sabour,C\n")
    assert any("Line 3" in markdown.value and "11 digits" in markdown.value for markdown in at.markdown)
    assert at.button(key="import_apply").disabled
    at.checkbox(key="import_good_rows_only").check().run()
    at.button(key="import_apply").click().run()
    assert not at.exception
    assert "1 new" in at.success[0].value
    assert known(open_house) == sorted([*before, "99000000777"])


def test_a_school_that_moves_is_warned_of(open_house: OpenHouse) -> None:
    at = uploaded(open_house, HEADING + "99000000001,School One,kahalgaon,Two\n")
    assert any("yesterday" in warning.value for warning in at.warning)


def test_columns_are_named_by_hand_once(open_house: OpenHouse) -> None:
    content = "Code,Shala,Prakhand,Sankul,Remark\n99000000777,New,sabour,C,x\n"
    at = uploaded(open_house, content)
    assert "import_apply" not in buttons(at)
    for key, heading in list(BY_HAND.items())[:-1]:
        at.selectbox(key=f"import_column_{key}").select(heading)
    at.selectbox(key="import_column_cluster_en").select("Shala")
    submit(at)
    assert "chosen twice" in at.error[0].value
    at.selectbox(key="import_column_cluster_en").select("Sankul")
    submit(at)
    at.button(key="import_apply").click().run()
    assert "1 new" in at.success[0].value

    again = uploaded(open_house, content)
    assert any("there already" in info.value for info in again.info)
    again.toggle(key="import_columns_anew").set_value(True).run()
    assert again.selectbox(key="import_column_udise").value == "Code"
    again.selectbox(key="import_column_management").select("Remark")
    submit(again)
    again.button(key="import_apply").click().run()
    assert "1 changed" in again.success[0].value


def submit(at: AppTest) -> None:
    next(button for button in at.button if button.label == "Use these columns").click().run()
    assert not at.exception


def test_a_file_that_brings_nothing_cannot_be_imported(open_house: OpenHouse) -> None:
    at = uploaded(open_house, HEADING + "12,Bad,sabour,C\n")
    assert "import_apply" not in buttons(at)


def test_a_file_that_is_no_table_says_what_to_do(open_house: OpenHouse) -> None:
    at = uploaded(open_house, "\0\0\0")
    assert "not a table" in at.error[0].value
    assert "import_apply" not in buttons(at)
