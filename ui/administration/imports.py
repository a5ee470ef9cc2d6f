"""Filling the district from files: template, upload, look, apply, refused rows back; and reference photos from a zip."""

from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from attendance.i18n import N_, _, number
from attendance.reports.handed import File
from attendance.roster import imports, reference_zip
from attendance.roster.imports import ImportKind, ImportPlan, plans
from attendance.roster.reference_zip import ZipImport, import_zip
from data.clock import today
from ui import download, failures, widgets
from ui.administration import import_columns, import_preview
from ui.guard import Visit

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PHOTOS = "reference_photos"
_SHOWN = 20
_NAME_ANEW = "import_columns_anew"
_ANEW = N_("Choose for each column which one of the file it is.")
_ROUND = "import_round"
_PLAN = "import_plan"
_DONE = "import_zip_done"


def show(visit: Visit) -> None:
    """Choose what a file holds, then the steps for it."""
    st.caption(_("In this order: schools, class sections, pupils, contacts, consent, reference photos."))
    titles = {**{kind.value: _(spec.title) for kind, spec in imports.KINDS.items()}, PHOTOS: _("Reference photos")}
    chosen = widgets.sections(titles, "import")
    if chosen == PHOTOS:
        _photos(visit)
    else:
        _rows(visit, ImportKind(chosen))


def _rows(visit: Visit, kind: ImportKind) -> None:
    _templates(kind)
    day = _day(kind)
    given = st.file_uploader(
        _("The filled-in file: CSV, Excel or ods"),
        type=["csv", "xlsx", "xls", "ods"],
        max_upload_size=imports.MOST_BYTES // 1_000_000,
        key=f"import_{kind.value}_{_turn()}",
    )
    if given is None:
        return
    with failures.shown():
        try:
            planned = _planned(visit, kind, given, day)
        except imports.ColumnsUnknown as problem:
            _name_columns(visit, kind, problem)
            return
        if not _columns_are_right(visit, planned):
            return
        import_preview.show(visit, planned)
        if planned.changes_nothing:
            st.info(_("Nothing to import: what can be taken is there already."), icon=":material/info:")
            return
        good_rows_only = _good_rows_only(planned)
        blocked = len(planned.refused) > 0 and not good_rows_only
        if st.button(_("Import"), type="primary", icon=":material/publish:", key="import_apply", disabled=blocked):
            done = imports.apply(visit.district, visit.account, planned, good_rows_only)
            _start_again()
            text = _("Imported: {new} new, {changed} changed, {refused} refused.")
            counts = {"new": number(done.new), "changed": number(done.changed), "refused": number(len(planned.refused))}
            widgets.tell_after_rerun(text.format(**counts))


def _columns_are_right(visit: Visit, planned: ImportPlan) -> bool:
    """Whether columns named by hand stand; otherwise they are asked for again."""
    if planned.by_hand is None:
        return True
    st.caption(_("The columns are taken as somebody named them by hand for such files."))
    if not st.toggle(_("Name the columns anew"), key=_NAME_ANEW):
        return True
    known = {heading: key for heading, key in planned.by_hand.items() if heading in planned.headings}
    _name_columns(visit, planned.kind, imports.ColumnsUnknown(_ANEW, list(planned.headings), known))
    return False


def _name_columns(visit: Visit, kind: ImportKind, problem: imports.ColumnsUnknown) -> None:
    """Have them named, and look at the same file again."""
    if import_columns.ask(visit, kind, problem):
        for key in (_PLAN, _NAME_ANEW):
            st.session_state.pop(key, None)
        st.rerun()


def _good_rows_only(planned: ImportPlan) -> bool:
    if planned.refused.empty:
        return False
    return st.checkbox(
        _("Import the good rows only and leave the refused ones out ({count})").format(count=number(len(planned.refused))),
        key="import_good_rows_only",
    )


