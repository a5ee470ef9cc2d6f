"""Whatever the cells hold: a file is planned or refused as a whole, its good rows are stored, then it changes nothing."""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance.errors import BadFile
from attendance.office.access import Account, Role
from attendance.roster import imports
from attendance.roster.imports import KINDS, ImportKind
from tests.support import Small, small_district

MIS = Account("mis", "MIS", Role.MIS)
CELLS: dict[str, list[str]] = {
    "udise": ["99000000001", "99000000002", "99000000009", "990", "1.02E+10", ""],
    "pen": ["99000000401", "99000000402", "99000000409", "99110001", "99110002", "x", ""],
    "grade": ["3", "4", "5", "१२", "13", ""],
    "grades": ["1-3", "4,5", "", "", "9-1"],
    "section": ["A", "a", "B", ""],
    "name": ["राम", "NA", "jke dqekj", "=1+1", ""],
    "block": ["sabour", "कहलगाँव", "Atlantis", "", ""],
    "cluster": ["One", "two", "Three", ""],
    "day": ["2026-04-06", "07/04/2026", "8.5.26", "1 मई 2026", "31/02/2026", "46150", ""],
    "kind": ["holiday", "बंद", "vacation", "कार्य दिवस", "party", ""],
    "move": ["transfer", "छोड़ा", "promotion", "flew", ""],
    "post": ["HM", "crc", "बीईओ", "king", ""],
    "count": ["0", "7", "९", "-1", "many", ""],
    "phone": ["0000000001", "+91 00000 00002", "call me", ""],
    "uploaded": ["हाँ", "no", "perhaps", ""],
    "present": ["present", "अनुपस्थित", "5", ""],
    "time": ["09:45", "later", ""],
    "latitude": ["25.2425", "२५.५", "87.0", ""],
    "longitude": ["87.0042", "25.2", "east", ""],
}
LIKE = {
    "name_hi": "name", "name_en": "name", "head_name": "name", "village": "name", "cluster_hi": "cluster",
    "cluster_en": "cluster",
    "from_day": "day", "to_day": "day", "roll_number": "count", "register": "count", "meal": "count", "tablets": "count",
    "head_phone": "phone", "by_order": "count", "management": "name", "uploaded_at": "time",
}  # fmt: skip


def cells(kind: ImportKind) -> st.SearchStrategy[list[str]]:
    usual = [
        st.sampled_from(CELLS.get(LIKE.get(column.key, column.key), ["Sunday", "शुक्रवार", "", "x"]))
        for column in KINDS[kind].columns
    ]
    return st.tuples(*(st.one_of(usual_cell, usual_cell, usual_cell, st.text(max_size=8)) for usual_cell in usual)).map(list)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    made = small_district(tmp_path_factory.mktemp("any"))
    yield made
    made.district.close()


@pytest.mark.parametrize("kind", [kind for kind in ImportKind if not KINDS[kind].of_a_day])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_good_rows_are_stored_and_then_nothing_changes(district: Small, kind: ImportKind, data: st.DataObject) -> None:
    rows = data.draw(st.lists(cells(kind), min_size=1, max_size=8))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[column.english for column in KINDS[kind].columns], *rows])
    content = out.getvalue().encode("utf-8", "replace")
    try:
        planned = imports.plan(district.district, MIS, kind, content, "any.csv")
    except BadFile:
        return
    imports.refused_csv(planned)
    imports.preview_table(planned, planned.new, 20)
    imports.apply(district.district, MIS, planned, good_rows_only=True)
    again = imports.plan(district.district, MIS, kind, content, "any.csv")
    assert again.new.empty
    assert again.changed.empty
