"""For each kind of entry a list, and the whole of one entry."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import BaseModel

from portal.catalogue.enums import Kind
from portal.front.api.answers import answers
from portal.front.api.kinds import TELL
from portal.front.api.lists import KIND_LIST_PARAMETERS, list_page
from portal.front.api.reading import whole_entries
from portal.front.api.schemas.entries import (
    IncubatorDetail,
    MeasureDetail,
    Page,
    PlatformDetail,
    ProgrammeDetail,
    SpaceDetail,
    StoryDetail,
)
from portal.front.api.serialising import localised
from portal.front.api.voices import OneLanguage
from portal.front.api.wording import KIND_TAGS

from .parameters import InLanguage, Paged, filter_parameters

router = Router(by_alias=True)

#: Kind -> name of its list, schema of the whole, summary of the list and of the whole.
KINDS: dict[str, tuple[str, type[BaseModel], str, str]] = {
    Kind.MEASURE: ("measures", MeasureDetail, _("List measures"), _("One measure")),
    Kind.PROGRAMME: ("programmes", ProgrammeDetail, _("List programmes"), _("One programme")),
    Kind.INCUBATOR: ("incubators", IncubatorDetail, _("List incubators"), _("One incubator")),
    Kind.SPACE: ("spaces", SpaceDetail, _("List spaces"), _("One space")),
    Kind.PLATFORM: ("platforms", PlatformDetail, _("List platforms"), _("One platform")),
    Kind.STORY: ("stories", StoryDetail, _("List stories"), _("One story")),
}
OF_LIST = _("As `/catalogue/`, for this kind only.")
OF_WHOLE = _(
    "Everything that is public: figures, conditions with their rules, papers, dates, sources, windows, history. An "
    "entry is found under its own kind only; one that is not public is not found."
)


def whole(kind: str, slug: str) -> dict[str, Any]:
    """One public entry in the active language. Raises Http404 when there is none."""
    row = whole_entries(kind).filter(slug=slug).first()
    if row is None:
        raise Http404
    voice = OneLanguage()
    return localised(TELL[kind](row, voice, timezone.now()), voice)


def add(kind: str) -> None:
    """The two endpoints of a kind."""
    name, schema, of_list, of_whole = KINDS[kind]

    @router.get(
        f"/{name}/",
        url_name=name,
        operation_id=name,
        tags=[KIND_TAGS[kind]],
        summary=of_list,
        description=OF_LIST,
        response=Page,
        openapi_extra={"parameters": filter_parameters(without="kind")},
    )
    @answers(takes=KIND_LIST_PARAMETERS)
    def listed(request: HttpRequest, query: Query[Paged]):
        """The entries of one kind."""
        return list_page(request, limit=query.limit, cursor=query.cursor, kind=kind)

    @router.get(
        f"/{name}/{{slug:slug}}/",
        url_name=kind,
        operation_id=str(kind),
        tags=[KIND_TAGS[kind]],
        summary=of_whole,
        description=OF_WHOLE,
        response=schema,
    )
    @answers()
    def detail(request: HttpRequest, slug: str, query: Query[InLanguage]):
        """One entry."""
        return schema.model_validate(whole(kind, slug))


for each in KINDS:
    add(each)
