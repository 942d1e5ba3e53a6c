"""Code lists and facts."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import BaseModel

from portal.catalogue.models import Category, Sector
from portal.front.api import codes
from portal.front.api.answers import answers
from portal.front.api.schemas.lists import Areas, Codes, Crossings, Facts, Vocabulary
from portal.front.api.wording import CODES

from .parameters import InLanguage

router = Router(tags=[CODES], by_alias=True)


def add(
    name: str, schema: type[BaseModel], read: Callable[[], BaseModel], summary: str, description: str
) -> None:
    """The endpoint of a list that is given whole: `read` makes the answer in the active language."""

    @router.get(
        f"/{name}/",
        url_name=name,
        operation_id=name,
        summary=summary,
        description=description,
        response=schema,
    )
    @answers(by_revision=False)
    def listed(request: HttpRequest, query: Query[InLanguage]):
        """The whole list."""
        return read()


add(
    "facts",
    Facts,
    codes.facts,
    _("List facts"),
    _(
        "Everything that a rule may ask about, with its question. Operators: `==` and `!=` (yes or no, whole numbers, "
        "choices), `<`, `<=`, `>` and `>=` (whole numbers), `in` (choices), `contains-any` (several choices)."
    ),
)
add("areas", Areas, codes.areas, _("List areas"), _("Where entries count, in their published order."))
add(
    "sectors",
    Codes,
    partial(codes.codes, Sector),
    _("List sectors"),
    _("Fields of business. The code `any` stands for all of them."),
)
add(
    "categories",
    Codes,
    partial(codes.codes, Category),
    _("List categories"),
    _("What measures help with."),
)
add(
    "crossings",
    Crossings,
    codes.crossings,
    _("List crossings"),
    _("Control points between Hong Kong and Shenzhen, from west to east, with what areas they are near."),
)
add(
    "codes",
    Vocabulary,
    codes.vocabulary,
    _("List every other code"),
    _("The closed lists of the format, by the field that takes their codes."),
)
