"""The combined list, and where everything is."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router

from portal.front.api.addresses import api_url, page_urls
from portal.front.api.answers import answers
from portal.front.api.codes import licence_terms
from portal.front.api.lists import LIST_PARAMETERS, list_page
from portal.front.api.schemas.common import PageUrls
from portal.front.api.schemas.entries import Page
from portal.front.api.schemas.lists import Root
from portal.front.api.wording import CATALOGUE, VERSION

from .parameters import InLanguage, Paged, filter_parameters

router = Router(tags=[CATALOGUE], by_alias=True)

LINKED = (
    "catalogue",
    "measures",
    "programmes",
    "incubators",
    "spaces",
    "platforms",
    "stories",
    "facts",
    "areas",
    "sectors",
    "categories",
    "crossings",
    "codes",
    "catalogue-json",
    "catalogue-csv",
    "openapi",
    "docs",
)


@router.get(
    "/",
    url_name="api-root",
    operation_id="root",
    summary=gettext_noop("Where everything is"),
    description=gettext_noop("Addresses of all endpoints and downloads, and the licence."),
    response=Root,
)
@answers(by_revision=False)
def root(request: HttpRequest, query: Query[InLanguage]):
    """Where everything is."""
    return Root(
        title=_("Hetao Launchpad: open data"),
        version=VERSION,
        licence=licence_terms(),
        links={name: api_url(name) for name in LINKED},
        page_urls=PageUrls.model_validate(page_urls("open_data")),
    )


@router.get(
    "/catalogue/",
    url_name="catalogue",
    operation_id="catalogue",
    summary=gettext_noop("Search every kind"),
    description=gettext_noop(
        "The catalogue with the same parameters and the same order as the page for people. Parameters with several "
        "values are repeated (`kind=measure&kind=space`) and find any of them; different parameters all have to hold. "
        "An unknown parameter or value is refused."
    ),
    response=Page,
    openapi_extra={"parameters": filter_parameters()},
)
@answers(takes=LIST_PARAMETERS)
def catalogue(request: HttpRequest, query: Query[Paged]):
    """The combined list."""
    return list_page(request, limit=query.limit, cursor=query.cursor)
