"""The list of checks, made one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from attendance.doctor import holdings, left_behind, machine
from attendance.doctor.finding import Check, Finding, Patient, State, wrong
from attendance.i18n import N_

CHECKS = (
    Check("python", N_("Python"), machine.python),
    Check("disk", N_("Disk"), machine.disk),
    Check("folders", N_("Folders"), machine.folders),
    Check("key", N_("Key"), holdings.key),
    Check("database", N_("Database"), holdings.database),
    Check("model", N_("Recognition model"), machine.weights),
    Check("backup", N_("Backup"), holdings.backup),
    Check("left_behind", N_("Put aside and half done"), left_behind.left_behind),
    Check("clock", N_("Clock"), holdings.clock),
    Check("trail_end", N_("End of the audit trail"), holdings.trail_end),
    Check("queue", N_("Work in the queue"), holdings.queue),
    Check("inbox", N_("Inbox"), machine.inbox),
    Check("log", N_("Log"), machine.log),
    Check("fonts", N_("PDF and fonts"), machine.fonts),
    Check("proxy", N_("Proxy"), machine.proxy),
)
DEEP = (
    Check("trail", N_("Audit trail"), holdings.audit_trail),
    Check("stored", N_("Everything stored"), holdings.stored),
)
OFTEN = frozenset({"disk", "database", "backup", "clock", "queue", "log"})
"""What the health address asks each time: cheap, and what goes wrong while the app runs."""


@dataclass(frozen=True)
class Examined:
    """A check with what it found."""

    check: Check
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        """The worst of it."""
        states = [finding.state for finding in self.findings]
        return next((state for state in (State.WRONG, State.LOOK, State.UNKNOWN) if state in states), State.OK)


def examine(patient: Patient) -> Iterator[Examined]:
    """Make every check, and the deep ones where asked."""
    for check in (*CHECKS, *(DEEP if patient.deep else ())):
        yield made(check, patient)


def made(check: Check, patient: Patient) -> Examined:
    """Make one check; that it cannot be made is a finding, too."""
    try:
        return Examined(check, tuple(check.look(patient)))
    except Exception as problem:  # noqa: BLE001 - one check must not keep the others from being made
        kind = type(problem).__name__
        return Examined(
            check,
            (
                wrong(
                    N_("This could not be checked: {kind}."), N_("Look at the disk and the folders' rights first."), kind=kind
                ),
            ),
        )


def words(patient: Patient) -> list[str]:
    """The names of the frequent checks that found something wrong: all that a monitor is told."""
    return [check.name for check in CHECKS if check.name in OFTEN and made(check, patient).state is State.WRONG]
