"""Whether an entry is open: the function and the database condition say the same for every combination."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db.models import Case, When

from portal.catalogue.enums import Openness, Status
from portal.catalogue.models import Entry, EntryIndex, FacetProfile
from portal.catalogue.openness import is_over, openness, openness_expression, phase_expression
from portal.catalogue.search.documents import Lists, index_row
from portal.catalogue.search.particulars import Particulars
from tests.factories import make_area, make_category, make_measure, make_place

TODAY = date(2026, 3, 15)
PAST, FUTURE = TODAY - timedelta(days=30), TODAY + timedelta(days=30)
DAYS = (None, PAST, TODAY, FUTURE)
TERMS = [(first, last) for first, last in product(DAYS, DAYS) if not (first and last) or first <= last]


@pytest.mark.django_db
def test_function_and_expression_agree_everywhere():
    area, category = make_area(), make_category()
    rows = [
        Entry(
            kind="measure",
            slug=f"row-{n}",
            area=area,
            category=category,
            name="x",
            summary="x",
            confidence="high",
            status=status,
            effective_from=term[0],
            effective_to=term[1],
            opens=window[0],
            closes=window[1],
            rolling=rolling,
        )
        for n, (status, term, window, rolling) in enumerate(
            product(Status.values, TERMS, TERMS, (None, False, True))
        )
    ]
    Entry.objects.bulk_create(rows)
    said = dict(Entry.objects.annotate(said=openness_expression(TODAY)).values_list("slug", "said"))
    assert len(said) == len(rows) == 4 * 13 * 13 * 3
    assert {row.slug: str(openness(row, TODAY)) for row in rows} == said
    profile = FacetProfile.objects.create(key="x", kind="measure", area=area.code)
    EntryIndex.objects.bulk_create(index_row(row, profile, Particulars(), Lists({}, {}, {})) for row in rows)
    kept = EntryIndex.objects.annotate(
        said=phase_expression(TODAY), over=Case(When(is_over(TODAY), then=1), default=0)
    )
    assert dict(kept.values_list("entry__slug", "said")) == said
    over = {Openness.CLOSED, Openness.EXPIRED}
    assert dict(kept.values_list("entry__slug", "over")) == {
        slug: state in over for slug, state in said.items()
    }


@pytest.mark.django_db
def test_entries_without_a_status_have_no_state():
    place = make_place()
    assert place.openness == ""
    assert Entry.objects.annotate(said=openness_expression(TODAY)).get(pk=place.pk).said == ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"rolling": True}, Openness.OPEN),
        ({}, Openness.UNKNOWN),
        ({"opens": PAST, "closes": TODAY}, Openness.OPEN),
        ({"opens": PAST, "closes": PAST}, Openness.CLOSED),
        ({"opens": FUTURE}, Openness.LATER),
        ({"status": Status.ANNOUNCED, "rolling": True}, Openness.LATER),
        ({"status": Status.UNKNOWN, "rolling": True}, Openness.UNKNOWN),
        ({"status": Status.EXPIRED, "rolling": True}, Openness.EXPIRED),
        ({"rolling": True, "effective_to": PAST}, Openness.EXPIRED),
        ({"rolling": True, "effective_to": TODAY}, Openness.OPEN),
    ],
)
def test_what_each_state_means(fields, expected):
    row = Entry(**{"status": Status.IN_FORCE, **fields})
    assert openness(row, TODAY) == expected


@pytest.mark.django_db
def test_an_entry_knows_its_own_state():
    assert make_measure(rolling=True).openness == Openness.OPEN
