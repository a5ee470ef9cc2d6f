"""A school's visit list as a PDF: a child a line, boxes to tick for what was found, and on each page what the list is not."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from attendance.district import District
from attendance.errors import BadEntry
from attendance.i18n import N_, _, brief_day, language, ngettext, number, pick
from attendance.office.access import Account
from attendance.reports import follow_up_rows, pupil_files
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, OF_PEOPLE, Case, Filters, Outcome, of_school
from attendance.reports.handed import File
from attendance.reports.paper import pdf, sheet
from attendance.reports.paper.markup import name_of, table, top
from attendance.reports.paper.sheet import Print
from attendance.reports.pupil_files import Purpose
from data.database import Row

_SHORT = {
    Outcome.PRESENT: N_("Comes to school"),
    Outcome.ILL: N_("Ill"),
    Outcome.TRANSFERRED: N_("Other school"),
    Outcome.MIGRATED: N_("Moved away"),
    Outcome.DROPPED_OUT: N_("Left school"),
}
_BOX = '<span class="box"></span>'


def of_one_school(district: District, account: Account, school: Row, filters: Filters, purpose: Purpose) -> File:
    """The open cases of a school as a form, in the reader's language, entered in the audit trail before it leaves.

    Args:
        school: As `data.follow_ups.schools` tells.

    Raises:
        NotAllowed: The role sees no pupils.
        BadEntry: No purpose is given, or no case of the school is open.
        Unavailable: This machine cannot make PDFs.
    """
    told = purpose.told()
    rows = follow_up_rows.of_list(district, account, filters, school["school_id"])
    cases = [case for case in of_school(district, account, school["school_id"], filters) if case.is_open]
    if not cases:
        raise BadEntry(N_("No case of this school is open now. Reload the page to see what is stored."))
    printed = pdf.printed_by(district, account)
    marked = replace(printed, at=_("{moment}, for: {purpose}").format(moment=printed.at, purpose=told))
    content: bytes = pdf.laid_out(html(school, cases, marked)).write_pdf()
    pupil_files.record(district, account, replace(rows, kind="visit_list", pupils=len(cases)), told, "pdf")
    return File(f"upasthiti-visit-list-{school['udise']}-{rows.span.first.isoformat()}-{language()}.pdf", content, pdf.PDF_MIME)


def html(school: Row, cases: Sequence[Case], printed: Print) -> str:
    """The whole document."""
    name = name_of(pick(school["school_hi"], school["school_en"]))
    place = " · ".join(
        name_of(text)
        for text in (
            f"UDISE {school['udise']}",
            pick(school["cluster_hi"], school["cluster_en"]),
            pick(school["block_hi"], school["block_en"]),
        )
    )
    fiction = (
        f'<p class="fiction">{escape(_("Training sandbox: all names, photos and figures here are fictional."))}</p>'
        if printed.fictional
        else ""
    )
    count = ngettext("{count} child to ask after", "{count} children to ask after", len(cases)).format(count=number(len(cases)))
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{name}</title></head><body>'
        f"{sheet.footer(_(NO_STRIKE_OFF), printed)}{sheet.watermark(printed)}{top(_('Visit list'))}{fiction}"
        f'<h1>{name}</h1><p class="week">{place}</p><p class="calendar"><b>{escape(count)}</b> · {_contacts(school)}</p>'
        f'<p class="fiction">{escape(_(NO_STRIKE_OFF))}</p>{_table(cases)}'
        f'<p class="seal">{escape(_("Name and signature of whoever visited, and the day"))}</p></body></html>'
    )


def _contacts(school: Row) -> str:
    head = _("Head teacher: {name}").format(name=f"{school['head_name'] or '—'} {school['head_phone'] or ''}".strip())
    return name_of(head, 80)


def _table(cases: Sequence[Case]) -> str:
    heads = [
        (_("Class"), "10%", ""),
        (_("Pupil"), "22%", ""),
        (_("Not recognised since (school days with photos)"), "14%", ""),
        *((_(_SHORT[outcome]), "8%", "tick") for outcome in OF_PEOPLE),
        (_("Note"), "14%", ""),
    ]
    return table("visits", heads, [_row(case) for case in cases])


def _row(case: Case) -> str:
    roll = f"{number(case.roll_number)} · " if case.roll_number is not None else ""
    since = f"{escape(brief_day(case.first_day))} ({number(case.days)})"
    gap = "" if case.has_photo else f'<div class="small">{escape(_("no reference photo"))}</div>'
    boxes = "".join(f'<td class="tick">{_BOX}</td>' for _outcome in OF_PEOPLE)
    return (
        f'<tr><td>{name_of(case.class_name)}</td><td><div class="two">{name_of(f"{roll}{case.name}")}</div>{gap}</td>'
        f"<td>{since}</td>{boxes}<td></td></tr>"
    )
