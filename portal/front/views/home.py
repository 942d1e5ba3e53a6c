from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from portal.front.needs import doors, far_language
from portal.front.selectors import front_page
from portal.kernel.languages import HANS, HANT, HTML_LANG
from portal.kernel.sameness import same_for_all

#: The heading again as the far bank says it.
FAR_TITLES = {HANS: "从香港出发，落户深圳。", HANT: "由香港出發，落戶深圳。"}
FAR_WORDS = {
    HANS: {"you": "企业", "zone": "合作区"},
    HANT: {"you": "企業", "zone": "合作區"},
}


@require_safe
@same_for_all
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is for, the doors into the catalogue, and what is new."""
    found = front_page()
    far = far_language()
    with translation.override(far):
        far_url = reverse("home")
    context = {
        "doors": doors(found.counts),
        "latest": found.latest,
        "intakes": found.intakes,
        "far_title": FAR_TITLES[far],
        "far_words": FAR_WORDS[far],
        "far_lang": HTML_LANG[far],
        "far_url": far_url,
    }
    return render(request, "front/home.html", context)
