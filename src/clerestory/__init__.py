"""Clerestory: investigate institutions through their published records. Institutions, never people."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from clerestory.notebook.workspace import Workspace

__version__ = "0.1.0"


def open(folder: str | Path) -> Workspace:  # noqa: A001  # clerestory.open reads as what it does
    """A workspace to ask from Python. Raises NoWorkspace when the folder is none."""
    # found by name: whatever imports this package's version must not depend on its front ends
    found: Workspace = importlib.import_module("clerestory.notebook.workspace").Workspace(folder)
    return found
