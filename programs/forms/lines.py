"""The questions of a form as a page shows them, to be filled in.

These are no Django forms, because a draft shows what was typed even where it does not fit, and keeps it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.wording import choice_labels, unit_label
from portal.catalogue.enums import Currency, FactType
from portal.kernel.uploads import ACCEPT
from programs.answering.specs import QuestionSpec
from programs.answering.states import Asked, Given
from programs.answering.typed import chosen_codes, digest, field_name, rows_name, shown_text
from programs.answering.values import YES, Read, count_words, read_answer
from programs.enums import AnswerOrigin, QuestionKind
from programs.models import Answer, Document, Question
from programs.selectors.answers import Answered, in_words
from programs.selectors.drafts import Draft
from programs.selectors.papers import trouble_with
from programs.services.drafts import Typed

from .options import Option, options_of, yes_and_no
from .tables import Cell, Table

#: From this many choices on, a list that opens is easier to use than a column of buttons.
MANY = 12


@dataclass(frozen=True)
class Line:
    """One question as a page shows it."""

    question: Question
    asked: Asked
    answer: Answer | None = None
    #: What the person has typed and what could not be kept; None: the answer is shown as it is kept.
    typed: Typed | None = None
    #: Why it could not be kept.
    refused: str = ""
    #: What somebody else has made of the answer meanwhile.
    theirs: Answer | None = None
    #: Rows of a table to show at least.
    least_rows: int = 0
    #: The numbers from 0 that the rows of a table have on a page that stays open, where empty ones stand between them.
    row_numbers: tuple[int, ...] = ()
    #: Papers of the firm that may be chosen.
    papers: tuple[Document, ...] = ()
    #: Whether a missing answer is a problem on this page.
    is_asked_for: bool = False

    @cached_property
    def key(self) -> str:
        return self.question.key

    @property
    def spec(self) -> QuestionSpec:
        return self.asked.question

    @cached_property
    def is_shown(self) -> bool:
        return self.asked.is_shown or self.is_asked_for

    @cached_property
    def is_required(self) -> bool:
        return self.asked.is_required or self.is_asked_for

    @cached_property
    def name(self) -> str:
        return field_name(self.key)

    @property
    def control_id(self) -> str:
        """The id of the first control, to which an error links."""
        if self.question.kind == QuestionKind.TABLE:
            return f"q-{self.key}"
        return f"id_{self.name}_0" if self.is_group else f"id_{self.name}"

    @cached_property
    def text(self) -> str:
        """The answer as it is stored, or as it was typed."""
        if self.typed is not None:
            return self.typed.text
        return self.answer.value if self.answer else ""

    @property
    def shown(self) -> str:
        return shown_text(self.spec, self.text)

    @property
    def seen(self) -> str:
        """What the page says it showed: of an answer not kept, what it said before."""
        if self.typed is not None:
            return f"{self.typed.seen}.{self.typed.seen_digest}"
        return f"{self.answer.revision if self.answer else 0}.{digest(self.text)}"

    @cached_property
    def problem(self) -> str:
        """What is wrong with the answer, in the active language."""
        if self.refused:
            return self.refused
        if self.read.cells:
            return self.table.problem
        return self.asked.problem if self.typed is None else self.read.problem

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """Each problem with the id of the control that it is about: of a table every cell by itself."""
        if self.read.cells and self.refused in ("", self.read.problem):
            return self.table.problems
        return [(self.problem, self.control_id)] if self.problem else []

    @cached_property
    def read(self) -> Read:
        """What the answer means, as it is kept or as it was typed."""
        return self.asked.read if self.typed is None else read_answer(self.spec, self.typed.text)

    @cached_property
    def document(self) -> Document | None:
        return self.answer.document if self.answer else None

    @property
    def other_papers(self) -> list[Document]:
        """The firm's papers that could take the place of the one that is kept."""
        kept = self.document
        return [paper for paper in self.papers if kept is None or described(paper) != described(kept)]

    @property
    def file_limit(self) -> int:
        """Bytes that an upload may have."""
        return settings.UPLOAD_MAX_BYTES

    @property
    def accept(self) -> str:
        return ACCEPT

    # Lists

    @cached_property
    def kind_of_list(self) -> str:
        """ "radio", "checkbox" or "select"; "" where nothing is chosen from a list."""
        kind, fact = self.question.kind, self.question.fact
        if kind == QuestionKind.FACT and fact is not None:
            if fact.type == FactType.MULTI_CHOICE:
                return "checkbox"
            if fact.type == FactType.BOOL:
                return "radio"
            return (
                ("select" if len(fact.choices) >= MANY else "radio") if fact.type == FactType.CHOICE else ""
            )
        if kind == QuestionKind.MULTIPLE:
            return "checkbox"
        if kind == QuestionKind.YES_NO:
            return "radio"
        return (
            ("select" if len(self.question.options) >= MANY else "radio")
            if kind == QuestionKind.CHOICE
            else ""
        )

    @cached_property
    def is_group(self) -> bool:
        return self.kind_of_list in ("radio", "checkbox")

    @property
    def in_row(self) -> bool:
        fact = self.question.fact
        is_fact = self.question.kind == QuestionKind.FACT and fact is not None
        return self.question.kind == QuestionKind.YES_NO or bool(
            is_fact and fact and fact.type == FactType.BOOL
        )

    @cached_property
    def options(self) -> list[Option]:
        chosen = chosen_codes(self.spec, self.text)
        if self.question.kind == QuestionKind.FACT and self.question.fact is not None:
            if self.question.fact.type == FactType.BOOL:
                return yes_and_no(chosen)
            labels = choice_labels(self.question.fact).items()
            return [Option(code, label, code in chosen) for code, label in labels]
        return options_of(self.spec, chosen)

    @property
    def is_agreed(self) -> bool:
        return self.text == YES

    # Figures and texts

    @property
    def prefix(self) -> str:
        """What stands before the control: a currency."""
        if self.question.kind == QuestionKind.MONEY:
            return self.question.currency
        unit = self.fact_unit
        return unit if unit in Currency else ""

    @property
    def suffix(self) -> str:
        if self.question.kind == QuestionKind.NUMBER:
            return self.question.unit
        return "" if self.prefix else unit_label(self.fact_unit)

    @cached_property
    def fact_unit(self) -> str:
        fact = self.question.fact if self.question.kind == QuestionKind.FACT else None
        return fact.unit if fact else ""

    @property
    def is_figure(self) -> bool:
        return self.question.kind in (QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.FACT)

    @property
    def is_iso_date(self) -> bool:
        """Whether a date control can show the answer; another text would vanish in it."""
        return not self.text or not read_answer(self.spec, self.text).problem

    @cached_property
    def counts(self) -> dict[str, int | str] | None:
        """The limit that is counted while one types: words before characters. None where nothing is limited."""
        if self.question.kind not in (QuestionKind.TEXT, QuestionKind.LONG_TEXT):
            return None
        if self.spec.max_words:
            return {"unit": "words", "used": count_words(self.text), "most": self.spec.max_words}
        if self.question.max_length:
            return {"unit": "characters", "used": len(self.text), "most": self.question.max_length}
        return None

    # Tables

    @property
    def rows_name(self) -> str:
        return rows_name(self.key)

    @cached_property
    def table(self) -> Table:
        return Table(self.spec, self.text, self.read, self.least_rows, self.row_numbers)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        return self.table.rows

    @property
    def may_add(self) -> bool:
        return len(self.rows) < self.spec.max_rows

    # Where it comes from, and what a colleague has made of it

    @property
    def is_prefilled(self) -> bool:
        return self.typed is None and self.answer is not None and self.asked.is_unconfirmed

    @property
    def is_from_fact(self) -> bool:
        return self.answer is not None and self.answer.origin == AnswerOrigin.FACT

    @property
    def their_words(self) -> str:
        """The kept answer in words, where one's own could not be kept beside it."""
        if self.theirs is None:
            return ""
        if self.theirs.document is not None:
            return self.theirs.document.original_name
        return in_words(self.question, self.spec, self.theirs.value)

    @property
    def my_words(self) -> str:
        return in_words(self.question, self.spec, self.text)


