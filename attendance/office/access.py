"""Roles, the pages they may open, and the rows they may see."""

from dataclasses import dataclass
from enum import StrEnum

from attendance.errors import NotAllowed
from attendance.i18n import N_
from data.scope import Scope


class Role(StrEnum):
    """What somebody does in the committee."""

    DPO = "dpo"
    MIS = "mis"
    DIVISION = "division"
    BRC = "brc"
    TRAINER = "trainer"


ROLE_NAMES: dict[Role, str] = {
    Role.DPO: N_("District Programme Officer"),
    Role.MIS: N_("MIS in-charge"),
    Role.DIVISION: N_("Division in-charge"),
    Role.BRC: N_("Block Resource Centre staff"),
    Role.TRAINER: N_("Trainer"),
}


class Page(StrEnum):
    """The pages, by their address."""

    ATTENDANCE = "attendance"
    UPLOAD = "upload"
    REVIEW = "review"
    EXCEPTIONS = "exceptions"
    PUPILS = "pupils"
    ADMINISTRATION = "administration"
    TRAINING = "training"


_DISTRICT_WORK = frozenset({Page.ATTENDANCE, Page.UPLOAD, Page.REVIEW, Page.EXCEPTIONS, Page.PUPILS, Page.TRAINING})
PAGES: dict[Role, frozenset[Page]] = {
    Role.DPO: _DISTRICT_WORK | {Page.ADMINISTRATION},  # the audit trail only
    Role.MIS: _DISTRICT_WORK | {Page.ADMINISTRATION},
    Role.DIVISION: _DISTRICT_WORK,
    Role.BRC: _DISTRICT_WORK,
    Role.TRAINER: frozenset({Page.TRAINING}),
}


@dataclass(frozen=True)
class Account:
    """Somebody who is signed in, or the app itself.

    Attributes:
        blocks: The blocks of a `brc` account; other roles need none.
        must_change: Whether the password was given by somebody else: until another is chosen no page opens and no row is seen.
    """

    username: str
    name: str
    role: Role
    blocks: frozenset[str] = frozenset()
    must_change: bool = False

    @property
    def scope(self) -> Scope:
        """The rows this account may see."""
        if self.must_change:
            return Scope.nothing()
        match self.role:
            case Role.BRC:
                return Scope.of(self.blocks)
            case Role.TRAINER:
                return Scope.nothing()
            case _:
                return Scope.everything()

    def in_sandbox(self) -> "Account":
        """The same person as one who may do the whole district's work; only for the sandbox, where all is fiction."""
        return Account(self.username, self.name, Role.DIVISION)

    def may_open(self, page: Page) -> bool:
        """Whether the role has this page."""
        return page in PAGES[self.role] and not self.must_change

    def require(self, page: Page) -> None:
        """Refuse work that belongs to a page the role does not have.

        Raises:
            NotAllowed: Always then.
        """
        if self.must_change:
            raise NotAllowed(N_("Choose a new password first."))
        if not self.may_open(page):
            raise NotAllowed(N_("Your role does not include this. Ask the MIS in-charge if you need it."))


SYSTEM = Account("system", "Upasthiti", Role.MIS)
