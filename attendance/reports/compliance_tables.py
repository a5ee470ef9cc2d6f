"""Compliance, coverage and trends as tables: in words for a page, with plain numbers for a file."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from attendance.i18n import _, number
from attendance.reports.compliance import COUNTS, PARTS, figures_of, streak_words
from attendance.reports.figures import Rate
from attendance.reports.measures import Measure
from attendance.reports.periods import Period


def standing_in_words(
    standing: pd.DataFrame, names: Mapping[str, str], measure: Measure, target: int, heading: str
) -> pd.DataFrame:
    """A frame from `compliance.standing` as texts, in its order.

    Args:
        heading: What the first column holds: block, school, …
    """
    rows = standing.to_dict("records")
    part, whole = PARTS[measure]
    columns = {
        heading: [names.get(row["key"], row["key"]) for row in rows],
        _("Rank this week"): [_rank_words(row) for row in rows],
        _("This week"): [_rate_words(row["week_part"], row["week_whole"], measure) for row in rows],
        _("In these days"): [_rate_words(row[part], row[whole], measure) for row in rows],
        _("Against the target of {percent}").format(percent=f"{number(target)} %"): [
            _gap_words(row["gap"], measure) for row in rows
        ],
    }
    if measure is Measure.COMPLIANCE:
        columns[_("Uploaded late")] = [_rate_words(row["late"], row["uploaded"], measure, "–") for row in rows]
    return pd.DataFrame({**columns, _("Up to now"): [streak_words(row, measure) for row in rows]})


def standing_for_file(
    standing: pd.DataFrame, names: Mapping[str, str], measure: Measure, target: int, heading: str
) -> pd.DataFrame:
    """The same with plain numbers."""
    part, whole = PARTS[measure]
    columns: dict[str, object] = {
        heading: [names.get(key, key) for key in standing["key"]],
        _("Classes expected"): standing["expected"].tolist(),
        **_rates(standing[part], standing[whole], measure),
        _("Target %"): target,
        _("Rank this week"): standing["rank"].tolist(),
        _("Rank last week"): standing["rank_before"].tolist(),
        _("School days running below the target"): standing["below"].tolist(),
        _("School days running on target"): standing["reached"].tolist(),
        _("School days running with nothing"): standing["without"].tolist(),
    }
    if measure is Measure.COMPLIANCE:
        columns[_("Uploaded late")] = standing["late"].tolist()
    return pd.DataFrame(columns, dtype=object)


def periods_in_words(periods: pd.DataFrame, period: Period, measure: Measure) -> pd.DataFrame:
    """A frame from `compliance.by_period` without units as texts, the latest first."""
    rows = periods.iloc[::-1].to_dict("records")
    part, whole = PARTS[measure]
    columns = {
        _("When"): [period.in_full(row["day"].date()) for row in rows],
        measure.label: [_rate_words(row[part], row[whole], measure) for row in rows],
        _("Classes expected"): [number(row["expected"]) for row in rows],
    }
    if measure is Measure.COMPLIANCE:
        columns[_("uploaded in time")] = [_rate_words(row["uploaded"] - row["late"], row[whole], measure) for row in rows]
        columns[_("uploaded late")] = [_rate_words(row["late"], row[whole], measure) for row in rows]
    return pd.DataFrame(columns)


def periods_for_file(cells: pd.DataFrame, names: Mapping[str, str], heading: str) -> pd.DataFrame:
    """A frame by unit and period with plain numbers: a row each."""
    return pd.DataFrame(
        {
            _("From"): [moment.date() for moment in cells["day"]],
            heading: [names.get(key, key) for key in cells["key"]],
            _("Classes expected"): cells["expected"].tolist(),
            _("Classes read here"): cells["read"].tolist(),
            _("Classes expected, portal's report there"): cells["portal_expected"].tolist(),
            _("Classes uploaded to the portal"): cells["uploaded"].where(cells["portal_expected"] > 0, None).tolist(),
            _("Uploaded late"): cells["late"].where(cells["portal_expected"] > 0, None).tolist(),
            _("Enrolled in classes with photos"): cells["enrolled"].tolist(),
            _("Recognised"): cells["recognised"].tolist(),
            _("Face seen, not named"): cells["seen_not_named"].tolist(),
        },
        dtype=object,
    )


def parts_in_words(parts: pd.DataFrame, period: Period, measure: Measure, heading: str) -> pd.DataFrame:
    """A frame from `trends.parts` as texts: each part over all the time, where it was lowest and highest, and at last."""
    rows = []
    for _key, own in parts.groupby("key", sort=False):
        rate = measure.rate(figures_of(own[COUNTS].sum()))
        known = own[own[measure.column].notna()].sort_values(measure.column).to_dict("records")
        last = own.to_dict("records")[-1]
        rows.append(
            {
                heading: str(own["name"].iloc[0]),
                _("All together"): f"{rate.percent}\n{rate}" if rate else measure.unknown,
                _("Lowest"): _moment_words(known[0], period, measure) if known else measure.unknown,
                _("Highest"): _moment_words(known[-1], period, measure) if known else measure.unknown,
                _("Last"): _moment_words(last, period, measure),
            }
        )
    return pd.DataFrame(rows)


def _moment_words(row: Mapping[Any, Any], period: Period, measure: Measure) -> str:
    return f"{measure.text(figures_of(row))}\n{period.brief(row['day'].date())}"


def _rates(part: pd.Series, whole: pd.Series, measure: Measure) -> dict[str, list[object]]:
    shares = [None if not of else round(100 * count / of, 1) for count, of in zip(part, whole, strict=True)]
    if measure is Measure.COVERAGE:
        return {_("Classes read here"): part.tolist(), _("Read here %"): shares}
    return {
        _("Classes expected, portal's report there"): whole.tolist(),
        _("Classes uploaded to the portal"): [count if of else None for count, of in zip(part, whole, strict=True)],
        _("Uploaded %"): shares,
    }


def _rate_words(part: float, whole: float, measure: Measure, unknown: str | None = None) -> str:
    if pd.isna(whole) or not whole:
        return measure.unknown if unknown is None else unknown
    rate = Rate(int(part), int(whole))
    return f"{rate.percent}\n{rate}"


def _rank_words(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["rank"]):
        return "–"
    rank = number(int(row["rank"]))
    if pd.isna(row["climbed"]):
        return rank
    climbed = int(row["climbed"])
    return f"{rank} ({'▲' if climbed > 0 else '▼'}{number(abs(climbed))})" if climbed else f"{rank} (=)"


def _gap_words(gap: float, measure: Measure) -> str:
    if pd.isna(gap):
        return measure.unknown
    points = round(gap)
    if points > 0:
        return _("{count} points above").format(count=number(points))
    return (
        _("{count} points below").format(count=number(-points))
        if points < 0
        else _("on target")
        if gap >= 0
        else _("just below")
    )
