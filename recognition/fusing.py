"""Fuses the photos of a submission once their faces are matched: who is present, and which faces are one person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recognition.clustering import cluster
from recognition.matching import Embeddings, FaceMatch
from recognition.thresholds import Thresholds


@dataclass(frozen=True)
class Fused:
    """What all photos of a submission say together.

    `present`: keys that any photo accepts. `uncertain`: keys that an uncertain face may be, and that no photo accepts.
    `clusters`: for each photo, for each face, the number of its person, counted from 0 over the submission.
    `persons`: for each of these numbers the key it was accepted as, or None. `unmatched`: how many are None.
    """

    present: frozenset[int]
    uncertain: frozenset[int]
    clusters: tuple[tuple[int, ...], ...]
    persons: tuple[int | None, ...]

    @property
    def unmatched(self) -> int:
        return self.persons.count(None)


def fuse(matches: Sequence[Sequence[FaceMatch]], embeddings: Sequence[Embeddings], thresholds: Thresholds) -> Fused:
    """Fuses the photos of a submission: `matches` and `embeddings` (n, 512) of each photo, in the same order.

    Faces accepted as the same key are one person, and so are faces of different photos that are similar enough on average;
    two faces of one photo never are. An uncertain face that can only be somebody accepted in another photo counts as that
    person.
    """
    present = frozenset(match.candidates[0][0] for match in _all(matches) if match.decision == "accepted")
    proposals = [_proposed(match, thresholds) for match in _all(matches)]
    photo = [number for number, found in enumerate(matches) for _ in found]
    names = [_name(match, proposed, present) for match, proposed in zip(_all(matches), proposals, strict=True)]
    rows = np.concatenate([np.empty((0, 512), dtype=np.float32), *embeddings])
    numbers = cluster(rows, photo, _once_a_photo(names, photo, _all(matches)), thresholds.cluster)
    persons: list[int | None] = [None] * (max(numbers, default=-1) + 1)
    for number, match in zip(numbers, _all(matches), strict=True):
        if match.decision == "accepted":
            persons[number] = match.candidates[0][0]
    remaining = iter(numbers)
    return Fused(
        present=present,
        uncertain=frozenset(key for proposed in proposals for key in proposed) - present,
        clusters=tuple(tuple(next(remaining) for _ in found) for found in matches),
        persons=tuple(persons),
    )


def _all(matches: Sequence[Sequence[FaceMatch]]) -> list[FaceMatch]:
    return [match for found in matches for match in found]


def _proposed(match: FaceMatch, thresholds: Thresholds) -> list[int]:
    """Whom an uncertain face may be: the most similar and whoever is within the margin of it."""
    if match.decision != "uncertain":
        return []
    lowest = max(thresholds.uncertain, match.candidates[0][1] - thresholds.margin)
    return [key for key, similarity in match.candidates if similarity >= lowest]


def _name(match: FaceMatch, proposed: list[int], present: frozenset[int]) -> int | None:
    if match.decision == "accepted":
        return match.candidates[0][0]
    return proposed[0] if len(proposed) == 1 and proposed[0] in present else None


def _once_a_photo(names: list[int | None], photo: list[int], matches: list[FaceMatch]) -> list[int | None]:
    """The names, each kept at most once a photo: an accepted face goes before uncertain ones, then the more similar."""
    order = sorted(
        (index for index, name in enumerate(names) if name is not None),
        key=lambda index: (matches[index].decision != "accepted", -matches[index].candidates[0][1]),
    )
    kept: list[int | None] = [None] * len(names)
    used = set()
    for index in order:
        if (photo[index], names[index]) not in used:
            used.add((photo[index], names[index]))
            kept[index] = names[index]
    return kept
