"""Questions that several drafts share, as a page shows them and as it sends them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from programs.answering.specs import QuestionSpec, question_spec
from programs.answering.states import Asked, Given
from programs.answering.typed import digest, table_from, text_from, typed_again
from programs.answering.values import read_answer, so_far
from programs.enums import QuestionKind
from programs.models import Document
from programs.selectors.answers import in_words
from programs.selectors.drafts import Draft
from programs.selectors.together import Shared, text_in
from programs.services.drafts import Typed

from .lines import Line, links_of, named, papers_for
from .typed import whole

#: Chosen: what was typed a moment ago.
MINE = "mine"
#: Every question of the page sends one of these with its name.
ON_PAGE = re.compile(r"(?:seen|choose|paper)-(.+)")


@dataclass(frozen=True)
class Offered:
    """One of several answers to choose from. code: the reference of a draft that gives it."""

    code: str
    words: str
    references: list[str]


@dataclass(frozen=True)
class Held:
    """A paper that some of the drafts hold for a question."""

    paper: Document
    references: list[str]


@dataclass(frozen=True)
class Common:
    """A shared question on the page: one control, or a choice where the drafts differ."""

    shared: Shared
    #: What the person typed and what could not be kept everywhere; None: nothing.
    typed: str | None = None
    #: Why it could not be kept.
    refused: str = ""
    #: Whether it was changed in one of the drafts since the page was shown.
    has_changed: bool = False
    #: Whether it was the same person who changed it, in another window.
    by_me: bool = False
    #: Whether all drafts of the page ask it.
    is_everywhere: bool = False
    #: Rows of a table to show at least.
    least_rows: int = 0
    #: Papers of the firm's library.
    papers: tuple[Document, ...] = ()
    #: Whether the page stays open: what is still to come is no problem yet.
    is_being_typed: bool = False
    #: The numbers from 0 of its rows, as in `forms.lines.Line`.
    row_numbers: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return self.shared.key

    @property
    def is_file(self) -> bool:
        """Whether a paper of the firm is chosen: for that it does not matter what the drafts hold now."""
        return self.shared.question.kind == QuestionKind.FILE

    @property
    def shape(self) -> str:
        """How it is shown, as `shape_on` names it."""
        return "paper" if self.is_file else "choice" if self.must_choose else "line"

    @property
    def must_choose(self) -> bool:
        return self.shared.differs or self.has_changed

    @cached_property
    def spec(self) -> QuestionSpec:
        return question_spec(self.shared.question)

    @cached_property
    def problem(self) -> str:
        """What is wrong with the answer; what only some forms refuse is said of these."""
        parts = [self.refused] if self.refused else []
        for text, references in self.shared.problems(self.typed, is_being_typed=self.is_being_typed).items():
            if len(references) == len(self.shared.places):
                parts.append(text)
            else:
                told = {"references": ", ".join(references), "problem": text}
                parts.append(_("In %(references)s: %(problem)s") % told)
        return " ".join(parts)

    @cached_property
    def line(self) -> Line:
        """The control, with the answer that the drafts have."""
        answer = next(iter(self.shared.answers), None)
        text = answer.value if answer else ""
        asked = [draft.progress.asked[key] for draft, key in self.shared.places]
        read = read_answer(self.spec, text)
        read = so_far(self.spec, read) if self.is_being_typed else read
        return Line(
            question=self.shared.question,
            asked=Asked(
                self.spec,
                Given(text, is_confirmed=answer.is_confirmed if answer else True),
                # Bounds are compared form by form.
                replace(read, problem=self.problem),
                is_shown=True,
                is_required=any(one.is_required for one in asked),
            ),
            answer=answer,
            typed=None if self.typed is None else Typed(text=self.typed),
            refused=self.problem,
            least_rows=self.least_rows,
            row_numbers=self.row_numbers,
        )

    @property
    def control_id(self) -> str:
        """The id of the first control of a paper or of a choice."""
        return f"id_answer-{self.key}" if self.is_file else f"id_choose-{self.key}"

    @property
    def left_empty(self) -> list[str]:
        """The drafts that say nothing yet where others do."""
        return self.shared.empty if self.shared.given else []

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
    def held(self) -> list[Held]:
        """The papers that the drafts hold."""
        papers = {str(answer.document_id): answer.document for answer in self.shared.answers}
        return [
            Held(paper, references) for key, references in self.shared.given.items() if (paper := papers[key])
        ]

    @property
    def choices(self) -> tuple[Document, ...]:
        """The papers of the firm that fit."""
        return papers_for(self.shared.question, self.papers)

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Hidden fields that say which answer of each draft the page showed: names and values."""
        return [(mark_name(draft, key), mark_value(draft, key)) for draft, key in self.shared.places]


def mark_name(draft: Draft, key: str) -> str:
    """key: of the question in this draft, which another draft may give to another question."""
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


