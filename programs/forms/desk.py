"""Forms of the desk. They check input and nothing else."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.kernel.days import DayField, around_today
from portal.kernel.forms import LimitedText
from programs.enums import DeclineReason, Recommendation
from programs.models import RubricCriterion


def letter(help_text) -> LimitedText:
    return LimitedText(
        label=_("Letter to the firm"),
        help_text=help_text,
        most=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write a text for the firm.")},
    )


class AssignForm(forms.Form):
    assignee = forms.ModelChoiceField(
        label=_("Reviewer"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who reviews the application.")},
    )

    def __init__(self, people, data=None, *, assigned_to=None):
        super().__init__(data, initial={"assignee": assigned_to})
        self.fields["assignee"].queryset = people


class CorrectionForm(forms.Form):
    questions = forms.TypedMultipleChoiceField(
        label=_("Questions to answer again"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one question of this form.")},
    )
    text = LimitedText(
        label=_("What is missing"),
        help_text=_("The firm reads this text. Say which fact or paper you need, and why."),
        most=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what is missing.")},
    )

    def __init__(self, questions, data=None):
        super().__init__(data, prefix="correction")
        self.fields["questions"].choices = [(question.pk, question.label) for question in questions]


class OfferForm(forms.Form):
    text = letter(_("What is offered and on which terms."))
    accept_by = DayField(
        label=_("Accept by"),
        required=False,
        help_text=_("Left empty, the usual term of this intake applies."),
        days=lambda: around_today(on=2),
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="offer")


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose a reason")), *DeclineReason.choices]
    )
    text = letter(_("Which condition decided it, and what could be changed."))

    def __init__(self, data=None):
        super().__init__(data, prefix="decline")


class ReviewForm(forms.Form):
    """A score with a reason for every criterion of the rubric, a recommendation and a comment."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=Recommendation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a recommendation.")},
    )
    comment = LimitedText(
        label=_("Comment for the officer"),
        required=False,
        most=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, rubric, data=None, own=None):
        """own: the person's review as it stands (a `ReadReview`), or None."""
        self.rubric = list(rubric)
        initial = {}
        if own is not None:
            initial = {"recommendation": own.review.recommendation, "comment": own.review.comment}
            for score in own.scores:
                initial[f"score-{score.criterion_id}"] = score.value
                initial[f"reason-{score.criterion_id}"] = score.reason
        super().__init__(data, initial=initial, prefix="review")
        for criterion in self.rubric:
            told = {"criterion": criterion.name}
            self.fields[f"score-{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.name,
                help_text=criterion.hint,
                coerce=int,
                choices=[(value, value) for value in range(RubricCriterion.MAX_SCORE + 1)],
                widget=forms.RadioSelect,
                error_messages={"required": gettext("Give a score for “%(criterion)s”.") % told},
            )
            self.fields[f"reason-{criterion.pk}"] = forms.CharField(
                label=gettext("Reason for the score of “%(criterion)s”") % told,
                max_length=500,
                error_messages={
                    "required": gettext("Give a reason for the score of “%(criterion)s”.") % told
                },
            )
        # The criteria come first on the page, and so do their errors.
        self.order_fields([name for name in self.fields if name not in ("recommendation", "comment")])

    def rows(self):
        """(criterion, its score field, its reason field) for the template."""
        return [(c, self[f"score-{c.pk}"], self[f"reason-{c.pk}"]) for c in self.rubric]

    def scores(self) -> dict[int, tuple[int, str]]:
        return {
            c.pk: (self.cleaned_data[f"score-{c.pk}"], self.cleaned_data[f"reason-{c.pk}"])
            for c in self.rubric
        }
