"""The catalogue's filters: what a query string may say, and what it means. Rows are those of `EntryIndex`."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Kind, Openness
from portal.catalogue.models import EntryIndex
from portal.catalogue.openness import is_over, phase_expression
from portal.catalogue.selectors import CodeLists
from portal.catalogue.wording import MAX_QUERY
from portal.kernel.clock import today
from portal.kernel.languages import ENGLISH, SUFFIXES, current
from portal.kernel.templatetags.ui import BANK_WORDS, NORTH, SOUTH
from programs.enums import Instrument, Stage
from programs.models import Intake

from .needs import needs
from .profiles import Values

#: Parameters with several values, in the order in which they are shown.
FACETS = ("need", "kind", "open", "area", "side", "category", "sector", "instrument", "stage")
#: Parameters with one value that narrow the list.
BOUNDS = ("closing_before", "amount")

RELEVANCE, NEWEST, CLOSING, WORTH, BY_NAME = "relevance", "newest", "closing", "amount", "name"
SORTS = (
    (RELEVANCE, _("Best match")),
    (NEWEST, _("Newest information")),
    (CLOSING, _("Closing soon")),
    (WORTH, _("Largest sum")),
    (BY_NAME, _("Name")),
)

KINDS = (
    (Kind.MEASURE, _("Measures")),
    (Kind.PROGRAMME, _("Programmes")),
    (Kind.INCUBATOR, _("Incubators")),
    (Kind.SPACE, _("Spaces")),
    (Kind.PLATFORM, _("Platforms")),
    (Kind.STORY, _("Stories")),
)
SIDES = ((SOUTH, BANK_WORDS[SOUTH]), (NORTH, BANK_WORDS[NORTH]))
#: A sum of more digits than any budget.
MOST = 10**15


class SeveralOf(django_filters.MultipleChoiceFilter):
    """Any of several values. Never DISTINCT: no filter here joins a row twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, distinct=False, **kwargs)


class WholeSum(django_filters.NumberFilter):
    field_class = forms.IntegerField


