"""Who may import whom, and where an import may stand."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, name_of, own_files

CODE = ("portal", "accounts", "programs", "spaces")


def test_layers_hold():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def imports_inside_functions(source: str) -> list[int]:
    """The lines on which an import stands inside a function."""
    functions = [
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return sorted(
        {
            node.lineno
            for function in functions
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
    )


def test_no_import_inside_a_function():
    found = [
        f"{name_of(path)}:{line}"
        for path in own_files(".py", rooms=CODE)
        for line in imports_inside_functions(path.read_text())
        # An AppConfig may load what only exists once the apps are there: receivers, checks.
        if path.name != "apps.py"
    ]
    assert found == []


@pytest.mark.parametrize("source", ["def f():\n    import os\n", "async def f():\n    from a import b\n"])
def test_an_import_inside_a_function_would_be_seen(source):
    assert imports_inside_functions(source) == [2]


def test_files_stay_readable_in_one_sitting():
    found = {
        name_of(path): lines
        for path in own_files(".py", ".html", ".js", ".css")
        if (lines := len(path.read_text().splitlines())) > 400 and "migrations" not in path.parts
    }
    assert found == {}


def test_top_level_folders_are_the_agreed_ones():
    allowed = {"portal", "accounts", "programs", "spaces", "templates", "static", "tests", "docs"}
    made_by_tools = {"var", "staticfiles", "node_modules"}
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    assert folders - allowed - made_by_tools == set()


def test_nothing_depends_on_one_machine_or_asks_whether_it_is_tested():
    patterns = re.compile(r"['\"\s(=]/(work|root|home|Users)/|PYTEST_CURRENT_TEST|sys\.modules.*pytest")
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path in own_files(
            ".py", ".html", ".js", ".css", ".yaml", ".toml", rooms=(*CODE, "templates", "static")
        )
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if patterns.search(line)
    ]
    assert found == []