def sent_page(
    request: HttpRequest,
    alike: Iterable[Shared],
    *,
    without: tuple[str, int] | None = None,
    by_itself: bool = False,
) -> SentPage:
    """alike: all that can be shared, also what is not asked now. without: a table and the row that it loses.

    by_itself: nobody pressed the button. Then only what was typed is taken: nothing is spread to further drafts, and
    no answer is given up for another, before somebody says so.
    """
    typed: dict[str, dict[str, Typed]] = {}
    texts, stale = {}, set()
    for shared in alike:
        places = [(draft, key) for draft, key in shared.places if mark_name(draft, key) in request.POST]
        if not places:
            continue
        if by_itself and not is_typed(request, shared):
            if is_overtaken(request, shared):
                stale.add(shared.key)
            continue
        if is_stale(request, shared):
            stale.add(shared.key)
            continue
        row = without[1] if without and without[0] == shared.key else None
        text = sent_text(request, shared, row)
        if text is None:
            continue
        texts[shared.key] = text
        for draft, key in places:
            revision, _dot, seen = request.POST[mark_name(draft, key)].partition(".")
            one = Typed(text=text, seen=whole(revision) or 0, seen_digest=seen)
            if shared.question.kind == QuestionKind.FILE:
                one = Typed(paper=whole(text), seen=whole(revision) or 0)
            typed.setdefault(draft.application.reference, {})[key] = one
    return SentPage(typed, texts, frozenset(stale))


def is_typed(request: HttpRequest, shared: Shared) -> bool:
    """Whether a control of the page says something else than it was shown with, or than a draft has kept since.

    A choice between answers does not count, nor a paper that would take the place of another one.
    """
    text = sent_text(request, shared, None)
    if f"choose-{shared.key}" in request.POST or text is None:
        return False
    if shared.question.kind == QuestionKind.FILE:
        return not shared.given.keys() - {text}
    shown = {digest_in(request, f"seen-{shared.key}")}
    kept = {digest_in(request, mark_name(draft, key)) for draft, key in shared.places} - {"", digest("")}
    return bool((shown | kept) - {digest(text)})


def digest_in(request: HttpRequest, name: str) -> str:
    """The digest of the answer that a hidden field of the page stands for; "" where there is no such field."""
    return request.POST.get(name, "").partition(".")[2]


def has_changed(request: HttpRequest, shared: Shared) -> bool:
    """Whether a draft holds something else now than the page showed."""
    return any(
        request.POST.get(mark_name(draft, key)) != mark_value(draft, key) for draft, key in shared.places
    )


def is_overtaken(request: HttpRequest, shared: Shared) -> bool:
    """Whether a paper was chosen on a page that does not show what the drafts hold now."""
    is_chosen = shared.question.kind == QuestionKind.FILE and sent_text(request, shared, None) is not None
    return is_chosen and has_changed(request, shared)


def is_outdated(request: HttpRequest, alike: Iterable[Shared], *, by_itself: bool) -> bool:
    """Whether the page has a question that is not there any more: a draft was sent meanwhile, or has a newer form.

    By the button the last draft that asks it still gets what was typed, unless somebody has changed it there.
    """
    there = {
        shared.key
        for shared in alike
        if len(shared.places) > 1 or not (by_itself or has_changed(request, shared))
    }
    return any(found[1] not in there for name in request.POST if (found := ON_PAGE.fullmatch(name)))


def shape_on(request: HttpRequest, shared: Shared) -> str:
    """As what the page showed a question: "line", "choice", "paper"; "" for not at all."""
    if not any(mark_name(draft, key) in request.POST for draft, key in shared.places):
        return ""
    if f"seen-{shared.key}" in request.POST:
        return "line"
    return "choice" if f"choose-{shared.key}" in request.POST else "paper"


def links_to(commons: Iterable[Common]) -> list[dict[str, str]]:
    """The problems of a page as the error summary shows them."""
    found = []
    for common in commons:
        texts = [_("choose which answer to keep")] if common.has_changed else []
        if not (common.is_file or common.must_choose):
            found += links_of([common.line])
            continue
        texts += [common.problem] if common.problem else []
        found += [
            {"text": named(common.shared.question, text), "target": common.control_id} for text in texts
        ]
    return found


def chosen_place(request: HttpRequest, shared: Shared) -> tuple[Draft, str] | None:
    """The draft whose answer was chosen for all, with the question's key in it."""
    chosen = request.POST.get(f"choose-{shared.key}", "")
    return next((place for place in shared.places if place[0].application.reference == chosen), None)


def is_stale(request: HttpRequest, shared: Shared) -> bool:
    """Whether an answer was chosen that has changed since the page was shown."""
    place = chosen_place(request, shared)
    return place is not None and request.POST.get(mark_name(*place)) != mark_value(*place)


def sent_text(request: HttpRequest, shared: Shared, without: int | None) -> str | None:
    """The text that a page gives to all drafts of a shared question; None where it leaves them as they are.

    Of a file it is the key of a paper. without: the number of a row that a table loses.
    """
    if shared.question.kind == QuestionKind.FILE:
        chosen = request.POST.get(f"paper-{shared.key}", "")
        return chosen if whole(chosen) is not None else None
    place = chosen_place(request, shared)
    if place is not None:
        return text_in(*place)
    first, key = shared.places[0]
    if request.POST.get(f"choose-{shared.key}") == MINE:
        text = request.POST.get(f"mine-{shared.key}")
        return None if text is None else typed_again(first.form.questions[key], text)
    if f"seen-{shared.key}" not in request.POST:
        return None
    spec, sent = first.form.questions[key], dict(request.POST.lists())
    return text_from(spec, sent) if without is None else table_from(spec, sent, without=without)
