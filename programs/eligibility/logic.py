"""The values that eligibility is computed in: strong Kleene logic, where one thing unknown spoils only what needs it.

In code True is met, False is not met and None is not yet known. `Result` and `Outcome` are their names outside.
"""

from enum import StrEnum

#: Met, not met, or not yet known.
Truth = bool | None


class Result(StrEnum):
    """How one criterion stands. A criterion without a rule is judged by staff and never changes the outcome."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    STAFF = "staff-check"


class Outcome(StrEnum):
    """How a scheme stands, whether it is open or not."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not-eligible"
    NEEDS_FACTS = "needs-facts"


class Judgement(StrEnum):
    """How a scheme stands for a reader: the outcomes, and what no answer can tell.

    A scheme without a rule is eligible by the logic, which would promise what nobody has looked at.
    """

    FITS = "eligible"
    NEEDS_FACTS = "needs-facts"
    STAFF = "staff"
    FITS_NOT = "not-eligible"


RESULTS = {True: Result.MET, False: Result.NOT_MET, None: Result.UNKNOWN}
OUTCOMES = {True: Outcome.ELIGIBLE, False: Outcome.NOT_ELIGIBLE, None: Outcome.NEEDS_FACTS}
