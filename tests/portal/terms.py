"""Terms of the vocabulary made for a test: rows of the file, rows of the table, and terms that need no table."""

from pathlib import Path

import yaml

from portal.catalogue.models import Term
from portal.catalogue.terms import TEXTS, columns
from portal.catalogue.vocabulary import Twin
from tests.factories import in_three, number

from .catalogue_files import text


def synonyms(code: str = "rent", **changes) -> dict:
    """A sound row of the file; a field set to `...` is left out."""
    row = {
        "code": code,
        "kind": "synonym",
        "words": {"en": [f"{code} one"], "zh_hant": [f"{code} 二"], "zh_hans": [f"{code} 三"]},
        **changes,
    }
    return {key: value for key, value in row.items() if value is not ...}


def twin(code: str = "mpf", **changes) -> dict:
    """A sound row of a twin term."""
    return synonyms(
        code,
        **{
            "kind": "twin",
            "topic": "staff",
            "hong_kong": {"name": text(f"{code} south"), "text": text("What it is there.")},
            "mainland": {"name": text(f"{code} north"), "text": text("What it is here."), "source": None},
            **changes,
        },
    )


def write_vocabulary(folder: Path, *rows) -> Path:
    path = folder / "vocabulary.yaml"
    path.write_text(yaml.safe_dump(list(rows), allow_unicode=True, sort_keys=False))
    return path


def make_synonyms(*words: str, code: str = "") -> Term:
    """Synonyms with the same words in each language."""
    lines = "\n".join(words)
    return Term.objects.create(
        code=code or f"term-{number()}",
        kind="synonym",
        words_en=lines,
        words_zh_hant=lines,
        words_zh_hans=lines,
    )


def make_twin(code: str = "", **fields) -> Term:
    """A twin term with a text in each language, told apart."""
    code = code or f"twin-{number()}"
    texts = in_three(
        hong_kong_name=f"{code} south",
        hong_kong_text=f"{code} in the south",
        mainland_name=f"{code} north",
        mainland_text=f"{code} in the north",
    )
    return Term.objects.create(**{"code": code, "kind": "twin", "topic": "staff", **texts, **fields})


def loose_twin(code: str, south: str, north: str, *words: str) -> Twin:
    """A twin term without a table; its words are the same in all languages."""
    row = {"code": code, "topic": "staff", **dict.fromkeys(columns([*TEXTS, "words"]), "")}
    for language in ("en", "zh_hant", "zh_hans"):
        row |= {f"hong_kong_name_{language}": south, f"mainland_name_{language}": north}
        row |= {f"hong_kong_text_{language}": f"{south}.", f"mainland_text_{language}": f"{north}."}
        row[f"words_{language}"] = "\n".join(words)
    return Twin(row)
