"""Matches the faces of a class day's photos with a gallery, one to one in each photo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from recognition.errors import ModelsMixed
from recognition.thresholds import SHARED_BY, Thresholds

Embeddings = NDArray[np.float32]
Decision = Literal["accepted", "uncertain", "unknown"]

MAX_CANDIDATES = 3
ALIKE = 0.60
"""Templates this similar look alike: of 2,300 pairs of different adults 1.5 % do."""
ALIKE_MARGIN = 0.06
"""By how much a face must be more similar to its pupil than to a look-alike who may be the one it shows. On the composed class
days of benchmarks.classday with seeds 1001 to 1060 no absent look-alike was accepted with any of .06 to .10, and .06 leaves the
fewest present ones to a person (11 of 449; .08 13, .10 20). On 59 later days (seeds 5001 to 5059) .06 accepted one of 93 absent
ones, with .09; .10 would have accepted none of them and 6 fewer of 438 present."""
LEAST_WEIGHT = 0.05
"""The least weight of a face in the evidence of several."""
TWINS = 0.90
"""Templates this similar are too near to be told apart: two photos of one adult measure .70 to .85, the most alike different
adults .84. Not measured on twins."""


@dataclass(frozen=True, eq=False)
class Gallery:
    """Whom faces are matched with: `keys` (m of them, unique) and their `templates` float32 (m, 512), each of length 1, all
    made by `model`. m may be 0."""

    keys: tuple[int, ...]
    templates: Embeddings
    model: str

    def __post_init__(self) -> None:
        if len(set(self.keys)) != len(self.keys):
            raise ValueError("a key stands twice in the gallery")
        if self.templates.ndim != 2 or len(self.templates) != len(self.keys):
            raise ValueError("a gallery has one template a key")

    @classmethod
    def from_references(cls, references: Sequence[tuple[int, Embeddings]], model: str) -> Self:
        """One template a key from its reference embeddings, (512,) or (r, 512): their mean, brought to length 1.

        Mean and best-of-all came out equally accurate. A key may come several times.
        """
        together: dict[int, list[Embeddings]] = {}
        for key, vectors in references:
            together.setdefault(key, []).append(np.atleast_2d(vectors))
        means = [np.concatenate(rows).mean(axis=0) for rows in together.values()]
        templates = np.stack([mean / np.linalg.norm(mean) for mean in means]) if means else np.empty((0, 512))
        return cls(tuple(together), templates.astype(np.float32), model)


@dataclass(frozen=True)
class FaceMatch:
    """What is known of face number `face` of a photo.

    `candidates` are up to three (key, similarity) pairs, most similar first, without those whom another face of the photo
    was accepted as. For an accepted face the first one is whom it was accepted as. `evidence` is what all photos together say
    for the first (see Thresholds.evidence), `needed` the similarity that the evidence had to reach; None with nobody to
    compare with.
    """

    face: int
    decision: Decision
    candidates: tuple[tuple[int, float], ...]
    evidence: float | None = None
    needed: float | None = None


def match_class_day(
    photos: Sequence[Embeddings], gallery: Gallery, thresholds: Thresholds, *, model: str
) -> list[list[FaceMatch]]:
    """Matches the faces of all photos of a class day, each (n, 512) made by `model`, with `gallery`: a FaceMatch a face.

    1. Every face speaks for the pupil it is most similar to; of the faces of one photo that speak for the same, only the most
       similar does. So nobody is found twice in a photo.
    2. The faces that speak for one pupil are put together, the most similar first, as long as they are like those before
       (`cluster`): their mean, weighted with the similarities, is the evidence.
    3. The evidence is accepted when its similarity reaches `needed`, it exceeds that to everybody else by `margin`, and
       nobody else's template is as near the pupil's as TWINS. Then its faces are.
    4. But where others look like the pupil (ALIKE), one of the faces must be the pupil's beyond doubt: each look-alike is less
       similar to it by ALIKE_MARGIN, or has another face of the same photo speak for them.

    Uncertain is a face that is at least `uncertain` similar to somebody not accepted in its photo. Raises ModelsMixed when the
    gallery is of another model.
    """
    if gallery.model != model:
        raise ModelsMixed(f"faces of {model} cannot be matched with a gallery of {gallery.model}")
    if not gallery.keys:
        return [[FaceMatch(face, "unknown", ()) for face in range(len(rows))] for rows in photos]
    similarity = [rows @ gallery.templates.T for rows in photos]
    near = _near(gallery.templates)
    twins = near.max(axis=1) >= TWINS
    evidence: dict[tuple[int, int], _Evidence] = {}
    speaking = _speaking(similarity)
    beside = {column: {number for number, _ in faces} for column, faces in speaking.items()}
    for column, faces in speaking.items():
        found = _evidence(column, faces, photos, similarity, gallery.templates, thresholds, twins)
        if found.accepted and not _beyond_doubt(found, similarity, np.flatnonzero(near[column] >= ALIKE), beside):
            found = replace(found, accepted=False)
        evidence |= dict.fromkeys(found.faces, found)
    return [_matches(number, rows, evidence, gallery, thresholds) for number, rows in enumerate(similarity)]


def match_photo(embeddings: Embeddings, gallery: Gallery, thresholds: Thresholds, *, model: str) -> list[FaceMatch]:
    """`match_class_day` for one photo, `embeddings` (n, 512), that stands alone."""
    return match_class_day([embeddings], gallery, thresholds, model=model)[0]


@dataclass(frozen=True)
class _Evidence:
    """What the `faces` (photo, face) together say of the pupil in `column`."""

    column: int
    faces: tuple[tuple[int, int], ...]
    similarity: float
    shared: float
    accepted: bool


def _near(templates: Embeddings) -> Embeddings:
    """How similar each two templates (m, m) are; nobody is near themselves."""
    near = templates @ templates.T
    np.fill_diagonal(near, -1.0)
    return near


def _beyond_doubt(
    found: _Evidence, similarity: Sequence[Embeddings], alike: NDArray[np.intp], beside: Mapping[int, set[int]]
) -> bool:
    """Whether one of the faces is no look-alike's: `alike` are their columns, `beside` the photos in which others are seen."""
    return any(
        all(
            similarity[number][face, found.column] - similarity[number][face, other] >= ALIKE_MARGIN
            or number in beside.get(int(other), ())
            for other in alike
        )
        for number, face in found.faces
    )


