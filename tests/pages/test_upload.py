"""The Upload page: the form, the latest uploads, progress, the result, a failed job."""

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from attendance.errors import Message
from attendance.intake.inbox import Inbox
from attendance.office import room
from attendance.office.access import Page, Role
from data import audit, bulk, jobs
from data.clock import today, utc_now
from data.scope import Scope
from tests.data.two_blocks import fill
from tests.intake.support import jpeg
from tests.pages.support import OpenHouse, page
from tests.support import school_day

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


def test_a_refused_sending_is_told_and_the_latest_uploads_stay_in_view(
    uploaded: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(Page.UPLOAD, uploaded, uploaded.account(Role.BRC))
    at.file_uploader[0].set_value(("front.jpg", jpeg(5), "image/jpeg")).run()
    at.multiselect(key="upload_class_201").set_value([301]).run()
    monkeypatch.setattr(room, "free", lambda district: 3_000_000)
    at.button(key="upload_send").click().run()
    assert all("The disk is nearly full" in said.value for said in at.error)
    assert len(at.error) == 2, "above the form, and where the button was pressed"
    assert links(at) == ["School One"]


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


def put(house: OpenHouse, path: str, content: bytes) -> None:
    file = house.small.district.inbox / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


@pytest.fixture
def trayed(open_house: OpenHouse) -> OpenHouse:
    """A photo for a class that is not there, a loose one, and a file that is no photo; the threads are stopped."""
    open_house.house.watcher.stop()
    open_house.house.worker.stop()
    put(open_house, f"99000000001/9-Z/{school_day()}/front.jpg", jpeg(1))
    put(open_house, f"99000000002/5-A/{school_day()}/front.jpg", jpeg(2))
    put(open_house, "loose.jpg", jpeg(3))
    put(open_house, "notes.txt", b"no photo")
    inbox = Inbox(open_house.small.district)
    inbox.look()
    inbox.look()
    return open_house


def texts(at: AppTest) -> str:
    return " ".join(said.value for said in (*at.text, *at.markdown, *at.caption, *at.warning, *at.info, *at.success))


def ending(widgets: Any, key: str) -> Any:
    """The first widget whose key ends so."""
    return next(widget for widget in widgets if widget.key.endswith(key))


def test_the_tray_names_what_could_not_be_placed_within_the_blocks(trayed: OpenHouse) -> None:
    mis = page(Page.UPLOAD, trayed, trayed.account(Role.MIS), how="inbox")
    assert not mis.exception
    assert not mis.error
    assert "3 files could not be placed." in texts(mis)
    assert "in the inbox itself" in texts(mis)
    brc = page(Page.UPLOAD, trayed, trayed.account(Role.BRC), how="inbox")
    assert "1 file could not be placed." in texts(brc)
    assert "99000000001/9-Z" in texts(brc)
    division = page(Page.UPLOAD, trayed, trayed.account(Role.DIVISION), how="inbox")
    assert "1 file could not be placed." in texts(division)


def test_what_comes_to_the_tray_meanwhile_is_shown(trayed: OpenHouse) -> None:
    at = page(Page.UPLOAD, trayed, trayed.account(Role.MIS), how="inbox")
    put(trayed, "late.jpg", jpeg(4))
    inbox = Inbox(trayed.small.district)
    inbox.look()
    inbox.look()
    at.run()
    assert "4 files could not be placed." in texts(at)


def test_a_photo_of_the_tray_is_placed_on_the_page(trayed: OpenHouse) -> None:
    at = page(Page.UPLOAD, trayed, trayed.account(Role.BRC), how="inbox")
    ending(at.button, "_open").click().run()
    assert not at.exception
    assert "Session State" not in texts(at)
    ending(at.multiselect, "_class_201").set_value([301]).run()
    ending(at.button, "_place").click().run()
    assert not at.exception
    assert not at.error
    assert "1 photo was taken and is being read." in texts(at)
    assert "Nothing waits on the tray" in texts(at)


def test_a_file_of_the_tray_is_discarded_with_a_reason(trayed: OpenHouse) -> None:
    at = page(Page.UPLOAD, trayed, trayed.account(Role.BRC), how="inbox")
    ending(at.button, "_open").click().run()
    assert ending(at.button, "_discard").disabled
    ending(at.text_input, "_reason").set_value("a school that is closed").run()
    ending(at.button, "_discard").click().run()
    assert "1 file was discarded." in texts(at)


def test_the_bulk_is_paused_and_resumed_on_the_page(trayed: OpenHouse) -> None:
    at = page(Page.UPLOAD, trayed, trayed.account(Role.DIVISION), how="inbox")
    at.button(key="upload_pause").click().run()
    assert "wait since" in texts(at)
    assert bulk.paused(trayed.small.district.db, EVERYTHING)["blocks"] == 2
    at.button(key="upload_resume").click().run()
    assert bulk.paused(trayed.small.district.db, EVERYTHING)["blocks"] == 0
    assert at.button(key="upload_pause")


def test_receipts_are_made_on_the_page(trayed: OpenHouse) -> None:
    at = page(Page.UPLOAD, trayed, trayed.account(Role.BRC), how="inbox")
    at.button(key="upload_receipts").click().run()
    assert not at.exception
    assert not at.error
    since = utc_now() - timedelta(hours=1)
    made = audit.entries(
        trayed.small.district.db, EVERYTHING, since=since, until=since + timedelta(hours=2), action="receipts.exported"
    )
    assert [entry["detail"]["photos"] for entry in made] == [1]
