"""The measures that units are compared by, and how they are put in order."""

from enum import StrEnum

import pandas as pd

from attendance.i18n import N_, _, pick
from attendance.reports.figures import Figures, Rate


class Measure(StrEnum):
    """What bars, tiles and tables are ordered and coloured by."""

    RECOGNISED = "recognised"
    SEEN = "seen"
    COVERAGE = "coverage"
    COMPLIANCE = "compliance"

    @property
    def column(self) -> str:
        """Its share in a table of figures."""
        return f"{self.value}_share"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return _(_LABELS[self])

    @property
    def of_what(self) -> str:
        """What its percentage is of, in the reader's language."""
        return _(_OF_WHAT[self])

    @property
    def unknown(self) -> str:
        """What stands where it is not known."""
        return _("Portal figures missing") if self is Measure.COMPLIANCE else _("not known yet")

    def rate(self, figures: Figures) -> Rate | None:
        """Part and whole; None where it is not known."""
        rate = {
            Measure.RECOGNISED: figures.recognised_rate,
            Measure.SEEN: figures.seen_rate,
            Measure.COVERAGE: figures.coverage,
            Measure.COMPLIANCE: figures.compliance,
        }[self]
        return rate if rate and rate.whole else None

    def text(self, figures: Figures) -> str:
        """Its percentage, or what stands where it is not known."""
        rate = self.rate(figures)
        return rate.percent if rate else self.unknown


_LABELS = {
    Measure.RECOGNISED: N_("Recognised"),
    Measure.SEEN: N_("Faces seen"),
    Measure.COVERAGE: N_("Read here"),
    Measure.COMPLIANCE: N_("Uploaded to the portal"),
}
_OF_WHAT = {
    Measure.RECOGNISED: N_("of the pupils enrolled in classes with photos"),
    Measure.SEEN: N_("of the pupils enrolled in classes with photos"),
    Measure.COVERAGE: N_("of the classes expected by the calendar"),
    Measure.COMPLIANCE: N_("of the classes expected by the calendar"),
}


def in_order(table: pd.DataFrame, measure: Measure, *, low_first: bool = True) -> pd.DataFrame:
    """A table of figures by a measure; units where it is not known come last either way."""
    return table.sort_values([measure.column, "key"], ascending=[low_first, True], na_position="last", ignore_index=True)


def class_name(grade: int, section: str) -> str:
    """A class section as it is spoken of."""
    return _("Class {grade} {section}").format(grade=grade, section=section)


def names(table: pd.DataFrame) -> pd.Series:
    """Each row's own name in the reader's language: of the deepest level that the table goes to."""
    if table.empty:
        return pd.Series(dtype=str)
    if table["class_section_id"].notna().any():
        pairs = zip(table["grade"], table["section"], strict=True)
        return pd.Series([class_name(grade, section) for grade, section in pairs], index=table.index)
    for level in ("school", "cluster", "block"):
        if table[f"{level}_hi"].notna().any():
            pairs = zip(table[f"{level}_hi"], table[f"{level}_en"], strict=True)
            return pd.Series([pick(hindi, english) for hindi, english in pairs], index=table.index)
    return pd.Series("", index=table.index)
