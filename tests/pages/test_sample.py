"""The audit sample on the Review page: blind, one at a time, each answer stored once, undo, later, and what is behind it."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import SYSTEM, Page, Role
from attendance.register import judging, sampling
from data import sample
from data.clock import today
from data.scope import Scope
from tests.pages.support import OpenHouse, page
from tests.register.sampled import Sampled, yesterday
from tests.support import Small

ALL = Scope.everything()
WEBP = b"RIFF0000WEBP"


def fill(small: Small, **classes: int) -> Sampled:
    """Yesterday's classes with pictures, drawn; one section of each kind comes first where it is asked for."""
    many = Sampled(small)
    many.day(yesterday(), classes or {"sabour": 1}, size=12)
    cursor = many.db._cursor()
    names = [name for (name,) in cursor.execute("SELECT crop_name FROM face").fetchall()]
    names += [f"{name}_face" for (name,) in cursor.execute("SELECT vault_name FROM reference_photo").fetchall()]
    for (name,) in cursor.execute("SELECT vault_name FROM photo").fetchall():
        names += [name.replace("photo/", "screen/")]
    for name in names:
        small.district.vault.put(name, WEBP)
    return many


@pytest.fixture
def drawn(open_house: OpenHouse) -> OpenHouse:
    """Yesterday's sample of one class of Sabour: four people may judge it."""
    open_house.account(Role.DPO)
    fill(open_house.small)
    sampling.each_hour(open_house.small.district)
    return open_house


def opened(house: OpenHouse, role: Role = Role.DPO, **more: str) -> AppTest:
    return page(Page.REVIEW, house, house.account(role), section="sample", **more)


def only(house: OpenHouse, kind: str) -> None:
    """Leave items of one kind."""
    house.small.district.db.write(lambda tx: tx._cursor().execute("DELETE FROM sample_item WHERE kind <> ?", [kind]).fetchall())


def said(house: OpenHouse) -> pd.DataFrame:
    return sample.judged(house.small.district.db, ALL, yesterday(), yesterday())


def test_the_sample_says_how_much_is_left_and_asks_one_thing(drawn: OpenHouse) -> None:
    at = opened(drawn)
    assert not at.error
    left = judging.today_of(drawn.small.district, drawn.account(Role.DPO)).left
    assert any(f"{left} to judge today" in shown.value for shown in at.markdown)


def test_a_pupil_is_chosen_among_the_class_in_an_order_that_tells_nothing(drawn: OpenHouse) -> None:
    only(drawn, "present")
    at = opened(drawn)
    wall = [button for button in at.button if str(button.key).startswith("who_")]
    assert len(wall) == 12
    wall[3].click().run()
    assert not at.error
    (row,) = said(drawn).to_dict("records")
    assert (row["answer"], row["said_by"]) == ("pupil", "dpo")
    tasks = [judging._task(drawn.small.district, SYSTEM, {**row, "crop_name": None}) for row in _items(drawn)]
    places = [
        [pupil for pupil, _name in task.wall].index(row["pupil_id"]) for task, row in zip(tasks, _items(drawn), strict=True)
    ]
    assert len(set(places)) > len(places) / 3, "the machine's pupil stands anywhere"


def _items(house: OpenHouse) -> list[dict[str, object]]:
    return house.small.district.db._cursor().execute("FROM sample_item").df().to_dict("records")


def everything_on(at: AppTest) -> list[str]:
    """All that reached the browser, element by element."""
    waiting, found = [at.main, at.sidebar], []
    while waiting:
        block = waiting.pop()
        found.append(repr(block.proto))
        waiting.extend(getattr(block, "children", {}).values())
    return sorted(found)


