"""Code lists and facts."""

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from portal.catalogue.models import Category, Sector
from portal.front.api import codes
from portal.front.api.answers import answers
from portal.front.api.schemas.lists import Areas, Codes, Crossings, Facts, Vocabulary
from portal.front.api.wording import CODES

from .parameters import InLanguage

router = Router(tags=[CODES])


@router.get(
    "/facts/",
    url_name="facts",
    operation_id="facts",
    summary=_("List facts"),
    description=_(
        "Everything that a rule may ask about, with its question. Operators: `==` and `!=` (yes or no, whole numbers, "
        "choices), `<`, `<=`, `>` and `>=` (whole numbers), `in` (choices), `contains-any` (several choices)."
    ),
    response=Facts,
    by_alias=True,
)
@answers(by_revision=False)
def facts(request: HttpRequest, query: Query[InLanguage]):
    """The fact registry."""
    return codes.facts()


@router.get(
    "/areas/",
    url_name="areas",
    operation_id="areas",
    summary=_("List areas"),
    description=_("Where entries count, in their published order."),
    response=Areas,
    by_alias=True,
)
@answers(by_revision=False)
def areas(request: HttpRequest, query: Query[InLanguage]):
    """Areas."""
    return codes.areas()


@router.get(
    "/sectors/",
    url_name="sectors",
    operation_id="sectors",
    summary=_("List sectors"),
    description=_("Fields of business. The code `any` stands for all of them."),
    response=Codes,
    by_alias=True,
)
@answers(by_revision=False)
def sectors(request: HttpRequest, query: Query[InLanguage]):
    """Sectors."""
    return codes.codes(Sector)


@router.get(
    "/categories/",
    url_name="categories",
    operation_id="categories",
    summary=_("List categories"),
    description=_("What measures help with."),
    response=Codes,
    by_alias=True,
)
@answers(by_revision=False)
def categories(request: HttpRequest, query: Query[InLanguage]):
    """Categories."""
    return codes.codes(Category)


@router.get(
    "/crossings/",
    url_name="crossings",
    operation_id="crossings",
    summary=_("List crossings"),
    description=_(
        "Control points between Hong Kong and Shenzhen, from west to east, with what areas they are near."
    ),
    response=Crossings,
    by_alias=True,
)
@answers(by_revision=False)
def crossings(request: HttpRequest, query: Query[InLanguage]):
    """Crossings."""
    return codes.crossings()


@router.get(
    "/codes/",
    url_name="codes",
    operation_id="codes",
    summary=_("List every other code"),
    description=_("The closed lists of the format, by the field that takes their codes."),
    response=Vocabulary,
    by_alias=True,
)
@answers(by_revision=False)
def closed_lists(request: HttpRequest, query: Query[InLanguage]):
    """Closed lists."""
    return codes.vocabulary()
