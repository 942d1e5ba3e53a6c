"""Problem details: RFC 9457."""

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from .common import described


class ParameterError(BaseModel):
    """What is wrong with one parameter, or one part of a body."""

    model_config = described(_("What is wrong with one parameter, or one part of the body."))

    parameter: str = Field(
        description=_("Its name as sent; of a body, where it stands there, such as `facts.founder_age`."),
        examples=["area"],
    )
    detail: str


class Problem(BaseModel):
    """Problem details as RFC 9457 has them."""

    model_config = described(_("What went wrong, as problem details (RFC 9457). Texts follow `lang`."))

    type: str = Field(description=_("Stable; identifies the kind of problem and leads to what it means."))
    title: str
    status: int = Field(examples=[400])
    detail: str
    errors: list[ParameterError] | None = Field(
        default=None, description=_("Of a 400 or 422: what was refused, each with the reason.")
    )
