"""Queries, one .sql file each, with their named parameters."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SCOPE_PARAMETERS = frozenset({"all_blocks", "blocks"})
UNSCOPED = "-- unscoped:"


@dataclass(frozen=True)
class Query:
    """One statement and the names it binds.

    Attributes:
        binds_scope: Whether it uses the caller's Scope, ``$all_blocks`` and ``$blocks``. A file whose first line begins with
            ``-- unscoped:`` says why it does not filter by it; any other must.
    """

    name: str
    sql: str
    parameters: frozenset[str]
    binds_scope: bool


@cache
def load(name: str) -> Query:
    """Read ``<family>/<name>.sql``.

    Raises:
        FileNotFoundError: There is no such query.
        ValueError: It neither filters by Scope nor says why not.
    """
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    code = re.sub(r"--.*", "", sql)
    parameters = frozenset(re.findall(r"\$([a-z_][a-z0-9_]*)", code))
    binds_scope = parameters >= SCOPE_PARAMETERS
    if not binds_scope and not sql.startswith(UNSCOPED):
        raise ValueError(f"query {name} binds no Scope and does not say why")
    return Query(name, sql, parameters, binds_scope)


def every() -> list[str]:
    """The names of all queries."""
    return sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.sql"))
