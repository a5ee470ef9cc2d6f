"""The month's statement as a PDF: figures as signed, flags, sample sizes, and who signed."""

from datetime import date
from html import escape

from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_, _, day_text, language, month_text, ngettext, number, percent, weekday_text
from attendance.office import audit
from attendance.office.access import Account, Page
from attendance.reports import corrected, statement
from attendance.reports.corrected import Error
from attendance.reports.handed import File
from attendance.reports.paper import pdf, sheet
from attendance.reports.paper.markup import held, name_of, table, top
from attendance.reports.paper.sheet import Print
from attendance.reports.statement import Line, Statement
from data.clock import today


def of_month(district: District, account: Account, month: date, block_id: str | None = None) -> File:
    """The statement of the month that ``month`` is in, in the reader's language, entered in the audit trail.

    Args:
        block_id: One block, a line a day; None for a line each block that the account sees.

    Raises:
        NotAllowed: The role has no Review page, the block is not one of the account's, or nothing was expected in the month.
        Unavailable: This machine cannot make PDFs.
    """
    account.require(Page.REVIEW)
    found = statement.of_month(district.db, account.scope, month, today(), block_id)
    if found is None:
        raise NotAllowed(N_("There is nothing to state for this block and month. Choose one of your blocks, or another month."))
    content: bytes = pdf.laid_out(html(found, pdf.printed_by(district, account))).write_pdf()
    district.db.write(
        lambda tx: audit.record(
            tx, account, "statement.made", block_id, block_id, first=found.span.first, last=found.span.last, language=language()
        )
    )
    name = f"upasthiti-statement-{block_id or 'all'}-{found.span.first:%Y-%m}-{language()}.pdf"
    return File(name, content, pdf.PDF_MIME)


def html(found: Statement, printed: Print) -> str:
    """The whole document."""
    what = name_of(found.block) if found.block else escape(_("All units"))
    fiction = (
        f'<p class="fiction">{escape(_("Training sandbox: all names, photos and figures here are fictional."))}</p>'
        if printed.fictional
        else ""
    )
    days = _("From {first} to {last}").format(first=day_text(found.span.first, "full"), last=day_text(found.span.last, "full"))
    source = _("Source: photos read here, flags, the audit sample and the signatures. Signed days stand as they were signed.")
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{what}</title></head><body>'
        f"{sheet.footer(source, printed)}{sheet.watermark(printed)}"
        f"{top(_('Statement of a month'))}{fiction}<h1>{what}, {escape(month_text(found.span.first))}</h1>"
        f'<p class="week">{escape(days)}</p>{_signed(found)}{_table(found)}{_notes(found)}{_sign_here(found)}</body></html>'
    )


def _signed(found: Statement) -> str:
    total = found.total
    text = (
        _("All {days} days are signed off.").format(days=number(total.days))
        if total.signed == total.days
        else _("{signed} of {days} days are signed off; the others stand as they are today and may change.").format(
            signed=number(total.signed), days=number(total.days)
        )
    )
    return f'<p class="calendar"><b>{escape(text)}</b></p>'


def _table(found: Statement) -> str:
    heads = [
        (_("Day") if found.block else _("Unit"), "12%", ""),
        (_("Classes read of those expected"), "14%", "number"),
        (_("Recognised, of pupils enrolled in classes with photos"), "16%", "number"),
        (_("Faces seen, of the same"), "8%", "number"),
        (_("To be confirmed"), "7%", "number"),
        (_("Flags: all, open, confirmed"), "12%", "number"),
        (_("Classes set aside"), "7%", "number"),
        (_("Sample: judged of drawn"), "11%", "number"),
        (_("Signed by"), "13%", ""),
    ]
    rows = [_row(line, found) for line in found.lines]
    return table("days", heads, [*rows, _row(found.total, found, "<b>", "</b>")])


def _row(line: Line, found: Statement, bold: str = "", end: str = "") -> str:
    of = line.counts
    name = weekday_text(line.day) if line.day else (line.block if line is not found.total else _("Together"))
    cells = [
        f"{percent(of['read'], of['expected'])}\n{number(of['read'])} / {number(of['expected'])}",
        f"{percent(of['recognised'], of['enrolled'])}\n{number(of['recognised'])} / {number(of['enrolled'])}{_sample(line)}",
        percent(of["recognised"] + of["seen_not_named"], of["enrolled"]),
        number(of["uncertain"]),
        f"{number(of['flags'])} / {number(of['flags_open'])} / {number(of['flags_confirmed'])}",
        number(of["set_aside"]),
        f"{number(of['judged'])} / {number(of['sampled'])}",
    ]
    numbers = "".join(f'<td class="number">{bold}{_lines(cell)}{end}</td>' for cell in cells)
    return f"<tr><td>{bold}{name_of(name)}{end}</td>{numbers}<td>{_by(line)}</td></tr>"


def _sample(line: Line) -> str:
    if line.sample is None:
        return ""
    return "\n" + _("audit sample: {share}").format(share=corrected.words(line.sample.share))


def _lines(text: str) -> str:
    first, *others = text.split("\n")
    return held(first) + "".join(f'<br><small style="font-weight: normal">{held(other)}</small>' for other in others)


def _by(line: Line) -> str:
    if not line.signed:
        return f"<small>{escape(_('not signed off'))}</small>"
    who = name_of(", ".join(line.signed_by), 80)
    if line.days == 1:
        return who
    days = _("{signed} of {days} days").format(signed=number(line.signed), days=number(line.days))
    return f"{who}<br><small>{escape(days)}</small>"


def _notes(found: Statement) -> str:
    notes = []
    if found.total.waiting:
        notes.append(
            ngettext(
                "Photos or a changed roll of {count} class came after the signature and are not counted.",
                "Photos or changed rolls of {count} classes came after the signature and are not counted.",
                found.total.waiting,
            ).format(count=number(found.total.waiting))
        )
    for line in found.lines:
        for day, reason in line.reopened:
            where = f"{line.block}, {weekday_text(day)}"
            notes.append(_("Opened again – {where}: {reason}").format(where=where, reason=reason))
    notes += _how_sure(found)
    notes.append(_("Pupils and classes are counted once for each day."))
    notes.append(
        _("Not recognised does not mean absent: a machine marks nobody absent, and nobody may be struck off by this sheet.")
    )
    return "".join(f'<p class="note">{name_of(note, 400)}</p>' for note in notes)


def _how_sure(found: Statement) -> list[str]:
    """How often marks are wrong in the month, by the audit sample, with how many items it rests on."""
    sample = found.total.sample
    if sample is None:
        return []
    return [
        _("Audit sample – {error}: {rate}, of {items} items judged.").format(
            error=error.label, rate=corrected.words(told.rate), items=number(told.items)
        )
        for error, told in ((Error.FALSE_PRESENT, sample.false_present), (Error.MISSED, sample.missed))
    ]


def _sign_here(found: Statement) -> str:
    """A line for the office's own seal; the sheet itself names who signed in the app."""
    whole = found.total.signed == found.total.days
    words = _("District Programme Officer, signature and seal") if whole else _("Draft: not all days are signed off")
    return f'<p class="seal">{escape(words)}</p>'
