"""The form of an intake as data: versions, sections and questions. Staff build them; no developer is needed."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Currency
from portal.catalogue.models import Fact
from portal.kernel.models import Ordered, Timestamped
from programs.answering.limits import limit_faults
from programs.enums import PaperKind, QuestionKind

from .intake import Intake

#: Kinds whose answer is one or several codes of `options`.
LISTS = (QuestionKind.CHOICE, QuestionKind.MULTIPLE)


class FormVersion(Timestamped):
    """The questions of an intake at one time. A draft keeps the version it began with."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="forms")
    number = models.PositiveSmallIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    #: Counts the changes of an unpublished version, so that two authors do not overwrite each other.
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["intake", "-number"]
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        constraints = [models.UniqueConstraint(fields=["intake", "number"], name="form_number_once")]

    def __str__(self) -> str:
        return f"{self.intake_id} / {self.number}"


class Section(Ordered):
    """Questions that stand on one page."""

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="sections")
    key = models.SlugField(_("key"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    help = models.TextField(_("help"), blank=True)

    class Meta(Ordered.Meta):
        verbose_name = _("section of a form")
        verbose_name_plural = _("sections of forms")
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="section_key_once")]

    def __str__(self) -> str:
        return self.title


class Question(Ordered):
    """One question. Its rules read facts of the firm by name and other answers as `answer.<key>`."""

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions", verbose_name=_("section"))
    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind)
    label = models.CharField(_("question"), max_length=300)
    help = models.TextField(_("help"), blank=True)
    #: Where the firm has recorded this fact, a new draft has the answer already. Kind FACT asks for the fact itself.
    fact = models.ForeignKey(
        Fact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by the fact")
    )
    required = models.BooleanField(_("required"), default=True)
    #: A rule; where it is met, an answer is needed although `required` is false. Null: never.
    required_when = models.JSONField(_("required when"), null=True, blank=True)
    #: A rule; the question is asked only where it is met. Null: always.
    shown_when = models.JSONField(_("asked only when"), null=True, blank=True)
    #: Consents and yearly figures: never filled in from what was said before.
    asked_again = models.BooleanField(_("asked anew each time"), default=False)
    #: For lists: [{"code": ..., "label": {"en": ..., "zh-hant": ..., "zh-hans": ...}}].
    options = models.JSONField(_("options"), default=list, blank=True)
    #: For tables: [{"key", "kind", "label": {...}, "required", "options", "minimum", "maximum"}].
    columns = models.JSONField(_("columns"), default=list, blank=True)
    min_rows = models.PositiveSmallIntegerField(_("fewest rows"), null=True, blank=True)
    max_rows = models.PositiveSmallIntegerField(_("most rows"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    minimum = models.DecimalField(_("least"), max_digits=16, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("most"), max_digits=16, decimal_places=2, null=True, blank=True)
    max_length = models.PositiveIntegerField(
        _("longest answer in characters"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    #: Chinese characters count as a word each.
    max_words = models.PositiveIntegerField(
        _("longest answer in words"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    #: For files: which papers of the firm's library fit.
    paper_kind = models.CharField(_("kind of paper"), max_length=24, choices=PaperKind, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["form", "key"], name="question_key_once"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(minimum__lte=F("maximum")),
                name="question_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(min_rows__isnull=True)
                | Q(max_rows__isnull=True)
                | Q(min_rows__lte=F("max_rows")),
                name="question_rows_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LISTS) | Q(options=[]), name="question_options_only_for_lists"
            ),
            models.CheckConstraint(
                condition=Q(kind=QuestionKind.TABLE) | Q(columns=[]), name="question_columns_only_for_tables"
            ),
            models.CheckConstraint(
                condition=~Q(kind=QuestionKind.MONEY) | ~Q(currency=""), name="question_money_has_currency"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """A question stands in a section of its own form, and a draft can keep whatever its limits allow."""
        super().clean()
        if faults := limit_faults(self):
            raise ValidationError({name: [fault] for name, fault in faults.items()})
        if self.section_id and self.form_id and self.section.form_id != self.form_id:
            raise ValidationError({"section": _("Choose a section of this form.")})
