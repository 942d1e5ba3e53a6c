"""Pages of stories."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationInlineModelAdmin
from unfold.admin import StackedInline

from portal.catalogue.admin import EntryAdmin, ThreeLanguages, low_boxes
from portal.catalogue.enums import Kind
from portal.kernel.languages import SUFFIXES
from programs.models import Story, StoryUse

TEXTS = tuple(f"text_{suffix}" for suffix in SUFFIXES.values())


class UseForm(ThreeLanguages):
    """An entry or a text, never both."""

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("entry")) == any(cleaned.get(name) for name in TEXTS):
            self.add_error("entry", _("Choose an entry or write a text, and not both."))
        return cleaned


class UseInline(StackedInline, TranslationInlineModelAdmin):
    model = StoryUse
    fk_name = "story"  # `entry` may point at a story too
    form = UseForm
    extra = 0
    tab = True
    formfield_overrides = low_boxes(2)
    fields = ("entry", *TEXTS, "position")
    ordering = ("position", "pk")


@admin.register(Story)
class StoryAdmin(EntryAdmin):
    kind = Kind.STORY
    window = ()
    words = ("firm", "founders_described_as", "outcome")
    particulars = ("sector",)
    inlines = (UseInline,)
