"""One child under two pupils: asked by one, allowed by another, found in steps that survive a stop, decided by people."""

from collections.abc import Iterator
from datetime import date

import pytest

from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.intake.recovery import recover
from attendance.office import audit
from attendance.office.access import Account, Role
from attendance.office.models import in_use
from attendance.roster import lead_search, leads, references
from attendance.roster.lead_search import FindLeads
from attendance.worker import Worker
from data import leads as stored
from data import references as photos
from data import schools
from data.clock import today
from data.scope import Scope
from recognition import leads as joining
from tests.roster.lead_support import DPO, MIS, PURPOSE, add_reference, like, vector
from tests.support import Small

DIVISION = Account("division", "Division", Role.DIVISION)
BRC = Account("brc", "BRC", Role.BRC, frozenset({"sabour", "kahalgaon"}))
OTHERS = (DIVISION, BRC, Account("trainer", "Trainer", Role.TRAINER))


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch, in_english: None) -> None:
    """Steps of three templates, and two read at a time."""
    monkeypatch.setattr(joining, "ROWS", 3)
    monkeypatch.setattr(lead_search, "_BATCH", 2)


@pytest.fixture
def alike(small: Small) -> Iterator[Small]:
    """Ten pupils with a face each, 402 with two photos of it; 401 and 409 are .95 alike, 403 and 406 .85, 404 and 405 .70."""
    faces = {pupil: vector(pupil) for pupil in range(401, 411)}
    faces[409] = like(faces[401], 0.95, 1)
    faces[406] = like(faces[403], 0.85, 2)
    faces[405] = like(faces[404], 0.70, 3)
    for pupil, face in faces.items():
        add_reference(small, pupil, face)
    add_reference(small, 402, like(faces[402], 0.99, 4))
    return small


def work_off(small: Small, handler: FindLeads | None = None) -> int:
    return Worker(lambda: [small.district], {leads.FIND_LEADS: handler or FindLeads()}).work_off()


def searched(small: Small, threshold: float = leads.USUAL) -> int:
    run_id = leads.ask(small.district, MIS, PURPOSE, threshold)
    leads.allow(small.district, DPO, run_id)
    work_off(small)
    return run_id


def pairs(small: Small, run_id: int) -> list[tuple[int, int]]:
    return [(lead.sides[0].pupil_id, lead.sides[1].pupil_id) for lead in leads.found(small.district, MIS, run_id)]


def run_of(small: Small, run_id: int) -> dict:
    return stored.run(small.district.db, Scope.everything(), run_id)


def trail(small: Small) -> list[tuple[str, str]]:
    entries = audit.entries(small.district, MIS, first=date(2026, 1, 1), last=today())
    return [(entry.username, entry.action) for entry in entries]


def test_two_pupils_with_one_face_become_a_lead_and_a_pupils_own_photos_do_not(alike: Small) -> None:
    run_id = searched(alike)
    assert pairs(alike, run_id) == [(401, 409), (403, 406)]
    first = leads.found(alike.district, DPO, run_id)[0]
    assert first.similarity == pytest.approx(0.95, abs=1e-3)
    assert (first.state, first.said_by) == ("open", None)
    assert [side.place["school_en"] for side in first.sides] == ["School One", "School Two"]
    run = run_of(alike, run_id)
    assert (run["state"], run["templates"], run["missing"], run["left_out"]) == ("done", 11, 0, 0)
    assert pairs(alike, searched(alike, 0.65)) == [(401, 409), (403, 406), (404, 405)]


def test_the_most_similar_photos_of_two_pupils_count(alike: Small) -> None:
    near = like(vector(401), 0.99, 5)
    photo = add_reference(alike, 409, near)
    run_id = searched(alike)
    assert pairs(alike, run_id) == [(401, 409), (403, 406)]
    lead = leads.found(alike.district, MIS, run_id)[0]
    assert lead.similarity == pytest.approx(0.99, abs=1e-3)
    assert lead.sides[1].vault_name == photos.get(alike.district.db, Scope.everything(), photo)["vault_name"]


def test_nothing_runs_unless_one_asks_and_another_allows(alike: Small) -> None:
    run_id = leads.ask(alike.district, MIS, PURPOSE)
    assert work_off(alike) == 0
    with pytest.raises(NotAllowed):
        leads.allow(alike.district, MIS, run_id)
    with pytest.raises(NotAllowed):
        leads.ask(alike.district, DPO, PURPOSE)
    assert work_off(alike) == 0
    assert pairs(alike, run_id) == []
    leads.refuse(alike.district, DPO, run_id, "Not before the holidays")
    with pytest.raises(Changed):
        leads.allow(alike.district, DPO, run_id)
    assert work_off(alike) == 0
    assert run_of(alike, run_id)["ended_why"] == "Not before the holidays"


