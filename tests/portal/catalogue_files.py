"""Catalogue directories made for a test: sound rows to start from, and files to write them to."""

from pathlib import Path

import yaml

FOLDERS = ("measures", "programmes", "incubators", "spaces", "platforms", "stories")


def text(words: str) -> dict[str, str]:
    return {"en": words, "zh_hant": f"{words}（繁）", "zh_hans": f"{words}（简）"}


def entry(kind: str, **changes) -> dict:
    """A sound row of this kind, with these fields changed; a field set to `...` is left out."""
    row = {
        "slug": f"a-{kind}",
        "name": text(f"A {kind}"),
        "summary": text("What it is."),
        "area": "hetao",
        "sectors": ["ai"],
        "as_of": "2026-03-01",
        "confidence": "high",
        "sources": [
            {
                "title": "Notice",
                "publisher": "Zone office",
                "url": "https://example.org/1",
                "published": "2026-03",
            }
        ],
        **PARTICULARS[kind],
        **changes,
    }
    return {key: value for key, value in row.items() if value is not ...}


def fact(name: str, type: str = "int", **changes) -> dict:
    """A sound row of facts.yaml."""
    whole = type == "int"
    return {
        "name": name,
        "subject": "firm",
        "type": type,
        "unit": "people" if whole else None,
        "min": 0 if whole else None,
        "max": None,
        "choices": None,
        "question": text(f"{name}?"),
        "help": None,
        "group": "people",
        **changes,
    }


BENEFIT = {
    "text": text("Half of the rent"),
    "rate": 0.5,
    "cap": 100000,
    "amount": None,
    "currency": "CNY",
    "per": "year",
    "months": 12,
    "rule": {"fact": "headcount", "op": ">=", "value": 2},
}
CRITERION = {
    "text": text("A Hong Kong founder"),
    "rule": {"fact": "founder_is_hk_resident", "op": "==", "value": True},
}
WINDOW = {"opens": None, "closes": None, "rolling": True, "status": "in-force"}
PLACE = {"operator": text("Operator"), "address": text("1 Hetao Road")}
PARTICULARS = {
    "measure": {
        "category": "rent",
        "authority": text("Zone office"),
        "instrument": "reimbursement",
        "benefit": [BENEFIT],
        "eligibility": [CRITERION, {"text": text("Good standing"), "rule": None}],
        "documents": [text("Lease")],
        "effective_from": "2025-01-01",
        "effective_to": None,
        **WINDOW,
        "stackable_note": None,
    },
    "programme": {
        "operator": text("Operator"),
        "incubator": None,
        "stage": ["seed", "early"],
        "length_months": 6,
        "cohort_size": 20,
        "benefit": [BENEFIT],
        "eligibility": [CRITERION],
        **WINDOW,
    },
    "incubator": {
        **PLACE,
        "established": "2019-06",
        "total_sqm": 3000,
        "firms_incubated": None,
        "offers": [text("Desks"), text("Advice")],
        "website": "https://example.org/",
    },
    "space": {
        **PLACE,
        "space_type": "office",
        "total_sqm": 12000,
        "rent": {"amount": 98.5, "currency": "CNY", "per": "sqm-month", "note": None},
        "amenities": [text("Canteen")],
        "nearest_crossing": "huanggang",
        "commissioned": "2021",
    },
    "platform": {**PLACE, "offers": [text("Microscopes")], "access": None},
    "story": {
        "firm": text("Example Limited"),
        "founders_described_as": None,
        "sector": "ai",
        "what_they_used": [text("A desk")],
        "outcome": text("It grew."),
    },
}


def write_files(folder: Path, **kinds: list) -> Path:
    """Write rows to one file per kind, all of the area hetao; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in kinds.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "hetao.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False))
    return folder
