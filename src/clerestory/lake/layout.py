"""Where things lie in a workspace.

clerestory.toml     what the owner set
key                 32 bytes as hex, mode 0600: tokens depend on it; never in the lake
ledger.sqlite       control data
lake/<table>/*.parquet
codes/<table>/<file>/  columns as small numbers, made from the files of the lake when asked; may be deleted at any time
staging/            files of a running ingest; anything older than the writer's lock is swept
uploads/            files on their way in, as a browser sends them; mode 0700, removed after they were read
works/              what became of long work: numbers and names of releases, never content
writer.lock
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from clerestory.errors import KeyMissing, NoWorkspace, UsageError

SETTINGS_FILE = "clerestory.toml"
KEY_BYTES = 32
_SETTINGS = """\
# A Clerestory workspace. Copy the folder and you have moved it.
# The smallest count of people that a result may show (person-event tables). Raise it freely.
threshold = 10
"""


@dataclass(frozen=True)
class Layout:
    """The paths of one workspace."""

    root: Path

    @property
    def settings(self) -> Path:
        """What the owner set."""
        return self.root / SETTINGS_FILE

    @property
    def key_file(self) -> Path:
        """The key of tokens."""
        return self.root / "key"

    @property
    def ledger(self) -> Path:
        """Control data."""
        return self.root / "ledger.sqlite"

    @property
    def lake(self) -> Path:
        """Column files, one folder a table."""
        return self.root / "lake"

    @property
    def codes(self) -> Path:
        """Columns of the lake's files as small numbers, kept so that they are made once."""
        return self.root / "codes"

    @property
    def staging(self) -> Path:
        """Files of a running ingest."""
        return self.root / "staging"

    @property
    def uploads(self) -> Path:
        """Files on their way in: raw, so for their owner only, and not for long."""
        return self.root / "uploads"

    @property
    def works(self) -> Path:
        """What became of long work."""
        return self.root / "works"

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        return self.root / "writer.lock"

    def check(self) -> Layout:
        """The layout itself. Raises NoWorkspace when the folder is none."""
        if not self.settings.is_file():
            raise NoWorkspace(
                f"{self.root} is no workspace",
                expected=f"a folder that holds {SETTINGS_FILE}",
                do="make one with `clerestory -w FOLDER init`, or name another with -w",
            )
        return self

    def key(self) -> bytes:
        """The workspace key. Raises KeyMissing rather than making a new one: tokens would change."""
        try:
            key = bytes.fromhex(self.key_file.read_text().strip())
        except (OSError, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise KeyMissing(
                f"the key of the workspace {self.root} is missing or damaged",
                expected=f"the file {self.key_file.name} with {KEY_BYTES} bytes as hex, made with the workspace",
                do="bring it back from your copy of the workspace; a new key would give every token a new name",
            )
        return key


def create(root: Path, notice: str = "") -> Layout:
    """Make an empty workspace. ``notice``: a sentence that every answer from it carries. Raises UsageError when the folder holds something else."""
    layout = Layout(root)
    if layout.settings.exists():
        raise UsageError(f"{root} is a workspace already", do="use it as it is, or name another folder with -w")
    if root.exists() and (not root.is_dir() or not _half_made(layout)):
        raise UsageError(f"{root} is not empty", expected="a new or an empty folder", do="name another folder with -w")
    for folder in (layout.lake, layout.staging):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        layout.key()
    except KeyMissing:
        handle = os.open(layout.key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
    # the settings make a folder a workspace, so they come last
    layout.settings.write_text(_SETTINGS + (f'# Shown with every answer.\nnotice = "{notice}"\n' if notice else ""), encoding="utf-8")
    return layout


def _half_made(layout: Layout) -> bool:
    """Whether a folder holds nothing, or only what making a workspace begins with."""
    begun = {layout.lake, layout.staging, layout.key_file}
    empty = all(not folder.is_dir() or not any(folder.iterdir()) for folder in (layout.lake, layout.staging))
    return empty and all(path in begun for path in layout.root.iterdir())
