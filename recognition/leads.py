"""Pairs of nearly equal embeddings among many: each is compared with each other one, exactly, in bounded memory.

The products run in bfloat16, several times faster than float32 where the CPU has it. What they may have rounded across the
threshold is multiplied again in float32, so that the pairs found are those of a float32 comparison.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from recognition.matching import Embeddings

Positions = NDArray[np.int64]

ROWS = 2048
"""Rows and columns of one block: its 8 MB of products stay in the cache while they are looked through. From 1,024 by 2,048 to
4,096 by 8,192 the time differs by less than a tenth."""
MOST_PAIRS = 4096
"""Kept of a block of rows, the most similar ones: more than that is not a search result but a wrong threshold."""
SLACK = 0.006
"""How far a bfloat16 product can be off. Rounding moves each number by at most 2^-9 of itself: those of two vectors of length 1
move their product by at most 2 * 2^-9 (Cauchy-Schwarz), the product's own rounding by another 2^-9; that is .0059."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """What one block of rows gave.

    `first` and `second` int64 (k,) are positions, `first` below `second`; `similarity` float32 (k,), most similar first.
    `left_out`: how many candidates beyond MOST_PAIRS were dropped unchecked. `stop`: the position to go on from.
    """

    first: Positions
    second: Positions
    similarity: Embeddings
    left_out: int
    stop: int


class SelfJoin:
    """All pairs of n vectors that are at least `threshold` similar, found a block of rows at a time.

    `batches` gives the vectors in order, each batch float32 (any, 512) of length 1, n in all; they are kept as bfloat16, 1 KB
    each. `owners` int64 (n,): vectors of the same owner are never paired. `exact` gives the float32 vectors (k, 512) at
    ascending positions (k,) once more. `threads` to compute with; by default as many as torch is set to. Raises ValueError
    for a threshold at which rounding decides, or when `batches` does not give n vectors.
    """

    def __init__(
        self,
        batches: Iterable[Embeddings],
        owners: Positions,
        threshold: float,
        exact: Callable[[Positions], Embeddings],
        threads: int | None = None,
    ) -> None:
        if not 2 * SLACK < threshold <= 1:
            raise ValueError("a threshold is a similarity above what rounding makes")
        self._owners = owners
        self._threshold = threshold
        self._exact = exact
        self._threads = threads or torch.get_num_threads()
        self._rows = _kept(batches, len(owners))
        # Below AVX-512 torch multiplies bfloat16 far slower than float32.
        fast = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
        self._products = torch.empty(ROWS * ROWS, dtype=torch.bfloat16 if fast else torch.float32)

    def __len__(self) -> int:
        return len(self._owners)

    def step(self, start: int) -> Pairs:
        """Compares the ROWS vectors from position `start` on with each other and with all that follow."""
        stop = min(start + ROWS, len(self))
        found, dropped = _no_candidates(), 0
        for column in range(start, len(self), ROWS):
            fresh = self._block(start, stop, column, min(column + ROWS, len(self)))
            found = np.concatenate([found, fresh])
            if len(found) > 2 * MOST_PAIRS:
                found, more = _most_similar(found)
                dropped += more
        found, more = _most_similar(found)
        first, second = found["first"], found["second"]
        similarity = self._checked(first, second)
        keep = np.flatnonzero(similarity >= self._threshold)
        keep = keep[np.argsort(-similarity[keep], kind="stable")]
        return Pairs(first[keep], second[keep], similarity[keep], dropped + more, stop)

    def _block(self, start: int, stop: int, left: int, right: int) -> NDArray[np.void]:
        """The candidates of one block of rows and columns."""
        rows, columns = self._rows[start:stop], self._rows[left:right]
        products = self._products[: len(rows) * len(columns)].view(len(rows), len(columns))
        kind = self._products.dtype
        with torch.inference_mode(), _on_threads(self._threads):
            torch.mm(rows.to(kind), columns.to(kind).t(), out=products)
        # Positive floats order as their bits do, and integers are looked through faster.
        bits = products.view(torch.int16 if kind is torch.bfloat16 else torch.int32).numpy()
        limit = _bits_of(self._threshold - SLACK, kind)
        near = np.flatnonzero(bits.max(axis=1) >= limit)
        row, column = np.nonzero(bits[near] >= limit)
        first, second = near[row] + start, column + left
        apart = (first < second) & (self._owners[first] != self._owners[second])
        found = np.empty(int(apart.sum()), dtype=_CANDIDATE)
        found["first"], found["second"] = first[apart], second[apart]
        found["bits"] = bits[near[row[apart]], column[apart]]
        return found

    def _checked(self, first: Positions, second: Positions) -> Embeddings:
        """The similarity of pairs in float32."""
        needed = np.unique(np.concatenate([first, second]))
        if not len(needed):
            return np.empty(0, dtype=np.float32)
        vectors = self._exact(needed)
        one, other = (vectors[np.searchsorted(needed, positions)] for positions in (first, second))
        similarity: Embeddings = np.einsum("ij,ij->i", one, other)
        return similarity


_CANDIDATE = np.dtype([("first", np.int64), ("second", np.int64), ("bits", np.int32)])


@contextmanager
def _on_threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _no_candidates() -> NDArray[np.void]:
    return np.empty(0, dtype=_CANDIDATE)


def _most_similar(found: NDArray[np.void]) -> tuple[NDArray[np.void], int]:
    """At most MOST_PAIRS of them, and how many those left out are."""
    more = max(len(found) - MOST_PAIRS, 0)
    if more:
        found = found[np.argpartition(found["bits"], more)[more:]]
    return found, more


def _kept(batches: Iterable[Embeddings], count: int) -> torch.Tensor:
    rows = torch.empty(count, 512, dtype=torch.bfloat16)
    filled = 0
    for batch in batches:
        if filled + len(batch) > count:
            raise ValueError("more vectors than owners")
        rows[filled : filled + len(batch)] = torch.from_numpy(np.ascontiguousarray(batch))
        filled += len(batch)
    if filled != count:
        raise ValueError("fewer vectors than owners")
    return rows


def _bits_of(similarity: float, kind: torch.dtype) -> int:
    """The largest number of a kind that is not above `similarity`, as the integer with its bits."""
    bits = int(np.float32(similarity).view(np.int32))
    return bits >> 16 if kind is torch.bfloat16 else bits
