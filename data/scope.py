"""Which rows a caller may see: a set of blocks, or all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Scope:
    """The blocks whose rows are visible; ``blocks`` of None means every block."""

    blocks: frozenset[str] | None

    @classmethod
    def everything(cls) -> Self:
        """Every block: for roles that see the whole district, and for the app's own work."""
        return cls(None)

    @classmethod
    def of(cls, blocks: Iterable[str]) -> Self:
        """Only the named blocks."""
        return cls(frozenset(blocks))

    @classmethod
    def nothing(cls) -> Self:
        """No block at all."""
        return cls(frozenset())

    def includes(self, block_id: str) -> bool:
        """Whether rows of this block are visible."""
        return self.blocks is None or block_id in self.blocks

    def narrowed(self, blocks: Iterable[str]) -> "Scope":
        """This scope with nothing outside the named blocks."""
        wanted = frozenset(blocks)
        return Scope(wanted if self.blocks is None else wanted & self.blocks)

    def parameters(self) -> dict[str, object]:
        """The two parameters that every scoped query binds: ``$all_blocks`` and ``$blocks``."""
        return {"all_blocks": self.blocks is None, "blocks": sorted(self.blocks or ())}
