"""The catalogue's filters: what a query string may say, and what it means."""

import django_filters
from django.db.models import Case, F, IntegerField, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Kind, Openness
from portal.catalogue.selectors import OVER, CodeLists, of_sectors, with_words
from portal.catalogue.wording import MAX_QUERY

#: Parameters with several values, in the order in which they are shown.
FACETS = ("kind", "open", "area", "category", "sector")

NEWEST, BY_NAME, CLOSING = "newest", "name", "closing"
SORTS = ((NEWEST, _("Newest information")), (BY_NAME, _("Name")), (CLOSING, _("Closing soon")))


KINDS = (
    (Kind.MEASURE, _("Measures")),
    (Kind.PROGRAMME, _("Programmes")),
    (Kind.INCUBATOR, _("Incubators")),
    (Kind.SPACE, _("Spaces")),
    (Kind.PLATFORM, _("Platforms")),
    (Kind.STORY, _("Stories")),
)


class SeveralOf(django_filters.MultipleChoiceFilter):
    """Any of several values. Never DISTINCT: no filter here joins a row twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, distinct=False, **kwargs)


class CatalogueFilter(django_filters.FilterSet):
    """Filters over entries that carry their `state`.

    Entries that are over (closed or ended) are left out unless `ended=1` or `open` asks for them. Kinds without a
    window (places, platforms, incubators, stories) have no state, so a choice under `open` leaves them out.
    """

    kind = SeveralOf(choices=KINDS, label=_("Kind"))
    area = SeveralOf(label=_("Where"))
    category = SeveralOf(label=_("What it helps with"))
    sector = SeveralOf(label=_("Field"), method="filter_sector")
    open = SeveralOf(choices=Openness.choices, label=_("Open or not"), field_name="state")
    q = django_filters.CharFilter(label=_("Search"), max_length=MAX_QUERY, method="filter_words")
    ended = django_filters.ChoiceFilter(label=_("Closed and ended"), choices=[("1", "1")], method="keep")
    sort = django_filters.ChoiceFilter(label=_("Sort by"), choices=SORTS, method="keep")

    def __init__(self, data, queryset: QuerySet, *, codes: CodeLists):
        super().__init__(data, queryset=queryset)
        for name, rows in (("area", codes.areas), ("category", codes.categories), ("sector", codes.sectors)):
            self.filters[name].extra["choices"] = [(row.code, row.name) for row in rows]

    def filter_sector(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return of_sectors(queryset, value) if value else queryset

    def filter_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return with_words(queryset, value)

    def keep(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Says how to show the rows, not which."""
        return queryset

    @property
    def chosen(self) -> dict:
        """The values that passed the check, by parameter. Only after `is_valid()`."""
        return self.form.cleaned_data

    def narrowed(self, without: str = "") -> QuerySet:
        """The entries that pass every filter but the one named."""
        queryset = self.queryset
        for name, value in self.chosen.items():
            if name != without:
                queryset = self.filters[name].filter(queryset, value)
        if without == "open" or self.chosen["open"] or self.chosen["ended"]:
            return queryset
        return queryset.exclude(state__in=OVER)

    def in_order(self) -> QuerySet:
        """The entries that pass every filter, in the order asked for; the slug settles ties."""
        last_day = Coalesce("closes", "effective_to")
        over_last = Case(When(state__in=OVER, then=1), default=0, output_field=IntegerField())
        order: dict[str, list] = {
            NEWEST: [F("as_of").desc(nulls_last=True)],
            BY_NAME: ["name"],
            CLOSING: [over_last, last_day.asc(nulls_last=True)],
        }
        return self.narrowed().order_by(*order[self.chosen["sort"] or NEWEST], "slug")
