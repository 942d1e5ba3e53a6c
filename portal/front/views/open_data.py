"""The pages for people about the open data: what there is, and every address with its parameters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.catalogue.models import Entry
from portal.front import licence
from portal.front.api.addresses import api_url
from portal.front.api.document import document
from portal.front.api.main import api
from portal.front.api.problems import KINDS
from portal.front.api.reference import groups_of, paragraphs_of, schemas_of
from portal.kernel.languages import current
from portal.kernel.sameness import same_for_all


@require_safe
@same_for_all
def open_data(request: HttpRequest) -> HttpResponse:
    """What the open data are, under which licence, and how to get them."""
    context = {
        "count": Entry.objects.public().count(),
        "licence": licence,
        "problems": KINDS,
        "lang_code": current(),
        "urls": {name: api_url(name.replace("_", "-")) for name in ("catalogue_csv", "catalogue_json")}
        | {name: api_url(name) for name in ("catalogue", "measures", "spaces", "eligibility", "openapi")},
    }
    return render(request, "front/open_data/page.html", context)


@require_safe
@same_for_all
def open_data_reference(request: HttpRequest) -> HttpResponse:
    """Every address of the API, from its OpenAPI document."""
    said = document(api, current())
    context = {
        "version": said["info"]["version"],
        "paragraphs": paragraphs_of(said),
        "groups": groups_of(said, current()),
        "schemas": schemas_of(said),
        "openapi_url": api_url("openapi"),
    }
    return render(request, "front/open_data/reference.html", context)
