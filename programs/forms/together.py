"""Questions that several drafts share, as a page shows them and as it sends them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from programs.answering.specs import QuestionSpec
from programs.answering.states import Asked, Given
from programs.answering.typed import cleaned, digest, text_from
from programs.answering.values import read_answer
from programs.selectors.answers import in_words
from programs.selectors.drafts import Draft
from programs.selectors.together import Shared, text_in
from programs.services.drafts import Typed

from .lines import Line
from .typed import whole

#: Chosen: what was typed a moment ago.
MINE = "mine"


@dataclass(frozen=True)
class Offered:
    """One of several answers to choose from. code: the reference of a draft that gives it."""

    code: str
    words: str
    references: list[str]


@dataclass(frozen=True)
class Common:
    """A shared question on the page: one control, or a choice where the drafts differ."""

    shared: Shared
    #: What the person typed and what could not be kept everywhere; None: nothing.
    typed: str | None = None
    #: Why it could not be kept.
    refused: str = ""
    #: Whether somebody else changed it in one of the drafts meanwhile.
    has_changed: bool = False

    @property
    def key(self) -> str:
        return self.shared.key

    @property
    def must_choose(self) -> bool:
        return self.shared.differs or self.has_changed

    @property
    def spec(self) -> QuestionSpec:
        draft, key = self.shared.places[0]
        return draft.form.questions[key]

    @property
    def line(self) -> Line:
        """The control, with the answer that the drafts have."""
        answers = (draft.answers.get(key) for draft, key in self.shared.places)
        answer = next((answer for answer in answers if answer and answer.value), None)
        text = answer.value if answer else ""
        asked = [draft.progress.asked[key] for draft, key in self.shared.places]
        given = Given(text, is_confirmed=answer.is_confirmed if answer else True)
        return Line(
            question=self.shared.question,
            asked=Asked(
                self.spec,
                given,
                read_answer(self.spec, text),
                is_shown=True,
                is_required=any(one.is_required for one in asked),
            ),
            answer=answer,
            typed=None if self.typed is None else Typed(text=self.typed),
            refused=self.refused,
        )

    @property
    def offers(self) -> list[Offered]:
        return [
            Offered(references[0], in_words(self.shared.question, self.spec, text), references)
            for text, references in self.shared.given.items()
        ]

    @property
    def my_words(self) -> str:
        return in_words(self.shared.question, self.spec, self.typed or "")

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Hidden fields that say which answer of each draft the page showed: names and values."""
        return [(mark_name(draft, self.key), mark_value(draft, key)) for draft, key in self.shared.places]


def mark_name(draft: Draft, key: str) -> str:
    return f"at-{draft.application.reference}-{key}"


def mark_value(draft: Draft, key: str) -> str:
    answer = draft.answers.get(key)
    return f"{answer.revision if answer else 0}.{digest(answer.value if answer else '')}"


@dataclass(frozen=True)
class SentPage:
    """What a page sends."""

    #: For each draft, by reference and the question's key in it.
    typed: Mapping[str, Mapping[str, Typed]]
    #: By the question's name on the page.
    texts: Mapping[str, str]
    #: Questions for which an answer was chosen that is no longer the one that the page showed.
    stale: frozenset[str]


def sent_page(request: HttpRequest, alike: Iterable[Shared]) -> SentPage:
    """alike: all that can be shared, also what is not asked now."""
    typed: dict[str, dict[str, Typed]] = {}
    texts, stale = {}, set()
    for shared in alike:
        places = [
            (draft, key) for draft, key in shared.places if mark_name(draft, shared.key) in request.POST
        ]
        if not places:
            continue
        if is_stale(request, shared):
            stale.add(shared.key)
            continue
        text = sent_text(request, shared)
        if text is None:
            continue
        texts[shared.key] = text
        for draft, key in places:
            revision, _dot, seen = request.POST[mark_name(draft, shared.key)].partition(".")
            one = Typed(text=text, seen=whole(revision) or 0, seen_digest=seen)
            typed.setdefault(draft.application.reference, {})[key] = one
    return SentPage(typed, texts, frozenset(stale))


def chosen_place(request: HttpRequest, shared: Shared) -> tuple[Draft, str] | None:
    """The draft whose answer was chosen for all, with the question's key in it."""
    chosen = request.POST.get(f"choose-{shared.key}", "")
    return next((place for place in shared.places if place[0].application.reference == chosen), None)


def is_stale(request: HttpRequest, shared: Shared) -> bool:
    """Whether an answer was chosen that has changed since the page was shown."""
    place = chosen_place(request, shared)
    return place is not None and request.POST.get(mark_name(place[0], shared.key)) != mark_value(*place)


def sent_text(request: HttpRequest, shared: Shared) -> str | None:
    """The text that a page gives to all drafts of a shared question; None where it leaves them as they are."""
    place = chosen_place(request, shared)
    if place is not None:
        return text_in(*place)
    first, key = shared.places[0]
    if request.POST.get(f"choose-{shared.key}") == MINE:
        text = request.POST.get(f"mine-{shared.key}")
        return None if text is None else cleaned(text, lines=True)
    if f"seen-{shared.key}" not in request.POST:
        return None
    return text_from(first.form.questions[key], dict(request.POST.lists()))
