"""Each repository function, asked for Sabour's rows with the Scope of every role: nothing foreign comes back or changes.

The functions are found in the code. One without a Scope stands in `UNSCOPED` (samples.py) with its reason, or fails here; so
does one with a parameter that has no sample. Each is asked in a district with rows of both blocks and in the same district
without the foreign block: the answers, figures and refusals included, must be the same, and no foreign row may change.
"""

import inspect
from collections.abc import Iterator

import pandas as pd
import pytest

from attendance.office.access import Account, Role
from data import pupils, submissions
from data.database import Transaction
from data.scope import Scope
from tests.data.asking import FUNCTIONS, SCOPED, Asked, Undone, ask, each_way, furnish, told_of
from tests.data.samples import SAMPLES, SAMPLES_OF_ONE, UNSCOPED
from tests.data.two_blocks import MONDAY, put
from tests.support import BLOCKS, FIRST_DAY, small_district

ROLES = {
    **{str(role): Account("a", "A", role) for role in Role},
    **{f"brc of {' and '.join(blocks)}": Account("a", "A", Role.BRC, frozenset(blocks)) for blocks in (*zip(BLOCKS), BLOCKS)},
}
SCOPES = {account.scope: role for role, account in ROLES.items()}


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Asked, dict[str, Asked]]]:
    """One district with rows in both blocks, and by block the same without anything of it."""
    opened = {name: small_district(tmp_path_factory.mktemp(name)).district for name in ("both", *BLOCKS)}
    furnish(opened)
    asked = {name: Asked(district.db) for name, district in opened.items()}
    yield asked.pop("both"), asked
    for district in opened.values():
        district.close()


def test_reasons_are_given_for_functions_that_exist() -> None:
    assert set(UNSCOPED) <= set(FUNCTIONS)


@pytest.mark.parametrize("name", SCOPED)
def test_every_parameter_has_a_sample(name: str) -> None:
    parameters = set(inspect.signature(FUNCTIONS[name]).parameters)
    assert "scope" in parameters, "takes no Scope and gives no reason: give it one, or a reason in UNSCOPED"
    assert parameters - {"db", "tx", "scope"} <= set(SAMPLES | SAMPLES_OF_ONE.get(name, {})), (
        "add a sample of the new parameter"
    )


@pytest.mark.parametrize("name", SCOPED)
def test_no_role_meets_a_foreign_block(districts: tuple[Asked, dict[str, Asked]], name: str) -> None:
    both, without = districts
    for optional in each_way(name):
        for scope, role in SCOPES.items():
            for block in (block for block in BLOCKS if not scope.includes(block)):
                found = ask(both, name, scope, optional)
                if not scope.includes("sabour"):  # the samples name Sabour's rows
                    assert not found.changes, role
                alone = ask(without[block], name, scope, optional)
                assert str(found) == str(alone), f"{role}: rows of {block} make a difference"
                assert not told_of(found.value, block), role
                assert not told_of(found.changes, block), role


@pytest.mark.parametrize("name", SCOPED)
def test_the_samples_do_meet_sabour_in_its_own_scope(districts: tuple[Asked, dict[str, Asked]], name: str) -> None:
    both, without = districts
    found = ask(both, name, Scope.everything(), True)
    assert found.changes or repr(found.value) != repr(ask(without["sabour"], name, Scope.everything(), True).value)


def test_where_a_photo_was_used_before_is_told_within_the_scope_only(districts: tuple[Asked, dict[str, Asked]]) -> None:
    both = districts[0].db
    used = f"{7000:064}"
    (foreign,) = submissions.sent_before(both, Scope.of({"kahalgaon"}), [used], [301], MONDAY)
    assert foreign == {"sha256": used, "photo_id": 7001, "submission_id": None, "day": None, "same_class_day": False}
    (own,) = submissions.sent_before(both, Scope.of({"sabour"}), [used], [301], MONDAY)
    assert own == {"sha256": used, "photo_id": 7001, "submission_id": "sabour", "day": MONDAY, "same_class_day": True}


def test_a_pupils_former_block_renames_them_no_more(districts: tuple[Asked, dict[str, Asked]]) -> None:
    both = districts[0].db
    moved = pd.DataFrame({"pupil_id": [401], "name_hi": ["न"], "name_en": ["N"], "from_day": [FIRST_DAY], "roll_number": [1]})
    names = []

    def work(tx: Transaction) -> None:
        put(tx, "enrolment", pupil_id=401, class_section_id=303, roll_number=5, from_day=MONDAY)
        for block in ("sabour", "kahalgaon"):
            pupils.change(tx, Scope.of({block}), moved)
            names.append(tx._cursor().execute("SELECT name_en FROM pupil WHERE pupil_id = 401").fetchall()[0][0])
        raise Undone

    with pytest.raises(Undone):
        both.write(work)
    assert names == ["Pupil 401", "N"]
