"""The Upload page: the form, the latest uploads, progress, the result, a failed job."""

from datetime import timedelta

import pytest

from attendance.errors import Message
from attendance.office.access import Page, Role
from data import audit, jobs
from data.clock import today, utc_now
from data.scope import Scope
from tests.data.two_blocks import fill
from tests.pages.support import OpenHouse, page

EVERYTHING = Scope.everything()


@pytest.fixture
def uploaded(open_house: OpenHouse) -> OpenHouse:
    """An upload of each block, today; both jobs have failed."""
    db = open_house.small.district.db
    db.write(lambda tx: fill(tx, "sabour", 7000, 201, 301, 401, today()))
    db.write(lambda tx: fill(tx, "kahalgaon", 5000, 202, 303, 409, today()))
    return open_house


def test_with_nothing_uploaded_the_form_and_a_sentence_are_there(open_house: OpenHouse) -> None:
    at = page(Page.UPLOAD, open_house, open_house.account(Role.DIVISION))
    assert not at.exception
    assert not at.error
    assert [box.label for box in at.selectbox] == ["Block", "School"]
    assert "Nothing was uploaded yet." in [said.value for said in at.info]


def test_the_latest_uploads_are_those_of_the_own_blocks(uploaded: OpenHouse) -> None:
    brc = page(Page.UPLOAD, uploaded, uploaded.account(Role.BRC))
    division = page(Page.UPLOAD, uploaded, uploaded.account(Role.DIVISION))
    assert not brc.error
    assert not division.error
    assert links(brc) == ["School One"]
    assert sorted(links(division)) == ["School One", "School Two"]


def links(at) -> list[str]:  # type: ignore[no-untyped-def]
    labels = [link.proto.label for link in at.get("page_link")]
    return [school for label in labels for school in ("School One", "School Two") if school in label]


def test_a_failed_upload_says_what_to_do_and_can_be_tried_again(uploaded: OpenHouse) -> None:
    db = uploaded.small.district.db
    why = Message("The disk is full. Make room, then press Try again.").as_json()
    db.write(lambda tx: jobs.fail(tx, EVERYTHING, 7013, why))
    at = page(Page.UPLOAD, uploaded, uploaded.account(Role.BRC), submission="sabour")
    assert [said.value for said in at.error] == ["The disk is full. Make room, then press Try again."]
    uploaded.house.worker.stop()
    at.button(key="upload_again").click().run()
    job = jobs.of_submission(db, EVERYTHING, "sabour")
    assert job is not None
    assert (job["state"], job["error"]) == ("waiting", None)


def test_a_read_upload_shows_its_figures_and_leads_to_the_decision(uploaded: OpenHouse) -> None:
    db = uploaded.small.district.db
    db.write(lambda tx: jobs.finish(tx, EVERYTHING, 7013))
    at = page(Page.UPLOAD, uploaded, uploaded.account(Role.BRC), submission="sabour")
    assert not at.error
    shown = " ".join(block.proto.body for block in at.get("html"))
    assert "of 4 enrolled" in shown
    assert "Recognised" in shown
    at.run()
    since = utc_now() - timedelta(hours=1)
    looks = audit.entries(db, EVERYTHING, since=since, until=since + timedelta(hours=2), action="class_day.opened")
    assert len(looks) == 1


def test_a_foreign_upload_is_refused_in_words(uploaded: OpenHouse) -> None:
    at = page(Page.UPLOAD, uploaded, uploaded.account(Role.BRC), submission="kahalgaon")
    assert [said.value for said in at.error] == [
        "These photos are not among your blocks. Choose from the list of your uploads."
    ]
    assert "School Two" not in str(at)


@pytest.mark.parametrize("how", ["many"])
def test_many_classes_tell_the_layout(open_house: OpenHouse, how: str) -> None:
    at = page(Page.UPLOAD, open_house, open_house.account(Role.MIS))
    at.get("button_group")[0].set_value(how).run()
    assert not at.exception
    assert any("UDISE/class-section" in said.value for said in at.markdown)
