"""What one can get: the only question that is too long for an address."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from django.utils.translation import override
from ninja import Router

from portal.front.api.answers import refuse_unknown, rendered
from portal.front.api.bodies import MEDIA_TYPE, json_object
from portal.front.api.eligibility import answer_to, language_in, question_in
from portal.front.api.limiting import count_question
from portal.front.api.problems import Problem
from portal.front.api.schemas.eligibility import FACTS_EXAMPLE, Answer, Question
from portal.front.api.wording import ELIGIBILITY
from portal.kernel.languages import ENGLISH, HTML_LANG

router = Router(tags=[ELIGIBILITY], by_alias=True)

EXAMPLE = {"facts": FACTS_EXAMPLE, "lang": "en", "measures": ["qianhai-youth-startup-matching-award"]}


@router.post(
    "/eligibility/",
    url_name="eligibility",
    operation_id="eligibility",
    summary=_("What can a firm get?"),
    description=_(
        "Send what is known of founder and firm. For each measure and programme you hear whether they are eligible, "
        "how every condition stands, what is missing, what would change it and what it is worth. All conditions have "
        "to be met. A fact that is not known leaves a condition unknown, unless the rest of its rule decides it. "
        "Facts that contradict each other are refused. Nothing is kept; a network address may ask 60 times a minute."
    ),
    response=Answer,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": f"#/components/schemas/{Question.__name__}"},
                    "example": EXAMPLE,
                }
            },
        }
    },
)
def eligibility(request: HttpRequest) -> HttpResponse:
    """How measures and programmes stand on the facts of a body."""
    with override(ENGLISH):  # until the body says another
        refuse_unknown(request, frozenset())
        count_question(request)
        body = json_object(request)
    language = language_in(body)
    with override(language):
        try:
            response = rendered(answer_to(question_in(body)))
        except Problem as problem:
            problem.language = language
            raise
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = HTML_LANG[language]
    return response
