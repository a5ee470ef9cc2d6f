"""Parents' consents from a file, and what the pages say of them."""

from attendance.district import District
from attendance.office import consent
from attendance.office.access import SYSTEM
from attendance.roster import imports
from attendance.roster.imports import ImportKind
from data.clock import today
from tests.support import Small

HEADINGS = "PEN,Parents said,Date,Form number\n"


def plan(district: District, *rows: str) -> imports.ImportPlan:
    data = (HEADINGS + "\n".join(rows)).encode()
    return imports.plan(district, SYSTEM, ImportKind.CONSENTS, data, "consents.csv")


def test_yes_and_no_are_taken_and_the_same_file_again_changes_nothing(small: Small) -> None:
    rows = ("99000000401,हाँ,2026-04-02,form 1", "99000000402,No,2026-04-03,by phone")
    planned = plan(small.district, *rows)
    assert (len(planned.new), len(planned.refused)) == (2, 0)
    imports.apply(small.district, SYSTEM, planned)
    found = consent.of_pupils(small.district.db, SYSTEM, [401, 402, 403])
    assert [(found[key].stands, found[key].is_own) for key in (401, 402, 403)] == [(True, True), (False, True), (True, False)]
    assert consent.barred(small.district.db, SYSTEM, [401, 402, 403]) == {402}
    assert plan(small.district, *rows).changes_nothing
    changed = plan(small.district, "99000000401,वापस,2026-05-01,letter")
    assert len(changed.changed) == 1
    imports.apply(small.district, SYSTEM, changed)
    assert consent.barred(small.district.db, SYSTEM, [401]) == {401}


def test_rows_that_cannot_be_are_refused_with_the_reason(small: Small) -> None:
    planned = plan(
        small.district,
        "99000099999,Yes,2026-04-02,form 1",
        "99000000401,perhaps,2026-04-02,form 1",
        f"99000000402,Yes,{today().year + 1}-04-02,form 1",
        "99000000403,Yes,2026-04-02,",
    )
    assert planned.changes_nothing
    assert len(planned.refused) == 4
