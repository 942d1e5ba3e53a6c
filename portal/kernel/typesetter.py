"""Run as a process of its own by `typesetting`: a job as JSON comes in, a PDF goes out.

What no font of ours can show stands there as its code, such as [U+1F600]: nothing that was written is lost unseen.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

import typst
from noto_cjk_sans_otc import FONT_PATH

#: For archives. Typst then refuses to set what has no glyph, where it would print an empty box.
STANDARD: Final = "a-2b"
#: Sets each piece in a paragraph of its own.
TRIAL = """#set text(font: sys.inputs.font)
#for each in json(bytes(sys.inputs.data)) { each; parbreak() }"""
#: A trial takes two thousandths of a second. What is left after so many is shown as codes, printable or not.
MOST_TRIALS = 2000


def main() -> None:
    job = json.load(sys.stdin.buffer)
    # The same PDF on every machine.
    compiler = typst.Compiler(font_paths=[str(Path(FONT_PATH).parent)], ignore_system_fonts=True)
    made = compiler.compile(
        job["template"].encode(),
        sys_inputs={"data": json.dumps(Coder(compiler, job).with_codes(job["data"]))},
        pdf_standards=STANDARD,
        timestamp=datetime.fromtimestamp(job["made_at"], UTC),
    )
    sys.stdout.buffer.write(cast(bytes, made))


class Coder:
    """Finds out what the fonts cannot show in the texts of a job, and writes it as codes."""

    def __init__(self, compiler: typst.Compiler, job: dict[str, Any]):
        self.compiler, self.font = compiler, job["data"]["setting"]["font"]
        self.trials = 0
        pieces = {piece for text in texts_in(job["data"]) for piece in pieces_of(text) if not is_plain(piece)}
        self.codes = {piece: code_of(piece) for piece in self.unshown(sorted(pieces))}

    def with_codes(self, value: Any) -> Any:
        """The same structure, its texts with codes for what cannot be shown."""
        if isinstance(value, str):
            return (
                "".join(self.codes.get(piece, piece) for piece in pieces_of(value)) if self.codes else value
            )
        if isinstance(value, dict):
            return {key: self.with_codes(each) for key, each in value.items()}
        return [self.with_codes(each) for each in value] if isinstance(value, list) else value

    def unshown(self, pieces: list[str]) -> list[str]:
        """Those of the pieces that cannot be shown: halves are tried till only such are left."""
        if not pieces or (self.trials < MOST_TRIALS and self.can_show(pieces)):
            return []
        if len(pieces) == 1 or self.trials >= MOST_TRIALS:
            return pieces
        middle = len(pieces) // 2
        return self.unshown(pieces[:middle]) + self.unshown(pieces[middle:])

    def can_show(self, pieces: list[str]) -> bool:
        self.trials += 1
        inputs = {"data": json.dumps(pieces), "font": self.font}
        try:
            self.compiler.compile(TRIAL.encode(), sys_inputs=inputs, pdf_standards=STANDARD)
        except typst.TypstError:
            return False
        return True


def texts_in(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def pieces_of(text: str) -> list[str]:
    """The text in single characters, each with the marks on it: one font has to show them together."""
    pieces: list[str] = []
    for sign in text:
        if pieces and is_mark(sign):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def is_mark(sign: str) -> bool:
    """Whether it belongs to the character before it: accents, variants, joiners."""
    return not sign.isascii() and (unicodedata.category(sign).startswith("M") or sign == "\u200d")


def code_of(piece: str) -> str:
    return "".join(sign if is_plain(sign) else f"[U+{ord(sign):04X}]" for sign in piece)


def is_plain(piece: str) -> bool:
    """Whether every font has it: ASCII without its control characters."""
    return piece.isascii() and (piece.isprintable() or piece in "\n\r\t")


if __name__ == "__main__":
    main()
