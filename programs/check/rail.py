"""What stands beside every question of the check: what is still open, and what the last answer did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.catalogue.enums import Openness
from portal.catalogue.listed import Listed
from portal.catalogue.models import Entry
from portal.catalogue.selectors import OVER
from portal.catalogue.windows import date_note
from programs.eligibility.explaining import Verdict
from programs.eligibility.logic import Outcome

from .answers import Effect
from .state import Check
from .words import gap_of

#: Schemes named as still open, and as closed by the last answer.
NAMED = 5
STATES = {Outcome.ELIGIBLE: "met", Outcome.NEEDS_FACTS: "ask", Outcome.NOT_ELIGIBLE: "unmet"}


@dataclass(frozen=True, slots=True)
class Line:
    """One scheme with a word on how it stands."""

    entry: Entry
    #: met, ask or unmet.
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Rail:
    """The counts are of schemes that answers can say something about."""

    total: int
    open: int
    settled: int
    #: What the last answer did, in a few words; empty before the first.
    effect: str
    lines: list[Line]
    #: Still open beyond those named.
    more: int
    closed: int
    #: Closed by the last answer, with the reason.
    closed_now: list[Line]
    #: Schemes that only staff can judge.
    for_staff: int

    @property
    def waiting(self) -> int:
        """How many still hang on questions."""
        return self.total - self.settled

    @property
    def percent(self) -> int:
        """How far the check has come: the share of schemes that are settled."""
        return round(100 * self.settled / self.total) if self.total else 100


def rail_of(check: Check, entries: Mapping[str, Listed]) -> Rail:
    """The rail of a check. entries: those of its schemes, by slug."""
    still_open = [one for one in check.tested.values() if one.outcome != Outcome.NOT_ELIGIBLE]
    effect = check.answers.effect
    gone = [check.verdicts[slug] for slug in effect.closed if slug in check.verdicts] if effect else []
    named = sorted(still_open, key=lambda verdict: nearness(verdict, entries))[:NAMED]
    return Rail(
        total=len(check.tested),
        open=len(still_open),
        settled=len(check.tested) - check.waiting_count,
        effect=effect_in_words(effect) if effect else "",
        lines=list(lines_of(check, named, entries)),
        more=len(still_open) - len(named),
        closed=len(check.tested) - len(still_open),
        closed_now=list(lines_of(check, gone[:NAMED], entries)),
        for_staff=len(check.verdicts) - len(check.tested),
    )


def nearness(verdict: Verdict, entries: Mapping[str, Listed]) -> tuple:
    """What can be had soonest comes first: usable, then settled, then with the fewest questions left."""
    listed = entries.get(verdict.scheme.slug)
    over = listed is None or listed.state in OVER
    return over, len(verdict.missing), -len(verdict.findings), verdict.scheme.slug


def lines_of(check: Check, verdicts: Iterable[Verdict], entries: Mapping[str, Listed]) -> Iterable[Line]:
    for verdict in verdicts:
        listed = entries.get(verdict.scheme.slug)
        if listed is not None:
            yield Line(listed.entry, STATES[verdict.outcome], note_of(check, verdict, listed))


def note_of(check: Check, verdict: Verdict, listed: Listed) -> str:
    """Why it stands as it does, and whether it can be used where it cannot."""
    if verdict.outcome == Outcome.NOT_ELIGIBLE:
        return next((gap_of(finding, check) for finding in verdict.findings if finding.gap), "")
    if verdict.outcome == Outcome.ELIGIBLE:
        said = _("All tests met so far")
    else:
        left = len(verdict.missing)
        said = ngettext(
            "%(count)s more question to settle it", "%(count)s more questions to settle it", left
        ) % {"count": left}
    if listed.state not in (*OVER, Openness.LATER):
        return said
    window = pgettext("between the items of a list", ", ").join(
        filter(None, [str(listed.label), date_note(listed.entry, listed.state)])
    )
    return pgettext("between two statements", "%(first)s. %(second)s") % {"first": said, "second": window}


def effect_in_words(effect: Effect) -> str:
    """What an answer did, such as "12 closed, 3 with every test met"."""
    closed, met, again = len(effect.closed), len(effect.met), len(effect.reopened)
    parts = [
        ngettext("%(count)s closed", "%(count)s closed", closed) % {"count": closed} if closed else "",
        ngettext("%(count)s with every test met", "%(count)s with every test met", met) % {"count": met}
        if met
        else "",
        ngettext("%(count)s open again", "%(count)s open again", again) % {"count": again} if again else "",
    ]
    return pgettext("between the items of a list", ", ").join(filter(None, parts)) or _("none closed")
