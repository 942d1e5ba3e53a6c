"""Which columns exist once per language. Found by modeltranslation under this name."""

from modeltranslation.translator import TranslationOptions, register

from .models import ConsentText


@register(ConsentText)
class ConsentTextTranslation(TranslationOptions):
    fields = ("title", "body")
    required_languages = {"default": ("title", "body")}
