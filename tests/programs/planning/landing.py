"""Landing steps made for a test: rows of the file, and rows of the table."""

from pathlib import Path

import yaml

from programs.models import LandingStep
from tests.factories import in_three, number
from tests.portal.catalogue_files import text


def row(code: str = "seal", **changes) -> dict:
    """A sound row of the file; a field set to `...` is left out."""
    found = {
        "code": code,
        "name": text(f"Do {code}"),
        "text": text("What is done."),
        "side": "north",
        "days": [1, 3],
        "papers": [text("Business licence")],
        "after": [],
        "rule": None,
        "settles": {},
        "sources": [],
        "as_of": None,
        **changes,
    }
    return {key: value for key, value in found.items() if value is not ...}


def write_steps(folder: Path, *rows) -> Path:
    path = folder / "landing_steps.yaml"
    path.write_text(yaml.safe_dump(list(rows), allow_unicode=True, sort_keys=False))
    return path


def make_step(code: str = "", *after: LandingStep, **fields) -> LandingStep:
    """A step of one to three working days in Shenzhen."""
    n = number()
    texts = in_three(name=f"Step {n}", text="What is done.", papers="One paper\nAnother")
    values = {"side": "north", "days_least": 1, "days_most": 3, "position": n, **texts, **fields}
    step = LandingStep.objects.create(code=code or f"step-{n}", **values)
    step.after.set(after)
    return step
