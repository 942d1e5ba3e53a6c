"""The whole catalogue as a file."""

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from portal.front import licence
from portal.front.api.answers import answers
from portal.front.api.downloads import as_json
from portal.front.api.schemas.download import CatalogueFile
from portal.front.api.spreadsheet import as_csv
from portal.front.api.wording import DOWNLOADS
from portal.kernel.clock import today

from .parameters import InLanguage

router = Router(tags=[DOWNLOADS], by_alias=True)


def as_file(lines: Iterator[str], media_type: str, ending: str) -> StreamingHttpResponse:
    """A download that is sent as it is made, named after the day."""
    name = f"hetao-launchpad-catalogue-{today():%Y-%m-%d}.{ending}"
    return StreamingHttpResponse(
        lines,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Link": f'<{licence.URL}>; rel="license"',
        },
    )


@router.get(
    "/catalogue.json",
    url_name="catalogue-json",
    operation_id="catalogue_json",
    summary=_("The whole catalogue as JSON"),
    description=_(
        "Every public entry, closed and ended ones too, whole and in all three languages, with the facts that rules "
        "ask about, the licence and the date. `lang` is the language of title and licence."
    ),
    response=CatalogueFile,
)
@answers(weak=True)
def catalogue_json(request: HttpRequest, query: Query[InLanguage]):
    """The JSON file."""
    return as_file(as_json(timezone.now()), "application/json", "json")


@router.get(
    "/catalogue.csv",
    url_name="catalogue-csv",
    operation_id="catalogue_csv",
    summary=_("The whole catalogue as CSV"),
    description=_(
        "Every public entry, closed and ended ones too, one a row, with a column for each text and language, the "
        "licence and the date. UTF-8 with a byte order mark, so that Excel reads it. Several codes are separated by "
        "semicolons, several texts stand on lines of their own. Cells that a spreadsheet would take for a formula "
        "begin with an apostrophe."
    ),
    response=str,
)
@answers(weak=True)
def catalogue_csv(request: HttpRequest, query: Query[InLanguage]):
    """The CSV file."""
    return as_file(as_csv(timezone.now()), "text/csv; charset=utf-8", "csv")
