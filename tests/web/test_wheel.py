"""What is installed has all that the pages are made of: a wheel is built, unpacked in a clean place, and served from there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from clerestory.workbench import Workbench
from tests.conftest import ROOT

WEB = ROOT / "src" / "clerestory" / "web"


@pytest.mark.slow
@pytest.mark.parametrize("by_way_of", ["wheel", "sdist"])
def test_pages_of_an_installed_program_are_whole(by_way_of: str, tmp_path: Path) -> None:
    source = ROOT
    if by_way_of == "sdist":
        built(ROOT, "sdist", tmp_path)
        subprocess.run(["tar", "-xzf", next(tmp_path.glob("*.tar.gz")), "-C", tmp_path], check=True)
        source = next(path for path in tmp_path.glob("clerestory-*") if path.is_dir())
    built(source, "wheel", tmp_path)
    clean = tmp_path / "clean"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(clean)
    held = {path.relative_to(WEB) for kind in ("*.html", "*.po", "*.woff2", "*.css", "*.js", "*.json") for path in WEB.rglob(kind)}
    assert not [path for path in held if not (clean / "clerestory" / "web" / path).is_file()]
    Workbench.create(tmp_path / "w").close()
    environment = {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, "PYTHONPATH": str(clean)}
    command = [sys.executable, "-m", "clerestory", "-w", str(tmp_path / "w"), "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1].rstrip("/")
        for path, words in (("/", "This workspace is empty"), ("/about?_lang=es", "Acerca de"), ("/add", "Add files"), ("/map", "Map")):
            page = httpx.get(address + path, timeout=60)
            assert page.status_code == 200
            assert words in page.text
            for asset in set(re.findall(r"/static/[^\"]+", page.text)):
                assert httpx.get(address + asset, timeout=60).status_code == 200, asset
    finally:
        process.terminate()
        process.communicate(timeout=30)


def built(source: Path, kind: str, into: Path) -> None:
    """Build what is given out, by the backend that pyproject.toml names and without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
