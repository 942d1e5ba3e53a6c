"""The interface exists in all three languages."""

import pytest

from portal.messages import LOCALE, catalogues, compile_catalogue, faults


@pytest.mark.parametrize("language", ["zh_Hant", "zh_Hans"])
def test_every_message_is_translated(language):
    source = LOCALE / language / "LC_MESSAGES" / "django.po"
    assert source in catalogues()
    assert faults(source) == []


def test_untranslated_and_fuzzy_messages_would_be_seen(tmp_path):
    source = tmp_path / "xx" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "done"\nmsgstr "erledigt"\n\n'
        'msgid "missing"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "guess"\nmsgstr "Rate"\n\n'
        'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "eins"\nmsgstr[1] ""\n'
    )
    found = faults(source)
    assert len(found) == 3
    assert [word for line in found for word in ("untranslated", "fuzzy") if f": {word}:" in line] == [
        "untranslated",
        "fuzzy",
        "untranslated",
    ]
    assert compile_catalogue(source)
    assert source.with_suffix(".mo").read_bytes()[:4] == b"\xde\x12\x04\x95"
    assert not compile_catalogue(source), "nothing to do the second time"
