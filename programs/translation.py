"""Which columns exist once per language. Found by modeltranslation under this name."""

from modeltranslation.translator import TranslationOptions, register

from .models import (
    Benefit,
    Criterion,
    Intake,
    LandingStep,
    Measure,
    MeasureVersion,
    Programme,
    Question,
    RequiredPaper,
    RubricCriterion,
    Section,
    Story,
    StoryUse,
)


@register(Measure)
class MeasureTranslation(TranslationOptions):
    pass


@register(MeasureVersion)
class MeasureVersionTranslation(TranslationOptions):
    fields = ("name", "summary", "caveat", "authority", "stackable_note")
    required_languages = {"default": ("name", "summary", "authority")}


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("operator",)
    required_languages = {"default": ("operator",)}


@register(Story)
class StoryTranslation(TranslationOptions):
    fields = ("firm", "founders_described_as", "outcome")
    required_languages = {"default": ("outcome",)}


@register((Benefit, Criterion, RequiredPaper))
class PartTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = {"default": ("text",)}


@register(StoryUse)
class StoryUseTranslation(TranslationOptions):
    fields = ("text",)


@register(Intake)
class IntakeTranslation(TranslationOptions):
    fields = ("title", "receiving_body", "introduction")
    required_languages = {"default": ("title", "receiving_body")}


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("title", "help")
    required_languages = {"default": ("title",)}


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("label", "help")
    required_languages = {"default": ("label",)}


@register(RubricCriterion)
class RubricCriterionTranslation(TranslationOptions):
    fields = ("name", "hint")
    required_languages = {"default": ("name",)}


@register(LandingStep)
class LandingStepTranslation(TranslationOptions):
    fields = ("name", "text", "papers")
    required_languages = {"default": ("name", "text")}
