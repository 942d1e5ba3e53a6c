"""The public pages of measures, programmes and stories."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.catalogue.figures import firms, months
from portal.catalogue.selectors import is_public
from portal.catalogue.texts import text_of
from portal.kernel.clock import today
from portal.kernel.sameness import same_for_all
from programs.answers import get_from_tiers, story_answers, until_when, who_from_clauses
from programs.pages import clauses_of, content_of, page_context, tiers_of
from programs.selectors.catalogue import (
    intakes_of,
    neighbours_of,
    public_measures,
    public_programmes,
    public_stories,
    versions_of,
)
from programs.views.match_panel import panel_of


@require_safe
@same_for_all
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """A measure as its version in force says it."""
    entry = get_object_or_404(public_measures(), slug=slug)
    version = entry.current
    if version is None:
        raise Http404
    versions = versions_of(entry)
    intakes = intakes_of(entry)
    context = page_context(
        entry,
        sources=version.sources.all(),
        neighbours=neighbours_of(entry, today()),
        intakes=intakes,
        numbers=[row.number for row in versions],
    )
    context |= content_of(version, entry.category_id or "", intakes)
    context |= {
        "versions": versions,
        "match": panel_of(request, entry, context["state"]),
        "answers": [
            get_from_tiers(context["tiers"]),
            who_from_clauses(context["clauses"], entry),
            until_when(entry, context["state"], intakes, context["term"]),
        ],
    }
    return render(request, "programs/catalogue/measure.html", context)


@require_safe
@same_for_all
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme with the incubator that runs it."""
    entry = get_object_or_404(public_programmes(), slug=slug)
    context = page_context(
        entry,
        sources=entry.sources.all(),
        neighbours=neighbours_of(entry, today()),
        intakes=intakes_of(entry),
    )
    tiers, clauses = tiers_of(entry.benefits.all()), clauses_of(entry.criteria.all())
    context |= {
        "tiers": tiers,
        "clauses": clauses,
        "match": panel_of(request, entry, context["state"]),
        "answers": [
            get_from_tiers(tiers),
            who_from_clauses(clauses, entry, entry.stage_labels),
            until_when(entry, context["state"], context["intakes"], context["term"]),
        ],
        "body": text_of(entry, "operator"),
        "length": months(entry.length_months) if entry.length_months else "",
        "cohort": firms(entry.cohort_size) if entry.cohort_size else "",
        "host": entry.host if entry.host and is_public(entry.host) else None,
    }
    return render(request, "programs/catalogue/programme.html", context)


@require_safe
@same_for_all
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """What a firm did and what it used on the way."""
    entry = get_object_or_404(public_stories(), slug=slug)
    context = page_context(entry, sources=entry.sources.all(), neighbours=neighbours_of(entry, today()))
    firm, founders = text_of(entry, "firm"), text_of(entry, "founders_described_as")
    outcome = text_of(entry, "outcome")
    context |= {
        "firm": firm,
        "founders": founders,
        "outcome": outcome,
        "answers": story_answers(entry, firm, founders, outcome),
        "uses": [
            {
                "entry": use.entry,
                "is_linked": use.entry and is_public(use.entry),
                "text": text_of(use, "text"),
            }
            for use in entry.uses.all()
        ],
    }
    return render(request, "programs/catalogue/story.html", context)
