"""Lists on the pages of measures and programmes: benefit tiers, criteria, papers."""

from json import JSONDecodeError, JSONDecoder

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationInlineModelAdmin
from unfold.admin import StackedInline

from portal.catalogue.admin import ThreeLanguages, low_boxes
from portal.kernel.errors import DomainError, InvalidInput
from portal.kernel.languages import SUFFIXES
from programs.eligibility.rules import validate_rule
from programs.models import Benefit, Criterion, RequiredPaper
from programs.services.policies import fact_registry

TEXTS = tuple(f"text_{suffix}" for suffix in SUFFIXES.values())


class Decoder(JSONDecoder):
    """Takes endless nesting and numbers of thousands of digits, which Python gives up on, for no JSON."""

    def decode(self, s, *args, **kwargs):
        try:
            return super().decode(s, *args, **kwargs)
        except JSONDecodeError:
            raise
        except (ValueError, RecursionError) as error:
            raise JSONDecodeError("too long or too deep", s, 0) from error


class RuleForm(ThreeLanguages):
    """A row with a rule: checked against the fact registry, with every fault named."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.JSONField):
                field.decoder = Decoder

    def clean_rule(self):
        rule = self.cleaned_data["rule"]
        if rule is None or "rule" not in self.changed_data:
            return rule
        for path, message in validate_rule(rule, fact_registry()):
            self.add_error("rule", f"{path}: {message}" if path else message)
        return rule


class BenefitForm(RuleForm):
    """Sums have a currency."""

    def clean(self):
        cleaned = super().clean()
        has_sum = cleaned.get("cap") is not None or cleaned.get("amount") is not None
        if has_sum and not cleaned.get("currency"):
            self.add_error("currency", _("A sum needs its currency."))
        return cleaned


class RowInline(StackedInline, TranslationInlineModelAdmin):
    """Rows with one text in three languages, each list in a tab of its own."""

    extra = 0
    tab = True
    form = ThreeLanguages
    formfield_overrides = low_boxes(2)
    ordering = ("position", "pk")


class BenefitInline(RowInline):
    model = Benefit
    form = BenefitForm
    fields = (*TEXTS, ("rate", "cap", "amount", "currency"), ("per", "months", "position"), "rule")


class CriterionInline(RowInline):
    model = Criterion
    form = RuleForm
    fields = (*TEXTS, "rule", "position")


class PaperInline(RowInline):
    model = RequiredPaper
    fields = (*TEXTS, "position")


def tell_refusal(page, request, refused: DomainError) -> None:
    """Show why a service refused, with one line for each field that has to be corrected."""
    page.message_user(request, str(refused), messages.ERROR)
    if isinstance(refused, InvalidInput):
        for place, said in refused.errors.items():
            page.message_user(request, f"{place}: {' '.join(str(line) for line in said)}", messages.ERROR)
