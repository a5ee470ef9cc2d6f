"""What each role may see."""

from attendance.office.access import Account, Role
from data.scope import Scope


def test_scopes_by_role() -> None:
    everyone = {role: Account("a1", "A", role, frozenset({"sabour"})).scope for role in Role}
    assert everyone[Role.BRC] == Scope.of(["sabour"])
    assert everyone[Role.TRAINER] == Scope.nothing()
    assert all(everyone[role] == Scope.everything() for role in (Role.DPO, Role.MIS, Role.DIVISION))
