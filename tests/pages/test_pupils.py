"""The Pupils page: a class's wall, gaps marked, and finding somebody by name."""

from attendance.office.access import Page, Role
from tests.pages.support import OpenHouse, page


def texts(elements: object) -> str:
    return "\n".join(str(element.value) for element in elements)  # type: ignore[attr-defined]


def test_a_class_shows_its_gaps_first(open_house: OpenHouse) -> None:
    at = page(Page.PUPILS, open_house, open_house.account(Role.DIVISION), **{"class": "301"})
    assert not at.exception
    assert "4 pupils have no reference photo" in texts(at.warning)
    assert [button.label for button in at.button if button.key.startswith("open_")] == ["Add a photo"] * 4