def lines_of(
    draft: Draft,
    keys: Iterable[str],
    *,
    typed: Mapping[str, Typed] | None = None,
    refused: Mapping[str, str] | None = None,
    theirs: Mapping[str, Answer] | None = None,
    least_rows: Mapping[str, int] | None = None,
    row_numbers: Mapping[str, tuple[int, ...]] | None = None,
    papers: Iterable[Document] = (),
    is_being_typed: bool = False,
) -> list[Line]:
    """Questions of a draft as lines, in the order given.

    typed: only of those that are not kept. is_being_typed: what is still to come is no problem yet.
    """
    papers = tuple(papers)
    asked = {key: draft.progress.asked[key] for key in keys}
    return [
        Line(
            question=draft.questions[key],
            asked=one.so_far if is_being_typed else one,
            answer=draft.answers.get(key),
            typed=(typed or {}).get(key),
            refused=(refused or {}).get(key, ""),
            theirs=(theirs or {}).get(key),
            least_rows=(least_rows or {}).get(key, 0),
            row_numbers=(row_numbers or {}).get(key, ()),
            papers=papers_for(draft.questions[key], papers),
        )
        for key, one in asked.items()
    ]


def lines_asked_again(
    answered: Iterable[Answered],
    *,
    typed: Mapping[str, Typed] | None = None,
    refused: Mapping[str, str] | None = None,
    papers: Iterable[Document] = (),
) -> list[Line]:
    """The questions of a correction as lines: each is asked, and needs an answer."""
    papers = tuple(papers)
    return [
        Line(
            question=item.question,
            asked=Asked(
                item.spec,
                Given(item.value, item.document is not None, trouble=trouble_with(item.document)),
                read_answer(item.spec, item.value),
                is_shown=True,
                is_required=True,
            ),
            answer=item.answer,
            typed=(typed or {}).get(item.question.key),
            refused=(refused or {}).get(item.question.key, ""),
            papers=papers_for(item.question, papers),
            is_asked_for=True,
        )
        for item in answered
    ]


