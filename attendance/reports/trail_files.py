"""The audit trail handed out as a file: as the page shows it, or as who saw what of whom, for a report after a breach."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from attendance.district import District, Kind
from attendance.errors import BadEntry
from attendance.i18n import N_, _, day_text, number
from attendance.office import audit, blocks, seen, subject_words
from attendance.office.access import ROLE_NAMES, Account, Page, Role
from attendance.office.audit import Entry
from attendance.office.seen import About, Filters, Seen
from attendance.reports import exports
from attendance.reports.handed import File
from attendance.reports.handing import Format
from data import accounts
from data.clock import in_india, utc_now


def of_trail(district: District, account: Account, form: Format, filters: Filters) -> File:
    """The entries that the page's filters leave, newest first; entered in the trail before the file leaves.

    Raises:
        NotAllowed: The role does not see the audit trail.
        BadEntry: There are more than a file takes.
    """
    found = filters.entries(district, account, 0, seen.MOST + 1)
    if len(found) > seen.MOST:
        raise BadEntry(N_("These are more than {most} entries. Choose fewer days."), most=seen.MOST)
    names = blocks.names(district)
    about = _about(district, account, found)
    table = pd.DataFrame([_row(entry, names, about) for entry in found], columns=_headings())
    action = audit.in_words(filters.action) if filters.action else None
    told = [one for one in (filters.username, action, names.get(filters.block_id or "")) if one]
    return _handed(district, account, form, _("Audit trail"), "trail", table, told, filters.whom, (filters.first, filters.last))


def of_seen(district: District, account: Account, form: Format, whom: About, first: date, last: date) -> File:
    """Who saw what of whom: a row for each look, file and decision, with how near it was; entered in the trail first.

    Raises:
        NotAllowed: The role does not see the audit trail.
        BadEntry: There are more than a file takes.
    """
    rows = seen.seen(district, account, whom, first, last)
    names, people = blocks.names(district), _people(district)
    about = _about(district, account, [one.entry for one in rows])
    table = pd.DataFrame([_seen_row(one, names, people, about) for one in rows], columns=_seen_headings())
    return _handed(district, account, form, _("Who saw what"), "seen", table, [], whom, (first, last))


def _handed(
    district: District,
    account: Account,
    form: Format,
    title: str,
    kind: str,
    table: pd.DataFrame,
    filters: Sequence[str],
    whom: About | None,
    days: tuple[date, date],
) -> File:
    account.require(Page.ADMINISTRATION)
    first, last = days
    told = [*filters, *([whom.words] if whom else [])]
    notes = _notes(district, account, title, told, first, last, len(table))
    content = exports.to_csv(table, notes) if form is Format.CSV else exports.to_excel(table, kind, notes)
    asked = [*filters, *([whom.subject] if whom else [])]
    detail = {"first": first, "last": last, "rows": len(table), "filters": asked}
    district.db.write(lambda tx: audit.record(tx, account, f"export.{kind}", form.value, None, **detail))
    mime = exports.CSV_MIME if form is Format.CSV else exports.EXCEL_MIME
    return File(f"upasthiti-{kind}-{first.isoformat()}-{last.isoformat()}.{form.value}", content, mime)


def _notes(
    district: District, account: Account, title: str, filters: Sequence[str], first: date, last: date, rows: int
) -> list[str]:
    now = in_india(utc_now())
    days = _("{first} to {last}").format(first=day_text(first, "medium"), last=day_text(last, "medium"))
    lines = [
        f"{_('Upasthiti · Bhagalpur')} · {title}: {days} · {_('{count} rows').format(count=number(rows))}",
        _("Taken by {name} ({username}) on {moment}.").format(
            name=account.name, username=account.username, moment=f"{day_text(now.date())}, {now:%H:%M}"
        ),
        _("Filter: {filters}").format(filters=", ".join(filters) or _("nothing left out")),
        _("Times are of India. Pupils are told by PEN; no names of children are in this file."),
    ]
    if district.kind is Kind.SANDBOX:
        lines.insert(0, _("Training sandbox: all names, photos and figures here are fictional."))
    return lines


def _headings() -> list[str]:
    return [_("Number"), _("Day"), _("Time"), _("Account"), _("What"), _("About"), _("Key"), _("Block"), _("Details")]


def _about(district: District, account: Account, found: Sequence[Entry]) -> dict[str, str]:
    return subject_words.in_words(district, account, [one for entry in found for one in (entry.subject, *entry.pupils)])


def _row(entry: Entry, names: dict[str, str], about: dict[str, str]) -> list[object]:
    moment = in_india(entry.happened_at)
    block = names.get(entry.block_id or "", entry.block_id)
    subjects = [entry.subject] if entry.subject else list(entry.pupils)
    words = ", ".join(about.get(one, one) for one in subjects)
    when = [moment.date(), f"{moment:%H:%M:%S}"]
    return [entry.entry_id, *when, entry.username, entry.action, words, ", ".join(subjects), block, entry.detail]


def _seen_headings() -> list[str]:
    number_, day, time, who, what, *rest = _headings()
    return [number_, day, time, who, _("Name"), _("Role"), _("How"), _("How near"), what, *rest]


def _seen_row(one: Seen, names: dict[str, str], people: dict[str, tuple[str, str]], about: dict[str, str]) -> list[object]:
    number_, day, time, who, *rest = _row(one.entry, names, about)
    return [number_, day, time, who, *people.get(one.entry.username, ("", "")), one.how.label, one.reach.label, *rest]


def _people(district: District) -> dict[str, tuple[str, str]]:
    return {row["username"]: (row["name"], _(ROLE_NAMES[Role(row["role"])])) for row in accounts.every(district.db)}
