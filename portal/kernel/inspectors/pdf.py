"""Looks into a PDF: python -I pdf.py MOST_OBJECTS < file. Prints `fine`, or the word for what speaks against it."""

import re
import sys
from collections.abc import Iterator

import pikepdf

#: What an action or annotation may not do, by the value of its /S, /Type or /Subtype.
FORBIDDEN = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/RichMediaExecute": "script",
    "/RichMedia": "script",
    "/3D": "script",
    "/Rendition": "script",
    "/Movie": "script",
    "/SubmitForm": "reach",
    "/GoToR": "reach",
    "/GoToE": "embedded",
    "/EmbeddedFile": "embedded",
    "/FileAttachment": "embedded",
}

#: What a link may open. One without a scheme is relative, such as "www.example.org" or "#page=2".
SCHEMES = {"http", "https", "mailto", "tel"}
#: Programs leave these out when they read an address.
IGNORED = re.compile(r"[\x00-\x20\x7f]")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
#: A name and a port, such as "example.org:8080/path": what stands before its colon looks like a scheme and is none.
NAME_AND_PORT = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+:[0-9]{1,5}(?![^/?#])")


def verdict(file, most: int) -> str:
    """The word. most: objects that are looked at; a file with more is refused, whatever they hold."""
    try:
        with pikepdf.Pdf.open(file) as document:
            return next(complaints(document, most), "fine")
    except pikepdf.PasswordError:
        return "password"
    except pikepdf.PdfError:
        return "damaged"


def complaints(document: pikepdf.Pdf, most: int) -> Iterator[str]:
    """What speaks against a document. All objects are looked at, also those that no page leads to any more."""
    if "/XFA" in document.Root.get("/AcroForm", pikepdf.Dictionary()):
        yield "script"  # such a form carries scripts of its own, and few programs show it
    # What relative links are relative to.
    base = document.Root.get("/URI")
    if isinstance(base, pikepdf.Dictionary) and leads_astray(base.get("/Base", "")):
        yield "reach"
    seen = 0
    for whole in document.objects:
        waiting = [whole]
        while waiting:
            seen += 1
            if seen > most:
                yield "endless"
                return
            value = waiting.pop()
            if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                if word := complaint(value):
                    yield word
                waiting.extend(part for _, part in value.items() if is_inside(part))
            elif isinstance(value, pikepdf.Array):
                waiting.extend(part for part in value if is_inside(part))


def is_inside(part) -> bool:
    """Whether a part is looked at with its whole: not where it is an object of its own, or a plain value."""
    return isinstance(part, pikepdf.Object) and not part.is_indirect


def complaint(value: pikepdf.Dictionary | pikepdf.Stream) -> str:
    """The word against one dictionary, or nothing."""
    for key in ("/S", "/Type", "/Subtype"):
        if key in value and (word := FORBIDDEN.get(str(value[key]))):
            return word
    action = value.get("/S")
    if action == "/URI" and leads_astray(value.get("/URI", "")):
        return "reach"
    # A thread of articles in another file.
    if action == "/Thread" and "/F" in value:
        return "reach"
    # A file specification that brings its file along; one that only names a file is harmless.
    files = value.get("/EF")
    if isinstance(files, pikepdf.Dictionary) and any(isinstance(f, pikepdf.Stream) for _, f in files.items()):
        return "embedded"
    return ""


def leads_astray(address) -> bool:
    """Whether a link opens something else than the web, a letter or a call: a script, or a file on another machine."""
    text = IGNORED.sub("", str(address)).lower()
    if NAME_AND_PORT.match(text):
        return False
    if scheme := SCHEME.match(text):
        return scheme[1] not in SCHEMES
    return text.startswith(("\\", "//"))


if __name__ == "__main__":
    print(verdict(sys.stdin.buffer, int(sys.argv[1])))
