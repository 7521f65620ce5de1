"""The rules of the house, as tests: sizes, layers, types, words."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "clerestory"
FILES = sorted(SOURCE.rglob("*.py"))
BIN = Path(sys.executable).parent
MOST_LINES, MEDIAN_LINES, NINE_IN_TEN = 400, 90, 250
MOST_FUNCTION_LINES = 60
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "lib", "misc"}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_long() -> None:
    long = {str(path.relative_to(ROOT)): _lines(path) for path in FILES if _lines(path) > MOST_LINES}
    assert not long


def test_most_files_are_short() -> None:
    sizes = sorted(_lines(path) for path in FILES)
    assert statistics.median(sizes) <= MEDIAN_LINES
    assert sizes[int(len(sizes) * 0.9)] <= NINE_IN_TEN


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_function_is_long(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    }
    assert not long


def test_names_say_what_is_inside() -> None:
    assert not [path for path in FILES if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES]


def test_no_code_asks_whether_it_is_tested() -> None:
    pattern = re.compile(r"PYTEST|sys\._called_from_test|\bif .*under_?test|IS_TEST", re.IGNORECASE)
    assert not [path for path in FILES if pattern.search(path.read_text(encoding="utf-8"))]


def test_no_writable_module_globals() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Global)
    ]
    assert not found


def test_the_project_speaks_of_itself_only() -> None:
    """No registry host, no path of a machine, no word about how it was made."""
    pattern = re.compile(r"pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian|/work/|/root/|\bsession \d|issue #?\d", re.IGNORECASE)
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    texts = [ROOT / name for name in tracked if not name.endswith((".xlsx", ".xls", ".gz", ".parquet", ".sqlite", ".pdf", ".zip", ".xlsb"))]
    found = []
    for path in texts:
        if path == Path(__file__) or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group(0)}" for match in pattern.finditer(text)]
    assert not found


def test_lock_pins_with_hashes_and_names_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index|--find-links", text)


@pytest.mark.parametrize("command", [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"], ["lint-imports"]], ids=" ".join)
def test_checker_is_content(command: list[str]) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
