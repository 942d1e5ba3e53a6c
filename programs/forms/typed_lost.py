"""What a page of a draft sends of questions that its section does not ask any more, because the form has changed."""

from collections.abc import Iterable

from django.http import HttpRequest

from programs.answering.specs import QuestionSpec, question_spec
from programs.answering.typed import digest, text_from
from programs.selectors.answers import in_words
from programs.selectors.drafts import Draft, asked_before

SEEN = "seen-"


def texts_without_place(
    request: HttpRequest, draft: Draft, questions: Iterable[QuestionSpec]
) -> list[tuple[str, str]]:
    """Label and words of what somebody typed for such questions. questions: those that the section asks.

    An answer that the page showed and that was not touched is not among them: the draft keeps it. Without such
    questions no query.
    """
    asked = {question.key for question in questions}
    gone = [key for name in request.POST if (key := name.removeprefix(SEEN)) != name and key not in asked]
    if not gone:
        return []
    sent, found = dict(request.POST.lists()), []
    for key, row in asked_before(draft.application, gone).items():
        spec = question_spec(row)
        text = text_from(spec, sent)
        if text and not request.POST[f"{SEEN}{key}"].endswith(f".{digest(text)}"):
            found.append((str(row.label), in_words(row, spec, text)))
    return found
