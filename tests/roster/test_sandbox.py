"""The sandbox: plainly fictional, plausible, the same each time, made atomically, made afresh by one click."""

import copy
import functools
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from attendance.config import Config
from attendance.district import District, Kind
from attendance.errors import NotAllowed
from attendance.office.access import SYSTEM, Account, Role
from attendance.office.accounts import listed
from attendance.roster import fiction, history, rosters, sandbox, training
from attendance.roster.fiction import TRAINING_UDISE, Table, TrainingPupil
from attendance.roster.units import UNITS
from attendance.roster.workdays import calendar_frame, working_days
from data import references, schools
from data.clock import today
from data.database import Database, Transaction
from data.sandbox import add_history
from data.scope import Scope
from recognition.pipeline import Pipeline
from tests.support import config_in

DAY = date(2026, 11, 24)
EVERYTHING = Scope.everything()
TRAINING = [TrainingPupil(f"P{number:03d}", "नाम नमूना", "Name Namuna") for number in (1, 2, 4, 5, 6, 7, 8, 9, 10)]


TABLES = {
    "block": "tile_row, tile_column",
    "cluster": "cluster_id",
    "school": "school_id",
    "class_section": "class_section_id",
    "pupil": "pupil_id",
    "enrolment": "pupil_id",
    "attendance": "rowid",
    "class_day": "day, class_section_id",
    "portal_class_day": "day, class_section_id",
}


