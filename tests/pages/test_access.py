"""Who gets onto which page: the table of roles and pages. That the app keeps to it, tests/live asks the running server."""

from attendance.office.access import PAGES, Page, Role

DISTRICT_WORK = {Page.ATTENDANCE, Page.UPLOAD, Page.REVIEW, Page.EXCEPTIONS, Page.PUPILS}
TABLE = {
    Role.DPO: {*DISTRICT_WORK, Page.ADMINISTRATION, Page.TRAINING},
    Role.MIS: {*DISTRICT_WORK, Page.ADMINISTRATION, Page.TRAINING},
    Role.DIVISION: {*DISTRICT_WORK, Page.TRAINING},
    Role.BRC: {*DISTRICT_WORK, Page.TRAINING},
    Role.TRAINER: {Page.TRAINING},
}


def test_a_role_has_its_pages_and_no_other() -> None:
    assert PAGES == TABLE