class CatalogueFilter(django_filters.FilterSet):
    """Filters over rows of the index. What takes applications on this portal (`intakes`, by entry) is open, and closes
    when they do.

    Entries that are over (closed or ended) are left out unless `ended=1` or `open` asks for them. Kinds without a
    window (places, platforms, incubators, stories) have no state, so a choice under `open` leaves them out.
    Words (`q`) are kept here and looked for by `listing`, which knows what to do when nothing holds them.
    """

    need = SeveralOf(label=_("What you need"), method="by_profile")
    kind = SeveralOf(choices=KINDS, label=_("Kind"), method="by_profile")
    open = SeveralOf(choices=Openness.choices, label=_("Open or not"), method="filter_state")
    area = SeveralOf(label=_("Where"), method="by_profile")
    side = SeveralOf(choices=SIDES, label=_("Side of the river"), method="by_profile")
    category = SeveralOf(label=_("What it helps with"), method="by_profile")
    sector = SeveralOf(label=_("Field"), method="by_profile")
    instrument = SeveralOf(choices=Instrument.choices, label=_("How it helps"), method="by_profile")
    stage = SeveralOf(choices=Stage.choices, label=_("Stage of the firm"), method="by_profile")
    closing_before = django_filters.DateFilter(label=_("Closes before"), method="filter_closing")
    amount = WholeSum(
        label=_("Sum of at least"),
        method="filter_amount",
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
    )
    q = django_filters.CharFilter(label=_("Search"), max_length=MAX_QUERY, method="keep")
    ended = django_filters.ChoiceFilter(label=_("Closed and ended"), choices=[("1", "1")], method="keep")
    sort = django_filters.ChoiceFilter(label=_("Sort by"), choices=SORTS, method="keep")

    def __init__(
        self, data, *, codes: CodeLists, profiles: Mapping[int, Values], intakes: Mapping[int, Intake]
    ):
        super().__init__(data, queryset=EntryIndex.objects.all())
        self.codes = codes
        self.profiles = profiles
        self.intakes = intakes
        self.open_ids = list(intakes)
        self.today = today()
        for name, rows in (("area", codes.areas), ("category", codes.categories), ("sector", codes.sectors)):
            self.filters[name].extra["choices"] = [(row.code, row.name) for row in rows]
        self.filters["need"].extra["choices"] = [(need.code, str(need)) for need in needs()]

    def get_form_class(self):
        """The form that checks the parameters, made once for a language while the code lists stay as they are."""
        return form_class_of(self.codes, current())

    def by_profile(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        """Rows of the profiles that have any of these values."""
        if not value:
            return queryset
        wanted = frozenset(value)
        return queryset.filter(profile__in=[pk for pk, has in self.profiles.items() if has[name] & wanted])

    def state(self) -> Case:
        """The state of a row today, as an expression."""
        said = phase_expression(self.today)
        if not self.open_ids:
            return said
        return Case(
            When(pk__in=self.open_ids, then=Value(Openness.OPEN)), default=said, output_field=CharField()
        )

    def over(self) -> Q:
        """The condition that a row is closed or has ended."""
        over = is_over(self.today)
        return over & ~Q(pk__in=self.open_ids) if self.open_ids else over

    def last_day(self) -> Case | F:
        """The last day to apply as an expression, a day number: on this portal, else as the sources say."""
        closing = defaultdict(list)
        for pk, intake in self.intakes.items():
            if intake.last_day:
                closing[intake.last_day.toordinal()].append(pk)
        if not closing:
            return F("last_day")
        whens = [When(pk__in=keys, then=Value(day)) for day, keys in sorted(closing.items())]
        return Case(*whens, default=F("last_day"), output_field=IntegerField())

    def filter_state(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.alias(state=self.state()).filter(state__in=value) if value else queryset

    def filter_closing(self, queryset: QuerySet, name: str, value) -> QuerySet:
        return queryset.alias(until=self.last_day()).filter(until__lt=value.toordinal())

    def filter_amount(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Sums count as printed, each in its own currency: nothing is converted."""
        return queryset.filter(worth__lte=-value)

    def keep(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Says how to show the rows, not which."""
        return queryset

    @property
    def chosen(self) -> dict:
        """The values that passed the check, by parameter. Only after `is_valid()`."""
        return self.form.cleaned_data

    @property
    def hides_over(self) -> bool:
        """Whether closed and ended entries are left out."""
        return not (self.chosen["open"] or self.chosen["ended"])

    @property
    def is_bounded(self) -> bool:
        """Whether a date or a sum leaves entries out."""
        return any(self.chosen[name] for name in BOUNDS)

    def bounded(self) -> QuerySet:
        """The rows that pass every filter but the facets."""
        queryset = self.queryset
        for name in BOUNDS:
            if self.chosen[name]:
                queryset = self.filters[name].filter(queryset, self.chosen[name])
        return queryset

    def narrowed(self) -> QuerySet:
        """The rows that pass every filter."""
        queryset = self.bounded()
        for name in FACETS:
            queryset = self.filters[name].filter(queryset, self.chosen[name])
        return queryset.exclude(self.over()) if self.hides_over else queryset

    def order(self) -> dict[str, Any]:
        """The columns to sort by, ascending and never empty, for every order but relevance."""
        by_name = "key_en" if current() == ENGLISH else f"sort_{SUFFIXES[current()]}"
        sort = self.chosen["sort"]
        if sort == CLOSING:
            over_last = {} if self.hides_over else {"order_0": self.over_last()}
            return {**over_last, "order_1": self.last_day()}
        return {"order_1": F({WORTH: "worth", BY_NAME: by_name}.get(sort, "age"))}

    def over_last(self) -> Case:
        """0 for what can still be used, 1 for what is over."""
        return Case(When(self.over(), then=Value(1)), default=Value(0), output_field=IntegerField())


@lru_cache(maxsize=len(SUFFIXES))
def form_class_of(codes: CodeLists, language: str) -> type[forms.Form]:
    """What `CatalogueFilter.get_form_class` gives in the active language, which is `language`."""
    bare = CatalogueFilter(None, codes=codes, profiles={}, intakes={})
    return super(CatalogueFilter, bare).get_form_class()
