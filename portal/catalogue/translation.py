"""Which columns exist once per language. Found by modeltranslation under this name."""

from modeltranslation.translator import TranslationOptions, register

from .models import Area, Category, Entry, Fact, Relation, Sector, Term


@register(Area)
class AreaTranslation(TranslationOptions):
    fields = ("name", "description")


@register((Sector, Category))
class CodeTranslation(TranslationOptions):
    fields = ("name",)


@register(Fact)
class FactTranslation(TranslationOptions):
    fields = ("question", "help")


@register(Entry)
class EntryTranslation(TranslationOptions):
    fields = ("name", "summary", "caveat")
    required_languages = {"default": ("name", "summary")}


@register(Relation)
class RelationTranslation(TranslationOptions):
    fields = ("note",)


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ("hong_kong_name", "hong_kong_text", "mainland_name", "mainland_text", "words")
