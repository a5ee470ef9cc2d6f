"""Consent on the pages: recorded for schools and for a pupil; without it a photo can't be given."""

from datetime import timedelta

from attendance.office import consent
from attendance.office.access import SYSTEM, Page, Role
from attendance.office.consent import Ground
from data.clock import today
from tests.pages.support import OpenHouse, page, texts


def test_the_parents_no_takes_the_uploader_away_and_their_yes_brings_it_back(open_house: OpenHouse) -> None:
    at = page(Page.PUPILS, open_house, open_house.account(Role.BRC), **{"class": "301", "pupil": "401"})
    assert not at.exception
    assert "Legal basis of the school" in texts(at)
    assert at.file_uploader
    at.radio(key="consent_401_state").set_value("withdrawn")
    at.text_input(key="consent_401_reference").set_value("by letter").run()
    at.button(key="consent_401_record").click().run()
    assert not at.exception
    assert "withdrawn or refused" in texts(at)
    assert not at.file_uploader
    at.radio(key="consent_401_state").set_value("given")
    at.text_input(key="consent_401_reference").set_value("form 8").run()
    at.button(key="consent_401_record").click().run()
    assert "Parents' consent since" in texts(at)
    assert at.file_uploader


def test_naming_a_group_photo_leaves_out_whose_parents_said_no(open_house: OpenHouse) -> None:
    consent.say_of_pupil(open_house.small.district, SYSTEM, 402, "withdrawn", "by phone", today())
    at = page(Page.PUPILS, open_house, open_house.account(Role.BRC), **{"class": "301", "view": "group"})
    assert not at.exception
    assert "can't be named here: Pupil 402" in texts(at)


def test_the_mis_records_the_basis_of_schools(open_house: OpenHouse) -> None:
    consent.say_of_schools(
        open_house.small.district, SYSTEM, [202], "withdrawn", Ground.ORDER, "order taken back", today() - timedelta(days=1)
    )
    at = page(Page.ADMINISTRATION, open_house, open_house.account(Role.MIS), section="consent")
    assert not at.exception
    assert "1 school has no legal basis yet" in texts(at)
    at.selectbox(key="consent_ground").set_value(Ground.EDUCATION)
    at.text_input(key="consent_reference").set_value("letter 7/2026").run()
    at.button(key="consent_record").click().run()
    assert not at.exception
    assert "Recorded for 2 schools." in texts(at)
    assert "no legal basis yet" not in texts(at)
    assert consent.of_pupils(open_house.small.district.db, SYSTEM, [409])[409].reference == "letter 7/2026"
    at.button(key="consent_show_due").click().run()
    assert "No reference photo is kept without a ground" in texts(at)
