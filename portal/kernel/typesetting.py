"""PDFs from a template and data, in a process of its own that may use so much time and memory.

Typst sets them: it embeds the CJK collection that the portal ships, needs no library of the system, and takes data
apart from the template, so that no text of a person is ever read as markup.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .inspection import limit, surroundings
from .languages import ENGLISH, HANS, HANT

#: Seconds by the clock. Computing and memory are bounded as for uploads.
LONGEST = 20.0

SCRIPT = Path(__file__).with_name("typesetter.py")

#: What a template needs to know of a language: the faces write the same characters as each place does.
SETTINGS = {
    ENGLISH: {"lang": "en", "region": "GB", "font": "Noto Sans CJK SC"},
    HANT: {"lang": "zh", "region": "HK", "font": "Noto Sans CJK HK"},
    HANS: {"lang": "zh", "region": "CN", "font": "Noto Sans CJK SC"},
}


class NotTypeset(Exception):
    """No PDF came of it: it took too long, needed too much, or the template broke."""


def pdf_of(template: Path, data: dict[str, Any], *, language: str, made_at: float) -> bytes:
    """The PDF that a Typst template makes of the data; the same data give the same bytes.

    language: one of the portal's codes; the template finds its SETTINGS under "setting". made_at: the time written into
    it, in seconds since 1970. Raises NotTypeset.
    """
    job = {
        "template": template.read_text(encoding="utf-8"),
        "data": {**data, "setting": SETTINGS[language]},
        "made_at": int(made_at),
    }
    # One thread: each more takes room of the memory that is allowed.
    around = {**surroundings(), "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    process = subprocess.Popen(  # noqa: S603  our own script; the data are its input and never a word of it
        [sys.executable, "-I", str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=around,
    )
    with process:
        limit(process.pid)
        try:
            made, complaint = process.communicate(json.dumps(job).encode(), timeout=LONGEST)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise NotTypeset("took too long") from error
    if process.returncode != 0 or not made.startswith(b"%PDF-"):
        raise NotTypeset(complaint.decode("utf-8", "replace")[-500:])
    return made
