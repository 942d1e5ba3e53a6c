"""What the OpenAPI document says of the whole. Marked for translation; `document.py` translates."""

from django.utils.translation import gettext_noop as _

from portal.catalogue.enums import Kind

VERSION = "1.0.0"
TITLE = _("Hetao Launchpad: open data")
DESCRIPTION = _(
    "The public catalogue for Hong Kong start-ups on the way into Shenzhen: measures, programmes, incubators, spaces, "
    "platforms and stories, with their figures, conditions, dates and sources.\n\n"
    "Without a key, from any site; nothing can be written. Texts come in the language that `lang` asks for; the "
    "downloads hold all three. Fields without a value are null and never left out; new fields may be added, so pass "
    "over those you do not know. Sums and rates are decimal strings, dates are ISO 8601, days are those of Hong "
    "Kong.\n\n"
    "Answers carry an `ETag`: send it back as `If-None-Match`, and a 304 says that nothing changed. They may be kept "
    "for a minute. Errors are problem details (RFC 9457).\n\n"
    "What a firm can get is asked with POST under `/eligibility/`: the facts go in the body, and nothing of them is "
    "kept."
)

CATALOGUE, CODES, DOWNLOADS = _("Catalogue"), _("Code lists and facts"), _("Downloads")
ELIGIBILITY = _("Eligibility")
KIND_TAGS: dict[str, str] = {
    Kind.MEASURE: _("Measures"),
    Kind.PROGRAMME: _("Programmes"),
    Kind.INCUBATOR: _("Incubators"),
    Kind.SPACE: _("Spaces"),
    Kind.PLATFORM: _("Platforms"),
    Kind.STORY: _("Stories"),
}
#: In the order of the document.
TAGS = (CATALOGUE, ELIGIBILITY, DOWNLOADS, *KIND_TAGS.values(), CODES)

#: Responses that say the same wherever they are given, by status.
RESPONSES = {
    304: _("Nothing changed since the answer with the ETag that was sent as `If-None-Match`. No body."),
    400: _("A parameter was refused, or a body cannot be read; `errors` says which or why."),
    404: _("There is no such entry, or none that is public."),
    405: _("The method is not answered here; `Allow` names those that are."),
    413: _("The body is larger than 64 KB."),
    415: _("The body does not say that it is JSON."),
    422: _("A fact, a measure or another part of the body was refused; `errors` names each."),
    429: _("Too many questions from one network address; `Retry-After` says in how many seconds to go on."),
    500: _("A fault of ours."),
}
#: Those that an operation can give, beside 404 where it names an entry.
OF_READING = (304, 400, 405, 500)
OF_ASKING = (400, 405, 413, 415, 422, 429, 500)
SUCCESS = _("The answer.")
HEADERS = {
    "ETag": _("Stands for this very answer; send it back as `If-None-Match`."),
    "Cache-Control": _("Caches may keep the answer for a minute."),
    "Content-Language": _("The language asked for."),
    "Link": _("Next page of a list, licence, this document (RFC 8288)."),
}
#: Of these, the ones of an answer that nobody may keep.
OF_ANSWERS_TO_BODIES = ("Content-Language", "Link")
RETRY_AFTER = _("Seconds until the next question is answered.")
