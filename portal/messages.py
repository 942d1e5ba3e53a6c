"""Translations without GNU gettext: compile the catalogues and report what is missing.

    python -m portal.messages [--check]

Compiles every `django.po` and `djangojs.po` under portal/locale whose compiled file is missing or older. With
--check it then lists untranslated and fuzzy messages and ends with exit code 1 when there are any.
"""

import os
import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent / "locale"


def catalogues() -> list[Path]:
    """The message files, one a language and domain."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def compile_catalogue(source: Path) -> bool:
    """Compile one file when it has to be; returns whether it was. Safe while others compile the same file."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    aside = target.with_suffix(f".{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(aside))
    aside.replace(target)
    return True


def faults(source: Path) -> list[str]:
    """One line for each message of this file that is untranslated or fuzzy."""
    found = []
    for entry in polib.pofile(str(source)):
        if entry.obsolete or (entry.translated() and not entry.fuzzy):
            continue
        word = "fuzzy" if entry.fuzzy else "untranslated"
        found.append(f"{source.parent.parent.name}/{source.name}:{entry.linenum}: {word}: {entry.msgid!r}")
    return found


def main() -> int:
    """Compile, then report when asked to."""
    for source in catalogues():
        compile_catalogue(source)
    if "--check" not in sys.argv:
        return 0
    found = [line for source in catalogues() for line in faults(source)]
    print("\n".join(found) if found else f"{len(catalogues())} message files, complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
