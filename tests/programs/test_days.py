"""No date of a form may be the year 1 or the year 9999, and the refusal names the days that may be."""

import pytest

from portal.kernel.clock import today
from portal.kernel.days import years_from
from programs.forms.aftercare import MilestoneForm
from programs.forms.desk import OfferForm
from programs.forms.papers import PaperForm
from programs.services.papers import PaperDetails


def errors_of(form, name: str) -> list[str]:
    return [text for text in form.errors.get(name, []) if text.startswith("Enter a date from")]


@pytest.mark.parametrize(
    ("form", "name", "years"),
    [
        (lambda day: OfferForm({"offer-accept_by": day}), "accept_by", (0, 2)),
        (lambda day: MilestoneForm({"milestone-due_on": day}), "due_on", (0, 10)),
        (lambda day: PaperForm({"issued_on": day}, details=PaperDetails()), "issued_on", (-100, 100)),
        (lambda day: PaperForm({"expires_on": day}, details=PaperDetails()), "expires_on", (-100, 100)),
    ],
)
def test_a_day_far_off_is_refused_and_the_bounds_are_named(form, name, years):
    for fit in years:
        assert errors_of(form(years_from(today(), fit).isoformat()), name) == []
    for off in ("0001-01-01", "9999-12-31", years_from(today(), years[1] + 1).isoformat()):
        assert len(errors_of(form(off), name)) == 1
