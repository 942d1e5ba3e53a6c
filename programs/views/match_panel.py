"""How an entry stands on what its reader has answered: the panel beside a measure or programme."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import Firm
from accounts.views.common import CHECK_KEY
from portal.catalogue.listed import Listed
from portal.catalogue.models import Entry
from programs.check.results import Row, row_of
from programs.check.words import Test
from programs.eligibility.explaining import explain
from programs.eligibility.logic import Judgement
from programs.selectors.rates import current_rate
from programs.views.check_session import check_in


@dataclass(frozen=True, slots=True)
class MatchPanel:
    """One scheme on the answers of one reader."""

    row: Row
    judgement: Judgement
    #: The firm she works for, if any.
    firm: Firm | None

    @property
    def met(self) -> list[Test]:
        return [test for test in self.row.tests if test.state == "met"]

    @property
    def left(self) -> list[Test]:
        """What is not met or not settled, in the order of the page."""
        return [test for test in self.row.tests if test.state in ("unmet", "ask")]

    @property
    def total(self) -> int:
        """How many conditions can be tested here."""
        return len(self.met) + len(self.left)

    @property
    def for_staff(self) -> int:
        """How many only staff can judge."""
        return Counter(test.state for test in self.row.tests)["staff"]


def panel_of(request: HttpRequest, entry: Entry, state: str) -> MatchPanel | None:
    """How an entry stands for whoever asks; None where nothing is known of her, which asks the database nothing.

    Reading the session is what makes the page her own: whoever has one gets no kept page (`portal.front.page_cache`).
    """
    if not (request.user.is_authenticated or request.session.get(CHECK_KEY)):
        return None
    check = check_in(request)
    scheme = check.schemes.get(entry.slug)
    if scheme is None or not check.facts:
        return None
    verdict = explain(scheme, check.facts)
    firm = check.membership.firm if check.membership else None
    row = row_of(check, verdict, Listed(entry, state), rate=current_rate())
    return MatchPanel(row, verdict.judgement, firm)
