"""Templates that a strict content policy can serve."""

import re

import pytest

from tests.architecture.files import name_of, own_files

# Mail is read where no policy applies and style sheets cannot be linked.
INLINE = {
    "inline style": re.compile(r"<style|\sstyle\s*="),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=[\"']application/json)", re.DOTALL),
    "handler attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "file from another host": re.compile(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=[\"']https?://"),
}


def faults(text: str) -> list[str]:
    """What in this template a strict policy would refuse."""
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.DOTALL)
    return [name for name, pattern in INLINE.items() if pattern.search(text)]


def test_templates_hold_no_inline_style_or_script():
    found = {
        name_of(path): seen
        for path in own_files(".html", rooms=("templates",))
        if "notifications" not in path.parts
        and "email" not in path.parts
        and (seen := faults(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://cdn.example/x.js"></script>',
    ],
)
def test_each_kind_of_inline_code_would_be_seen(text):
    assert faults(text)


@pytest.mark.parametrize(
    "text", ["<script src=\"{% static 'js/a.js' %}\" defer></script>", '<a href="https://example.org/">']
)
def test_linked_files_are_fine(text):
    assert faults(text) == []
