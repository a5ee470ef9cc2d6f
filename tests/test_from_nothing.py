"""From an empty home to a block's chart: init, files, reference photos by zip, an upload, the figures."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from attendance.__main__ import app
from attendance.config import Config
from attendance.district import District, Kind
from attendance.house import handlers
from attendance.intake.accept import accept
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import SYSTEM
from attendance.office.models import Models
from attendance.reports import charts, figures, measures
from attendance.roster.cast import cast
from attendance.roster.compose import compose_class_day
from attendance.worker import Worker
from data import register, schools
from recognition.pipeline import Pipeline
from tests.support import school_day

MEMBERS = ("P001", "P002", "P005", "P007")
UDISE = "99000000077"
FILES = {
    "schools": f"UDISE code,School (English),Block,Cluster (English)\n{UDISE},Model School,Sabour,First\n",
    "class_sections": f"UDISE code,Class,Section\n{UDISE},4,A\n",
    "contacts": f"Post,UDISE code,Name,Phone\nHead teacher,{UDISE},Some Head,0000000001\n",
}
# Of a workbook, which is what portals give out.
PUPILS = [
    ("PEN", "Name (English)", "UDISE code", "Class", "Section", "Enrolled from"),
    *((f"9900000{code[1:]}0", f"Adult {code}", UDISE, 4, "A", "2026-04-01") for code in MEMBERS),
]


def test_a_district_is_made_filled_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pipeline: Pipeline) -> None:
    monkeypatch.setenv("UPASTHITI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("UPASTHITI_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr("attendance.office.models.Pipeline", lambda *_: pipeline)
    _run("init", "--username", "mis.one", "--name", "MIS One", "--password-stdin", given="a long pass phrase 7\n")
    for what, text in FILES.items():
        (tmp_path / f"{what}.csv").write_text(text, encoding="utf-8-sig")
        _run("import", what, str(tmp_path / f"{what}.csv"))
    _write_workbook(tmp_path / "pupils.xlsx")
    _run("import", "pupils", str(tmp_path / "pupils.xlsx"))
    (tmp_path / "consents.csv").write_text(_consents(), encoding="utf-8-sig")
    _run("import", "consents", str(tmp_path / "consents.csv"))
    (tmp_path / "photos.zip").write_bytes(_photos_by_pen())
    _run("import", "reference_photos", str(tmp_path / "photos.zip"))
    district = District.open(Config(), Kind.OWN)
    section = schools.class_section_named(district.db, SYSTEM.scope, UDISE, 4, "A")
    assert section is not None
    made = compose_class_day(31, members=MEMBERS, absent={"P007"}, with_stranger=False)
    photos = [IncomingPhoto(f"{photo.side}.jpg", photo.jpeg, photo.side) for photo in made.photos]
    accept(district, SYSTEM, photos, [section], school_day(), "visit")
    assert Worker(lambda: [district], handlers(Models(pipeline.cache, pipeline))).work_off() == 1
    row = register.class_day(district.db, SYSTEM.scope, section, school_day())
    assert row is not None
    assert (row["enrolled"], row["references_of"], row["block_id"]) == (4, 4, "sabour")
    frame = register.marks(district.db, SYSTEM.scope, section, school_day())
    named = set(frame.loc[frame["mark"] == "present", "name_en"])
    asked = set(frame.loc[frame["mark"] == "uncertain", "name_en"])
    there = {f"Adult {code}" for code in made.present}
    assert len(named) >= 2
    assert named <= there <= named | asked
    span = figures.Span(school_day(), school_day())
    table = figures.table(district.db, SYSTEM.scope, span, figures.Level.BLOCK).set_index("block_id")
    chart = charts.bars(table.reset_index(), measures.Measure.RECOGNISED)
    district.close()
    assert table.loc["sabour", "recognised"] == row["recognised"] == len(named)
    bar = next(part for part in chart.data if part.name == measures.Measure.RECOGNISED.label)
    assert dict(zip((key for (key,) in bar.customdata), bar.x, strict=True))["sabour"] == pytest.approx(25 * len(named))
    assert any("सबौर" in str(part) for part in chart.to_dict()["layout"].get("annotations", ()))


def _run(*arguments: str, given: str | None = None) -> None:
    done = CliRunner().invoke(app, list(arguments), input=given)
    assert done.exit_code == 0, done.output


def _consents() -> str:
    return "PEN,Parents said,Date,Form number\n" + "".join(f"{row[0]},Yes,2026-04-01,7\n" for row in PUPILS[1:])


def _write_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for line, row in enumerate(PUPILS):
            sheet.write_row(line, 0, row)


def _photos_by_pen() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in cast():
            if member.code in MEMBERS:
                archive.writestr(f"9900000{member.code[1:]}0.jpg", member.reference.read_bytes())
    return out.getvalue()
