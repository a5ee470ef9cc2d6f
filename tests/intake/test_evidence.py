"""What a decision rested on is kept beside it, for measuring the thresholds later."""

from tests.intake.conftest import ClassOfAdults


def test_each_first_candidate_is_kept_with_its_evidence(read_adults: ClassOfAdults) -> None:
    cursor = read_adults.small.district.db._cursor()
    rows = cursor.execute("SELECT rank, similarity, evidence FROM match WHERE pupil_id IS NOT NULL").fetchall()
    first = [(similarity, evidence) for rank, similarity, evidence in rows if rank == 1]
    assert first
    assert all(evidence is not None and evidence <= similarity + 0.5 for similarity, evidence in first)
    assert all(evidence is None for rank, _, evidence in rows if rank > 1)