def _day(kind: ImportKind) -> date | None:
    """Of which day the file is, where its kind is of one day."""
    if not imports.KINDS[kind].of_a_day:
        return None
    chosen = st.date_input(
        _("Day of the report"), value=today(), max_value=today(), format="DD/MM/YYYY", key="import_day", width=200
    )
    return chosen if isinstance(chosen, date) else None


def _templates(kind: ImportKind) -> None:
    st.markdown(f"**{_('Template')}**")
    left, right = st.columns(2)
    with left:
        download.offer(
            _("Excel template"), f"{kind.value}.xlsx", imports.template_xlsx(kind), EXCEL, f"template_xlsx_{kind.value}"
        )
    with right:
        download.offer(
            _("CSV template"), f"{kind.value}.csv", imports.template_csv(kind), "text/csv", f"template_csv_{kind.value}"
        )
    if imports.KINDS[kind].example():
        st.caption(_("The template holds what is known of Bihar's list for this year. Add the other holidays of the list."))
    with st.expander(_("How to fill it in")):
        for column in imports.KINDS[kind].columns:
            needed = _("Needed.") + " " if column.required else ""
            st.markdown(f"**{widgets.literal(column.heading)}**: {needed}{_(column.note)}")


def _planned(visit: Visit, kind: ImportKind, given: UploadedFile, day: date | None) -> ImportPlan:
    """Look at a file once, however often the page runs."""
    asked = (given.file_id, kind, visit.district.kind, day)
    known = st.session_state.get(_PLAN)
    if known is None or known[0] != asked:
        imports.refuse_large(given.name, given.size)
        with st.spinner(_("Looking at the file …")):
            known = (asked, imports.plan(visit.district, visit.account, kind, given.getvalue(), given.name, day=day))
        st.session_state[_PLAN] = known
    found: ImportPlan = known[1]
    return found


def _photos(visit: Visit) -> None:
    st.markdown(_("A zip with one photo for each pupil, named by PEN: 12345678901.jpg, a second one 12345678901_2.jpg."))
    given = st.file_uploader(_("The zip"), type=["zip"], key=f"import_zip_{_turn()}")
    if given is not None and st.button(_("Import"), type="primary", icon=":material/publish:", key="import_zip_apply"):
        with failures.shown():
            st.session_state[_DONE] = _with_progress(visit, given)
            _start_again()
            st.rerun()
    if _DONE in st.session_state:
        _tell(visit, st.session_state[_DONE])


def _with_progress(visit: Visit, given: UploadedFile) -> ZipImport:
    st.caption(_("Stay on this page until it is done. If it stops, import the same zip again: what is there is passed over."))
    bar = st.progress(0.0)

    def progress(done: int, total: int) -> None:
        text = _("Photo {done} of {total}").format(done=number(done), total=number(total))
        bar.progress(done / total, text)

    return import_zip(visit.district, visit.account, visit.house.pipeline_for(visit.district), given, progress)


def _tell(visit: Visit, done: ZipImport) -> None:
    text = _("{added} photos added, {unchanged} there already, {refused} refused.")
    counts = {"added": number(done.added), "unchanged": number(done.unchanged), "refused": number(len(done.refused))}
    st.success(text.format(**counts), icon=":material/check_circle:")
    for refusal in done.refused[:_SHOWN]:
        st.markdown(widgets.literal(f"{refusal.name}: {refusal.why}"))
    if len(done.refused) > _SHOWN:
        st.caption(_("… and {count} more in the file.").format(count=number(len(done.refused) - _SHOWN)))
    if done.refused:

        def make() -> File:
            plans.refused_taken(visit.district, visit.account, None, len(done.refused))
            return File("photos-refused.csv", reference_zip.refused_csv(done), "text/csv")

        about = ("refused photos", id(done))
        download.on_demand(visit, _("Refused photos with reasons"), make, key="import_zip_refused", about=about)


def _turn() -> int:
    turn: int = st.session_state.get(_ROUND, 0)
    return turn


def _start_again() -> None:
    st.session_state[_ROUND] = _turn() + 1
    st.session_state.pop(_PLAN, None)
