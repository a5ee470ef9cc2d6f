"""Which faces are nearly sure: a person looks at the pairs and confirms them together."""

from collections import Counter
from collections.abc import Sequence

from attendance.register.evidence import Question

LEAST_SIMILARITY = 0.50
LEAST_DISTANCE = 0.10
"""To the second candidate. Both are trial values: on composed photos of synthetic adults no first candidate above them was
wrong; for children nothing is known, and each pair is looked at."""


def nearly_sure(questions: Sequence[Question]) -> list[Question]:
    """Those whose first candidate is far ahead, and is the first one of no other question."""
    first = Counter(question.candidates[0].pupil_id for question in questions if question.candidates)
    return [
        question
        for question in questions
        if question.candidates and first[question.candidates[0].pupil_id] == 1 and _far_ahead(question)
    ]


def _far_ahead(question: Question) -> bool:
    best, second = ([one.similarity or 0.0 for one in question.candidates] + [0.0, 0.0])[:2]
    return best >= LEAST_SIMILARITY and best - second >= LEAST_DISTANCE
