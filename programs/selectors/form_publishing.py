"""What publishing a version of a form brings about: for drafts that are being filled in, and question by question."""

from collections.abc import Iterable
from dataclasses import dataclass

from programs.enums import ApplicationStatus, QuestionKind
from programs.models import Application, FormVersion, Question, Section

from .forms import questions_in, said_of, sections_of

#: Columns that say where a question stands and not what it asks.
PLACE = {"id", "form", "section", "position"}


@dataclass(frozen=True)
class Publishing:
    """What comes of publishing a version. The lists hold questions in the reader's words."""

    #: The newest version that is published now; None for the first.
    newest: FormVersion | None
    #: Drafts that are being filled in with an older version.
    drafts: int
    #: Questions that begin without an answer.
    new: list[str]
    #: Questions of the newest version whose answers have no place in this one.
    gone: list[str]
    #: Questions that keep their answers and are asked in another way.
    changed: list[str]
    #: Whether the version asks the very same as the newest, in the same sections and order.
    is_same: bool

    def is_behind(self, form: FormVersion) -> bool:
        """Whether a later version is in use already, so that publishing changes nothing for founders."""
        return self.newest is not None and self.newest.number > form.number


def publishing(form: FormVersion) -> Publishing:
    """What publishing this version would bring about. At most eight queries."""
    published = FormVersion.objects.filter(intake=form.intake_id, published_at__isnull=False)
    newest = published.exclude(pk=form.pk).order_by("-number").first()
    drafts = Application.objects.filter(
        intake=form.intake_id, status=ApplicationStatus.DRAFT, form__number__lt=form.number
    )
    sections_before, sections_after = (sections_of(each) if each else [] for each in (newest, form))
    before, after = asked_in(sections_before), asked_in(sections_after)
    alike = {key for key in after if key in before and fits(before[key], after[key])}
    return Publishing(
        newest=newest,
        drafts=drafts.count(),
        new=[said_of(row, "label") for key, row in after.items() if key not in alike],
        gone=[said_of(row, "label") for key, row in before.items() if key not in alike],
        changed=[
            said_of(row, "label")
            for key, row in after.items()
            if key in alike and content(row) != content(before[key])
        ],
        is_same=outline(sections_before) == outline(sections_after),
    )


def asked_in(sections: Iterable[Section]) -> dict[str, Question]:
    """The questions of a version by key, in order."""
    return {row.key: row for row in questions_in(sections)}


def outline(sections: Iterable[Section]) -> list[tuple]:
    """All that founders see of a version, in order."""
    return [(content(each), [content(row) for row in each.questions.all()]) for each in sections]


def fits(old: Question, new: Question) -> bool:
    """Whether an answer to the one is an answer to the other."""
    return old.kind == new.kind and (old.kind != QuestionKind.FACT or old.fact_id == new.fact_id)


def content(row: Question | Section) -> dict[str, object]:
    """What a question asks, or a section says: its columns but for its place."""
    columns = (field for field in row._meta.concrete_fields if field.name not in PLACE)
    return {field.attname: getattr(row, field.attname) for field in columns}
