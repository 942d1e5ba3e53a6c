"""Files to upload: sound ones, and those that must be refused."""

import io
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Dictionary, Name
from PIL import Image

#: The industry's harmless test pattern, in two parts so that no scanner stops this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STAND" + rb"ARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(words: str = "sample", change=None, **options) -> bytes:
    """A PDF of one empty page. words: makes it another file. change: called with the document before it is saved."""
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo[Name.Title] = words
    if change:
        change(document)
    target = io.BytesIO()
    document.save(target, deterministic_id="encryption" not in options, **options)
    return target.getvalue()


def picture(size=(20, 10), kind: str = "PNG", mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


def upload(content: bytes | None = None, name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content, "application/octet-stream")


def with_script(document) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def with_script_on_page(document) -> None:
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="x"))


def with_launch(document) -> None:
    action = document.make_indirect(Dictionary(S=Name.Launch, F="cmd.exe"))
    document.pages[0].Annots = pikepdf.Array([Dictionary(Subtype=Name.Link, A=action)])


def on_opening(**action):
    """What to change in a document so that it does this as soon as it is opened."""

    def change(document) -> None:
        document.Root.OpenAction = Dictionary(**action)

    return change


def with_links(*addresses: str):
    """What to change in a document so that its page has links to these addresses."""

    def change(document) -> None:
        document.pages[0].Annots = pikepdf.Array(
            [
                Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=address))
                for address in addresses
            ]
        )

    return change


def with_base(address: str):
    """What to change in a document so that its relative links begin there."""

    def change(document) -> None:
        document.Root.URI = Dictionary(Base=address)

    return change


def with_file_inside(document) -> None:
    document.attachments["accounts.xlsx"] = b"PK"


def with_file_nobody_lists(document) -> None:
    inside = document.make_stream(b"MZ")
    document.Root.Whatever = document.make_indirect(Dictionary(F="a.exe", EF=Dictionary(F=inside)))


def with_form_of_scripts(document) -> None:
    document.Root.AcroForm = Dictionary(Fields=pikepdf.Array(), XFA=document.make_stream(b"<xdp/>"))


def pdf_bomb(megabytes: int = 700) -> bytes:
    """A small PDF whose index says that its pages stand in a stream that unpacks to so much."""
    press = zlib.compressobj(1)
    packed = b"".join(press.compress(bytes(1 << 20)) for _ in range(megabytes)) + press.flush()
    parts = [b"%PDF-1.5\n", b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"]
    head = b"3 0 obj\n<</Type/ObjStm/N 1/First 10/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    parts.append(head + packed + b"\nendstream\nendobj\n")
    at = [sum(len(part) for part in parts[:count]) for count in (1, 2, 3)]
    rows = [(0, 0, 0), (1, at[0], 0), (2, 3, 0), (1, at[1], 0), (1, at[2], 0)]
    index = b"".join(bytes([one]) + two.to_bytes(4, "big") + bytes([three]) for one, two, three in rows)
    head = b"4 0 obj\n<</Type/XRef/Size 5/W[1 4 1]/Root 1 0 R/Length %d>>\nstream\n" % len(index)
    parts.append(head + index + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % at[2])
    return b"".join(parts)
