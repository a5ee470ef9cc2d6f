"""What people said of faces, beside what the machine had proposed for them."""

from data.database import Row, Statements
from data.scope import Scope


def of_model(db: Statements, scope: Scope, model: str) -> list[Row]:
    """Verdicts on faces that a model matched, and all takings back, oldest first.

    Keys: verdict_id, kind, face_id, pupil_id (whom the person named), undoes; submission_id and person (faces of a submission
    with the same number are one person); size (the face's height in pixels); proposed (the machine's first candidate),
    decision, similarity, evidence, margin, and second_similarity, None where there was no second candidate.
    """
    return db.rows("judgements/of_model", scope, model=model)
