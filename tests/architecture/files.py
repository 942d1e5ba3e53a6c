"""The project's own files, as Git would list them, without asking Git."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("portal", "accounts", "programs", "spaces", "templates", "static", "tests")


def own_files(*suffixes: str, rooms: tuple[str, ...] = ROOMS) -> list[Path]:
    """Every file of ours with one of these endings."""
    return [
        path
        for room in rooms
        for path in sorted((ROOT / room).rglob("*"))
        if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts
    ]


def name_of(path: Path) -> str:
    """The path as a person would type it."""
    return str(path.relative_to(ROOT))
