"""Reading `portal/data/demo.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "demo.yaml"


@cache
def demo_data() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def in_columns(field: str, texts: dict[str, str] | None) -> dict[str, str]:
    """`{"en": ...}` as model columns `field_en` and so on; nothing for None."""
    return {f"{field}_{suffix}": text for suffix, text in (texts or {}).items()}