def drawn(folder: Path, seed: int) -> Table:
    """The tables of a district and its history, read back."""
    tables = fiction.make(fiction.SMALL, seed, DAY, TRAINING)
    habits = history.habits(fiction.SMALL, seed, tables)

    def work(tx: Transaction) -> None:
        for name, frame in tables.items():
            tx.insert_frame(name, frame)
        schools.add_places(tx)
        add_history(tx, habits, history.bounds(fiction.SMALL, DAY), seed)

    with Database(folder / "district.duckdb") as db:
        db.write(work)
        return {name: db._cursor().execute(f"FROM {name} ORDER BY {order}").df() for name, order in TABLES.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return drawn(tmp_path_factory.mktemp("drawn"), 7)


def test_it_is_as_large_as_it_says_and_plainly_fictional(made: Table) -> None:
    assert set(made["block"]["block_id"]) == {unit.block_id for unit in UNITS} == set(made["school"]["block_id"])
    assert len(made["school"]) == 170
    assert len(made["pupil"]) == 8_009
    assert made["school"]["udise"].str.fullmatch("99[0-9]{9}").all()
    assert made["pupil"]["pen"].str.fullmatch("9900[0-9]{6,9}").all()
    assert made["school"]["fictional"].all()
    assert made["pupil"]["fictional"].all()
    phones = pd.concat([made["block"]["beo_phone"], made["cluster"]["crc_phone"], made["school"]["head_phone"]])
    assert phones.str.fullmatch("00000 0[0-9]{4}").all()


def test_names_are_in_both_scripts(made: Table) -> None:
    for table in ("block", "cluster", "school", "pupil"):
        assert made[table]["name_hi"].str.contains("[\u0900-\u097f]").all(), table
        assert made[table]["name_en"].str.fullmatch("[A-Za-z ]+").all(), table


def test_weights_follow_the_tablets(made: Table) -> None:
    schools_of = made["school"]["block_id"].value_counts()
    tablets = made["block"].set_index("block_id")["tablets"]
    assert schools_of.loc[[tablets.idxmax(), tablets.idxmin()]].tolist() == [schools_of.max(), schools_of.min()]


def test_the_same_seed_and_day_give_the_same_district(made: Table, tmp_path: Path) -> None:
    again, other = (drawn(tmp_path / str(seed), seed) for seed in (7, 8))
    for name, frame in made.items():
        pd.testing.assert_frame_equal(frame, again[name])
    assert not other["pupil"]["name_en"].equals(made["pupil"]["name_en"])
    assert not other["attendance"]["mark"].equals(made["attendance"]["mark"])


def test_sums_of_a_class_day_are_those_of_its_marks(made: Table) -> None:
    days = made["class_day"].set_index(["day", "class_section_id"]).sort_index()
    marks = made["attendance"].groupby(["day", "class_section_id", "mark"]).size().unstack(fill_value=0).sort_index()
    assert marks.index.equals(days.index)
    assert (days["enrolled"] == marks.sum(axis=1)).all()
    assert (days["recognised"] == marks["present"]).all()
    assert (days["absent"] == marks["absent"]).all()
    assert (days["uncertain"] == marks["uncertain"]).all()
    assert (days[["recognised", "seen_not_named", "absent", "not_seen"]].sum(axis=1) == days["enrolled"]).all()
    assert (days[["not_seen", "seen_not_named"]] >= 0).all(axis=None)
    assert (days["uncertain"] <= days["seen_not_named"]).all()


def test_no_machine_says_absent_and_none_recognises_without_a_reference_photo(made: Table) -> None:
    marks = made["attendance"]
    assert set(marks.loc[marks["mark"] == "absent", "marked_by"]) == {"person"}
    assert (made["class_day"]["recognised"] <= made["class_day"]["references_of"]).all()


def test_marks_come_in_the_order_of_day_and_school(made: Table) -> None:
    keys = made["attendance"][["day", "school_id"]]
    assert keys.equals(keys.sort_values(["day", "school_id"], kind="stable"))


def test_forty_school_days_up_to_yesterday(made: Table) -> None:
    days = working_days(DAY, 40)
    assert days[-1] == DAY - timedelta(days=1)
    assert len(set(days)) == 40
    assert not set(days) & set(calendar_frame([2026])["day"])
    assert set(days) <= {day.date() for day in made["class_day"]["day"].unique()}
    assert made["class_day"]["day"].max().date() == days[-1]
    assert set(made["enrolment"]["from_day"]) == {pd.Timestamp(2026, 4, 1)}


def test_schools_are_shut_on_their_own_day_off(made: Table) -> None:
    off = made["school"].set_index("school_id")["weekly_off"]
    weekday = made["class_day"]["day"].dt.day_of_week + 1
    assert (weekday != made["class_day"]["school_id"].map(off)).all()
    assert set(off) == {5, 7}


def test_blocks_differ_some_schools_send_nothing_and_some_reports_are_late_or_missing(made: Table) -> None:
    days, portal = made["class_day"], made["portal_class_day"]
    sums = days.groupby("block_id")[["recognised", "enrolled"]].sum()
    rates = sums["recognised"] / sums["enrolled"]
    assert rates.max() - rates.min() > 0.1
    assert 0 < len(set(made["school"]["school_id"]) - set(days["school_id"])) < 40
    assert 0.5 < portal["uploaded"].mean() < 0.95
    late = portal["uploaded_at"].dt.hour >= 12
    assert 0.03 < late[portal["uploaded"]].mean() < 0.3
    assert portal.loc[~portal["uploaded"], ["uploaded_at", "present"]].isna().all(axis=None)
    assert len(set(days["day"]) - set(portal["day"])) == 1


def test_the_training_class_has_no_history(made: Table) -> None:
    training_class = made["class_section"].iloc[0]
    assert made["school"].iloc[0]["udise"] == TRAINING_UDISE
    assert (made["enrolment"]["class_section_id"] == training_class["class_section_id"]).sum() == 9
    assert not (made["class_day"]["class_section_id"] == training_class["class_section_id"]).any()


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return config_in(tmp_path_factory.mktemp("sandbox"))


@pytest.fixture(scope="module")
def portraits(pipeline: Pipeline) -> Pipeline:
    """The real models, which read the same reference photo only once."""
    remembering = copy.copy(pipeline)
    remembering.read_reference = functools.cache(pipeline.read_reference)  # type: ignore[method-assign]
    return remembering


@pytest.fixture(scope="module")
def credentials(config: Config, portraits: Pipeline) -> list[sandbox.Credential]:
    return sandbox.prepare(config, portraits)


@pytest.fixture
def opened(config: Config, credentials: list[sandbox.Credential]) -> Iterator[District]:
    district = District.open(config, Kind.SANDBOX)
    yield district
    district.close()


def test_it_is_made_once_with_an_account_for_each_role(
    config: Config, credentials: list[sandbox.Credential], opened: District
) -> None:
    assert [credential.role for credential in credentials] == list(Role)
    assert len({credential.password for credential in credentials}) == len(Role)
    assert {one.account.username for one in listed(opened, SYSTEM)} == {credential.username for credential in credentials}
    assert sandbox.prepare(config) == []
    assert sorted(path.name for path in config.home.iterdir()) == ["sandbox", "sandbox.lock"]


def test_the_training_class_can_be_recognised(opened: District, pipeline: Pipeline) -> None:
    found = training.training_class(opened)
    assert len(found.pupil_of) == 9
    templates = references.templates_of(opened.db, EVERYTHING, [found.class_section_id], today(), pipeline.model)
    assert {row["pupil_id"] for row in templates} == set(found.pupil_of.values())
    assert rosters.roster(opened, SYSTEM, found.class_section_id, today()).referenced == 9
    day = training.practice_day(opened)
    assert schools.is_expected(opened.db, EVERYTHING, found.class_section["school_id"], day)


def test_a_start_that_was_cut_off_leaves_nothing_behind(
    tmp_path: Path, portraits: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_in(tmp_path)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "create_role_accounts", cut_off)
        with pytest.raises(KeyboardInterrupt):
            sandbox.prepare(config, portraits)
    assert not District.exists(config, Kind.SANDBOX)
    assert len(sandbox.prepare(config, portraits)) == len(Role)


def test_resetting_makes_all_afresh_but_the_accounts(opened: District, portraits: Pipeline) -> None:
    before = training.training_class(opened)
    accounts = listed(opened, SYSTEM)
    opened.vault.put("photo/practised", b"a photo of practice")
    contact = pd.DataFrame({"id": ["sabour"], "name": ["Scribble"], "phone": [None]})
    opened.db.write(lambda tx: schools.set_contacts(tx, EVERYTHING, "officers", contact))
    trainer = Account("trainer", "Trainer", Role.TRAINER)
    sandbox.reset(opened, trainer, portraits)
    after = training.training_class(opened)
    assert after.pupil_of.keys() == before.pupil_of.keys()
    assert not set(after.pupil_of.values()) & set(before.pupil_of.values())
    assert "Scribble" not in set(schools.blocks(opened.db, EVERYTHING)["beo_name"])
    assert listed(opened, SYSTEM) == accounts
    assert not opened.vault.has("photo/practised")
    assert len(opened.vault.names("reference")) == len(set(opened.vault.names("reference"))) == 18
    assert rosters.roster(opened, SYSTEM, after.class_section_id, today()).referenced == 9


def test_only_the_sandbox_is_reset(tmp_path: Path, pipeline: Pipeline) -> None:
    own = District.open(config_in(tmp_path), Kind.OWN)
    with pytest.raises(NotAllowed):
        sandbox.reset(own, SYSTEM, pipeline)
    own.close()