@pytest.mark.parametrize("account", OTHERS, ids=lambda account: account.role.value)
def test_other_roles_reach_nothing_of_it(alike: Small, account: Account) -> None:
    run_id = searched(alike)
    (lead, *_) = leads.found(alike.district, MIS, run_id)
    for refused in (
        lambda: leads.ask(alike.district, account, PURPOSE),
        lambda: leads.allow(alike.district, account, run_id),
        lambda: leads.refuse(alike.district, account, run_id, "no"),
        lambda: leads.stop(alike.district, account, run_id),
        lambda: leads.searches(alike.district, account),
        lambda: leads.progress(alike.district, account, run_id),
        lambda: leads.found(alike.district, account, run_id),
        lambda: leads.photo(alike.district, account, lead.sides[0]),
        lambda: leads.decide(alike.district, account, lead, "same"),
        lambda: leads.looked(alike.district, account, run_id),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize("purpose", ["", "  because   of  it ", "duplicates-duplicates", "a b c d"])
def test_a_purpose_that_says_nothing_is_refused(alike: Small, purpose: str) -> None:
    with pytest.raises(BadEntry):
        leads.ask(alike.district, MIS, purpose)
    assert leads.searches(alike.district, MIS) == []


def test_one_search_at_a_time(alike: Small) -> None:
    run_id = leads.ask(alike.district, MIS, PURPOSE)
    with pytest.raises(Changed):
        leads.ask(alike.district, MIS, PURPOSE)
    leads.stop(alike.district, MIS, run_id)
    with pytest.raises(BadEntry):
        leads.ask(alike.district, MIS, PURPOSE, 0.3)
    leads.ask(alike.district, MIS, PURPOSE)


def test_killed_in_the_middle_it_goes_on_where_it_was(alike: Small) -> None:
    whole = pairs(alike, searched(alike))
    run_id = leads.ask(alike.district, MIS, PURPOSE)
    leads.allow(alike.district, DPO, run_id)
    calls = 0

    class Killed(BaseException):
        """As when the process ends."""

    class Dies(FindLeads):
        def __call__(self, *given: object) -> None:
            nonlocal calls
            calls += 1
            if calls == 3:
                raise Killed
            super().__call__(*given)  # type: ignore[arg-type]

    with pytest.raises(Killed):
        work_off(alike, Dies())
    behind = run_of(alike, run_id)
    assert behind["state"] == "allowed"
    assert behind["done_to_photo"] > 0
    shown = leads.progress(alike.district, MIS, run_id)
    assert shown is not None
    assert 0 < shown.share < 1
    assert recover(alike.district).requeued == 1
    steps = work_off(alike)
    assert steps == 2  # 11 templates are four steps of three
    assert pairs(alike, run_id) == whole
    assert run_of(alike, run_id)["state"] == "done"


def test_photos_that_come_or_go_meanwhile_are_told(alike: Small) -> None:
    run_id = leads.ask(alike.district, MIS, PURPOSE)
    leads.allow(alike.district, DPO, run_id)
    add_reference(alike, 411, vector(401))
    (gone,) = [photo for photo, pupil in _photos(alike) if pupil == 403]
    references.remove(alike.district, MIS, gone, "another child's photo")
    (broken,) = [photo for photo, pupil in _photos(alike) if pupil == 408]
    alike.district.db.write(
        lambda tx: (
            tx._cursor().execute("UPDATE template SET sealed = 'x'::BLOB WHERE reference_photo_id = ?", [broken]).fetchall()
        )
    )
    work_off(alike)
    run = run_of(alike, run_id)
    assert pairs(alike, run_id) == [(401, 409)]
    assert (run["state"], run["templates"], run["missing"]) == ("done", 11, 2)
    assert leads.added_since(alike.district, MIS, run) == 1


def _change_template(small: Small, photo: int, change: str) -> None:
    sql = f"UPDATE template SET {change} WHERE reference_photo_id = {photo}"  # noqa: S608 - of this file
    small.district.db.write(lambda tx: tx._cursor().execute(sql).fetchall())


def _photos(small: Small) -> list[tuple[int, int]]:
    keys = stored.keys(small.district.db, Scope.everything(), in_use(small.district.db))
    return list(zip(keys["reference_photo_id"].tolist(), keys["pupil_id"].tolist(), strict=True))


def test_templates_of_another_model_are_never_compared(alike: Small) -> None:
    _change_template(alike, add_reference(alike, 411, vector(401)), "model = 'another'")
    run_id = searched(alike)
    assert pairs(alike, run_id) == [(401, 409), (403, 406)]
    assert run_of(alike, run_id)["templates"] == 11


def test_a_stopped_search_does_no_more_and_keeps_what_it_found(alike: Small) -> None:
    run_id = leads.ask(alike.district, MIS, PURPOSE)
    leads.allow(alike.district, DPO, run_id)
    steps = 0

    class Stopped(FindLeads):
        def __call__(self, *given: object) -> None:
            nonlocal steps
            steps += 1
            super().__call__(*given)  # type: ignore[arg-type]
            if steps == 1:
                leads.stop(alike.district, DPO, run_id)

    work_off(alike, Stopped())
    assert steps == 2
    assert pairs(alike, run_id) == [(401, 409), (403, 406)]
    assert run_of(alike, run_id)["state"] == "stopped"
    with pytest.raises(Changed):
        leads.stop(alike.district, DPO, run_id)


def test_a_district_without_reference_photos_is_searched_through_at_once(small: Small) -> None:
    run_id = searched(small)
    assert run_of(small, run_id)["state"] == "done"
    assert pairs(small, run_id) == []


def test_too_many_leads_are_cut_to_the_most_similar_and_told(alike: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_search, "MOST_LEADS", 1)
    run_id = searched(alike, 0.65)
    assert pairs(alike, run_id) == [(401, 409)]
    assert run_of(alike, run_id)["left_out"] == 2


def test_a_decision_is_on_the_trail_changes_nothing_else_and_is_not_asked_again(alike: Small) -> None:
    run_id = searched(alike)
    before = _everything_but(alike, "lead", "audit_trail")
    first, second = leads.found(alike.district, MIS, run_id)
    leads.decide(alike.district, MIS, first, "same")
    leads.decide(alike.district, DPO, second, "different")
    with pytest.raises(Changed):
        leads.decide(alike.district, DPO, first, "different")
    assert _everything_but(alike, "lead", "audit_trail") == before
    said = leads.found(alike.district, MIS, run_id)
    assert [(lead.state, lead.said_by) for lead in said] == [("same", "mis"), ("different", "dpo")]
    assert [lead.state for lead in leads.found(alike.district, MIS, searched(alike))] == ["same", "different"]
    leads.decide(alike.district, MIS, said[1], "open")
    assert leads.found(alike.district, MIS, run_id)[1].said_by is None
    steps = [entry for entry in reversed(trail(alike)) if "reference photo" not in entry[1]]
    assert steps == [
        ("mis", "asked for a search for one child under two pupils"),
        ("dpo", "allowed a search for one child under two pupils"),
        ("system", "finished a search for one child under two pupils"),
        ("mis", "said of a lead: the same child"),
        ("dpo", "said of a lead: different children"),
        ("mis", "asked for a search for one child under two pupils"),
        ("dpo", "allowed a search for one child under two pupils"),
        ("system", "finished a search for one child under two pupils"),
        ("mis", "took back what was said of a lead"),
    ]


def _everything_but(small: Small, *tables: str) -> dict[str, list]:
    cursor = small.district.db._cursor()
    names = [name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall() if name not in tables]
    return {name: sorted(map(repr, cursor.execute(f"FROM {name}").fetchall())) for name in names}


def test_a_lead_whose_photo_was_removed_is_none_any_more(alike: Small) -> None:
    run_id = searched(alike)
    lead = leads.found(alike.district, MIS, run_id)[0]
    assert leads.photo(alike.district, MIS, lead.sides[0])
    (photo,) = [photo for photo, pupil in _photos(alike) if pupil == 401]
    references.remove(alike.district, MIS, photo, "the family asked for it")
    assert pairs(alike, run_id) == [(403, 406)]
    assert leads.photo(alike.district, MIS, lead.sides[0]) is None
    leads.decide(alike.district, MIS, leads.found(alike.district, MIS, run_id)[0], "same")


def test_a_district_made_afresh_has_no_searches(alike: Small) -> None:
    searched(alike)
    alike.district.db.write(lambda tx: schools.clear_district(tx))
    assert leads.searches(alike.district, MIS) == []
    assert alike.district.db._cursor().execute("SELECT count(*) FROM lead").fetchall() == [(0,)]


def test_a_lead_is_seen_where_both_pupils_are(alike: Small) -> None:
    run_id = searched(alike, 0.65)
    seen = {
        blocks: [
            (row["pupil_a"]["pupil_id"], row["pupil_b"]["pupil_id"])
            for row in stored.found(alike.district.db, Scope.of(blocks), run_id)
        ]
        for blocks in (("sabour",), ("kahalgaon",), ("sabour", "kahalgaon"))
    }
    assert seen == {
        ("sabour",): [(403, 406), (404, 405)],
        ("kahalgaon",): [],
        ("sabour", "kahalgaon"): [(401, 409), (403, 406), (404, 405)],
    }
