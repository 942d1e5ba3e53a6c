"""What is worth telling a firm when its standing with a scheme changes."""

from enum import StrEnum

from .logic import Outcome


class News(StrEnum):
    """One thing to tell. The values are parameters of the notification that tells it."""

    #: Eligible now.
    GAINED = "gained"
    #: Eligible as before, and one can apply now.
    OPENED = "opened"
    #: Eligible as before, and it has come into force; whether one can apply now, nobody has published.
    IN_FORCE = "in_force"
    #: Was eligible and is not any more, or what it was eligible for is gone.
    LOST = "lost"
    #: Was eligible, and a fact that is not known decides now.
    UNSETTLED = "unsettled"
    #: Was not known, and is known not to be eligible.
    SETTLED = "settled"


def news_of(before: str | None, after: str | None) -> News | None:
    """The news in a step from one outcome to another; None where there is none.

    Both are values of Outcome, or None where the scheme was not there before or is not there any more.
    """
    if before == after:
        return None
    if after == Outcome.ELIGIBLE:
        return News.GAINED
    if before == Outcome.ELIGIBLE:
        return News.UNSETTLED if after == Outcome.NEEDS_FACTS else News.LOST
    if before == Outcome.NEEDS_FACTS and after == Outcome.NOT_ELIGIBLE:
        return News.SETTLED
    return None
