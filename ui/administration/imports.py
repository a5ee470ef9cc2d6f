"""Filling the district from files: template, upload, look, apply, refused rows back; and reference photos from a zip."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from attendance.i18n import _, number
from attendance.roster import imports, reference_zip
from attendance.roster.imports import ImportKind, ImportPlan
from attendance.roster.reference_zip import ZipImport, import_zip
from ui import download, failures, widgets
from ui.guard import Visit

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PHOTOS = "reference_photos"
_SHOWN = 20
_ROUND = "import_round"
_PLAN = "import_plan"
_DONE = "import_zip_done"


def show(visit: Visit) -> None:
    """Choose what a file holds, then the steps for it."""
    st.caption(_("In this order: schools, class sections, pupils, contacts, reference photos."))
    titles = {**{kind.value: _(spec.title) for kind, spec in imports.KINDS.items()}, PHOTOS: _("Reference photos")}
    chosen = widgets.sections(titles, "import")
    if chosen == PHOTOS:
        _photos(visit)
    else:
        _rows(visit, ImportKind(chosen))


def _rows(visit: Visit, kind: ImportKind) -> None:
    _templates(kind)
    given = st.file_uploader(
        _("The filled-in file: CSV, Excel or ods"), type=["csv", "xlsx", "xls", "ods"], key=f"import_{kind.value}_{_turn()}"
    )
    if given is None:
        return
    with failures.shown():
        planned = _planned(visit, kind, given)
        _preview(planned)
        if planned.changes_nothing:
            st.info(_("Nothing to import: what can be taken is there already."), icon=":material/info:")
        elif st.button(_("Import"), type="primary", icon=":material/publish:", key="import_apply"):
            done = imports.apply(visit.district, visit.account, planned, good_rows_only=True)
            _start_again()
            text = _("Imported: {new} new, {changed} changed, {refused} refused.")
            counts = {"new": number(done.new), "changed": number(done.changed), "refused": number(len(planned.refused))}
            widgets.tell_after_rerun(text.format(**counts))


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
    with st.expander(_("How to fill it in")):
        for column in imports.KINDS[kind].columns:
            needed = _("Needed.") + " " if column.required else ""
            st.markdown(f"**{column.heading}**: {needed}{_(column.note)}")


def _planned(visit: Visit, kind: ImportKind, given: UploadedFile) -> ImportPlan:
    """Look at a file once, however often the page runs."""
    asked = (given.file_id, kind, visit.district.kind)
    known = st.session_state.get(_PLAN)
    if known is None or known[0] != asked:
        with st.spinner(_("Looking at the file …")):
            known = (asked, imports.plan(visit.district, visit.account, kind, given.getvalue(), given.name))
        st.session_state[_PLAN] = known
    found: ImportPlan = known[1]
    return found


def _preview(planned: ImportPlan) -> None:
    counts = {
        _("New"): len(planned.new),
        _("Changed"): len(planned.changed),
        _("There already"): len(planned.unchanged),
        _("Refused"): len(planned.refused),
    }
    for column, (label, count) in zip(st.columns(len(counts)), counts.items(), strict=True):
        with column:
            widgets.figure_card(label, number(count))
    if planned.refused.empty:
        return
    st.warning(_("Refused rows are left out. Mend them in the file below and import that file."), icon=":material/warning:")
    for line, reason in planned.refused["reason"].head(_SHOWN).items():
        st.markdown(_("Line {line}: {reason}").format(line=number(int(str(line))), reason=reason))
    if len(planned.refused) > _SHOWN:
        st.caption(_("… and {count} more in the file.").format(count=number(len(planned.refused) - _SHOWN)))
    name = f"{planned.kind.value}-refused.csv"
    download.offer(_("Refused rows with reasons"), name, imports.refused_csv(planned), "text/csv", "import_refused")


def _photos(visit: Visit) -> None:
    st.markdown(_("A zip with one photo for each pupil, named by PEN: 12345678901.jpg, a second one 12345678901_2.jpg."))
    given = st.file_uploader(_("The zip"), type=["zip"], key=f"import_zip_{_turn()}")
    if given is not None and st.button(_("Import"), type="primary", icon=":material/publish:", key="import_zip_apply"):
        with failures.shown():
            st.session_state[_DONE] = _with_progress(visit, given)
            _start_again()
            st.rerun()
    if _DONE in st.session_state:
        _tell(st.session_state[_DONE])


def _with_progress(visit: Visit, given: UploadedFile) -> ZipImport:
    st.caption(_("Stay on this page until it is done. If it stops, import the same zip again: what is there is passed over."))
    bar = st.progress(0.0)

    def progress(done: int, total: int) -> None:
        text = _("Photo {done} of {total}").format(done=number(done), total=number(total))
        bar.progress(done / total, text)

    return import_zip(visit.district, visit.account, visit.house.pipeline_for(visit.district), given, progress)


def _tell(done: ZipImport) -> None:
    text = _("{added} photos added, {unchanged} there already, {refused} refused.")
    counts = {"added": number(done.added), "unchanged": number(done.unchanged), "refused": number(len(done.refused))}
    st.success(text.format(**counts), icon=":material/check_circle:")
    for refusal in done.refused[:_SHOWN]:
        st.markdown(f"`{refusal.name}`: {refusal.why}")
    if len(done.refused) > _SHOWN:
        st.caption(_("… and {count} more in the file.").format(count=number(len(done.refused) - _SHOWN)))
    if done.refused:
        content = reference_zip.refused_csv(done)
        download.offer(_("Refused photos with reasons"), "photos-refused.csv", content, "text/csv", "import_zip_refused")


def _turn() -> int:
    turn: int = st.session_state.get(_ROUND, 0)
    return turn


def _start_again() -> None:
    st.session_state[_ROUND] = _turn() + 1
    st.session_state.pop(_PLAN, None)