def _speaking(similarity: Sequence[Embeddings]) -> dict[int, list[tuple[int, int]]]:
    """For each column the faces that are most similar to it, one a photo at most, the most similar first."""
    best: dict[tuple[int, int], int] = {}
    for number, rows in enumerate(similarity):
        for face, row in enumerate(rows):
            at = number, int(row.argmax())
            if at not in best or rows[best[at], at[1]] < row[at[1]]:
                best[at] = face
    speaking: dict[int, list[tuple[int, int]]] = {}
    for number, column in sorted(best, key=lambda at: (-similarity[at[0]][best[at], at[1]], at)):
        speaking.setdefault(column, []).append((number, best[number, column]))
    return speaking


def _evidence(
    column: int,
    faces: Sequence[tuple[int, int]],
    photos: Sequence[Embeddings],
    similarity: Sequence[Embeddings],
    templates: Embeddings,
    thresholds: Thresholds,
    twins: NDArray[np.bool_],
) -> _Evidence:
    together: list[tuple[int, int]] = []
    total = np.zeros(templates.shape[1], dtype=np.float64)
    for number, face in faces:
        embedding = photos[number][face]
        if not together or float(_unit(total) @ embedding) >= thresholds.cluster:
            together.append((number, face))
            total += embedding * max(float(similarity[number][face, column]), LEAST_WEIGHT)
    row = similarity[together[0][0]][together[0][1]] if len(together) == 1 else templates @ _unit(total)
    own, common = float(row[column]), shared(row, column)
    clear = own - float(np.delete(row, column).max(initial=-1.0)) >= thresholds.margin
    accepted = clear and thresholds.evidence(own, common) >= thresholds.accept and not twins[column]
    return _Evidence(column, tuple(together), own, common, accepted)


def shared(row: NDArray[np.floating[Any]], column: int) -> float:
    """How similar a face with the similarities `row` (m,) is to anyone like the pupil in `column`: the mean of the SHARED_BY
    most similar others, at least 0. Where there are fewer, the missing ones count as 0: few can't say what is common."""
    others = np.sort(np.delete(row, column))[::-1][:SHARED_BY]
    return max(0.0, float(others.sum()) / SHARED_BY)


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _matches(
    number: int, similarity: Embeddings, evidence: Mapping[tuple[int, int], _Evidence], gallery: Gallery, thresholds: Thresholds
) -> list[FaceMatch]:
    """The matches of photo `number`, whose faces have `similarity` (n, m) to the gallery."""
    spoken = {face: evidence[number, face] for face in range(len(similarity)) if (number, face) in evidence}
    taken = {found.column for found in spoken.values() if found.accepted}
    matches = []
    for face, row in enumerate(similarity):
        found = spoken.get(face)
        own = found.column if found and found.accepted else None
        order = [int(column) for column in np.argsort(-row, kind="stable") if column == own or column not in taken]
        candidates = tuple((gallery.keys[column], float(row[column])) for column in order[:MAX_CANDIDATES])
        if found is None or (order and found.column != order[0]):
            seen = (float(row[order[0]]), shared(row, order[0])) if order else (-1.0, 0.0)
        else:
            seen = found.similarity, found.shared
        decision = _decision(own, candidates, thresholds)
        matches.append(FaceMatch(face, decision, candidates, thresholds.evidence(*seen), thresholds.needed(seen[1])))
    return matches


def _decision(own: int | None, candidates: tuple[tuple[int, float], ...], thresholds: Thresholds) -> Decision:
    if own is not None:
        return "accepted"
    return "uncertain" if candidates and candidates[0][1] >= thresholds.uncertain else "unknown"
