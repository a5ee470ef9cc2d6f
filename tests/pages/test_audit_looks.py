"""Whoever sees a pupil or a photo is on the audit trail: once for each thing looked at, not for each run of the page."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from attendance.office import audit
from attendance.office.access import SYSTEM, Page, Role
from attendance.office.audit import ACTIONS
from data.clock import today
from tests.pages.support import OpenHouse, html_of, page

ROOT = Path(__file__).parents[2]
SHOWS_A_FACE = re.compile(r"pictures\.(uri|face|class_day_photos)\(|data:image/|\bevidence\.(crop|photo)\(")
SHOWN_BY = {
    "ui/administration/leads_found.py": "leads.opened",
    "ui/attendance/class_day.py": "class_day.opened",
    "ui/pupils/confirmed.py": "pupil.opened",
    "ui/pupils/faces_on_photo.py": "roster.opened",
    "ui/pupils/gallery.py": "roster.opened",
    "ui/pupils/group.py": "roster.opened",
    "ui/pupils/one.py": "pupil.opened",
    "ui/pupils/wall.py": "roster.opened",
    "ui/pupils/year.py": "pupil_year.opened",
    "ui/review/desk/answer.py": "class_day.opened",
    "ui/review/photos_beside.py": "flag.opened",
    "ui/review/sample.py": "sample.opened",
    "ui/review/sample_photos.py": "sample.opened",
    "ui/upload/progress.py": "class_day.opened",
    "ui/upload/trays.py": "tray.opened",
    "ui/training/steps.py": None,  # fiction
    "ui/upload/one_class.py": None,  # the photos that the visitor is just about to send; nothing is stored yet
    "ui/pictures.py": None,  # draws what others open
}
"""The modules that draw a face or a photo, and the action by which the look is recorded."""
MAY_OFFER = {
    "ui/download.py": "draws the button of a file that `one_of` had made and recorded",
    "ui/administration/imports.py": "templates, without anybody's data",
    "ui/upload/inbox.py": "made by receipt_file, which records it",
}


def sources() -> dict[str, str]:
    files = [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_each_module_that_draws_a_face_names_the_entry_of_its_look() -> None:
    drawing = {name for name, text in sources().items() if SHOWS_A_FACE.search(text)}
    assert drawing == set(SHOWN_BY), "a new place shows faces: record the look, and name its action here"
    assert {action for action in SHOWN_BY.values() if action} <= set(ACTIONS)


def test_no_download_passes_the_audit_trail_by() -> None:
    offering = {name for name, text in sources().items() if re.search(r"\bdownload\.offer\(|def offer\(label", text)}
    assert offering == set(MAY_OFFER)
    assert not [name for name, text in sources().items() if re.search(r"st\.(image|download_button|audio|video)\(", text)]


def entries(house: OpenHouse, action: str) -> list[audit.Entry]:
    return audit.entries(house.small.district, SYSTEM, first=today(), last=today(), action=action)


def test_a_search_and_an_opened_pupil_are_recorded_once(open_house: OpenHouse) -> None:
    at: AppTest = page(Page.PUPILS, open_house, open_house.account(Role.BRC))
    assert not entries(open_house, "pupils.found")
    at.text_input(key="pupils_search").set_value("Pupil 401").run()
    at.run()
    (found,) = entries(open_house, "pupils.found")
    assert "pupil:401" in found.detail
    assert "Pupil" not in found.detail.replace("pupils", ""), "neither a name nor what was typed"
    at.button(key="find_pupil_401").click().run()
    at.run()
    assert not at.exception
    (opened,) = entries(open_house, "pupil.opened")
    assert (opened.username, opened.subject, opened.block_id) == (Role.BRC.value, "pupil:401", "sabour")
    assert len(entries(open_house, "roster.opened")) == 1


def test_the_sandbox_and_the_own_district_are_told_apart(open_house: OpenHouse) -> None:
    """Both have the same keys: a look in the one must not stand for a look in the other."""
    account = open_house.account(Role.DIVISION)
    at = page(Page.PUPILS, open_house, account, sandbox=True, **{"class": "301", "pupil": "401"})
    assert not at.exception
    assert not entries(open_house, "pupil.opened")
    looks = audit.entries(open_house.sandbox.district, SYSTEM, first=today(), last=today(), action="pupil.opened")
    assert [entry.subject for entry in looks] == ["pupil:401"]


def test_the_trail_narrows_to_a_pupil_and_tells_whether_it_is_whole(open_house: OpenHouse) -> None:
    account = open_house.account(Role.DPO)
    page(Page.PUPILS, open_house, account, **{"class": "301", "pupil": "401"})
    at = page(Page.ADMINISTRATION, open_house, account, section="trail")
    assert not at.exception
    assert "signed in" in html_of(at)
    at.text_input(key="trail_whom").set_value("99000000401").run()
    assert "opened a pupil" in html_of(at)
    assert "signed in" not in html_of(at)
    at.text_input(key="trail_whom").set_value("nobody").run()
    assert any("Nobody is found" in str(error.value) for error in (*at.error, *at.warning))

    at = page(Page.ADMINISTRATION, open_house, account, section="trail", trail_part="whole")
    at.button(key="trail_verify").click().run()
    assert not at.exception
    assert any("audit trail is whole" in str(part.value) for part in (*at.success, *at.markdown)) or "is whole" in html_of(at)
    assert entries(open_house, "trail.verified")


def test_who_saw_a_pupil_is_shown_and_taken_as_a_file(open_house: OpenHouse) -> None:
    account = open_house.account(Role.MIS)
    page(Page.PUPILS, open_house, account, **{"class": "301", "pupil": "401"})
    at = page(Page.ADMINISTRATION, open_house, account, section="trail", trail_part="seen")
    at.text_input(key="seen_whom").set_value("99000000401").run()
    assert not at.exception
    assert "looked · the pupil" in html_of(at)
    at.button(key="seen_file_csv").click().run()
    assert not at.exception
    assert len(entries(open_house, "export.seen")) == 1
