"""Groups the faces of several photos by person."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def cluster(embeddings: NDArray[np.float32], photo: Sequence[int], name: Sequence[int | None], threshold: float) -> list[int]:
    """A person's number, counted from 0 in the order of the faces, for each of n faces.

    `embeddings` (n, d) have length 1; `photo` says which photo each face is in; faces of one `name` are one person, those of
    two names never are, and neither are two faces of one photo (so a name stands at most once a photo). Beyond that, the
    two groups with the highest mean similarity are joined as long as it reaches `threshold`.
    """
    if not len(embeddings):
        return []
    groups, names = _named(name)
    similarity = _means(embeddings @ embeddings.T, groups)
    apart = _apart(groups, names, photo)
    while len(groups) > 1:
        open_pairs = np.where(apart, -np.inf, similarity)
        a, b = sorted(int(index) for index in np.unravel_index(np.argmax(open_pairs), open_pairs.shape))
        if open_pairs[a, b] < threshold:
            break
        weights = len(groups[a]), len(groups[b])
        joined = (weights[0] * similarity[a] + weights[1] * similarity[b]) / sum(weights)
        similarity[a] = similarity[:, a] = joined
        apart[a] = apart[:, a] = apart[a] | apart[b]
        similarity = np.delete(np.delete(similarity, b, 0), b, 1)
        apart = np.delete(np.delete(apart, b, 0), b, 1)
        groups[a] += groups.pop(b)
    return _numbers(groups, len(embeddings))


def _named(name: Sequence[int | None]) -> tuple[list[list[int]], list[int | None]]:
    groups: list[list[int]] = []
    names: list[int | None] = []
    place: dict[int, int] = {}
    for index, given in enumerate(name):
        if given is not None and given in place:
            groups[place[given]].append(index)
            continue
        if given is not None:
            place[given] = len(groups)
        groups.append([index])
        names.append(given)
    return groups, names


def _means(pairs: NDArray[np.float32], groups: list[list[int]]) -> NDArray[np.float64]:
    belongs = np.zeros((len(groups), len(pairs)))
    for number, group in enumerate(groups):
        belongs[number, group] = 1 / len(group)
    return belongs @ pairs @ belongs.T


def _apart(groups: list[list[int]], names: list[int | None], photo: Sequence[int]) -> NDArray[np.bool_]:
    photos = [{photo[index] for index in group} for group in groups]
    return np.array(
        [
            [
                a == b or bool(photos[a] & photos[b]) or (names[a] is not None and names[b] is not None)
                for b in range(len(groups))
            ]
            for a in range(len(groups))
        ]
    )


def _numbers(groups: list[list[int]], count: int) -> list[int]:
    numbers = [0] * count
    for number, group in enumerate(sorted(groups, key=min)):
        for index in group:
            numbers[index] = number
    return numbers
