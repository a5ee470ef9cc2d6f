"""Figures as tables: in words for a page, with plain numbers for a file."""

import pandas as pd

from attendance.i18n import _, number, pick
from attendance.reports import corrected
from attendance.reports.figures import Figures, Rate
from attendance.reports.measures import Measure, class_name, names
from attendance.reports.periods import Period


def in_words(table: pd.DataFrame, heading: str) -> pd.DataFrame:
    """A table from `figures.table` as texts; below each percentage, in a line of its own, its part and whole.

    A table from `corrected.beside` has what the audit sample says of each row too.

    Args:
        heading: What the first column holds: block, school, …
    """
    figures = [Figures.of(row) for row in table.to_dict("records")]
    return pd.DataFrame({heading: names(table), **_words(figures), **_sample_words(table)})


def days_in_words(days: pd.DataFrame, period: Period = Period.DAY) -> pd.DataFrame:
    """A frame from `figures.trend` or `trends.whole` as texts, the latest first."""
    latest_first = days.iloc[::-1]
    figures = [Figures.of(row) for row in latest_first.to_dict("records")]
    shown = [period.in_full(moment.date()) for moment in pd.to_datetime(latest_first["day"])]
    return pd.DataFrame({_("When"): shown, **_words(figures)})


def for_file(table: pd.DataFrame) -> pd.DataFrame:
    """A table from `figures.table`, or a frame from `figures.trend`, with plain numbers under translated headings."""
    figures = [Figures.of(row) for row in table.to_dict("records")]
    columns: dict[str, list[object]] = {}
    if table["day"].notna().any():
        columns[_("Day")] = [moment.date() for moment in pd.to_datetime(table["day"])]
    for heading, level in ((_("Block"), "block"), (_("Cluster"), "cluster"), (_("School"), "school")):
        if table[f"{level}_hi"].notna().any():
            columns[heading] = [
                pick(hindi, english) for hindi, english in zip(table[f"{level}_hi"], table[f"{level}_en"], strict=True)
            ]
    if table["udise"].notna().any():
        columns["UDISE"] = list(table["udise"])
    if table["grade"].notna().any():
        columns[_("Class")] = [
            class_name(grade, section) for grade, section in zip(table["grade"], table["section"], strict=True)
        ]
    columns |= {
        _("Enrolled in classes with photos"): [one.enrolled for one in figures],
        _("Recognised"): [one.recognised for one in figures],
        _("Face seen, not named"): [one.seen_not_named for one in figures],
        _("Not seen"): [one.not_seen for one in figures],
        _("Absent (said by a person)"): [one.absent for one in figures],
        _("Recognised %"): [_percentage(one.recognised_rate) for one in figures],
        _("Faces seen %"): [_percentage(one.seen_rate) for one in figures],
        _("To be confirmed"): [one.uncertain for one in figures],
        _("Classes expected"): [one.expected for one in figures],
        _("Classes read here"): [one.read for one in figures],
        _("Classes uploaded to the portal"): [one.uploaded if one.compliance else None for one in figures],
        _("Uploaded late"): [one.late if one.compliance else None for one in figures],
        _("Uploaded %"): [_percentage(one.compliance) for one in figures],
    }
    if "sample_point" in table:
        for name, column in ((_("low %"), "sample_low"), (_("estimate %"), "sample_point"), (_("high %"), "sample_high")):
            heading = _("Present by audit sample, {part}").format(part=name)
            columns[heading] = [None if pd.isna(share) else round(100 * share, 1) for share in table[column]]
        columns[_("Judged in the audit sample")] = list(table["sample_n"])
    return pd.DataFrame(columns, dtype=object)


def _words(figures: list[Figures]) -> dict[str, list[str]]:
    measures = {measure.label: [_with_parts(measure, one) for one in figures] for measure in Measure}
    return {
        **measures,
        _("Not seen"): [number(one.not_seen) for one in figures],
        _("Absent (said by a person)"): [number(one.absent) for one in figures],
        _("To be confirmed"): [number(one.uncertain) for one in figures],
        _("Uploaded late"): [number(one.late) if one.compliance else Measure.COMPLIANCE.unknown for one in figures],
    }


def _sample_words(table: pd.DataFrame) -> dict[str, list[str]]:
    if "sample_point" not in table:
        return {}
    judged = [_("{count} judged").format(count=number(count)) for count in table["sample_n"]]
    shares = [corrected.words(corrected.of_row(row)) for row in table.to_dict("records")]
    return {_("Present by audit sample"): [f"{share}\n{count}" for share, count in zip(shares, judged, strict=True)]}


def _with_parts(measure: Measure, figures: Figures) -> str:
    rate = measure.rate(figures)
    return f"{rate.percent}\n{rate}" if rate else measure.unknown


def _percentage(rate: Rate | None) -> float | None:
    share = rate.share if rate else None
    return None if share is None else round(100 * share, 1)
