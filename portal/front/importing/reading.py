"""From a directory to rows of plain values. Broken files become faults, never exceptions."""

import collections
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from portal.catalogue.enums import Kind

from .faults import Faults

FOLDERS = {
    "measures": Kind.MEASURE,
    "programmes": Kind.PROGRAMME,
    "incubators": Kind.INCUBATOR,
    "spaces": Kind.SPACE,
    "platforms": Kind.PLATFORM,
    "stories": Kind.STORY,
}
LISTS = ("facts", "areas", "sectors", "categories")
RELATIONS = "relations"
#: Bounds far above any real file, so that a hostile one costs little.
MAX_BYTES = 20_000_000
MAX_DEPTH = 100
MAX_VALUES = 2_000_000
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class UnquotedDate:
    """A date that the file does not put in quotes, and that YAML therefore takes for something else than text."""

    text: str


@dataclass(slots=True)
class Row:
    """One entry as it stands in a file."""

    kind: str
    stem: str
    file: str
    slug: str  #: for messages; such as "#3" where the entry has no usable slug
    data: Any


@dataclass(slots=True)
class Directory:
    rows: list[Row] = field(default_factory=list)
    #: The code lists that the directory has: name to rows.
    lists: dict[str, list[Any]] = field(default_factory=dict)
    #: Rows of the relations of entries; None where the directory has no such file.
    relations: list[Any] | None = None

    def keep_only(self, rows: set[int], lists: dict[str, list[Any]]) -> None:
        """Drop everything but the entries at these positions and these rows of the lists."""
        self.rows = [row for position, row in enumerate(self.rows) if position in rows]
        self.lists = lists


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key given twice, which YAML would let pass, and keeps unquoted dates apart from text."""

    def construct_mapping(self, node, deep=False):
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise refusal(key, "a key must be a plain word")
        keys = collections.Counter(self.construct_object(key, deep=True) for key, _ in node.value)
        for key, times in keys.items():
            if times > 1:
                raise refusal(node, f"key {key!r} given {times} times")
        return super().construct_mapping(node, deep)

    def construct_number(self, node):
        try:
            construct = yaml.SafeLoader.yaml_constructors[node.tag]
            return construct(self, node)
        except (ValueError, LookupError) as error:
            raise refusal(node, f"{node.value[:40]!r} is not a number that can be kept") from error

    def construct_date(self, node):
        return UnquotedDate(node.value)


Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_number)
Loader.add_constructor("tag:yaml.org,2002:float", Loader.construct_number)
Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.construct_date)


def refusal(node: yaml.Node | yaml.Event, message: str) -> yaml.YAMLError:
    line = node.start_mark.line + 1 if node.start_mark else "?"
    return yaml.YAMLError(f"{message}, line {line}")


def read_directory(path: Path, faults: Faults) -> Directory:
    """Everything that a catalogue directory holds. Faults are added for whatever cannot be read."""
    found = Directory()
    try:
        if not path.is_dir():
            raise NotADirectoryError("there is no such folder" if not path.exists() else "is not a folder")
        names = sorted(item.name for item in path.iterdir())
    except (OSError, ValueError) as error:
        faults.add(str(path), "-", "directory", reason(error))
        return found
    for name in LISTS:
        if f"{name}.yaml" in names:
            found.lists[name] = read_file(path / f"{name}.yaml", f"{name}.yaml", faults)
    if f"{RELATIONS}.yaml" in names:
        found.relations = read_file(path / f"{RELATIONS}.yaml", f"{RELATIONS}.yaml", faults)
    for folder, kind in FOLDERS.items():
        if folder in names:
            read_folder(path / folder, folder, kind, found, faults)
    if not found.rows and not found.lists and not found.relations and not faults:
        faults.add(str(path), "-", "directory", "holds no catalogue: no list and no folder of entries")
    return found


def read_folder(path: Path, folder: str, kind: str, found: Directory, faults: Faults) -> None:
    """Add the entries of one kind, one file per area."""
    try:
        if not path.is_dir():
            raise NotADirectoryError("must be a folder")
        files = sorted(path.iterdir())
    except (OSError, ValueError) as error:
        faults.add(folder, "-", "file", reason(error))
        return
    for file in files:
        label = f"{folder}/{file.name}"
        if file.suffix != ".yaml":
            if file.suffix.lower() in (".yaml", ".yml"):
                faults.add(label, "-", "file", "the name must end in .yaml")
            continue
        for number, data in enumerate(read_file(file, label, faults), 1):
            found.rows.append(Row(kind, file.stem, label, name_of(data, "slug", number), data))


def read_file(path: Path, label: str, faults: Faults) -> list[Any]:
    """The list that a YAML file holds; an empty one, with a fault, where it holds none."""
    try:
        mode = path.stat()
        if not stat.S_ISREG(mode.st_mode):
            raise OSError("is not a file")
        if mode.st_size > MAX_BYTES:
            raise OSError(f"is larger than {MAX_BYTES // 1_000_000} MB")
        text = path.read_bytes().decode("utf-8-sig")
        refuse_depth(text)
        rows = yaml.load(text, Loader)  # noqa: S506 (a safe loader)
        refuse_growth(rows)
    except (
        OSError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RecursionError,
        yaml.YAMLError,
    ) as error:
        faults.add(label, "-", "file", f"cannot be read: {reason(error)}")
        return []
    if not isinstance(rows, list) or not rows:
        faults.add(label, "-", "file", "must be a list with at least one entry")
        return []
    return rows


def refuse_depth(text: str) -> None:
    """Raise YAMLError for nesting deeper than MAX_DEPTH, before a loader that recurses sees it."""
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise refusal(event, f"nested more than {MAX_DEPTH} deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def refuse_growth(value: Any) -> None:
    """Raise YAMLError where references (& and *) form a circle, go too deep, or unfold to too much."""
    size: dict[int, int] = {}
    height: dict[int, int] = {}
    opened: set[int] = set()
    stack = [(value, False)]
    while stack:
        item, done = stack.pop()
        here = id(item)
        inner = children(item)
        if done:
            size[here] = 1 + sum(size.get(id(part), 1) for part in inner)
            height[here] = 1 + max((height.get(id(part), 0) for part in inner), default=0)
            opened.discard(here)
            if size[here] > MAX_VALUES or height[here] > MAX_DEPTH:
                raise yaml.YAMLError("references unfold to too much")
        elif here in opened:
            raise yaml.YAMLError("a reference leads back to itself")
        elif isinstance(item, list | dict) and here not in size:
            opened.add(here)
            stack.append((item, True))
            stack.extend((part, False) for part in inner if isinstance(part, list | dict))


def children(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []


def name_of(data: Any, key: str, number: int) -> str:
    """How messages call a row: its slug, or its number where the slug cannot be used."""
    name = data.get(key) if isinstance(data, dict) else None
    return name if isinstance(name, str) and re.fullmatch(r"[a-z0-9_-]{1,80}", name) else f"#{number}"


def reason(error: Exception) -> str:
    """An exception in one line, without paths of this machine."""
    if isinstance(error, UnicodeDecodeError):
        return f"is not UTF-8 (byte {error.start + 1})"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    if isinstance(error, RecursionError):
        return "nested too deep"
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)
    if mark and problem:
        return f"{problem}, line {mark.line + 1}, column {mark.column + 1}"
    return " ".join(str(error).split())[:200]
