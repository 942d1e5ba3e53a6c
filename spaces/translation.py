"""Which columns exist once per language. Found by modeltranslation under this name."""

from modeltranslation.translator import TranslationOptions, register

from .models import Incubator, Place, Platform


@register(Incubator)
class IncubatorTranslation(TranslationOptions):
    fields = ("operator", "address", "offers")
    required_languages = {"default": ("address",)}


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("operator", "address", "rent_note", "amenities")
    required_languages = {"default": ("address",)}


@register(Platform)
class PlatformTranslation(TranslationOptions):
    fields = ("operator", "address", "offers", "access")
    required_languages = {"default": ("address",)}