def papers_for(question: Question, papers: Iterable[Document]) -> tuple[Document, ...]:
    """Those of the firm's papers that fit a question for a file; all where it names no kind."""
    if question.kind != QuestionKind.FILE:
        return ()
    fitting = [paper for paper in papers if question.paper_kind in ("", paper.kind)]
    # The same file twice, described alike, is one choice: the first, which is the newest.
    alike = {described(paper): paper for paper in reversed(fitting)}
    return tuple(paper for paper in fitting if alike[described(paper)] is paper)


def described(paper: Document) -> tuple:
    """All that tells one paper of a list from another."""
    return (
        *(paper.sha256, paper.kind, paper.title, paper.original_name, paper.language),
        *(paper.expires_on, paper.attestation, paper.translation),
    )


def links_of(lines: Iterable[Line]) -> list[dict[str, str]]:
    """The problems of a page as the error summary shows them."""
    found = []
    for line in lines:
        if line.is_shown and line.theirs is not None:
            text = named(line.question, _("choose which answer to keep"))
            found.append({"text": text, "target": f"keep-{line.key}-mine"})
        elif line.is_shown:
            found += [
                {"text": named(line.question, text), "target": target} for text, target in line.problems
            ]
    return found


def named(question: Question, text: str) -> str:
    """A problem with the question in front of it, without the mark at its end."""
    told = {"label": str(question.label).rstrip("?？.。"), "error": text}
    return _("%(label)s: %(error)s") % told
