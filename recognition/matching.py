"""Matches the faces of a photo with a gallery, one to one, and fuses the photos of a submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from recognition.clustering import cluster
from recognition.errors import ModelsMixed

Embeddings = NDArray[np.float32]
Decision = Literal["accepted", "uncertain", "unknown"]

MAX_CANDIDATES = 3


@dataclass(frozen=True)
class Thresholds:
    """Cosine similarities, 0 to 1, for FaceNet with the CASIA-WebFace weights and margin 32.

    Sources: 1,396 comparisons of different and 48 of the same adults (A); 60 composed class days of synthetic adults, 449
    present and 91 absent, seeds 1001 to 1060 of benchmarks.classday (B). Children are more alike than adults: mean .34 and up
    to .46 in a small set, so all of these must be measured again on the district's own photos.

    `accept`: at .50 no different pair of A was as similar and .98 of the same were (.87 at a 32 px face); in B, .50 with the
    margin accepted 447 present and no absent one, .45 one absent. A look-alike who is not enrolled can still pass: faces of
    different synthetic adults reach .81.
    `uncertain`: at .35 one in a hundred different pairs of A is as similar, and all of the same: below it a person's look would
    be wasted.
    `margin`: by how much a face must be more similar to its pupil than to anyone else in the gallery. In B .03 accepted one
    absent, .05 none, .08 left 7 more present ones to a person.
    `cluster`: mean similarity from which unmatched faces of different photos count as one person. In B, without a gallery, .40
    counted 55 of 60 days right (4 persons too many, 1 too few), .45 44 (15 too many of some 460, 1 too few); .45 because
    different children must not become one.
    """

    accept: float = 0.50
    uncertain: float = 0.35
    margin: float = 0.05
    cluster: float = 0.45

    def __post_init__(self) -> None:
        if not 0 <= self.uncertain <= self.accept <= 1 or not 0 <= self.margin <= 1 or not 0 <= self.cluster <= 1:
            raise ValueError("thresholds are similarities, and uncertain is not above accept")


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
    was accepted as. For an accepted face the first one is whom it was accepted as.
    """

    face: int
    decision: Decision
    candidates: tuple[tuple[int, float], ...]


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


def match_photo(embeddings: Embeddings, gallery: Gallery, thresholds: Thresholds, *, model: str) -> list[FaceMatch]:
    """Matches the faces of one photo, `embeddings` (n, 512) made by `model`, with `gallery`; one FaceMatch a face, in order.

    Accepted is a face whose similarity to somebody reaches `accept` and exceeds that to everyone else by `margin`; nobody is
    accepted twice in a photo, the most similar face goes first. Uncertain is one that is at least `uncertain` similar to
    somebody not yet accepted in the photo. Raises ModelsMixed when the gallery is of another model.
    """
    if gallery.model != model:
        raise ModelsMixed(f"faces of {model} cannot be matched with a gallery of {gallery.model}")
    if not len(embeddings) or not gallery.keys:
        return [FaceMatch(face, "unknown", ()) for face in range(len(embeddings))]
    similarity = embeddings @ gallery.templates.T
    accepted = _accepted(similarity, thresholds)
    taken = set(accepted.values())
    matches = []
    for face, row in enumerate(similarity):
        own = accepted.get(face)
        order = [int(column) for column in np.argsort(-row, kind="stable") if column == own or column not in taken]
        candidates = tuple((gallery.keys[column], float(row[column])) for column in order[:MAX_CANDIDATES])
        matches.append(FaceMatch(face, _decision(own, candidates, thresholds), candidates))
    return matches


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


def _accepted(similarity: Embeddings, thresholds: Thresholds) -> dict[int, int]:
    """Face to column of those accepted.

    The margin leaves each face one column at most, so one to one means: of the faces with the same column, the most similar.
    (An assignment of the highest total would let a stranger's faint likeness take a pupil's place.)
    """
    columns = similarity.argmax(axis=1)
    accepted: dict[int, int] = {}
    for face in np.argsort(-similarity.max(axis=1), kind="stable"):
        column, row = int(columns[face]), similarity[face]
        second = np.delete(row, column).max(initial=-1.0)
        clear = row[column] >= thresholds.accept and row[column] - second >= thresholds.margin
        if clear and column not in accepted.values():
            accepted[int(face)] = column
    return accepted


def _decision(own: int | None, candidates: tuple[tuple[int, float], ...], thresholds: Thresholds) -> Decision:
    if own is not None:
        return "accepted"
    return "uncertain" if candidates and candidates[0][1] >= thresholds.uncertain else "unknown"


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
