"""The point from which a face is accepted, measured on what people said of the faces they were asked about.

People are asked only about faces that the machine is unsure of. What they say tells how often its first proposal is right at
a given evidence, for such faces; it tells nothing of faces that were accepted without asking. So:

- only faces that were asked about count: on an accepted face a person says something only where a mistake was noticed;
- a face that the margin alone kept from being accepted is left out: no other point would have accepted it;
- the faces of one person seen count once, with the strongest evidence, for one click decided them all;
- "nobody can be named" counts as wrong, also where the face was merely unclear: that errs on the safe side;
- the point proposed lies at the safe end of the estimate's 95 % interval, and where it lies beyond what was asked about, that
  is said.

Of faces accepted without asking the audit sample tells: it is drawn at random from them and judged blind. Its rate of wrong
ones stands beside the curve and is not mixed into it: the sample is of all accepted faces, most of them far above the point,
the curve's rate of those just at the point. Where the sample shows more wrong ones than the rate chosen, that is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import scipy

from attendance import estimate, judged
from attendance.district import District
from attendance.errors import Changed, NotAllowed
from attendance.estimate import Estimate
from attendance.i18n import N_
from attendance.office import audit, models, settings
from attendance.office.access import Account, Role
from attendance.said import Said, standing
from data import judgements
from data.database import Row, Transaction
from recognition.calibration import SHIPPED, Calibration
from recognition.weights import CASIA_NAME

LEAST = 50
"""Persons decided of each kind. Where none of 50 is wrong, up to 6 % may still be (rule of three: 3 / 50), and with fewer the
curve's place moves by more than the whole band that people are asked about."""
RATES = (0.05, 0.02, 0.01)
"""Shares of wrong ones, among faces accepted just at the point, that may be chosen."""
TO_SHOW_A_RATE = 3
"""So many divided by the rate: fewer decisions cannot show that a rate is not exceeded (rule of three)."""
SAMPLED_OVER = timedelta(days=27)
"""Before the last day: four weeks of the audit sample."""
WITHIN = 1.96
"""Standard errors on each side of a 95 % interval."""


@dataclass(frozen=True, eq=False)
class Measured:
    """What verdicts tell of the model in use.

    Attributes:
        sample: A row per person decided: evidence, same (whether the first proposal was right), size (pixels).
        left_out: Verdicts on faces that were not asked about, or that the margin alone held back, or of before the evidence
            was stored.
        accept_at: The point in use.
        calibration: The curve, None where there are too few of a kind or more evidence means less often right.
    """

    model: str
    sample: pd.DataFrame
    left_out: int
    accept_at: float
    calibration: Calibration | None

    @property
    def same(self) -> int:
        """Persons of whom the first proposal was right."""
        return int(self.sample["same"].sum())

    @property
    def different(self) -> int:
        """Persons of whom it was wrong."""
        return len(self.sample) - self.same

    @property
    def enough(self) -> bool:
        """Whether there are LEAST of each kind."""
        return min(self.same, self.different) >= LEAST

    def strangers_passing(self, accept_at: float) -> float | None:
        """The share (0 to 1) of persons unknown to a class who are taken for a pupil at this point, as measured with adults
        when the app was made; None for a model that was not measured then."""
        return SHIPPED.passing(accept_at) if self.model == CASIA_NAME else None

    def probability(self, evidence: float) -> float:
        """How often the first proposal is right at this evidence, 0 to 1, among faces like those asked about.

        Raises:
            ValueError: There is no curve.
        """
        return float(scipy.special.expit(scipy.special.logit(_curve(self).probability(evidence)) + _prior(self)))


@dataclass(frozen=True)
class Proposal:
    """A point for a chosen rate.

    Attributes:
        rate: The share of wrong ones among faces accepted just at the point.
        accept_at: The point that is proposed, at the safe end of the interval.
        low, high: The 95 % interval of the estimate.
        beyond: Whether it lies above all evidence that people were asked about.
    """

    rate: float
    accept_at: float
    low: float
    high: float
    beyond: bool


def look(district: District, account: Account) -> Measured:
    """Measure on all verdicts of the model in use.

    Raises:
        NotAllowed: Only the MIS in-charge may look.
    """
    if account.role is not Role.MIS:
        raise NotAllowed(N_("Only the MIS in-charge measures the thresholds."))
    model = models.in_use(district.db)
    rows = judgements.of_model(district.db, account.scope, model)
    sample, left_out = _sample(rows)
    measured = Measured(model, sample, left_out, settings.load(district).accept_at, None)
    if not measured.enough:
        return measured
    try:
        curve = Calibration.fit(sample["evidence"].tolist(), sample["same"].tolist())
    except ValueError:
        return measured
    return Measured(model, sample, left_out, measured.accept_at, curve)


