from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.catalogue.enums import Topic
from portal.catalogue.vocabulary import Twin, glossary
from portal.kernel.sameness import same_for_all


@dataclass(frozen=True, slots=True)
class Section:
    """The terms of one topic, in their order."""

    topic: Topic
    twins: list[Twin]


@require_safe
@same_for_all
def glossary_page(request: HttpRequest) -> HttpResponse:
    """The twin terms, topic by topic: what each is in Hong Kong, and what in the Mainland."""
    twins = glossary()
    sections = [Section(topic, [twin for twin in twins if twin.topic == topic]) for topic in Topic]
    context = {"sections": [section for section in sections if section.twins], "count": len(twins)}
    return render(request, "front/glossary.html", context)