@pytest.mark.parametrize("kind", ["present", "class_day"])
def test_nothing_of_the_machines_answer_is_on_the_page(drawn: OpenHouse, kind: str) -> None:
    """Whatever the machine said, the page is the same to the last letter."""
    only(drawn, kind)
    before = everything_on(opened(drawn))
    assert any("upa-face" in one or "upa-photo" in one for one in before)
    somebody = "if(kind = 'class_day', NULL, (SELECT max(pupil_id) FROM pupil))"
    other = f"similarity = 0.987, counted = 77, face_px = 78, pupil_id = {somebody}"
    write = drawn.small.district.db.write
    write(lambda tx: tx._cursor().execute(f"UPDATE sample_item SET {other}").fetchall())  # noqa: S608 - from this file
    write(lambda tx: tx._cursor().execute("UPDATE match SET similarity = 0.987").fetchall())
    write(lambda tx: tx._cursor().execute("UPDATE photo SET faces = 78").fetchall())
    write(lambda tx: tx._cursor().execute("DELETE FROM claim").fetchall())
    assert everything_on(opened(drawn)) == before


def test_heads_are_counted_and_an_empty_field_is_no_answer(drawn: OpenHouse) -> None:
    only(drawn, "class_day")
    at = opened(drawn)
    save = next(button for button in at.button if button.label == "Save")
    save.click().run()
    assert [shown.value for shown in at.warning] == ["Write the number first."]
    at.number_input[0].set_value(31)
    next(button for button in at.button if button.label == "Save").click().run()
    (row,) = said(drawn).to_dict("records")
    assert (row["answer"], row["said_count"]) == ("counted", 31)


def test_undo_takes_the_last_answer_back_and_shows_it_again(drawn: OpenHouse) -> None:
    only(drawn, "not_recognised")
    at = opened(drawn)
    pills = next(group for group in at.button_group if str(group.key).startswith("photo_"))
    assert list(pills.options) == ["Front"], "without the number of faces"
    next(button for button in at.button if button.label == "Cannot tell").click().run()
    (row,) = said(drawn).to_dict("records")
    at.button(key="sample_undo").click().run()
    assert said(drawn).empty
    at.button(key=f"seen_{row['item_id']}").click().run()
    assert list(said(drawn)["answer"]) == ["seen"]


def test_later_shows_another_one_and_comes_back_to_it_at_the_end(drawn: OpenHouse) -> None:
    only(drawn, "not_recognised")
    at = opened(drawn)
    first = next(str(button.key) for button in at.button if str(button.key).startswith("seen_"))
    at.button(key="sample_skip").click().run()
    second = next(str(button.key) for button in at.button if str(button.key).startswith("seen_"))
    assert first != second
    count = len(_items(drawn))
    for _ in range(count):
        next(button for button in at.button if str(button.key).startswith("unclear_")).click().run()
    assert len(said(drawn)) == count
    assert at.success


def test_block_staff_judge_their_own_block_only(open_house: OpenHouse) -> None:
    staff = open_house.account(Role.BRC, ("kahalgaon",))
    fill(open_house.small, sabour=1)
    open_house.account(Role.DPO)
    sampling.each_hour(open_house.small.district)
    at = opened(open_house, Role.BRC)
    assert not at.error
    assert at.success, "nothing waits in the own block"
    assert judging.next_task(open_house.small.district, staff) is None
    assert not any(toggle.key == "sample_blocks" for toggle in at.toggle)


def test_the_dpo_sees_how_far_each_block_is_judged_and_what_it_tells(drawn: OpenHouse) -> None:
    at = opened(drawn)
    at.toggle(key="sample_told").set_value(True)
    at.toggle(key="sample_blocks").set_value(True).run()
    assert not at.error
    told = " ".join(shown.value for shown in at.markdown)
    assert "gives 10 minutes a day" in told
    assert "not known yet" in told


def test_a_face_that_was_erased_meanwhile_is_not_asked_about(drawn: OpenHouse) -> None:
    only(drawn, "present")
    for (name,) in drawn.small.district.db._cursor().execute("SELECT crop_name FROM face").fetchall():
        drawn.small.district.vault.remove(name)
    assert judging.next_task(drawn.small.district, drawn.account(Role.DPO)) is None


def test_in_the_sandbox_todays_photos_are_drawn_with_a_button(open_house: OpenHouse) -> None:
    many = Sampled(open_house.sandbox)
    many.day(today(), {"sabour": 1}, size=12)
    at = page(Page.REVIEW, open_house, open_house.account(Role.DPO), sandbox=True, section="sample")
    at.button(key="sample_draw").click().run()
    assert any("were drawn" in shown.value for shown in at.success)