@dataclass(frozen=True)
class Accepted:
    """What the audit sample tells of the faces that the model in use accepted without asking.

    Attributes:
        items: Judged, without those of which nobody could tell.
        wrong: The share that was not the pupil, None where it is not known yet.
    """

    items: int
    wrong: Estimate | None


def accepted(district: District, account: Account, last: date) -> Accepted:
    """From the audit sample of the `SAMPLED_OVER` days up to a last one."""
    found = judged.items(district.db, account.scope, last - SAMPLED_OVER, last)
    of_model = found[(found["kind"] == judged.PRESENT) & (found["model"] == models.in_use(district.db))]
    clear = of_model[of_model["wrong"].notna()]
    class_days = clear["class_day"].nunique()
    if not estimate.enough(len(clear), class_days, len(of_model), len(of_model) - len(clear)):
        return Accepted(len(clear), None)
    return Accepted(len(clear), estimate.rate(clear["wrong"], clear["weight"], clear["class_day"].tolist()))


def propose(measured: Measured, rate: float) -> Proposal | None:
    """The point at which one in ``1 / rate`` faces accepted is wrong; None where the decisions cannot show it.

    A lower point than the one in use must lie within what people were asked about; a higher one may lie beyond.

    Args:
        rate: One of RATES.
    """
    low, high = settings.bounds("accept_at")
    if measured.calibration is None or len(measured.sample) < TO_SHOW_A_RATE / rate:
        return None
    log_odds = float(scipy.special.logit(1 - rate)) - _prior(measured)
    at = measured.calibration.evidence_for(float(scipy.special.expit(log_odds)))
    error = _standard_error(measured, at)
    safe = max(low, ceil(100 * (at + WITHIN * error)) / 100)
    beyond = safe > float(measured.sample["evidence"].max())
    if safe > high or (beyond and safe < measured.accept_at):
        return None
    return Proposal(rate, safe, at - WITHIN * error, at + WITHIN * error, beyond)


def apply(district: District, account: Account, proposal: Proposal) -> None:
    """Accept faces from the proposed point on.

    Raises:
        NotAllowed: Only the MIS in-charge may.
        Changed: People decided more meanwhile, and the point moved or is no longer shown by what they say.
    """
    measured = look(district, account)
    now = propose(measured, proposal.rate)
    if now is None or now.accept_at != proposal.accept_at:
        raise Changed(N_("People decided more meanwhile, and the proposed point moved. Look at it again, then apply it."))
    chosen = settings.load(district)
    settings.save(district, account, accept_at=now.accept_at, uncertain_at=min(chosen.uncertain_at, now.accept_at))
    detail: dict[str, Any] = {"rate": now.rate, "before": measured.accept_at, "after": now.accept_at}
    detail |= {"same": measured.same, "different": measured.different}

    def work(tx: Transaction) -> None:
        models.confirm_thresholds(tx, account.username)
        audit.record(tx, account, "calibration.applied", measured.model, **detail)

    district.db.write(work)


def _sample(rows: Iterable[Row]) -> tuple[pd.DataFrame, int]:
    by_id = {row["verdict_id"]: row for row in rows}
    said = [
        Said(**{key: row[key] for key in ("verdict_id", "kind", "face_id", "pupil_id", "undoes")}) for row in by_id.values()
    ]
    last = {verdict.face_id: by_id[verdict.verdict_id] for verdict in standing(said)}
    asked = [row for row in last.values() if _counts(row)]
    strongest = {}
    for row in sorted(asked, key=lambda row: row["evidence"]):
        strongest[row["submission_id"], row["person"]] = row
    found = [(row["evidence"], row["pupil_id"] == row["proposed"], row["size"]) for row in strongest.values()]
    sample = pd.DataFrame(found, columns=["evidence", "same", "size"]).astype({"evidence": float, "same": bool, "size": float})
    return sample, len(last) - len(asked)


def _counts(row: Row) -> bool:
    if row["decision"] != "uncertain" or row["evidence"] is None:
        return False
    return row["second_similarity"] is None or row["similarity"] - row["second_similarity"] >= row["margin"]


def _curve(measured: Measured) -> Calibration:
    if measured.calibration is None:
        raise ValueError("there is no curve")
    return measured.calibration


def _prior(measured: Measured) -> float:
    """The curve is that of even odds; this brings it to how often proposals were right among those asked about."""
    return float(np.log(measured.same / measured.different))


def _standard_error(measured: Measured, at: float) -> float:
    """Of the evidence at which the curve reaches a probability, by the delta method."""
    curve = _curve(measured)
    values = measured.sample["evidence"].to_numpy()
    probability = scipy.special.expit(curve.intercept + _prior(measured) + curve.slope * values)
    rows = np.stack([np.ones(len(values)), values], axis=1)
    covariance = np.linalg.pinv((rows * (probability * (1 - probability))[:, None]).T @ rows)
    gradient = np.array([1.0, at]) / -curve.slope
    return float(np.sqrt(gradient @ covariance @ gradient))
